using System.Collections.Immutable;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Forecasts;

/// <summary>What a unit filed for one data element, month by month.</summary>
/// <param name="Code">Code of the element: a count or an amount.</param>
/// <param name="IsFlow">Whether it counts what happened in a month; otherwise it is a state.</param>
/// <param name="Months">Oldest first, the month that is watched last; null where it was not filed.</param>
public sealed record ElementHistory(string Code, bool IsFlow, ImmutableArray<long?> Months);

/// <summary>One element counts a part of what another counts.</summary>
/// <param name="Part">Place of the part among the elements.</param>
/// <param name="Whole">Place of the whole.</param>
public readonly record struct PartOfWhole(int Part, int Whole);

/// <summary>What one unit filed on one form, up to the month that is watched.</summary>
/// <param name="Month">The month that is watched.</param>
/// <param name="Elements">In the order of the form; all of the same months.</param>
/// <param name="Pairs">Which are parts of which.</param>
public sealed record UnitHistory(Period Month, ImmutableArray<ElementHistory> Elements, ImmutableArray<PartOfWhole> Pairs);
