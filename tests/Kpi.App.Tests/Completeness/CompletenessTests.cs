using System.Text;
using ClosedXML.Excel;
using FluentAssertions;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Completeness;
using Kpi.App.Features.Identity;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Completeness;

/// <summary>Who owes what, what came of it, and whom to call.</summary>
public sealed class CompletenessTests
{
    private ReturnsWorld _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task Begin() => _world = await New();

    [TearDown]
    public async Task End() => await _world.DisposeAsync();

    [Test]
    public async Task What_nobody_filed_is_still_expected()
    {
        var found = await Find();

        found.Filings.Where(f => f.Form.Code == "hospital").Select(f => (f.Unit.Code, f.Status)).Should().Equal(
            ("BV1", FilingStatus.NotYetDue), ("BV2", FilingStatus.NotYetDue), ("BV3", FilingStatus.NotYetDue), ("BV4", FilingStatus.NotYetDue));
        _world.World.Clock.Advance(TimeSpan.FromDays(60));
        (await Find()).Filings.Should().OnlyContain(f => f.Status == FilingStatus.Missing && f.Overdue);
    }

    [Test]
    public async Task Each_owed_return_stands_in_one_state_and_the_counts_add_up()
    {
        await _world.Judge(await _world.Filled("BV1", September));
        var refused = await _world.Judge(await _world.Filled("BV2", September, ("fees_cashless_vnd", 9_000_000_000L)));
        refused.Summary.State.Should().Be(Kpi.Domain.Returns.ReturnState.Refused, Show(refused));
        var back = await _world.Judge(await _world.Filled("BV3", September));
        _ = (await _world.World.Get<ReviewReturn>().SendBack(back.Summary.Id, "Sai số", new Actor("reviewer"), Token)).Value;
        var asked = (await _world.World.Get<ManageExtensions>().Ask(
            new ExtensionRequest("BV4", September, new DateOnly(2026, 12, 1), "Lũ"), null, _world.World.Actor, Token)).Value;
        _ = (await _world.World.Get<ManageExtensions>().Grant(asked.Id, null, null, null, _world.World.Actor, Token)).Value;
        _world.World.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 20, 2, 0, 0, TimeSpan.Zero));
        await _world.Judge(await _world.Filled("TX1", September));

        var found = await Find("P0001");

        found.Filings.Select(f => (f.Unit.Code, f.Status, f.Overdue)).Should().Equal(
            ("BV1", FilingStatus.InTime, false), ("BV2", FilingStatus.Refused, true), ("BV3", FilingStatus.SentBack, true), ("BV4", FilingStatus.Extended, false),
            ("TX1", FilingStatus.Late, false), ("TX2", FilingStatus.Missing, true));
        found.Counts.Should().Be(new FilingCounts(6, 1, 1, 0, 1, 1, 1, 1, 0));
        found.Groups.Select(g => (g.Province!.Code, g.Form.Code, g.Counts.Expected)).Should().Equal(("01", "hospital", 4), ("01", "station", 2));
        found.Filings.Single(f => f.Unit.Code == "BV2").ReturnId.Should().Be(refused.Summary.Id);
    }

    [Test]
    public async Task A_file_of_somebody_who_may_not_send_for_the_unit_does_not_stand_as_its_refused_return()
    {
        var stranger = await _world.Judge(await _world.Filled("BV2", September), requiredFacility: "BV1");
        (stranger.Summary.State, stranger.Summary.UnitId).Should().Be((Kpi.Domain.Returns.ReturnState.Refused, null), Show(stranger));

        var filing = (await Find("BV2")).Filings.Should().ContainSingle().Subject;

        (filing.Status, filing.ReturnId).Should().Be((FilingStatus.NotYetDue, null));
    }

    [Test]
    public async Task A_unit_that_filed_in_time_is_not_called_late_for_correcting_afterwards()
    {
        await _world.Judge(await _world.Filled("BV1", September));
        _world.World.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 20, 2, 0, 0, TimeSpan.Zero));
        foreach (var unit in new[] { "BV1", "BV2", "BV2" })
        {
            _world.World.Clock.Advance(TimeSpan.FromMinutes(1));
            var systems = 140L + _world.World.Clock.GetUtcNow().Minute;
            var late = await _world.Judge(await _world.Filled(unit, September, ("systems_in_use", systems)));
            (late.Summary.IsCurrent, late.Summary.Late).Should().Be((true, true), Show(late));
        }

        (await Find("BV1")).Filings.Single().Status.Should().Be(FilingStatus.InTime);
        (await Find("BV2")).Filings.Single().Status.Should().Be(FilingStatus.Late, "its first came late, too");
    }

    [Test]
    public async Task A_quarter_is_owed_month_by_month_and_the_trend_shows_each()
    {
        await _world.Judge(await _world.Filled("BV1", September));
        var quarter = (await _world.World.Get<FindCompleteness>().Run(Period.Parse("2026Q3"), "BV1", null, Token)).Value;

        quarter.Filings.Select(f => (f.Period.ToString(), f.IsFiled)).Should().Equal(("2026-07", false), ("2026-08", false), ("2026-09", true));
        var trend = (await _world.World.Get<FindCompleteness>().Trend(September, 3, "BV1", null, Token)).Value;
        trend.Select(m => (m.Month.ToString(), m.Counts.Filed, m.Counts.Expected)).Should().Equal(("2026-07", 0, 1), ("2026-08", 0, 1), ("2026-09", 1, 1));
        (await _world.World.Get<FindCompleteness>().Run(September, "NO", null, Token)).Problem!.Code.Should().Be("unit-not-found");
    }

    [Test]
    public async Task A_year_across_the_merger_shows_a_province_with_the_months_of_those_it_carries_on()
    {
        // 10 was Lào Cai, 15 Yên Bái; since 2025-07-01 15 is Lào Cai with both. 24 and 27 are others.
        await _world.Import("""
            code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to
            LC1,Bệnh viện Lào Cai,hospital,II,basic,public,province,,10,2024-01-01,2025-06-30
            LC1,Bệnh viện Lào Cai,hospital,II,basic,public,province,,15,2025-07-01,
            YB1,Bệnh viện Yên Bái,hospital,II,basic,public,province,,15,2024-01-01,2025-06-30
            YB1,Bệnh viện Yên Bái,hospital,II,basic,public,province,,15,2025-07-01,
            BG1,Bệnh viện Bắc Giang,hospital,II,basic,public,province,,24,2024-01-01,

            """);
        var find = _world.World.Get<FindCompleteness>();

        var year = (await find.Run(Period.Parse("2025"), "15", null, Token)).Value;

        year.Filings.Where(f => f.Unit.Code is "LC1" or "YB1" or "BG1").GroupBy(f => f.Unit.Code).Select(g => (g.Key, g.Count())).Should().Equal(("LC1", 12), ("YB1", 12));
        year.Groups.Where(g => g.Form.Code == "hospital").Should().ContainSingle().Which.Should().Match<FilingGroup>(g => g.Province!.Name == "Lào Cai" && g.Counts.Expected == 24);
        var nation = (await find.Run(Period.Parse("2025"), null, null, Token)).Value;
        nation.Groups.Where(g => g.Form.Code == "hospital" && g.Province!.Code is "15" or "10").Select(g => (g.Province!.UnitId, g.Counts.Expected))
            .Should().Equal(("15@2025-07-01", 24));
        (await find.Run(Period.Parse("2025-06"), "15", null, Token)).Value.Filings.Select(f => f.Unit.Code).Should().Equal(["YB1"], "asked for June alone, 15 is Yên Bái");

        var trend = (await find.Trend(Period.Parse("2025-08"), 4, "15", null, Token)).Value;
        trend.Select(m => (m.Month.ToString(), m.Counts.Expected)).Should().Equal(("2025-05", 2), ("2025-06", 2), ("2025-07", 2), ("2025-08", 2));
    }

    [Test]
    public async Task Whom_to_call_is_the_units_own_or_the_nearest_above_and_nobody_who_left()
    {
        var users = _world.World.Get<ManageUsers>();
        foreach (var (login, role, unit) in new[] { ("clerk.bv1", "submitter", "BV1"), ("gone.bv2", "submitter", "BV2"), ("ward", "submitter", "P0001"), ("reader", "committee", "BV3"), ("boss", "administrator", "VN") })
            _ = (await users.Add(login, "Cán bộ " + login, [new GrantRequest(role, unit)], _world.World.Actor, Token)).Value;
        _ = (await users.Disable("gone.bv2", _world.World.Actor, Token)).Value;
        await _world.Import(WithContacts);

        var found = await Find("P0001");
        var contacts = await _world.World.Get<FindContacts>().Run([.. found.Filings.Select(f => f.Unit)], Token);

        var byCode = found.Filings.ToDictionary(f => f.Unit.Code, f => contacts[f.Unit.UnitId]);
        (byCode["BV1"].SendersOf, byCode["BV1"].Senders.Single().Login).Should().Be(("BV1", "clerk.bv1"));
        (byCode["BV2"].SendersOf, byCode["BV2"].Senders.Single().Login).Should().Be(("P0001", "ward"));
        byCode["BV3"].Senders.Single().Login.Should().Be("ward", "a reader files nothing");
        byCode["BV1"].Own.Should().Be(new UnitContact("Phòng Kế hoạch", "+84 24 000 0001", "kh@bv1.example"));
        byCode["BV2"].Own.Should().BeNull();
    }

    [Test]
    public async Task Contacts_come_with_the_register_leave_it_as_it_is_and_go_out_with_it()
    {
        var import = _world.World.Get<ImportUnits>();
        var bytes = Encoding.UTF8.GetBytes(WithContacts);
        var dry = (await import.Run("units.csv", bytes, true, _world.World.Actor, Token)).Value;
        (dry.Contacts, dry.Changes.Length).Should().Be((1, 0));
        (await _world.World.Get<ContactReader>().All(Token)).Should().BeEmpty("a dry run writes nothing");

        (await import.Run("units.csv", bytes, false, _world.World.Actor, Token)).Value.Contacts.Should().Be(1);
        (await import.Run("units.csv", bytes, false, _world.World.Actor, Token)).Value.Contacts.Should().Be(0, "it is known already");
        await _world.Import(Register);
        (await _world.World.Get<ContactReader>().All(Token)).Should().HaveCount(1, "a file without contacts takes none away");

        foreach (var name in new[] { "units.csv", "units.xlsx" })
        {
            var written = (await _world.World.Get<ExportUnits>().Run(name, Token)).Value;
            var again = (await import.Run(name, written, true, _world.World.Actor, Token)).Value;
            (again.Contacts, again.Changes.Length).Should().Be((0, 0), name);
        }
    }

    [TestCase("phone", "gọi chị Lan")]
    [TestCase("email", "khong-phai-thu")]
    [TestCase("email", "a b@c")]
    public async Task A_number_or_address_that_is_none_is_refused_with_its_place(string column, string text)
    {
        var (phone, email) = column == "phone" ? (text, "") : ("", text);
        var csv = $"code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to,phone,email\nBV1,Bệnh viện Một,hospital,I,specialised,public,province,,P0001,2025-07-01,,{phone},{email}\n";
        var problem = (await _world.World.Get<ImportUnits>().Run("units.csv", Encoding.UTF8.GetBytes(csv), false, _world.World.Actor, Token)).Problem!;
        problem.Message.En.Should().Contain(column).And.Contain(text);
    }

    [Test]
    public async Task The_list_as_a_file_says_why_and_whom_to_call_and_runs_no_formula()
    {
        await _world.Import(WithContacts);
        await _world.Import("code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\nBV8,=cmd|'/c calc'!A1,hospital,II,basic,public,province,,P0001,2025-07-01,\n");
        await _world.Judge(await _world.Filled("BV1", September, ("fees_cashless_vnd", 9_000_000_000L)));
        var found = await Find("P0001");
        var export = _world.World.Get<ExportCompleteness>();

        var csv = Encoding.UTF8.GetString((await export.Run(found, "csv", false, null, Language.Vi, Token)).Value.Bytes);
        csv.Should().StartWith("\uFEFFMã tỉnh,").And.Contain("Bị từ chối").And.Contain("Phòng Kế hoạch").And.Contain("'=cmd|").And.Contain("'+84 24 000 0001");
        var closed = Encoding.UTF8.GetString((await export.Run(found, "csv", false, _ => false, Language.Vi, Token)).Value.Bytes);
        closed.Should().NotContain("Phòng Kế hoạch").And.NotContain("+84");

        var file = (await export.Run(found, "xlsx", true, null, Language.En, Token)).Value;
        file.FileName.Should().Be("completeness_2026-09_P0001.xlsx");
        using var book = new XLWorkbook(new MemoryStream(file.Bytes));
        var list = book.Worksheet("List");
        list.CellsUsed().Should().OnlyContain(c => !c.HasFormula);
        list.RowsUsed().Count().Should().Be(found.Filings.Length + 1);
        book.Worksheet("Summary").LastRowUsed()!.Cell(4).GetValue<int>().Should().Be(found.Counts.Expected);
        (await export.Run(found, "pdf", false, null, Language.Vi, Token)).Problem!.Code.Should().Be("bad-format");
    }

    private const string WithContacts =
        "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to,contact,phone,email\n"
        + "BV1,Bệnh viện Một,hospital,I,specialised,public,province,,P0001,2025-07-01,,Phòng Kế hoạch,+84 24 000 0001,kh@bv1.example\n";

    private async Task<CompletenessOf> Find(string unit = "01") => (await _world.World.Get<FindCompleteness>().Run(September, unit, null, Token)).Value;
}
