namespace Kpi.Domain.Indicators;

/// <summary>Another way to say a formula, built from its parts upward.</summary>
/// <typeparam name="T">What a part becomes.</typeparam>
public interface IFormulaVisitor<T>
{
    /// <summary>A whole number; a day is yyyymmdd, yes is 1, no is 0.</summary>
    T Number(long value);

    /// <summary>A value asked for.</summary>
    T Value(Quantity quantity);

    /// <summary><c>given x</c>.</summary>
    T Given(Quantity quantity);

    /// <summary><c>a + b</c>, or <c>a - b</c>.</summary>
    T Sum(T left, T right, bool minus);

    /// <summary><c>12 * a</c>.</summary>
    T Times(long factor, T inner);

    /// <summary><c>abs(a)</c>.</summary>
    T Absolute(T inner);

    /// <summary>A comparison by one of <c>= &lt;&gt; &lt; &lt;= &gt; &gt;=</c>.</summary>
    T Compare(T left, T right, string sign);

    /// <summary><c>a and b and …</c>, at least two.</summary>
    T All(IReadOnlyList<T> parts);

    /// <summary><c>a or b or …</c>, at least two.</summary>
    T Any(IReadOnlyList<T> parts);

    /// <summary><c>not a</c>.</summary>
    T Not(T inner);
}
