using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using FluentAssertions;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Completeness;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Reports;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Reports;

[Parallelizable]
public sealed class BuildReportTests
{
    private static readonly Period September = Period.Parse("2026-09");

    [Test]
    public async Task A_period_that_was_never_scored_says_which_command_scores_it()
    {
        await using var world = await World.New();
        await Prepare(world);
        var problem = (await world.Get<BuildReport>().Run(Committee(Language.Vi), world.Actor, default)).Problem!;
        problem.Kind.Should().Be(ProblemKind.NotFound);
        problem.Message.Vi.Should().Contain("kpi score --period 2026-09");
    }

    [Test]
    public async Task The_same_request_over_the_same_run_gives_the_same_bytes_and_is_kept_once()
    {
        await using var world = await Scored();
        var first = (await world.Get<BuildReport>().Run(Committee(Language.Vi), world.Actor, default)).Value;
        world.Clock.Advance(TimeSpan.FromDays(3));
        var second = (await world.Get<BuildReport>().Run(Committee(Language.Vi), world.Actor, default)).Value;

        second.Bytes.Should().Equal(first.Bytes);
        second.Id.Should().Be(first.Id);
        var kept = (await world.Get<ReportReader>().List(10, default)).Should().ContainSingle().Subject;
        kept.Sha256.Should().Be(first.Sha256);
        (await world.Get<ReportReader>().File(kept.Id, default)).Should().Equal(first.Bytes);
    }

    [Test]
    public async Task The_two_languages_are_two_reports_of_one_run()
    {
        await using var world = await Scored();
        var vi = (await world.Get<BuildReport>().Run(Committee(Language.Vi), world.Actor, default)).Value;
        var en = (await world.Get<BuildReport>().Run(Committee(Language.En), world.Actor, default)).Value;
        en.Run.Id.Should().Be(vi.Run.Id);
        en.Sha256.Should().NotBe(vi.Sha256);
        (await world.Get<ReportReader>().List(10, default)).Should().HaveCount(2);
    }

    [Test]
    public async Task A_province_of_the_run_has_its_own_report_and_an_unknown_unit_is_not_found()
    {
        await using var world = await Scored();
        (await world.Get<BuildReport>().Run(Committee(Language.Vi) with { UnitCode = "01" }, world.Actor, default)).Problem.Should().BeNull();
        (await world.Get<BuildReport>().Run(Committee(Language.Vi) with { UnitCode = "99" }, world.Actor, default)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await world.Get<BuildReport>().Run(Committee(Language.Vi) with { Kind = "poem" }, world.Actor, default)).Problem!.Kind.Should().Be(ProblemKind.Invalid);
        (await world.Get<BuildReport>().Run(Committee(Language.Vi) with { RunId = 7 }, world.Actor, default)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
    }

    [Test]
    public async Task A_province_is_not_told_off_for_the_returns_of_Defence()
    {
        await using var world = await World.New();
        await Prepare(world);
        const string Register = "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n"
            + "01-A,Bệnh viện A,hospital,II,basic,public,province,,01,2025-07-01,\n01-B,Bệnh viện B,hospital,II,basic,public,defence,,01,2025-07-01,\n";
        (await world.Get<ImportUnits>().Run("r.csv", Encoding.UTF8.GetBytes(Register), false, world.Actor, default)).Problem.Should().BeNull();
        var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;
        var units = await world.Get<ScoreReader>().Units(run.Id, default);
        var template = world.Get<TemplateLibrary>().Get("committee", Language.Vi).Value;

        var province = await world.Get<CollectFacts>().Of(run, units.ToList().FindIndex(u => u.Code == "01"), template, default);
        var nation = await world.Get<CollectFacts>().Of(run, 0, template, default);

        province.Missing.Select(m => m.Facility).Should().Equal("01-A");
        nation.Missing.Select(m => m.Facility).Should().Contain(["01-A", "01-B"]);
    }

    [Test]
    public async Task A_provinces_own_target_stands_beside_the_national_one_and_is_marked_where_it_asks_for_less()
    {
        await using var world = await World.New();
        await Prepare(world);
        var may = Period.Parse("2025-05");
        const string Register = "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n10-SYT,Sở Y tế Lào Cai,department,,,,,,10,2023-01-01,2025-06-30\n";
        (await world.Get<ImportUnits>().Run("r.csv", Encoding.UTF8.GetBytes(Register), false, world.Actor, default)).Problem.Should().BeNull();
        var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(may), world.Actor, default)).Value;

        var report = (await world.Get<BuildReport>().Run(Committee(Language.Vi) with { Period = may, RunId = run.Id }, world.Actor, default)).Value;

        var figure = Texts(report.Bytes).Where(t => t.Contains("Kế hoạch 220", StringComparison.Ordinal)).Should().ContainSingle().Subject;
        figure.Should().MatchRegex("^Kế hoạch 220/KH-UBND của Lào Cai > 30\\s%: … Chưa có số liệu \\[thấp hơn mục tiêu quốc gia\\]$");

        static IEnumerable<string> Texts(byte[] workbook)
        {
            using var zip = new ZipArchive(new MemoryStream(workbook));
            var parts = zip.Entries.Where(e => e.FullName == "xl/sharedStrings.xml" || e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)).ToList();
            return
            [
                .. parts.SelectMany(part =>
                {
                    using var stream = part.Open();
                    return XDocument.Load(stream).Descendants().Where(e => e.Name.LocalName == "t").Select(e => e.Value).ToList();
                }),
            ];
        }
    }

    [Test]
    public async Task A_hospital_that_was_given_more_time_is_not_called_late_in_the_report_and_the_other_is()
    {
        await using var world = await World.New();
        await Prepare(world);
        const string Register = "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n"
            + "01-A,Bệnh viện A,hospital,II,basic,public,province,,01,2025-07-01,\n01-B,Bệnh viện B,hospital,II,basic,public,province,,01,2025-07-01,\n";
        (await world.Get<ImportUnits>().Run("r.csv", Encoding.UTF8.GetBytes(Register), false, world.Actor, default)).Problem.Should().BeNull();
        var due = (await world.Get<Deadlines>().Run(September, "01-B", default)).Value.Single().Window;
        await Extend("01-A", due.DueDay.AddDays(40));
        world.Clock.SetUtcNow(new DateTimeOffset(due.LateAfter.AddDays(2), TimeOnly.MinValue, TimeSpan.Zero));
        var run = (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Value;

        var missing = await Missing();

        missing.Select(m => (m.Facility, m.Due, m.DaysOverdue)).Should().Equal(
            ("01-A", due.DueDay.AddDays(40), null), ("01-B", due.DueDay, due.LateAfter.AddDays(2).DayNumber - due.DueDay.DayNumber));
        var late = (await world.Get<FindCompleteness>().Run(September, "01", null, default)).Value.Filings.Where(f => f.Overdue).Select(f => f.Unit.Code);
        late.Intersect(["01-A", "01-B"]).Should().Equal(missing.Where(m => m.DaysOverdue is not null).Select(m => m.Facility));
        await Extend("01-B", due.DueDay.AddDays(60));
        (await Missing()).Should().Equal(missing, "a run prints what was decided before it, for ever");

        async Task Extend(string facility, DateOnly until)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            var extensions = world.Get<ManageExtensions>();
            var asked = (await extensions.Ask(new ExtensionRequest(facility, September, until, "Lũ"), null, world.Actor, default)).Value;
            (await extensions.Grant(asked.Id, null, null, null, world.Actor, default)).Problem.Should().BeNull();
        }

        async Task<IReadOnlyList<MissingReturn>> Missing()
        {
            var units = await world.Get<ScoreReader>().Units(run.Id, default);
            var facts = await world.Get<CollectFacts>().Of(run, units.ToList().FindIndex(u => u.Code == "01"), world.Get<TemplateLibrary>().Get("committee", Language.Vi).Value, default);
            return [.. facts.Missing.Where(m => m.Facility is "01-A" or "01-B")];
        }
    }

    private static ReportRequest Committee(Language language) => new("committee", September, "VN", null, language);

    private static async Task<World> Scored()
    {
        var world = await World.New();
        await Prepare(world);
        (await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default)).Problem.Should().BeNull();
        return world;
    }

    private static async Task Prepare(World world)
    {
        await world.Get<ShippedUnits>().Ensure(default);
        await world.Get<PublishCatalogue>().EnsureShipped(default);
    }
}
