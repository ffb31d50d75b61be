namespace Kpi.Domain.Indicators;

/// <summary>
/// Between which numbers a formula and all its parts can lie, by the bounds of the elements. Whole numbers here have 63 bits; a formula that
/// could leave them is refused when it is published and not when somebody's figures make it so.
/// </summary>
internal sealed class FormulaBounds : IFormulaVisitor<FormulaBounds.Range>
{
    private const int MostUnits = 100_000, MostMonths = 12_000;
    private readonly Catalogue _catalogue;
    private bool _leaves;

    private FormulaBounds(Catalogue catalogue) => _catalogue = catalogue;

    /// <summary>Whether no value of the elements can make it overflow.</summary>
    public static bool Hold(Formula formula, Catalogue catalogue)
    {
        var bounds = new FormulaBounds(catalogue);
        formula.Accept(bounds);
        return !bounds._leaves;
    }

    public Range Number(long value) => new(value, value);

    public Range Value(Quantity quantity)
    {
        if (quantity.Kind == QuantityKind.Month) return new(1, 12);
        if (quantity.Kind == QuantityKind.MonthsSinceLast) return new(0, MostMonths);
        if (quantity.Kind is QuantityKind.Reporting or QuantityKind.Expected) return new(0, MostUnits);
        var element = _catalogue.Elements[quantity.Index];
        return quantity.Kind == QuantityKind.Within
            ? Within63(Math.Min(element.Min, 0), (Int128)Math.Max(element.Max, 0) * MostUnits)
            : new(element.Min, element.Max);
    }

    public Range Given(Quantity quantity) => new(0, 1);

    public Range Sum(Range left, Range right, bool minus) =>
        minus ? Within63(left.Low - right.High, left.High - right.Low) : Within63(left.Low + right.Low, left.High + right.High);

    public Range Times(long factor, Range inner) => Within63(inner.Low * factor, inner.High * factor);

    public Range Absolute(Range inner) => new(0, Int128.Max(Int128.Abs(inner.Low), Int128.Abs(inner.High)));

    public Range Compare(Range left, Range right, string sign) => new(0, 1);

    public Range All(IReadOnlyList<Range> parts) => new(0, 1);

    public Range Any(IReadOnlyList<Range> parts) => new(0, 1);

    public Range Not(Range inner) => new(0, 1);

    private Range Within63(Int128 low, Int128 high)
    {
        if (low >= -long.MaxValue && high <= long.MaxValue) return new(low, high);
        _leaves = true;
        // What lies further out would leave 127 bits in time; one fault is enough.
        return new(0, 0);
    }

    /// <summary>From the lowest to the highest number.</summary>
    internal readonly record struct Range(Int128 Low, Int128 High);
}
