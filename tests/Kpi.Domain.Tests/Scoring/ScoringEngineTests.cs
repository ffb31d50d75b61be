using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

[Parallelizable(ParallelScope.All)]
public sealed class ScoringEngineTests
{
    private static readonly DateOnly End2025 = new(2025, 12, 31);
    private static readonly DateOnly End2030 = new(2030, 12, 31);

    [Test]
    public void Ratio_is_the_ratio_of_sums_not_the_mean_of_ratios()
    {
        // Bình Định's four facilities (policy §4.4): 380 of 1,310 million, 800 of 4,444, 1,600 of 9,412, 18,000 of 120,000.
        var world = Cashless().Hospitals(4)
            .Filed("H001", "2026-09", ("cashless", 380), ("total", 1_310))
            .Filed("H002", "2026-09", ("cashless", 800), ("total", 4_444))
            .Filed("H003", "2026-09", ("cashless", 1_600), ("total", 9_412))
            .Filed("H004", "2026-09", ("cashless", 18_000), ("total", 120_000));

        var score = world.Score("2026-09", "share");

        score.Score!.Value.Should().Be(new Fraction(20_780, 135_166));
        score.Score.Value!.Value.ToPercentText(Language.En, digits: 2).Should().Be("15.37 %");
    }

    [TestCase(Comparison.AtLeast, Verdict.Met)]
    [TestCase(Comparison.MoreThan, Verdict.Missed)]
    public void Fifty_percent_exactly_reaches_at_least_but_not_more_than(Comparison comparison, Verdict expected) =>
        Cashless().Hospital("H1").Target("share", comparison, new Fraction(1, 2), End2025)
            .Filed("H1", "2025-12", ("cashless", 50_000), ("total", 100_000))
            .Score("2025-12", "share").Verdict.Should().Be(expected);

    [Test]
    public void Value_just_below_a_target_fails_and_does_not_print_as_reaching_it()
    {
        var score = Cashless().Hospital("H1").Target("share", Comparison.AtLeast, new Fraction(9, 10), End2025)
            .Filed("H1", "2025-12", ("cashless", 8_996), ("total", 10_000)).Score("2025-12", "share");

        score.Verdict.Should().Be(Verdict.Missed);
        score.Percent.Should().Be("89.9 %");
    }

    [Test]
    public void Value_a_hair_above_a_target_does_not_print_as_the_target()
    {
        var value = new Fraction(50_000_000_000_001, 100_000_000_000_000);
        value.ToPercentText(Language.En, new Fraction(1, 2)).Should().Be("50.000000000001 %");
    }

    [Test]
    public void Deployed_everywhere_is_not_whole_facility_everywhere()
    {
        // HCMC public hospitals (policy §4.4): 60 of 60 deployed (level ≥ 1), 64 % hospital-wide without paper (level 3).
        var world = new ScoringWorld().Stock("emr_level", "paperless_exam")
            .Coverage("paperless-class-1", "emr_level >= 3 and paperless_exam = yes",
                new Applicability([UnitKind.Hospital], FacilityClass.I, Ownership.Public, null, []))
            .Target("paperless-class-1", Comparison.All, Fraction.One, End2025);
        for (var i = 1; i <= 50; i++)
        {
            world.Unit($"H{i:00}", UnitKind.Hospital, "01", i % 2 == 0 ? FacilityClass.I : FacilityClass.Special);
            world.Filed($"H{i:00}", "2025-12", ("emr_level", i <= 32 ? 3 : 1), ("paperless_exam", i <= 32 ? 1 : 0));
        }

        var score = world.Unit("CLASS2", UnitKind.Hospital, "01", FacilityClass.II).Score("2025-12", "paperless-class-1");

        score.Score!.Expected.Should().Be(50, "class II is not in the population");
        score.Percent.Should().Be("64.0 %");
        score.Verdict.Should().Be(Verdict.Missed);
        score.Certain.Should().BeTrue();
    }

    [Test]
    public void Facility_that_did_not_report_stays_in_the_denominator_of_a_coverage()
    {
        var score = Accepting().Hospitals(4).Filed("H001", "2025-12", ("accepted", 1)).Filed("H002", "2025-12", ("accepted", 1))
            .Filed("H003", "2025-12", ("accepted", 0)).Score("2025-12", "accepting");

        score.Score.Should().BeEquivalentTo(new { Expected = 4, Reporting = 3, Numerator = 2L, Denominator = 4L });
        score.Score!.Low.Should().Be(new Fraction(2, 4));
        score.Score.High.Should().Be(new Fraction(3, 4));
    }

    [Test]
    public void Analyst_can_leave_out_units_that_did_not_report_and_the_range_still_shows_them()
    {
        var score = Accepting().Hospitals(4).Filed("H001", "2025-12", ("accepted", 1)).Filed("H002", "2025-12", ("accepted", 1))
            .Filed("H003", "2025-12", ("accepted", 0)).Score("2025-12", "accepting", missing: MissingPolicy.Reported);

        score.Score!.Value.Should().Be(new Fraction(2, 3));
        score.Score.Low.Should().Be(new Fraction(2, 4));
    }

    [Test]
    public void Nobody_reporting_is_no_data_and_neither_zero_nor_missed()
    {
        var coverage = Accepting().Hospitals(3).Target("accepting", Comparison.All, Fraction.One, End2025).Score("2025-12", "accepting");
        coverage.Score!.Value.Should().BeNull();
        coverage.Score.Numerator.Should().BeNull();
        coverage.Verdict.Should().Be(Verdict.NoData);
        coverage.Certain.Should().BeFalse();

        var ratio = Cashless().Hospitals(3).Target("share", Comparison.AtLeast, new Fraction(1, 2), End2025).Score("2025-12", "share");
        ratio.Score!.Value.Should().BeNull();
        ratio.Verdict.Should().Be(Verdict.NoData);
    }

    [Test]
    public void Zero_denominator_gives_no_score()
    {
        var score = Cashless().Hospital("H1").Target("share", Comparison.AtLeast, new Fraction(1, 2), End2025)
            .Filed("H1", "2025-12", ("cashless", 0), ("total", 0)).Score("2025-12", "share");

        score.Score!.Value.Should().BeNull();
        score.Verdict.Should().Be(Verdict.NotApplicable);
    }

    [Test]
    public void Facility_that_left_a_needed_cell_empty_has_not_reported_that_indicator()
    {
        var score = Cashless().Hospitals(2).Filed("H001", "2025-12", ("cashless", 10), ("total", 20)).Filed("H002", "2025-12", ("total", 80))
            .Score("2025-12", "share");

        score.Score.Should().BeEquivalentTo(new { Reporting = 1, Expected = 2, Numerator = 10L, Denominator = 20L });
        score.Score!.Low.Should().Be(new Fraction(10, 100), "its own denominator bounds what it can bring");
        score.Score.High.Should().Be(new Fraction(90, 100));
    }

    [Test]
    public void Missing_facility_is_bounded_by_its_last_known_denominator()
    {
        var score = Cashless().Hospitals(2)
            .Filed("H001", "2026-09", ("cashless", 60), ("total", 100))
            .Filed("H002", "2026-06", ("cashless", 1), ("total", 300)).Filed("H002", "2026-07", ("cashless", 1), ("total", 100))
            .Score("2026-09", "share");

        score.Score!.Low.Should().Be(new Fraction(60, 200));
        score.Score.High.Should().Be(new Fraction(160, 200));
        score.Score.DenominatorReported.Should().Be(new Fraction(100, 200));
    }

    [Test]
    public void Range_is_open_when_a_missing_facility_was_never_heard_of()
    {
        var score = Cashless().Hospitals(2).Target("share", Comparison.AtLeast, new Fraction(1, 2), End2025)
            .Filed("H001", "2025-12", ("cashless", 60), ("total", 100)).Score("2025-12", "share");

        score.Score!.RangeOpen.Should().BeTrue();
        score.Score.Low.Should().BeNull();
        score.Certain.Should().BeFalse();
    }

    [Test]
    public void Verdict_is_certain_when_even_the_worst_and_best_agree()
    {
        var world = Accepting().Hospitals(10).Target("accepting", Comparison.AtLeast, new Fraction(1, 2), End2025);
        for (var i = 1; i <= 9; i++) world.Filed($"H00{i}", "2025-12", ("accepted", i <= 6 ? 1 : 0));

        var decided = world.Score("2025-12", "accepting");

        decided.Verdict.Should().Be(Verdict.Met);
        decided.Certain.Should().BeTrue("six of ten stay more than half whatever the last one says");
        Accepting().Hospitals(10).Target("accepting", Comparison.AtLeast, new Fraction(1, 2), End2025)
            .Filed("H001", "2025-12", ("accepted", 1)).Score("2025-12", "accepting").Certain.Should().BeFalse();
    }

    [Test]
    public void Quarter_adds_flows_and_takes_the_last_month_of_stocks()
    {
        var world = Cashless().Stock("beds", "wired").Ratio("wired-beds", "wired", "beds").Hospital("H1");
        foreach (var (month, n) in new[] { ("2026-07", 1L), ("2026-08", 2L), ("2026-09", 3L) })
            world.Filed("H1", month, ("cashless", n), ("total", 10), ("beds", 100 * n), ("wired", 10 * n));

        world.Score("2026Q3", "share").Score!.Value.Should().Be(new Fraction(6, 30));
        world.Score("2026Q3", "wired-beds").Score!.Value.Should().Be(new Fraction(30, 300));
    }

    [Test]
    public void Quarter_with_a_month_missing_counts_the_months_there_are_and_says_so()
    {
        var score = Cashless().Hospital("H1")
            .Filed("H1", "2026-07", ("cashless", 10), ("total", 100)).Filed("H1", "2026-09", ("cashless", 30), ("total", 100))
            .Score("2026Q3", "share");

        score.Score.Should().BeEquivalentTo(new { Reporting = 0, Expected = 1, Numerator = 40L, Denominator = 200L });
        score.Score!.Low.Should().Be(new Fraction(40, 300));
        score.Score.High.Should().Be(new Fraction(140, 300));
    }

    [Test]
    public void Facility_opened_within_the_quarter_owes_only_the_months_since()
    {
        var score = Cashless().Unit("H1", UnitKind.Hospital, "01", from: new DateOnly(2026, 8, 15))
            .Filed("H1", "2026-08", ("cashless", 1), ("total", 4)).Filed("H1", "2026-09", ("cashless", 1), ("total", 4)).Score("2026Q3", "share");

        score.Score.Should().BeEquivalentTo(new { Reporting = 1, Expected = 1, Numerator = 2L, Denominator = 8L });
    }

    [Test]
    public void Defence_hospitals_count_in_the_nation_and_not_in_the_province()
    {
        var world = Accepting().Hospital("H1").Unit("D1", UnitKind.Hospital, "01", manager: Manager.Defence)
            .Filed("H1", "2025-12", ("accepted", 1)).Filed("D1", "2025-12", ("accepted", 0));

        world.Score("2025-12", "accepting").Score!.Value.Should().Be(new Fraction(1, 2));
        world.Score("2025-12", "accepting", "01").Score!.Value.Should().Be(new Fraction(1, 1));
    }

    [Test]
    public void Urban_facilities_are_those_in_wards_unless_overridden()
    {
        var urban = new Applicability([UnitKind.Hospital], null, null, true, []);
        var world = new ScoringWorld().Flow("cashless", "total").Ratio("urban", "cashless", "total", urban)
            .Unit("00001", UnitKind.Ward, "01").Unit("00002", UnitKind.Commune, "01")
            .Unit("W", UnitKind.Hospital, "00001").Unit("C", UnitKind.Hospital, "00002")
            .Unit("X", UnitKind.Hospital, "00002", urban: true).Unit("Y", UnitKind.Hospital, "00001", urban: false);
        foreach (var (code, amount) in new[] { ("W", 1L), ("C", 10L), ("X", 100L), ("Y", 1000L) })
            world.Filed(code, "2026-09", ("cashless", amount), ("total", 10_000));

        world.Score("2026-09", "urban").Score!.Value.Should().Be(new Fraction(101, 20_000));
        world.Score("2026-09", "urban", "00001").Score!.Value.Should().Be(new Fraction(1, 10_000));
    }

    [Test]
    public void Overdue_target_is_missed_then_missed_but_progressing_then_held()
    {
        var world = Cashless().Hospital("H1").Target("share", Comparison.AtLeast, new Fraction(1, 2), End2025);
        foreach (var (month, n) in new[] { ("2025-12", 10L), ("2026-01", 10L), ("2026-02", 20L), ("2026-03", 50L), ("2026-04", 51L) })
            world.Filed("H1", month, ("cashless", n), ("total", 100));

        new[] { "2025-12", "2026-01", "2026-02", "2026-03", "2026-04" }.Select(m => world.Score(m, "share").Verdict)
            .Should().Equal(Verdict.Missed, Verdict.Missed, Verdict.MissedProgressing, Verdict.Met, Verdict.Held);
    }

    [Test]
    public void More_returns_than_last_month_do_not_look_like_progress()
    {
        var world = Accepting().Hospitals(4).Target("accepting", Comparison.All, Fraction.One, End2025);
        foreach (var code in new[] { "H001", "H002" }) world.Filed(code, "2026-01", ("accepted", 1));
        foreach (var code in new[] { "H001", "H002", "H003" }) world.Filed(code, "2026-02", ("accepted", 1));

        world.Score("2026-02", "accepting").Verdict.Should().Be(Verdict.Missed, "the two that were silent in January may have accepted then as well");
    }

    [TestCase(25, Verdict.OnTrack)]
    [TestCase(23, Verdict.AtRisk)]
    [TestCase(22, Verdict.OffTrack)]
    [TestCase(50, Verdict.Met)]
    public void Before_the_due_day_the_straight_path_decides(long cashless, Verdict expected)
    {
        // From 0 on 2023-01-01 to 50 % on 2030-12-31: at the end of 2026 1,460 of 2,921 days are over, so the path stands at 24.99 %.
        Cashless().Hospital("H1").Target("share", Comparison.AtLeast, new Fraction(1, 2), End2030)
            .Filed("H1", "2026-12", ("cashless", cashless), ("total", 100)).Score("2026-12", "share").Verdict.Should().Be(expected);
    }

    [Test]
    public void Milestone_is_done_or_not_and_has_no_percentage()
    {
        var world = new ScoringWorld().Stock("technologies").Milestone("ai", "technologies").Hospital("H1")
            .Target("ai", Comparison.Done, Fraction.One, End2025).Filed("H1", "2025-12", ("technologies", 2)).Filed("H1", "2026-01", ("technologies", 0));

        world.Score("2025-12", "ai").Score.Should().BeEquivalentTo(new { Numerator = 2L, Denominator = (long?)null });
        world.Score("2025-12", "ai").Verdict.Should().Be(Verdict.Met);
        world.Score("2026-01", "ai").Verdict.Should().Be(Verdict.Missed);
    }

    [Test]
    public void Indicator_whose_subject_ended_is_not_scored_afterwards()
    {
        var world = new ScoringWorld().Flow("cashless", "total").Hospital("H1")
            .Ratio("district", "cashless", "total", endsOn: new DateOnly(2025, 6, 30))
            .Filed("H1", "2025-06", ("cashless", 1), ("total", 2)).Filed("H1", "2025-07", ("cashless", 1), ("total", 2));

        world.Score("2025-06", "district").Score.Should().NotBeNull();
        world.Score("2025-07", "district").Score.Should().BeNull();
    }

    [Test]
    public void Year_in_which_the_subject_ended_owes_only_the_months_until_then()
    {
        var world = new ScoringWorld().Flow("cashless", "total").Hospital("H1")
            .Ratio("district", "cashless", "total", endsOn: new DateOnly(2025, 6, 30));
        for (var month = 1; month <= 6; month++) world.Filed("H1", $"2025-{month:00}", ("cashless", 1), ("total", 2));

        world.Score("2025", "district").Score.Should().BeEquivalentTo(new { Reporting = 1, Expected = 1, Numerator = 6L, Denominator = 12L });
    }

    [Test]
    public void Share_of_facilities_over_a_quarter_counts_each_facility_once_by_its_sums()
    {
        var world = new ScoringWorld().Flow("cashless", "total").Hospital("H1").Hospital("H2").Hospital("H3")
            .Ratio("halves", "total > 0 and cashless + cashless >= total", "total > 0");
        // H1 reaches half of the quarter's money though not in each month; H2 in two months out of three, and not in all; H3 took none.
        foreach (var (month, h1, h2) in new[] { ("2026-07", 10, 50), ("2026-08", 10, 50), ("2026-09", 90, 0) })
        {
            world.Filed("H1", month, ("cashless", h1), ("total", month == "2026-09" ? 100 : 20));
            world.Filed("H2", month, ("cashless", h2), ("total", month == "2026-09" ? 1000 : 100));
            world.Filed("H3", month, ("cashless", 0), ("total", 0));
        }

        world.Score("2026Q3", "halves").Score.Should().BeEquivalentTo(new { Expected = 3, Reporting = 3, Numerator = 1L, Denominator = 2L });
    }

    [Test]
    public void Share_of_facilities_over_a_quarter_does_not_judge_a_facility_by_some_of_its_months()
    {
        var world = new ScoringWorld().Flow("cashless", "total").Hospital("H1").Hospital("H2")
            .Ratio("halves", "total > 0 and cashless + cashless >= total", "total > 0")
            .Target("halves", Comparison.AtLeast, new Fraction(1, 2), End2025);
        foreach (var month in new[] { "2026-07", "2026-08", "2026-09" }) world.Filed("H1", month, ("cashless", 1), ("total", 100));
        world.Filed("H2", "2026-07", ("cashless", 90), ("total", 100)).Filed("H2", "2026-08", ("cashless", 90), ("total", 100));

        var score = world.Score("2026Q3", "halves");

        score.Score.Should().BeEquivalentTo(
            new { Expected = 2, Reporting = 1, Numerator = 0L, Denominator = 1L, Low = new Fraction(0, 2), High = new Fraction(1, 2) });
        score.Certain.Should().BeFalse();
    }

    [Test]
    public void Order_of_the_filings_changes_neither_results_nor_hashes()
    {
        var inputs = Cashless().Hospitals(20);
        for (var i = 1; i <= 20; i++) inputs.Filed($"H{i:000}", "2026-09", ("cashless", i), ("total", 100));
        var one = inputs.Inputs("2026-09");
        var other = one.With([.. one.Filings.Reverse()]);

        other.Hash().Should().Be(one.Hash());
        HashOf(other).Should().Be(HashOf(one));
    }

    [Test]
    public void One_changed_count_changes_both_hashes()
    {
        ScoringInputs With(long cashless) =>
            Cashless().Hospital("H1").Filed("H1", "2026-09", ("cashless", cashless), ("total", 100)).Inputs("2026-09");

        With(7).Hash().Should().NotBe(With(8).Hash());
        HashOf(With(7)).Should().NotBe(HashOf(With(8)));
    }

    [Test]
    public void Packed_scores_read_back_as_they_were()
    {
        var inputs = Accepting().Hospitals(3).Target("accepting", Comparison.All, Fraction.One, End2025)
            .Filed("H001", "2025-12", ("accepted", 1)).Inputs("2025-12");
        foreach (var block in ScoringEngine.Run(inputs, default))
            ScoreCodec.Unpack(ScoreCodec.Pack(block.Scores)).Should().BeEquivalentTo(block.Scores, o => o.WithStrictOrdering());

        ScoreCodec.UnpackUnits(ScoreCodec.Pack(inputs.Units)).Should().Equal(inputs.Units);
        ScoreCodec.UnpackIds(ScoreCodec.Pack([9L, 3L, long.MaxValue])).Should().Equal(3L, 9L, long.MaxValue);
    }

    private static string HashOf(ScoringInputs inputs) => ScoreCodec.Hash(
        ScoreCodec.Pack(inputs.Units), ScoringEngine.Run(inputs, default).Select(b => (b.Indicator, b.Level.ToString(), ScoreCodec.Pack(b.Scores))));

    private static ScoringWorld Cashless() => new ScoringWorld().Flow("cashless", "total").Rule("cashless <= total").Ratio("share", "cashless", "total");

    private static ScoringWorld Accepting() => new ScoringWorld().Stock("accepted").Coverage("accepting", "accepted = yes");
}
