using System.Globalization;
using System.Text;

namespace Kpi.Domain.Returns;

/// <summary>A percentage that somebody typed beside the counts it follows from; untrusted, compared and never used.</summary>
/// <param name="Indicator">Code of the ratio it states.</param>
/// <param name="Sheet">Name of the sheet.</param>
/// <param name="Cell">Address as the file itself gives it.</param>
/// <param name="Kind">What the cell holds.</param>
/// <param name="Text">The text of it.</param>
/// <param name="InPercent">The cell is a number that its style shows in percent: 0.453 is shown, and means, 45.3 %.</param>
public sealed record StatedPercentage(string Indicator, string Sheet, string Cell, CellKind Kind, string Text, bool InPercent);

/// <summary>
/// Whether a typed percentage can come from two counts. Exact: 45,3 % agrees with every fraction that rounds or is cut to 45.3 %, and with no
/// other; nothing is computed in floating point.
/// </summary>
public static class PercentageText
{
    // A double is sure to 15 digits; as a share of one, 13 of them stand behind the point of a percentage.
    private const int MostDecimals = 10, MostLength = 36;

    /// <summary>The text as a percentage: digits without a point, and how many of them are decimals. Null when it is none.</summary>
    public static (Int128 Digits, int Decimals)? Read(string text, bool share)
    {
        var plain = text.Length > MostLength ? "" : PlainText.Compatible(text, NormalizationForm.FormKC).Replace("%", "", StringComparison.Ordinal).Trim();
        if (!share && plain.Contains(' ', StringComparison.Ordinal)) return null;
        // Stored numbers may bear an exponent; that of a percentage is small or it is none.
        if (plain.AsSpan().IndexOfAny('e', 'E') is > 0 and var e)
        {
            if (!int.TryParse(plain.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
                || exponent is < -20 or > 4 || Plain(plain[..e]) is not { } mantissa) return null;
            return Capped(mantissa.Digits, mantissa.Decimals - exponent - (share ? 2 : 0));
        }

        return Plain(plain) is { } read ? Capped(read.Digits, read.Decimals - (share ? 2 : 0)) : null;
    }

    /// <summary>Whether a percentage agrees with a fraction of counts.</summary>
    public static bool Agrees((Int128 Digits, int Decimals) stated, long numerator, long denominator)
    {
        // In units of the last digit written: within half a unit below (rounded up to it) and less than one above (cut to it).
        var exact = (Int128)numerator * 100 * Power(stated.Decimals) * 2;
        return ((stated.Digits * 2) - 1) * denominator <= exact && exact < (stated.Digits + 1) * 2 * denominator;
    }

    /// <summary>Whether a text is a percentage and nothing else, with its sign: “45,3 %”.</summary>
    public static bool IsPercentage(string text) => text.TrimEnd().EndsWith('%') && Read(text, share: false) is not null;

    /// <summary>A percentage that was read, invariant and without its sign: 45.3.</summary>
    public static string Show((Int128 Digits, int Decimals) stated)
    {
        var digits = stated.Digits.ToString(CultureInfo.InvariantCulture).PadLeft(stated.Decimals + 1, '0');
        return stated.Decimals == 0 ? digits : $"{digits[..^stated.Decimals]}.{digits[^stated.Decimals..]}";
    }

    private static (Int128 Digits, int Decimals)? Plain(string text)
    {
        var point = text.LastIndexOfAny(['.', ',']);
        var digits = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i])) digits.Append(text[i]);
            else if (i != point) return null;
        }

        if (digits.Length == 0 || point == text.Length - 1) return null;
        return (Int128.Parse(digits.ToString(), CultureInfo.InvariantCulture), point < 0 ? 0 : text.Length - 1 - point);
    }

    private static (Int128 Digits, int Decimals)? Capped(Int128 digits, int decimals)
    {
        if (decimals < 0) return decimals < -MostDecimals || digits > 1_000_000 ? null : (digits * Power(-decimals), 0);
        if (decimals <= MostDecimals) return digits > Power(MostDecimals) * 1_000_000 ? null : (digits, decimals);
        if (decimals > 36) return null;
        // What stands behind the sure digits is the machine's doing: round it off.
        var rest = Power(decimals - MostDecimals);
        return ((digits + (rest / 2)) / rest, MostDecimals);
    }

    private static Int128 Power(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++) power *= 10;
        return power;
    }
}
