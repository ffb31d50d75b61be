using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.Domain;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Forecasts;

/// <summary>How an indicator of a unit is expected to go on.</summary>
/// <param name="Run">The run of the last month: its catalogue, its code of the unit.</param>
/// <param name="Set">The target set whose targets are asked.</param>
/// <param name="Series">What it rests on: the current runs of the months.</param>
public sealed record IndicatorForecast(
    Indicator Indicator, ScoredUnit Unit, RunInfo Run, string Set, Series Series, ForecastOutcome Outcome)
{
    /// <summary>The breaks with months on either side, by day.</summary>
    public IEnumerable<SeriesBreak> BreaksShown =>
        Series.Breaks.Where(b => Series.Points.Any(p => p.Period.FirstDay < b.Day) && Series.Points.Any(p => p.Period.LastDay >= b.Day)).OrderBy(b => b.Day).ThenBy(b => b.Reason);
}

/// <summary>
/// Carries the scored months of an indicator on. Nothing is stored: reading the months costs more than the arithmetic, and they are kept in
/// memory by the reader of scores (docs/adr/0025).
/// </summary>
public sealed class ForecastIndicator(ScoreReader scores, RunUnits places, CatalogueReader catalogues, UnitReader units)
{
    private const int MostMonths = 60;

    /// <param name="indicatorCode">The indicator.</param>
    /// <param name="unitCode">The unit, by its code in the last month.</param>
    /// <param name="set">The target set; null for the one the last month was judged by.</param>
    /// <param name="until">Stands at this month as if nothing had come after; null stands at the last month scored.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<IndicatorForecast>> Run(
        string indicatorCode, string unitCode, string? set, Period? until, CancellationToken token)
    {
        var periods = (await scores.Periods(token)).Where(p => p.Kind == PeriodKind.Month && (until is not { } end || p <= end)).Take(MostMonths).ToList();
        if (periods.Count == 0 || await scores.Current(periods[0], token) is not { } last)
        {
            return Problem.NotFound("not-scored",
                "Chưa có tháng nào được tính điểm. Hãy chạy “kpi score” hoặc đợi tác vụ tự động.", "No month has been scored yet. Run “kpi score”, or wait for the job.");
        }

        var catalogue = await catalogues.Of(last, token);
        if (catalogue.Indicator(indicatorCode) is not { Active: true } indicator)
            return IndicatorProblems.Unknown(indicatorCode, catalogue);

        var chosen = set ?? last.Set;
        if (catalogue.TargetSets.All(s => s.Code != chosen))
        {
            var known = string.Join(", ", catalogue.TargetSets.Select(s => s.Code));
            return Problem.NotFound("no-such-target-set",
                $"Không có bộ mục tiêu “{chosen}”. Các bộ hiện có: {known}.", $"There is no target set “{chosen}”. There are: {known}.");
        }

        if (!(await places.Find(last, unitCode, token)).TryGet(out var place, out var problem)) return problem;
        var unit = place.Unit;
        var series = await SeriesOf(indicator, unit, periods, token);
        ImmutableArray<Target> targets =
        [
            .. catalogue.Targets
                .Where(t => t.Set == chosen && t.Indicator == indicator.Code && t.Scopes.Contains(unit.Level)
                    && t.Comparison != Comparison.Done && (t.ValidTo is not { } closed || closed >= last.Period.LastDay))
                .OrderBy(t => t.Due),
        ];
        return new IndicatorForecast(indicator, unit, last, chosen, series, Forecaster.Of(series, indicator, targets));
    }

    private async Task<Series> SeriesOf(Indicator indicator, ScoredUnit unit, List<Period> periods, CancellationToken token)
    {
        var scored = new Dictionary<Period, SeriesPoint>(periods.Count);
        // Where a unit stands, and how urban it is, breaks only what depends on it.
        var breaks = SeriesBreaks.Of(await units.Tree(token), unit.UnitId, periods[^1].FirstDay, periods[0].LastDay)
            .Where(b => Counting.IsBrokenBy(indicator, b.Reason)).ToList();
        string? definition = null;
        foreach (var period in periods.AsEnumerable().Reverse())
        {
            if (await scores.Current(period, token) is not { } run) continue;
            if ((await catalogues.Of(run, token)).Indicator(indicator.Code) is not { } then) continue;
            if (definition is not null && definition != Definition(then)) breaks.Add(new SeriesBreak(period.FirstDay, BreakReason.Redefined));
            definition = Definition(then);
            var place = Place(await scores.Units(run.Id, token), unit);
            if (place < 0) continue;
            var score = (await scores.Scores(run.Id, indicator.Code, unit.Level, token)).FirstOrDefault(s => s.Unit == place);
            scored[period] = new SeriesPoint(period, score?.Value, score?.Reporting ?? 0, score?.Expected ?? 0);
        }

        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        if (scored.Count > 0)
        {
            // A month that was not scored is a month without a value, not a month left out.
            for (var month = scored.Keys.Min(); month <= periods[0]; month = month.Next)
                points.Add(scored.TryGetValue(month, out var point) ? point : new SeriesPoint(month, null, 0, 0));
        }

        return new Series(points.ToImmutable(), [.. breaks]);
    }

    /// <summary>The same identity at the same level: a code may have been another unit's before.</summary>
    private static int Place(ImmutableArray<ScoredUnit> units, ScoredUnit unit)
    {
        for (var i = 0; i < units.Length; i++)
        {
            if (units[i].UnitId == unit.UnitId) return units[i].Level == unit.Level ? i : -1;
        }

        return -1;
    }

    /// <summary>All that decides what is counted; words and sources may change without breaking a series.</summary>
    private static string Definition(Indicator indicator)
    {
        var applies = indicator.Applies;
        return string.Join('|',
            indicator.Kind, indicator.Numerator.Text, indicator.Denominator?.Text, string.Join(',', applies.Kinds), applies.MinClass, applies.Ownership,
            applies.Urban, applies.Managers.IsDefaultOrEmpty ? "" : string.Join(',', applies.Managers));
    }
}
