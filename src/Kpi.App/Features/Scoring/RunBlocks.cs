using System.Collections.Immutable;
using Kpi.App.Platform;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;

namespace Kpi.App.Features.Scoring;

/// <summary>Everything that a run gives, as it is hashed and stored: scores, then the catalogue's composites where it has any.</summary>
internal static class RunBlocks
{
    private const string CompositePrefix = "composite:";

    public static List<StoredBlock> Of(ScoringInputs inputs, IEnumerable<PackedBlock> scored, CancellationToken token)
    {
        PackedBlock[] blocks = [.. scored];
        var used = inputs.Catalogue.Composites.SelectMany(c => c.Indicators).Select(i => i.Indicator).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<ScoreBlock> parts = [.. blocks.Where(b => used.Contains(b.Indicator)).Select(b => new ScoreBlock(b.Indicator, b.Level, ScoreCodec.Unpack(b.Bytes)))];
        return
        [
            .. blocks.Select(b => new StoredBlock(b.Indicator, Words<UnitLevel>.Of(b.Level), b.Bytes)),
            .. CompositeEngine.Run(inputs.Catalogue, inputs.Period, parts, token)
                .Select(b => new StoredBlock(NameOf(b.Composite), Words<UnitLevel>.Of(b.Level), CompositeCodec.Pack(b.Scores))),
        ];
    }

    /// <summary>The name of a composite's blocks; no indicator's code has a colon.</summary>
    public static string NameOf(string composite) => CompositePrefix + composite;
}
