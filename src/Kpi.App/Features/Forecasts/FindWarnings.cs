using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.Domain;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Forecasts;

/// <summary>A warning about a return.</summary>
public sealed record UnitWarning(UnitVersion Unit, UnitVersion? Province, Form Form, long ReturnId, Warning Warning);

/// <summary>What is unlike the past in a month's returns.</summary>
/// <param name="Unit">The unit asked about; null for all.</param>
/// <param name="Returns">How many returns were looked at.</param>
/// <param name="Figures">How many figures of them.</param>
/// <param name="Warnings">What to look at first first.</param>
public sealed record WarningsOf(
    Period Period, UnitVersion? Unit, Catalogue Catalogue, int Returns, int Figures, IReadOnlyList<UnitWarning> Warnings);

/// <summary>
/// Looks at the returns that count for a month beside those of the three years before. Nothing is stored: a warning is a question about figures
/// as they stand now, and a corrected return takes its warnings away by itself (docs/adr/0025).
/// </summary>
public sealed class FindWarnings(FigureReader figures, CatalogueReader catalogues, UnitReader units)
{
    private const int Batch = 500;

    /// <param name="period">A month.</param>
    /// <param name="unitCode">Only this unit and all within it; null for all.</param>
    /// <param name="sees">Which units the asker may see; null for all.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<WarningsOf>> Run(Period period, string? unitCode, Func<UnitVersion, bool>? sees, CancellationToken token)
    {
        if (period.Kind != PeriodKind.Month)
        {
            return Problem.Invalid("warnings-by-month",
                $"Cảnh báo được xem theo tháng, {period} không phải là tháng. Hãy chọn một tháng, ví dụ {period.Months[^1]}.",
                $"Warnings are by month, and {period} is none. Name a month, such as {period.Months[^1]}.");
        }

        var geography = await units.On(period.LastDay, token);
        var area = unitCode is null ? null : geography.ByCode(unitCode);
        if (unitCode is not null && area is null)
        {
            return Problem.NotFound("unit-not-found",
                $"Không có đơn vị mang mã “{unitCode}” trong danh mục vào cuối kỳ {period}. Hãy kiểm tra mã đơn vị.",
                $"No unit with the code “{unitCode}” is registered at the end of {period}. Check the code.");
        }

        var catalogue = await catalogues.Current(token);
        var asked = geography.Units
            .Where(u => u.Files && catalogue.FormFor(u.Kind, period)?.Frequency == PeriodKind.Month
                && (area is null || geography.IsWithin(u, area)) && (sees is null || sees(u)))
            .ToList();
        var places = PlacesOf(catalogue, await catalogues.ElementNumbers(token));
        var months = Months(period);
        var found = new List<UnitWarning>();
        var (returns, looked) = (0, 0);
        foreach (var some in asked.Chunk(Batch))
        {
            var filed = new Dictionary<(string Unit, string Form), Filed>();
            var forms = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var unit in some) forms[unit.UnitId] = catalogue.FormFor(unit.Kind, period)!.Code;
            await figures.Each([.. some.Select(u => u.UnitId)], [.. months.Keys], figure =>
            {
                if (forms[figure.UnitId] != figure.Form || figure.ElementNumber >= places.Length || places[figure.ElementNumber] < 0) return;
                var key = (figure.UnitId, figure.Form);
                if (!filed.TryGetValue(key, out var one)) filed[key] = one = new Filed(months.Count);
                var month = months[figure.Period];
                if (month == months.Count - 1) one.ReturnId = figure.ReturnId;
                one.Of(places[figure.ElementNumber])[month] = figure.Value;
            }, token);
            foreach (var unit in some)
            {
                var form = catalogue.FormFor(unit.Kind, period)!;
                if (!filed.TryGetValue((unit.UnitId, form.Code), out var one) || one.ReturnId is not { } id) continue;
                var history = HistoryOf(catalogue, form, period, one);
                returns++;
                looked += history.Elements.Count(e => e.Months[^1] is not null);
                found.AddRange(Watch.Of(history).Select(w => new UnitWarning(unit, geography.ProvinceOf(unit), form, id, w)));
            }
        }

        if (returns == 0)
        {
            return Problem.NotFound("nothing-filed",
                $"Chưa có báo cáo nào được chấp nhận cho {area?.Name ?? "các đơn vị bạn được xem"} trong tháng {period}.",
                $"No return has been accepted for {area?.Name ?? "the units you may see"} in {period}.");
        }

        return new WarningsOf(period, area, catalogue, returns, looked,
            [.. found.OrderBy(w => w.Warning.Kind == WarningKind.Stall).ThenByDescending(w => w.Warning.Strength)
                .ThenBy(w => w.Unit.Code, StringComparer.Ordinal).ThenBy(w => w.Warning.Element, StringComparer.Ordinal)]);
    }

    /// <summary>The month and those before it, oldest first, by name.</summary>
    private static Dictionary<string, int> Months(Period period)
    {
        var months = new Dictionary<string, int>(Watch.MonthsBack + 1, StringComparer.Ordinal);
        for (var i = Watch.MonthsBack; i >= 0; i--)
            months.Add(Period.Containing(period.FirstDay.AddMonths(-i), PeriodKind.Month).ToString(), Watch.MonthsBack - i);
        return months;
    }

    /// <summary>By element number the place in the catalogue's list; -1 for what is not counted: levels, days, yes and no.</summary>
    private static int[] PlacesOf(Catalogue catalogue, IReadOnlyDictionary<string, int> numbers)
    {
        var places = new int[numbers.Count == 0 ? 1 : numbers.Values.Max() + 1];
        Array.Fill(places, -1);
        foreach (var (code, number) in numbers)
        {
            if (catalogue.Element(code) is { Kind: ElementKind.Count or ElementKind.Amount }) places[number] = catalogue.IndexOf(code);
        }

        return places;
    }

    private static UnitHistory HistoryOf(Catalogue catalogue, Form form, Period period, Filed filed)
    {
        var elements = ImmutableArray.CreateBuilder<ElementHistory>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            if (!filed.Elements.TryGetValue(catalogue.IndexOf(field.Element), out var values)) continue;
            places[field.Element] = elements.Count;
            elements.Add(new ElementHistory(field.Element, catalogue.Element(field.Element)!.Time == TimeAggregation.Flow, [.. values]));
        }

        return new UnitHistory(period, elements.ToImmutable(), [.. PartsOf(form, period, places)]);
    }

    /// <summary>Which are parts of which, as the rules of the form say: <c>fees_cashless_vnd &lt;= fees_total_vnd</c>.</summary>
    private static IEnumerable<PartOfWhole> PartsOf(Form form, Period period, Dictionary<string, int> places)
    {
        foreach (var (rule, _) in form.RulesOn(period.LastDay))
        {
            if (rule.Check.Text.Split(" <= ") is [var part, var whole] && places.TryGetValue(part, out var p) && places.TryGetValue(whole, out var w))
                yield return new PartOfWhole(p, w);
        }
    }

    private sealed class Filed(int months)
    {
        public long? ReturnId { get; set; }

        public Dictionary<int, long?[]> Elements { get; } = [];

        public long?[] Of(int element)
        {
            if (!Elements.TryGetValue(element, out var values)) Elements[element] = values = new long?[months];
            return values;
        }
    }
}
