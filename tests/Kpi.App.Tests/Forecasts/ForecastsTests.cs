using FluentAssertions;
using Kpi.App.Features.Forecasts;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Periods;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Forecasts;

/// <summary>Nine filed and scored months of one hospital of four, the last with a nought too many, over the real database.</summary>
[TestFixture]
public sealed class ForecastsTests
{
    private static readonly Period September = ReturnsWorld.September;
    private static readonly Period March = Period.Month(2026, 3);
    private ReturnsWorld _world = null!;
    private long _lastReturn;

    [OneTimeSetUp]
    public async Task File()
    {
        _world = await ReturnsWorld.New();
        var month = Period.Month(2026, 1);
        for (var i = 0; i < 9; i++, month = month.Next)
        {
            var fees = 2_500_000_000L + (37_000_000L * (i % 4));
            var detail = await _world.Judge(await _world.Filled("BV1", month,
                ("fees_total_vnd", fees), ("fees_cashless_vnd", fees / 100 * (30 + (4 * i) + (i % 2))),
                ("fee_payments_total", 9_000L + (110 * (i % 5))), ("fee_payments_cashless", 3_000L + (70 * (i % 3))),
                ("insured_visits", 150L + (3 * (i % 4))), ("telehealth_visits", 100L + (5 * (i % 3))),
                ("cases_notifiable", month == September ? 1_530L : 150L + (2 * (i % 5)))));
            detail.Summary.State.Should().Be(Domain.Returns.ReturnState.Accepted, ReturnsWorld.Show(detail));
            _lastReturn = detail.Summary.Id;
            _ = (await _world.World.Get<ScorePeriod>().Run(ScoreRequest.Due(month), _world.World.Actor, default)).Value;
        }
    }

    [OneTimeTearDown]
    public async Task Close() => await _world.DisposeAsync();

    [Test]
    public async Task A_hospital_s_share_is_carried_on_from_its_scored_months()
    {
        var of = await Forecast("cashless-urban-share", "BV1");
        of.Series.Points.Select(p => p.Period).Should().HaveCount(9).And.BeInAscendingOrder();
        var forecast = of.Outcome.Should().BeOfType<Forecast>().Subject;
        forecast.Months.Should().Be(9);
        forecast.Points[0].Period.Should().Be(September.Next);
        (forecast.Points[11].Value > of.Series.Points[^1].Value!.Value).Should().BeTrue("it has risen each month");
        forecast.BackTest.Forecasts.Should().BePositive();
        of.Set.Should().Be("r157");
    }

    [Test]
    public async Task Targets_are_those_of_the_set_and_of_the_level()
    {
        var nation = await Forecast("cashless-urban-share", "VN", "seed-literal");
        nation.Set.Should().Be("seed-literal");
        var facility = (Forecast)(await Forecast("cashless-urban-share", "BV1")).Outcome;
        facility.Targets.Should().OnlyContain(t => t.Target.Set == "r157" && t.Target.Indicator == "cashless-urban-share");
    }

    [Test]
    public async Task One_hospital_of_four_says_nothing_of_the_nation()
    {
        var abstained = (await Forecast("cashless-urban-share", "VN")).Outcome.Should().BeOfType<Abstained>().Subject;
        abstained.Reason.Should().Be(AbstainReason.TooShort);
        abstained.Points.Should().Be(0);
    }

    [Test]
    public async Task Standing_in_march_nothing_later_is_known()
    {
        var of = (await _world.World.Get<ForecastIndicator>().Run("cashless-urban-share", "BV1", null, March, default)).Value;
        of.Run.Period.Should().Be(March);
        of.Series.Points.Should().HaveCount(3);
        of.Outcome.Should().BeOfType<Abstained>().Which.Reason.Should().Be(AbstainReason.TooShort);
    }

    [TestCase("no-such", "VN", null, "no-such-indicator")]
    [TestCase("agency-ai", "VN", null, "no-such-indicator")]
    [TestCase("cashless-urban-share", "BV9", null, "no-such-unit")]
    [TestCase("cashless-urban-share", "VN", "no-such", "no-such-target-set")]
    public async Task What_is_not_there_is_not_found(string indicator, string unit, string? set, string code)
    {
        var problem = (await _world.World.Get<ForecastIndicator>().Run(indicator, unit, set, null, default)).Problem!;
        (problem.Kind, problem.Code).Should().Be((ProblemKind.NotFound, code));
    }

    [Test]
    public async Task A_nought_too_many_is_found_beside_the_months_before_with_its_return()
    {
        var of = await Warnings(September, null);
        of.Returns.Should().Be(1);
        var slip = of.Warnings.Should().ContainSingle(w => w.Warning.Kind == WarningKind.DigitSlip).Subject;
        (slip.Unit.Code, slip.Province!.Code, slip.ReturnId).Should().Be(("BV1", "01", _lastReturn));
        (slip.Warning.Element, slip.Warning.Meant).Should().Be(("cases_notifiable", 153L));
        ForecastTexts.Of(slip.Warning, of.Catalogue).Vi.Should().Contain("1.530").And.Contain("Có phải là 153?");
    }

    [Test]
    public async Task A_corrected_return_takes_its_warning_away()
    {
        await using var world = await ReturnsWorld.New();
        var month = Period.Month(2026, 1);
        for (var i = 0; i < 9; i++, month = month.Next) await world.Judge(await Cases(world, month, month == September ? 1_530 : 150 + i));
        (await world.World.Get<FindWarnings>().Run(September, null, null, default)).Value.Warnings.Should().Contain(w => w.Warning.Kind == WarningKind.DigitSlip);

        await world.Judge(await Cases(world, September, 153));

        (await world.World.Get<FindWarnings>().Run(September, null, null, default)).Value.Warnings.Should().NotContain(w => w.Warning.Kind == WarningKind.DigitSlip);
    }

    [Test]
    public async Task In_march_there_is_too_little_past_for_a_warning() => (await Warnings(March, null)).Warnings.Should().BeEmpty();

    [Test]
    public async Task A_province_s_warnings_are_those_of_its_units()
    {
        (await Warnings(September, "01")).Warnings.Should().NotBeEmpty();
        (await Problem(September, "48")).Code.Should().Be("nothing-filed");
    }

    [Test]
    public async Task Who_may_not_see_a_unit_sees_no_warning_of_it() =>
        (await _world.World.Get<FindWarnings>().Run(September, null, unit => unit.Code != "BV1", default)).Problem!.Code.Should().Be("nothing-filed");

    [Test]
    public async Task A_unit_or_a_month_that_is_not_there_is_not_found_and_a_quarter_is_refused()
    {
        (await Problem(September, "BV9")).Should().BeEquivalentTo(new { Kind = ProblemKind.NotFound, Code = "unit-not-found" });
        (await Problem(Period.Month(2026, 10), null)).Should().BeEquivalentTo(new { Kind = ProblemKind.NotFound, Code = "nothing-filed" });
        (await Problem(Period.Parse("2026Q3"), null)).Should().BeEquivalentTo(new { Kind = ProblemKind.Invalid, Code = "warnings-by-month" });
    }

    private static Task<byte[]> Cases(ReturnsWorld world, Period month, long cases) => world.Filled("BV1", month,
        ("cases_notifiable", cases), ("insured_visits", 150L + month.Number), ("fees_total_vnd", 2_500_000_000L + (month.Number * 1_000_000L)));

    private async Task<IndicatorForecast> Forecast(string indicator, string unit, string? set = null) =>
        (await _world.World.Get<ForecastIndicator>().Run(indicator, unit, set, null, default)).Value;

    private async Task<WarningsOf> Warnings(Period period, string? unit) =>
        (await _world.World.Get<FindWarnings>().Run(period, unit, null, default)).Value;

    private async Task<Problem> Problem(Period period, string? unit) =>
        (await _world.World.Get<FindWarnings>().Run(period, unit, null, default)).Problem!;
}
