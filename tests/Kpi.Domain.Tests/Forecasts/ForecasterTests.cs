using System.Collections.Immutable;
using System.Globalization;
using FluentAssertions;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Forecasts;

[Parallelizable(ParallelScope.All)]
public sealed class ForecasterTests
{
    // The method was chosen on seeds from 100,000 on; these it has never seen.
    private const int FirstSeed = 1, Series = 2400;

    internal static readonly Lazy<ImmutableArray<(SyntheticSeries Made, ForecastOutcome Outcome)>> Outcomes = new(() =>
        [.. Enumerable.Range(FirstSeed, Series).Select(SyntheticSeries.Of).Select(m => (m, Forecaster.Of(m.Known, [])))]);

    private static IEnumerable<(SyntheticSeries Made, ForecastOutcome Outcome)> Seasonal =>
        Outcomes.Value.Where(o => o.Made.Shape == SeriesShape.Seasonal);

    [Test]
    public void Four_of_five_months_of_the_next_year_fall_inside_the_interval()
    {
        ForecastTrial.Of(Outcomes.Value).Coverage.Should().BeInRange(0.75, 0.85);
        ForecastTrial.Of(Seasonal).Coverage.Should().BeInRange(0.75, 0.85, "of the seasonal series");
        ForecastTrial.Of(Seasonal.Where(o => o.Made.Known.Points.Length >= 24)).Coverage.Should().BeInRange(0.75, 0.85, "of seasonal series of two years and more");
    }

    [Test]
    public void They_do_so_two_and_three_years_ahead()
    {
        ForecastTrial.Of(Outcomes.Value, 13, 24).Coverage.Should().BeInRange(0.75, 0.85);
        ForecastTrial.Of(Outcomes.Value, 25, 36).Coverage.Should().BeInRange(0.75, 0.85);
    }

    [Test]
    public void They_do_so_however_long_the_series_is([Values(4, 8, 12, 24, 36)] int months)
    {
        var next = months switch { 4 => 8, 8 => 12, 12 => 24, 24 => 36, _ => 49 };
        ForecastTrial.Of(Outcomes.Value.Where(o => o.Made.Known.Points.Length >= months && o.Made.Known.Points.Length < next))
            .Coverage.Should().BeInRange(0.74, 0.88);
    }

    [Test]
    public void The_mean_error_is_smaller_than_of_last_value_plus_last_slope_and_of_the_last_value()
    {
        foreach (var trial in (ForecastTrial[])[ForecastTrial.Of(Outcomes.Value), ForecastTrial.Of(Seasonal)])
        {
            trial.Error.Should().BeLessThan(0.5 * trial.NaiveError);
            trial.Error.Should().BeLessThan(trial.LastValueError);
        }
    }

    [Test]
    public void The_back_test_of_a_series_tells_what_the_future_then_shows()
    {
        var tests = Outcomes.Value.Select(o => o.Outcome).OfType<Forecast>().Select(f => f.BackTest).Where(b => b.Forecasts > 0).ToList();
        var covered = (double)tests.Sum(b => b.Covered) / tests.Sum(b => b.Forecasts);
        covered.Should().BeApproximately(ForecastTrial.Of(Outcomes.Value).Coverage, 0.05);
        tests.Average(b => ToDouble(b.Error!.Value)).Should().BeLessThan(tests.Average(b => ToDouble(b.NaiveError!.Value)));
    }

    [Test]
    public void Of_the_targets_given_a_chance_at_least_about_so_many_are_met()
    {
        var asked = new List<(int Chance, bool Met)>();
        foreach (var (made, _) in Outcomes.Value.Where(o => o.Made.Known.Points.Length >= 12))
        {
            var due = made.Known.Points[^1].Period;
            for (var i = 0; i < 12; i++) due = due.Next;
            ImmutableArray<Target> targets = [.. new[] { 1, 2, 3, 5, 7, 8, 9 }.Select(tenths => Target(new Fraction(tenths, 10), due.LastDay))];
            if (Forecaster.Of(made.Known, targets) is not Forecast forecast) continue;
            asked.AddRange(forecast.Targets.Select(t => (t.Chance!.Value, made.Came[11] >= t.Target.Value)));
        }

        foreach (var (low, high) in ((int, int)[])[(10, 30), (35, 65), (70, 90)])
        {
            var some = asked.Where(a => a.Chance >= low && a.Chance <= high).ToList();
            var met = 100.0 * some.Count(a => a.Met) / some.Count;
            met.Should().BeInRange(some.Average(a => a.Chance) - 5, some.Average(a => a.Chance) + 20, $"of those said to have {low} to {high} %");
        }

        asked.Where(a => a.Chance == 95).Average(a => a.Met ? 1 : 0).Should().BeGreaterThan(0.93);
        asked.Where(a => a.Chance == 5).Average(a => a.Met ? 1 : 0).Should().BeLessThan(0.07);
    }

    [Test]
    public void A_hundred_times_more_of_everything_is_forecast_alike()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var series = SyntheticSeries.Of(seed).Known;
            var larger = series with
            {
                Points = [.. series.Points.Select(p => p with { Value = new Fraction(p.Value!.Value.Numerator * 100, p.Value.Value.Denominator * 100) })],
            };
            Written(Forecaster.Of(larger, [])).Should().Be(Written(Forecaster.Of(series, [])));
        }
    }

    [Test]
    public void Counting_those_without_instead_of_those_with_mirrors_the_forecast()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var series = SyntheticSeries.Of(seed).Known;
            if (Forecaster.Of(series, []) is not Forecast forecast) continue;
            var mirrored = (Forecast)Forecaster.Of(series with
            {
                Points = [.. series.Points.Select(p => p with { Value = new Fraction(p.Value!.Value.Denominator - p.Value.Value.Numerator, p.Value.Value.Denominator) })],
            }, []);
            for (var i = 0; i < Forecaster.MonthsAhead; i++)
                ToDouble(mirrored.Points[i].Value).Should().BeApproximately(1 - ToDouble(forecast.Points[i].Value), 0.000002);
        }
    }

    [Test]
    public void Every_share_lies_between_none_and_all_and_inside_its_interval()
    {
        foreach (var forecast in Outcomes.Value.Select(o => o.Outcome).OfType<Forecast>())
        {
            forecast.Points.Should().HaveCount(Forecaster.MonthsAhead);
            foreach (var point in forecast.Points)
            {
                (point.Low >= Fraction.Zero && point.Low <= point.Value && point.Value <= point.High && point.High <= Fraction.One).Should().BeTrue();
            }
        }
    }

    [TestCase("vi-VN")]
    [TestCase("tr-TR")]
    [TestCase("ar-SA")]
    public void The_same_bits_come_out_under_any_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Enumerable.Range(1, 60).Select(s => Written(Forecaster.Of(SyntheticSeries.Of(s).Known, []))).ToList();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Enumerable.Range(1, 60).Select(s => Written(Forecaster.Of(SyntheticSeries.Of(s).Known, []))).Should().Equal(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void The_bits_are_those_of_every_other_machine()
    {
        // Counted by hand here, so that no library that makes series can move them.
        var forecast = (Forecast)Forecaster.Of(Rising(14), []);
        string[] shown = [.. new[] { 0, 11, 59 }.Select(i => forecast.Points[i]).Select(p => $"{p.Period} {p.Low.ToDecimalText(6)} {p.Value.ToDecimalText(6)} {p.High.ToDecimalText(6)}")];
        shown.Should().Equal(
            "2026-03 0.584591 0.673355 0.747387",
            "2027-02 0.663246 0.798081 0.877836",
            "2031-02 0.462878 0.916368 0.982281");
    }

    [Test]
    public void A_steady_rise_meets_its_target_within_a_stated_range_of_months()
    {
        var target = Target(new Fraction(9, 10), new DateOnly(2026, 12, 31));
        var forecast = (Forecast)Forecaster.Of(Rising(14), [target]);
        var meeting = forecast.Targets.Should().ContainSingle().Subject;
        meeting.MetNow.Should().BeFalse();
        (meeting.Earliest < meeting.Likely).Should().BeTrue();
        (meeting.Latest is not { } latest || latest > meeting.Likely).Should().BeTrue();
        meeting.Chance.Should().BeInRange(5, 95);
        (meeting.Chance % 5).Should().Be(0);
    }

    [Test]
    public void A_target_that_asks_for_all_can_be_reached()
    {
        var all = Target(Fraction.One, new DateOnly(2030, 12, 31)) with { Comparison = Comparison.All };
        ((Forecast)Forecaster.Of(Rising(29), [all])).Targets[0].Earliest.Should().NotBeNull();
    }

    [Test]
    public void A_due_day_that_is_over_has_no_chance_any_more()
    {
        var over = Target(new Fraction(1, 2), new DateOnly(2025, 12, 31));
        ((Forecast)Forecaster.Of(Rising(14), [over])).Targets[0].Chance.Should().BeNull();
    }

    [Test]
    public void Three_months_are_too_few() => Abstains(Rising(3), AbstainReason.TooShort);

    [Test]
    public void No_month_at_all_is_too_few() => Abstains(new Series([], []), AbstainReason.TooShort);

    [Test]
    public void Three_months_since_a_merger_are_too_few_however_long_it_was_before()
    {
        var series = Rising(24);
        var day = series.Points[^3].Period.FirstDay;
        var abstained = Abstains(series with { Breaks = [new SeriesBreak(day, BreakReason.Merged)] }, AbstainReason.TooShortSinceBreak);
        abstained.Since!.Value.Day.Should().Be(day);
        abstained.Points.Should().Be(3);
    }

    [Test]
    public void A_break_before_the_first_month_breaks_nothing()
    {
        var series = Rising(8);
        var broken = series with { Breaks = [new SeriesBreak(series.Points[0].Period.FirstDay, BreakReason.Merged)] };
        Written(Forecaster.Of(broken, [])).Should().Be(Written(Forecaster.Of(series, [])));
    }

    [Test]
    public void Months_before_a_break_do_not_count()
    {
        var series = Rising(24);
        var broken = series with { Breaks = [new SeriesBreak(series.Points[12].Period.FirstDay, BreakReason.Redefined)] };
        var forecast = (Forecast)Forecaster.Of(broken, []);
        forecast.Months.Should().Be(12);
        forecast.Since!.Value.Reason.Should().Be(BreakReason.Redefined);
        forecast.Points.Should().Equal(((Forecast)Forecaster.Of(series with { Points = series.Points[12..] }, [])).Points);
    }

    [Test]
    public void A_month_that_half_the_units_reported_is_a_month_that_says_nothing()
    {
        var series = Rising(12);
        var half = series with { Points = series.Points.SetItem(6, series.Points[6] with { Value = new Fraction(1, 100), Reporting = 5 }) };
        var none = series with { Points = series.Points.SetItem(6, series.Points[6] with { Value = null, Reporting = 0 }) };
        Written(Forecaster.Of(half, [])).Should().Be(Written(Forecaster.Of(none, [])));
        ((Forecast)Forecaster.Of(half, [])).Months.Should().Be(11);
    }

    [Test]
    public void More_than_a_third_of_the_months_missing_are_too_many()
    {
        var series = Rising(12);
        var holes = series with { Points = [.. series.Points.Select((p, i) => i % 2 == 1 && i < 10 ? p with { Value = null } : p)] };
        Abstains(holes, AbstainReason.Gaps);
    }

    [Test]
    public void What_has_not_been_reported_for_four_months_is_not_carried_on()
    {
        var series = Rising(14);
        Abstains(series with { Points = [.. series.Points.Select((p, i) => i >= 10 ? p with { Value = null } : p)] }, AbstainReason.Stale);
    }

    [Test]
    public void After_two_silent_months_the_forecast_starts_with_the_month_to_come()
    {
        var series = Rising(14);
        var forecast = (Forecast)Forecaster.Of(series with { Points = [.. series.Points.Select((p, i) => i >= 12 ? p with { Value = null } : p)] }, []);
        forecast.Points[0].Period.Should().Be(series.Points[^1].Period.Next);
    }

    [Test]
    public void More_than_all_is_not_forecast()
    {
        var series = Rising(12);
        Abstains(series with { Points = series.Points.SetItem(3, series.Points[3] with { Value = new Fraction(11, 10) }) }, AbstainReason.AboveWhole);
    }

    [TestCase(0)]
    [TestCase(100)]
    public void What_always_stood_at_none_or_at_all_is_not_forecast(int counted)
    {
        var series = Rising(12);
        Abstains(series with { Points = [.. series.Points.Select(p => p with { Value = new Fraction(counted, 100) })] }, AbstainReason.Unmoved);
    }

    private static Abstained Abstains(Series series, AbstainReason reason)
    {
        var abstained = Forecaster.Of(series, []).Should().BeOfType<Abstained>().Subject;
        abstained.Reason.Should().Be(reason);
        return abstained;
    }

    /// <summary>Two points of a hundred more each month, a little unsteadily, up to February 2026.</summary>
    private static Series Rising(int months)
    {
        int[] unsteady = [0, 1, -1, 2, 0, -2, 1];
        var period = Period.Month(2026, 2);
        for (var i = 1; i < months; i++) period = period.Previous;
        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        for (var i = 0; i < months; i++, period = period.Next)
            points.Add(new SeriesPoint(period, new Fraction(40 + (2 * i) + unsteady[i % unsteady.Length], 100), 10, 10));
        return new Series(points.ToImmutable(), []);
    }

    private static Target Target(Fraction value, DateOnly due) => new(
        "r157", "share", [UnitLevel.Nation], Comparison.AtLeast, value, due, "document", "article", YearEvidence.Confirmed, null,
        new DateOnly(2023, 1, 1), null, TargetStatus.InForce);

    private static string Written(ForecastOutcome outcome) => outcome is Forecast forecast
        ? string.Join('\n', [forecast.Seasonal.ToString(), $"{forecast.BackTest}", .. forecast.Points.Select(p => $"{p.Period} {p.Low} {p.Value} {p.High}")])
        : outcome.ToString()!;

    private static double ToDouble(Fraction value) => (double)value.Numerator / value.Denominator;
}
