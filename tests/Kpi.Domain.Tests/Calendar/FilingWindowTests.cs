using FluentAssertions;
using Kpi.Domain.Calendar;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Calendar;

/// <summary>When a return is in time, late, or not taken at all: the truth table.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class FilingWindowTests
{
    private static readonly Period September = Period.Month(2026, 9);
    private static readonly DateTimeOffset Then = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Geography Units = new UnitTree(
        [
            Unit("VN", UnitKind.Nation, null), Unit("01", UnitKind.City, "VN"), Unit("48", UnitKind.City, "VN"),
            Unit("BV1", UnitKind.Hospital, "01"), Unit("BV2", UnitKind.Hospital, "01"), Unit("BV9", UnitKind.Hospital, "48"),
            Unit("QY1", UnitKind.Hospital, "01", Manager.Defence),
        ],
        []).On(September.LastDay);

    // Fifteen working days after Wednesday 30 September are over on 21 October; two of grace on the 23rd; ten until closing on 4 November.
    [TestCase("2026-10-21", false, false)]
    [TestCase("2026-10-22", false, false)]
    [TestCase("2026-10-23", false, false)]
    [TestCase("2026-10-24", true, false)]
    [TestCase("2026-11-04", true, false)]
    [TestCase("2026-11-05", true, true)]
    public void Days_of_grace_are_not_late_and_the_closing_day_still_takes_a_first_return(string day, bool late, bool barred)
    {
        var window = Window("BV1");

        window.DueDay.Should().Be(new DateOnly(2026, 10, 21));
        window.IsLate(Day(day)).Should().Be(late);
        window.Bars(Day(day), isCorrection: false).Should().Be(barred ? FilingBar.AfterClosingDay : null);
        window.Bars(Day(day), isCorrection: true).Should().BeNull("corrections are taken until the period is closed by decision");
    }

    [Test]
    public void A_form_without_a_closing_day_takes_returns_for_ever() =>
        FilingWindow.Of(Catalogue(null), Form(null), September, null, null).Bars(new DateOnly(2199, 1, 1), isCorrection: false).Should().BeNull();

    [Test]
    public void An_extension_moves_the_due_day_and_all_that_is_counted_from_it()
    {
        var window = Window("BV1", extensions: [Extended("BV1", "2026-10-30", 1)]);

        (window.DueDay, window.LateAfter, window.ClosingDay).Should().Be((Day("2026-10-30"), Day("2026-11-03"), Day("2026-11-13")));
        Window("BV2", extensions: [Extended("BV1", "2026-10-30", 1)]).DueDay.Should().Be(Day("2026-10-21"));
    }

    [Test]
    public void An_extension_of_a_province_reaches_all_within_and_the_longest_holds()
    {
        Extension[] both = [Extended("01", "2026-11-06", 1), Extended("BV1", "2026-10-30", 2)];

        Window("BV1", extensions: both).DueDay.Should().Be(Day("2026-11-06"));
        Window("BV9", extensions: both).DueDay.Should().Be(Day("2026-10-21"));
    }

    [Test]
    public void An_extension_never_takes_time_away() => Window("BV1", extensions: [Extended("BV1", "2026-10-05", 1)]).Extension.Should().BeNull();

    [Test]
    public void Nothing_is_taken_for_a_closed_period_not_even_a_correction_and_not_even_before_its_days_are_over()
    {
        var window = Window("BV1", [Decided("VN", closed: true, 1)]);

        window.Bars(Day("2026-10-01"), isCorrection: false).Should().Be(FilingBar.Closed);
        window.Bars(Day("2026-10-01"), isCorrection: true).Should().Be(FilingBar.Closed);
    }

    [Test]
    public void The_last_decision_that_covers_a_unit_holds()
    {
        PeriodDecision[] decisions = [Decided("VN", true, 1), Decided("BV1", false, 2)];
        Window("BV1", decisions).IsClosed.Should().BeFalse();
        Window("BV2", decisions).IsClosed.Should().BeTrue();
        Window("BV1", [.. decisions, Decided("VN", true, 3)]).IsClosed.Should().BeTrue("it was closed again for everybody");
        Window("BV1", decisions).Bars(Day("2027-01-01"), isCorrection: false).Should().BeNull("opening again stands above the closing day");
    }

    [Test]
    public void A_closed_quarter_closes_its_months_and_a_closed_form_leaves_the_others_open()
    {
        Window("BV1", [Decided("VN", true, 1) with { Period = Period.Parse("2026Q3") }]).IsClosed.Should().BeTrue();
        Window("BV1", [Decided("VN", true, 1) with { Period = Period.Parse("2026Q4") }]).IsClosed.Should().BeFalse();
        Window("BV1", [Decided("VN", true, 1) with { Form = "hospital" }]).IsClosed.Should().BeTrue();
        Window("BV1", [Decided("VN", true, 1) with { Form = "station" }]).IsClosed.Should().BeFalse();
    }

    [Test]
    public void A_province_closes_nothing_of_Defence_and_the_nation_does()
    {
        Window("QY1", [Decided("01", true, 1)]).IsClosed.Should().BeFalse();
        Window("QY1", [Decided("VN", true, 1)]).IsClosed.Should().BeTrue();
    }

    [TestCase(2026, HolidayCover.Official)]
    [TestCase(2027, HolidayCover.Provisional)]
    [TestCase(2028, HolidayCover.None)]
    public void What_the_holiday_table_does_not_know_is_said(int year, HolidayCover expected) =>
        FilingWindow.Of(Catalogue(10), Form(10), Period.Month(year, 3), null, null).Cover.Should().Be(expected);

    [Test]
    public void A_day_counted_over_the_turn_of_the_year_is_as_sure_as_the_less_sure_year() =>
        FilingWindow.Of(Catalogue(10), Form(10), Period.Month(2026, 12), null, null).Cover.Should().Be(HolidayCover.Provisional);

    [Test]
    public void Exchanged_Saturdays_are_worked_and_the_day_given_for_them_is_not()
    {
        var days = new WorkingDays([new(2025, 5, 2)], [new(2025, 4, 26)], []);

        days.IsWorked(new DateOnly(2025, 4, 26)).Should().BeTrue();
        days.IsWorked(new DateOnly(2025, 5, 2)).Should().BeFalse();
        days.After(new DateOnly(2025, 4, 25), 1).Should().Be(new DateOnly(2025, 4, 26));
        days.After(new DateOnly(2025, 5, 1), 1).Should().Be(new DateOnly(2025, 5, 5));
    }

    [Test]
    public void Counting_days_forward_counts_each_worked_day_once()
    {
        var days = Catalogue(10).WorkingDays;
        for (var day = new DateOnly(2026, 1, 1); day.Year == 2026; day = day.AddDays(1))
        {
            for (var count = 0; count < 30; count++)
            {
                var last = days.After(day, count);
                Enumerable.Range(1, last.DayNumber - day.DayNumber).Count(i => days.IsWorked(day.AddDays(i))).Should().Be(count);
                if (count > 0) days.IsWorked(last).Should().BeTrue();
            }
        }
    }

    private static FilingWindow Window(string unit, PeriodDecision[]? decisions = null, Extension[]? extensions = null) =>
        new FilingCalendar(September, Units, decisions ?? [], extensions ?? []).Window(Catalogue(10), Form(10), Units.ByCode(unit)!);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static PeriodDecision Decided(string unit, bool closed, long id) =>
        new(id, September, null, Units.ByCode(unit)!.UnitId, unit, closed, Then, new DateOnly(2026, 10, 1), "x", "y");

    private static Extension Extended(string unit, string until, long id) => new(
        id, Units.ByCode(unit)!.UnitId, unit, September, Day(until), "y", Then, "x", ExtensionState.Granted, Day(until), Then, "z", null);

    private static UnitVersion Unit(string code, UnitKind kind, string? parent, Manager? manager = null) => new(
        code + "@2025-07-01", code, code, kind, null, null, null, manager, null, null, parent is null ? null : parent + "@2025-07-01", new DateOnly(2025, 7, 1), null);

    private static Form Form(int? closes) =>
        new("hospital", 1, new Text("h", "h"), [UnitKind.Hospital], PeriodKind.Month, 15, new DateOnly(2020, 1, 1), null, [], [])
        {
            GraceWorkingDays = 2,
            ClosesWorkingDays = closes,
        };

    private static Catalogue Catalogue(int? closes) => new(1, "t", [], [Form(closes)], [], [], [], [], [new(2026, 9, 1), new(2026, 9, 2)])
    {
        HolidayYears = [new(2026, true, "x"), new(2027, false, "x")],
    };
}
