using System.Numerics;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

[Parallelizable(ParallelScope.All)]
public sealed class TargetPathTests
{
    private static readonly DateOnly Due = new(2025, 12, 31);
    private static readonly Baseline TenPercent = new(new Fraction(1, 10), new DateOnly(2022, 12, 31), "count of 2022");

    private static readonly TargetPath
        Straight = new(PathKind.Straight, TenPercent, []),
        Compound = new(PathKind.Compound, TenPercent, []),
        Stepped = new(PathKind.Stepped, TenPercent, [new(new DateOnly(2023, 12, 31), new Fraction(2, 10)), new(new DateOnly(2024, 12, 31), new Fraction(3, 10))]);

    /// <summary>
    /// Verdict by day and value. The target is 40 %; at the end of June 2024 the straight way stands at 24.97 % (547 of 1,096 days), the compound one
    /// at 20 % (half of the months: the root of 10 · 40), the stepped one at 20 %, the one from nothing at 49.9 % of the target.
    /// </summary>
    private static IEnumerable<TestCaseData> TruthTable()
    {
        foreach (var (name, path, on, near, off) in new[]
        {
            ("straight", Straight, 2498, 2497, 2247),
            ("compound", Compound, 2000, 1999, 1800),
            ("stepped", Stepped, 2000, 1999, 1800),
            ("from nothing", TargetPath.FromNothing, 2000, 1994, 1700),
        })
        {
            yield return Case("2024-06", 4000, Verdict.Met, "at the target");
            yield return Case("2024-06", 4001, Verdict.Met, "above the target");
            yield return Case("2024-06", 3999, Verdict.OnTrack, "just below the target");
            yield return Case("2024-06", on, Verdict.OnTrack, "on the way");
            yield return Case("2024-06", near, Verdict.AtRisk, "just below the way");
            yield return Case("2024-06", off, Verdict.OffTrack, "a tenth below the way");
            yield return Case("2024-06", 0, Verdict.OffTrack, "nothing");
            // On the due day and after it the way no longer counts.
            yield return Case("2025-12", 4000, Verdict.Met, "at the target when due");
            yield return Case("2025-12", 4001, Verdict.Met, "above the target when due");
            yield return Case("2025-12", 3999, Verdict.Missed, "just below the target when due");
            yield return Case("2026-01", 4000, Verdict.Met, "at the target when overdue");
            yield return Case("2026-01", 3999, Verdict.Missed, "just below the target when overdue");
            yield return Case("2026-01", 4000, Verdict.Held, "at the target when overdue, as before", previous: 4000);
            yield return Case("2026-01", 4000, Verdict.Met, "at the target when overdue, and not before", previous: 3999);
            yield return Case("2026-01", 3999, Verdict.MissedProgressing, "nearer than before", previous: 3000, rose: true);
            yield return Case("2025-12", 3999, Verdict.Missed, "nearer than before on the due day", previous: 3000, rose: true);

            TestCaseData Case(string period, long value, Verdict expected, string where, long? previous = null, bool rose = false) =>
                new TestCaseData(path, period, value, previous, rose, expected).SetArgDisplayNames(name, where);
        }
    }

    [TestCaseSource(nameof(TruthTable))]
    public void Verdict_follows_the_way_before_the_due_day_and_the_target_from_then_on(
        TargetPath path, string period, long value, long? previous, bool rose, Verdict expected) =>
        ScoringEngine.Judge(Target(path, new Fraction(4, 10)), new Fraction(value, 10_000), Period.Parse(period),
            previous is { } before ? new Fraction(before, 10_000) : null, rose).Should().Be(expected);

    [Test]
    public void Baseline_counts_until_the_first_step_and_before_the_way_begins()
    {
        PathPoint.At(Target(Stepped, Fraction.One), new DateOnly(2023, 11, 30)).IsReachedBy(new Fraction(1, 10)).Should().BeTrue();
        PathPoint.At(Target(Stepped, Fraction.One), new DateOnly(2023, 12, 31)).IsReachedBy(new Fraction(1, 10)).Should().BeFalse();
        foreach (var path in new[] { Straight, Compound, Stepped })
        {
            var early = PathPoint.At(Target(path, Fraction.One), new DateOnly(2022, 6, 30));
            early.IsReachedBy(new Fraction(1, 10)).Should().BeTrue();
            early.IsReachedBy(new Fraction(999_999, 10_000_000)).Should().BeFalse();
        }
    }

    /// <summary>The root in 200 decimal digits, by itself; values one unit of the 30th digit to either side must fall on their sides.</summary>
    [Test]
    public void Compound_way_is_exact_to_the_last_digit()
    {
        var random = new Random(1);
        var scale = BigInteger.Pow(10, 200);
        for (var round = 0; round < 60; round++)
        {
            var target = new Fraction(random.Next(500, 1000), 1000);
            var from = new Fraction(random.Next(1, 400), 1000);
            var months = random.Next(2, 97);
            var start = new DateOnly(2022, 12, 31);
            var over = random.Next(1, months);
            var path = new TargetPath(PathKind.Compound, new Baseline(from, start, "x"), []);
            var point = PathPoint.At(Target(path, target) with { Due = start.AddMonths(months) }, start.AddMonths(over));

            // (from^(months - over) · target^over)^(1 / months), cut to 200 digits.
            var power = BigInteger.Pow(from.Numerator, months - over) * BigInteger.Pow(target.Numerator, over) * BigInteger.Pow(scale, months)
                / BigInteger.Pow(1000, months);
            var root = Root(power, months, scale);
            foreach (var digits in new[] { 6, 12, 17, 18 })
            {
                var unit = (long)BigInteger.Pow(10, digits);
                var below = (long)(root * unit / scale);
                point.IsReachedBy(new Fraction(below + 1, unit)).Should().BeTrue($"round {round}, {digits} digits above");
                var isExact = root * unit % scale == 0;
                point.IsReachedBy(new Fraction(below, unit)).Should().Be(isExact, $"round {round}, {digits} digits below");
                var nine = (long)(root * 9 * unit / (10 * scale));
                point.IsNearlyReachedBy(new Fraction(nine + 1, unit)).Should().BeTrue($"round {round}, {digits} digits above nine tenths");
                point.IsNearlyReachedBy(new Fraction(nine, unit)).Should().BeFalse($"round {round}, {digits} digits below nine tenths");
            }
        }

        static BigInteger Root(BigInteger power, int degree, BigInteger high)
        {
            BigInteger low = 0;
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                if (BigInteger.Pow(middle, degree) <= power) low = middle;
                else high = middle - 1;
            }

            return low;
        }
    }

    [Test]
    public void Straight_way_between_counts_of_millions_is_exact()
    {
        // Halfway, in days, between 123,456,789/987,654,321 and 1: nothing here fits 64 bits, and the edge is still exact.
        var path = new TargetPath(PathKind.Straight, new Baseline(new Fraction(123_456_789, 987_654_321), new DateOnly(2023, 1, 1), "x"), []);
        var target = Target(path, new Fraction(999_999_937, 999_999_937)) with { Due = new DateOnly(2023, 1, 1).AddDays(2000) };
        var half = PathPoint.At(target, new DateOnly(2023, 1, 1).AddDays(1000));
        var edge = new Fraction(123_456_789 + 987_654_321, 2 * 987_654_321L);
        half.IsReachedBy(edge).Should().BeTrue();
        half.IsReachedBy(edge with { Numerator = edge.Numerator - 1 }).Should().BeFalse();
        half.IsReachedBy(new Fraction((edge.Numerator * 4_000_000_000) - 1, edge.Denominator * 4_000_000_000)).Should().BeFalse();
    }

    [Test]
    public void Value_that_rises_never_falls_to_a_lower_verdict()
    {
        Verdict[] order = [Verdict.OffTrack, Verdict.AtRisk, Verdict.OnTrack, Verdict.Met];
        foreach (var path in new[] { Straight, Compound, Stepped, TargetPath.FromNothing })
        {
            foreach (var month in new[] { "2022-06", "2023-03", "2024-06", "2025-11" })
            {
                var places = Enumerable.Range(0, 1001)
                    .Select(v => Array.IndexOf(order, ScoringEngine.Judge(Target(path, new Fraction(4, 10)), new Fraction(v, 1000), Period.Parse(month), null, false)));
                places.Should().BeInAscendingOrder();
            }
        }
    }

    [Test]
    public void Laxer_is_lower_or_less_strict_or_later()
    {
        var national = Target(TargetPath.FromNothing, new Fraction(1, 2)) with { Comparison = Comparison.MoreThan };
        (national with { Value = new Fraction(3, 10) }).IsLaxerThan(national).Should().BeTrue();
        (national with { Comparison = Comparison.AtLeast }).IsLaxerThan(national).Should().BeTrue();
        (national with { Due = new DateOnly(2030, 12, 31) }).IsLaxerThan(national).Should().BeTrue();
        national.IsLaxerThan(national).Should().BeFalse();
        (national with { Value = new Fraction(6, 10), Due = new DateOnly(2030, 12, 31) }).IsLaxerThan(national).Should().BeFalse();
        (national with { Due = new DateOnly(2024, 12, 31) }).IsLaxerThan(national).Should().BeFalse();
    }

    private static Target Target(TargetPath path, Fraction value) => new(
        "set", "x", [UnitLevel.Nation], Comparison.AtLeast, value, Due, "doc", "art", YearEvidence.Confirmed, null, new DateOnly(2022, 12, 31), null,
        TargetStatus.InForce)
    {
        Path = path,
    };
}
