using Kpi.App.Features.Audit;
using Kpi.App.Features.Calendar;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.App.Platform.Work;
using Kpi.Domain.Returns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Returns;

/// <summary>
/// Reads and judges what was received, batch after batch, until nothing is owed that nobody holds. While one batch is stored the next is read.
/// A return that was taken before and never finished is taken alone: should it bring the process down, it takes no other with it.
/// </summary>
public sealed class ProcessReturns(
    Database database, ReturnStore store, AuditTrail audit, JudgeReturns judge, CalendarReader calendar, Ids ids, TimeProvider clock,
    IOptions<ReturnsOptions> options, ILogger<ProcessReturns> logger)
{
    private const int HighestBatch = 500;
    private const long BatchBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>How many returns were judged.</summary>
    public async Task<int> Run(int batch, Actor actor, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        batch = Math.Min(batch, HighestBatch);
        var worker = WorkerName.New();
        await database.Write(session => store.Free(session, WorkerName.IsGone, clock.GetUtcNow(), token), token);
        try
        {
            var done = 0;
            var storing = Task.FromResult(new Stored(0, 0));
            JudgingRules? rules = null;
            for (var taken = await Take(worker, batch, token); taken.Count > 0;)
            {
                rules = await judge.Rules(rules, token);
                var reading = Task.Run(async () => await JudgeAll(taken, rules, token), token);
                // Both are waited for before a fault of either goes up: nothing may still be writing when the worker lays down its work.
                await Task.WhenAll(storing, reading);
                done += (await storing).Judged;
                var read = await reading;
                // The writer is free now; taking while it is not would only queue behind it.
                taken = await Take(worker, batch, token);
                storing = Task.Run(() => Store(worker, read, rules, actor, token), token);
                // What is to be judged again is free then, and nobody else may be coming.
                if (taken.Count == 0 && (await storing).Again > 0) taken = await Take(worker, batch, token);
            }

            return done + (await storing).Judged;
        }
        catch
        {
            await LayDown(worker);
            throw;
        }
    }

    private async Task<IReadOnlyList<TakenReturn>> Take(string worker, int batch, CancellationToken token)
    {
        while (true)
        {
            var owed = await database.Read(
                async session => await store.Fresh(session, batch, token) is { Count: > 0 } fresh
                    ? fresh
                    : await store.Left(session, clock.GetUtcNow(), 1, token),
                token);
            if (owed.Count == 0) return [];
            var bytes = 0L;
            long[] some = [.. owed.TakeWhile((r, i) => (bytes += r.Size) <= BatchBytes || i == 0).Select(r => r.Id)];
            var now = clock.GetUtcNow();
            var taken = await database.Write(session => store.Take(session, some, worker, now, now + options.Value.Lease, token), token);
            // None: another worker was quicker. What it took is not free any more, so this comes to an end.
            if (taken.Count > 0) return taken;
        }
    }

    private async Task<JudgedBatch> JudgeAll(IReadOnlyList<TakenReturn> taken, JudgingRules rules, CancellationToken token)
    {
        // Read before anything is looked up: whatever moves the calendar from here on is seen when the batch is stored.
        var revision = await calendar.Revision(token);
        var attempts = options.Value.Attempts;
        var judged = new List<JudgedReturn>(taken.Count);
        var failed = new List<TakenReturn>();
        // What was taken once too often brought a process down: it is not read again.
        judged.AddRange(taken.Where(t => t.Attempts > attempts).Select(t => Park(t, t.Attempts - 1, rules)));
        TakenReturn[] due = [.. taken.Where(t => t.Attempts <= attempts)];
        var verdicts = await judge.Run([.. due.Select(t => new FileToJudge(t.Bytes, t.RequiredFacility, t.ReceivedAt) { SentAt = t.SentAt, Stated = new(t.StatedFacility, t.StatedForm, t.StatedPeriod) })], rules, token);
        foreach (var (one, verdict) in due.Zip(verdicts))
        {
            if (verdict.Judgement is { } judgement)
            {
                judged.Add(Of(one, judgement, rules));
                continue;
            }

            logger.ReadingBrokeDown(verdict.Fault!, Ids.Show(one.Id), one.Sha256, one.Attempts);
            if (one.Attempts >= attempts) judged.Add(Park(one, one.Attempts, rules));
            else failed.Add(one);
        }

        return new JudgedBatch(judged, failed, revision);
    }

    private static JudgedReturn Of(TakenReturn taken, FileJudgement file, JudgingRules rules)
    {
        var judgement = file.Judgement;
        return new JudgedReturn(
            taken, file.Accepted, judgement.Unit?.UnitId, file.Facility, file.Form, judgement.Form?.Version, rules.Context.Catalogue.Version,
            file.Period, file.Late, judgement.Findings, judgement.Return?.Values ?? [])
        {
            Statements = judgement.Return?.Statements ?? [],
            ProfileId = file.ProfileId,
            CellsFilled = file.CellsFilled,
            Shadow = judgement.Shadow,
        };
    }

    private JudgedReturn Park(TakenReturn taken, int attempts, JudgingRules rules)
    {
        logger.Parked(Ids.Show(taken.Id), taken.Sha256, attempts);
        var finding = Finding.OfFile(RefusalReasons.Damaged, Severity.Error, "#broke-down", attempts.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new JudgedReturn(taken, false, null, null, null, null, rules.Context.Catalogue.Version, null, null, [finding], []);
    }

    private async Task<Stored> Store(string worker, JudgedBatch batch, JudgingRules rules, Actor actor, CancellationToken token)
    {
        long[] all = [.. batch.Judged.Select(j => j.Taken.Id), .. batch.Failed.Select(f => f.Id)];
        try
        {
            return await database.Write(session => Store(session, worker, batch, rules, actor, token), token);
        }
        catch (CalendarMovedException)
        {
            // Closed, opened or extended while this batch was judged: it is judged again by what holds now.
            await database.Write(session => store.LayDown(session, all, worker, token), token);
            return new Stored(0, all.Length);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && database.Dialect.Explain(fault) is null)
        {
            logger.StoringFailed(fault, batch.Judged.Count);
            await database.Write(session => store.GiveBack(session, all, worker, clock.GetUtcNow() + Pause, token), token);
            return new Stored(0, 0);
        }
    }

    private async Task<Stored> Store(
        Session session, string worker, JudgedBatch batch, JudgingRules rules, Actor actor, CancellationToken token)
    {
        var (judged, failed, revision) = batch;
        if (await calendar.Revision(session, token) != revision) throw new CalendarMovedException();
        var now = clock.GetUtcNow();
        // Who was slower than the lease finds the work taken over and leaves it to the other.
        var held = await store.StillHeld(session, [.. judged.Select(j => j.Taken.Id)], worker, now + options.Value.Lease, token);
        JudgedReturn[] mine = [.. judged.Where(j => held.Contains(j.Taken.Id)).OrderBy(j => j.Taken.SentAt).ThenBy(j => j.Taken.Id)];
        JudgedReturn[] accepted = [.. mine.Where(j => j.Accepted)];
        JudgedReturn[] tooLate = [.. mine.Where(IsAfterClosingDay)];
        var placed = await store.Placed(
            session, [.. accepted.Concat(tooLate).Select(j => j.UnitId!).Distinct()], [.. accepted.Concat(tooLate).Select(j => j.Period.ToString()!).Distinct()], token);
        var versions = new VersionBook(placed);
        mine = [.. mine.Select(j => j.Accepted ? versions.Enter(j) : j)];
        // Refused for coming first after the closing day, while the first one was in this batch or in one stored meanwhile: a correction after all.
        long[] corrections = [.. tooLate.Where(versions.Holds).Select(j => j.Taken.Id)];
        await store.LayDown(session, corrections, worker, token);
        mine = [.. mine.Where(j => !corrections.Contains(j.Taken.Id))];
        mine = [.. mine.Select(versions.Settle)];
        await store.ClearCurrent(session, versions.Replaced, token);
        await store.Judge(session, worker, mine, now, rules.ElementNumbers, token);
        await store.MarkDue(session, versions.Changed, ids.Next(), now, token);
        if (failed.Count > 0)
            await store.GiveBack(session, [.. failed.Select(f => f.Id)], worker, now + failed.Max(f => f.Attempts) * Pause, token);
        // Asked again, now for good: who closes a period waits from here until these returns are in, or was first and is seen here.
        if (await calendar.Hold(session, token) != revision) throw new CalendarMovedException();
        await audit.AppendMany(session, actor, [.. mine.Select(Fact)], token);
        logger.Judged(mine.Length, accepted.Length, mine.Length - accepted.Length);
        return new Stored(mine.Length, corrections.Length);
    }

    private static bool IsAfterClosingDay(JudgedReturn j) =>
        j is { Accepted: false, UnitId: not null, Form: not null, Period: not null }
        && j.Findings.Any(f => f.Code == RefusalReasons.WrongPeriod && f.Arguments is ["#closing-day", ..]);

    private static AuditFact Fact(JudgedReturn j) => j.Accepted
        ? new AuditFact("return.accepted", Ids.Show(j.Taken.Id), $"{j.Facility} {j.Form} {j.Period} v{j.Version}")
        : new AuditFact(
            "return.refused",
            Ids.Show(j.Taken.Id),
            string.Join(' ', j.Findings.Where(f => f.Severity == Severity.Error).Select(f => f.Code).Distinct(StringComparer.Ordinal)));

    private async Task LayDown(string worker)
    {
        try
        {
            // The caller's token is spent when this runs; what cannot be laid down now is freed when the lease ends.
            await database.Write(session => store.LayDown(session, worker, CancellationToken.None), CancellationToken.None);
        }
        catch (Exception fault) when (database.Dialect.Explain(fault) is not null)
        {
        }
    }

    /// <summary>What a batch was judged to, and the revision of the calendar that it was judged by.</summary>
    private sealed record JudgedBatch(IReadOnlyList<JudgedReturn> Judged, IReadOnlyList<TakenReturn> Failed, long CalendarRevision);

    /// <summary>How many returns were stored, and how many are to be judged again.</summary>
    private readonly record struct Stored(int Judged, int Again);

    /// <summary>Rolls the storing of a batch back; it never leaves this class.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught here only.
    private sealed class CalendarMovedException : Exception;
#pragma warning restore CA1032, CA1064
}
