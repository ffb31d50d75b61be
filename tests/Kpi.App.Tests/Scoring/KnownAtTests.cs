using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.Domain.Periods;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Scoring;

/// <summary>What was known at an instant: returns, register and catalogue, whatever has been learnt since.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class KnownAtTests
{
    private static readonly Period September = Period.Parse("2026-09");

    [Test]
    public async Task Register_corrected_since_is_taken_as_it_was_believed_then()
    {
        await using var world = await CorridorTests.Begin();
        await CorridorTests.File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        world.Clock.Advance(TimeSpan.FromHours(1));
        var (first, then) = (await Run(world), world.Clock.GetUtcNow());
        world.Clock.Advance(TimeSpan.FromHours(1));
        await Import(world, "82-BV-2,Bệnh viện Hai,hospital,I,basic,public,province,,82001,2025-07-01,\n82-BV-9,Bệnh viện Chín,hospital,I,basic,public,province,,82001,2025-07-01,\n");
        var corrected = await Run(world);

        var again = await Run(world, then);

        corrected.Hash.Should().NotBe(first.Hash);
        again.Hash.Should().Be(first.Hash);
        (await world.Get<ScoreReader>().Units(again.Id, default)).Should().Equal(await world.Get<ScoreReader>().Units(first.Id, default));
        (await world.Get<ScoreReader>().Units(again.Id, default)).Should().NotContain(u => u.Code == "82-BV-9");
    }

    [Test]
    public async Task Catalogue_published_since_is_left_out_and_before_the_first_nothing_is_known()
    {
        await using var world = await CorridorTests.Begin();
        await CorridorTests.File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        world.Clock.Advance(TimeSpan.FromHours(1));
        var (first, then) = (await Run(world), world.Clock.GetUtcNow());
        world.Clock.Advance(TimeSpan.FromHours(1));
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["version"] = first.CatalogueVersion + 1;
        json["indicators"]!.AsArray().Single(i => (string?)i!["code"] == "disease-cases-digital")!["numerator"] = "cases_notifiable";
        (await world.Get<PublishCatalogue>().Run(Encoding.UTF8.GetBytes(json.ToJsonString()), "đổi tử số", September.FirstDay, world.Actor, default)).Problem.Should().BeNull();

        (await Run(world)).CatalogueVersion.Should().Be(first.CatalogueVersion + 1);
        var again = await Run(world, then);
        (again.CatalogueVersion, again.Hash).Should().Be((first.CatalogueVersion, first.Hash));
        (await Asked(world, World.Morning.AddDays(-1))).Problem!.Code.Should().Be("nothing-known-then");
    }

    [Test]
    public async Task Instant_whose_returns_may_still_be_being_written_is_refused_with_the_latest_that_is_settled()
    {
        await using var world = await CorridorTests.Begin();
        world.Clock.Advance(TimeSpan.FromHours(1));

        var problem = (await Asked(world, world.Clock.GetUtcNow().AddMinutes(-9))).Problem!;

        problem.Code.Should().Be("not-settled-yet");
        problem.Message.En.Should().EndWith("Choose an instant not later than 2026-10-05T01:50:00Z.");
        problem.Message.Vi.Should().Contain("2026-10-05T01:50:00Z");
        (await Asked(world, world.Clock.GetUtcNow().AddMinutes(-10))).Problem.Should().BeNull();
    }

    [Test]
    public async Task Run_whose_inputs_are_loaded_anew_as_they_were_known_then_has_the_same_inputs()
    {
        await using var world = await CorridorTests.Begin();
        await CorridorTests.File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        world.Clock.Advance(TimeSpan.FromHours(1));
        var run = await Run(world);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await CorridorTests.File(world, "82-BV-1", ("cases_notifiable", 9), ("cases_on_platform", 9));
        await Import(world, "82-BV-2,Bệnh viện Hai,hospital,I,basic,public,province,,82001,2025-07-01,\n");

        var check = (await world.Get<VerifyRun>().Run(run.Id, asKnown: true, default)).Value;

        check.LoadedHash.Should().Be(run.InputsHash);
        (check.Same, check.ReturnsApart).Should().Be((true, 0));
    }

    [Test]
    public async Task Return_judged_in_the_moment_a_run_began_does_not_make_it_look_tampered_with()
    {
        await using var world = await CorridorTests.Begin();
        // The clock stands still: the run takes time all the same, and began "before" the return it holds.
        await CorridorTests.File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        var run = await Run(world);

        (await world.Get<VerifyRun>().Run(run.Id, asKnown: true, default)).Value.Same.Should().BeTrue();
    }

    [Test]
    public async Task Return_that_was_put_into_the_past_from_outside_is_found_by_loading_anew()
    {
        await using var world = await CorridorTests.Begin();
        await CorridorTests.File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        world.Clock.Advance(TimeSpan.FromHours(1));
        var run = await Run(world);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var late = await CorridorTests.File(world, "82-BV-2", ("cases_notifiable", 9), ("cases_on_platform", 9));
        await world.Database.Write(session => session.Execute(
            "UPDATE facility_return SET judged_at = @At WHERE id = @Id", new { At = World.Morning, late.Id }, default), default);

        (await world.Get<VerifyRun>().Run(run.Id, default)).Value.Same.Should().BeTrue("the run itself kept what it was made of");
        var check = (await world.Get<VerifyRun>().Run(run.Id, asKnown: true, default)).Value;
        (check.Same, check.ReturnsApart).Should().Be((false, 1));
    }

    [Test]
    public async Task Runs_to_verify_are_named_by_id_or_by_a_word()
    {
        await using var world = await CorridorTests.Begin();
        await CorridorTests.File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        var first = await Run(world);
        await CorridorTests.File(world, "82-BV-1", ("cases_notifiable", 5), ("cases_on_platform", 2));
        var second = await Run(world);
        var verify = world.Get<VerifyRun>();

        (await Named("all")).Should().Equal(first.Id, second.Id);
        (await Named("current")).Should().Equal(second.Id);
        (await Named(Kpi.App.Platform.Ids.Show(first.Id))).Should().Equal(first.Id);
        (await verify.Named("xyz", world.Actor, default)).Problem!.Code.Should().Be("no-such-run");

        async Task<IEnumerable<long>> Named(string text) => (await verify.Named(text, world.Actor, default)).Value.Select(r => r.Id);
    }

    private static async Task<RunInfo> Run(World world, DateTimeOffset? knownAt = null)
    {
        if (knownAt is { } then) return (await Asked(world, then)).Value;
        return (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;
    }

    private static Task<Domain.Outcome<RunInfo>> Asked(World world, DateTimeOffset knownAt) =>
        world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { AsKnownAt = knownAt }, world.Actor, default);

    private static async Task Import(World world, string rows) => (await world.Get<ImportUnits>().Run(
        "more.csv", Encoding.UTF8.GetBytes("code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n" + rows), false, world.Actor, default)).Problem.Should().BeNull();
}
