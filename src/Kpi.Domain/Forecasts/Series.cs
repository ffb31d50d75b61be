using System.Collections.Immutable;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

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

/// <summary>The months of one indicator for one unit.</summary>
/// <param name="Points">One for each month from the first to the last, in order, without a hole: a month without a value is a point without one.</param>
/// <param name="Breaks">Where the months before cannot be compared with those after.</param>
public sealed record Series(ImmutableArray<SeriesPoint> Points, ImmutableArray<SeriesBreak> Breaks);
