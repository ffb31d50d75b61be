using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Home;

/// <summary>Every indicator of a unit against 2025 and 2030; the nation for those who may see it.</summary>
[Requires(Permission.Read)]
public sealed class HomeModel(ScoreReader scores, ScorePeriod score, CatalogueReader catalogues, IServiceProvider services) : KpiPage
{
    private const int RecentRuns = 400;

    public IReadOnlyList<Period> Periods { get; private set; } = [];

    public RunInfo? Run { get; private set; }

    public Catalogue? Catalogue { get; private set; }

    public ScoredUnit? Unit { get; private set; }

    public string UnitCode { get; private set; } = "";

    /// <summary>The set asked for; it may not have been scored yet.</summary>
    public string? SetCode { get; private set; }

    public Period? Period { get; private set; }

    public IReadOnlyList<ScoredUnit> Provinces { get; private set; } = [];

    public IReadOnlyList<ScoreRow> Rows { get; private set; } = [];

    public Footnotes Notes { get; } = new();

    /// <summary>An indicator that is over has a row that says so: of areas, and of units it was counted for.</summary>
    public bool IsShownClosed(ScoreRow row) => row.EndedOn is not null && Unit is { } unit
        && (unit.Level != UnitLevel.Facility || row.Indicator.Applies.Includes(unit.Kind, unit.Class, unit.Ownership, unit.Manager, unit.Urban));

    public bool MayScore => Caller.Has(Permission.Calculate);

    public async Task<IActionResult> OnGet(string? period, string? unit, string? set, CancellationToken token)
    {
        UnitCode = unit ?? Caller.HomeUnit;
        var access = await Caller.Access(services, token);
        if (!access.Allows(Permission.Read, UnitCode)) return Problem(ProblemMapping.NotAllowed);
        if (period is not null && !Domain.Periods.Period.TryParse(period, out _)) return Problem(Queries.NoPeriod(period));

        Periods = [.. (await scores.Periods(token)).OrderDescending()];
        if (Periods.Count == 0) return Page();
        // A month is what people look at first; a year that has just begun would show next to nothing.
        Period = period is not null ? Domain.Periods.Period.Parse(period)
            : Periods.Where(p => p.Kind == PeriodKind.Month).Select(p => (Period?)p).FirstOrDefault() ?? Periods[0];
        Catalogue = await catalogues.Current(token);
        SetCode = set;
        var found = await Find(Period.Value, set, token);
        if (!found.TryGet(out var run, out var problem)) return Problem(problem);
        if (run is null) return Page();
        return await Fill(run, access, token);
    }

    /// <summary>Scores the period against another set: a trial run, the official one stays.</summary>
    public async Task<IActionResult> OnPost(string? period, string? unit, string? set, CancellationToken token)
    {
        if (!MayScore) return Problem(ProblemMapping.NotAllowed);
        if (!Domain.Periods.Period.TryParse(period, out var parsed)) return Problem(Queries.NoPeriod(period ?? ""));
        var request = ScoreRequest.Due(parsed) with { Set = set, Official = false };
        var outcome = await score.Run(request, Caller.Actor, token);
        return outcome.TryGet(out _, out var problem)
            ? LocalRedirect($"/?period={parsed}&unit={Uri.EscapeDataString(unit ?? Caller.HomeUnit)}&set={Uri.EscapeDataString(set ?? "")}")
            : Problem(problem);
    }

    private async Task<IActionResult> Fill(RunInfo run, Access access, CancellationToken token)
    {
        Run = run;
        Catalogue = await catalogues.Of(run, token);
        var units = await scores.Units(run.Id, token);
        Unit = units.FirstOrDefault(u => u.Code == UnitCode);
        Provinces = [.. units.Where(u => u.Level == UnitLevel.Province && access.Allows(Permission.Read, u.Code))];
        if (Unit is null) return Page();
        Rows = [.. (await scores.ScoresOfUnit(run.Id, UnitCode, token)).Select(s => ScoreRow.Of(run, s.Indicator, s.Score, Catalogue, Notes))];
        return Page();
    }

    private async Task<Outcome<RunInfo?>> Find(Period period, string? set, CancellationToken token)
    {
        var current = await ScoredRuns.Find(services, period, null, Caller.Actor, token);
        if (set is null || current is { Problem: null, Value: { } run } && run.Set == set) return current.Match(r => r, p => Outcome<RunInfo?>.Of(null));
        // Of the trials with this set, the newest that changed nothing else.
        return (await scores.Runs(RecentRuns, token)).FirstOrDefault(
            r => r.Period == period && r.Set == set && r.Scenario is null && (current.Problem is not null || r.CatalogueVersion == current.Value.CatalogueVersion) && r.Options == ScoringOptions.Official && r.AsKnownAt is null && r.Geography == period.LastDay);
    }
}
