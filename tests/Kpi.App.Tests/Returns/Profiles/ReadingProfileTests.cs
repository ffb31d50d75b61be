using System.Globalization;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Returns.Profiles;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns.Profiles;

/// <summary>Workbooks of units' own design: proposed, confirmed, read next month, refused when they have changed.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ReadingProfileTests
{
    private static readonly Period October = Period.Month(2026, 10);

    [TestCaseSource(typeof(Design), nameof(Design.All))]
    public async Task No_wrong_place_is_chosen(string design)
    {
        await using var world = await ReturnsWorld.New();
        var made = Design.Make(design, 9);

        var (_, proposal) = await Propose(world, made, ReturnsWorld.September);

        var chosen = proposal.Lines.Where(l => l.Chosen is not null).ToDictionary(l => l.Element, l => $"{l.Chosen!.Sheet}!{l.Chosen.Value}");
        chosen.Should().BeSubsetOf(made.Cells);
        proposal.Percentages.Where(l => l.Chosen is not null).ToDictionary(l => l.Indicator, l => $"{l.Chosen!.Sheet}!{l.Chosen.Value}").Should().BeSubsetOf(made.Percentages);
        proposal.Lines.SelectMany(l => l.Candidates).Concat(proposal.Percentages.SelectMany(l => l.Candidates)).Should().OnlyContain(c => c.Confidence >= 0 && c.Confidence <= 1000 && c.Reason.Vi.Length > 0 && c.Reason.En.Length > 0);
    }

    [Test]
    public async Task Recall_and_precision_are_as_the_documentation_says()
    {
        await using var world = await ReturnsWorld.New();
        int stand = 0, chosen = 0, right = 0;
        foreach (var design in Design.All)
        {
            var made = Design.Make(design, 9);
            var (_, proposal) = await Propose(world, made, ReturnsWorld.September);
            stand += made.Cells.Count;
            chosen += proposal.Lines.Count(l => l.Chosen is not null);
            right += proposal.Lines.Count(l => l.Chosen is { } place && made.Cells.GetValueOrDefault(l.Element) == $"{place.Sheet}!{place.Value}");
        }

        var measured = string.Create(CultureInfo.InvariantCulture, $"{Design.All.Length} designs, {stand} places: {chosen} chosen, {right} of them right");
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "profiles.md"))).Should().Contain(measured);
    }

    [TestCaseSource(typeof(Design), nameof(Design.Whole))]
    public async Task The_next_months_file_is_read_by_the_confirmed_profile(string design)
    {
        await using var world = await ReturnsWorld.New();
        var september = Design.Make(design, 9);
        var profile = await Confirm(world, september);
        var october = Design.Make(design, 10, "moved");

        var detail = await Send(world, october, "2026-10");

        detail.Summary.State.Should().Be(ReturnState.Accepted, ReturnsWorld.Show(detail));
        detail.Summary.Period.Should().Be(October);
        detail.Summary.Facility.Should().Be(october.Facility);
        (detail.ProfileId, detail.ProfileVersion).Should().Be((profile.Id, 1));
        foreach (var value in detail.Values)
        {
            value.Value.Should().Be(october.ValueOf(value.Element), value.Element);
            $"{value.Sheet}!{value.Cell}".Should().Be(october.Cells[value.Element]);
        }

        detail.Values.Select(v => v.Element).Should().BeEquivalentTo(profile.Content.Lines.Select(l => l.Element));
    }

    [TestCaseSource(typeof(Design), nameof(Design.Whole))]
    public async Task A_changed_design_is_refused_and_nothing_of_it_is_read(string design)
    {
        await using var world = await ReturnsWorld.New();
        await Confirm(world, Design.Make(design, 9));

        var detail = await Send(world, Design.Make(design, 10, "changed"), "2026-10");

        detail.Summary.State.Should().Be(ReturnState.Refused);
        detail.Values.Should().BeEmpty();
        detail.Summary.Facility.Should().NotBeNull("the reviewer of the unit must see it");
        var misfit = detail.Findings.Should().NotBeEmpty().And.OnlyContain(f => f.Code == "wrong-form").And.Subject.First();
        misfit.Sheet.Should().NotBeNull();
        var said = FindingTexts.Say(misfit, await world.World.Get<CatalogueReader>().Current(CancellationToken.None));
        said.Vi.Should().Contain(misfit.Arguments[1]).And.NotContain("{").And.NotContain("#");
        said.En.Should().Contain(misfit.Arguments[1]).And.NotContain("{").And.NotContain("#");
    }

    [TestCase("several_tables", "birth-papers", "death-papers", "driver-certificates")]
    [TestCase("side_by_side", "cashless-urban-share")]
    [TestCase("general_hospital", "disease-cases-digital")]
    public async Task A_percentage_of_the_file_is_proposed_confirmed_and_kept(string design, params string[] indicators)
    {
        await using var world = await ReturnsWorld.New();
        var made = Design.Make(design, 9);

        var (_, proposal) = await Propose(world, made, ReturnsWorld.September);
        var profile = await Confirm(world, made);

        proposal.Percentages.Where(p => p.Chosen is not null).ToDictionary(p => p.Indicator, p => $"{p.Chosen!.Sheet}!{p.Chosen.Value}").Should().BeEquivalentTo(made.Percentages);
        profile.Content.Percentages.Select(p => p.Indicator).Should().BeEquivalentTo(indicators);
        var kept = (await world.World.Get<ProfileReader>().Get(profile.Id, CancellationToken.None))!.Content.Percentages;
        kept.ToDictionary(p => p.Indicator, p => $"{p.SheetText}!{p.ValueCell}").Should().BeEquivalentTo(made.Percentages);
    }

    [TestCase("several_tables", "driver-certificates", "79.5", "410", "420", "79,5", "97,61")]
    [TestCase("general_hospital", "disease-cases-digital", "85.3", "120", "130", "85,3", "92,30")]
    public async Task A_typed_percentage_that_disagrees_with_its_counts_is_warned_of_with_both_numbers_and_its_cell(
        string design, string indicator, string typed, string numerator, string denominator, string shown, string computed)
    {
        await using var world = await ReturnsWorld.New();
        await Confirm(world, Design.Make(design, 9));
        var october = Design.Make(design, 10, "moved");

        var detail = await Send(world, october, "2026-10");

        detail.Summary.State.Should().Be(ReturnState.Accepted, ReturnsWorld.Show(detail));
        var warning = detail.Findings.Should().ContainSingle(f => f.Code == "percentage-disagrees", ReturnsWorld.Show(detail)).Subject;
        (warning.Severity, $"{warning.Sheet}!{warning.Cell}").Should().Be((Severity.Warning, october.Percentages[indicator]));
        warning.Arguments.Should().Equal("#indicator " + indicator, typed, numerator, denominator);
        FindingTexts.Say(warning, await world.World.Get<CatalogueReader>().Current(CancellationToken.None)).Vi.Should().Contain(shown).And.Contain(computed);
        var marked = (await world.World.Get<AnnotateReturn>().Run(detail.Summary.Id, Domain.Language.Vi, CancellationToken.None)).Value;
        using var book = new ClosedXML.Excel.XLWorkbook(new MemoryStream(marked.Bytes));
        book.Worksheet(warning.Sheet).Cell(warning.Cell!).Comment.Text.Should().Contain(shown).And.Contain(computed);
    }

    [Test]
    public async Task Percentages_that_agree_as_text_number_or_in_percent_style_are_not_spoken_of()
    {
        await using var world = await ReturnsWorld.New();
        await Confirm(world, Design.Make("side_by_side", 9));

        (await Send(world, Design.Make("side_by_side", 10, "moved"), "2026-10")).Findings.Should().NotContain(f => f.Code == "percentage-disagrees");
    }

    [TestCase("several_tables")]
    [TestCase("side_by_side")]
    [TestCase("general_hospital")]
    public async Task A_design_that_lost_its_percentages_is_still_read_for_no_number_rests_on_them(string design)
    {
        await using var world = await ReturnsWorld.New();
        await Confirm(world, Design.Make(design, 9));
        var october = Design.Make(design, 10, "bare");

        var detail = await Send(world, october, "2026-10");

        detail.Summary.State.Should().Be(ReturnState.Accepted, ReturnsWorld.Show(detail));
        detail.Findings.Should().NotContain(f => f.Code == "percentage-disagrees");
        detail.Values.Should().HaveCount(october.Cells.Count).And.OnlyContain(v => v.Value == october.ValueOf(v.Element));
    }

    [Test]
    public async Task A_person_may_point_at_a_percentage_but_not_at_a_cell_that_is_a_count_or_at_no_ratio_of_the_form()
    {
        await using var world = await ReturnsWorld.New();
        var (stored, proposal) = await Propose(world, Design.Make("several_tables", 9), ReturnsWorld.September);
        var places = Chosen(proposal);
        var birth = proposal.Percentages.Single(p => p.Indicator == "birth-papers").Chosen!;
        var count = proposal.Lines.Single(l => l.Element == "birth_papers_sent").Chosen!;

        var taken = await Run(world, stored.Id, places, new ChosenPlace("birth-papers", birth.Sheet, birth.Label, count.Value, null));
        var unknown = await Run(world, stored.Id, places, new ChosenPlace("ehr-coverage", birth.Sheet, birth.Label, birth.Value, null));
        var twice = await Run(world, stored.Id, places, Place(birth.Value), Place(birth.Value));
        var pointed = await Run(world, stored.Id, places, Place(birth.Value));

        taken.Problem!.Details.Should().ContainSingle().Which.En.Should().Contain(count.Value);
        unknown.Problem!.Details.Should().ContainSingle().Which.Vi.Should().Contain("ehr-coverage");
        twice.Problem!.Details.Should().HaveCount(2);
        pointed.Value.Content.Percentages.Should().ContainSingle().Which.ValueCell.Should().Be(birth.Value);

        ChosenPlace Place(string cell) => new("birth-papers", birth.Sheet, null, cell, null);
    }

    [Test]
    public void A_profile_that_was_kept_before_percentages_were_read_still_loads()
    {
        const string kept = """
            {"facility":"TX1","sha256":"ab","fileName":"f.xlsx","period":"2026-08","lines":[{"element":"cases_notifiable","sheet":"bc","shape":"labels-left","label":"so ca",
            "labelText":"Số ca","alone":true,"under":["bang 1"],"heading":"","headingText":"","gap":1,"factor":1000,"statedFactor":1,"sheetText":"BC","labelCell":"A4","valueCell":"B4"}]}
            """;

        var content = ProfileJson.Read<ProfileContent>(System.Text.Encoding.UTF8.GetBytes(kept));

        content.Percentages.Should().BeEmpty();
        var line = content.Lines.Should().ContainSingle().Subject;
        (line.Element, line.Label, line.Gap, line.Factor, line.ValueCell).Should().Be(("cases_notifiable", "so ca", 1, 1000, "B4"));
        line.Under.Should().Equal("bang 1");
        ProfileJson.Read<ProfileContent>(ProfileJson.Write(content)).Lines.Should().BeEquivalentTo(content.Lines);
        ProfileJson.Read<ProfileProposal>("""{"form":"station","filePeriod":null,"lines":[],"unused":[]}"""u8.ToArray()).Percentages.Should().BeEmpty();
    }

    [Test]
    public async Task An_amount_in_millions_keeps_its_text_and_shows_its_factor()
    {
        await using var world = await ReturnsWorld.New();
        var made = Design.Make("general_hospital", 9);
        await Confirm(world, made);

        var detail = await Send(world, made, "2026-09");

        var fees = detail.Values.Single(v => v.Element == "fees_total_vnd");
        (fees.Value, fees.Text, fees.Factor).Should().Be((12_354_678_000L, "12354.678", 1_000_000));
        detail.Values.Single(v => v.Element == "systems_in_use").Factor.Should().Be(1);
    }

    [Test]
    public async Task Without_a_profile_a_foreign_workbook_is_refused_and_told_the_way()
    {
        await using var world = await ReturnsWorld.New();

        var detail = await Send(world, Design.Make("station_sheet", 9), "2026-09");

        detail.Summary.State.Should().Be(ReturnState.Refused);
        detail.Findings.Should().ContainSingle().Which.Arguments.Should().Contain("TX1");
    }

    [Test]
    public async Task The_period_comes_from_the_title_and_must_agree_with_what_is_stated()
    {
        await using var world = await ReturnsWorld.New();
        await Confirm(world, Design.Make("station_sheet", 9));

        var untold = await Send(world, Design.Make("station_sheet", 10), null);
        var disagreeing = await Send(world, Design.Make("station_sheet", 10, "moved"), "2026-09");

        untold.Summary.State.Should().Be(ReturnState.Accepted, ReturnsWorld.Show(untold));
        untold.Summary.Period.Should().Be(October);
        disagreeing.Summary.State.Should().Be(ReturnState.Refused);
        disagreeing.Findings.Should().ContainSingle().Which.Code.Should().Be("wrong-period");
    }

    [Test]
    public async Task The_one_unit_of_a_sender_need_not_be_stated_and_another_is_refused()
    {
        await using var world = await ReturnsWorld.New();
        await Confirm(world, Design.Make("station_sheet", 9));
        var file = Design.Make("station_sheet", 10);

        var own = await world.Judge(file.Bytes, "TX1");
        var other = await SendAs(world, Design.Make("station_sheet", 10, "moved"), new StatedIdentity("TX1", null, "2026-10"), "TX2");

        own.Summary.State.Should().Be(ReturnState.Accepted, ReturnsWorld.Show(own));
        other.Summary.State.Should().Be(ReturnState.Refused);
        other.Values.Should().BeEmpty();
    }

    [Test]
    public async Task A_new_confirmation_is_a_new_version_and_an_earlier_period_keeps_the_earlier_one()
    {
        await using var world = await ReturnsWorld.New();
        var first = await Confirm(world, Design.Make("station_sheet", 9));
        var second = await Confirm(world, Design.Make("station_sheet", 10, "moved"), October);

        var september = await Send(world, Design.Make("station_sheet", 9), "2026-09");
        var october = await Send(world, Design.Make("station_sheet", 10), "2026-10");

        (first.Version, second.Version).Should().Be((1, 2));
        (september.ProfileVersion, october.ProfileVersion).Should().Be((1, 2));
    }

    [Test]
    public async Task A_retired_profile_reads_nothing()
    {
        await using var world = await ReturnsWorld.New();
        var profile = await Confirm(world, Design.Make("station_sheet", 9));
        (await world.World.Get<ConfirmProfile>().Retire(profile.Id, "thử", world.World.Actor, CancellationToken.None)).Problem.Should().BeNull();

        var detail = await Send(world, Design.Make("station_sheet", 9), "2026-09");
        var again = await world.World.Get<ConfirmProfile>().Retire(profile.Id, null, world.World.Actor, CancellationToken.None);

        detail.Summary.State.Should().Be(ReturnState.Refused);
        again.Problem!.Code.Should().Be("already-retired");
    }

    [Test]
    public async Task A_profile_without_a_required_element_or_with_one_cell_for_two_is_not_confirmed()
    {
        await using var world = await ReturnsWorld.New();
        var (stored, proposal) = await Propose(world, Design.Make("station_sheet", 9), ReturnsWorld.September);
        var places = Chosen(proposal);
        var few = places.Where(p => p.Code != "cases_notifiable").ToList();
        var twice = places.Select(p => p.Code == "cases_on_platform" ? p with { Label = null, Value = places.Single(q => q.Code == "cases_notifiable").Value } : p).ToList();

        var incomplete = await Run(world, stored.Id, few);
        var doubled = await Run(world, stored.Id, twice);
        var nowhere = await Run(world, stored.Id, [.. places.Select(p => p with { Sheet = "Không có" })]);
        var whole = await Run(world, stored.Id, places);
        var again = await Run(world, stored.Id, places);

        incomplete.Problem!.Details.Should().ContainSingle().Which.En.Should().Contain("cases_notifiable");
        doubled.Problem!.Details.Should().ContainSingle();
        nowhere.Problem!.Details.Should().HaveCountGreaterThan(places.Count);
        whole.Problem.Should().BeNull();
        again.Problem!.Code.Should().Be("already-confirmed");
    }

    [Test]
    public async Task A_proposal_whose_file_takes_too_long_to_read_back_is_refused_when_it_is_confirmed()
    {
        await using var world = await ReturnsWorld.New();
        var (stored, proposal) = await Propose(world, Design.Make("station_sheet", 9), ReturnsWorld.September);
        // Its time is up before it has begun.
        var inTime = new ReadInTime(Options.Create(new ReturnsOptions { ReadingTime = TimeSpan.Zero }), TimeProvider.System);
        var slow = ActivatorUtilities.CreateInstance<ConfirmProfile>(world.World.Services, inTime);

        var outcome = await slow.Run(stored.Id, Chosen(proposal), [], world.World.Actor, CancellationToken.None);

        (outcome.Problem?.Kind, outcome.Problem?.Code).Should().Be((Domain.ProblemKind.Invalid, "too-large"));
        (await Run(world, stored.Id, Chosen(proposal))).Problem.Should().BeNull("nothing was decided");
    }

    [Test]
    public async Task The_same_proposal_confirmed_by_two_at_once_gives_one_profile()
    {
        await using var world = await ReturnsWorld.New();
        var (stored, proposal) = await Propose(world, Design.Make("station_sheet", 9), ReturnsWorld.September);
        // While the first one's places are read back, the second confirms.
        ReadingProfile? other = null;
        var meanwhile = new Meanwhile(() => other = Run(world, stored.Id, Chosen(proposal)).GetAwaiter().GetResult().Value);
        var first = ActivatorUtilities.CreateInstance<ConfirmProfile>(
            world.World.Services, new ReadInTime(Options.Create(new ReturnsOptions()), meanwhile));

        var outcome = await first.Run(stored.Id, Chosen(proposal), [], world.World.Actor, CancellationToken.None);

        outcome.Problem!.Code.Should().Be("already-confirmed");
        other!.Version.Should().Be(1);
        (await world.World.Get<ProfileReader>().Standing([other.UnitId], CancellationToken.None)).Select(p => p.Id).Should().Equal(other.Id);
    }

    [Test]
    public async Task A_person_may_point_at_a_cell_that_the_program_did_not_find()
    {
        await using var world = await ReturnsWorld.New();
        var (stored, proposal) = await Propose(world, Design.Make("sheet_a_month", 9), ReturnsWorld.September);
        var places = Chosen(proposal).Append(new ChosenPlace("kiosks_working", "T9", "B5", "E5", null)).ToList();

        // E5 is taken already, which is said; the place is the person's own mistake, not the program's.
        var refused = await Run(world, stored.Id, places);

        refused.Problem!.Details.Should().ContainSingle().Which.En.Should().Contain("E5");
    }

    [Test]
    public async Task Our_own_forms_never_ask_for_profiles()
    {
        await using var world = await ReturnsWorld.New();
        await world.World.Database.Write(session => session.Execute("ALTER TABLE reading_profile RENAME TO nobody_looks_here", null, CancellationToken.None), CancellationToken.None);

        var receipt = await world.Send(await world.Filled("BV1", ReturnsWorld.September));
        await world.Process();

        (await world.Reader.Summaries([receipt.Id], CancellationToken.None))[receipt.Id].State.Should().Be(ReturnState.Accepted);
    }

    [Test]
    public async Task A_dry_run_reads_by_the_profile_too()
    {
        await using var world = await ReturnsWorld.New();
        var made = Design.Make("station_sheet", 9);
        await Confirm(world, made);

        var file = world.File("report.xlsx", made.Bytes) with { Stated = new StatedIdentity("TX1", null, "2026-09") };
        var verdict = (await world.World.Get<CheckReturns>().Run([file], CancellationToken.None))[0].Value;

        verdict.Accepted.Should().BeTrue();
        verdict.Return!.Values.Should().HaveCount(made.Cells.Count);
    }

    [Test]
    public async Task A_line_that_the_design_has_no_place_for_is_named_and_nobody_is_sent_to_the_form()
    {
        await using var world = await ReturnsWorld.New();
        var profile = await Confirm(world, Design.Make("station_sheet", 9));

        var detail = await Send(world, Design.Make("station_sheet", 10), "2026-10");

        var catalogue = await world.World.Get<CatalogueReader>().Current(CancellationToken.None);
        var lacking = catalogue.FormFor("station", October)!.Fields.Select(f => f.Element).Except(profile.Content.Lines.Select(l => l.Element)).ToList();
        detail.Summary.State.Should().Be(ReturnState.Accepted, ReturnsWorld.Show(detail));
        detail.Findings.Where(f => f.Code is "missing-line" or "missing-cell").Select(f => (f.Code, f.Severity, f.Element)).Should()
            .Equal(lacking.Select(e => ("missing-line", Severity.Warning, (string?)e))).And.NotBeEmpty();
        var said = FindingTexts.Say(detail.Findings.First(f => f.Code == "missing-line"), catalogue);
        said.Vi.Should().Contain(catalogue.Element(lacking[0])!.Name.Vi).And.Contain("cấu hình đọc").And.NotContain("biểu mẫu").And.NotContain("{");
        said.En.Should().Contain("profile").And.NotContain("original form").And.NotContain("{");
    }

    [Test]
    public async Task A_workbook_of_ones_own_that_takes_longer_to_read_than_a_file_may_is_refused_as_too_large()
    {
        var looked = false;
        await using var world = await ReturnsWorld.New(new Dictionary<string, string?>(), services => services.AddSingleton<ReadSheet>((bytes, catalogue, token) =>
        {
            var sheet = ReturnWorkbook.Read(bytes, catalogue, token);
            looked = true;
            return sheet;
        }));
        var made = Design.Make("station_sheet", 9);
        await Confirm(world, made);
        // Quick as long as it only turns out to be no form of ours; slow when it is read by its profile.
        using var slow = new SlowMemory(made.Bytes, () => world.World.Clock.Advance(looked ? TimeSpan.FromMinutes(1) : TimeSpan.Zero));
        var judge = world.World.Get<JudgeReturns>();
        var file = new FileToJudge(slow.Memory, null, world.World.Clock.GetUtcNow()) { Stated = new StatedIdentity("TX1", null, "2026-09") };

        var verdict = (await judge.Run([file], await judge.Rules(null, CancellationToken.None), CancellationToken.None)).Single();

        verdict.Fault.Should().BeNull();
        verdict.Judgement!.Accepted.Should().BeFalse();
        var finding = verdict.Judgement.Judgement.Findings.Should().ContainSingle().Subject;
        (finding.Code, finding.Severity, finding.Arguments[0]).Should().Be(("too-large", Severity.Error, "#time"));
    }

    [Test]
    public async Task A_form_of_ours_needs_no_profile_and_a_book_beyond_all_reports_is_not_looked_through()
    {
        await using var world = await ReturnsWorld.New();
        var propose = world.World.Get<ProposeProfile>();

        var ours = await propose.Run("form.xlsx", await world.Filled("BV1", ReturnsWorld.September), "BV1", null, ReturnsWorld.September, world.World.Actor, CancellationToken.None);
        var noBook = await propose.Run("text.xlsx", "không phải sổ"u8.ToArray(), "BV1", null, ReturnsWorld.September, world.World.Actor, CancellationToken.None);
        var otherMonth = await propose.Run("report.xlsx", Design.Make("station_sheet", 9).Bytes, "TX1", null, October, world.World.Actor, CancellationToken.None);
        var nobody = await propose.Run("report.xlsx", Design.Make("station_sheet", 9).Bytes, "TX9", null, ReturnsWorld.September, world.World.Actor, CancellationToken.None);

        new[] { ours, noBook, otherMonth, nobody }.Select(o => o.Problem!.Code).Should().Equal("own-form", "not-a-workbook", "period-disagrees", "no-such-unit");
    }

    private static List<ChosenPlace> Chosen(ProfileProposal proposal) =>
        [.. proposal.Lines.Where(l => l.Chosen is not null).Select(l => new ChosenPlace(l.Element, l.Chosen!.Sheet, l.Chosen.Label, l.Chosen.Value, null))];

    private static List<ChosenPlace> ChosenPercentages(ProfileProposal proposal) =>
        [.. proposal.Percentages.Where(l => l.Chosen is not null).Select(l => new ChosenPlace(l.Indicator, l.Chosen!.Sheet, l.Chosen.Label, l.Chosen.Value, null))];

    private static Task<Domain.Outcome<ReadingProfile>> Run(ReturnsWorld world, long proposal, IReadOnlyList<ChosenPlace> places, params IReadOnlyList<ChosenPlace> percentages) =>
        world.World.Get<ConfirmProfile>().Run(proposal, places, percentages, world.World.Actor, CancellationToken.None);

    private static async Task<(StoredProposal Stored, ProfileProposal Content)> Propose(ReturnsWorld world, Design design, Period period) =>
        (await world.World.Get<ProposeProfile>().Run("report.xlsx", design.Bytes, design.Facility, null, period, world.World.Actor, CancellationToken.None)).Value;

    private static async Task<ReadingProfile> Confirm(ReturnsWorld world, Design design, Period? period = null)
    {
        var (stored, proposal) = await Propose(world, design, period ?? ReturnsWorld.September);
        var outcome = await Run(world, stored.Id, Chosen(proposal), ChosenPercentages(proposal));
        outcome.Problem.Should().BeNull(string.Join("; ", outcome.Problem?.Details.Select(d => d.En) ?? []));
        return outcome.Value;
    }

    private static Task<ReturnDetail> Send(ReturnsWorld world, Design design, string? period) =>
        SendAs(world, design, new StatedIdentity(design.Facility, null, period), null);

    private static async Task<ReturnDetail> SendAs(ReturnsWorld world, Design design, StatedIdentity stated, string? required)
    {
        var file = world.File("report.xlsx", design.Bytes, required) with { Stated = stated };
        var receipt = (await world.Door.Run([file], world.World.Actor, CancellationToken.None))[0].Value;
        await world.Process();
        return (await world.Reader.Get(receipt.Id, CancellationToken.None))!;
    }

    /// <summary>A clock by which something happens whenever a time limit is set.</summary>
    private sealed class Meanwhile(Action happens) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            happens();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
