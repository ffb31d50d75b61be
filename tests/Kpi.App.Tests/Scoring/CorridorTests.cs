using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Scoring;

/// <summary>From a blank form to a score and back to the cell, over the real database.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CorridorTests
{
    private static readonly Period September = Period.Parse("2026-09");

    private const string Register =
        """
        code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to
        82001,Phường Một,ward,,,,,,82,2025-07-01,
        82002,Xã Hai,commune,,,,,,82,2025-07-01,
        82-BV-1,Bệnh viện Một,hospital,I,specialised,public,province,,82001,2025-07-01,
        82-BV-2,Bệnh viện Hai,hospital,II,basic,public,province,,82001,2025-07-01,
        82-BV-3,Bệnh viện Ba,hospital,III,basic,public,province,,82002,2025-07-01,
        """;

    [Test]
    public async Task Filed_counts_become_the_score_that_pencil_and_paper_give()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("fees_total_vnd", 1_310_000_000), ("fees_cashless_vnd", 380_000_000));
        await File(world, "82-BV-2", ("fees_total_vnd", 4_444_000_000), ("fees_cashless_vnd", 800_000_000));
        await File(world, "82-BV-3", ("fees_total_vnd", 999_000_000_000), ("fees_cashless_vnd", 0));

        var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;

        var nation = await Score(world, run, "cashless-urban-share", "VN");
        nation.Should().BeEquivalentTo(new { Numerator = 1_180_000_000L, Denominator = 5_754_000_000L, Expected = 2, Reporting = 2 },
            "the third hospital stands in a commune and is not urban");
        (await Score(world, run, "cashless-urban-share", "82")).Value.Should().Be(nation.Value);
        (await Score(world, run, "cashless-urban-share", "82001")).Value.Should().Be(nation.Value);
        (await Score(world, run, "cashless-urban-share", "82-BV-2")).Value.Should().Be(new Fraction(800_000_000, 4_444_000_000));
        (await Score(world, run, "cashless-urban-share", "82-BV-3")).Expected.Should().Be(0);
        (await world.Get<ScoreReader>().Current(September, default))!.Id.Should().Be(run.Id);
    }

    [Test]
    public async Task Score_is_followed_back_to_file_sheet_cell_and_text()
    {
        await using var world = await Begin();
        var receipt = await File(world, "82-BV-1", ("fees_total_vnd", "1.310.000.000"), ("fees_cashless_vnd", 380_000_000));
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default);

        var trail = (await Explain(world, September, "cashless-urban-share", "VN")).Value;

        trail.Should().BeEquivalentTo(new { Numerator = 380_000_000L, Denominator = 1_310_000_000L });
        var facility = trail.Facilities.Should().ContainSingle().Subject;
        facility.Should().BeEquivalentTo(new { Facility = "82-BV-1", Return = receipt.Id, Sha256 = receipt.Sha256, Version = 1, FileName = "82-BV-1.xlsx" });
        facility.Cells.Select(c => (c.Element, c.Text)).Should().BeEquivalentTo(
            [("fees_cashless_vnd", "380000000"), ("fees_total_vnd", "1.310.000.000")]);
        facility.Cells.Should().OnlyContain(c => c.Sheet.Length > 0 && c.Cell.Length > 0);
    }

    [Test]
    public async Task Contributions_of_the_trail_sum_to_the_score()
    {
        await using var world = await Begin();
        for (var i = 1; i <= 3; i++) await File(world, $"82-BV-{i}", ("cases_notifiable", 10 * i), ("cases_on_platform", i));
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default);

        var trail = (await Explain(world, September, "disease-cases-digital", "82")).Value;

        trail.Facilities.Should().HaveCount(3);
        trail.Facilities.Sum(f => f.Numerator).Should().Be(trail.Numerator).And.Be(6);
        trail.Facilities.Sum(f => f.Denominator).Should().Be(trail.Denominator).And.Be(60);
    }

    [Test]
    public async Task Accepted_return_makes_its_period_due_and_scoring_settles_it()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 4));
        var due = world.Get<ScoreDuePeriods>();

        var runs = await due.Run(world.Actor, TimeSpan.Zero, default);

        runs.Select(r => r.Period.ToString()).Should().Equal("2026-09", "2026Q3");
        (await due.Run(world.Actor, TimeSpan.Zero, default)).Should().BeEmpty("nothing changed since");
    }

    [Test]
    public async Task Correction_makes_a_new_run_and_the_old_one_stays_as_it_was()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        var first = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;
        world.Clock.Advance(TimeSpan.FromHours(1));
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 3));
        var second = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;

        (await Score(world, first, "disease-cases-digital", "VN")).Numerator.Should().Be(2);
        (await Score(world, second, "disease-cases-digital", "VN")).Numerator.Should().Be(3);
        second.Hash.Should().NotBe(first.Hash);
        (await world.Get<ScoreReader>().Current(September, default))!.Id.Should().Be(second.Id);
    }

    [Test]
    public async Task As_known_before_the_correction_the_old_number_comes_out_again()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        var first = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;
        var then = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 3));

        var again = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { AsKnownAt = then }, world.Actor, default)).Value;

        again.Hash.Should().Be(first.Hash);
        again.Official.Should().BeFalse("what was known then is not what is current");
    }

    [Test]
    public async Task Correction_of_the_register_makes_the_scored_periods_due_again()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 4));
        var due = world.Get<ScoreDuePeriods>();
        (await due.Run(world.Actor, TimeSpan.Zero, default)).Should().NotBeEmpty();

        var corrected = Register.Replace("82-BV-2,Bệnh viện Hai,hospital,II", "82-BV-2,Bệnh viện Hai,hospital,I", StringComparison.Ordinal);
        (await world.Get<ImportUnits>().Run("register.csv", Encoding.UTF8.GetBytes(corrected), false, world.Actor, default)).Problem.Should().BeNull();
        var runs = await due.Run(world.Actor, TimeSpan.Zero, default);

        var september = runs.Single(r => r.Period == September);
        (await Score(world, september, "paperless-class-1", "VN")).Expected.Should().Be(2, "the second hospital is of class I and was so in September");
        (await world.Get<ImportUnits>().Run("register.csv", Encoding.UTF8.GetBytes(corrected), false, world.Actor, default)).Problem.Should().BeNull();
        (await due.Run(world.Actor, TimeSpan.Zero, default)).Should().BeEmpty("nothing changed");
        var later = corrected.Replace("82-BV-3,Bệnh viện Ba,hospital,III,basic,public,province,,82002,2025-07-01", "82-BV-3,Bệnh viện Ba,hospital,II,basic,public,province,,82002,2026-10-01", StringComparison.Ordinal);
        (await world.Get<ImportUnits>().Run("register.csv", Encoding.UTF8.GetBytes(later), false, world.Actor, default)).Problem.Should().BeNull();
        (await due.Run(world.Actor, TimeSpan.Zero, default)).Should().BeEmpty("what changes in October does not touch September");
    }

    [Test]
    public async Task Run_that_was_overtaken_while_it_was_made_is_made_again()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        await world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default);
        var score = world.Get<ScorePeriod>();

        // Two processes at once: whichever publishes last may have read first.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => score.Run(ScoreRequest.Due(September), world.Actor, default))));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 3));
        await Task.WhenAll(
            Task.Run(() => score.Run(ScoreRequest.Due(September), world.Actor, default)),
            Task.Run(() => world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default)));
        while ((await world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default)).Count > 0) { }

        var current = (await world.Get<ScoreReader>().Current(September, default))!;
        (await Score(world, current, "disease-cases-digital", "VN")).Numerator.Should().Be(3);
    }

    [Test]
    public async Task Month_that_has_begun_in_Vietnam_is_scored_wherever_the_machine_stands()
    {
        await using var world = await Begin();
        // 18:30 in London on the last of October is November already.
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 10, 31, 18, 30, 0, TimeSpan.Zero));
        var november = await world.Get<ScorePeriod>().Run(ScoreRequest.Due(Period.Parse("2026-11")), world.Actor, default);
        november.Problem.Should().BeNull();
    }

    [Test]
    public async Task A_run_with_a_name_too_long_to_keep_is_refused_before_it_is_calculated()
    {
        await using var world = await Begin();
        var run = await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { Name = new string('x', 201) }, world.Actor, default);
        run.Problem!.Code.Should().Be("run-name-too-long");
    }

    [Test]
    public async Task Trail_of_a_condition_over_a_quarter_sums_to_the_score()
    {
        await using var world = await Begin();
        foreach (var month in (string[])["2026-07", "2026-08", "2026-09"])
            await FileFor(world, Period.Parse(month), "82-BV-1", ("fees_total_vnd", 10_000_000), ("fees_cashless_vnd", 6_000_000));
        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(Period.Parse("2026Q3")), world.Actor, default);

        var trail = (await Explain(world, Period.Parse("2026Q3"), "cashless-urban-facilities", "VN")).Value;

        trail.Should().BeEquivalentTo(new { Numerator = 1L, Denominator = 1L });
        trail.Facilities.Should().HaveCount(3);
        trail.Facilities.Sum(f => f.Numerator ?? 0).Should().Be(1);
        trail.Facilities.Sum(f => f.Denominator ?? 0).Should().Be(1);
        var money = (await Explain(world, Period.Parse("2026Q3"), "cashless-urban-share", "VN")).Value;
        money.Facilities.Sum(f => f.Numerator).Should().Be(money.Numerator).And.Be(18_000_000);
    }

    [Test]
    public async Task Unit_whose_kind_was_corrected_counts_by_the_form_of_what_it_is()
    {
        await using var world = await World.New();
        await world.Get<PublishCatalogue>().EnsureShipped(default);
        const string Head = "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n82001,Phường Một,ward,,,,,,82,2025-07-01,\n";
        async Task Import(string row) => (await world.Get<ImportUnits>().Run("r.csv", Encoding.UTF8.GetBytes(Head + row), false, world.Actor, default)).Problem.Should().BeNull();
        await Import("82-X,Trạm,station,,initial,public,province,,82001,2025-07-01,\n");
        await FileForm(world, "station", September, "82-X", ("cases_notifiable", 9), ("cases_on_platform", 9), ("station_functions_required", 5));
        await Import("82-X,Trạm,hospital,III,initial,public,province,,82001,2025-07-01,\n");
        await File(world, "82-X", ("cases_notifiable", 4), ("cases_on_platform", 1));

        var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;

        (await Score(world, run, "disease-cases-digital", "82-X")).Should().BeEquivalentTo(new { Numerator = 1L, Denominator = 4L });
    }

    [Test]
    public async Task Run_is_calculated_again_to_the_same_hash_after_later_corrections_and_register_changes()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;
        await File(world, "82-BV-1", ("cases_notifiable", 9), ("cases_on_platform", 9));
        await world.Get<ImportUnits>().Run("more.csv", Encoding.UTF8.GetBytes(Register.Replace("Bệnh viện Ba", "Bệnh viện Bốn", StringComparison.Ordinal)), false, world.Actor, default);

        (await world.Get<VerifyRun>().Run(run.Id, default)).Value.Same.Should().BeTrue();
    }

    [Test]
    public async Task Runs_made_one_return_after_the_other_are_those_of_scoring_everything_again()
    {
        await using var world = await Begin();
        Func<Task>[] steps =
        [
            () => File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2)),
            () => File(world, "82-BV-2", ("cases_notifiable", 7), ("cases_on_platform", 7), ("fees_total_vnd", 100), ("fees_cashless_vnd", 60)),
            () => File(world, "82-BV-1", ("cases_notifiable", 9), ("cases_on_platform", 9)),
            () => FileForm(world, "hospital", Period.Parse("2026-08"), "82-BV-3", ("cases_notifiable", 5), ("cases_on_platform", 1)),
            () => FileForm(world, "hospital", Period.Parse("2026-06"), "82-BV-2", ("cases_notifiable", 3), ("cases_on_platform", 3)),
            async () => (await world.Get<ImportUnits>().Run(
                "more.csv", Encoding.UTF8.GetBytes(Register.Replace("82-BV-3,Bệnh viện Ba,hospital,III", "82-BV-3,Bệnh viện Ba,hospital,II", StringComparison.Ordinal)),
                false, world.Actor, default)).Problem.Should().BeNull(),
            () => File(world, "82-BV-3", ("cases_notifiable", 5), ("cases_on_platform", 5)),
        ];
        var hashes = new HashSet<string>();
        foreach (var step in steps)
        {
            await step();
            var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;

            // It takes the returns that the run names and scores all of them; a run that is not the period's own loads everything again, too.
            (await world.Get<VerifyRun>().Run(run.Id, default)).Value.Same.Should().BeTrue();
            var whole = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { Official = false }, world.Actor, default)).Value;
            (run.InputsHash, run.Hash).Should().Be((whole.InputsHash, whole.Hash));
            hashes.Add(run.InputsHash);
        }

        hashes.Should().HaveCount(steps.Length - 1, "what was filed for June says nothing of September");
    }

    [Test]
    public async Task Publishing_a_catalogue_makes_the_scored_periods_it_holds_for_due_and_leaves_their_runs_as_they_were()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        var run = (await world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default)).First(r => r.Period == September);
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["version"] = run.CatalogueVersion + 1;
        json["indicators"]!.AsArray().Single(i => (string?)i!["code"] == "disease-cases-digital")!["numerator"] = "cases_notifiable";
        var changed = Encoding.UTF8.GetBytes(json.ToJsonString());

        await world.Get<PublishCatalogue>().Run(changed, "chưa đến tháng 9", September.LastDay.AddDays(1), world.Actor, default);
        (await world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default)).Should().NotContain(r => r.Period == September);

        json["version"] = run.CatalogueVersion + 2;
        await world.Get<PublishCatalogue>().Run(Encoding.UTF8.GetBytes(json.ToJsonString()), "đổi tử số", September.LastDay, world.Actor, default);
        var later = (await world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default)).First(r => r.Period == September);

        later.CatalogueVersion.Should().Be(run.CatalogueVersion + 2);
        (await Score(world, later, "disease-cases-digital", "82-BV-1")).Numerator.Should().Be(4);
        (await Score(world, run, "disease-cases-digital", "82-BV-1")).Numerator.Should().Be(2);
        (await world.Get<VerifyRun>().Run(run.Id, default)).Value.Same.Should().BeTrue();
    }

    [Test]
    public async Task Target_changed_later_leaves_a_published_run_with_its_verdicts_bytes_and_hash()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        var run = (await world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default)).First(r => r.Period == September);
        var before = await Score(world, run, "disease-cases-digital", "82-BV-1");
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["version"] = run.CatalogueVersion + 1;
        json["targets"]!.AsArray().First(t => (string?)t!["set"] == "r157" && (string?)t["indicator"] == "disease-cases-digital")!["value"] = "1/2";
        json["targets"]!.AsArray().First(t => (string?)t!["set"] == "r157" && (string?)t["indicator"] == "disease-cases-digital")!["comparison"] = ">=";

        await world.Get<PublishCatalogue>().Run(Encoding.UTF8.GetBytes(json.ToJsonString()), "hạ mục tiêu", September.LastDay, world.Actor, default);
        var later = (await world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default)).First(r => r.Period == September);

        before.Verdicts.Single().Verdict.Should().Be(Verdict.Missed);
        (await Score(world, later, "disease-cases-digital", "82-BV-1")).Verdicts.Single().Verdict.Should().Be(Verdict.Met);
        var kept = (await world.Get<ScoreReader>().Run(run.Id, default))!;
        kept.Hash.Should().Be(run.Hash).And.NotBe(later.Hash);
        (await Score(world, kept, "disease-cases-digital", "82-BV-1")).Should().BeEquivalentTo(before);
        var check = (await world.Get<VerifyRun>().Run(run.Id, default)).Value;
        check.Same.Should().BeTrue();
        check.Hash.Should().Be(run.Hash);
    }

    [Test]
    public async Task Sets_judged_side_by_side_are_kept_with_the_run_and_an_unknown_one_is_named()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));

        var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { Set = "r157, seed-literal", Official = true }, world.Actor, default)).Value;
        var unknown = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { Set = "r157,r158" }, world.Actor, default)).Problem!;

        (run.Set, run.Official).Should().Be(("r157", false));
        (await Score(world, run, "disease-cases-digital", "82-BV-1")).Verdicts.Should().HaveCount(2);
        (await world.Get<VerifyRun>().Run(run.Id, default)).Value.Same.Should().BeTrue();
        unknown.Message.En.Should().Contain("“r158”");
    }

    [Test]
    public async Task What_an_older_engine_scored_is_not_misread_but_due_again_after_the_program_was_replaced()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        var old = (await world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default)).First(r => r.Period == September);
        await world.Get<Database>().Write(session => session.Execute("UPDATE score_run SET engine = '0'", null, default), default);

        (await world.Get<ScoreReader>().Current(September, default)).Should().BeNull();
        (await world.Get<ScoreReader>().Periods(default)).Should().BeEmpty();
        (await world.Get<VerifyRun>().Run(old.Id, default)).Problem!.Code.Should().Be("other-engine");
        (await world.Get<ExplainScore>().Run((await world.Get<ScoreReader>().Run(old.Id, default))!, "disease-cases-digital", "VN", false, default)).Problem!.Code.Should().Be("other-engine");
        await world.Get<RescoreOtherEngines>().Run(default);
        var again = (await world.Get<ScoreDuePeriods>().Run(world.Actor, TimeSpan.Zero, default)).First(r => r.Period == September);

        (await world.Get<ScoreReader>().Current(September, default))!.Id.Should().Be(again.Id);
        again.Hash.Should().Be(old.Hash);
    }

    [Test]
    public async Task Run_whose_returns_were_tampered_with_no_longer_comes_out_the_same()
    {
        await using var world = await Begin();
        var receipt = await File(world, "82-BV-1", ("cases_notifiable", 4), ("cases_on_platform", 2));
        var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;
        await world.Database.Write(session => session.Execute(
            "UPDATE return_value SET value = 3 WHERE return_id = @Id AND value = 2", new { receipt.Id }, default), default);

        (await world.Get<VerifyRun>().Run(run.Id, default)).Value.Same.Should().BeFalse();
    }

    [Test]
    public async Task Unit_that_never_filed_is_missing_and_not_zero()
    {
        await using var world = await Begin();
        var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;

        var score = await Score(world, run, "emr-hospitals", "82");

        score.Should().BeEquivalentTo(new { Expected = 3, Reporting = 0, Numerator = (long?)null });
        score.Verdicts.Should().OnlyContain(v => v.Verdict == Verdict.NoData && !v.Certain);
    }

    [Test]
    public async Task Unknown_target_set_is_refused_with_the_sets_there_are()
    {
        await using var world = await Begin();
        var outcome = await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { Set = "r999" }, world.Actor, default);
        outcome.Problem!.Kind.Should().Be(ProblemKind.NotFound);
        outcome.Problem.Message.En.Should().Contain("r157");
    }

    internal static async Task<World> Begin()
    {
        var world = await World.New();
        await world.Get<PublishCatalogue>().EnsureShipped(default);
        await world.Get<ShippedUnits>().Ensure(default);
        var import = await world.Get<ImportUnits>().Run("register.csv", Encoding.UTF8.GetBytes(Register), false, world.Actor, default);
        import.Problem.Should().BeNull();
        return world;
    }

    internal static async Task<Outcome<Explanation>> Explain(World world, Period period, string indicator, string unit) =>
        await world.Get<ExplainScore>().Run((await world.Get<ScoreReader>().Current(period, default))!, indicator, unit, before: false, default);

    /// <summary>Files a whole hospital form: what the test does not say is zero, none or no.</summary>
    internal static Task<Receipt> File(World world, string facility, params (string Element, object Value)[] given) =>
        FileFor(world, September, facility, given);

    internal static Task<Receipt> FileFor(World world, Period period, string facility, params (string Element, object Value)[] given) =>
        FileForm(world, "hospital", period, facility, given);

    internal static async Task<Receipt> FileForm(World world, string formCode, Period period, string facility, params (string Element, object Value)[] given)
    {
        var catalogue = await world.Get<CatalogueReader>().Current(default);
        var form = catalogue.FormFor(formCode, period)!;
        var values = form.Fields.Where(f => f.Required).ToDictionary(f => f.Element, f => catalogue.Element(f.Element)!.Kind == ElementKind.YesNo ? (object)false : 0L);
        if (formCode == "hospital") values["systems_in_use"] = 1L;
        foreach (var (element, value) in given) values[element] = value is int number ? (long)number : value;

        var issued = (await world.Get<IssueForm>().Run(formCode, facility, period, default)).Value;
        var bytes = ReturnFormWorkbook.Fill(issued.Bytes, values);
        var receipts = await world.Get<ReceiveReturn>().Run([new IncomingFile($"{facility}.xlsx", bytes, "cli", "test", null)], world.Actor, default);
        while (await world.Get<ProcessReturns>().Run(100, world.Actor, default) > 0) { }

        var detail = (await world.Get<ReturnReader>().Get(receipts[0].Value.Id, default))!;
        detail.Findings.Where(f => f.Severity == Domain.Returns.Severity.Error).Should().BeEmpty();
        return receipts[0].Value;
    }

    private static async Task<Score> Score(World world, RunInfo run, string indicator, string unit) =>
        (await world.Get<ScoreReader>().ScoresOfUnit(run.Id, unit, default)).Single(s => s.Indicator.Code == indicator).Score;
}
