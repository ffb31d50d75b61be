using System.Text;
using FluentAssertions;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Scoring;

/// <summary>A period on another day's map, over the real database.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RestatedRunTests
{
    private static readonly Period September = Period.Parse("2026-09");
    private static readonly DateOnly OldMap = new(2025, 6, 30);

    [Test]
    public async Task Department_of_a_merged_province_is_shared_back_by_the_stated_weights_and_each_trail_adds_up_to_its_part()
    {
        await using var world = await Begin("15,10,2025-07-01,,2,Niên giám 2024\n15,15,2025-07-01,,1,Niên giám 2024\n");
        var own = await Run(world, null);

        var run = await Run(world, OldMap);

        (await Score(world, run, "VN")).Should().Be((333, 1000));
        (await Score(world, own, "VN")).Should().Be((333, 1000));
        (await Score(world, run, "10")).Should().Be((222, 667));
        (await Score(world, run, "15")).Should().Be((111, 333));
        run.Official.Should().BeFalse("what is on another map is not what holds");
        foreach (var (code, weight) in new[] { ("10", 2), ("15", 1) })
        {
            var trail = (await world.Get<ExplainScore>().Run(run, "ehr-coverage", code, before: false, default)).Value;
            var part = trail.Facilities.Should().ContainSingle().Subject;
            ((long?)part.Numerator, (long?)part.Denominator).Should().Be((trail.Numerator, trail.Denominator));
            part.Share.Should().Be(new ExplainedShare(weight, 3, "Niên giám 2024"));
            part.Cells.Should().NotBeEmpty("a part of a number is followed to the whole number's cell");
        }

        var whole = (await world.Get<ExplainScore>().Run(run, "ehr-coverage", "VN", before: false, default)).Value.Facilities.Single();
        whole.Share.Should().BeNull();
        var up = (await world.Get<TraceCell>().Run(new TraceQuestion(whole.Return!.Value, Element: "population", EveryRun: true), Actor.CommandLine, _ => true, default)).Value;
        up.Scores.Single(s => s.Run.Id == run.Id && s.Indicator.Code == "ehr-coverage").Units.Select(u => u.Unit.Code)
            .Should().BeEquivalentTo(["SYT15", "10", "15", "VN"], "each of the areas that it is shared among has a part of it");
        (await world.Get<VerifyRun>().Run(run.Id, default)).Value.Same.Should().BeTrue();
    }

    [Test]
    public async Task Without_weights_the_department_of_a_merged_province_is_counted_in_the_nation_only_and_the_run_says_so()
    {
        await using var world = await Begin(null);

        var run = await Run(world, OldMap);

        (await Score(world, run, "VN")).Should().Be((333, 1000));
        (await Score(world, run, "10")).Should().Be(((long?)null, (long?)null));
        (await world.Get<ScoreReader>().Units(run.Id, default)).Single(u => u.Code == "SYT15").Placing.Should().Be(Placing.NoProvince);
    }

    [Test]
    public async Task Map_of_a_day_before_there_was_a_register_is_refused()
    {
        await using var world = await Begin(null);
        var problem = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { Geography = new DateOnly(1999, 1, 1), Official = false }, world.Actor, default)).Problem!;
        problem.Code.Should().Be("no-geography");
        problem.Message.En.Should().Contain("1999-01-01").And.MatchRegex("from [0-9]{4}-[0-9]{2}-[0-9]{2} on");
    }

    [TestCase("then", null)]
    [TestCase("2025-06-30", "2025-06-30")]
    [TestCase("now", "2026-10-05")]
    public void Map_is_named_by_a_day_or_by_a_word(string text, string? day)
    {
        // Midnight in Hà Nội is still yesterday in Greenwich.
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 10, 4, 18, 0, 0, TimeSpan.Zero));
        MapDay.Read(text, clock).Value?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).Should().Be(day);
        MapDay.Read("hôm qua", clock).Problem!.Code.Should().Be("bad-day");
    }

    private static async Task<World> Begin(string? splits)
    {
        var world = await CorridorTests.Begin();
        await Import("code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\nSYT15,Sở Y tế Lào Cai,department,,,public,province,,15,2025-07-01,\n");
        if (splits is not null) await Import("unit,part,since,element,weight,source\n" + splits);
        await CorridorTests.FileForm(world, "province", September, "SYT15", ("population", 1000), ("adults", 700), ("ehr_persons", 333), ("health_profiles", 400));
        return world;

        async Task Import(string text) =>
            (await world.Get<ImportUnits>().Run("r.csv", Encoding.UTF8.GetBytes(text), false, world.Actor, default)).Problem.Should().BeNull();
    }

    private static async Task<RunInfo> Run(World world, DateOnly? map) =>
        (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { Geography = map }, world.Actor, default)).Value;

    private static async Task<(long?, long?)> Score(World world, RunInfo run, string unit)
    {
        var score = (await world.Get<ScoreReader>().ScoresOfUnit(run.Id, unit, default)).Single(s => s.Indicator.Code == "ehr-coverage").Score;
        return (score.Numerator, score.Denominator);
    }
}
