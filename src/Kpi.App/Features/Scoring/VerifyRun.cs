using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>A run, and the hashes that came out when it was calculated again.</summary>
/// <param name="Run">The run.</param>
/// <param name="InputsHash">Of its inputs, brought back from what it kept.</param>
/// <param name="Hash">Of its results, calculated again.</param>
public sealed record RunCheck(RunInfo Run, string InputsHash, string Hash)
{
    /// <summary>Hash of the inputs loaded anew from the database as it was known then; null when that was not asked.</summary>
    public string? LoadedHash { get; init; }

    /// <summary>Returns that only one of the two has: of what the run kept, and of what is loaded anew.</summary>
    public int ReturnsApart { get; init; }

    /// <summary>Whether everything that was asked came out as it was kept.</summary>
    public bool Same => InputsHash == Run.InputsHash && Hash == Run.Hash && (LoadedHash is null || LoadedHash == Run.InputsHash);
}

/// <summary>Calculates a run again from what it kept: its units, its returns, its catalogue. The hashes must come out the same, anywhere and for ever.</summary>
public sealed class VerifyRun(LoadRun runs, LoadInputs inputs, ScoreReader scores, FindRun find)
{
    /// <summary>What stands for all runs, and for those that hold.</summary>
    public const string All = "all", Current = "current";

    /// <summary>The runs that people name: one by its id, those that hold (<c>current</c>), or <c>all</c>; oldest first.</summary>
    public async Task<Outcome<IReadOnlyList<RunInfo>>> Named(string text, Actor reader, CancellationToken token)
    {
        if (text == All) return Outcome<IReadOnlyList<RunInfo>>.Of([.. (await scores.Runs(int.MaxValue, token)).OrderBy(r => r.Id)]);
        if (text == Current)
        {
            var current = new List<RunInfo>();
            foreach (var period in (await scores.Periods(token)).Order())
            {
                if (await scores.Current(period, token) is { } holds) current.Add(holds);
            }

            return current;
        }

        return (await find.Run(text, null, reader, token)).Then(one => Outcome<IReadOnlyList<RunInfo>>.Of([one]));
    }

    public Task<Outcome<RunCheck>> Run(long runId, CancellationToken token) => Run(runId, asKnown: false, token);

    /// <summary>Calculates it again; with <paramref name="asKnown"/> also loads its inputs anew, as they were known when it was made or for when it was asked.</summary>
    public async Task<Outcome<RunCheck>> Run(long runId, bool asKnown, CancellationToken token)
    {
        if (!(await runs.Run(runId, token)).TryGet(out var kept, out var problem)) return problem;
        var scored = ScoringEngine.Run(kept.Inputs, token).Select(b => new PackedBlock(b.Indicator, b.Level, ScoreCodec.Pack(b.Scores)));
        var blocks = RunBlocks.Of(kept.Inputs, scored, token).Select(b => (b.Name, b.Level, b.Bytes));
        var check = new RunCheck(kept.Info, kept.Inputs.Hash(), ScoreCodec.Hash(ScoreCodec.Pack(kept.Inputs.Units), blocks));
        if (!asKnown) return check;

        // A run that asked for all that was known took it at some moment between its beginning and the instant it was kept.
        var made = kept.Info.MadeAt;
        var loaded = await Loaded(kept, kept.Info.AsKnownAt ?? made.AddMilliseconds(-kept.Info.Milliseconds), token);
        if (kept.Info.AsKnownAt is null && loaded.Hash() != kept.Info.InputsHash) loaded = await Loaded(kept, made, token);
        var (before, now) = (Returns(kept.Inputs), Returns(loaded));
        return check with { LoadedHash = loaded.Hash(), ReturnsApart = before.Except(now).Count() + now.Except(before).Count() };
    }

    private async Task<ScoringInputs> Loaded(KeptRun kept, DateTimeOffset instant, CancellationToken token)
    {
        var (run, known) = (kept.Info, kept.Inputs);
        var request = new ScoreRequest(
            run.Period, string.Join(',', run.Options.Beside.Prepend(run.Set)), run.Geography, instant, run.Options.Missing, run.Options.ApprovedOnly, null, Official: false)
        {
            Scenario = run.Scenario,
        };
        var loaded = await inputs.Run(known.Catalogue, run.Set, request, token);
        return new ScoringInputs
        {
            Period = loaded.Period,
            Catalogue = loaded.Catalogue,
            CatalogueHash = loaded.CatalogueHash,
            TargetSet = loaded.TargetSet,
            GeographyDay = loaded.GeographyDay,
            AsKnownAt = run.AsKnownAt,
            Options = loaded.Options,
            Units = loaded.Units,
            Filings = loaded.Filings,
            Figures = loaded.Figures,
        };
    }

    private static HashSet<long> Returns(ScoringInputs inputs) => [.. inputs.Filings.Select(f => f.ReturnId)];
}
