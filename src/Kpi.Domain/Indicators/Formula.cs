using System.Collections.Immutable;

namespace Kpi.Domain.Indicators;

/// <summary>
/// A small expression over data elements, all in whole numbers. Its constructs: element codes, whole numbers, days (2023-06-30), <c>yes</c>
/// and <c>no</c>, <c>+</c>, <c>-</c>, <c>*</c> by a whole number, <c>abs(…)</c>, comparisons (<c>= &lt;&gt; &lt; &lt;= &gt; &gt;=</c>),
/// <c>and</c>, <c>or</c>, <c>not</c>, <c>given</c>, brackets; in rules of a form also what stands beside the return: <c>last(x)</c>,
/// <c>within(x)</c>, <c>reporting(x)</c>, <c>expected(x)</c>, <c>month</c>, <c>months_since_last</c> (see <see cref="QuantityKind"/>). An
/// absent value makes a sum or comparison absent; <c>and</c>/<c>or</c> are absent only when the absent side could change the answer.
/// <c>given x</c> is yes or no, never absent: it is for the few elements whose empty cell is itself an answer ("no plan was signed"), and is
/// said of a return that exists, not of one that is missing.
/// </summary>
public sealed class Formula
{
    private readonly FormulaNode _root;

    // Most formulas are one element of the return and nothing else; -1 for the others.
    private readonly int _only;

    private Formula(string text, FormulaNode root, ImmutableArray<Quantity> quantities)
    {
        Text = text;
        _root = root;
        _only = root is FormulaNode.OwnValue own ? own.Index : -1;
        Quantities = quantities;
        Elements = [.. quantities.Where(q => q.Kind == QuantityKind.Own).Select(q => q.Element)];
    }

    /// <summary>As written in the catalogue.</summary>
    public string Text { get; }

    /// <summary>Everything it needs to know, each once, in order of first use.</summary>
    public ImmutableArray<Quantity> Quantities { get; }

    /// <summary>The codes of the elements it needs of the return itself, each once, in order of first use.</summary>
    public ImmutableArray<string> Elements { get; }

    /// <summary>Whether it needs the unit's last return.</summary>
    public bool UsesLast => Quantities.Any(q => q.Kind is QuantityKind.Last or QuantityKind.MonthsSinceLast);

    /// <summary>Whether it needs the returns of the units within.</summary>
    public bool UsesWithin => Quantities.Any(q => q.Kind is QuantityKind.Within or QuantityKind.Reporting or QuantityKind.Expected);

    /// <summary>Whether it needs nothing but the return itself, so that the form can decide it offline.</summary>
    public bool IsOfReturnAlone => Quantities.All(q => q.Kind == QuantityKind.Own);

    /// <summary>Whether it yields yes or no (1 or 0) rather than a quantity.</summary>
    public bool IsCondition => _root.IsCondition;

    /// <summary>Reads a formula; the problem names the place and what was expected.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="indexOf">The index of an element by its code, or a negative number when there is none of that code.</param>
    public static Outcome<Formula> Parse(string text, Func<string, int> indexOf)
    {
        var reader = new FormulaReader(text, indexOf);
        return reader.Read().Then<Formula>(root => new Formula(text, root, [.. reader.Quantities]));
    }

    /// <summary>The value over one return; null when a value that decides it is absent. A condition yields 1 or 0.</summary>
    /// <param name="values">One place for each element of the catalogue; null where the return does not give it.</param>
    public long? Evaluate(ReadOnlySpan<long?> values) => Evaluate(new FormulaValues { Own = values });

    /// <summary>The value over one return and what stands beside it.</summary>
    public long? Evaluate(in FormulaValues values) => _only >= 0 ? values.Own[_only] : _root.Evaluate(values);

    /// <summary>Says the formula in another way: as a spreadsheet's formula, as bounds. There is one reader of formulas, and this is how others see them.</summary>
    public T Accept<T>(IFormulaVisitor<T> visitor) => _root.Accept(visitor);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Days as whole numbers yyyymmdd, the form in which elements of kind <see cref="ElementKind.Date"/> are held.</summary>
public static class DateNumber
{
    /// <summary>2023-06-30 becomes 20230630.</summary>
    public static long From(DateOnly day) => (day.Year * 10000L) + (day.Month * 100) + day.Day;

    /// <summary>20230630 becomes 2023-06-30.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not a day.</exception>
    public static DateOnly ToDay(long number) => new((int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100));
}
