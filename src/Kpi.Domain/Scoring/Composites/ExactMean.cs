using System.Globalization;
using System.Numerics;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring.Composites;

/// <summary>
/// A weighted mean of attainments as the number it is: a root of a product of powers, which no fraction need be. It is compared without rounding and
/// becomes digits only when printed; then they are cut.
/// </summary>
public sealed class ExactMean
{
    // Eighteen digits tell nearly all means apart; the few that agree in them are compared as what they are.
    private const int Digits = 18;
    private readonly (Attainment Base, int Power)[] _factors;
    private readonly int _root;
    private readonly BigInteger _cut;

    private ExactMean((Attainment Base, int Power)[] factors, int root)
    {
        (_factors, _root) = (factors, root);
        _cut = Cut(Digits);
    }

    /// <summary>The mean of attainments; of none there is none (null).</summary>
    /// <param name="mean">Which mean.</param>
    /// <param name="parts">What goes in, each with its weight of more than zero.</param>
    public static ExactMean? Of(CompositeMean mean, IReadOnlyList<(Attainment Attainment, BigInteger Weight)> parts)
    {
        if (parts.Count == 0) return null;
        var weights = parts.Aggregate(BigInteger.Zero, (sum, p) => sum + p.Weight);
        if (mean == CompositeMean.Arithmetic)
        {
            var (top, bottom) = (BigInteger.Zero, BigInteger.One);
            foreach (var (attainment, weight) in parts)
                (top, bottom) = ((top * attainment.Bottom) + (attainment.Top * weight * bottom), bottom * attainment.Bottom);
            return new ExactMean([(new Attainment(top, bottom * weights), 1)], 1);
        }

        if (parts.Any(p => p.Attainment.Top.IsZero)) return new ExactMean([(Attainment.None, 1)], 1);
        var common = parts.Aggregate(weights, (all, p) => BigInteger.GreatestCommonDivisor(all, p.Weight));
        return new ExactMean([.. parts.Select(p => (p.Attainment, (int)(p.Weight / common)))], (int)(weights / common));
    }

    /// <summary>The mean as a ratio; null where no ratio need be it (a geometric one).</summary>
    public Attainment? Ratio => _root == 1 && _factors.Length == 1 ? _factors[0].Base : null;

    /// <summary>It times a power of ten, cut to a whole number.</summary>
    public BigInteger Cut(int digits)
    {
        if (Ratio is { } ratio) return ratio.Cut(digits);
        var (top, bottom) = (BigInteger.Pow(10, digits * _root), BigInteger.One);
        foreach (var (of, power) in _factors) (top, bottom) = (top * BigInteger.Pow(of.Top, power), bottom * BigInteger.Pow(of.Bottom, power));
        return Root(top / bottom, _root);
    }

    /// <summary>By the number each is, the smallest first.</summary>
    public static Comparer<ExactMean> ByFigure { get; } = Comparer<ExactMean>.Create((one, other) => one.CompareTo(other));

    /// <summary>Below zero when it is the smaller number, zero only when both are the same number.</summary>
    public int CompareTo(ExactMean other)
    {
        var byDigits = _cut.CompareTo(other._cut);
        if (byDigits != 0) return byDigits;
        if (Ratio is { } one && other.Ratio is { } two) return (one.Top * two.Bottom).CompareTo(two.Top * one.Bottom);
        if (IsEqual(other)) return 0;
        // They differ, so that some digit says how.
        for (var digits = Digits * 2; ; digits *= 2)
        {
            byDigits = Cut(digits).CompareTo(other.Cut(digits));
            if (byDigits != 0) return byDigits;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Print(Cut(6), 6);

    /// <summary>A number in units of the last digit as a decimal text.</summary>
    /// <param name="scaled">The number, not negative.</param>
    /// <param name="digits">Digits after the point, at least one.</param>
    public static string Print(BigInteger scaled, int digits)
    {
        var text = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return $"{text[..^digits]}.{text[^digits..]}";
    }

    /// <summary>The greatest whole number whose power does not exceed a number.</summary>
    private static BigInteger Root(BigInteger number, int root)
    {
        if (root == 1 || number < 2) return number;
        var bits = (int)(number.GetBitLength() / root);
        if (bits < 4)
        {
            var few = BigInteger.One;
            while (BigInteger.Pow(few + 1, root) <= number) few++;
            return few;
        }

        // The upper half of the digits first; from a little above, every step of Newton's comes nearer and none goes below.
        var half = bits / 2;
        var at = (Root(number >> (half * root), root) + 1) << half;
        while (true)
        {
            var next = (((root - 1) * at) + (number / BigInteger.Pow(at, root - 1))) / root;
            if (next >= at) return at;
            at = next;
        }
    }

    /// <summary>Whether both are the same number: raised to both roots, the one over the other is a product of powers that must cancel out.</summary>
    private bool IsEqual(ExactMean other)
    {
        // Two that are nothing are both ratios.
        if (_factors[0].Base.Top.IsZero || other._factors[0].Base.Top.IsZero) return false;
        var powers = new List<(BigInteger Number, long Power)>();
        foreach (var (of, power) in _factors) Both(of, (long)power * other._root);
        foreach (var (of, power) in other._factors) Both(of, -(long)power * _root);
        return powers.TrueForAll(p => p.Power == 0);

        void Both(Attainment of, long power)
        {
            Multiply(of.Top, power);
            Multiply(of.Bottom, -power);
        }

        // Keeps numbers without common divisors: of such a product is 1 only when every power is nothing.
        void Multiply(BigInteger number, long power)
        {
            if (number.IsOne) return;
            for (var i = 0; i < powers.Count; i++)
            {
                var (known, had) = powers[i];
                var common = BigInteger.GreatestCommonDivisor(known, number);
                if (common.IsOne) continue;
                powers.RemoveAt(i);
                Multiply(known / common, had);
                Multiply(common, had + power);
                Multiply(number / common, power);
                return;
            }

            powers.Add((number, power));
        }
    }
}
