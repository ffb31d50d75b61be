using FluentAssertions;
using Kpi.Domain.Periods;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Periods;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class PeriodRangeTests
{
    [TestCase("2026-09", "2026-09")]
    [TestCase("2025-11..2026-02", "2025-11 2025-12 2026-01 2026-02")]
    [TestCase("2025Q4..2026Q1", "2025Q4 2026Q1")]
    [TestCase("2024..2025", "2024 2025")]
    [TestCase("2026-02..2025-11", null)]
    [TestCase("2025Q4..2026-01", null)]
    [TestCase("2025-01..2025-02..2025-03", null)]
    [TestCase("1990-01..2026-01", null)]
    [TestCase("..2026-01", null)]
    [TestCase(null, null)]
    public void A_range_is_periods_of_one_kind_in_a_row(string? text, string? periods)
    {
        PeriodRange.TryParse(text, out var found).Should().Be(periods is not null);
        string.Join(' ', found).Should().Be(periods ?? "");
    }

    [TestCase("2026-9", "2026-09")]
    [TestCase("09/2026", "2026-09")]
    [TestCase("9.2026", "2026-09")]
    [TestCase("92026", "2026-09")]
    [TestCase("T92026", "2026-09")]
    [TestCase(" 2026 - 9 ", "2026-09")]
    [TestCase("M9/2026", "2026-09")]
    [TestCase("202609", "2026-09")]
    [TestCase("T9/2026", "2026-09")]
    [TestCase("2026-Q3", "2026Q3")]
    [TestCase("q3 2026", "2026Q3")]
    [TestCase("3Q2026", "2026Q3")]
    [TestCase("2026/H1", "2026H1")]
    [TestCase("2026-13", null)]
    [TestCase("2026", null)]
    [TestCase("T9x/2026", null)]
    [TestCase("X9/2026", null)]
    [TestCase("9999-09", null)]
    [TestCase("2026Q5", null)]
    [TestCase("september", null)]
    [TestCase("", null)]
    [TestCase("26-09", null)]
    [TestCase("2026-09-30", null)]
    public void What_was_meant_by_no_period_is_guessed_where_it_can_be(string text, string? meant) => PeriodRange.Guess(text)?.ToString().Should().Be(meant);

    [TestCase("2016-11..2026-10", 120)]
    [TestCase("2016-10..2026-10", 0)]
    public void A_range_has_at_most_ten_years_of_months(string text, int periods)
    {
        PeriodRange.TryParse(text, out var found).Should().Be(periods > 0);
        found.Should().HaveCount(periods);
    }

    [TestCase("9/2026", " Did you mean 2026-09?", " Có phải ý bạn là 2026-09?")]
    [TestCase("2016-01..2026-10", " At most 120 periods in a row are taken at once.", " Mỗi lần nhiều nhất 120 kỳ liền nhau.")]
    [TestCase("2026-10..2026-01", " Did you mean 2026-01..2026-10?", " Có phải ý bạn là 2026-01..2026-10?")]
    [TestCase("2025Q4..2026-01", " Both ends must be periods of the same kind.", " Hai đầu phải là kỳ cùng loại.")]
    [TestCase("2026-01..2026-03", " Only one period is taken here.", " Ở đây chỉ nhận một kỳ.")]
    [TestCase("2026-01..2026-01", " Only one period is taken here.", " Ở đây chỉ nhận một kỳ.")]
    [TestCase("2026-01..tomorrow", "", "")]
    public void A_range_that_is_not_taken_says_why(string text, string english, string vietnamese) =>
        PeriodRange.Hint(text).Should().Be(new Text(vietnamese, english));
}
