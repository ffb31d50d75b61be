using System.Collections.Immutable;

namespace Kpi.Domain.Indicators;

/// <summary>Whole numbers from one to another, both among them; one number when both are the same.</summary>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
internal readonly record struct Interval(Int128 Low, Int128 High)
{
    public static readonly Interval No = new(0, 0), Yes = new(1, 1), Either = new(0, 1);

    public bool IsOne => Low == High;

    public static Interval Of(Int128 value) => new(value, value);

    public static Interval operator +(Interval left, Interval right) => new(left.Low + right.Low, left.High + right.High);
}

/// <summary>What is known of the cells a formula asks: their numbers, or between which numbers they must lie once they are given.</summary>
/// <remarks>The bounds of an element and the rules of a form bind every return, so that no filling of the gaps can leave them.</remarks>
internal sealed class CellBounds
{
    private readonly ImmutableArray<DataElement> _elements;
    private readonly int[] _asked;
    private readonly Interval[] _values, _given, _one;

    /// <param name="elements">The catalogue's elements.</param>
    /// <param name="asked">Places of the elements that are asked for.</param>
    public CellBounds(ImmutableArray<DataElement> elements, int[] asked)
    {
        (_elements, _asked) = (elements, asked);
        (_values, _given, _one) = (new Interval[elements.Length], new Interval[elements.Length], new Interval[elements.Length]);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        foreach (var place in _asked) (_values[place], _given[place]) = (Interval.No, Interval.Yes);
    }

    /// <summary>Adds a return to those that are added up.</summary>
    /// <param name="values">Its values; null for one that is not there.</param>
    /// <param name="filed">Whether somebody filed them: what they leave empty is then an answer.</param>
    /// <param name="limits">What limits it.</param>
    public void Add(long?[]? values, bool filed, ReturnLimits limits)
    {
        foreach (var place in limits.Cells) _one[place] = Bounds(values, place);
        foreach (var place in _asked) _one[place] = Bounds(values, place);
        limits.Narrow(_one);
        foreach (var place in _asked)
        {
            _values[place] += _one[place];
            if (values?[place] is not null) continue;
            _given[place] = filed ? Interval.No : _given[place] with { Low = 0 };
        }
    }

    public Interval Value(int element) => _values[element];

    /// <summary>Whether the element is given: an empty cell of a return that exists is an answer, one of a return that does not is none.</summary>
    public Interval Given(int element) => _given[element];

    private Interval Bounds(long?[]? values, int place) =>
        values?[place] is { } value ? Interval.Of(value) : new(_elements[place].Min, _elements[place].Max);
}

/// <summary>
/// Between which numbers a formula must come out, whatever the cells not yet given will say. Sound for every formula; where each of those cells
/// stands in it once, also the tightest there is.
/// </summary>
internal sealed class FormulaEnclosure(CellBounds cells) : IFormulaVisitor<Interval>
{
    public Interval Number(long value) => Interval.Of(value);

    public Interval Value(Quantity quantity) => cells.Value(quantity.Index);

    public Interval Given(Quantity quantity) => cells.Given(quantity.Index);

    public Interval Sum(Interval left, Interval right, bool minus) =>
        minus ? new(left.Low - right.High, left.High - right.Low) : left + right;

    public Interval Times(long factor, Interval inner) =>
        factor >= 0 ? new(inner.Low * factor, inner.High * factor) : new(inner.High * factor, inner.Low * factor);

    public Interval Absolute(Interval inner) =>
        inner.Low >= 0 ? inner : inner.High <= 0 ? new(-inner.High, -inner.Low) : new(0, Int128.Max(-inner.Low, inner.High));

    public Interval Compare(Interval left, Interval right, string sign) => sign switch
    {
        "<=" => Order(left.High <= right.Low, left.Low > right.High),
        ">=" => Order(left.Low >= right.High, left.High < right.Low),
        "<" => Order(left.High < right.Low, left.Low >= right.High),
        ">" => Order(left.Low > right.High, left.High <= right.Low),
        "<>" => Order(Apart(left, right), left.IsOne && left == right),
        _ => Order(left.IsOne && left == right, Apart(left, right)),
    };

    public Interval All(IReadOnlyList<Interval> parts) => Order(parts.All(Holds), parts.Any(Fails));

    public Interval Any(IReadOnlyList<Interval> parts) => Order(parts.Any(Holds), parts.All(Fails));

    public Interval Not(Interval inner) => Order(Fails(inner), Holds(inner));

    private static Interval Order(bool always, bool never) => always ? Interval.Yes : never ? Interval.No : Interval.Either;

    private static bool Apart(Interval left, Interval right) => left.High < right.Low || left.Low > right.High;

    private static bool Holds(Interval part) => part.Low > 0 || part.High < 0;

    private static bool Fails(Interval part) => part is { IsOne: true } && part.Low == 0;
}
