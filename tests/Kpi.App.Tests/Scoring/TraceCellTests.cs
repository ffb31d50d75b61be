using System.Text;
using FluentAssertions;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.App.Tests.Scoring.CorridorTests;

namespace Kpi.App.Tests.Scoring;

/// <summary>From a cell up to every score it went into, or to the reason why it went into none.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class TraceCellTests
{
    private static readonly Period August = Period.Parse("2026-08"), September = Period.Parse("2026-09"), October = Period.Parse("2026-10");

    [Test]
    public async Task A_cell_leads_to_the_scores_of_its_unit_commune_province_and_nation_with_what_it_contributes()
    {
        await using var world = await Begin();
        var receipt = await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));
        await File(world, "82-BV-2", ("cases_notifiable", 30), ("cases_on_platform", 6));
        var run = await Score(world, September);
        var cell = (await Values(world, receipt.Id)).Single(v => v.Element == "cases_on_platform");

        var trace = await Trace(world, new(receipt.Id, $"'{cell.Sheet}'!${cell.Cell[..1]}${cell.Cell[1..]}".ToUpperInvariant()));

        trace.Why.Should().BeNull();
        trace.Cells.Should().Equal(cell);
        var touched = trace.Scores.Should().ContainSingle().Subject;
        touched.Should().BeEquivalentTo(new { Current = true, Role = ReturnRole.Value, Numerator = 4L, Denominator = 10L });
        (touched.Run.Id, touched.Indicator.Code).Should().Be((run.Id, "disease-cases-digital"));
        touched.Units.Select(u => (u.Unit.Code, u.Score.Numerator, u.Score.Denominator)).Should().Equal(
            ("82-BV-1", 4, 10), ("82001", 10, 40), ("82", 10, 40), ("VN", 10, 40));
    }

    [Test]
    public async Task A_whole_return_leads_to_each_indicator_and_to_the_quarter_and_to_the_month_after_as_its_past()
    {
        await using var world = await Begin();
        var receipt = await FileFor(world, August, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));
        await File(world, "82-BV-1", ("cases_notifiable", 20), ("cases_on_platform", 20));
        foreach (var period in (Period[])[August, September, Period.Parse("2026Q3")]) await Score(world, period);

        var cases = (await Trace(world, new(receipt.Id))).Scores.Where(s => s.Indicator.Code == "disease-cases-digital").ToList();

        cases.Select(s => (s.Run.Period.ToString(), s.Role, s.Numerator, s.Denominator)).Should().BeEquivalentTo([
            ("2026-08", ReturnRole.Value, 4L, 10L), ("2026-09", ReturnRole.Previous, 4L, 10L), ("2026Q3", ReturnRole.Value, 4L, 10L)]);
        (await Trace(world, new(receipt.Id))).Scores.Select(s => s.Indicator.Code).Distinct().Should().HaveCountGreaterThan(5);
    }

    [Test]
    public async Task A_denominator_that_was_not_told_since_is_traced_as_the_last_known_one()
    {
        await using var world = await Begin();
        var receipt = await FileFor(world, August, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));
        await File(world, "82-BV-2", ("cases_notifiable", 30), ("cases_on_platform", 6));
        await Score(world, September);

        var up = (await Trace(world, new(receipt.Id, Element: "cases_notifiable"))).Scores;
        var down = (await Explain(world, September, "disease-cases-digital", "82")).Value;

        up.Where(s => s.Indicator.Code == "disease-cases-digital").Select(s => (s.Role, s.Numerator, s.Denominator)).Should().BeEquivalentTo([
            (ReturnRole.Previous, (long?)4, (long?)10), (ReturnRole.LastKnown, (long?)null, (long?)10)]);
        var missing = down.Missing.Single(m => m.Of.Unit.Code == "82-BV-1");
        missing.Of.Should().BeEquivalentTo(new { Form = "hospital", Weight = 10L, Moves = (Domain.Fraction?)null, Basis = RangeBasis.LastKnown });
        missing.Of.Periods.Should().Equal(September);
        var ward = (await Explain(world, September, "disease-cases-digital", "82001")).Value;
        ward.Missing.Single().Of.Moves.Should().Be(new Domain.Fraction(10, 40), "in the ward every unit has a size");
        missing.Of.LastFiled!.Id.Should().Be(receipt.Id);
        missing.Returns.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Return = receipt.Id, Role = ReturnRole.LastKnown, Denominator = 10L });
        missing.Returns[0].Cells.Should().Contain(c => c.Element == "cases_notifiable" && c.Text == "10");
        down.Missing.Single(m => m.Of.Unit.Code == "82-BV-3").Of.Should().BeEquivalentTo(new { Weight = (long?)null, Basis = RangeBasis.Open, LastFiled = (ReturnSummary?)null });
    }

    [Test]
    public async Task A_cell_that_belongs_to_nothing_is_said_with_those_that_do()
    {
        await using var world = await Begin();
        var receipt = await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));

        var outcome = await world.Get<TraceCell>().Run(new(receipt.Id, "Z999"), world.Actor, Everything, default);

        outcome.Problem!.Code.Should().Be("cell-without-value");
        outcome.Problem.Details.Select(d => d.En).Should().Contain(d => d.Contains("cases_on_platform = 4", StringComparison.Ordinal));
        (await world.Get<TraceCell>().Run(new(receipt.Id, Element: "cases_on_platfrom"), world.Actor, Everything, default)).Problem!.Message.En.Should().Contain("cases_on_platform");
        (await world.Get<TraceCell>().Run(new(42), world.Actor, Everything, default)).Problem!.Code.Should().Be("no-such-return");
    }

    [Test]
    public async Task A_replaced_return_is_in_the_kept_runs_only_and_says_by_what_it_was_replaced()
    {
        await using var world = await Begin();
        var first = await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));
        var old = await Score(world, September);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var second = await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 5));
        await Score(world, September);

        var now = await Trace(world, new(first.Id));
        var ever = await Trace(world, new(first.Id, Element: "cases_on_platform", EveryRun: true));

        now.Scores.Should().BeEmpty();
        now.Why!.Code.Should().Be("replaced");
        now.Why.Text.En.Should().Contain(Ids.Show(second.Id));
        ever.Scores.Select(s => (s.Run.Id, s.Current, s.Numerator)).Should().Equal((old.Id, false, 4L));
    }

    [Test]
    public async Task A_return_that_no_run_took_in_says_why()
    {
        await using var world = await Begin();
        var waiting = await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));
        (await Trace(world, new(waiting.Id))).Why!.Code.Should().Be("not-scored");

        _ = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { ApprovedOnly = true, Official = false }, world.Actor, default)).Value;
        (await Trace(world, new(waiting.Id, EveryRun: true))).Why!.Code.Should().Be("not-approved");

        await Score(world, September);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var late = await File(world, "82-BV-2", ("cases_notifiable", 10), ("cases_on_platform", 4));
        (await Trace(world, new(late.Id))).Why!.Code.Should().Be("not-scored-since");

        var refused = (await world.Get<ReceiveReturn>().Run([new IncomingFile("x.xlsx", "not a workbook"u8.ToArray(), "cli", "test", null)], world.Actor, default))[0].Value;
        (await Trace(world, new(refused.Id))).Why!.Code.Should().Be("not-judged");
        while (await world.Get<ProcessReturns>().Run(100, world.Actor, default) > 0) { }
        (await Trace(world, new(refused.Id))).Why!.Code.Should().Be("refused");

        _ = (await world.Get<ReviewReturn>().SendBack(late.Id, "Thiếu chữ ký", [], new Actor("reviewer"), default)).Value;
        var back = (await Trace(world, new(late.Id))).Why!;
        (back.Code, back.Text.Vi.Contains("Thiếu chữ ký", StringComparison.Ordinal)).Should().Be(("sent-back", true));
    }

    [Test]
    public async Task A_number_that_no_indicator_counts_for_the_unit_says_so()
    {
        await using var world = await Begin();
        var receipt = await File(world, "82-BV-3", ("fees_total_vnd", 10), ("fees_cashless_vnd", 4));
        await Score(world, September);

        // The third hospital stands in a commune; the indicators of fees are of urban ones.
        (await Trace(world, new(receipt.Id, Element: "fees_cashless_vnd"))).Why!.Code.Should().Be("not-counted");
    }

    [Test]
    public async Task Scores_of_areas_that_the_reader_may_not_read_are_left_out()
    {
        await using var world = await Begin();
        var receipt = await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));
        await Score(world, September);
        var own = (await world.Get<UnitReader>().On(September.LastDay, default)).ByCode("82-BV-1")!.UnitId;

        var trace = (await world.Get<TraceCell>().Run(new(receipt.Id), world.Actor, id => id == own, default)).Value;

        trace.Scores.Should().NotBeEmpty();
        trace.Scores.SelectMany(s => s.Units).Select(u => u.Unit.Code).Distinct().Should().Equal("82-BV-1");
    }

    [Test]
    public async Task A_what_if_that_somebody_keeps_to_themselves_is_traced_by_nobody_else()
    {
        await using var world = await Begin();
        var (lan, hoa) = (new Actor("lan"), new Actor("hoa"));
        var receipt = await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));
        await Score(world, September);
        var scenario = (await world.Get<Scenarios>().Keep(
            """{"indicators": [{"code": "disease-cases-digital", "numerator": "cases_notifiable - cases_on_platform"}]}"""u8.ToArray(),
            "thử", [September], MissingPolicy.Strict, false, lan, default)).Value;
        var trial = (await world.Get<ScorePeriod>().Run(scenario.Of(ScoreRequest.Due(September)), lan, default)).Value;
        var question = new TraceQuestion(receipt.Id, Element: "cases_on_platform", EveryRun: true);

        var own = (await world.Get<TraceCell>().Run(question, lan, Everything, default)).Value.Scores.Where(s => s.Run.Id == trial.Id).ToList();

        own.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Numerator = 6L, Denominator = 10L }, "the run's own catalogue takes the cell as the scenario says");
        (await world.Get<TraceCell>().Run(question, hoa, Everything, default)).Value.Scores.Should().NotBeEmpty().And.NotContain(s => s.Run.Id == trial.Id);
        (await world.Get<Scenarios>().Share(scenario.Id, lan, default)).Problem.Should().BeNull();
        (await world.Get<TraceCell>().Run(question, hoa, Everything, default)).Value.Scores.Should().Contain(s => s.Run.Id == trial.Id);
    }

    [Test]
    public async Task Heaviest_missing_returns_are_listed_as_deciding_with_what_the_unit_last_filed()
    {
        await using var world = await Begin();
        foreach (var (code, cases) in new[] { ("82-BV-1", 10), ("82-BV-2", 30), ("82-BV-3", 20) })
            await FileFor(world, September, code, ("cases_notifiable", cases), ("cases_on_platform", 0));
        await FileFor(world, October, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 10));
        var run = await Score(world, October);

        var found = (await world.Get<FindUndecided>().Run(run, "82", "disease-cases-digital", 1, default)).Value;

        var open = found.Indicators.Should().ContainSingle().Subject;
        open.Verdicts.Should().OnlyContain(v => v.AtLeast == 1 && v.AtMost == 2);
        open.Returns.Select(r => (r.Unit.Code, r.Weight, r.LastFiled!.Period, r.Form)).Should().Equal(("82-BV-2", 30L, September, "hospital"));
        open.More.Should().Be(1);
        (await world.Get<FindUndecided>().Run(run, "82-BV-1", "disease-cases-digital", 1, default)).Value.Indicators.Should().BeEmpty();
        (await world.Get<FindUndecided>().Run(run, "82", "disease-cases-digtal", 1, default)).Problem!.Code.Should().Be("no-such-indicator");
    }

    [Test]
    public async Task A_code_is_looked_up_on_the_day_of_the_run_and_the_answer_says_so_and_what_it_is_today()
    {
        await using var world = await Begin();
        await world.Get<ImportUnits>().Run("new.csv", Encoding.UTF8.GetBytes(
            "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n82-BV-9,Bệnh viện Chín,hospital,I,specialised,public,province,,82001,2026-10-01,\n"), false, world.Actor, default);
        await Score(world, September);

        var today = (await Explain(world, September, "disease-cases-digital", "82-BV-9")).Problem!;

        today.Code.Should().Be("no-such-unit");
        today.Message.En.Should().Contain("on 2026-09-30").And.Contain("Today it is Bệnh viện Chín");
        // Bến Tre was merged into Vĩnh Long.
        (await Explain(world, September, "disease-cases-digital", "83")).Problem!.Message.Vi.Should().Contain("30/09/2026");
        var old = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(Period.Parse("2025-05")), world.Actor, default)).Value;
        (await world.Get<ExplainScore>().Run(old, "disease-cases-digital", "82001", false, default)).Problem!.Message.En.Should().Contain("on 2025-05-31");
    }

    private static bool Everything(string unitId) => true;

    private static async Task<RunInfo> Score(World world, Period period) => (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(period), world.Actor, default)).Value;

    private static async Task<CellTrace> Trace(World world, TraceQuestion question) => (await world.Get<TraceCell>().Run(question, world.Actor, Everything, default)).Value;

    private static async Task<IReadOnlyList<Domain.Returns.ReturnValue>> Values(World world, long id) => (await world.Get<ReturnReader>().Get(id, default))!.Values;
}
