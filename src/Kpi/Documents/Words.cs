using System.Globalization;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.Documents;

/// <summary>How codes, numbers and times are written for programs.</summary>
public static class Words
{
    /// <summary><c>MissedProgressing</c> is <c>missed-progressing</c>.</summary>
    public static string Kebab<T>(T value) where T : struct, Enum => Kpi.App.Platform.Words<T>.Of(value);

    public static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.AtLeast => ">=",
        Comparison.MoreThan => ">",
        Comparison.All => "=",
        _ => "done",
    };

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>Six digits, cut: never across a target.</summary>
    public static string? Decimal(Fraction? value) => value?.ToDecimalText(6);

    /// <summary>A ratio of products, six digits, cut. Long division, because one more factor would leave 128 bits.</summary>
    public static string? Decimal((Int128 Numerator, Int128 Denominator)? value)
    {
        if (value is not { } given) return null;
        var (whole, rest) = Int128.DivRem(given.Numerator, given.Denominator);
        Span<char> digits = stackalloc char[6];
        for (var i = 0; i < digits.Length; i++)
        {
            // rest is below the denominator, which is a product of two longs: ten times it may not fit, so the division is done on halves.
            (var digit, rest) = TenTimes(rest, given.Denominator);
            digits[i] = (char)('0' + digit);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{whole}.{digits}");
    }

    private static (int Digit, Int128 Left) TenTimes(Int128 rest, Int128 denominator)
    {
        var digit = 0;
        var sum = (UInt128)0;
        var limit = (UInt128)denominator;
        for (var i = 0; i < 10; i++)
        {
            sum += (UInt128)rest;
            if (sum < limit) continue;
            sum -= limit;
            digit++;
        }

        return (digit, (Int128)sum);
    }
}
