using System.Numerics;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring.Composites;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring.Composites;

/// <summary>Means as the numbers they are.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ExactMeanTests
{
    [Test]
    public void An_arithmetic_mean_is_the_exact_fraction() =>
        Mean(CompositeMean.Arithmetic, (1, 3, 2), (1, 7, 1)).Ratio.Should().Be(new Attainment(17, 63));

    [Test]
    public void A_geometric_mean_is_cut_where_no_fraction_is_it() =>
        // √(1/2 · 1/3) = 0.408248290463…
        Mean(CompositeMean.Geometric, (1, 2, 1), (1, 3, 1)).ToString().Should().Be("0.408248");

    [Test]
    public void A_geometric_mean_is_compared_without_rounding()
    {
        // Both are 1/2, by other roots of other products.
        var (half, other) = (Mean(CompositeMean.Geometric, (1, 4, 1), (1, 1, 1)), Mean(CompositeMean.Geometric, (1, 8, 2), (1, 1, 4)));
        half.CompareTo(other).Should().Be(0);
        half.CompareTo(Mean(CompositeMean.Arithmetic, (1, 2, 1))).Should().Be(0);
        // One in ten to the forty-fifth more, which no eighteen digits show.
        var (most, more) = (BigInteger.Pow(10, 45), BigInteger.Pow(10, 45) + 1);
        var above = ExactMean.Of(CompositeMean.Geometric, [(new Attainment(more, most * 4), 1), (Attainment.Whole, 1)])!;
        above.CompareTo(half).Should().BePositive();
        half.CompareTo(above).Should().BeNegative();
    }

    [Test]
    public void Nothing_of_one_leaves_nothing_of_a_geometric_mean() =>
        Mean(CompositeMean.Geometric, (0, 1, 1), (1, 1, 100)).Ratio.Should().Be(Attainment.None);

    [Test]
    public void The_mean_of_nothing_is_no_number() => ExactMean.Of(CompositeMean.Arithmetic, []).Should().BeNull();

    [Test]
    public void A_figure_is_the_greatest_number_of_its_digits_that_does_not_exceed_the_mean()
    {
        var random = new Random(1);
        for (var i = 0; i < 1_000; i++)
        {
            var (root, digits) = (random.Next(2, Composite.HighestRoot + 1), random.Next(1, 30));
            var of = new Attainment(random.NextInt64(1, long.MaxValue), random.NextInt64(1, long.MaxValue));
            var cut = ExactMean.Of(CompositeMean.Geometric, [(of, 1), (Attainment.Whole, root - 1)])!.Cut(digits);
            // (cut ÷ 10^digits)^root ≤ top ÷ bottom < ((cut + 1) ÷ 10^digits)^root
            var asked = of.Top * BigInteger.Pow(10, digits * root);
            (BigInteger.Pow(cut, root) * of.Bottom).Should().BeLessThanOrEqualTo(asked);
            (BigInteger.Pow(cut + 1, root) * of.Bottom).Should().BeGreaterThan(asked);
        }
    }

    [Test]
    public void Comparing_agrees_with_whole_powers_in_a_thousand_pairs()
    {
        var random = new Random(2);
        for (var i = 0; i < 1_000; i++)
        {
            var (one, other) = (Drawn(random), Drawn(random));
            // (∏ a^w)^(1/W) against (∏ b^v)^(1/V): raise both to W·V.
            var (a, b) = (Power(one, other.Sum(p => p.Weight)), Power(other, one.Sum(p => p.Weight)));
            Mean(CompositeMean.Geometric, one).CompareTo(Mean(CompositeMean.Geometric, other))
                .Should().Be((a.Top * b.Bottom).CompareTo(b.Top * a.Bottom), $"pair {i}");
        }
    }

    private static (int Top, int Bottom, int Weight)[] Drawn(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (1 << random.Next(0, 4), 1 << random.Next(2, 5), random.Next(1, 4)))];

    private static (BigInteger Top, BigInteger Bottom) Power((int Top, int Bottom, int Weight)[] parts, int power) => parts.Aggregate(
        (BigInteger.One, BigInteger.One), (all, p) => (all.Item1 * BigInteger.Pow(p.Top, p.Weight * power), all.Item2 * BigInteger.Pow(p.Bottom, p.Weight * power)));

    private static ExactMean Mean(CompositeMean mean, params (int Top, int Bottom, int Weight)[] parts) =>
        ExactMean.Of(mean, [.. parts.Select(p => (new Attainment(p.Top, p.Bottom), (BigInteger)p.Weight))])!;
}
