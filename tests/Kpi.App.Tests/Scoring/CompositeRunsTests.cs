using System.Numerics;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring.Composites;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.App.Tests.Scoring.CorridorTests;

namespace Kpi.App.Tests.Scoring;

/// <summary>Composites of real runs: stored, hashed, verified, listed, explained.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class CompositeRunsTests
{
    private static readonly Period September = Period.Parse("2026-09");
    private static readonly CompositeRequest League = new(SampleComposite.Code, null, null, null, false);

    [Test]
    public async Task A_run_keeps_its_composites_and_verifies_with_them()
    {
        await using var world = await WithSample();
        await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4), ("emr_level", 3));

        var run = await Score(world);

        (await world.Get<ScoreReader>().Composite(run.Id, SampleComposite.Code, UnitLevel.Facility, default)).Should().NotBeEmpty();
        (await world.Get<VerifyRun>().Run(run.Id, default)).Value.Same.Should().BeTrue();
    }

    [Test]
    public async Task A_catalogue_without_composites_gives_the_hash_it_always_gave()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 10), ("cases_on_platform", 4));
        var before = await Score(world);
        await Publish(world);
        var after = await Score(world);

        after.Hash.Should().NotBe(before.Hash, "composites are part of the results");
        (await world.Get<VerifyRun>().Run(before.Id, default)).Value.Same.Should().BeTrue("the earlier run knows nothing of them");
        (await world.Get<FindComposites>().League(before, League, default)).Problem!.Code.Should().Be("no-composites");
    }

    [Test]
    public async Task The_league_has_ties_the_unranked_last_and_the_same_stability_each_time()
    {
        await using var world = await WithSample();
        foreach (var (code, cases) in new[] { ("82-BV-1", 4), ("82-BV-2", 8) })
            await File(world, code, ("cases_notifiable", 10), ("cases_on_platform", cases), ("emr_level", 3), ("fees_total_vnd", 100), ("fees_cashless_vnd", 50));
        var run = await Score(world);
        var asked = League with { Level = UnitLevel.Facility, Unit = "82", Stability = true };

        var league = (await world.Get<FindComposites>().League(run, asked, default)).Value;

        var ranked = league.Rows.Where(r => r.Rank is not null).ToList();
        ranked.Select(r => (r.Unit.Code, r.Rank)).Should().Equal(("82-BV-2", 1), ("82-BV-1", 2));
        ranked.Should().AllSatisfy(r => r.Spread!.Same.Should().Be(RankStability.Draws, "one is better in everything in which they differ"));
        league.Rows.SkipWhile(r => r.Rank is not null).Should().NotBeEmpty().And.AllSatisfy(r =>
        {
            r.Rank.Should().BeNull();
            r.Spread.Should().BeNull();
            r.Score.NotReported.Should().NotBeEmpty();
        });
        (await world.Get<FindComposites>().League(run, asked, default)).Value.Rows.Should().BeEquivalentTo(league.Rows, o => o.WithStrictOrdering());
    }

    [Test]
    public async Task The_parts_of_a_figure_give_it_exactly()
    {
        await using var world = await WithSample();
        await File(world, "82-BV-1", ("cases_notifiable", 7), ("cases_on_platform", 3), ("emr_level", 3), ("fees_total_vnd", 300), ("fees_cashless_vnd", 50));
        var run = await Score(world);

        var of = (await world.Get<FindComposites>().Explain(run, null, "82-BV-1", default)).Value;

        var (top, bottom) = (BigInteger.Zero, BigInteger.One);
        foreach (var part in of.Count.Parts)
            (top, bottom) = ((top * part.Counted.Bottom) + (part.Counted.Top * part.Weight * bottom), bottom * part.Counted.Bottom);
        of.Count.Counted!.Ratio.Should().Be(new Attainment(top, bottom * of.Count.Weights));
        of.Score.Counted.Should().Be(top * BigInteger.Pow(10, CompositeScore.Digits) / (bottom * of.Count.Weights));
        of.Count.Parts.Single(p => p.Indicator.Indicator == "disease-cases-digital").Should().BeEquivalentTo(new { Counted = new Attainment(3, 7), FailsAll = true, State = PartState.Reported });
        of.Count.Parts.Single(p => p.Indicator.Indicator == "ehr-coverage").State.Should().Be(PartState.NotApplicable);
        of.Rank.Should().Be(1);
    }

    [TestCase("no-such", null, null, "no-such-composite")]
    [TestCase(null, null, "99X", "no-such-unit")]
    [TestCase(null, UnitLevel.Nation, null, "no-such-level")]
    public async Task What_is_not_there_is_said(string? composite, UnitLevel? level, string? unit, string code)
    {
        await using var world = await WithSample();
        var run = await Score(world);

        var problem = (await world.Get<FindComposites>().League(run, new CompositeRequest(composite, level, unit, null, false), default)).Problem!;

        problem.Code.Should().Be(code);
        problem.Kind.Should().Be(ProblemKind.NotFound);
    }

    private static async Task<World> WithSample()
    {
        var world = await Begin();
        await Publish(world);
        return world;
    }

    private static async Task Publish(World world) =>
        (await world.Get<PublishCatalogue>().Run(SampleComposite.Catalogue(), "thử", null, world.Actor, default)).Problem.Should().BeNull();

    private static async Task<RunInfo> Score(World world) => (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;
}
