using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring.Changes;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.App.Tests.Scoring.CorridorTests;

namespace Kpi.App.Tests.Scoring;

/// <summary>Why did it move: over real returns, a real catalogue and the real database.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class CompareRunsTests
{
    private static readonly Period August = Period.Parse("2026-08"), September = Period.Parse("2026-09");

    [Test]
    public async Task A_correction_a_late_return_and_a_new_definition_each_say_what_they_did()
    {
        await using var world = await Begin();
        var first = await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 2));
        var before = await Score(world, September);
        var corrected = await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));
        var late = await File(world, "82-BV-2", ("cases_notifiable", 10), ("cases_on_platform", 8));
        await Publish(world, before, "cases_notifiable");
        var after = await Score(world, September);

        var change = await Compare(world, before, after, "82");

        change.Steps.Select(s => (s.Cause, s.Share)).Should().Equal(
            (ChangeCause.Corrections, new Change(1, 5)), (ChangeCause.LateReturns, new Change(1, 5)), (ChangeCause.Definitions, new Change(2, 5)));
        change.Total.Should().Be(new Change(4, 5));
        change.Steps[0].Units.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "82-BV-1", ReturnBefore = first.Id, ReturnAfter = corrected.Id });
        change.Steps[1].Units.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "82-BV-2", ReturnBefore = (long?)null, ReturnAfter = late.Id });
        change.Steps[2].Units.Select(u => (u.Code, u.Numerator)).Should().BeEquivalentTo([("82-BV-1", 6L), ("82-BV-2", 2L)]);
    }

    [Test]
    public async Task Between_two_months_what_came_late_for_the_first_is_not_called_new_data()
    {
        await using var world = await Begin();
        await FileFor(world, August, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 2));
        var before = await Score(world, August);
        await FileFor(world, August, "82-BV-2", ("cases_notifiable", 10), ("cases_on_platform", 4));
        await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 6));
        await File(world, "82-BV-2", ("cases_notifiable", 10), ("cases_on_platform", 6));
        var after = await Score(world, September);

        var change = await Compare(world, before, after, "VN");

        change.Steps.Select(s => (s.Cause, s.Share)).Should().Equal((ChangeCause.LateReturns, new Change(1, 10)), (ChangeCause.NewData, new Change(3, 10)));
    }

    [Test]
    public async Task Leaving_unapproved_returns_out_is_a_choice_and_nobody_is_said_to_have_corrected()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 2));
        var before = await Score(world, September);
        var after = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { ApprovedOnly = true, Official = false }, world.Actor, default)).Value;

        (await Compare(world, before, after, "VN")).Steps.Select(s => s.Cause).Should().Equal(ChangeCause.Options);
    }

    [Test]
    public async Task A_run_has_not_moved_from_itself()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 2));
        var run = await Score(world, September);

        (await world.Get<CompareRuns>().Run(run.Id, run.Id, "VN", null, default)).Value.Indicators.Should().BeEmpty();
    }

    [Test]
    public async Task What_is_not_there_is_said()
    {
        await using var world = await Begin();
        var run = await Score(world, September);

        (await world.Get<CompareRuns>().Run(run.Id, 42, "VN", null, default)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await world.Get<CompareRuns>().Run(run.Id, run.Id, "99", null, default)).Problem!.Code.Should().Be("no-such-unit");
        (await world.Get<CompareRuns>().Run(run.Id, run.Id, "VN", "no-such", default)).Problem!.Code.Should().Be("no-such-indicator");
    }

    private static async Task<RunInfo> Score(World world, Period period) => (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(period), world.Actor, default)).Value;

    private static async Task<ScoreChange> Compare(World world, RunInfo before, RunInfo after, string unit) =>
        (await world.Get<CompareRuns>().Run(before.Id, after.Id, unit, "disease-cases-digital", default)).Value.Indicators.Single().Change;

    private static async Task Publish(World world, RunInfo before, string numerator)
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["version"] = before.CatalogueVersion + 1;
        json["indicators"]!.AsArray().Single(i => (string?)i!["code"] == "disease-cases-digital")!["numerator"] = numerator;
        (await world.Get<PublishCatalogue>().Run(Encoding.UTF8.GetBytes(json.ToJsonString()), "đổi tử số", null, world.Actor, default)).Problem.Should().BeNull();
    }
}
