using System.Numerics;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring.Composites;

/// <summary>How near a value is to its target: value ÷ target, exactly and reduced. It is a ratio of products, which is why it is not a <see cref="Fraction"/>.</summary>
public readonly record struct Attainment
{
    private readonly BigInteger _bottom;

    /// <summary>A ratio, reduced.</summary>
    /// <param name="top">Zero or more.</param>
    /// <param name="bottom">More than zero.</param>
    public Attainment(BigInteger top, BigInteger bottom)
    {
        var common = BigInteger.GreatestCommonDivisor(top, bottom);
        (Top, _bottom) = (top / common, bottom / common);
    }

    /// <summary>Nothing of the target.</summary>
    public static Attainment None { get; }

    /// <summary>All of the target.</summary>
    public static Attainment Whole { get; } = new(1, 1);

    /// <summary>Zero or more.</summary>
    public BigInteger Top { get; }

    /// <summary>More than zero.</summary>
    public BigInteger Bottom => _bottom.IsZero ? BigInteger.One : _bottom;

    /// <summary>The attainment of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="target">Its target, whose value is above zero.</param>
    /// <param name="capped">Whether it ends at the whole.</param>
    public static Attainment Of(Fraction value, Target target, bool capped)
    {
        var of = new Attainment((BigInteger)value.Numerator * target.Value.Denominator, (BigInteger)value.Denominator * target.Value.Numerator);
        return capped && of.Top > of.Bottom ? Whole : of;
    }

    /// <summary>The greater of two.</summary>
    public static Attainment Max(Attainment one, Attainment other) => one.Compare(other) >= 0 ? one : other;

    /// <summary>The smaller of two.</summary>
    public static Attainment Min(Attainment one, Attainment other) => one.Compare(other) <= 0 ? one : other;

    /// <summary>It times a power of ten, cut to a whole number.</summary>
    public BigInteger Cut(int digits) => Top * BigInteger.Pow(10, digits) / Bottom;

    private int Compare(Attainment other) => (Top * other.Bottom).CompareTo(other.Top * Bottom);
}
