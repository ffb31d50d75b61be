using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.App.Platform.Work;
using Kpi.Domain;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Recalculation;

/// <summary>Calculations asked for: taken at once, made by a job, seen while they run, stopped.</summary>
public sealed class Recalculations(Database database, ScorePeriod score, ScoreReader scores, AuditTrail audit, Ids ids, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly RecalculationStore _store = new();

    /// <summary>Takes a request that nothing refuses. The run of a single period will have the id of what is given back.</summary>
    public async Task<Outcome<Recalculation>> Ask(ScoreRequest request, ImmutableArray<Period> periods, Actor actor, CancellationToken token)
    {
        foreach (var period in periods)
        {
            if (await score.Refusal(request with { Period = period }, token) is { } refusal) return refusal;
        }

        var id = ids.Next();
        var asked = new Recalculation
        {
            Id = id,
            Request = RecalculationRequest.Of(request, periods, periods.Length == 1 ? [id] : [.. periods.Select(_ => ids.Next())]),
            State = RecalculationState.Waiting,
            Done = 0,
            Total = 0,
            Cancel = false,
            AskedBy = actor.Name,
            AskedAt = clock.GetUtcNow(),
        };
        await database.Write(
            async session =>
            {
                await _store.Add(session, asked, token);
                await audit.Append(session, actor, "recalculation.asked", Ids.Show(id), $"{periods[0]}..{periods[^1]}", token);
            },
            token);
        return asked;
    }

    /// <summary>One that the reader may see; null when there is none.</summary>
    public async Task<Recalculation?> Find(long id, Actor reader, CancellationToken token) =>
        await database.Read(session => _store.Find(session, id, token), token) is { } found && found.IsFor(reader) ? found : null;

    /// <summary>The same, waiting a while for its end.</summary>
    public async Task<Recalculation?> Find(long id, Actor reader, TimeSpan wait, CancellationToken token)
    {
        for (var until = clock.GetUtcNow() + wait; ;)
        {
            var found = await Find(id, reader, token);
            if (found is null or { Ended: true } || clock.GetUtcNow() >= until) return found;
            await Task.Delay(Look, clock, token);
        }
    }

    /// <summary>The latest that somebody asked for.</summary>
    public Task<IReadOnlyList<Recalculation>> Of(Actor asker, int take, CancellationToken token) => database.Read(session => _store.Of(session, asker.Name, take, token), token);

    /// <summary>Which of its runs are there.</summary>
    public async Task<IReadOnlyList<RunInfo>> Runs(Recalculation recalculation, CancellationToken token)
    {
        var runs = new List<RunInfo>();
        foreach (var id in recalculation.Request.Runs)
        {
            if (await scores.Run(id, token) is { } run) runs.Add(run);
        }

        return runs;
    }

    /// <summary>Asks it to stop: at once where nobody has begun, else between two indicators. What is done is kept.</summary>
    public async Task<Outcome<Recalculation>> Cancel(long id, Actor actor, CancellationToken token) => await database.Write<Outcome<Recalculation>>(
        async session =>
        {
            if (await _store.Find(session, id, token) is not { } found || !found.IsFor(actor)) return RunProblems.NoRun(Ids.Show(id));
            if (!await _store.Cancel(session, id, clock.GetUtcNow(), token))
            {
                return Problem.Conflict("recalculation-ended",
                    $"Lần tính “{Ids.Show(id)}” đã kết thúc nên không dừng được nữa.", $"The calculation “{Ids.Show(id)}” has ended; it cannot be stopped any more.");
            }

            await audit.Append(session, actor, "recalculation.cancelled", Ids.Show(id), "", token);
            return (await _store.Find(session, id, token))!;
        },
        token);
}

/// <summary>Makes the calculations that are owed, one after the other; what a killed worker left is taken up again, once.</summary>
public sealed class RunRecalculations(Database database, ScorePeriod score, ScoreReader scores, TimeProvider clock)
{
    private const int MostAttempts = 2;
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private static readonly Text Stopped = new(
        "Tiến trình tính bị dừng đột ngột hai lần. Hãy thử lại với ít kỳ hơn, hoặc báo quản trị viên.",
        "The worker was stopped twice while calculating. Try again with fewer periods, or tell the administrator.");

    private readonly RecalculationStore _store = new();

    /// <returns>How many were worked on.</returns>
    public async Task<int> Run(CancellationToken token)
    {
        var count = 0;
        for (; ; count++)
        {
            var holder = WorkerName.New();
            var claimed = await database.Write(session => Claim(session, holder, token), token);
            if (claimed is null) return count;
            await Work(claimed, holder, token);
        }
    }

    private async Task<Recalculation?> Claim(Session session, string holder, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        await _store.Free(session, WorkerName.IsGone, token);
        await _store.GiveUp(session, MostAttempts, Stopped, now, token);
        foreach (var id in await _store.Owed(session, now, token))
        {
            if (await _store.Claim(session, id, holder, now, now + Hold, token)) return await _store.Find(session, id, token);
        }

        return null;
    }

    private async Task Work(Recalculation work, string holder, CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var progress = new Progress();
        var beating = Keep(Tell, stop.Token);
        var (state, problem) = (RecalculationState.Cancelled, (Text?)null);
        try
        {
            (state, problem) = await Calculate(work, progress, Tell, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop, or taken over by another worker, whose row it is then.
        }
        catch (Exception)
        {
            (state, problem) = (RecalculationState.Failed, new Text("Lỗi không mong đợi; chi tiết ở nhật ký của dịch vụ.", "Unexpected error; the details are in the log of the service."));
            throw;
        }
        finally
        {
            await stop.CancelAsync();
            await beating;
            // Of whatever kind the end is, the row must not stay held.
            await database.Write(
                session => token.IsCancellationRequested && state == RecalculationState.Cancelled
                    ? _store.LayDown(session, work.Id, holder, CancellationToken.None)
                    : _store.End(session, work.Id, holder, state, progress.Done, progress.Total, problem, clock.GetUtcNow(), CancellationToken.None),
                CancellationToken.None);
        }

        token.ThrowIfCancellationRequested();

        // Says how far it is, holds it longer, and stops where that is asked for or another has taken it over.
        async Task Tell(CancellationToken telling)
        {
            var asked = await database.Write(
                session => _store.Report(session, work.Id, holder, progress.Done, progress.Total, clock.GetUtcNow() + Hold, telling), telling);
            if (asked is null or true) await stop.CancelAsync();
        }
    }

    private async Task<(RecalculationState State, Text? Problem)> Calculate(
        Recalculation work, Progress progress, Func<CancellationToken, Task> tell, CancellationToken token)
    {
        var actor = new Actor(work.AskedBy);
        var periods = work.Request.Periods.Length;
        // Not every period has as many indicators: what lies behind is counted, what lies ahead is taken to be like the one at work.
        var (behind, scored, kept) = (0, 0, 0);
        for (var i = 0; i < periods; i++)
        {
            await tell(token);
            token.ThrowIfCancellationRequested();
            // A worker before this one may have come so far.
            if (await scores.Run(work.Request.Runs[i], token) is not null)
            {
                kept++;
                continue;
            }

            var indicators = 0;
            var outcome = await score.Run(work.Request.At(i), actor, (done, total) =>
            {
                indicators = total;
                progress.Set(behind + (kept * total) + done, behind + ((periods - scored) * total));
            }, token);
            if (!outcome.TryGet(out _, out var problem)) return (RecalculationState.Failed, problem.Message);
            behind += indicators;
            scored++;
        }

        progress.Complete();
        return (RecalculationState.Done, null);
    }

    /// <summary>Tells each second, also while a long period is calculated.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A beat that fails is followed by the next; the lease says when it is too late.")]
    private async Task Keep(Func<CancellationToken, Task> tell, CancellationToken token)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(token))
            {
                try
                {
                    await tell(token);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private sealed class Progress
    {
        private int _done, _total;

        public int Done => Volatile.Read(ref _done);

        public int Total => Volatile.Read(ref _total);

        public void Set(int done, int total)
        {
            Volatile.Write(ref _total, total);
            Volatile.Write(ref _done, done);
        }

        public void Complete() => Volatile.Write(ref _done, Total);
    }
}
