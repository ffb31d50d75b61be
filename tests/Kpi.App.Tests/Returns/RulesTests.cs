using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Returns;

/// <summary>The shipped rules on real returns; watching, answering, trying before publishing.</summary>
public sealed class RulesTests
{
    private const string Departments = Register + """
        SYT1,Sở Y tế Hà Nội,department,,,public,province,,01,2025-07-01,
        P0002,Phường Nơi khác,ward,,,,,,04,2025-07-01,
        BV9,Bệnh viện Nơi khác,hospital,II,basic,public,province,,P0002,2025-07-01,
        BV8,Bệnh viện Quân y,hospital,II,basic,public,defence,,P0001,2025-07-01,

        """;

    private static readonly Period August = Period.Month(2026, 8);

    private ReturnsWorld _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    private TryRules Rules => _world.World.Get<TryRules>();

    private AnswerFinding Answers => _world.World.Get<AnswerFinding>();

    [SetUp]
    public async Task Begin() => _world = await New();

    [TearDown]
    public async Task End() => await _world.DisposeAsync();

    [Test]
    public async Task Fees_in_thousands_are_seen_against_the_last_return_with_both_numbers()
    {
        await Judge("BV1", August);

        var detail = await Judge("BV1", September, ("fees_total_vnd", 2_600_000L), ("fees_cashless_vnd", 1_300_000L));

        detail.Summary.State.Should().Be(ReturnState.Accepted, "a warning never stops a return");
        var finding = detail.Findings.Should().ContainSingle(f => f.Code == "fees-thousandfold", Show(detail)).Subject;
        (finding.Severity, finding.Element, finding.Number).Should().Be((Severity.Warning, "fees_total_vnd", 1));
        FindingTexts.Say(finding, await Catalogue()).Vi.Should().Contain("(2.600.000)").And.Contain("(2.500.000.000)").And.NotContain("{");
    }

    [Test]
    public async Task Last_months_file_with_a_new_period_is_noticed()
    {
        await Judge("BV1", August);

        (await Judge("BV1", September)).Findings.Select(f => f.Code).Should().Equal("fees-repeated");
    }

    [Test]
    public async Task A_rule_that_is_only_watched_is_counted_for_analysts_and_shown_to_nobody_else()
    {
        await Judge("BV1", August);

        var detail = await Judge("BV1", September, ("fees_total_vnd", 2_600_000_000L), ("cases_notifiable", 9000L));

        detail.Findings.Should().BeEmpty();
        (await _world.Reader.Findings([detail.Summary.Id], Token))[detail.Summary.Id].Should().BeEmpty();
        var list = await Rules.List(null, Token);
        list.Period.Should().Be(September);
        list.Rules.Where(r => r.Fired > 0).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Stage = RuleStage.Shadow, Fired = 1, Answered = 0, Rule = new { Code = "cases-jump" } });
    }

    [Test]
    public async Task A_warning_is_answered_afterwards_with_who_when_and_an_audit_entry()
    {
        var detail = await Judge("BV1", September, ("fees_cashless_vnd", 2_500_000_000L));
        var warning = detail.Findings.Single();

        var answered = (await Answers.Run(detail.Summary.Id, warning.Number, "  Bệnh viện thu hoàn toàn qua ngân hàng ", new("lan"), Token)).Value;

        answered.Summary.State.Should().Be(ReturnState.Accepted);
        answered.Findings.Single().Answer.Should().Be(new FindingAnswer("Bệnh viện thu hoàn toàn qua ngân hàng", "lan", _world.World.Clock.GetUtcNow()));
        var entry = (await _world.World.Get<AuditReader>().List(0, 1, Token)).Single();
        (entry.Action, entry.Subject, entry.Actor).Should().Be(("return.warning-answered", IdOf(detail.Summary), "lan"));
        entry.Detail.Should().Contain("cashless-complete").And.Contain("qua ngân hàng");
        (await Rules.List(September, Token)).Rules.Single(r => r.Rule.Code == "cashless-complete").Answered.Should().Be(1);
    }

    [TestCase("BV1")]
    [TestCase("TX1")]
    public async Task More_cashless_than_all_fees_is_one_error_and_not_a_warning_besides(string facility)
    {
        var detail = await Judge(facility, September, ("fees_total_vnd", 2_500_000_000L), ("fees_cashless_vnd", 9_500_000_000L));

        var finding = detail.Findings.Should().ContainSingle(Show(detail)).Subject;
        (finding.Severity, finding.Arguments.Length).Should().Be((Severity.Error, 2));
        finding.Code.Should().EndWith("cashless-money-within-total");
    }

    [Test]
    public async Task More_cases_on_the_platform_than_there_were_is_one_error_and_not_called_all_of_them_besides()
    {
        await Judge("BV1", August, ("cases_notifiable", 120L), ("cases_on_platform", 20L));

        var detail = await Judge("BV1", September, ("cases_notifiable", 120L), ("cases_on_platform", 130L));

        detail.Findings.Where(f => f.Element is "cases_notifiable" or "cases_on_platform").Should().ContainSingle(Show(detail)).Which.Severity.Should().Be(Severity.Error);
    }

    [Test]
    public async Task An_answer_goes_over_to_the_next_version_while_the_numbers_are_the_same()
    {
        var first = await Judge("BV1", September, ("fees_cashless_vnd", 2_500_000_000L));
        await Answers.Run(first.Summary.Id, 1, "Thu hoàn toàn qua ngân hàng", new("lan"), Token);

        var same = await Judge("BV1", September, ("fees_cashless_vnd", 2_500_000_000L), ("kiosks_working", 3L));
        var other = await Judge("BV1", September, ("fees_total_vnd", 2_400_000_000L), ("fees_cashless_vnd", 2_400_000_000L));

        same.Findings.Single().Answer.Should().BeEquivalentTo(new { Text = "Thu hoàn toàn qua ngân hàng", By = "lan" });
        other.Findings.Single().Answer.Should().BeNull("another number has to be explained anew");
    }

    [Test]
    public async Task What_cannot_be_answered_is_said()
    {
        var warned = await Judge("BV1", September, ("fees_cashless_vnd", 2_500_000_000L));
        var refused = await Judge("BV2", September, ("fees_cashless_vnd", 9_500_000_000L));

        (await Answers.Run(warned.Summary.Id, 1, " … ", new("lan"), Token)).Problem!.Code.Should().Be("reason-required");
        (await Answers.Run(warned.Summary.Id, 2, "vì sao", new("lan"), Token)).Problem!.Code.Should().Be("finding-not-found");
        (await Answers.Run(4711, 1, "vì sao", new("lan"), Token)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await Answers.Run(refused.Summary.Id, 1, "vì sao", new("lan"), Token)).Problem!.Code.Should().Be("finding-not-answerable");
        (await _world.Reader.Get(refused.Summary.Id, Token))!.Findings.Should().OnlyContain(f => f.Answer == null);
    }

    [Test]
    public async Task Who_would_break_a_rule_is_listed_by_province_with_the_numbers()
    {
        await Judge("BV1", September, ("fees_cashless_vnd", 2_500_000_000L));
        await Judge("BV2", September);
        await Judge("BV3", September, ("fees_total_vnd", 7_000_000L), ("fees_cashless_vnd", 7_000_000L));

        var trials = (await Rules.Run("cashless-complete", null, null, null, Token)).Value;

        (trials.Period, trials.Returns, trials.Refused, trials.Warned).Should().Be((September, 3, 0, 2));
        var trial = trials.Rules.Single();
        (trial.Tested, trial.Undecided).Should().Be((3, 0));
        trial.Breakers.Select(b => (b.Unit.Code, b.Province!.Code)).Should().Equal(("BV1", "01"), ("BV3", "01"));
        trial.Breakers[1].Finding.Arguments.Should().Equal("7000000", "7000000");
        (await Rules.Run("cashless-complete", null, null, u => u.Code == "BV3", Token)).Value.Rules.Single().Breakers.Should().ContainSingle();
        (await Rules.Run("no-such-rule", null, null, null, Token)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
    }

    [Test]
    public async Task A_proposed_catalogue_says_whom_its_new_rules_would_refuse_and_changes_nothing()
    {
        await Judge("BV1", August);
        await Judge("BV2", August);
        await Judge("BV1", September, ("fees_total_vnd", 2_400_000_000L));
        await Judge("BV2", September, ("fees_total_vnd", 3_600_000_000L), ("kiosks_working", null));
        var proposed = CatalogueJson.Read(Proposed(
            ("fees-do-not-fall", "fees_total_vnd >= last(fees_total_vnd)", "block"), ("kiosks-are-few", "kiosks_working < 10", "warn"))).Value;

        var trials = (await Rules.Run(null, proposed, null, null, Token)).Value;

        trials.Rules.Select(t => (t.Rule.Code, t.Breakers.Length, t.Undecided)).Should().Equal(("fees-do-not-fall", 1, 0), ("kiosks-are-few", 1, 1));
        (trials.Returns, trials.Refused, trials.Warned).Should().Be((2, 1, 0), "BV1 breaks both and is counted where it weighs most");
        (await Catalogue()).Version.Should().Be(ShippedCatalogue.Load().Version);
    }

    [Test]
    public async Task A_province_without_remote_care_is_held_against_its_facilities()
    {
        await _world.Import(Departments);
        await Judge("BV1", September, ("telehealth_visits", 40L));
        await Judge("BV2", September, ("telehealth_visits", null));
        await Judge("BV8", September, ("telehealth_visits", 7000L));
        await Judge("BV9", September, ("telehealth_visits", 500L));

        var detail = await Department(("telehealth_adults", 0L));

        var finding = detail.Findings.Should().ContainSingle(f => f.Code == "telehealth-without-adults", Show(detail)).Subject;
        finding.Arguments.Should().Equal(["0", "40"], "another province's hospital and the army's are not within");
        (await Rules.Run("telehealth-without-adults", null, null, null, Token)).Value.Rules.Single().Breakers.Should().ContainSingle()
            .Which.Finding.Arguments.Should().Equal("0", "40");
    }

    [Test]
    public async Task A_province_whose_facilities_have_not_filed_is_not_doubted()
    {
        await _world.Import(Departments);

        (await Department(("telehealth_adults", 0L), ("ehr_persons", 90L), ("ehr_persons_matched", 80L))).Findings.Should().BeEmpty();
    }

    private Task<Catalogue> Catalogue() => _world.World.Get<CatalogueReader>().Current(Token);

    private async Task<ReturnDetail> Judge(string facility, Period period, params (string, object?)[] different) =>
        await _world.Judge(await _world.Filled(facility, period, different));

    private Task<ReturnDetail> Department(params (string, object?)[] different) =>
        Judge("SYT1", September, [("internal_admin_on_platform", true), ("event_held", true), .. different]);

    private static string IdOf(ReturnSummary summary) => Kpi.App.Platform.Ids.Show(summary.Id);

    private static byte[] Proposed(params (string Code, string Check, string Stage)[] rules)
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["version"] = ShippedCatalogue.Load().Version + 1;
        foreach (var (code, check, stage) in rules)
        {
            json["forms"]![0]!["rules"]!.AsArray().Add(new JsonObject
            {
                ["code"] = code,
                ["check"] = check,
                ["message"] = new JsonObject { ["vi"] = "Sai ({0}).", ["en"] = "Wrong ({0})." },
                // Long after the period tried: whom it would meet is asked before it holds.
                ["stages"] = new JsonObject { [stage] = "2027-01-01" },
            });
        }

        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
