using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Returns;

/// <summary>Approving, sending back, and what counts afterwards.</summary>
public sealed class ReviewTests
{
    private ReturnsWorld _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    /// <summary>Somebody who sent nothing.</summary>
    private static readonly Actor Reviewer = new("department");

    private ReviewReturn Review => _world.World.Get<ReviewReturn>();

    [SetUp]
    public async Task Begin() => _world = await New();

    [TearDown]
    public async Task End() => await _world.DisposeAsync();

    [Test]
    public async Task Sending_back_needs_a_reason()
    {
        var id = await Accepted(120);

        foreach (var reason in new[] { "", "  \n" })
        {
            var outcome = await Review.SendBack(id, reason, _world.World.Actor, Token);
            (outcome.Problem!.Kind, outcome.Problem.Code).Should().Be((ProblemKind.Invalid, "reason-required"));
        }

        (await _world.Reader.Get(id, Token))!.Summary.State.Should().Be(ReturnState.Accepted);
    }

    [Test]
    public async Task A_return_sent_back_counts_no_more_and_the_version_before_it_counts_again()
    {
        var first = await Accepted(120);
        var second = await Accepted(130);
        await ForgetDue();

        var outcome = await Review.SendBack(second, "Số liệu hệ thống chưa đúng", _world.World.Actor, Token);

        (outcome.Value.State, outcome.Value.IsCurrent).Should().Be((ReturnState.SentBack, false));
        (await Counting()).Should().Equal((first, 120));
        var detail = (await _world.Reader.Get(second, Token))!;
        (detail.Note, detail.ReviewedBy, detail.ReviewedAt).Should().Be(("Số liệu hệ thống chưa đúng", "test", _world.World.Clock.GetUtcNow()));
        (await Due()).Should().BeEquivalentTo("2026-09", "2026Q3", "2026H2", "2026");
        (await _world.World.Get<AuditReader>().List(0, 1, Token)).Single().Action.Should().Be("return.sent-back");

        await Review.SendBack(first, "Cũng chưa đúng", _world.World.Actor, Token);
        (await Counting()).Should().BeEmpty();
        (await Accepted(140)).Should().BePositive();
        (await Counting()).Select(c => c.Systems).Should().Equal(140);
    }

    [Test]
    public async Task Sending_back_an_older_version_changes_nothing_that_counts()
    {
        var first = await Accepted(120);
        var second = await Accepted(130);
        await ForgetDue();

        _ = (await Review.SendBack(first, "Bản cũ sai", _world.World.Actor, Token)).Value;

        (await Counting()).Should().Equal((second, 130));
        (await Due()).Should().BeEmpty();
    }

    [Test]
    public async Task Nothing_is_sent_back_in_a_closed_period_until_it_is_opened_again()
    {
        var first = await Accepted(120);
        var second = await Accepted(130);
        var decide = _world.World.Get<DecidePeriod>();
        _ = (await decide.Close(new PeriodRequest(September, null, "VN", "Số liệu đã tổng hợp"), null, _world.World.Actor, Token)).Value;
        await ForgetDue();

        var outcome = await Review.SendBack(second, "Sai", Reviewer, Token);

        (outcome.Problem!.Kind, outcome.Problem.Code).Should().Be((ProblemKind.Conflict, "period-closed"));
        (await Shown(second)).State.Should().Be(ReturnState.Accepted);
        (await Counting()).Should().Equal((second, 130));
        (await Due()).Should().BeEmpty();

        _ = (await decide.Reopen(new PeriodRequest(September, null, "VN", "Sửa số"), null, _world.World.Actor, Token)).Value;
        _ = (await Review.SendBack(second, "Sai", Reviewer, Token)).Value;
        (await Counting()).Should().Equal((first, 120));
    }

    [Test]
    public async Task Only_what_is_accepted_can_be_reviewed()
    {
        var refused = (await _world.Judge("rubbish"u8.ToArray())).Summary.Id;
        var accepted = await Accepted(120);

        (await Review.Approve(refused, null, Reviewer, Token)).Problem!.Kind.Should().Be(ProblemKind.Conflict);
        (await Review.SendBack(refused, "x", _world.World.Actor, Token)).Problem!.Kind.Should().Be(ProblemKind.Conflict);
        (await Review.Approve(1, null, Reviewer, Token)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await Review.Approve(accepted, null, Reviewer, Token)).Value.State.Should().Be(ReturnState.Approved);
        (await Review.Approve(accepted, null, Reviewer, Token)).Problem!.Kind.Should().Be(ProblemKind.Conflict, "it is approved already");
    }

    [Test]
    public async Task Approved_only_takes_the_last_approved_version_although_a_newer_one_counts()
    {
        var first = await Accepted(120);
        _ = (await Review.Approve(first, null, Reviewer, Token)).Value;
        var second = await Accepted(130);

        (await Counting()).Should().Equal((second, 130));
        (await Counting(approvedOnly: true)).Should().Equal((first, 120));
    }

    [Test]
    public async Task What_was_known_then_is_found_again_whatever_came_after()
    {
        var clock = _world.World.Clock;
        var before = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromHours(1));
        var first = await Accepted(120);
        var withFirst = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromHours(1));
        var second = await Accepted(130);
        var withSecond = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromHours(1));
        _ = (await Review.SendBack(second, "Sai", _world.World.Actor, Token)).Value;
        var afterwards = clock.GetUtcNow();

        (await Counting(asKnownAt: before)).Should().BeEmpty();
        (await Counting(asKnownAt: withFirst)).Should().Equal((first, 120));
        (await Counting(asKnownAt: withSecond)).Should().Equal((second, 130));
        (await Counting(asKnownAt: afterwards)).Should().Equal((first, 120));
    }

    [Test]
    public async Task A_word_that_was_taken_back_later_is_still_what_was_known_then()
    {
        var clock = _world.World.Clock;
        var first = await Accepted(120);
        var second = await Accepted(130);
        clock.Advance(TimeSpan.FromHours(1));
        _ = (await Review.Approve(second, null, Reviewer, Token)).Value;
        var approved = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromHours(1));
        _ = (await Review.SendBack(second, "Vẫn sai", Reviewer, Token)).Value;

        (await Counting(approvedOnly: true, asKnownAt: approved)).Should().Equal((second, 130));
        (await Counting(approvedOnly: true)).Should().BeEmpty();
        (await Counting()).Should().Equal((first, 120));
    }

    [Test]
    public async Task A_return_sent_back_does_not_count_as_approved_because_the_reviewers_machine_runs_behind()
    {
        var first = await Accepted(120);
        var second = await Accepted(130);
        _ = (await Review.Approve(second, null, Reviewer, Token)).Value;
        var behind = new FakeTimeProvider(_world.World.Clock.GetUtcNow() - TimeSpan.FromSeconds(20));
        var elsewhere = ActivatorUtilities.CreateInstance<ReviewReturn>(_world.World.Services, behind, new Ids(behind));

        _ = (await elsewhere.SendBack(second, "Sai", Reviewer, Token)).Value;

        (await Counting(approvedOnly: true)).Should().BeEmpty();
        (await Counting(asKnownAt: _world.World.Clock.GetUtcNow())).Should().Equal((first, 120));
    }

    [Test]
    public async Task Nobody_approves_what_they_sent()
    {
        var id = await Accepted(120);

        var outcome = await Review.Approve(id, null, _world.World.Actor, Token);

        (outcome.Problem!.Kind, outcome.Problem.Code).Should().Be((ProblemKind.Forbidden, "own-return"));
        (await _world.Reader.Get(id, Token))!.Summary.State.Should().Be(ReturnState.Accepted);
        (await Review.Approve(id, null, Reviewer, Token)).Value.State.Should().Be(ReturnState.Approved);
    }

    [Test]
    public async Task The_command_line_is_no_person_and_approves_what_came_through_it()
    {
        var bytes = await _world.Filled("BV1", September);
        var receipt = (await _world.Door.Run([new IncomingFile("a.xlsx", bytes, "cli", Actor.CommandLine.Name, null)], Actor.CommandLine, Token))[0].Value;
        await _world.Process();

        (await Review.Approve(receipt.Id, null, Actor.CommandLine, Token)).Value.State.Should().Be(ReturnState.Approved);
    }

    [Test]
    public async Task Only_the_version_that_counts_can_be_approved()
    {
        var first = await Accepted(120);
        var second = await Accepted(130);

        (await Review.Approve(first, null, Reviewer, Token)).Problem!.Code.Should().Be("return-superseded");
        (await Review.Approve(second, null, Reviewer, Token)).Value.State.Should().Be(ReturnState.Approved);
    }

    [Test]
    public async Task A_version_after_an_approved_one_is_marked_as_changed_until_it_is_reviewed()
    {
        var first = await Accepted(120);
        _ = (await Review.Approve(first, null, Reviewer, Token)).Value;
        (await Shown(first)).IsChangedSinceApproval.Should().BeFalse();
        var second = await Accepted(130);

        ((await Shown(second)).IsChangedSinceApproval, (await Shown(second)).ApprovedBefore).Should().Be((true, 1));
        (await Shown(first)).IsChangedSinceApproval.Should().BeFalse("it is the one that was approved");
        var detail = (await _world.Reader.Get(second, Token))!;
        var chain = await _world.Reader.Chain(detail.Summary, Token);
        var changes = (await _world.World.Get<ReturnHistory>().Difference(detail, chain, null, Token)).Value;
        changes.Before.Id.Should().Be(first);

        _ = (await Review.Approve(second, null, Reviewer, Token)).Value;
        (await Shown(second)).IsChangedSinceApproval.Should().BeFalse();
    }

    [Test]
    public async Task A_reason_at_a_cell_is_a_finding_at_that_cell()
    {
        var id = await Accepted(120);
        var value = (await _world.Reader.Get(id, Token))!.Values.First(v => v.Element == "fees_total_vnd");

        _ = (await Review.SendBack(
            id, null, [new PlaceReason("systems_in_use", "Thiếu hệ thống PACS"), new PlaceReason($"{value.Sheet}!{value.Cell}", "Sai đơn vị tính")], Reviewer, Token)).Value;

        var detail = (await _world.Reader.Get(id, Token))!;
        detail.Summary.State.Should().Be(ReturnState.SentBack);
        var findings = detail.Findings.Where(f => f.Code == "sent-back").ToList();
        findings.Select(f => (f.Element, f.Severity)).Should().Equal(("systems_in_use", Severity.Error), ("fees_total_vnd", Severity.Error));
        findings[1].Cell.Should().Be(value.Cell);
        var catalogue = await _world.World.Get<CatalogueReader>().Current(Token);
        FindingTexts.Say(findings[0], catalogue).Vi.Should().Contain("Thiếu hệ thống PACS").And.NotContain("{");
        FindingTexts.Say(findings[0], catalogue).En.Should().Contain(catalogue.Element("systems_in_use")!.Name.En);
    }

    [TestCase("no_such_element")]
    [TestCase("ZZ999")]
    public async Task A_place_that_the_return_does_not_have_sends_nothing_back(string place)
    {
        var id = await Accepted(120);

        (await Review.SendBack(id, "Sai", [new PlaceReason(place, "?")], Reviewer, Token)).Problem!.Code.Should().Be("no-such-place");
        (await Review.SendBack(id, "Sai", [new PlaceReason("systems_in_use", " ")], Reviewer, Token)).Problem!.Code.Should().Be("reason-required");

        (await Shown(id)).State.Should().Be(ReturnState.Accepted);
    }

    [Test]
    public async Task Many_are_approved_except_some_and_ones_own_stay()
    {
        var one = await Accepted(120);
        var station = (await _world.Judge(await _world.Filled("TX1", September))).Summary.Id;
        var excepted = (await _world.Judge(await _world.Filled("TX2", September))).Summary.Id;
        var own = (await _world.Door.Run([new IncomingFile("b.xlsx", await _world.Filled("BV2", September), "page", Reviewer.Name, null)], Reviewer, Token))[0].Value.Id;
        await _world.Process();
        var queue = _world.World.Get<ReviewQueue>();

        var done = (await queue.Approve(new ApproveRequest(new QueueRequest(September, "01", null, null), null, [excepted], "Đã đối chiếu"), Reviewer, null, Token)).Value;

        done.Approved.Should().BeEquivalentTo([one, station]);
        done.Left.Should().ContainSingle().Which.Problem.Code.Should().Be("own-return");
        done.Left[0].Id.Should().Be(own);
        (await Shown(excepted)).State.Should().Be(ReturnState.Accepted);
        (await _world.World.Get<AuditReader>().List(0, 2, Token)).Select(e => (e.Action, e.Detail)).Should().AllBeEquivalentTo(("return.approved", "Đã đối chiếu"));
        var elsewhere = (await queue.Approve(new ApproveRequest(new QueueRequest(September, "48", null, null), null, [], null), Reviewer, null, Token)).Value;
        (elsewhere.Approved.Length, elsewhere.Left.Length).Should().Be((0, 0));
    }

    private async Task<ReturnSummary> Shown(long id) => (await _world.Reader.Summaries([id], Token))[id];

    private async Task<long> Accepted(long systems)
    {
        _world.World.Clock.Advance(TimeSpan.FromMinutes(1));
        var detail = await _world.Judge(await _world.Filled("BV1", September, ("systems_in_use", systems)));
        detail.Summary.State.Should().Be(ReturnState.Accepted, Show(detail));
        return detail.Summary.Id;
    }

    private async Task<IEnumerable<(long Id, long Systems)>> Counting(bool approvedOnly = false, DateTimeOffset? asKnownAt = null)
    {
        var catalogue = await _world.World.Get<CatalogueReader>().Current(Token);
        var filed = await _world.Reader.CurrentFor([September], approvedOnly, asKnownAt, catalogue, Token);
        return filed.Select(f => (f.Id, f.Values[catalogue.IndexOf("systems_in_use")]!.Value));
    }

    private Task ForgetDue() => _world.World.Database.Write(session => session.Execute("DELETE FROM period_due", null, Token), Token);

    private Task<IReadOnlyList<string>> Due() =>
        _world.World.Database.Read(session => session.Query<string>("SELECT period FROM period_due", null, Token), Token);
}
