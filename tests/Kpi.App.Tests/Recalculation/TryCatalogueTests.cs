using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.App.Tests.Recalculation.WhatIfTests;
using static Kpi.App.Tests.Scoring.CorridorTests;

namespace Kpi.App.Tests.Recalculation;

/// <summary>What a catalogue would do to the last official results, before anybody publishes it.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class TryCatalogueTests
{
    private static readonly int Next = ShippedCatalogue.Load().Version + 1;
    private static readonly Period September = Period.Parse("2026-09");

    private static IEnumerable<TestCaseData> Edits()
    {
        yield return Of("target", c => Target(c)["value"] = "1/2");
        yield return Of("formula", c => Indicator(c)["numerator"] = "cases_notifiable - cases_on_platform");
        yield return Of("who is counted", c => Indicator(c)["applies"] = JsonNode.Parse("""{"kinds": ["hospital"], "minClass": "I"}"""));
        yield return Of("indicator dropped", c => Indicator(c)["active"] = false);
        yield return Of("indicator over an element that nobody has filed yet", AddIndicator);
        yield return Of("another official set", c =>
        {
            var sets = c["targetSets"]!.AsArray();
            var second = sets[1]!.DeepClone();
            sets.RemoveAt(1);
            sets.Insert(0, second);
        });
        yield return Of("composite", c => c["composites"] = JsonNode.Parse(SampleComposite.Catalogue())!["composites"]!.DeepClone());
        yield return Of("nothing", _ => { });

        static TestCaseData Of(string name, Action<JsonNode> edit) => new TestCaseData(edit).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Edits))]
    public async Task The_trial_has_the_hash_of_the_run_after_publication(Action<JsonNode> edit)
    {
        await using var world = await Scored();
        var json = Catalogue(edit);

        var trial = (await Try(world, json)).Value;
        (await world.Get<PublishCatalogue>().Run(json, "như đã thử", null, world.Actor, default)).Problem.Should().BeNull();
        var later = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;

        trial.Hash.Should().Be(later.Hash);
        (trial.Holds, trial.Fresh, trial.After.Version).Should().Be((true, true, later.CatalogueVersion));
    }

    [Test]
    public async Task Nothing_is_kept()
    {
        await using var world = await Scored();
        var before = await Kept();

        _ = (await Try(world, Catalogue(AddIndicator))).Value;

        (await Kept()).Should().Be(before);

        Task<(long, long, long, long, long)> Kept() => world.Database.Read(
            async session => (await Count("score_run"), await Count("stored_file"), await Count("catalogue_version"), await Count("data_element"), await Count("audit_entry")), default);

        Task<long> Count(string table) => world.Database.Read(session => session.QueryOne<long>($"SELECT COUNT(*) FROM {table}", null, default), default);
    }

    [Test]
    public async Task A_value_that_moves_is_told_exactly_with_who_moves_along()
    {
        await using var world = await Scored();

        var trial = (await Try(world, Catalogue(c => Indicator(c)["numerator"] = "cases_notifiable"))).Value;

        var one = trial.Indicators.Should().ContainSingle().Subject;
        (one.Nation.Indicator.Code, one.Change).Should().Be(("disease-cases-digital", CatalogueChangeKind.Changed));
        (one.Nation.Official!.Numerator, one.Nation.Official.Denominator).Should().Be((4, 10));
        (one.Nation.Trial!.Numerator, one.Nation.Trial.Denominator).Should().Be((10, 10));
        one.Provinces.Should().BeEquivalentTo(new { Scored = 1, Values = 1 });
        one.Facilities.Should().BeEquivalentTo(new { Scored = 3, Values = 2, Verdicts = 2, Undecided = 0, Decided = 0 }, "the third hospital has filed nothing");
        one.Facilities.Moves.Should().Equal(new VerdictMove("r157", new DateOnly(2025, 12, 31), Verdict.Missed, Verdict.Met, 2));
        trial.Unmoved.Should().BePositive();
    }

    [Test]
    public async Task What_becomes_undecided_and_what_becomes_certain_is_counted()
    {
        await using var world = await Scored();
        const string Half = "1/2";

        // The third hospital may still lift the province above a half, never to all.
        var opened = (await Try(world, Catalogue(c => (Target(c)["value"], Target(c)["comparison"]) = (Half, ">=")))).Value.Indicators.Single();
        (await world.Get<PublishCatalogue>().Run(Catalogue(c => (Target(c)["value"], Target(c)["comparison"]) = (Half, ">=")), "một nửa", null, world.Actor, default)).Problem.Should().BeNull();
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default);
        var closed = (await Try(world, Catalogue(_ => { }, Next + 1))).Value.Indicators.Single();

        opened.Nation.Trial!.Verdicts.Single().Certain.Should().BeFalse();
        (opened.Provinces.Undecided, opened.Provinces.Decided).Should().Be((1, 0));
        (closed.Provinces.Undecided, closed.Provinces.Decided).Should().Be((0, 1));
    }

    [Test]
    public async Task New_and_dropped_indicators_are_named()
    {
        await using var world = await Scored();

        var trial = (await Try(world, Catalogue(c =>
        {
            Indicator(c)["active"] = false;
            AddIndicator(c);
        }))).Value;

        trial.Indicators.Select(i => (i.Nation.Indicator.Code, i.Change, Now: i.Nation.Official is not null, Then: i.Nation.Trial is not null)).Should().Equal(
            ("disease-cases-digital", CatalogueChangeKind.Removed, true, false), ("beds-digital", CatalogueChangeKind.Added, false, true));
        trial.Indicators[0].Facilities.Moves.Should().OnlyContain(m => m.From != null && m.To == null);
        trial.Indicators[1].Nation.Trial!.Numerator.Should().BeNull("nobody was asked for it, which is not zero");
    }

    [Test]
    public async Task A_composite_that_comes_and_one_whose_weights_move_are_told_level_by_level()
    {
        await using var world = await Begin();
        foreach (var (code, cases, cashless) in new[] { ("82-BV-1", 5, 10), ("82-BV-2", 4, 50) })
            await File(world, code, ("cases_notifiable", 10), ("cases_on_platform", cases), ("emr_level", 3), ("fees_total_vnd", 100), ("fees_cashless_vnd", cashless));
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default);

        var comes = (await Try(world, SampleComposite.Catalogue())).Value;
        (await world.Get<PublishCatalogue>().Run(SampleComposite.Catalogue(), "thử", null, world.Actor, default)).Problem.Should().BeNull();
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default);
        var moves = (await Try(world, SampleComposite.Catalogue(c => (c["version"], c["composites"]![0]!["groups"]![2]!["weight"]) = (Next + 1, 60)))).Value;

        comes.Indicators.Should().BeEmpty();
        comes.Composites.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Change = CatalogueChangeKind.Added });
        var of = moves.Composites.Should().ContainSingle().Subject;
        of.Change.Should().Be(CatalogueChangeKind.Changed);
        of.Levels.Single(l => l.Level == Domain.Indicators.UnitLevel.Facility).Should().Be(new CompositeLevelTrial(Domain.Indicators.UnitLevel.Facility, 3, 2, 2));
    }

    [Test]
    public async Task Returns_that_came_since_the_official_run_are_not_the_catalogues_doing()
    {
        await using var world = await Scored();
        await File(world, "82-BV-3", ("cases_notifiable", 90), ("cases_on_platform", 90));

        var trial = (await Try(world, Catalogue(_ => { }))).Value;

        trial.Indicators.Should().BeEmpty();
        trial.Fresh.Should().BeFalse();
    }

    [Test]
    public async Task A_catalogue_that_would_not_score_the_period_says_so()
    {
        await using var world = await Scored();

        (await Try(world, Catalogue(AddIndicator), September.LastDay.AddDays(1))).Value.Holds.Should().BeFalse("it begins after the period");
        (await Try(world, Catalogue(AddIndicator), September.LastDay)).Value.Holds.Should().BeTrue();
        (await world.Get<PublishCatalogue>().Run(Catalogue(_ => { }), "từ tháng 9", September.FirstDay, world.Actor, default)).Problem.Should().BeNull();
        (await Try(world, Catalogue(AddIndicator, Next + 1))).Value.Holds.Should().BeFalse("a version dated for all periods does not undo one dated for this");
    }

    [Test]
    public async Task Where_nothing_is_scored_it_says_so_and_what_could_not_be_published_is_not_tried()
    {
        await using var world = await Begin();
        (await Try(world, Catalogue(_ => { }))).Problem!.Code.Should().Be("nothing-scored");
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default);

        (await Try(world, ShippedCatalogue.Json())).Problem!.Code.Should().Be("catalogue-not-newer");
        (await Try(world, Catalogue(c => c["elements"]!.AsArray().Single(e => (string?)e!["code"] == "cases_notifiable")!["time"] = "stock"))).Problem.Should().NotBeNull();
        (await Try(world, Catalogue(c => Indicator(c)["numerator"] = "no_such_element"))).Problem!.Kind.Should().Be(ProblemKind.Invalid);
    }

    private static async Task<World> Scored()
    {
        var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 6), ("cases_on_platform", 3));
        await File(world, "82-BV-2", ("cases_notifiable", 4), ("cases_on_platform", 1));
        await FileFor(world, September.Previous, "82-BV-3", ("cases_notifiable", 10), ("cases_on_platform", 1));
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default);
        return world;
    }

    private static Task<Outcome<CatalogueTrial>> Try(World world, byte[] json, DateOnly? validFrom = null) => world.Get<TryCatalogue>().Run(json, validFrom, default);

    private static byte[] Catalogue(Action<JsonNode> edit, int? version = null)
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["version"] = version ?? Next;
        edit(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static void AddIndicator(JsonNode catalogue)
    {
        foreach (var code in (string[])["beds", "beds_digital"])
        {
            var element = catalogue["elements"]!.AsArray().Single(e => (string?)e!["code"] == "cases_notifiable")!.DeepClone();
            element["code"] = code;
            catalogue["elements"]!.AsArray().Add(element);
            foreach (var form in catalogue["forms"]!.AsArray())
                form!["sections"]![0]!["fields"]!.AsArray().Add(JsonNode.Parse($$"""{"element": "{{code}}", "required": false}"""));
        }

        var indicator = Indicator(catalogue).DeepClone();
        (indicator["code"], indicator["numerator"], indicator["denominator"], indicator["active"]) = ("beds-digital", "beds_digital", "beds", true);
        catalogue["indicators"]!.AsArray().Add(indicator);
    }
}
