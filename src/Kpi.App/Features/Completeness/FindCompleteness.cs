using Kpi.App.Features.Calendar;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Completeness;

/// <summary>
/// Who owes what for a period and what came of it. Owed is what the catalogue's forms ask of the units in force on the filing period's last
/// day, whether anybody ever reported or not; what was filed is accepted returns, not a click.
/// </summary>
public sealed class FindCompleteness(
    CompletenessReader reader, CalendarReader calendar, CatalogueReader catalogues, UnitReader units, TimeProvider clock)
{
    /// <param name="period">A filing period, or a longer one with all in it.</param>
    /// <param name="unitCode">Only this unit and all within it; null for all.</param>
    /// <param name="sees">Which units the asker may see; null for all.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<CompletenessOf>> Run(Period period, string? unitCode, Func<UnitVersion, bool>? sees, CancellationToken token)
    {
        var last = await units.On(period.LastDay, token);
        var unit = unitCode is null ? null : last.ByCode(unitCode);
        if (unitCode is not null && unit is null) return CalendarProblems.NoUnit(unitCode, period);
        return await Within(period, unit, last, sees, token);
    }

    /// <summary>
    /// What is owed within a unit of a later register, and within all that it carries on: of the returns of 2025 of the new Lào Cai, those that
    /// were owed in Yên Bái until June. They stand under the province that answers for them at the end.
    /// </summary>
    private async Task<CompletenessOf> Within(Period period, UnitVersion? unit, Geography last, Func<UnitVersion, bool>? sees, CancellationToken token)
    {
        var catalogue = await catalogues.Current(token);
        var today = BusinessDay.Today(clock);
        var filing = FilingPeriods.In(period).Where(p => catalogue.Forms.Any(f => f.Frequency == p.Kind)).ToArray();
        var came = await reader.For([.. filing.Select(p => p.ToString())], token);
        var found = new List<Filing>();
        foreach (var one in filing)
        {
            var geography = await units.On(one.LastDay, token);
            var days = await calendar.For(one, token);
            var name = one.ToString();
            var areas = unit is null ? null : geography.Units.Where(u => last.CarriedOn(u.UnitId)?.UnitId == unit.UnitId).Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal);
            var forms = Enum.GetValues<UnitKind>().Select(kind => catalogue.FormFor(kind, one) is { } form && form.Frequency == one.Kind ? form : null).ToArray();
            foreach (var owing in geography.Units)
            {
                if (!owing.Files || forms[(int)owing.Kind] is not { } form) continue;
                if (areas is not null && !geography.Upward(owing).Any(u => areas.Contains(u.UnitId))) continue;
                if (sees is not null && !sees(owing)) continue;
                var province = geography.ProvinceOf(owing) is { } then ? last.CarriedOn(then.UnitId) ?? then : null;
                found.Add(Judge(owing, province, form, one, name, days.Window(catalogue, form, owing), came, today));
            }
        }

        found.Sort(static (a, b) =>
        {
            var order = string.CompareOrdinal(a.Province?.Code ?? "", b.Province?.Code ?? "");
            if (order == 0) order = string.CompareOrdinal(a.Unit.Code, b.Unit.Code);
            return order != 0 ? order : a.Period.CompareTo(b.Period);
        });
        return new CompletenessOf(period, unit, today, [.. found]);
    }

    /// <summary>The counts of the months up to one, oldest first: those of all forms filed by the month.</summary>
    public async Task<Outcome<IReadOnlyList<FilingMonth>>> Trend(
        Period until, int months, string? unitCode, Func<UnitVersion, bool>? sees, CancellationToken token)
    {
        var last = await units.On(until.LastDay, token);
        // Looked up once: its code may have been another unit's in an earlier month.
        var unit = unitCode is null ? null : last.ByCode(unitCode);
        if (unitCode is not null && unit is null) return CalendarProblems.NoUnit(unitCode, until);
        var month = Period.Containing(until.LastDay, PeriodKind.Month);
        var trend = new List<FilingMonth>(months);
        for (var i = 0; i < months; i++, month = month.Previous)
        {
            // A unit that has not begun yet owed nothing: the trend begins with it.
            var one = await Within(month, unit, last, sees, token);
            if (one.Counts.Expected > 0) trend.Add(new FilingMonth(month, one.Counts));
        }

        return Outcome<IReadOnlyList<FilingMonth>>.Of([.. trend.AsEnumerable().Reverse()]);
    }

    private static Filing Judge(
        UnitVersion unit, UnitVersion? province, Form form, Period period, string name, Domain.Calendar.FilingWindow window,
        CompletenessReader.CameIn came, DateOnly today)
    {
        var key = (unit.UnitId, form.Code, name);
        if (came.Current.TryGetValue(key, out var counts))
        {
            var status = came.Nil.Contains(counts.Id) ? FilingStatus.Nil
                : counts.Late && !came.FirstInTime.Contains(key) ? FilingStatus.Late : FilingStatus.InTime;
            return new Filing(unit, province, form, period, window, status, counts.Id, counts.ReceivedAt, Overdue: false);
        }

        var overdue = window.IsLate(today);
        if (came.Attempts.TryGetValue(key, out var attempt))
        {
            return new Filing(
                unit, province, form, period, window, attempt.SentBack ? FilingStatus.SentBack : FilingStatus.Refused, attempt.Id, attempt.SentAt, overdue);
        }

        var open = overdue ? FilingStatus.Missing : window.Extension is null ? FilingStatus.NotYetDue : FilingStatus.Extended;
        return new Filing(unit, province, form, period, window, open, null, null, overdue);
    }
}
