using System.Globalization;
using System.Numerics;

namespace Kpi.Domain.Scoring.Changes;

/// <summary>
/// How much one value is more than another, exactly: a signed, reduced ratio. Sums of changes are exact however many there are, which is why
/// it is not a <see cref="Fraction"/>.
/// </summary>
public readonly record struct Change
{
    private readonly BigInteger _denominator;

    /// <summary>A change, reduced; the denominator must not be zero.</summary>
    public Change(BigInteger numerator, BigInteger denominator)
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0) common = -common;
        Numerator = numerator / common;
        _denominator = denominator / common;
    }

    /// <summary>Signed.</summary>
    public BigInteger Numerator { get; }

    /// <summary>More than zero.</summary>
    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    /// <summary>Whether nothing has changed.</summary>
    public bool IsZero => Numerator.IsZero;

    /// <summary>From one value to another.</summary>
    public static Change Between(Fraction before, Fraction after) => new(
        ((BigInteger)after.Numerator * before.Denominator) - ((BigInteger)before.Numerator * after.Denominator),
        (BigInteger)before.Denominator * after.Denominator);

    /// <summary>Both together.</summary>
    public static Change operator +(Change left, Change right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    /// <summary>The other way round.</summary>
    public static Change operator -(Change change) => new(-change.Numerator, change.Denominator);

    /// <summary>As a decimal text with a sign, cut towards zero.</summary>
    public string ToDecimalText(int digits) => Print(BigInteger.Divide(Numerator * BigInteger.Pow(10, digits), Denominator), digits);

    /// <summary>
    /// The changes as decimal texts that add up to the printed total, digit by digit: each is rounded down, and what is then missing goes to those
    /// that lost most, the earlier first.
    /// </summary>
    /// <param name="changes">The parts.</param>
    /// <param name="total">What they add up to as printed, in units of the last digit.</param>
    /// <param name="digits">Digits after the point.</param>
    public static IReadOnlyList<string> PrintTogether(IReadOnlyList<Change> changes, BigInteger total, int digits)
    {
        var power = BigInteger.Pow(10, digits);
        var parts = changes.Select((change, place) =>
        {
            var whole = FloorDivide(change.Numerator * power, change.Denominator, out var rest);
            return (Place: place, Whole: whole, Lost: new Change(rest, change.Denominator));
        }).ToArray();
        var missing = total - parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part.Whole);
        var printed = parts.Select(p => p.Whole).ToArray();
        // More can be missing than there are parts, or less than nothing: the total is cut on its own, so that it can be one off either way.
        var order = parts.OrderByDescending(p => p.Lost, Comparer<Change>.Create(Compare)).ThenBy(p => p.Place).Select(p => p.Place).ToArray();
        for (var i = 0; !missing.IsZero && order.Length > 0; i++)
        {
            var place = missing.Sign > 0 ? order[i % order.Length] : order[^(1 + (i % order.Length))];
            printed[place] += missing.Sign;
            missing -= missing.Sign;
        }

        return [.. printed.Select(p => Print(p, digits))];
    }

    /// <summary>The difference of two values as printed, in units of the last digit: each is cut, as everywhere.</summary>
    public static BigInteger Printed(Fraction before, Fraction after, int digits)
    {
        var power = BigInteger.Pow(10, digits);
        return ((BigInteger)after.Numerator * power / after.Denominator) - ((BigInteger)before.Numerator * power / before.Denominator);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    internal static int Compare(Change left, Change right) => (left.Numerator * right.Denominator).CompareTo(right.Numerator * left.Denominator);

    private static BigInteger FloorDivide(BigInteger dividend, BigInteger divisor, out BigInteger rest)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out rest);
        if (rest.Sign >= 0) return quotient;
        rest += divisor;
        return quotient - 1;
    }

    private static string Print(BigInteger scaled, int digits)
    {
        var text = BigInteger.Abs(scaled).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        var sign = scaled.Sign switch { > 0 => "+", < 0 => "-", _ => "" };
        return digits == 0 ? sign + text : $"{sign}{text[..^digits]}.{text[^digits..]}";
    }
}
