using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Scoring;

/// <summary>Which filings count towards an indicator, and how. The engine counts by it and the trail to the cells explains by it.</summary>
public static class Counting
{
    /// <summary>Whether a longer period adds the indicator's months up; else it takes the last one.</summary>
    /// <param name="catalogue">Says of each element whether it is a stock or a flow.</param>
    /// <param name="indicator">The indicator.</param>
    public static bool IsFlow(Catalogue catalogue, Indicator indicator) =>
        indicator.Elements.Any(e => catalogue.Element(e)!.Time == TimeAggregation.Flow);

    /// <summary>
    /// Whether the months of a longer period are added up first and the formula asked of the sums. So it is for yes and no: a facility that
    /// fulfils a condition in three months is one facility of the quarter, not three.
    /// </summary>
    /// <param name="indicator">The indicator.</param>
    public static bool IsAskedOfSums(Indicator indicator) =>
        indicator.Kind != IndicatorKind.Ratio || indicator.Numerator.IsCondition || indicator.Denominator!.IsCondition;

    /// <summary>The filing periods whose values count for units of a kind: every one for a flow, the last for a stock.</summary>
    /// <param name="catalogue">The forms.</param>
    /// <param name="indicator">The indicator.</param>
    /// <param name="kind">Who files.</param>
    /// <param name="period">The period that is scored.</param>
    public static ImmutableArray<Period> Periods(Catalogue catalogue, Indicator indicator, UnitKind kind, Period period)
    {
        ImmutableArray<Period> all = catalogue.FormFor(kind, period) is { } form ? ScoringInputs.FilingPeriods(form.Frequency, period) : [];
        // Months after the subject ended (T28: the district level) are owed by nobody.
        if (indicator.EndsOn is { } end) all = [.. all.Where(p => p.FirstDay <= end)];
        return all.Length > 1 && !IsFlow(catalogue, indicator) ? [all[^1]] : all;
    }

    /// <summary>
    /// Whether a change to a unit changes what an indicator counts for it: how urban it is matters to what asks that only, and in which province it
    /// stands to nothing that it counts itself.
    /// </summary>
    /// <param name="indicator">The indicator.</param>
    /// <param name="reason">What changed.</param>
    public static bool IsBrokenBy(Indicator indicator, BreakReason reason) => reason switch
    {
        BreakReason.UrbanChanged => indicator.Applies.Urban is not null,
        BreakReason.Moved => false,
        _ => true,
    };

    /// <summary>Those of them that a unit owes: none before it existed.</summary>
    /// <param name="periods">The filing periods that count for its kind.</param>
    /// <param name="unit">The unit.</param>
    public static ImmutableArray<Period> OwedBy(ImmutableArray<Period> periods, ScoredUnit unit) =>
        periods.Length == 0 || unit.ActiveFrom <= periods[0].LastDay ? periods : [.. periods.Where(p => unit.ActiveFrom <= p.LastDay)];
}
