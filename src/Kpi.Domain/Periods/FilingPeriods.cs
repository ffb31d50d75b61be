namespace Kpi.Domain.Periods;

/// <summary>The periods that returns are filed for.</summary>
public static class FilingPeriods
{
    /// <summary>Every filing period that lies in a period, itself among them, the shorter first.</summary>
    public static IEnumerable<Period> In(Period period) => Enum.GetValues<PeriodKind>()
        .Where(kind => kind <= period.Kind)
        .SelectMany(kind => period.Months.Select(month => Period.Containing(month.LastDay, kind)).Distinct())
        .Where(period.Contains);
}
