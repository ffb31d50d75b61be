using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Tests.Storage;
using Kpi.Domain;
using Kpi.Domain.Calendar;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Calendar;

/// <summary>Closing, opening again and more time, in both databases.</summary>
[TestFixtureSource(nameof(Dialects))]
public sealed class CalendarContract(string dialect) : StorageContract(dialect)
{
    private ReturnsWorld _world = null!;

    /// <summary>The tests share a database: each has a month of its own.</summary>
    private Period _month = September;

    private DecidePeriod Decide => _world.World.Get<DecidePeriod>();

    private ManageExtensions Extensions => _world.World.Get<ManageExtensions>();

    [TearDown]
    public async Task End() => await _world.DisposeAsync();

    [Test]
    public async Task A_closed_period_takes_nothing_until_it_is_opened_again_with_a_reason()
    {
        await Begin(month: 8);
        var first = await _world.Judge(await _world.Filled("BV1", _month));
        first.Summary.State.Should().Be(ReturnState.Accepted, Show(first));

        var closed = (await Decide.Close(Of("VN"), null, _world.World.Actor, Token)).Value;
        var correction = await _world.Filled("BV1", _month, ("systems_in_use", 151L));
        var refused = await _world.Judge(correction);
        var other = await _world.Judge(await _world.Filled("BV2", _month));

        refused.Summary.State.Should().Be(ReturnState.Refused);
        other.Summary.State.Should().Be(ReturnState.Refused);
        var finding = refused.Findings.Should().ContainSingle().Subject;
        (finding.Code, finding.Arguments[0], finding.Arguments[2]).Should().Be(("wrong-period", "#closed", "VN"));
        var catalogue = await _world.World.Get<CatalogueReader>().Current(Token);
        FindingTexts.Say(finding, catalogue).Vi.Should().Contain("khoá sổ từ ngày 05/10/2026 cho VN").And.Contain("đã tổng hợp").And.NotContain("{");

        _ = (await Decide.Reopen(Of("BV1"), null, _world.World.Actor, Token)).Value;
        (await _world.Judge(correction)).Summary.Should().Match<ReturnSummary>(s => s.State == ReturnState.Accepted && s.Version == 2);
        (await _world.Judge(await _world.Filled("BV2", _month, ("systems_in_use", 152L)))).Summary.State.Should().Be(ReturnState.Refused, "only BV1 was opened");
        (await _world.World.Get<CalendarReader>().Decisions(_month, Token)).Select(d => (d.UnitCode, d.Closed)).Should().Equal(("BV1", false), ("VN", true));
        (await _world.World.Get<AuditReader>().List(0, 100, Token)).Where(e => e.Action.StartsWith("period.", StringComparison.Ordinal) && e.Subject.StartsWith($"{_month} ", StringComparison.Ordinal)).Select(e => e.Action)
            .Should().BeEquivalentTo("period.closed", "period.reopened");
        closed.By.Should().Be("test");
    }

    [Test]
    public async Task A_period_closed_while_its_returns_are_being_read_takes_none_of_them()
    {
        var closed = false;
        await Begin(services => services.AddSingleton<ReadSheet>((bytes, catalogue, token) =>
        {
            // The period is closed after this batch was begun and before it is stored.
            if (!Interlocked.Exchange(ref closed, true)) _ = Decide.Close(Of("VN"), null, _world.World.Actor, token).GetAwaiter().GetResult().Value;
            return ReturnWorkbook.Read(bytes, catalogue, token);
        }), month: 7);

        var one = await _world.Send(await _world.Filled("BV1", _month), "1.xlsx");
        var two = await _world.Send(await _world.Filled("BV2", _month), "2.xlsx");
        (await _world.Process()).Should().Be(2);

        foreach (var id in new[] { one.Id, two.Id })
        {
            var detail = (await _world.Reader.Get(id, Token))!;
            detail.Summary.State.Should().Be(ReturnState.Refused, Show(detail));
            detail.Findings.Should().ContainSingle(f => f.Code == "wrong-period");
        }
    }

    [Test]
    public async Task Opening_a_period_needs_the_right_over_all_that_the_closing_covers()
    {
        await Begin(month: 6);
        var province = await Reviewer("01");
        (await Decide.Close(Of("VN"), province, _world.World.Actor, Token)).Problem!.Code.Should().Be("not-allowed");
        _ = (await Decide.Close(Of("01"), province, _world.World.Actor, Token)).Value;
        (await Decide.Close(Of("BV1"), province, _world.World.Actor, Token)).Problem!.Code.Should().Be("already-closed");
        _ = (await Decide.Reopen(Of("BV1"), province, _world.World.Actor, Token)).Value;
        (await Decide.Reopen(Of("BV1"), province, _world.World.Actor, Token)).Problem!.Code.Should().Be("not-closed");

        _ = (await Decide.Close(Of("VN"), null, _world.World.Actor, Token)).Value;
        (await Decide.Reopen(Of("BV1"), province, _world.World.Actor, Token)).Problem!.Should().Match<Problem>(p => p.Code == "closed-above" && p.Message.En.Contains("VN"));
        (await Decide.Reopen(Of("VN"), await Reviewer("VN"), _world.World.Actor, Token)).Problem.Should().BeNull();
    }

    [TestCase(4, "hospital", false)]
    [TestCase(3, null, true)]
    public async Task A_province_does_not_undo_the_ministrys_closing_by_opening_all_forms_or_a_longer_period(int month, string? form, bool byQuarter)
    {
        await Begin(month: month);
        var province = await Reviewer("01");
        _ = (await Decide.Close(Of("VN") with { Form = form }, null, _world.World.Actor, Token)).Value;
        var wider = Of("01") with { Period = byQuarter ? Period.Containing(_month.LastDay, PeriodKind.Quarter) : _month };
        (await Decide.Reopen(wider, province, _world.World.Actor, Token)).Problem!.Code.Should().Be("closed-above");
        // Of all that it asks for, its own closing is the last word: taken back, it would take the ministry's with it.
        _ = (await Decide.Close(wider, province, _world.World.Actor, Token)).Value;

        var outcome = await Decide.Reopen(wider, province, _world.World.Actor, Token);

        outcome.Problem!.Code.Should().Be("closed-above");
        (await _world.Judge(await _world.Filled("BV1", _month))).Findings.Should().ContainSingle().Which.Arguments[0].Should().Be("#closed");
    }

    [TestCase("", "reason-required")]
    [TestCase("  ", "reason-required")]
    public async Task Closing_needs_a_reason_a_known_unit_and_form_and_a_period_that_is_over(string reason, string code)
    {
        await Begin(month: 5);
        (await Decide.Close(Of("VN") with { Reason = reason }, null, _world.World.Actor, Token)).Problem!.Code.Should().Be(code);
        (await Decide.Close(Of("NO"), null, _world.World.Actor, Token)).Problem!.Code.Should().Be("unit-not-found");
        (await Decide.Close(Of("VN") with { Form = "none" }, null, _world.World.Actor, Token)).Problem!.Code.Should().Be("form-not-found");
        (await Decide.Close(Of("VN") with { Period = Period.Month(2026, 10) }, null, _world.World.Actor, Token)).Problem!.Code.Should().Be("period-not-over");
        (await Decide.Reopen(Of("VN"), null, _world.World.Actor, Token)).Problem!.Code.Should().Be("not-closed");
    }

    [Test]
    public async Task More_time_makes_a_late_return_one_in_time_whether_granted_before_or_after()
    {
        await Begin();
        _world.World.Clock.SetUtcNow(new DateTimeOffset(2026, 10, 28, 2, 0, 0, TimeSpan.Zero));
        var late = await _world.Judge(await _world.Filled("BV1", _month));
        late.Summary.Late.Should().BeTrue();

        var asked = (await Extensions.Ask(Ask("BV1", new DateOnly(2026, 10, 30)), await Submitter("BV1"), new Actor("clerk"), Token)).Value;
        (await Extensions.Ask(Ask("BV1", new DateOnly(2026, 10, 31)), null, new Actor("clerk"), Token)).Problem!.Code.Should().Be("extension-open");
        (await _world.Reader.Get(late.Summary.Id, Token))!.Summary.Late.Should().BeTrue("asking moves nothing");
        var granted = (await Extensions.Grant(asked.Id, null, "Lũ lụt", await Reviewer("01"), new Actor("department"), Token)).Value;

        (granted.State, granted.GrantedUntil, granted.DecidedBy).Should().Be((ExtensionState.Granted, new DateOnly(2026, 10, 30), "department"));
        (await _world.Reader.Get(late.Summary.Id, Token))!.Summary.Late.Should().BeFalse();
        (await _world.Judge(await _world.Filled("BV1", _month, ("systems_in_use", 151L)))).Summary.Late.Should().BeFalse();
        (await _world.Judge(await _world.Filled("BV2", _month))).Summary.Late.Should().BeTrue("it asked for nothing");
        (await Extensions.Refuse(asked.Id, "không", null, new Actor("department"), Token)).Problem!.Code.Should().Be("extension-answered");
        var shown = (await _world.World.Get<Deadlines>().Run(_month, "BV1", Token)).Value.Should().ContainSingle().Subject;
        shown.Window.DueDay.Should().Be(new DateOnly(2026, 10, 30));
    }

    [Test]
    public async Task Who_asked_does_not_answer_and_neighbours_neither_see_nor_decide()
    {
        await Begin();
        var asked = (await Extensions.Ask(Ask("BV1", new DateOnly(2026, 10, 30)), null, new Actor("department"), Token)).Value;

        (await Extensions.Grant(asked.Id, null, null, await Reviewer("01"), new Actor("department"), Token)).Problem!.Code.Should().Be("own-extension");
        (await Extensions.Grant(asked.Id, null, null, await Submitter("BV1"), new Actor("clerk"), Token)).Problem!.Code.Should().Be("not-allowed");
        (await Extensions.Grant(asked.Id, null, null, await Reviewer("48"), new Actor("neighbour"), Token)).Problem!.Code.Should().Be("no-such-extension");
        (await Extensions.Ask(Ask("BV2", new DateOnly(2026, 10, 30)), await Submitter("BV1"), new Actor("clerk"), Token)).Problem!.Code.Should().Be("not-allowed");
        (await Extensions.Refuse(asked.Id, " ", await Reviewer("01"), new Actor("other"), Token)).Problem!.Code.Should().Be("reason-required");
        (await Extensions.Refuse(asked.Id, "Đã đủ thời gian", await Reviewer("01"), new Actor("other"), Token)).Value.State.Should().Be(ExtensionState.Refused);
    }

    [TestCase("2026-10-21", "not-later")]
    [TestCase("2028-01-01", "too-late")]
    public async Task A_day_that_gives_no_time_or_too_much_is_refused(string day, string code)
    {
        await Begin();
        var until = DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        (await Extensions.Ask(Ask("BV1", until), null, _world.World.Actor, Token)).Problem!.Code.Should().Be(code);
    }

    private PeriodRequest Of(string unit) => new(_month, null, unit, "Số liệu đã tổng hợp");

    private ExtensionRequest Ask(string unit, DateOnly until) => new(unit, _month, until, "Mất điện do bão");

    private Task<Access> Reviewer(string unit) => With(Permission.Read | Permission.Review, unit);

    private Task<Access> Submitter(string unit) => With(Permission.Read | Permission.Submit, unit);

    private async Task<Access> With(Permission permissions, string unit) =>
        Access.Of([new Grant("x", permissions, unit)], await _world.World.Get<UnitReader>().On(BusinessDay.Today(_world.World.Clock), Token));

    private async Task Begin(Action<IServiceCollection>? configure = null, int month = 9)
    {
        _month = Period.Month(2026, month);
        _world = await New(new Dictionary<string, string?>(), services =>
        {
            services.AddSingleton(Database);
            configure?.Invoke(services);
        });
    }
}
