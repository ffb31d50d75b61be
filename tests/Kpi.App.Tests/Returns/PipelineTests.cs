using System.Globalization;
using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.App.Platform.Work;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Returns;

/// <summary>The door and the pipeline under repetition, races, kills, breakdowns and locks.</summary>
public sealed class PipelineTests
{
    private ReturnsWorld _world = null!;
    private Func<ReadOnlyMemory<byte>, ReturnSheet?> _instead = _ => null;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task Begin()
    {
        _instead = _ => null;
        _world = await New(
            new Dictionary<string, string?> { ["Returns:MaxBytes"] = "100000" },
            services => services.AddSingleton<ReadSheet>((bytes, catalogue, token) => _instead(bytes) ?? ReturnWorkbook.Read(bytes, catalogue, token)));
    }

    [TearDown]
    public async Task End() => await _world.DisposeAsync();

    [Test]
    public async Task The_same_bytes_twice_are_one_return_with_one_receipt()
    {
        var bytes = await _world.Filled("BV1", September);

        var first = await _world.Send(bytes, "một.xlsx");
        await _world.Process();
        _world.World.Clock.Advance(TimeSpan.FromDays(3));
        var again = await _world.Send(bytes, "hai.xlsx");
        var judged = await _world.Process();

        first.AlreadyHeld.Should().BeFalse();
        again.Should().Be(first with { AlreadyHeld = true });
        judged.Should().Be(0, "an accepted return is not judged again");
        (await _world.Reader.List(new ReturnFilter(), 0, 10, Token)).Should().ContainSingle().Which.FileName.Should().Be("một.xlsx");
    }

    [Test]
    public async Task The_same_bytes_twice_in_one_batch_are_one_return()
    {
        var bytes = await _world.Filled("BV1", September);

        var outcomes = await _world.Door.Run([_world.File("a.xlsx", bytes), _world.File("b.xlsx", bytes)], _world.World.Actor, Token);

        outcomes[1].Value.Should().Be(outcomes[0].Value with { AlreadyHeld = true });
        (await _world.Process()).Should().Be(1);
    }

    [Test]
    public async Task A_hundred_senders_of_the_same_bytes_get_the_same_receipt()
    {
        var bytes = await _world.Filled("BV1", September);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => _world.Send(bytes, $"{i}.xlsx"), Token)));

        receipts.Select(r => r with { AlreadyHeld = true }).Distinct().Should().ContainSingle();
        receipts.Count(r => !r.AlreadyHeld).Should().Be(1);
        (await _world.Process()).Should().Be(1);
        (await _world.World.Get<AuditReader>().List(0, 500, Token)).Count(e => e.Action == "return.received").Should().Be(1);
    }

    [Test]
    public async Task A_file_over_the_limit_is_turned_away_and_the_others_are_kept()
    {
        var good = await _world.Filled("BV1", September);

        var outcomes = await _world.Door.Run([_world.File("to.xlsx", new byte[100_001]), _world.File("vừa.xlsx", good)], _world.World.Actor, Token);

        outcomes[0].Problem!.Code.Should().Be("file-too-large");
        outcomes[0].Problem!.Message.Vi.Should().Contain("to.xlsx").And.Contain("0,1 MB");
        outcomes[1].Problem.Should().BeNull();
        (await _world.Reader.List(new ReturnFilter(), 0, 10, Token)).Should().ContainSingle();
    }

    [Test]
    public async Task What_a_lost_worker_held_is_taken_over_when_its_lease_ends_and_counts_once()
    {
        var receipt = await _world.Send(await _world.Filled("BV1", September));
        await Take(receipt.Id, "elsewhere/4711/1700000000/1");

        (await _world.Process()).Should().Be(0, "the other may still be at it");
        _world.World.Clock.Advance(TimeSpan.FromMinutes(5));
        (await _world.Process()).Should().Be(1);

        await AcceptedOnce(receipt.Id);
    }

    [Test]
    public async Task What_a_killed_process_of_this_machine_held_is_taken_over_at_once()
    {
        var receipt = await _world.Send(await _world.Filled("BV1", September));
        var parts = WorkerName.New().Split('/');
        parts[1] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        await Take(receipt.Id, string.Join('/', parts));

        (await _world.Process()).Should().Be(1);

        await AcceptedOnce(receipt.Id);
    }

    [Test]
    public async Task A_process_that_got_the_number_of_a_killed_one_is_told_apart_by_its_start()
    {
        var living = WorkerName.New();
        var parts = living.Split('/');
        parts[2] = "1700000000";

        WorkerName.IsGone(living).Should().BeFalse();
        WorkerName.IsGone(string.Join('/', parts)).Should().BeTrue();
        WorkerName.IsGone("elsewhere/4711/1700000000/1").Should().BeFalse("nobody here can know");
        WorkerName.IsGone("").Should().BeFalse();
        await Task.CompletedTask;
    }

    [Test]
    public async Task A_worker_slower_than_its_lease_leaves_the_work_to_who_took_it_over()
    {
        var receipt = await _world.Send(await _world.Filled("BV1", September));
        var slow = new TaskCompletionSource();
        var reading = new TaskCompletionSource();
        var first = true;
        _instead = _ =>
        {
            if (!first) return null;
            first = false;
            reading.SetResult();
            slow.Task.GetAwaiter().GetResult();
            return null;
        };

        var late = Task.Run(() => _world.Process(), Token);
        await reading.Task;
        _world.World.Clock.Advance(TimeSpan.FromMinutes(6));
        var quick = await _world.Process();
        slow.SetResult();

        quick.Should().Be(1);
        (await late).Should().Be(0);
        await AcceptedOnce(receipt.Id);
    }

    [Test]
    public async Task A_file_on_which_the_reader_breaks_down_is_tried_alone_and_then_refused_while_the_rest_goes_on()
    {
        byte[] poison = [9, 9, 9];
        var tries = 0;
        _instead = bytes => bytes.Span.SequenceEqual(poison) && ++tries > 0 ? throw new InvalidOperationException("a bug of ours") : null;
        var good = await _world.Send(await _world.Filled("BV1", September));
        var bad = await _world.Send(poison);
        var more = await _world.Send(await _world.Filled("BV2", September));

        (await _world.Process()).Should().Be(2);
        (await _world.Reader.Summaries([good.Id, more.Id], Token)).Values.Should().OnlyContain(s => s.State == ReturnState.Accepted);
        (await _world.Process()).Should().Be(0, "it is not tried again at once");
        _world.World.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _world.Process()).Should().Be(0);
        _world.World.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _world.Process()).Should().Be(1);

        tries.Should().Be(3);
        var parked = (await _world.Reader.Get(bad.Id, Token))!;
        parked.Summary.State.Should().Be(ReturnState.Refused);
        parked.Findings.Should().ContainSingle().Which.Arguments.Should().Equal("#broke-down", "3");

        // Mended, and sent again: judged like any other.
        _instead = _ => null;
        await _world.Send(poison);
        (await _world.Process()).Should().Be(1);
        (await _world.Reader.Get(bad.Id, Token))!.Findings.Should().ContainSingle().Which.Code.Should().Be("not-a-workbook");
    }

    [Test]
    public async Task A_file_that_kills_every_process_that_reads_it_is_refused_unread_and_takes_no_other_with_it()
    {
        var killer = await _world.Send([6, 6, 6]);
        var innocent = await _world.Send(await _world.Filled("BV1", September));
        long[] both = [killer.Id, innocent.Id];
        await Take(both, "elsewhere/1/1700000000/1");
        _world.World.Clock.Advance(TimeSpan.FromMinutes(5));
        for (var kill = 2; kill <= 3; kill++)
        {
            await Take([killer.Id], $"elsewhere/{kill}/1700000000/1");
            _world.World.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        var read = 0;
        _instead = _ => ++read > 0 ? null : null;
        (await _world.Process()).Should().Be(2);

        read.Should().Be(1, "only the innocent one was opened");
        (await _world.Reader.Get(killer.Id, Token))!.Findings.Single().Code.Should().Be("damaged");
        await AcceptedOnce(innocent.Id);
    }

    [Test]
    public async Task Several_workers_share_the_work_and_nothing_is_judged_twice()
    {
        foreach (var facility in new[] { "BV1", "BV2", "BV3", "BV4" })
        {
            for (var level = 0; level < 10; level++)
                await _world.Send(await _world.Filled(facility, September, ("systems_in_use", 120L + level)));
        }

        var judged = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _world.Process(batch: 3), Token)));

        judged.Sum().Should().Be(40);
        var all = await _world.Reader.List(new ReturnFilter(), 0, 100, Token);
        all.Should().OnlyContain(r => r.State == ReturnState.Accepted);
        foreach (var unit in all.GroupBy(r => r.Facility))
        {
            unit.Select(r => r.Version!.Value).Should().BeEquivalentTo(Enumerable.Range(1, 10));
            unit.Single(r => r.IsCurrent).Id.Should().Be(unit.Max(r => r.Id), "what was sent last counts, in whatever order they were judged");
        }

        (await _world.World.Get<AuditReader>().List(0, 500, Token)).Count(e => e.Action == "return.accepted").Should().Be(40);
        (await _world.World.Get<AuditReader>().Verify(Token)).IsWhole.Should().BeTrue();
    }

    [Test]
    public async Task A_worker_told_to_stop_lays_its_work_down_untried()
    {
        var receipt = await _world.Send(await _world.Filled("BV1", September));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _instead = _ =>
        {
            stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
            return null;
        };

        var run = () => _world.World.Get<ProcessReturns>().Run(10, _world.World.Actor, stop.Token);
        await run.Should().ThrowAsync<OperationCanceledException>();
        (await _world.Reader.Summaries([receipt.Id], Token))[receipt.Id].State.Should().Be(ReturnState.Received);

        _instead = _ => null;
        (await _world.Process()).Should().Be(1);
        await AcceptedOnce(receipt.Id);
    }

    [Test]
    public async Task A_sender_bound_to_another_facility_cannot_spoil_a_return_for_its_owner()
    {
        var bytes = await _world.Filled("BV1", September);
        var stranger = await _world.Send(bytes, requiredFacility: "BV2");
        var owner = await _world.Send(bytes, requiredFacility: "BV1");
        await _world.Process();

        owner.Id.Should().Be(stranger.Id);
        (await _world.Reader.Get(owner.Id, Token))!.Summary.State.Should().Be(ReturnState.Accepted);
        await _world.Send(bytes, requiredFacility: "BV2");
        (await _world.Process()).Should().Be(0, "what is accepted stays so");
    }

    [Test]
    public async Task A_database_locked_by_another_program_is_waited_for()
    {
        var bytes = await _world.Filled("BV1", September);
        await using var other = await _world.World.Database.Open(Token);
        var held = await _world.World.Database.Dialect.BeginWrite(other, Token);
        var sending = Task.Run(() => _world.Send(bytes), Token);

        sending.IsCompleted.Should().BeFalse();
        await held.RollbackAsync(Token);
        await held.DisposeAsync();

        (await sending).AlreadyHeld.Should().BeFalse();
        (await _world.Process()).Should().Be(1);
    }

    private Task Take(long id, string worker) => Take([id], worker);

    private Task Take(long[] ids, string worker) => _world.World.Database.Write(async session =>
    {
        var now = _world.World.Clock.GetUtcNow();
        (await _world.World.Get<ReturnStore>().Take(session, ids, worker, now, now + TimeSpan.FromMinutes(5), Token)).Should().HaveCount(ids.Length);
    }, Token);

    private async Task AcceptedOnce(long id)
    {
        var detail = (await _world.Reader.Get(id, Token))!;
        detail.Summary.State.Should().Be(ReturnState.Accepted, Show(detail));
        detail.Summary.Version.Should().Be(1);
        (await _world.World.Get<AuditReader>().List(0, 500, Token))
            .Count(e => e.Action == "return.accepted" && e.Subject == Ids.Show(id)).Should().Be(1);
    }
}
