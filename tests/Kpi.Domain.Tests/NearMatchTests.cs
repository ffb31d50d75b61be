using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Domain.Tests;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class NearMatchTests
{
    private static readonly string[] Codes = ["ehr-coverage", "ehr-matched", "cashless-urban-share", "cashless-urban-payments", "82-BV-001", "82-BV-010", "82", "VN"];

    [TestCase("ehr-covrage", "ehr-coverage", TestName = "A letter left out")]
    [TestCase("ehr-coevrage", "ehr-coverage", TestName = "Two letters turned")]
    [TestCase("EHR-Coverage", "ehr-coverage", TestName = "Capitals")]
    [TestCase("cashless-urban", "cashless-urban-payments,cashless-urban-share", TestName = "The beginning of a word")]
    [TestCase("82-BV-0001", "82-BV-001,82-BV-010", TestName = "A digit too many")]
    [TestCase("vn", "VN", TestName = "Small letters")]
    public void What_is_near_is_offered_nearest_first(string asked, string offered) => NearMatch.Of(asked, Codes).Should().Equal(offered.Split(','));

    [TestCase("xyz")]
    [TestCase("")]
    [TestCase("   ")]
    public void What_is_far_from_everything_is_offered_nothing(string asked) => NearMatch.Question(asked, Codes).Should().Be(new Text("", ""));

    [Test]
    public void A_very_long_word_costs_nothing() => NearMatch.Of(new string('a', 1_000_000), Codes).Should().BeEmpty();
}
