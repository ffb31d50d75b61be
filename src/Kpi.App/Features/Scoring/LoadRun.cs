using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>A run with everything it was calculated from.</summary>
public sealed record KeptRun(RunInfo Info, ScoringInputs Inputs);

/// <summary>Brings back what a run was calculated from: its units, its returns, its catalogue.</summary>
public sealed class LoadRun(ScoreReader scores, ReturnReader returns, CatalogueReader catalogues)
{
    public async Task<Outcome<KeptRun>> Run(long runId, CancellationToken token)
    {
        if (await scores.Run(runId, token) is not { } run) return RunProblems.NoRun(Ids.Show(runId));
        if (run.OtherEngine is { } other) return other;
        var catalogue = await catalogues.Of(run, token);
        var units = await scores.Units(run.Id, token);
        var places = new Dictionary<string, int>(units.Length, StringComparer.Ordinal);
        for (var i = 0; i < units.Length; i++) places.Add(units[i].UnitId, i);
        var filed = await returns.Filed(await scores.Returns(run.Id, token), catalogue, token);
        return new KeptRun(run, new ScoringInputs
        {
            Period = run.Period,
            Catalogue = catalogue,
            CatalogueHash = run.CatalogueSha256 ?? await catalogues.Hash(run.CatalogueVersion, token),
            TargetSet = run.Set,
            GeographyDay = run.Geography,
            AsKnownAt = run.AsKnownAt,
            Options = run.Options,
            Units = units,
            Filings = [.. filed.Where(f => places.ContainsKey(f.UnitId)).Select(f => new Filing(places[f.UnitId], f.Period, f.Id, f.Values))],
            Figures = LoadInputs.Read(await scores.Figures(run.Scenario, token), catalogue, units, run.Period),
        });
    }
}
