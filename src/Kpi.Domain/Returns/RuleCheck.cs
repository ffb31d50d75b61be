using System.Collections.Immutable;
using System.Globalization;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Returns;

/// <summary>Holds a rule against the values of one return and what is known beside it.</summary>
public static class RuleCheck
{
    /// <summary>What formulas of rules are evaluated over.</summary>
    /// <param name="own">One place for each element of the catalogue; null where the return does not give it.</param>
    /// <param name="period">The period filed; null when it could not be read.</param>
    /// <param name="background">What is known beside the file.</param>
    public static FormulaValues Over(ReadOnlySpan<long?> own, Period? period, ReturnBackground background) => new()
    {
        Own = own,
        Last = background.Last is { } last ? last.Values.AsSpan() : default,
        Within = background.Within.AsSpan(),
        Month = period?.LastDay.Month,
        MonthsSinceLast = period is { } filed && background.Last is { } past ? Months(filed) - Months(past.Period) : null,
    };

    /// <summary>The numbers a finding of the rule holds: its check's quantities, invariant; empty where one is absent.</summary>
    public static ImmutableArray<string> Arguments(FormRule rule, in FormulaValues values)
    {
        var arguments = ImmutableArray.CreateBuilder<string>(rule.Check.Quantities.Length);
        foreach (var quantity in rule.Check.Quantities) arguments.Add(values[quantity]?.ToString(CultureInfo.InvariantCulture) ?? "");
        return arguments.MoveToImmutable();
    }

    private static int Months(Period period) => (period.LastDay.Year * 12) + period.LastDay.Month;
}
