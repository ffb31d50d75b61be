using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Domain.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class FractionTests
{
    [TestCase(8996, 10000, "89.9 %")]
    [TestCase(80, 90, "88.8 %")]
    [TestCase(1, 3, "33.3 %")]
    [TestCase(128045, 1439411, "8.8 %")]
    [TestCase(0, 7, "0.0 %")]
    [TestCase(3, 2, "150.0 %")]
    public void Percent_is_cut_never_rounded(long numerator, long denominator, string expected) =>
        new Fraction(numerator, denominator).ToPercentText(Language.En).Should().Be(expected);

    [Test]
    public void Vietnamese_percent_has_a_comma() => new Fraction(8996, 10000).ToPercentText(Language.Vi).Should().Be("89,9 %");

    [TestCase(5004, "50.04 %")]
    [TestCase(5000, "50.0 %")]
    [TestCase(4999, "49.9 %")]
    [TestCase(5100, "51.0 %")]
    public void Print_never_seems_to_be_the_target_when_it_is_not(long numerator, string expected) =>
        new Fraction(numerator, 10000).ToPercentText(Language.En, new Fraction(1, 2)).Should().Be(expected);

    [TestCase(8996, 10000, "0.899600")]
    [TestCase(2, 3, "0.666666")]
    [TestCase(1, 1, "1.000000")]
    public void Decimal_text_has_six_digits_cut(long numerator, long denominator, string expected) =>
        new Fraction(numerator, denominator).ToDecimalText(6).Should().Be(expected);

    [Test]
    public void Comparison_is_exact_where_floating_point_is_not()
    {
        var third = new Fraction(333_333_333_333_333_333, 1_000_000_000_000_000_000);
        (third < new Fraction(1, 3)).Should().BeTrue();
        new Fraction(2, 6).SameValue(new Fraction(1, 3)).Should().BeTrue();
        (new Fraction(long.MaxValue, 1) > new Fraction(long.MaxValue - 1, 1)).Should().BeTrue();
    }

    [Test]
    public void Zero_denominator_is_no_fraction() => Fraction.OrNull(0, 0).Should().BeNull();
}
