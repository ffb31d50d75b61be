using System.Text;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Changes;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.App.Tests.Scoring.CorridorTests;

namespace Kpi.App.Tests.Recalculation;

/// <summary>Figures of another source in place of what returns say, such as the population of a yearbook.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class FiguresTests
{
    private const string Yearbook = "Tổng cục Thống kê, Niên giám 2024";
    private static readonly Period September = Period.Parse("2026-09");

    private const string Register =
        """
        code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to
        82001,Phường Một,ward,,,,,,82,2025-07-01,
        82-SYT,Sở Y tế Tám Hai,department,,,public,province,,82,2025-07-01,
        80-SYT,Sở Y tế Tám Mươi,department,,,public,province,,80,2025-07-01,
        82-BV-1,Bệnh viện Một,hospital,I,specialised,public,province,,82001,2025-07-01,
        82-BV-2,Bệnh viện Hai,hospital,II,basic,public,province,,82001,2025-07-01,
        """;

    [Test]
    public async Task A_run_with_figures_has_the_hash_of_the_run_in_which_the_units_filed_them()
    {
        await using var world = await BothFiled();
        var official = await Score(world);
        var trial = await Trial(world, Population(("82", 1_250), ("80-SYT", 2_100)));

        await Department(world, September, "82-SYT", ("population", 1_250), ("ehr_persons", 500));
        await Department(world, September, "80-SYT", ("population", 2_100), ("ehr_persons", 1_500));
        var filed = await Score(world);

        trial.Hash.Should().Be(filed.Hash).And.NotBe(official.Hash);
        trial.InputsHash.Should().NotBe(filed.InputsHash, "who said it is part of what a run is calculated from");
        (await world.Get<VerifyRun>().Run(trial.Id, default)).Value.Same.Should().BeTrue();
        (await world.Get<ScoreReader>().Current(September, default))!.Id.Should().Be(filed.Id);
    }

    [Test]
    public async Task Of_several_months_a_figure_of_a_state_is_that_of_the_last()
    {
        await using var world = await World();
        foreach (var month in (string[])["2026-07", "2026-08", "2026-09"]) await Department(world, Period.Parse(month), "82-SYT", ("population", 1_000), ("ehr_persons", 500));
        var quarter = Period.Parse("2026Q3");
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(quarter), world.Actor, default);
        var trial = await Trial(world, Population(("82", 800)), quarter);

        await Department(world, September, "82-SYT", ("population", 800), ("ehr_persons", 500));
        trial.Hash.Should().Be((await world.Get<ScorePeriod>().Run(ScoreRequest.Due(quarter), world.Actor, default)).Value.Hash);
        (await Scenario(world, """{"figures": [{"element": "work_files_closed", "source": "khác", "values": [{"unit": "82", "value": 5}]}]}""", quarter)).Problem!
            .Details.Single().En.Should().Contain("say “period”", "months of a flow are added up");
    }

    [Test]
    public async Task A_figure_for_a_unit_that_filed_nothing_gives_that_element_and_nothing_else()
    {
        await using var world = await World();
        await Department(world, September, "82-SYT", ("population", 1_000), ("ehr_persons", 500), ("plan_signed_on", new DateOnly(2023, 5, 1)));
        await Score(world);
        var trial = await Trial(world, Population(("80", 2_100)));

        var beside = (await world.Get<BesideOfficial>().Run(trial, "80", stability: false, default)).Value;
        var coverage = beside.Indicators.Single(i => i.Indicator.Code == "ehr-coverage");

        coverage.Trial!.Should().BeEquivalentTo(new { Reporting = 0, Numerator = (long?)null }, "nobody said how many have a record");
        coverage.Official!.Basis.Should().Be(RangeBasis.Open, "it never told its population");
        coverage.Trial!.Basis.Should().NotBe(RangeBasis.Open, "now its population is known");
        beside.Indicators.Where(i => i.Moved).Should().OnlyContain(i => i.Indicator.Elements.Contains("population"));
        beside.Indicators.Single(i => i.Indicator.Code == "unit-plan").Trial!.Reporting.Should().Be(0, "an empty cell of a return that nobody filed is no answer");
        (await world.Get<VerifyRun>().Run(trial.Id, default)).Value.Same.Should().BeTrue();
    }

    [Test]
    public async Task Figures_that_give_all_an_indicator_asks_for_are_counted_without_a_return()
    {
        await using var world = await World();
        await Department(world, September, "82-SYT", ("population", 1_000), ("ehr_persons", 500));
        await Score(world);
        var trial = await Trial(world, """
            {"figures": [
              {"element": "population", "source": "Niên giám", "values": [{"unit": "80", "value": 2000}]},
              {"element": "ehr_persons", "source": "Cơ sở dữ liệu quốc gia",
               "values": [{"unit": "80", "value": 1500}]}
            ]}
            """);

        var trail = (await world.Get<ExplainScore>().Run(trial, "ehr-coverage", "VN", before: false, default)).Value;

        (trail.Numerator, trail.Denominator).Should().Be((2_000, 3_000));
        (trail.Facilities.Sum(f => f.Numerator), trail.Facilities.Sum(f => f.Denominator)).Should().Be((2_000, 3_000));
        var alone = trail.Facilities.Single(f => f.Facility == "80-SYT");
        alone.Should().BeEquivalentTo(new { Return = (long?)null, Sha256 = (string?)null });
        alone.Cells.Should().BeEmpty();
        alone.Figures.Select(f => (f.Element, f.Value, f.Source, f.Line)).Should().BeEquivalentTo([("population", 2_000L, "Niên giám", 2), ("ehr_persons", 1_500L, "Cơ sở dữ liệu quốc gia", 4)]);
    }

    [Test]
    public async Task Explaining_names_the_figure_in_place_of_the_cell_and_the_cell_is_traced_to_no_such_run()
    {
        await using var world = await World();
        var receipt = await Department(world, September, "82-SYT", ("population", 1_000), ("ehr_persons", 500));
        var official = await Score(world);
        var trial = await Trial(world, Population(("82", 1_250)));

        var of = (await world.Get<ExplainScore>().Run(trial, "ehr-coverage", "82", before: false, default)).Value.Facilities.Should().ContainSingle().Subject;
        var traced = (await world.Get<TraceCell>().Run(new TraceQuestion(receipt.Id, Element: "population", EveryRun: true), world.Actor, _ => true, default)).Value;
        var other = (await world.Get<TraceCell>().Run(new TraceQuestion(receipt.Id, Element: "ehr_persons", EveryRun: true), world.Actor, _ => true, default)).Value;

        (of.Numerator, of.Denominator, of.Return).Should().Be((500, 1_250, receipt.Id));
        of.Cells.Select(c => c.Element).Should().Equal("ehr_persons");
        of.Figures.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Element = "population", Value = 1_250L, Source = Yearbook, Line = 1 });
        traced.Scores.Select(s => s.Run.Id).Distinct().Should().Equal(official.Id);
        other.Scores.Where(s => s.Run.Id == trial.Id && s.Indicator.Code == "ehr-coverage").Should().ContainSingle().Which.Denominator.Should().Be(1_250);
    }

    [Test]
    public async Task What_figures_move_has_a_cause_of_its_own()
    {
        await using var world = await BothFiled();
        var official = await Score(world);
        var trial = await Trial(world, Population(("82", 1_250)));

        var compared = (await world.Get<CompareRuns>().Run(official.Id, trial.Id, "VN", "ehr-coverage", default)).Value.Indicators.Single().Change;
        var back = (await world.Get<CompareRuns>().Run(trial.Id, official.Id, "VN", "ehr-coverage", default)).Value.Indicators.Single().Change;

        var step = compared.Steps.Should().ContainSingle().Subject;
        (step.Cause, step.Share).Should().Be((ChangeCause.Figures, compared.Total));
        step.Units.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "82-SYT", Numerator = 0, Denominator = 250 });
        back.Steps.Should().ContainSingle().Which.Cause.Should().Be(ChangeCause.Figures);
    }

    [Test]
    public async Task Figures_are_tried_and_never_proposed()
    {
        await using var world = await BothFiled();
        var scenario = (await Scenario(world, Population(("82", 1_250)), September)).Value;

        var problem = (await world.Get<Scenarios>().Propose(scenario.Id, "nên dùng", null, world.Actor, default)).Problem!;

        (problem.Code, problem.Kind).Should().Be(("scenario-figures", ProblemKind.Conflict));
    }

    [Test]
    public async Task A_run_as_known_reads_its_figures_again()
    {
        await using var world = await BothFiled();
        world.Clock.Advance(TimeSpan.FromHours(1));
        var trial = await Trial(world, Population(("82", 1_250)));
        world.Clock.Advance(TimeSpan.FromHours(1));

        var check = (await world.Get<VerifyRun>().Run(trial.Id, asKnown: true, default)).Value;

        check.Same.Should().BeTrue();
        check.LoadedHash.Should().Be(trial.InputsHash);
    }

    [Test]
    public async Task Every_figure_that_cannot_be_meant_is_told_with_its_line()
    {
        await using var world = await BothFiled();
        const string whatIf = """
            {
              "figures": [
                {"element": "populaton", "source": "khác", "values": [{"unit": "82", "value": 5}]},
                {"element": "population", "source": "khác", "values": [
                  {"unit": "8X", "value": 5},
                  {"unit": "82-BV-1", "value": 5},
                  {"unit": "82", "value": 0},
                  {"unit": "82", "value": 99999999999},
                  {"unit": "82", "value": 7},
                  {"unit": "82-SYT", "value": 8},
                  {"unit": "VN", "value": 9}
                ]},
                {"element": "plan_signed_on", "source": "khác", "values": [{"unit": "82", "value": 20230101}]},
                {"element": "population", "source": "khác", "period": "2026-01", "values": [
                  {"unit": "80", "value": 5}]},
                {"element": "population", "source": "khác", "period": "2026-13", "values": [{"unit": "80", "value": 5}]},
                {"element": "cases_notifiable", "source": "khác", "values": [
                  {"unit": "82001", "value": 5}]}
              ]
            }
            """;

        var problem = (await Scenario(world, whatIf, September)).Problem!;

        Said(3).Should().Contain("Did you mean: population");
        Said(5).Should().Contain("no unit with the code “8X” on 2026-09-30");
        Said(6).Should().Contain("the form “hospital” of the unit “82-BV-1” does not ask for “population”");
        Said(7).Should().Contain("outside the bounds 1 to 30000000");
        Said(8).Should().Contain("99999999999 is outside the bounds");
        Said(10).Should().Contain("line 9 already", "the province stands for its department");
        Said(11).Should().Contain("several units");
        Said(13).Should().Contain("is a day");
        Said(14).Should().Contain("none of the periods tried (2026-09) reads returns of 2026-01");
        Said(16).Should().Contain("no period “2026-13”");
        Said(18).Should().Contain("several units of “82001” file “cases_notifiable”: 82-BV-1, 82-BV-2");
        foreach (var number in (string[])["1.0", "1.5", "\"5\"", "null"])
        {
            (await Scenario(world, $$"""{"figures": [{"element": "population", "source": "khác", "values": [{"unit": "82", "value": {{number}}}]}]}""", September)).Problem!
                .Details.Single().En.Should().Be("line 1: figures[0].values[0].value: must be a whole number");
        }

        (await Scenario(world, "{\n\"figures\": [{\"element\": \"population\", \"source\": \"khác\", \"values\": [{\"unit\": \"82\", \"value\": 99999999999999999999}]}]}", September)).Problem!
            .Details.Single().En.Should().StartWith("line 2: the number 99999999999999999999").And.EndWith("is too large");
        (await world.Get<Scenarios>().List(world.Actor, default)).Should().BeEmpty();

        string Said(int line) => string.Join('\n', problem.Details.Where(d => d.En.StartsWith($"line {line}:", StringComparison.Ordinal)).Select(d => d.En));
    }

    private static async Task<World> World()
    {
        var world = await TestKit.World.New();
        await world.Get<PublishCatalogue>().EnsureShipped(default);
        await world.Get<ShippedUnits>().Ensure(default);
        (await world.Get<ImportUnits>().Run("r.csv", Encoding.UTF8.GetBytes(Register + "\n"), false, world.Actor, default)).Problem.Should().BeNull();
        return world;
    }

    private static async Task<World> BothFiled()
    {
        var world = await World();
        await Department(world, September, "82-SYT", ("population", 1_000), ("ehr_persons", 500));
        await Department(world, September, "80-SYT", ("population", 2_000), ("ehr_persons", 1_500));
        return world;
    }

    private static Task<Receipt> Department(World world, Period period, string unit, params (string Element, object Value)[] given) =>
        FileForm(world, "province", period, unit, [("adults", 1), ("systems_in_use", 1), .. given]);

    private static async Task<RunInfo> Score(World world) => (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;

    private static Task<RunInfo> Trial(World world, string whatIf) => Trial(world, whatIf, September);

    private static async Task<RunInfo> Trial(World world, string whatIf, Period period) =>
        (await world.Get<ScorePeriod>().Run((await Scenario(world, whatIf, period)).Value.Of(ScoreRequest.Due(period)), world.Actor, default)).Value;

    private static Task<Outcome<Scenario>> Scenario(World world, string whatIf, Period period) =>
        world.Get<Scenarios>().Keep(Encoding.UTF8.GetBytes(whatIf), "số liệu khác", [period], MissingPolicy.Strict, false, world.Actor, default);

    private static string Population(params (string Unit, int Value)[] values)
    {
        var given = string.Join(", ", values.Select(v => $$"""{"unit": "{{v.Unit}}", "value": {{v.Value}}}"""));
        return $$"""{"figures": [{"element": "population", "source": "{{Yearbook}}", "values": [{{given}}]}]}""";
    }
}
