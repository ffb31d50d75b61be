using System.Collections.Immutable;
using FluentAssertions;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.App.Tests.Scoring.CorridorTests;

namespace Kpi.App.Tests.Recalculation;

/// <summary>Calculations that a job makes, over the real database.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class RecalculationTests
{
    private static readonly Actor Lan = new("lan"), Hoa = new("hoa");
    private static readonly ImmutableArray<Period> September = [Period.Parse("2026-09")];
    private static readonly ImmutableArray<Period> Summer = [Period.Parse("2026-07"), Period.Parse("2026-08"), Period.Parse("2026-09")];

    [Test]
    public async Task A_calculation_asked_for_becomes_the_run_of_the_same_id()
    {
        await using var world = await Begin();
        await File(world, "82-BV-1", ("cases_notifiable", 6), ("cases_on_platform", 3));
        var asked = await Ask(world, September);
        asked.State.Should().Be(RecalculationState.Waiting);
        (await world.Get<ScoreReader>().Run(asked.Id, default)).Should().BeNull("nothing is calculated where it is asked for");

        (await world.Get<RunRecalculations>().Run(default)).Should().Be(1);

        var ended = (await world.Get<Recalculations>().Find(asked.Id, Lan, default))!;
        ended.Should().BeEquivalentTo(new { State = RecalculationState.Done, Problem = (Text?)null });
        ended.Done.Should().Be(ended.Total).And.BePositive();
        var run = (await world.Get<ScoreReader>().Run(asked.Id, default))!;
        run.Hash.Should().Be((await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September[0]), world.Actor, default)).Value.Hash);
        (run.MadeBy, run.Official).Should().Be(("lan", false));
        (await world.Get<RunRecalculations>().Run(default)).Should().Be(0);
    }

    [Test]
    public async Task What_a_killed_worker_left_is_taken_up_again_once_and_goes_on_where_it_stopped()
    {
        await using var world = await Begin();
        var asked = await Ask(world, Summer);
        var july = (await world.Get<ScorePeriod>().Run(asked.Request.At(0), Lan, default)).Value;
        await Killed(world, asked, attempts: 1);

        (await world.Get<RunRecalculations>().Run(default)).Should().Be(1);

        (await world.Get<Recalculations>().Find(asked.Id, Lan, default))!.State.Should().Be(RecalculationState.Done);
        var runs = await world.Get<Recalculations>().Runs(asked, default);
        runs.Select(r => r.Period).Should().Equal(Summer);
        (runs[0].Id, runs[0].MadeAt).Should().Be((july.Id, july.MadeAt), "what was done is not done again");
    }

    [Test]
    public async Task What_stopped_two_workers_is_not_given_to_a_third()
    {
        await using var world = await Begin();
        var asked = await Ask(world, September);
        await Killed(world, asked, attempts: 2);

        (await world.Get<RunRecalculations>().Run(default)).Should().Be(0);

        var ended = (await world.Get<Recalculations>().Find(asked.Id, Lan, default))!;
        ended.State.Should().Be(RecalculationState.Failed);
        ended.Problem!.En.Should().Contain("stopped twice");
    }

    [Test]
    public async Task What_nobody_has_begun_is_stopped_at_once_and_what_has_ended_cannot_be()
    {
        await using var world = await Begin();
        var asked = await Ask(world, September);

        (await world.Get<Recalculations>().Cancel(asked.Id, Hoa, default)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await world.Get<Recalculations>().Cancel(asked.Id, Lan, default)).Value.State.Should().Be(RecalculationState.Cancelled);
        (await world.Get<RunRecalculations>().Run(default)).Should().Be(0);
        (await world.Get<Recalculations>().Cancel(asked.Id, Lan, default)).Problem!.Code.Should().Be("recalculation-ended");
    }

    [Test]
    public async Task What_is_asked_to_stop_keeps_the_periods_that_are_done_and_begins_no_other()
    {
        await using var world = await Begin();
        var asked = await Ask(world, Summer);
        await world.Get<ScorePeriod>().Run(asked.Request.At(0), Lan, default);
        // It is at work, in the hands of a worker that has died meanwhile.
        await Killed(world, asked, attempts: 0);
        (await world.Get<Recalculations>().Cancel(asked.Id, Lan, default)).Value.State.Should().Be(RecalculationState.Running);

        (await world.Get<RunRecalculations>().Run(default)).Should().Be(1);

        (await world.Get<Recalculations>().Find(asked.Id, Lan, default))!.State.Should().Be(RecalculationState.Cancelled);
        (await world.Get<Recalculations>().Runs(asked, default)).Should().ContainSingle().Which.Period.Should().Be(Summer[0]);
    }

    [Test]
    public async Task What_is_broken_off_between_two_indicators_keeps_nothing_of_its_period()
    {
        await using var world = await Begin();
        var asked = await Ask(world, Summer);
        using var stop = new CancellationTokenSource();
        var done = new List<Period>();
        var running = Task.Run(async () =>
        {
            for (var i = 0; i < Summer.Length; i++)
            {
                var place = i;
                var outcome = await world.Get<ScorePeriod>().Run(asked.Request.At(i), Lan, (n, _) => { if (place == 1 && n == 5) stop.Cancel(); }, stop.Token);
                done.Add(outcome.Value.Period);
            }
        });

        await FluentActions.Awaiting(() => running).Should().ThrowAsync<OperationCanceledException>();

        done.Should().Equal(Summer[0]);
        (await world.Get<Recalculations>().Runs(asked, default)).Should().ContainSingle().Which.Period.Should().Be(Summer[0]);
    }

    [Test]
    public async Task What_would_refuse_one_of_the_periods_is_said_when_it_is_asked_for()
    {
        await using var world = await Begin();
        var request = ScoreRequest.Due(September[0]) with { Official = false };

        (await world.Get<Recalculations>().Ask(request, [September[0], Period.Parse("2150-01")], Lan, default)).Problem!.Code.Should().Be("period-in-future");
        (await world.Get<Recalculations>().Ask(request with { Catalogue = 77 }, September, Lan, default)).Problem!.Code.Should().Be("catalogue-not-found");
        (await world.Get<Recalculations>().Of(Lan, 10, default)).Should().BeEmpty();
    }

    [Test]
    public async Task Only_who_asked_sees_it()
    {
        await using var world = await Begin();
        var asked = await Ask(world, September);
        (await world.Get<Recalculations>().Find(asked.Id, Hoa, default)).Should().BeNull();
        (await world.Get<Recalculations>().Find(asked.Id, Lan, default)).Should().NotBeNull();
    }

    private static async Task<App.Features.Recalculation.Recalculation> Ask(World world, ImmutableArray<Period> periods) =>
        (await world.Get<Recalculations>().Ask(ScoreRequest.Due(periods[0]) with { Official = false }, periods, Lan, default)).Value;

    /// <summary>The row as a worker leaves it whose process is killed: held, and by nobody who lives.</summary>
    private static Task Killed(World world, App.Features.Recalculation.Recalculation asked, int attempts) => world.Database.Write(
        session => session.Execute(
            "UPDATE recalculation SET state = 'running', attempts = @Attempts, held_by = @Holder, held_until = @Until WHERE id = @Id",
            new { asked.Id, Attempts = attempts, Holder = $"{Environment.MachineName}/999999999/1/1", Until = TimeProvider.System.GetUtcNow().AddHours(1) }, default),
        default);
}
