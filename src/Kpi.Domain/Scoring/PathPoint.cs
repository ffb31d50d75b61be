using System.Numerics;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring;

/// <summary>
/// What the way to a target asks for on a day, exactly: a root of a fraction. A compound way passes through numbers that no fraction is, and a
/// value is still compared with them without rounding.
/// </summary>
public sealed class PathPoint
{
    // Eighteen digits tell nearly every value from the point; the few between two neighbours are compared by powers.
    private const long Digits = 1_000_000_000_000_000_000;
    private static readonly BigInteger Small = BigInteger.One << 58;
    private readonly BigInteger _top, _bottom;
    private readonly int _root;
    private readonly (long Top, long Bottom)? _small;
    private readonly BigInteger _reached, _near;

    private PathPoint(BigInteger top, BigInteger bottom, int root)
    {
        (_top, _bottom, _root) = (top, bottom, root);
        if (root == 1)
        {
            if (top < Small && bottom < Small) _small = ((long)top, (long)bottom);
            return;
        }

        _reached = Cut(1);
        _near = Cut(NearBy) / NearOf;
    }

    // "Near" is within a tenth of what is asked for.
    private static int NearBy => 9;

    private static int NearOf => 10;

    /// <summary>Where the way to a target stands on a day before its due day.</summary>
    /// <param name="target">The target.</param>
    /// <param name="day">The day.</param>
    public static PathPoint At(Target target, DateOnly day)
    {
        var path = target.Path;
        var from = path.From?.Value ?? Fraction.Zero;
        var start = path.From?.Day ?? target.ValidFrom;
        switch (path.Kind)
        {
            case PathKind.Stepped:
                var asked = path.Steps.Where(s => s.Day <= day).Select(s => s.Value).LastOrDefault(from);
                return new PathPoint(asked.Numerator, asked.Denominator, 1);
            case PathKind.Compound:
                var months = TargetPath.Months(start, target.Due);
                var over = Math.Clamp(TargetPath.Months(start, day), 0, months);
                // (from^(months - over) · target^over)^(1 / months)
                return new PathPoint(
                    BigInteger.Pow(from.Numerator, months - over) * BigInteger.Pow(target.Value.Numerator, over),
                    BigInteger.Pow(from.Denominator, months - over) * BigInteger.Pow(target.Value.Denominator, over), months);
            default:
                var whole = target.Due.DayNumber - start.DayNumber;
                if (whole <= 0) return new PathPoint(from.Numerator, from.Denominator, 1);
                var elapsed = Math.Clamp(day.DayNumber - start.DayNumber, 0, whole);
                return new PathPoint(
                    ((BigInteger)from.Numerator * target.Value.Denominator * (whole - elapsed))
                        + ((BigInteger)target.Value.Numerator * from.Denominator * elapsed),
                    (BigInteger)from.Denominator * target.Value.Denominator * whole, 1);
        }
    }

    /// <summary>Whether a value is at or above it.</summary>
    /// <param name="value">The value, exactly.</param>
    public bool IsReachedBy(Fraction value)
    {
        if (_small is { } point) return (Int128)value.Numerator * point.Bottom >= (Int128)value.Denominator * point.Top;
        return Beside(value, _reached) is { } clear ? clear > 0 : Compare(value, 1, 1) >= 0;
    }

    /// <summary>Whether a value is above nine tenths of it.</summary>
    /// <param name="value">The value, exactly.</param>
    public bool IsNearlyReachedBy(Fraction value)
    {
        if (_small is { } point)
            return (Int128)value.Numerator * point.Bottom * NearOf > (Int128)value.Denominator * point.Top * NearBy;
        return Beside(value, _near) is { } clear ? clear > 0 : Compare(value, NearOf, NearBy) > 0;
    }

    /// <summary>Whether a value lies clearly above or below a number of eighteen digits; null when it is too near to say, or nothing was cut.</summary>
    private int? Beside(Fraction value, BigInteger digits)
    {
        if (_root == 1) return null;
        var scaled = (BigInteger)value.Numerator * Digits;
        if (scaled < digits * value.Denominator) return -1;
        return scaled > (digits + 1) * value.Denominator ? 1 : null;
    }

    /// <summary>Compares a multiple of a value with a multiple of the point, exactly.</summary>
    private int Compare(Fraction value, int multiple, int multipleOfPoint) =>
        (BigInteger.Pow((BigInteger)value.Numerator * multiple, _root) * _bottom)
            .CompareTo(_top * BigInteger.Pow((BigInteger)value.Denominator * multipleOfPoint, _root));

    /// <summary>The point times a number, cut to eighteen digits.</summary>
    private BigInteger Cut(int multiple)
    {
        var power = _top * BigInteger.Pow((BigInteger)Digits * multiple, _root) / _bottom;
        BigInteger low = 0, high = (BigInteger.One << (int)(power.GetBitLength() / _root)) * 2;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (BigInteger.Pow(middle, _root) <= power) low = middle;
            else high = middle - 1;
        }

        return low;
    }
}
