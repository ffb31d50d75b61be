using System.Collections.Immutable;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Forecasts;

/// <summary>What an indicator was for a unit in one month.</summary>
/// <param name="Period">A month.</param>
/// <param name="Value">The value; null when nothing was reported, or there was nothing to count.</param>
/// <param name="Reporting">Units that reported all it needs.</param>
/// <param name="Expected">Units that should have.</param>
public readonly record struct SeriesPoint(Period Period, Fraction? Value, int Reporting, int Expected)
{
    /// <summary>Whether enough units reported for the month to say something of the trend: three of four.</summary>
    public bool IsTelling => Value is not null && (long)Reporting * 4 >= (long)Expected * 3;
}

/// <summary>Why the months before a day cannot be compared with those after it.</summary>
public enum BreakReason
{
    /// <summary>Another unit was joined to it (sáp nhập).</summary>
    Merged,

    /// <summary>It became another kind of unit, which changes who is counted (đổi loại đơn vị).</summary>
    KindChanged,

    /// <summary>What is counted is defined otherwise (đổi cách tính).</summary>
    Redefined,
}

/// <summary>A day from which on a series means something else.</summary>
/// <param name="Day">First day of the new meaning.</param>
/// <param name="Reason">What changed.</param>
public readonly record struct SeriesBreak(DateOnly Day, BreakReason Reason);

/// <summary>The months of one indicator for one unit.</summary>
/// <param name="Points">One for each month from the first to the last, in order, without a hole: a month without a value is a point without one.</param>
/// <param name="Breaks">Where the months before cannot be compared with those after.</param>
public sealed record Series(ImmutableArray<SeriesPoint> Points, ImmutableArray<SeriesBreak> Breaks);
