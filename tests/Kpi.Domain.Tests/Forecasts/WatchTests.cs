using System.Collections.Immutable;
using FluentAssertions;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Forecasts;

[Parallelizable(ParallelScope.All)]
public sealed class WatchTests
{
    private static readonly long[] Visits = [212, 198, 205, 221, 190, 207, 215, 201, 196, 210, 204, 199];

    [Test]
    public void An_ordinary_month_is_not_warned_of() => Watched(Visits, 208).Should().BeEmpty();

    [Test]
    public void A_nought_too_many_is_named_with_what_was_meant()
    {
        var warning = Watched(Visits, 2080).Should().ContainSingle().Subject;
        warning.Kind.Should().Be(WarningKind.DigitSlip);
        warning.Meant.Should().Be(208);
        var words = ForecastTexts.Of(warning, Catalogue);
        words.Vi.Should().Be("“visits” là 2.080, thường khoảng 200 theo 12 tháng trước. Có phải là 208?");
        words.En.Should().Be("“visits” is 2,080, usually about 200 by 12 earlier months. Was 208 meant?");
    }

    [Test]
    public void A_nought_too_few_is_named_with_what_was_meant() => Watched(Visits, 21).Should().ContainSingle().Which.Meant.Should().Be(210);

    [Test]
    public void Two_digits_that_changed_places_are_named_with_what_was_meant()
    {
        var warning = Watched([1510, 1495, 1502, 1508, 1499, 1490, 1505, 1511, 1497, 1503], 5103).Should().ContainSingle().Subject;
        (warning.Kind, warning.Meant).Should().Be((WarningKind.DigitSlip, 1503));
    }

    [Test]
    public void Far_more_than_usual_is_a_jump() => Watched(Visits, 640).Should().ContainSingle().Which.Kind.Should().Be(WarningKind.Jump);

    [Test]
    public void Five_months_are_too_few_to_know_what_is_usual() => Watched(Visits[..5], 2080).Should().BeEmpty();

    [Test]
    public void Four_cases_where_two_are_usual_are_chance() => Watched([2, 1, 3, 2, 0, 4, 2, 1, 2, 3, 1, 2], 6).Should().BeEmpty();

    [Test]
    public void A_season_that_comes_each_year_is_usual()
    {
        long[] year = [40, 42, 55, 80, 130, 190, 240, 230, 170, 100, 60, 45];
        long[] two = [.. year, .. year.Select(v => v + 4)];
        Watched(two[..^6], two[^6]).Should().BeEmpty();
        Watched([.. two, .. year[..6]], year[6]).Should().BeEmpty();
        Watched([.. two], 240).Should().ContainSingle("240 in January is not");
    }

    [Test]
    public void One_case_after_months_of_none_is_not_warned_of() => Watched([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], 3).Should().BeEmpty();

    [Test]
    public void Sixty_cases_after_months_of_none_are()
    {
        var warning = Watched([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], 60).Should().ContainSingle().Subject;
        warning.Kind.Should().Be(WarningKind.Jump);
        ForecastTexts.Of(warning, Catalogue).En.Should().Be("“visits” is 60; in 12 earlier months it was usually 0. If it has just begun, say so.");
    }

    [Test]
    public void Two_figures_in_each_others_place_are_one_warning()
    {
        long[] papers = [20, 23, 19, 22, 21, 18, 24, 20, 22, 19, 21, 20];
        var warnings = Watch.Of(History([Flow("visits", [.. Visits, 21]), Flow("papers", [.. papers, 207])]));
        var warning = warnings.Should().ContainSingle().Subject;
        warning.Kind.Should().Be(WarningKind.Swapped);
        (warning.Element, warning.Other).Should().Be(("visits", "papers"));
        ForecastTexts.Of(warning, Catalogue).En.Should().Contain("with their places changed both are usual");
    }

    [Test]
    public void Four_figures_of_last_month_are_pasted()
    {
        ElementHistory[] filed = [.. Enumerable.Range(0, 4).Select(i => Flow($"e{i}", [50 + i, 61 + (3 * i), 61 + (3 * i)]))];
        Watch.Of(History(filed)).Should().ContainSingle().Which.Kind.Should().Be(WarningKind.Pasted);
    }

    [Test]
    public void Small_figures_may_be_those_of_last_month()
    {
        ElementHistory[] filed = [.. Enumerable.Range(0, 8).Select(i => Flow($"e{i}", [i, i % 4, i % 4]))];
        Watch.Of(History(filed)).Should().BeEmpty();
    }

    [Test]
    public void States_may_be_those_of_last_month()
    {
        ElementHistory[] filed = [.. Enumerable.Range(0, 8).Select(i => State($"e{i}", [50 + i, 60 + i, 60 + i]))];
        Watch.Of(History(filed)).Should().BeEmpty();
    }

    [Test]
    public void All_at_once_where_a_fifth_was_left_is_hard_to_believe()
    {
        long[] sent = [.. Visits.Select(v => v * 4 / 5)];
        var warning = Watch.Of(History([Flow("whole", [.. Visits, 208]), Flow("part", [.. sent, 208])], new PartOfWhole(1, 0)))
            .Should().ContainSingle().Subject;
        warning.Kind.Should().Be(WarningKind.Complete);
        warning.Usual.Should().Be(166);
    }

    [Test]
    public void All_where_three_were_left_is_not()
    {
        long[] sent = [.. Visits.Select(v => v - 3)];
        Watch.Of(History([Flow("whole", [.. Visits, 208]), Flow("part", [.. sent, 208])], new PartOfWhole(1, 0))).Should().BeEmpty();
    }

    [Test]
    public void A_denominator_that_moves_by_half_is_said()
    {
        long[] officials = [120, 120, 121, 121, 121, 122, 122, 121, 121];
        long[] with = [60, 62, 65, 66, 70, 71, 74, 75, 76];
        Watch.Of(History([State("whole", [.. officials, 180]), State("part", [.. with, 78])], new PartOfWhole(1, 0)))
            .Should().ContainSingle().Which.Kind.Should().Be(WarningKind.WholeMoved);
    }

    [Test]
    public void A_count_that_only_rose_and_falls_is_said()
    {
        var warning = Watch.Of(History([State("profiles", [100, 140, 160, 180, 210, 230, 215])])).Should().ContainSingle().Subject;
        warning.Kind.Should().Be(WarningKind.Fall);
        warning.Usual.Should().Be(230);
    }

    [Test]
    public void A_count_that_falls_now_and_then_may_fall() =>
        Watch.Of(History([State("kiosks", [100, 140, 130, 150, 160, 155, 150])])).Should().BeEmpty();

    [Test]
    public void A_count_that_rose_each_month_and_stands_for_three_is_standing_still()
    {
        var history = History(
            [State("whole", [.. Enumerable.Repeat(200L, 11)]), State("part", [60, 70, 80, 88, 95, 104, 111, 120, 120, 120, 120])], new PartOfWhole(1, 0));
        var warning = Watch.Of(history).Should().ContainSingle().Subject;
        warning.Kind.Should().Be(WarningKind.Stall);
        warning.Months.Should().Be(3);
        ForecastTexts.Of(warning, Catalogue).En.Should().Be("“part” has stood at 120 for 3 months, 80 short of “whole”; before that it usually rose.");
    }

    [Test]
    public void A_count_that_has_reached_its_whole_may_stand_still()
    {
        var history = History(
            [State("whole", [.. Enumerable.Repeat(120L, 11)]), State("part", [60, 70, 80, 88, 95, 104, 111, 120, 120, 120, 120])], new PartOfWhole(1, 0));
        Watch.Of(history).Should().BeEmpty();
    }

    [Test]
    public void A_month_that_was_not_filed_is_not_judged() =>
        Watch.Of(History([new ElementHistory("visits", true, [.. Visits.Select(v => (long?)v), null])])).Should().BeEmpty();

    [Test]
    public void Months_that_were_not_filed_are_neither_zero_nor_usual() =>
        Watch.Of(History([new ElementHistory("visits", true, [.. Visits.Select((v, i) => i % 4 == 0 ? null : (long?)v), 208])])).Should().BeEmpty();

    [Test]
    public void Every_kind_has_a_name_in_both_languages()
    {
        foreach (var kind in Enum.GetValues<WarningKind>()) ForecastTexts.Of(kind).Vi.Should().NotBe(ForecastTexts.Of(kind).En);
        Enum.GetValues<WarningKind>().Select(k => ForecastTexts.Of(k).Vi).Should().OnlyHaveUniqueItems();
        foreach (var reason in Enum.GetValues<AbstainReason>())
            ForecastTexts.Of(new Abstained(reason, 2, new SeriesBreak(new DateOnly(2025, 7, 1), BreakReason.Merged))).Vi.Should().StartWith("Không dự báo");
        new SeriesBreak(new DateOnly(2025, 7, 1), BreakReason.Merged).Text.Vi.Should().Be("sáp nhập đơn vị ngày 01/07/2025");
    }

    private static Catalogue Catalogue { get; } = new(1, "", [], [], [], [], [], [], []);

    private static ImmutableArray<Warning> Watched(long[] past, long now) => Watch.Of(History([Flow("visits", [.. past, now])]));

    private static ElementHistory Flow(string code, long[] months) => new(code, true, [.. months.Select(m => (long?)m)]);

    private static ElementHistory State(string code, long[] months) => new(code, false, [.. months.Select(m => (long?)m)]);

    private static UnitHistory History(ElementHistory[] elements, params PartOfWhole[] pairs) => new(Period.Month(2026, 1), [.. elements], [.. pairs]);
}
