using Kpi.Domain;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>A run, and the hashes that came out when it was calculated again.</summary>
public sealed record RunCheck(RunInfo Run, string InputsHash, string Hash)
{
    public bool Same => InputsHash == Run.InputsHash && Hash == Run.Hash;
}

/// <summary>Calculates a run again from what it kept: its units, its returns, its catalogue. The hashes must come out the same, anywhere and for ever.</summary>
public sealed class VerifyRun(LoadRun runs)
{
    public async Task<Outcome<RunCheck>> Run(long runId, CancellationToken token)
    {
        if (!(await runs.Run(runId, token)).TryGet(out var kept, out var problem)) return problem;
        var scored = ScoringEngine.Run(kept.Inputs, token).Select(b => new PackedBlock(b.Indicator, b.Level, ScoreCodec.Pack(b.Scores)));
        var blocks = RunBlocks.Of(kept.Inputs, scored, token).Select(b => (b.Name, b.Level, b.Bytes));
        return new RunCheck(kept.Info, kept.Inputs.Hash(), ScoreCodec.Hash(ScoreCodec.Pack(kept.Inputs.Units), blocks));
    }
}
