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
    [TestCase("1990-01", "1990-01-01", "1990-01-31")]
    [TestCase("2199", "2199-01-01", "2199-12-31")]
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
    [TestCase("1989-12")]
    [TestCase("2200")]
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

    [TestCase(1989, 1)]
    [TestCase(2200, 1)]
    [TestCase(2026, 0)]
    [TestCase(2026, 13)]
    public void A_month_that_cannot_be_is_not_made(int year, int month) => FluentActions.Invoking(() => Period.Month(year, month)).Should().Throw<ArgumentOutOfRangeException>();

    [TestCase(1990, 1)]
    [TestCase(2199, 12)]
    public void The_first_and_the_last_month_can_be_made(int year, int month) => Period.Month(year, month).Year.Should().Be(year);

    [Test]
    public void What_is_not_a_period_is_named_with_what_would_be_one() =>
        FluentActions.Invoking(() => Period.Parse("2026-9")).Should().Throw<FormatException>().WithMessage("*2026-9*2026-09, 2026Q3, 2026H1*");

    [Test]
    public void Of_two_that_end_on_one_day_the_shorter_comes_first()
    {
        Period[] sorted = [.. new[] { "2026", "2026-12", "2026H2", "2026Q4", "2026-11" }.Select(Period.Parse).Order()];

        string.Join(' ', sorted).Should().Be("2026-11 2026-12 2026Q4 2026H2 2026");
        for (var i = 1; i < sorted.Length; i++)
        {
            (sorted[i - 1] < sorted[i]).Should().BeTrue();
            (sorted[i - 1] > sorted[i]).Should().BeFalse();
            (sorted[i] > sorted[i - 1]).Should().BeTrue();
            (sorted[i] >= sorted[i - 1]).Should().BeTrue();
            (sorted[i] <= sorted[i - 1]).Should().BeFalse();
        }

        (sorted[0] < Period.Parse("2026-11")).Should().BeFalse("it is not before itself");
        (sorted[0] > Period.Parse("2026-11")).Should().BeFalse("nor after itself");
        (sorted[0] >= Period.Parse("2026-11") && sorted[0] <= Period.Parse("2026-11")).Should().BeTrue();
    }

    [TestCase("2026-08", "2026-08")]
    [TestCase("2026Q3", "2026-07 2026-08 2026-09 2026Q3")]
    [TestCase("2026H1", "2026-01 2026-02 2026-03 2026-04 2026-05 2026-06 2026Q1 2026Q2 2026H1")]
    public void Within_a_period_returns_are_filed_for_it_and_for_the_shorter_ones(string text, string periods) =>
        string.Join(' ', FilingPeriods.In(Period.Parse(text))).Should().Be(periods);
}
