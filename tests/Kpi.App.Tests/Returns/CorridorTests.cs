using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Returns;

/// <summary>From a blank form to values that count.</summary>
public sealed class CorridorTests
{
    private ReturnsWorld _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task Begin() => _world = await New();

    [TearDown]
    public async Task End() => await _world.DisposeAsync();

    [Test]
    public async Task A_filled_form_is_accepted_with_its_values_and_cells()
    {
        var bytes = await _world.Filled("BV1", September, ("fees_total_vnd", 3_000_000_001L), ("kiosks_working", null));

        var detail = await _world.Judge(bytes);

        detail.Summary.State.Should().Be(ReturnState.Accepted, Show(detail));
        var summary = detail.Summary;
        (summary.Facility, summary.Form, summary.Period, summary.Version, summary.IsCurrent, summary.Late)
            .Should().Be(("BV1", "hospital", September, 1, true, false));
        var fees = detail.Values.Should().ContainSingle(v => v.Element == "fees_total_vnd").Subject;
        fees.Value.Should().Be(3_000_000_001);
        fees.Text.Should().Be("3000000001");
        fees.Sheet.Should().NotBeEmpty();
        fees.Cell.Should().MatchRegex("^[A-Z]+[0-9]+$");
        detail.Values.Should().Contain(v => v.Element == "plan_signed_on" && v.Value == 20240630);
        detail.Values.Should().NotContain(v => v.Element == "kiosks_working", "an empty cell is absent, never zero");
        (await _world.Reader.File(detail.Summary.Id, Token))!.Bytes.Should().Equal(bytes);
        var cells = await _world.Reader.CellsOf([detail.Summary.Id], ["fees_total_vnd", "emr_level"], Token);
        cells.Select(c => (c.Element, c.Value, c.Cell)).Should().BeEquivalentTo([("fees_total_vnd", 3_000_000_001L, fees.Cell), ("emr_level", 3L, cells.Single(c => c.Element == "emr_level").Cell)]);
    }

    [Test]
    public async Task What_scoring_loads_is_what_was_typed()
    {
        await _world.Judge(await _world.Filled("BV1", September, ("emr_level", 2L), ("kiosks_working", null), ("paperless_exam", false)));
        await _world.Judge(await _world.Filled("TX1", September));
        var catalogue = await _world.World.Get<CatalogueReader>().Current(Token);

        var filed = await _world.Reader.CurrentFor([September], false, null, catalogue, Token);

        filed.Select(f => (f.UnitId, f.Form, f.Period)).Should().Equal(("BV1@2025-07-01", "hospital", September), ("TX1@2025-07-01", "station", September));
        filed[0].Values[catalogue.IndexOf("emr_level")].Should().Be(2);
        filed[0].Values[catalogue.IndexOf("paperless_exam")].Should().Be(0);
        filed[0].Values[catalogue.IndexOf("kiosks_working")].Should().BeNull();
        filed[0].Values[catalogue.IndexOf("population")].Should().BeNull();
    }

    [Test]
    public async Task Another_file_for_the_same_month_is_the_next_version_and_the_one_that_counts()
    {
        var first = await _world.Judge(await _world.Filled("BV1", September, ("emr_level", 2L), ("paperless_exam", false)));
        _world.World.Clock.Advance(TimeSpan.FromHours(1));
        var second = await _world.Judge(await _world.Filled("BV1", September, ("emr_level", 3L)));

        second.Summary.Version.Should().Be(2);
        second.Summary.IsCurrent.Should().BeTrue();
        var now = (await _world.Reader.Get(first.Summary.Id, Token))!;
        (now.Summary.Version, now.Summary.IsCurrent, now.Summary.State).Should().Be((1, false, ReturnState.Accepted));
        now.Values.Should().Equal(first.Values, "nothing is corrected in place");
    }

    [Test]
    public async Task Three_versions_within_one_batch_follow_the_order_of_receipt()
    {
        var ids = new List<long>();
        foreach (var level in new[] { 1L, 2L, 3L })
            ids.Add((await _world.Send(await _world.Filled("BV1", September, ("emr_level", level), ("paperless_exam", false)))).Id);

        await _world.Process();

        var summaries = await _world.Reader.Summaries(ids, Token);
        ids.Select(id => summaries[id].Version).Should().Equal(1, 2, 3);
        ids.Select(id => summaries[id].IsCurrent).Should().Equal(false, false, true);
    }

    [Test]
    public async Task What_is_wrong_is_refused_with_reasons_and_the_rest_goes_on()
    {
        var good = await _world.Send(await _world.Filled("BV1", September), "tốt.xlsx");
        var rubbish = await _world.Send("not a workbook"u8.ToArray(), "rác.xlsx");
        var empty = await _world.Send([], "rỗng.xlsx");
        var others = await _world.Send(await _world.Filled("BV2", September), requiredFacility: "BV1");
        var contradiction = await _world.Send(await _world.Filled("BV3", September, ("fees_cashless_vnd", 9_000_000_000L)));
        var last = await _world.Send(await _world.Filled("BV4", September));

        (await _world.Process()).Should().Be(6);

        var states = await _world.Reader.Summaries([good.Id, rubbish.Id, empty.Id, others.Id, contradiction.Id, last.Id], Token);
        states[good.Id].State.Should().Be(ReturnState.Accepted);
        states[last.Id].State.Should().Be(ReturnState.Accepted);
        var findings = await _world.Reader.Findings([.. states.Keys], Token);
        foreach (var (id, code) in new[]
                 {
                     (rubbish.Id, "not-a-workbook"), (empty.Id, "not-a-workbook"), (others.Id, "wrong-facility"),
                     (contradiction.Id, "cashless-money-within-total"),
                 })
        {
            states[id].State.Should().Be(ReturnState.Refused);
            states[id].Version.Should().BeNull();
            findings[id].Should().Contain(f => f.Code == code && f.Severity == Severity.Error);
        }

        findings[others.Id].Single(f => f.Code == "wrong-facility").Arguments.Should().Equal("#not-yours", "BV2", "BV1");
        states[contradiction.Id].Facility.Should().Be("BV3");
    }

    [Test]
    public async Task A_refused_return_sent_again_is_judged_by_the_register_of_today()
    {
        await using var elsewhere = await New();
        const string Added = "BV9,Bệnh viện Chín,hospital,II,basic,public,province,,P0001,2025-07-01,\n";
        await elsewhere.Import(Register.TrimEnd() + "\n" + Added);
        var bytes = await elsewhere.Filled("BV9", September);
        var refused = await _world.Judge(bytes);
        refused.Summary.State.Should().Be(ReturnState.Refused);
        refused.Findings.Should().Contain(f => f.Code == "wrong-facility");

        await _world.Import(Register.TrimEnd() + "\n" + Added);
        _world.World.Clock.Advance(TimeSpan.FromHours(2));
        var accepted = await _world.Judge(bytes);

        accepted.Summary.Id.Should().Be(refused.Summary.Id);
        accepted.Summary.State.Should().Be(ReturnState.Accepted, Show(accepted));
        accepted.Summary.ReceivedAt.Should().Be(refused.Summary.ReceivedAt, "the receipt stays what it was");
        accepted.Findings.Should().BeEmpty("old errors belong to the old judgement");
    }

    [Test]
    public async Task A_return_after_the_due_day_is_accepted_and_marked_late()
    {
        var bytes = await _world.Filled("BV1", September);
        var others = await _world.Filled("BV2", September);
        var due = (await _world.World.Get<Deadlines>().Run(September, "BV1", Token)).Value.Single().Window.LateAfter;
        // The last minute of the due day in Hà Nội, which is still the afternoon in UTC.
        _world.World.Clock.SetUtcNow(new DateTimeOffset(due.ToDateTime(new TimeOnly(23, 59)), TimeSpan.FromHours(7)));
        (await _world.Judge(bytes)).Summary.Late.Should().BeFalse();
        _world.World.Clock.Advance(TimeSpan.FromMinutes(1));

        (await _world.Judge(others)).Summary.Late.Should().BeTrue();
    }

    [Test]
    public async Task Accepting_marks_the_month_and_the_longer_periods_around_it_as_due()
    {
        await _world.Judge(await _world.Filled("BV1", September));

        var first = await Marks();
        first.Keys.Should().BeEquivalentTo("2026-09", "2026Q3", "2026H2", "2026");
        await _world.Judge(await _world.Filled("BV2", September));
        (await Marks()).Should().OnlyContain(m => m.Value > first[m.Key]);
        await _world.Judge("rubbish"u8.ToArray());
        (await Marks()).Values.Should().OnlyContain(m => m == first["2026"] + 1, "a refused return changes no number");
    }

    [Test]
    public async Task Every_step_stands_in_the_audit_log()
    {
        await _world.Judge(await _world.Filled("BV1", September));
        await _world.Judge("rubbish"u8.ToArray());

        var log = await _world.World.Get<AuditReader>().List(0, 100, Token);

        log.Select(e => e.Action).Should().Contain(["return.received", "return.accepted", "return.refused"]);
        log.Single(e => e.Action == "return.accepted").Detail.Should().Be("BV1 hospital 2026-09 v1");
        (await _world.World.Get<AuditReader>().Verify(Token)).IsWhole.Should().BeTrue();
    }

    [Test]
    public async Task The_last_return_before_a_month_is_found_for_each_unit()
    {
        await _world.Judge(await _world.Filled("BV1", Period.Month(2026, 7)));
        await _world.Judge(await _world.Filled("BV1", Period.Month(2026, 8), ("systems_in_use", 120L)));
        await _world.Judge(await _world.Filled("BV1", September));
        await _world.Judge(await _world.Filled("BV2", Period.Month(2026, 6)));
        var catalogue = await _world.World.Get<CatalogueReader>().Current(Token);
        string[] units = ["BV1@2025-07-01", "BV2@2025-07-01", "BV3@2025-07-01"];

        foreach (var asKnownAt in new DateTimeOffset?[] { null, _world.World.Clock.GetUtcNow() })
        {
            var last = await _world.Reader.LastBefore(units, "hospital", September, false, asKnownAt, catalogue, Token);

            last.Select(f => (f.UnitId, f.Period)).Should().Equal((units[0], Period.Month(2026, 8)), (units[1], Period.Month(2026, 6)));
            last[0].Values[catalogue.IndexOf("systems_in_use")].Should().Be(120);
        }
    }

    [Test]
    public async Task Lists_show_the_newest_first_and_keep_to_their_filters()
    {
        var one = await _world.Judge(await _world.Filled("BV1", September));
        var two = await _world.Judge(await _world.Filled("TX1", September));
        var three = await _world.Judge("rubbish"u8.ToArray());
        long[] all = [three.Summary.Id, two.Summary.Id, one.Summary.Id];

        (await Of(new ReturnFilter())).Should().Equal(all);
        (await Of(new ReturnFilter { State = ReturnState.Refused })).Should().Equal(all[0]);
        (await Of(new ReturnFilter { Period = September })).Should().Equal(all[1], all[2]);
        (await Of(new ReturnFilter { Facility = "BV1" })).Should().Equal(all[2]);
        (await Of(new ReturnFilter { Facility = "BV1", State = ReturnState.Refused })).Should().BeEmpty();
        (await Of(new ReturnFilter { Sender = "test" })).Should().Equal(all);
        (await Of(new ReturnFilter { Sender = "nobody" })).Should().BeEmpty();
        (await Of(new ReturnFilter { Form = "station" })).Should().Equal(all[1]);
        (await Of(new ReturnFilter { UnitIds = ["BV1@2025-07-01", "TX1@2025-07-01"] })).Should().Equal(all[1], all[2]);
        (await Of(new ReturnFilter { UnitIds = [] })).Should().BeEmpty();
        var many = Enumerable.Range(0, 900).Select(i => $"X{i}@2025-07-01").Append("TX1@2025-07-01").Prepend("BV1@2025-07-01").ToArray();
        (await Of(new ReturnFilter { UnitIds = many })).Should().Equal(all[1], all[2]);
        (await _world.Reader.List(new ReturnFilter { UnitIds = many }, 1, 1, Token)).Select(r => r.Id).Should().Equal(all[2]);
        (await _world.Reader.List(new ReturnFilter(), 1, 1, Token)).Select(r => r.Id).Should().Equal(all[1]);
        (await _world.Reader.CountByState(Token)).Should().Equal(new Dictionary<ReturnState, int> { [ReturnState.Accepted] = 2, [ReturnState.Refused] = 1 });

        async Task<long[]> Of(ReturnFilter filter) => [.. (await _world.Reader.List(filter, 0, 50, Token)).Select(r => r.Id)];
    }

    private Task<Dictionary<string, long>> Marks() => _world.World.Database.Read(async session =>
    {
        var marks = new Dictionary<string, long>();
        await session.Each("SELECT period, mark FROM period_due", null, row => marks[row.GetString(0)] = row.GetInt64(1), Token);
        return marks;
    }, Token);
}
