using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>The trail from a score to the cells it was typed in.</summary>
public sealed record Explanation(
    string Indicator, string Unit, Period Period, long Run, long? Numerator, long? Denominator, IReadOnlyList<ExplainedFacility> Facilities);

/// <summary>One return that a score rests on. Over several months a facility appears once for each.</summary>
public sealed record ExplainedFacility(
    string Facility, string Name, Period Period, long? Numerator, long? Denominator, long Return, int Version, string Sha256, string FileName,
    string Sender, DateTimeOffset ReceivedAt, IReadOnlyList<ExplainedCell> Cells);

public sealed record ExplainedCell(string Element, string Sheet, string Cell, string Text);

/// <summary>Answers: where does this number come from? Follows a score to returns, files, sheets, cells and the text as typed.</summary>
public sealed class ExplainScore(ScoreReader scores, ReturnReader returns, CatalogueReader catalogues)
{
    public async Task<Outcome<Explanation>> Run(string indicator, string unitCode, Period period, long? runId, CancellationToken token)
    {
        var run = runId is { } id ? await scores.Run(id, token) : await scores.Current(period, token);
        if (run is null || run.Period != period)
        {
            return Problem.NotFound("no-run",
                $"Kỳ {period} chưa được tính. Hãy chạy: kpi score --period {period}.",
                $"The period {period} has not been scored. Run: kpi score --period {period}.");
        }

        var catalogue = await catalogues.Version(run.CatalogueVersion, token);
        if (catalogue.Indicator(indicator) is not { } known)
        {
            return Problem.NotFound("no-such-indicator",
                $"Không có chỉ số “{indicator}”. Xem: kpi catalogue export.", $"There is no indicator “{indicator}”. See: kpi catalogue export.");
        }

        var units = await scores.Units(run.Id, token);
        var place = Enumerable.Range(0, units.Length).FirstOrDefault(i => units[i].Code == unitCode, -1);
        if (place < 0)
        {
            return Problem.NotFound("no-such-unit",
                $"Không có đơn vị mang mã “{unitCode}” trong lần tính này.", $"No unit with the code “{unitCode}” is in this run.");
        }

        var own = (await scores.Scores(run.Id, indicator, units[place].Level, token)).FirstOrDefault(s => s.Unit == place);
        var facilities = (await scores.Scores(run.Id, indicator, UnitLevel.Facility, token))
            .Where(s => s.Numerator is not null && IsWithin(units[s.Unit], s.Unit, units[place], place)).Select(s => units[s.Unit])
            .ToDictionary(u => u.UnitId, StringComparer.Ordinal);
        return new Explanation(indicator, unitCode, period, run.Id, own?.Numerator, own?.Denominator,
            await Trail(run, known, catalogue, facilities, token));
    }

    private async Task<IReadOnlyList<ExplainedFacility>> Trail(
        RunInfo run, Indicator indicator, Catalogue catalogue, Dictionary<string, ScoredUnit> facilities, CancellationToken token)
    {
        var flow = indicator.Elements.Any(e => catalogue.Element(e)!.Time == TimeAggregation.Flow);
        var filed = (await returns.Summaries(await scores.Returns(run.Id, token), token)).Values
            .Where(r => r is { UnitId: { } unit, Period: { } period } && facilities.ContainsKey(unit) && Counts(period)).ToList();
        string[] elements = [.. indicator.Elements];
        var cells = (await returns.CellsOf([.. filed.Select(r => r.Id)], elements, token)).ToLookup(c => c.ReturnId);
        var trail = new List<ExplainedFacility>(filed.Count);
        foreach (var one in filed)
        {
            var values = new long?[catalogue.Elements.Length];
            foreach (var cell in cells[one.Id]) values[catalogue.IndexOf(cell.Element)] = cell.Value;
            var numerator = indicator.Numerator.Evaluate(values);
            var denominator = indicator.Denominator?.Evaluate(values) ?? (indicator.Kind == IndicatorKind.Coverage ? 1 : null);
            if (numerator is null || (indicator.Kind == IndicatorKind.Ratio && denominator is null)) continue;
            var facility = facilities[one.UnitId!];
            trail.Add(new ExplainedFacility(
                facility.Code, facility.Name, one.Period!.Value, numerator, denominator, one.Id, one.Version ?? 0, one.Sha256, one.FileName,
                one.Sender, one.ReceivedAt,
                [.. cells[one.Id].OrderBy(c => Array.IndexOf(elements, c.Element)).Select(c => new ExplainedCell(c.Element, c.Sheet, c.Cell, c.Text))]));
        }

        return [.. trail.OrderBy(f => f.Facility, StringComparer.Ordinal).ThenBy(f => f.Period)];

        bool Counts(Period filing)
        {
            var form = catalogue.Forms.First(f => f.Frequency == filing.Kind);
            var periods = ScoringInputs.FilingPeriods(form.Frequency, run.Period);
            return flow ? periods.Contains(filing) : periods.Length > 0 && periods[^1] == filing;
        }
    }

    private static bool IsWithin(ScoredUnit unit, int unitPlace, ScoredUnit area, int areaPlace) => area.Level switch
    {
        UnitLevel.Nation => true,
        UnitLevel.Province => unit.Province == areaPlace && !unit.Outside,
        UnitLevel.Commune => unit.Commune == areaPlace && !unit.Outside,
        _ => unitPlace == areaPlace,
    };
}
