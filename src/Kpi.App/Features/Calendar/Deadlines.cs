using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.Domain;
using Kpi.Domain.Calendar;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Calendar;

/// <summary>When a form can be filed for a period.</summary>
/// <param name="Unit">By whom; null for everybody to whom nothing else was said.</param>
public sealed record Deadline(UnitVersion? Unit, Form Form, Period Period, FilingWindow Window);

/// <summary>The days of a period, for everybody or for one unit.</summary>
public sealed class Deadlines(CalendarReader calendar, CatalogueReader catalogues, UnitReader units)
{
    /// <summary>The windows of every filing period in a period, by day and form.</summary>
    /// <param name="unitCode">A unit that files, or null for the forms as they stand for everybody.</param>
    public async Task<Outcome<IReadOnlyList<Deadline>>> Run(Period period, string? unitCode, CancellationToken token)
    {
        var catalogue = await catalogues.Current(token);
        var found = new List<Deadline>();
        foreach (var one in FilingPeriods.In(period))
        {
            var geography = await units.On(one.LastDay, token);
            var days = await calendar.For(one, token);
            if (unitCode is null)
            {
                var nation = geography.ByCode(Geography.NationCode);
                foreach (var form in catalogue.Forms.Select(f => f.Code).Distinct(StringComparer.Ordinal).Select(code => catalogue.FormFor(code, one)).OfType<Form>())
                {
                    if (form.Frequency != one.Kind) continue;
                    var decision = nation is null ? null : days.DecisionOn(nation, form.Code);
                    found.Add(new Deadline(null, form, one, FilingWindow.Of(catalogue, form, one, null, decision)));
                }

                continue;
            }

            if (geography.ByCode(unitCode) is not { } unit) return CalendarProblems.NoUnit(unitCode, one);
            if (catalogue.FormFor(unit.Kind, one) is { } filed && filed.Frequency == one.Kind)
                found.Add(new Deadline(unit, filed, one, days.Window(catalogue, filed, unit)));
        }

        return Outcome<IReadOnlyList<Deadline>>.Of([.. found.OrderBy(d => d.Period).ThenBy(d => d.Window.DueDay).ThenBy(d => d.Form.Code, StringComparer.Ordinal)]);
    }
}
