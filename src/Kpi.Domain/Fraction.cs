using System.Globalization;

namespace Kpi.Domain;

/// <summary>
/// An exact non-negative ratio of two counts. It is never reduced (the counts are the evidence) and never becomes floating point;
/// comparison is by cross-multiplication, rounding happens only when printing, and then digits are cut, never rounded up.
/// </summary>
/// <param name="Numerator">Zero or more.</param>
/// <param name="Denominator">More than zero.</param>
public readonly record struct Fraction(long Numerator, long Denominator) : IComparable<Fraction>
{
    // A spreadsheet keeps fifteen; more would not survive the way onto a sheet.
    private const int MostDigits = 12;

    /// <summary>Nothing: 0/1.</summary>
    public static Fraction Zero { get; } = new(0, 1);

    /// <summary>The whole: 1/1.</summary>
    public static Fraction One { get; } = new(1, 1);

    /// <summary>The fraction, or null where the denominator is zero: "not applicable", never 0 % or 100 %.</summary>
    public static Fraction? OrNull(long numerator, long denominator) => denominator == 0 ? null : new Fraction(numerator, denominator);

    /// <inheritdoc/>
    public int CompareTo(Fraction other) =>
        ((Int128)Numerator * other.Denominator).CompareTo((Int128)other.Numerator * Denominator);

    /// <summary>Equal in value: 1/2 and 2/4 are.</summary>
    public bool SameValue(Fraction other) => CompareTo(other) == 0;

    /// <summary>Whether the left is the smaller value.</summary>
    public static bool operator <(Fraction left, Fraction right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left is the greater value.</summary>
    public static bool operator >(Fraction left, Fraction right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left is the smaller value or equal.</summary>
    public static bool operator <=(Fraction left, Fraction right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left is the greater value or equal.</summary>
    public static bool operator >=(Fraction left, Fraction right) => left.CompareTo(right) >= 0;

    /// <summary>The value as a decimal text, cut after <paramref name="digits"/> digits: 8996/10000 is <c>0.899600</c> with six.</summary>
    public string ToDecimalText(int digits) => Cut(1, digits);

    /// <summary>
    /// The value as a percentage, cut (89.96 % prints as 89.9), with a decimal comma in Vietnamese. Where a target is given and the cut
    /// would print the value as equal to it although it is not, digits are added until it no longer does (50.04 against 50).
    /// </summary>
    /// <param name="language">Decides the decimal sign.</param>
    /// <param name="target">The target that the print must not seem to reach or miss; null when there is none.</param>
    /// <param name="digits">Digits after the sign, at least.</param>
    public string ToPercentText(Language language, Fraction? target = null, int digits = 1)
    {
        if (target is { } t && !SameValue(t))
        {
            while (digits < MostDigits && Cut(100, digits) == t.Cut(100, digits)) digits++;
        }

        var text = Cut(100, digits);
        return (language == Language.Vi ? text.Replace('.', ',') : text) + " %";
    }

    private string Cut(int scale, int digits)
    {
        Int128 power = 1;
        for (var i = 0; i < digits; i++) power *= 10;
        var scaled = (Int128)Numerator * scale * power / Denominator;
        var whole = (scaled / power).ToString(CultureInfo.InvariantCulture);
        if (digits == 0) return whole;
        return whole + "." + (scaled % power).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The counts, as in <c>15/60</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
