using System.Collections.Immutable;
using Kpi.App.Platform;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;

namespace Kpi.App.Features.Scoring;

/// <summary>A period's results as a run of them is hashed and kept, whether one is kept or not.</summary>
public sealed class PeriodResults
{
    private PeriodResults(ScoredPeriod scored, CancellationToken token)
    {
        Scored = scored;
        Units = ScoreCodec.Pack(scored.Inputs.Units);
        Blocks = RunBlocks.Of(scored.Inputs, scored.Blocks, token);
        Hash = ScoreCodec.Hash(Units, Blocks.Select(b => (b.Name, b.Level, b.Bytes)));
    }

    public ScoringInputs Inputs => Scored.Inputs;

    /// <summary>What a run of these results is known by.</summary>
    public string Hash { get; }

    internal ScoredPeriod Scored { get; }

    /// <summary>The units, packed.</summary>
    internal byte[] Units { get; }

    internal IReadOnlyList<StoredBlock> Blocks { get; }

    public static PeriodResults Of(ScoredPeriod scored, CancellationToken token) => new(scored, token);

    /// <summary>The scores of an indicator at a level; empty when the indicator was not scored.</summary>
    public ImmutableArray<Score> Scores(string indicator, UnitLevel level) => ScoreCodec.Unpack(Block(indicator, level));

    /// <summary>The scores of a composite at a level; empty when it was not made.</summary>
    public ImmutableArray<CompositeScore> Composite(string composite, UnitLevel level) => CompositeCodec.Unpack(Block(RunBlocks.NameOf(composite), level));

    private byte[]? Block(string name, UnitLevel level)
    {
        var of = Words<UnitLevel>.Of(level);
        return Blocks.FirstOrDefault(b => b.Name == name && b.Level == of).Bytes;
    }
}
