using System.Numerics;

namespace Kpi.Domain.Units;

/// <summary>Divides whole numbers among parts so that the parts add up to the whole.</summary>
public static class Apportion
{
    /// <summary>
    /// By the largest remainder: each part gets its share cut to a whole number, and what is then left goes, one each, to those that lost most by
    /// the cut; among equals to the earlier. Shares that are whole come out exactly.
    /// </summary>
    /// <param name="total">What is divided; not negative.</param>
    /// <param name="weights">Whole weights, none negative, not all zero.</param>
    public static long[] LargestRemainder(long total, ReadOnlySpan<long> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(total);
        var whole = SumOf(weights);
        if (whole <= 0) throw new ArgumentException("Weights must add up to more than zero.", nameof(weights));
        var parts = new long[weights.Length];
        var lost = new Int128[weights.Length];
        var left = total;
        for (var i = 0; i < weights.Length; i++)
        {
            var (part, remainder) = Int128.DivRem((Int128)total * weights[i], whole);
            parts[i] = (long)part;
            lost[i] = remainder;
            left -= (long)part;
        }

        for (; left > 0; left--)
        {
            var most = 0;
            for (var i = 1; i < lost.Length; i++)
            {
                if (lost[i] > lost[most]) most = i;
            }

            parts[most]++;
            lost[most] = -1;
        }

        return parts;
    }

    /// <summary>The whole weight.</summary>
    public static Int128 SumOf(ReadOnlySpan<long> weights)
    {
        Int128 whole = 0;
        foreach (var weight in weights)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weight, nameof(weights));
            whole += weight;
        }

        return whole;
    }

    /// <summary>Weights in their smallest whole terms; null when even these do not fit into 63 bits.</summary>
    internal static long[]? Reduced(IReadOnlyList<BigInteger> weights)
    {
        var divisor = weights.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor);
        if (divisor.IsZero) return null;
        var reduced = new long[weights.Count];
        for (var i = 0; i < reduced.Length; i++)
        {
            var weight = weights[i] / divisor;
            // A sum of a hundred of them must fit, too.
            if (weight > long.MaxValue / 128) return null;
            reduced[i] = (long)weight;
        }

        return reduced;
    }
}
