using System.Collections.Immutable;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Calendar;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Reports;

/// <summary>
/// Gathers what a report prints from what a run keeps: its scores, units and the returns that went in. Nothing is taken from the present
/// state of the returns, and of the calendar only what was decided before the run, so that a run prints the same report for ever.
/// </summary>
public sealed class CollectFacts(
    ScoreReader scores, CatalogueReader catalogues, ReturnReader returns, CalendarReader calendar, UnitReader register, IOptions<ReportsOptions> options)
{
    /// <summary>How the demo marks the names of what it makes up.</summary>
    public const string SyntheticMark = "(dữ liệu mô phỏng)";

    /// <param name="run">The run.</param>
    /// <param name="unit">Place of the nation or province in the run's list of units.</param>
    /// <param name="template">What it will be printed with.</param>
    /// <param name="token">Stops the work.</param>
    public async Task<ReportModel> Of(RunInfo run, int unit, ReportTemplate template, CancellationToken token)
    {
        var catalogue = await catalogues.Of(run, token);
        var units = await scores.Units(run.Id, token);
        var previous = await scores.LastBefore(run.Period.Previous, run.Id, token);
        var sources = ReportModel.SourcesOf(catalogue, run.Set);
        var lines = ReportModel.LinesOf(catalogue, sources, await Scores(run.Id, units[unit].Code, token), previous is null ? Nothing : await Scores(previous.Id, units[unit].Code, token));
        var within = units[unit].Level == UnitLevel.Nation
            ? Enumerable.Range(0, units.Length).Where(i => units[i].Level == UnitLevel.Province).OrderBy(i => units[i].Code, StringComparer.Ordinal).ToList()
            : [unit];
        var (counts, missing) = await Owed(run, catalogue, units, unit, token);
        return new ReportModel
        {
            Run = run,
            Catalogue = catalogue,
            Set = catalogue.TargetSets.First(s => s.Code == run.Set),
            Unit = units[unit],
            Lines = lines,
            Provinces = await Provinces(run, units, lines, within, token),
            Headline = ReportModel.HeadlineOf(lines, template.Headline),
            Sources = sources,
            Returns = counts,
            Missing = missing,
            Previous = previous,
            Synthetic = options.Value.Synthetic || units.Any(u => u.Name.EndsWith(SyntheticMark, StringComparison.Ordinal)),
            TemplateSha256 = template.Sha256,
        };
    }

    private static Dictionary<string, Score> Nothing => [];

    private async Task<Dictionary<string, Score>> Scores(long runId, string unitCode, CancellationToken token) =>
        (await scores.ScoresOfUnit(runId, unitCode, token)).ToDictionary(p => p.Indicator.Code, p => p.Score, StringComparer.Ordinal);

    private async Task<ImmutableArray<ProvinceLine>> Provinces(
        RunInfo run, ImmutableArray<ScoredUnit> units, ImmutableArray<IndicatorLine> lines, IReadOnlyList<int> within, CancellationToken token)
    {
        var byLine = new List<Dictionary<int, Score>>(lines.Length);
        foreach (var line in lines)
        {
            byLine.Add((await scores.Scores(run.Id, line.Indicator.Code, UnitLevel.Province, token)).ToDictionary(s => s.Unit));
        }

        return [.. within.Select(p => new ProvinceLine(units[p], [.. byLine.Select(s => s.GetValueOrDefault(p))]))];
    }

    /// <summary>What each facility of the run owed for the period, less the returns that went in.</summary>
    private async Task<(ImmutableArray<ReturnCount> Counts, ImmutableArray<MissingReturn> Missing)> Owed(
        RunInfo run, Catalogue catalogue, ImmutableArray<ScoredUnit> units, int unit, CancellationToken token)
    {
        var inRun = await returns.Summaries([.. await scores.Returns(run.Id, token)], token);
        var filed = inRun.Values.Where(r => r.UnitId is not null && r.Period is not null).Select(r => (r.UnitId!, r.Form!, r.Period!.Value)).ToHashSet();
        var made = BusinessDay.Of(run.MadeAt);
        var windows = new Dictionary<Period, (Geography Register, FilingCalendar Days)>();
        var missing = new List<MissingReturn>();
        var counts = new SortedDictionary<(string Code, string Name), (int Expected, int Missing)>();
        for (var i = 0; i < units.Length; i++)
        {
            var facility = units[i];
            // Units of Defence and Public Security stand in no province's sums (policy Q28), so no province owes their returns.
            if (facility.Level != UnitLevel.Facility || (units[unit].Level == UnitLevel.Province && (facility.Province != unit || facility.Outside))) continue;
            var place = facility.Province >= 0
                ? (units[facility.Province].Code, units[facility.Province].Name)
                : ReportTexts.Central;
            var (expected, absent) = counts.GetValueOrDefault(place);
            foreach (var (form, period) in OwedBy(facility, catalogue, run.Period))
            {
                expected++;
                if (filed.Contains((facility.UnitId, form.Code, period))) continue;
                absent++;
                var window = await Window(facility, form, period);
                missing.Add(new MissingReturn(
                    place.Code, place.Name, facility.Code, facility.Name, form.Name, period.ToString(), window.DueDay,
                    window.IsLate(made) ? made.DayNumber - window.DueDay.DayNumber : null));
            }

            if (expected > 0) counts[place] = (expected, absent);
        }

        return (
            [.. counts.Select(p => new ReturnCount(p.Key.Code, p.Key.Name, p.Value.Expected, p.Value.Missing))],
            [.. missing.OrderBy(m => m.ProvinceCode, StringComparer.Ordinal).ThenBy(m => m.Facility, StringComparer.Ordinal).ThenBy(m => m.Period, StringComparer.Ordinal)]);

        // The same window as everywhere else, so that what is late here is late there.
        async ValueTask<FilingWindow> Window(ScoredUnit facility, Form form, Period period)
        {
            if (!windows.TryGetValue(period, out var known))
                windows[period] = known = (await register.On(period.LastDay, token), await calendar.AsOf(period, run.MadeAt, token));
            return known.Register.CarriedOn(facility.UnitId) is { } unit
                ? known.Days.Window(catalogue, form, unit)
                : FilingWindow.Of(catalogue, form, period, null, null);
        }
    }

    private static IEnumerable<(Form Form, Period Period)> OwedBy(ScoredUnit facility, Catalogue catalogue, Period period)
    {
        if (catalogue.FormFor(facility.Kind, period) is not { } form) yield break;
        foreach (var filing in ScoringInputs.FilingPeriods(form.Frequency, period))
        {
            if (facility.ActiveFrom <= filing.LastDay) yield return (form, filing);
        }
    }
}
