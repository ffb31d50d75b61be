using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;

namespace Kpi.Documents;

/// <summary>Finds the run and the scores that a verb, a page or a call of the API is about.</summary>
public static class ScoredRuns
{
    /// <summary>The run named, or the current one of the period.</summary>
    public static async Task<Outcome<RunInfo>> Find(IServiceProvider services, Period period, string? runId, Actor reader, CancellationToken token)
    {
        var find = services.GetRequiredService<FindRun>();
        if (runId is null)
        {
            return await services.GetRequiredService<ScoreReader>().Current(period, token) is { } current ? current : await find.NotScored(period, token);
        }

        if (!(await find.Run(runId, period, reader, token)).TryGet(out var run, out var problem)) return problem;
        if (run.OtherEngine is { } other) return other;
        return run.Period == period
            ? run
            : Problem.Conflict("run-of-other-period",
                $"Lượt tính {runId} là của kỳ {run.Period}, không phải {period}.", $"Run {runId} is of period {run.Period}, not {period}.");
    }

    /// <summary>What another day's map did to a run, to one area or to the nation; null when it is on its own period's.</summary>
    public static async Task<RestatedDocument?> Restated(IServiceProvider services, RunInfo run, string? area, CancellationToken token) =>
        run.Geography == run.Period.LastDay ? null : RestatedDocument.Of(run, await services.GetRequiredService<ScoreReader>().Units(run.Id, token), area);

    /// <summary>Where the register breaks a unit's series within the year up to the last day of a run's period; a year is what results are held against.</summary>
    public static async Task<IReadOnlyList<SeriesBreak>> Breaks(IServiceProvider services, RunInfo run, string unitCode, CancellationToken token)
    {
        var units = await services.GetRequiredService<ScoreReader>().Units(run.Id, token);
        return units.FirstOrDefault(u => u.Code == unitCode) is { } unit
            ? SeriesBreaks.Of(await services.GetRequiredService<UnitReader>().Tree(token), unit.UnitId, run.Period.FirstDay.AddYears(-1), run.Period.LastDay)
            : [];
    }

    /// <summary>The scores of one unit in a run, of one indicator or all.</summary>
    public static async Task<Outcome<IReadOnlyList<(Indicator Indicator, Score Score)>>> OfUnit(
        IServiceProvider services, RunInfo run, string unitCode, string? indicator, CancellationToken token)
    {
        if (!(await services.GetRequiredService<RunUnits>().Find(run, unitCode, token)).TryGet(out _, out var problem)) return problem;
        var scores = await services.GetRequiredService<ScoreReader>().ScoresOfUnit(run.Id, unitCode, token);
        if (indicator is null) return Outcome<IReadOnlyList<(Indicator, Score)>>.Of(scores);
        var one = scores.Where(s => s.Indicator.Code == indicator).ToList();
        return one.Count > 0
            ? Outcome<IReadOnlyList<(Indicator, Score)>>.Of(one)
            : IndicatorProblems.Unknown(indicator, await services.GetRequiredService<CatalogueReader>().Of(run, token));
    }
}
