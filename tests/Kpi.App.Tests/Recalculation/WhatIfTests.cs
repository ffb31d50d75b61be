using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.App.Tests.Scoring.CorridorTests;

namespace Kpi.App.Tests.Recalculation;

/// <summary>What if: over real returns, the real catalogue and the real database.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class WhatIfTests
{
    private const int Next = 4;
    private static readonly Period September = Period.Parse("2026-09");

    private static readonly (string Name, string WhatIf, Action<JsonNode> ByHand)[] Kinds =
    [
        ("value and comparison of a target", """{"targets": [{"set": "r157", "indicator": "disease-cases-digital", "value": "1/2", "comparison": ">="}]}""",
            c => (Target(c)["value"], Target(c)["comparison"]) = ("1/2", ">=")),
        ("due day of a target", """{"targets": [{"set": "r157", "indicator": "disease-cases-digital", "newDue": "2027-12-31"}]}""", c => Target(c)["due"] = "2027-12-31"),
        ("path of a target",
            """{"targets": [{"set": "r157", "indicator": "disease-cases-digital", "newDue": "2027-12-31", "path": {"kind": "stepped", "steps": ["2026-01-01 1/10"]}}]}""",
            c => (Target(c)["due"], Target(c)["path"]) = ("2027-12-31", JsonNode.Parse("""{"kind": "stepped", "steps": ["2026-01-01 1/10"]}"""))),
        ("a further target",
            """{"newTargets": [{"set": "r157", "indicator": "disease-cases-digital", "scopes": ["nation", "facility"], "comparison": ">=", "value": "3/10", "due": "2028-12-31", "validFrom": "2025-01-01"}]}""",
            c =>
            {
                var target = Target(c).DeepClone();
                (target["scopes"], target["comparison"], target["value"]) = (new JsonArray("nation", "facility"), ">=", "3/10");
                (target["due"], target["validFrom"]) = ("2028-12-31", "2025-01-01");
                c["targets"]!.AsArray().Add(target);
            }),
        ("numerator", """{"indicators": [{"code": "disease-cases-digital", "numerator": "cases_notifiable - cases_on_platform"}]}""",
            c => Indicator(c)["numerator"] = "cases_notifiable - cases_on_platform"),
        ("denominator", """{"indicators": [{"code": "disease-cases-digital", "denominator": "cases_notifiable + cases_on_platform"}]}""",
            c => Indicator(c)["denominator"] = "cases_notifiable + cases_on_platform"),
        ("applicability", """{"indicators": [{"code": "disease-cases-digital", "applies": {"kinds": ["hospital"], "minClass": "I"}}]}""",
            c => Indicator(c)["applies"] = JsonNode.Parse("""{"kinds": ["hospital"], "minClass": "I"}""")),
        ("switched off", """{"indicators": [{"code": "disease-cases-digital", "active": false}]}""", c => Indicator(c)["active"] = false),
    ];

    private static readonly (string Name, string WhatIf, Action<JsonNode> ByHand)[] OfComposites =
    [
        ("weights of groups", """{"composites": [{"code": "digital-care", "groups": [{"code": "disease", "weight": 9}, {"code": "records", "weight": 1}]}]}""",
            c => (Composite(c)["groups"]![2]!["weight"], Composite(c)["groups"]![0]!["weight"]) = (9, 1)),
        ("weights of indicators", """{"composites": [{"code": "digital-care", "indicators": [{"indicator": "emr-hospitals", "weight": 7}]}]}""",
            c => Composite(c)["groups"]![0]!["indicators"]![1]!["weight"] = 7),
        ("mean", """{"composites": [{"code": "digital-care", "mean": "geometric"}]}""", c => Composite(c)["mean"] = "geometric"),
        ("cap", """{"composites": [{"code": "digital-care", "capped": false, "due": "last"}], "targets": [{"set": "r157", "indicator": "disease-cases-digital", "value": "1/5", "comparison": ">="}]}""",
            c => (Composite(c)["capped"], Composite(c)["due"], Target(c)["value"], Target(c)["comparison"]) = (false, "last", "1/5", ">=")),
        ("least reported", """{"composites": [{"code": "digital-care", "leastReported": "1/10", "levels": ["facility", "nation"]}]}""",
            c => (Composite(c)["leastReported"], Composite(c)["levels"]) = ("1/10", new JsonArray("facility", "nation"))),
    ];

    private static IEnumerable<TestCaseData> EachKind =>
        Kinds.Select(k => (k.Name, k.WhatIf, k.ByHand, Composites: false)).Concat(OfComposites.Select(k => (k.Name, k.WhatIf, k.ByHand, Composites: true)))
            .Select(k => new TestCaseData(k.WhatIf, k.ByHand, k.Composites).SetArgDisplayNames(k.Name));

    [TestCaseSource(nameof(EachKind))]
    public async Task What_was_tried_has_the_hash_of_what_is_published_later_by_hand(string whatIf, Action<JsonNode> byHand, bool composites)
    {
        await using var world = composites ? await WithComposite() : await WithReturns();
        var next = composites ? Next + 1 : Next;
        var official = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;
        var scenario = await Keep(world, whatIf);
        var trial = (await world.Get<ScorePeriod>().Run(scenario.Of(ScoreRequest.Due(September)), world.Actor, default)).Value;
        var json = JsonNode.Parse(composites ? Composites() : ShippedCatalogue.Json())!;
        json["version"] = next;
        byHand(json);
        (await world.Get<PublishCatalogue>().Run(Encoding.UTF8.GetBytes(json.ToJsonString()), "thử rồi ban hành", null, world.Actor, default)).Problem.Should().BeNull();
        var later = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;

        trial.Hash.Should().Be(later.Hash).And.NotBe(official.Hash);
        (trial.Official, trial.CatalogueVersion).Should().Be((false, next - 1));
        (await world.Get<ScoreReader>().Current(September, default))!.Id.Should().Be(later.Id, "a trial never holds");
        (await world.Get<VerifyRun>().Run(trial.Id, default)).Value.Same.Should().BeTrue();
    }

    [Test]
    public async Task What_becomes_of_missing_returns_is_tried_like_a_run_that_asks_for_it()
    {
        await using var world = await WithReturns();
        var scenario = await Keep(world, """{"missing": "reported", "approvedOnly": true}""");
        var asked = ScoreRequest.Due(September) with { Missing = MissingPolicy.Reported, ApprovedOnly = true, Official = false };

        var trial = (await world.Get<ScorePeriod>().Run(scenario.Of(ScoreRequest.Due(September)), world.Actor, default)).Value;
        var later = (await world.Get<ScorePeriod>().Run(asked, world.Actor, default)).Value;

        trial.Hash.Should().Be(later.Hash);
        (await world.Get<Scenarios>().Propose(scenario.Id, "nên dùng", null, world.Actor, default)).Problem!.Code.Should().Be("scenario-choices");
    }

    [Test]
    public async Task A_trial_is_explained_compared_and_laid_beside_the_official_run()
    {
        await using var world = await WithReturns();
        var official = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;
        var scenario = await Keep(world, Kinds[4].WhatIf);
        var trial = (await world.Get<ScorePeriod>().Run(scenario.Of(ScoreRequest.Due(September)), world.Actor, default)).Value;

        var explained = (await world.Get<ExplainScore>().Run(trial, "disease-cases-digital", "82", before: false, default)).Value;
        var compared = (await world.Get<CompareRuns>().Run(official.Id, trial.Id, "82", null, default)).Value;
        var beside = (await world.Get<BesideOfficial>().Run(trial, "82", stability: false, default)).Value;

        explained.Numerator.Should().Be(6);
        explained.Facilities.Sum(f => f.Numerator).Should().Be(6);
        compared.Indicators.Should().ContainSingle().Which.Change.Steps.Should().ContainSingle().Which.Cause.Should().Be(Domain.Scoring.Changes.ChangeCause.Definitions);
        var moved = beside.Indicators.Where(i => i.Moved).Should().ContainSingle().Subject;
        (moved.Indicator.Code, moved.Official!.Numerator, moved.Trial!.Numerator).Should().Be(("disease-cases-digital", 4, 6));
    }

    [Test]
    public async Task Ranks_by_other_weights_stand_beside_the_official_ones_with_how_firm_they_are()
    {
        await using var world = await WithComposite();
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default);
        var scenario = await Keep(world, """{"composites": [{"code": "digital-care", "groups": [{"code": "disease", "weight": 60}]}]}""");
        var trial = (await world.Get<ScorePeriod>().Run(scenario.Of(ScoreRequest.Due(September)), world.Actor, default)).Value;

        var beside = (await world.Get<BesideOfficial>().Run(trial, "82", stability: true, default)).Value;

        var list = beside.Composites.Should().ContainSingle().Subject;
        list.Rows.Where(r => r.Moved).Select(r => (r.Unit.Code, r.Official!.Rank, r.Trial!.Rank)).Should().Equal(("82-BV-1", 2, 1), ("82-BV-2", 1, 2));
        list.Rows.Single(r => r.Unit.Code == "82-BV-3").Should().BeEquivalentTo(new { Moved = false, Trial = new { Rank = (int?)null } }, "who reports nothing has no rank by any weights");
        list.Rows[0].Trial!.Spread!.Same.Should().BeInRange(Domain.Scoring.Composites.RankStability.Draws / 2, Domain.Scoring.Composites.RankStability.Draws);
        beside.Indicators.Should().OnlyContain(i => !i.Moved, "weights move no indicator");
        (await world.Get<BesideOfficial>().Run(trial, "82", stability: false, default)).Value.Composites[0].Rows[0].Trial!.Spread.Should().BeNull("nobody asked");
        (await world.Get<BesideOfficial>().Run(trial, "82-BV-2", stability: false, default)).Value.Composites[0].Rows.Select(r => r.Unit.Code).Should()
            .Equal(list.Rows.Select(r => r.Unit.Code), "a facility is listed with those of its province");
    }

    [Test]
    public async Task Contradictions_over_composites_are_told_with_their_lines()
    {
        await using var world = await WithComposite();
        const string whatIf = """
            {
              "composites": [
                {"code": "digital-car", "mean": "geometric"},
                {"code": "digital-care",
                 "leastReported": "3/2",
                 "set": "r158",
                 "groups": [
                   {"code": "record", "weight": 2},
                   {"code": "payment", "weight": 2},
                   {"code": "payment", "weight": 3}
                 ],
                 "indicators": [
                   {"indicator": "ehr-coverge", "weight": 2},
                   {"indicator": "kiosks", "weight": 2}
                 ]},
                {"code": "digital-care", "capped": false}
              ]
            }
            """;

        var problem = (await Scenario(world, whatIf)).Problem!;

        Said(3).Should().Contain("Did you mean: digital-care?");
        Said(5).Should().Contain("above 0 and at most 1");
        Said(6).Should().Contain("there is no national target set r158");
        Said(8).Should().Contain("Did you mean: records?");
        Said(10).Should().Contain("line 9 already");
        Said(13).Should().Contain("Did you mean: ehr-coverage?");
        Said(14).Should().Contain("does not have the indicator “kiosks”; there are: ehr-coverage, emr-hospitals");
        Said(16).Should().Contain("line 4 already");
        (await Scenario(world, """{"composites": [{"code": "digital-care"}]}""")).Problem!.Details[0].En.Should().Contain("changes nothing");
        (await Scenario(world, """{"composites": [{"code": "digital-care", "groups": [{"code": "records", "weight": 0}]}]}""")).Problem.Should().NotBeNull("nothing weighs nothing");
        (await Scenario(world, """{"composites": [{"code": "digital-care", "mean": "geometric", "groups": [{"code": "records", "weight": 997}]}]}""")).Problem!
            .Details.Single().En.Should().StartWith("line 1: composites[0].groups").And.Contain("simpler weights");
        await using var plain = await Begin();
        (await Scenario(plain, """{"composites": [{"code": "digital-care", "capped": false}]}""")).Problem!.Details[0].En.Should().Contain("no composites");

        string Said(int line) => string.Join('\n', problem.Details.Where(d => d.En.StartsWith($"line {line}:", StringComparison.Ordinal)).Select(d => d.En));
    }

    [Test]
    public async Task Every_contradiction_is_told_with_its_line_and_nothing_is_kept()
    {
        await using var world = await WithReturns();
        const string whatIf = """
            {
              "targets": [
                {"set": "r157", "indicator": "disease-cases-digital", "value": "1/2"},
                {"set": "r157", "indicator": "disease-cases-digital", "value": "1/3"},
                {"set": "r156", "indicator": "ehr-coverage", "value": "1/2"},
                {"set": "r157", "indicator": "ehr-coverag", "value": "1/2"},
                {"set": "r157", "indicator": "hospital-security-officer", "comparison": "done"},
                {"set": "r157", "indicator": "emr-hospitals", "due": "2031-01-01", "value": "1/2"},
                {"set": "r157", "indicator": "cashless-accepting"}
              ],
              "newTargets": [
                {"set": "r157", "indicator": "emr-hospitals", "scopes": ["nation"], "comparison": ">=", "value": "1/2", "due": "2031-12-31", "validFrom": "2027-01-01"},
                {"set": "r157", "indicator": "emr-hospitals", "scopes": ["nation"], "comparison": ">=", "value": "1/2", "due": "2023-12-31", "validFrom": "2025-02-31"}
              ],
              "indicators": [
                {"code": "disease-cases-digital",
                 "numerator": "cases_on_platfrom"},
                {"code": "hospital-security-officer", "active": false, "numerator": "emr_level >= 2"}
              ]
            }
            """;

        var problem = (await Scenario(world, whatIf)).Problem!;

        problem.Kind.Should().Be(ProblemKind.Invalid);
        problem.Details.Select(d => d.En[..d.En.IndexOf(':', StringComparison.Ordinal)]).Should().ContainInOrder(
            "line 4", "line 5", "line 6", "line 7", "line 8", "line 9", "line 12", "line 13", "line 17", "line 18");
        Said(4).Should().Contain("line 3 already");
        Said(5).Should().Contain("Did you mean: r157?");
        Said(6).Should().Contain("Did you mean: ehr-coverage");
        Said(8).Should().Contain("2025-09-30");
        Said(12).Should().Contain("begins on 2027-01-01, after 2026-09");
        Said(13).Should().Contain("no day 2025-02-31");
        Said(17).Should().Contain("Did you mean: cases_on_platform,");
        (await world.Get<Scenarios>().List(world.Actor, default)).Should().BeEmpty();

        string Said(int line) => string.Join('\n', problem.Details.Where(d => d.En.StartsWith($"line {line}:", StringComparison.Ordinal)).Select(d => d.En));
    }

    [TestCase("{\"targets\": [", "line 1")]
    [TestCase("[]", "one object")]
    [TestCase("{}", "changes nothing")]
    [TestCase("{\"targets\": []}", "changes nothing")]
    [TestCase("{\n \"target\": []}", "line 2: target")]
    [TestCase("{\"targets\": [], \"targets\": []}", "not valid JSON")]
    public async Task What_is_no_what_if_is_refused(string file, string said)
    {
        await using var world = await Begin();
        var problem = (await Scenario(world, file)).Problem!;
        (problem.Message.En + string.Join('\n', problem.Details)).Should().Contain(said);
    }

    [Test]
    public async Task A_scenario_is_its_owners_alone_until_it_is_shared_and_never_goes_back()
    {
        await using var world = await WithReturns();
        var (lan, hoa) = (new Actor("lan"), new Actor("hoa"));
        var scenarios = world.Get<Scenarios>();
        var scenario = await Keep(world, Kinds[0].WhatIf, lan);
        var trial = (await world.Get<ScorePeriod>().Run(scenario.Of(ScoreRequest.Due(September)), lan, default)).Value;

        (await scenarios.Find(scenario.Id, hoa, default)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await scenarios.Share(scenario.Id, hoa, default)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await world.Get<ScoreReader>().Run(trial.Id, default))!.PrivateTo.Should().Be("lan");
        (await scenarios.Share(scenario.Id, lan, default)).Value.State.Should().Be(ScenarioState.Shared);
        (await scenarios.Find(scenario.Id, hoa, default)).Value.Runs.Should().Equal((trial.Id, September));
        (await world.Get<ScoreReader>().Run(trial.Id, default))!.PrivateTo.Should().BeNull();
        (await scenarios.Discard(scenario.Id, hoa, default)).Problem!.Code.Should().Be("scenario-not-owner");
        (await scenarios.Share(scenario.Id, lan, default)).Problem!.Code.Should().Be("scenario-state");
        (await scenarios.Discard(scenario.Id, lan, default)).Value.State.Should().Be(ScenarioState.Discarded);
        (await scenarios.Share(scenario.Id, lan, default)).Problem!.Code.Should().Be("scenario-state");
        (await world.Get<VerifyRun>().Run(trial.Id, default)).Value.Same.Should().BeTrue("its runs stay");
    }

    [Test]
    public async Task A_second_person_publishes_the_bytes_that_were_tried()
    {
        await using var world = await WithReturns();
        var (lan, hoa) = (new Actor("lan"), new Actor("hoa"));
        var scenarios = world.Get<Scenarios>();
        var scenario = await Keep(world, Kinds[0].WhatIf, lan);
        var trial = (await world.Get<ScorePeriod>().Run(scenario.Of(ScoreRequest.Due(September)), lan, default)).Value;

        (await scenarios.Approve(scenario.Id, hoa, default)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        var proposed = (await scenarios.Propose(scenario.Id, "đề nghị áp dụng", null, lan, default)).Value;
        (await scenarios.Approve(scenario.Id, lan, default)).Problem!.Code.Should().Be("catalogue-own-draft");
        (await scenarios.Approve(scenario.Id, hoa, default)).Value.Should().Be(Next);

        (proposed.Rebased, proposed.Draft.Sha256).Should().Be((false, scenario.CatalogueSha256));
        (await scenarios.Find(scenario.Id, lan, default)).Value.Scenario.Should().BeEquivalentTo(new { State = ScenarioState.Promoted, DecidedBy = "hoa" });
        (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value.Hash.Should().Be(trial.Hash);
        (await scenarios.Propose(scenario.Id, "lần nữa", null, lan, default)).Problem!.Code.Should().Be("scenario-state");
    }

    [Test]
    public async Task When_the_catalogue_has_moved_on_the_changes_are_proposed_upon_the_newest()
    {
        await using var world = await WithReturns();
        var scenario = await Keep(world, Kinds[0].WhatIf, new Actor("lan"));
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        (json["version"], json["title"]) = (Next, "bản khác");
        await world.Get<PublishCatalogue>().Run(Encoding.UTF8.GetBytes(json.ToJsonString()), "bản khác", null, world.Actor, default);

        var proposed = (await world.Get<Scenarios>().Propose(scenario.Id, "đề nghị áp dụng", null, new Actor("lan"), default)).Value;
        (await world.Get<Scenarios>().Approve(scenario.Id, new Actor("hoa"), default)).Value.Should().Be(Next + 1);
        var now = await world.Get<CatalogueReader>().Current(default);

        proposed.Rebased.Should().BeTrue();
        (now.Title, now.Targets.First(t => t is { Set: "r157", Indicator: "disease-cases-digital" }).Value).Should().Be(("bản khác", new Fraction(1, 2)));
    }

    private static async Task<World> WithReturns()
    {
        var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 6), ("cases_on_platform", 3));
        await File(world, "82-BV-2", ("cases_notifiable", 4), ("cases_on_platform", 1));
        return world;
    }

    /// <summary>Two hospitals, one better at disease and one at payment, and a third that files nothing, with the composite of docs/catalogue.md in force.</summary>
    private static async Task<World> WithComposite()
    {
        var world = await Begin();
        (await world.Get<PublishCatalogue>().Run(Composites(), "thử", null, world.Actor, default)).Problem.Should().BeNull();
        foreach (var (code, cases, cashless, officers) in new[] { ("82-BV-1", 5, 10, 0), ("82-BV-2", 4, 50, 1) })
        {
            await File(
                world, code, ("cases_notifiable", 10), ("cases_on_platform", cases), ("emr_level", 3), ("fees_total_vnd", 100), ("fees_cashless_vnd", cashless),
                ("security_officers_certified", officers));
        }

        return world;
    }

    /// <summary>The composite of docs/catalogue.md with one indicator more, so that a group has two that apply to a hospital.</summary>
    private static byte[] Composites() => SampleComposite.Catalogue(
        c => Composite(c)["groups"]![0]!["indicators"]!.AsArray().Add(JsonNode.Parse("""{"indicator": "hospital-security-officer", "weight": 1}""")));

    private static async Task<Scenario> Keep(World world, string whatIf, Actor? owner = null) => (await Scenario(world, whatIf, owner)).Value;

    private static Task<Outcome<Scenario>> Scenario(World world, string whatIf, Actor? owner = null) => world.Get<Scenarios>().Keep(
        Encoding.UTF8.GetBytes(whatIf), "thử", [September], MissingPolicy.Strict, false, owner ?? world.Actor, default);

    internal static JsonNode Target(JsonNode catalogue) =>
        catalogue["targets"]!.AsArray().First(t => (string?)t!["set"] == "r157" && (string?)t["indicator"] == "disease-cases-digital")!;

    internal static JsonNode Indicator(JsonNode catalogue) =>
        catalogue["indicators"]!.AsArray().Single(i => (string?)i!["code"] == "disease-cases-digital")!;

    private static JsonNode Composite(JsonNode catalogue) => catalogue["composites"]![0]!;
}
