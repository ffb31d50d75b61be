using System.Collections.Immutable;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring;

/// <summary>Adds what one unit gave, or did not give, to the areas it is shared among.</summary>
internal static class SharedTally
{
    /// <summary>What is counted once goes to the largest weight.</summary>
    public static void AddWhole(Tally[] tallies, AreaShares shares, in Tally whole)
    {
        var (province, commune) = shares.Areas[shares.Largest];
        tallies[province].Add(whole);
        if (commune >= 0) tallies[commune].Add(whole);
    }

    /// <summary>Amounts are divided, each return by itself: so the parts of a quarter are the sums of those of its months.</summary>
    public static void Add(Tally[] tallies, AreaShares shares, Indicator indicator, in Tally whole, ReadOnlySpan<Tally> returns)
    {
        var parts = new Tally[shares.Areas.Length];
        foreach (var one in returns) Divide(parts, shares, indicator, one);

        var largest = shares.Areas[shares.Largest];
        foreach (var area in shares.Areas.Select(a => a.Commune).Where(c => c >= 0).Distinct())
            tallies[area].Add(Sum(parts, shares, a => a.Commune == area, whole, largest.Commune == area));
        foreach (var area in shares.Areas.Select(a => a.Province).Distinct())
            tallies[area].Add(Sum(parts, shares, a => a.Province == area, whole, largest.Province == area));
    }

    /// <summary>The parts within one area; the unit is expected where its largest weight is, and known to be only partly here elsewhere.</summary>
    private static Tally Sum(Tally[] parts, AreaShares shares, Func<SharedArea, bool> within, in Tally whole, bool expected)
    {
        var sum = new Tally
        {
            Known = whole.Known,
            Moving = whole.Moving,
            Open = whole.Open,
            OpenBeyond = whole.OpenBeyond,
            LastKnown = whole.LastKnown,
            Unbounded = whole.Unbounded,
            Expected = expected ? whole.Expected : 0,
            Reporting = expected ? whole.Reporting : 0,
            Shared = expected ? 0 : 1,
            SharedMissing = expected ? 0 : whole.Missing,
        };
        for (var i = 0; i < parts.Length; i++)
        {
            if (!within(shares.Areas[i])) continue;
            sum.Numerator += parts[i].Numerator;
            sum.Denominator += parts[i].Denominator;
            sum.NumeratorLow += parts[i].NumeratorLow;
            sum.NumeratorHigh += parts[i].NumeratorHigh;
            sum.DenominatorLow += parts[i].DenominatorLow;
            sum.DenominatorHigh += parts[i].DenominatorHigh;
        }

        return sum;
    }

    private static void Divide(Tally[] parts, AreaShares shares, Indicator indicator, in Tally one)
    {
        if (one.Missing == 0)
        {
            var given = shares.Split(indicator, one.Numerator, one.Denominator);
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i].Numerator += given[i].Numerator;
                parts[i].Denominator += given[i].Denominator;
            }

            return;
        }

        if (one.Open > 0) return;
        // A part of what is still to come: its share cut down at the least, made full at the most, whatever the others' remainders will be.
        var (above, below) = shares.WeightsOf(indicator);
        var rest = AreaShares.WeightsOfRest(above, below);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i].NumeratorLow += Down(one.NumeratorLow, above, i);
            parts[i].NumeratorHigh += Up(one.NumeratorHigh, above, i);
            // It is divided by one weight as far as it is in the numerator, and by another as far as it is not.
            parts[i].DenominatorLow += Math.Max(0, Math.Min(Down(one.DenominatorLow, above, i), Math.Min(Down(one.DenominatorLow, below, i), Down(one.DenominatorLow, rest, i))) - 1);
            parts[i].DenominatorHigh += (long)Int128.Max(Up(one.DenominatorHigh, above, i), Int128.Max(Up(one.DenominatorHigh, below, i), Up(one.DenominatorHigh, rest, i))) + 1;
        }
    }

    private static long Down(long total, ImmutableArray<long> weights, int part) => (long)((Int128)total * weights[part] / Units.Apportion.SumOf(weights.AsSpan()));

    private static Int128 Up(Int128 total, ImmutableArray<long> weights, int part)
    {
        var whole = Units.Apportion.SumOf(weights.AsSpan());
        // A bound that is no bound may be as large as it likes; it is not multiplied beyond its room.
        return total > long.MaxValue ? total : ((total * weights[part]) + whole - 1) / whole;
    }
}
