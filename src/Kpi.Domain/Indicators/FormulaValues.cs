namespace Kpi.Domain.Indicators;

/// <summary>What a formula can ask for.</summary>
public enum QuantityKind
{
    /// <summary><c>x</c>: what the return itself gives.</summary>
    Own,

    /// <summary><c>last(x)</c>: what the unit's last return of the same form before the period gives.</summary>
    Last,

    /// <summary><c>within(x)</c>: the sum over the units inside that gave it for the same period; absent when none did.</summary>
    Within,

    /// <summary><c>reporting(x)</c>: how many units inside gave it for the same period.</summary>
    Reporting,

    /// <summary><c>expected(x)</c>: how many units inside are asked for it in the period.</summary>
    Expected,

    /// <summary><c>month</c>: the number, 1 to 12, of the period's last month.</summary>
    Month,

    /// <summary><c>months_since_last</c>: months from the end of the last return's period to the end of this one's; absent when there is none.</summary>
    MonthsSinceLast,
}

/// <summary>One thing a formula asks for.</summary>
/// <param name="Kind">What of it.</param>
/// <param name="Element">Code of the element; empty for <see cref="QuantityKind.Month"/> and <see cref="QuantityKind.MonthsSinceLast"/>.</param>
/// <param name="Index">The element's place in the catalogue; -1 where there is no element.</param>
public readonly record struct Quantity(QuantityKind Kind, string Element, int Index)
{
    /// <summary>As a formula writes it.</summary>
    public override string ToString() => Kind switch
    {
        QuantityKind.Own => Element,
        QuantityKind.Month => "month",
        QuantityKind.MonthsSinceLast => "months_since_last",
        _ => $"{Kind.ToString().ToLowerInvariant()}({Element})",
    };
}

/// <summary>One element over the units inside an area.</summary>
/// <param name="Sum">Over those that gave it; null when none did.</param>
/// <param name="Reporting">How many gave it.</param>
/// <param name="Expected">How many are asked for it.</param>
public readonly record struct WithinSum(long? Sum, int Reporting, int Expected);

/// <summary>What a formula is evaluated over. What is not known is left empty, and is absent in the formula.</summary>
public readonly ref struct FormulaValues
{
    /// <summary>The return: one place for each element of the catalogue; null where it does not give it.</summary>
    public required ReadOnlySpan<long?> Own { get; init; }

    /// <summary>Whether nobody filed it: what is absent is then not known, and an empty cell is no answer.</summary>
    public bool Unfiled { get; init; }

    /// <summary>The unit's last return, likewise; empty when there is none.</summary>
    public ReadOnlySpan<long?> Last { get; init; }

    /// <summary>The units inside, likewise; empty when that was not looked up.</summary>
    public ReadOnlySpan<WithinSum?> Within { get; init; }

    /// <summary>The number of the period's last month.</summary>
    public int? Month { get; init; }

    /// <summary>Months from the last return's period to this one's.</summary>
    public int? MonthsSinceLast { get; init; }

    /// <summary>The value of one quantity; null when it is absent.</summary>
    public long? this[Quantity quantity] => quantity.Kind switch
    {
        QuantityKind.Own => Own[quantity.Index],
        QuantityKind.Last => quantity.Index < Last.Length ? Last[quantity.Index] : null,
        QuantityKind.Within => Inside(quantity)?.Sum,
        QuantityKind.Reporting => Inside(quantity)?.Reporting,
        QuantityKind.Expected => Inside(quantity)?.Expected,
        QuantityKind.Month => Month,
        _ => MonthsSinceLast,
    };

    private WithinSum? Inside(Quantity quantity) => quantity.Index < Within.Length ? Within[quantity.Index] : null;
}
