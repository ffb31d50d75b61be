namespace Kpi.Domain.Forecasts;

/// <summary>
/// A share between none and all, stretched so that a straight line on it never leaves the two ends: near them the same step means less.
/// Only +, −, ×, ÷ and √ are used, which IEEE 754 fixes to the last bit; logarithms and exponentials differ from one machine to the next.
/// </summary>
internal static class BoundedScale
{
    /// <summary>What is kept off either end, so that a month at 0 % or 100 % stands at a finite place and can be reached again.</summary>
    private const double Edge = 0.01;

    private const double Span = 1 - (2 * Edge);
    private const int Millionths = 1_000_000;

    /// <summary>Where a share stands.</summary>
    public static double Of(Fraction share) => Of((double)share.Numerator / share.Denominator);

    /// <summary>Where a share stands.</summary>
    /// <param name="share">0 to 1.</param>
    public static double Of(double share)
    {
        var x = Span * ((2 * share) - 1);
        return x / Math.Sqrt(1 - (x * x));
    }

    /// <summary>The share at a place; 0 or 1 beyond the ends.</summary>
    public static double Share(double place)
    {
        var x = place / Math.Sqrt(1 + (place * place));
        return Math.Clamp(((x / Span) + 1) / 2, 0, 1);
    }

    /// <summary>The share at a place in whole millionths: what is kept and printed.</summary>
    public static Fraction Kept(double place) => new((long)Math.Round(Share(place) * Millionths, MidpointRounding.ToEven), Millionths);

    /// <summary>A mean of shares in whole millionths.</summary>
    public static Fraction KeptShare(double share) => new((long)Math.Round(Math.Clamp(share, 0, 1) * Millionths, MidpointRounding.ToEven), Millionths);
}
