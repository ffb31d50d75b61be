using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring.Composites;

/// <summary>How firmly a unit stands at its rank when the weights are not.</summary>
/// <param name="Unit">Place of the unit in the run's list.</param>
/// <param name="Rank">Its rank by the composite's own weights.</param>
/// <param name="Best">The rank that one draw in twenty reaches or passes.</param>
/// <param name="Middle">The rank that half of the draws reach or pass.</param>
/// <param name="Worst">The rank that nineteen draws in twenty reach or pass.</param>
/// <param name="Same">In how many draws the rank was the same.</param>
/// <param name="TopThree">In how many draws it was among the first three.</param>
public sealed record RankSpread(int Unit, int Rank, int Best, int Middle, int Worst, int Same, int TopThree);

/// <summary>
/// Would the ranks be the same if somebody had chosen other weights? Every weight of a group and of an indicator is drawn anew between half and twice itself, ten
/// thousand times, and the units are ranked each time. In whole numbers, from a seed that the run gives: the same run has the same answer for ever.
/// </summary>
public static class RankStability
{
    /// <summary>How often weights are drawn.</summary>
    public const int Draws = 10_000;

    /// <summary>The most units that are ranked so often.</summary>
    public const int MostUnits = 1_500;

    // Attainments in units of 10⁻⁹, as the exact figures would agree beyond it; a hundred times the target is as much as more.
    private const int Digits = 9;
    private const long Highest = 100L * 1_000_000_000, Nothing = -1;

    // Weights are scaled so that their sums leave room for such attainments in 63 bits.
    private const int WeightBits = 18, DrawBits = 16;

    /// <summary>The seed that a run gives.</summary>
    /// <param name="hash">The hash of its results, hexadecimal.</param>
    public static ulong SeedOf(string hash) => ulong.Parse(hash.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The spread of each unit's rank.</summary>
    /// <param name="composite">The composite.</param>
    /// <param name="counts">The ranked units of one list; at most <see cref="MostUnits"/>.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="draws">How many there are.</param>
    /// <param name="token">Stops it.</param>
    public static ImmutableArray<RankSpread> Run(Composite composite, IReadOnlyList<CompositeCount> counts, ulong seed, int draws, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(counts.Count, MostUnits);
        var units = counts.Count;
        if (units == 0) return [];
        var table = Table(composite, counts);
        int[] groups = [.. composite.Groups.SelectMany((g, i) => Enumerable.Repeat(i, g.Indicators.Length))];
        var own = Scaled([.. composite.Groups.Select(g => g.Weight)]);
        long[] inGroup = [.. composite.Groups.SelectMany(g => Scaled([.. g.Indicators.Select(i => i.Weight)]))];
        var nominal = Nominal(counts);

        var random = new SplitMix64(seed);
        var (groupWeights, weights) = (new long[own.Length], new long[inGroup.Length]);
        var (figures, order, seen) = (new long[units], new int[units], new int[units * units]);
        for (var draw = 0; draw < draws; draw++)
        {
            if (draw % 64 == 0) token.ThrowIfCancellationRequested();
            Draw(random, own, groupWeights);
            Draw(random, inGroup, weights);
            for (var unit = 0; unit < units; unit++)
            {
                // Sorted upwards, so that the highest comes first with its sign turned.
                figures[unit] = -Figure(table.AsSpan(unit * groups.Length, groups.Length), groups, groupWeights, weights);
                order[unit] = unit;
            }

            Array.Sort(figures, order);
            for (int place = 0, rank = 0; place < units; place++)
            {
                if (place == 0 || figures[place] != figures[place - 1]) rank = place;
                seen[(order[place] * units) + rank]++;
            }
        }

        return [.. counts.Select((count, i) => Spread(count.Unit, nominal[i], seen.AsSpan(i * units, units), draws))];
    }

    /// <summary>Attainments as whole numbers, units by parts; of a geometric mean their logarithms.</summary>
    private static long[] Table(Composite composite, IReadOnlyList<CompositeCount> counts)
    {
        var table = new List<long>();
        foreach (var part in counts.SelectMany(c => c.Parts))
        {
            var attained = (long)BigInteger.Min(part.Counted.Cut(Digits), Highest);
            // What is less than the last digit is not nothing.
            if (attained == 0 && !part.Counted.Top.IsZero) attained = 1;
            table.Add(!part.Counts ? Nothing : composite.Mean == CompositeMean.Arithmetic ? attained : attained == 0 ? long.MinValue : Log2(attained));
        }

        return [.. table];
    }

    private static int[] Nominal(IReadOnlyList<CompositeCount> counts)
    {
        var ranks = new int[counts.Count];
        var order = Enumerable.Range(0, counts.Count).OrderByDescending(i => counts[i].Counted!, ExactMean.ByFigure).ToArray();
        for (var i = 0; i < order.Length; i++)
            ranks[order[i]] = i > 0 && counts[order[i]].Counted!.CompareTo(counts[order[i - 1]].Counted!) == 0 ? ranks[order[i - 1]] : i + 1;
        return ranks;
    }

    private static void Draw(SplitMix64 random, long[] nominal, long[] drawn)
    {
        // From one half up to, not including, twice.
        for (var i = 0; i < nominal.Length; i++)
            drawn[i] = Math.Max(1, (nominal[i] * ((1L << (DrawBits - 1)) + random.Below(3u << (DrawBits - 1)))) >> DrawBits);
    }

    private static long Figure(ReadOnlySpan<long> attained, int[] groups, long[] groupWeights, long[] weights)
    {
        var (figure, figureWeight) = (0L, 0L);
        for (var at = 0; at < attained.Length;)
        {
            var group = groups[at];
            var (sum, weight) = (0L, 0L);
            for (; at < attained.Length && groups[at] == group; at++)
            {
                if (attained[at] == Nothing) continue;
                // Nothing of one leaves nothing of a geometric mean.
                if (attained[at] == long.MinValue) return long.MinValue + 1;
                sum += attained[at] * weights[at];
                weight += weights[at];
            }

            if (weight == 0) continue;
            figure += sum / weight * groupWeights[group];
            figureWeight += groupWeights[group];
        }

        return figure / figureWeight;
    }

    private static long[] Scaled(int[] weights)
    {
        var sum = weights.Sum(w => (long)w);
        return [.. weights.Select(w => Math.Max(1, ((long)w << WeightBits) / sum))];
    }

    private static RankSpread Spread(int unit, int rank, ReadOnlySpan<int> seen, int draws)
    {
        var top = 0;
        for (var i = 0; i < Math.Min(3, seen.Length); i++) top += seen[i];
        return new RankSpread(unit, rank, Reached(seen, draws, 1), Reached(seen, draws, 10), Reached(seen, draws, 19), seen[rank - 1], top);
    }

    /// <summary>The least rank that at least so many twentieths of the draws reach.</summary>
    private static int Reached(ReadOnlySpan<int> seen, int draws, int twentieths)
    {
        var (sum, place) = (0L, 0);
        while ((sum += seen[place]) * 20 < (long)draws * twentieths) place++;
        return place + 1;
    }

    /// <summary>The logarithm to base 2 of a number in units of 10⁻⁹ above the last digit, in units of 2⁻³², cut: never below zero.</summary>
    private static long Log2(long number)
    {
        var whole = BitOperations.Log2((ulong)number);
        // Squared again and again, a number between 1 and 2 says one binary digit of its logarithm each time.
        var rest = whole <= 31 ? (ulong)number << (31 - whole) : (ulong)number >> (whole - 31);
        var log = (long)whole;
        for (var i = 0; i < 32; i++)
        {
            rest = (rest * rest) >> 31;
            log <<= 1;
            if (rest < 1UL << 32) continue;
            rest >>= 1;
            log++;
        }

        return log;
    }
}
