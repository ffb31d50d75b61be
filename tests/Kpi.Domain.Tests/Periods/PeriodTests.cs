using FluentAssertions;
using Kpi.Domain.Periods;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Periods;

[Parallelizable(ParallelScope.All)]
public sealed class PeriodTests
{
    [TestCase("2026-09", "2026-09-01", "2026-09-30")]
    [TestCase("2024-02", "2024-02-01", "2024-02-29")]
    [TestCase("2026Q3", "2026-07-01", "2026-09-30")]
    [TestCase("2026H1", "2026-01-01", "2026-06-30")]
    [TestCase("2026H2", "2026-07-01", "2026-12-31")]
    [TestCase("2026", "2026-01-01", "2026-12-31")]
    public void Period_knows_its_days(string text, string first, string last)
    {
        var period = Period.Parse(text);
        period.FirstDay.Should().Be(DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture));
        period.LastDay.Should().Be(DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture));
        period.ToString().Should().Be(text);
    }

    [TestCase("")]
    [TestCase(null)]
    [TestCase("26-09")]
    [TestCase("2026-13")]
    [TestCase("2026-9")]
    [TestCase("2026-00")]
    [TestCase("2026Q5")]
    [TestCase("2026H3")]
    [TestCase("2026-09-01")]
    [TestCase("1200-01")]
    [TestCase(" 2026")]
    [TestCase("2026-+1")]
    public void What_is_not_a_period_is_not_read_as_one(string? text) => Period.TryParse(text, out _).Should().BeFalse();

    [TestCase("2026-01", "2025-12")]
    [TestCase("2026Q1", "2025Q4")]
    [TestCase("2026H1", "2025H2")]
    [TestCase("2026", "2025")]
    public void Previous_crosses_the_year_and_next_comes_back(string text, string previous)
    {
        Period.Parse(text).Previous.ToString().Should().Be(previous);
        Period.Parse(previous).Next.ToString().Should().Be(text);
    }

    [Test]
    public void Year_contains_its_twelve_months()
    {
        Period.Parse("2026").Months.Should().HaveCount(12).And.BeInAscendingOrder().And.OnlyContain(m => Period.Parse("2026").Contains(m));
        Period.Parse("2026Q2").Contains(Period.Parse("2026-07")).Should().BeFalse();
    }
}
