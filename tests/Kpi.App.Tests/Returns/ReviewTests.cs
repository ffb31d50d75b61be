using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Returns;

/// <summary>Approving, sending back, and what counts afterwards.</summary>
public sealed class ReviewTests
{
    private ReturnsWorld _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

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
    public async Task Only_what_is_accepted_can_be_reviewed()
    {
        var refused = (await _world.Judge("rubbish"u8.ToArray())).Summary.Id;
        var accepted = await Accepted(120);

        (await Review.Approve(refused, null, _world.World.Actor, Token)).Problem!.Kind.Should().Be(ProblemKind.Conflict);
        (await Review.SendBack(refused, "x", _world.World.Actor, Token)).Problem!.Kind.Should().Be(ProblemKind.Conflict);
        (await Review.Approve(1, null, _world.World.Actor, Token)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await Review.Approve(accepted, null, _world.World.Actor, Token)).Value.State.Should().Be(ReturnState.Approved);
        (await Review.Approve(accepted, null, _world.World.Actor, Token)).Problem!.Kind.Should().Be(ProblemKind.Conflict, "it is approved already");
    }

    [Test]
    public async Task Approved_only_takes_the_last_approved_version_although_a_newer_one_counts()
    {
        var first = await Accepted(120);
        _ = (await Review.Approve(first, null, _world.World.Actor, Token)).Value;
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
