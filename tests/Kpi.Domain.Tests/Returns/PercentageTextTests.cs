using FluentAssertions;
using Kpi.Domain.Returns;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Returns;

[Parallelizable(ParallelScope.All)]
public sealed class PercentageTextTests
{
    // 453 of 1000 is 45.3 exactly; the digits typed say how exactly the clerk could mean it.
    [TestCase("45,3 %", 453, 1000, true)]
    [TestCase("45.3%", 453, 1000, true)]
    [TestCase("45.3", 453, 1000, true)]
    [TestCase("45", 453, 1000, true)]
    [TestCase("46", 453, 1000, false)]
    [TestCase("45,30", 453, 1000, true)]
    [TestCase("45,31", 453, 1000, false)]
    [TestCase("45,3", 4525, 10000, true, Description = "rounds up to it")]
    [TestCase("45,3", 45249, 100000, false, Description = "rounds down")]
    [TestCase("45,3", 45399, 100000, true, Description = "is cut to it")]
    [TestCase("45,3", 454, 1000, false)]
    [TestCase("33,33", 1, 3, true)]
    [TestCase("66,67", 2, 3, true)]
    [TestCase("66,66", 2, 3, true)]
    [TestCase("66,65", 2, 3, false)]
    [TestCase("100", 1, 1, true)]
    [TestCase("100", 9999, 10000, true, Description = "rounds to 100")]
    [TestCase("0", 0, 7, true)]
    [TestCase("0", 1, 7, false)]
    [TestCase("120,5", 1205, 1000, true)]
    public void A_typed_percentage_agrees_with_what_rounds_or_is_cut_to_it(string text, long numerator, long denominator, bool agrees) =>
        PercentageText.Agrees(PercentageText.Read(text, share: false)!.Value, numerator, denominator).Should().Be(agrees);

    [TestCase("0.453", 453, 1000, true)]
    [TestCase("0.45300000000000001", 453, 1000, true, Description = "a double's last digit")]
    [TestCase("0.45299999999999996", 453, 1000, true, Description = "a double's last digit")]
    [TestCase("0.33333333333333331", 1, 3, true)]
    [TestCase("4.53E-1", 453, 1000, true)]
    [TestCase("1", 1, 1, true)]
    [TestCase("0.454", 453, 1000, false)]
    [TestCase("0.4530001", 453, 1000, false)]
    public void A_number_shown_in_percent_is_read_as_the_share_it_holds(string text, long numerator, long denominator, bool agrees) =>
        PercentageText.Agrees(PercentageText.Read(text, share: true)!.Value, numerator, denominator).Should().Be(agrees);

    [TestCase("")]
    [TestCase("%")]
    [TestCase("gần đủ")]
    [TestCase("45,3,1")]
    [TestCase("45,")]
    [TestCase("-3")]
    [TestCase("1E9")]
    [TestCase("1E-30")]
    [TestCase("45 / 100")]
    [TestCase("1111111111111111111111111111111111111111")]
    public void What_is_no_percentage_is_not_compared(string text) => PercentageText.Read(text, share: false).Should().BeNull();

    [Test]
    public void A_footnote_mark_or_half_a_character_makes_no_other_percentage_and_breaks_nothing()
    {
        foreach (var text in new[] { "45²", "45,3¹ %", "4½", "①", "45\uD835", "\uDC00", "45\uFFFF" })
            foreach (var share in new[] { false, true }) PercentageText.Read(text, share).Should().BeNull(text);
        PercentageText.Read("４５，３％", share: false).Should().Be(((Int128)453, 1), "full-width digits are digits");
    }

    [TestCase("45,3 %", true)]
    [TestCase("45.3%", true)]
    [TestCase("45,3", false)]
    [TestCase("tăng 45,3 %", false)]
    [TestCase("%", false)]
    public void Only_a_number_with_its_sign_is_taken_for_one_in_a_remark(string text, bool itIs) => PercentageText.IsPercentage(text).Should().Be(itIs);

    [Test]
    public void The_largest_counts_are_compared_exactly() =>
        PercentageText.Agrees(PercentageText.Read("99,9999999999", share: false)!.Value, 9_999_999_999_999, 10_000_000_000_000).Should().BeTrue();
}
