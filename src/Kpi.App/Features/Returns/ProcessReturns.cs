using Kpi.App.Features.Audit;
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
    Database database, ReturnStore store, AuditTrail audit, JudgeReturns judge, Ids ids, TimeProvider clock, IOptions<ReturnsOptions> options,
    ILogger<ProcessReturns> logger)
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
            var storing = Task.FromResult(0);
            JudgingRules? rules = null;
            for (var taken = await Take(worker, batch, token); taken.Count > 0;)
            {
                rules = await judge.Rules(rules, token);
                var reading = Task.Run(async () => await JudgeAll(taken, rules, token), token);
                // Both are waited for before a fault of either goes up: nothing may still be writing when the worker lays down its work.
                await Task.WhenAll(storing, reading);
                done += await storing;
                var (judged, failed) = await reading;
                // The writer is free now; taking while it is not would only queue behind it.
                taken = await Take(worker, batch, token);
                storing = Task.Run(() => Store(worker, judged, failed, rules, actor, token), token);
            }

            return done + await storing;
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

    private async Task<(IReadOnlyList<JudgedReturn> Judged, IReadOnlyList<TakenReturn> Failed)> JudgeAll(
        IReadOnlyList<TakenReturn> taken, JudgingRules rules, CancellationToken token)
    {
        var attempts = options.Value.Attempts;
        var judged = new List<JudgedReturn>(taken.Count);
        var failed = new List<TakenReturn>();
        // What was taken once too often brought a process down: it is not read again.
        judged.AddRange(taken.Where(t => t.Attempts > attempts).Select(t => Park(t, t.Attempts - 1, rules)));
        TakenReturn[] due = [.. taken.Where(t => t.Attempts <= attempts)];
        var verdicts = await judge.Run([.. due.Select(t => new FileToJudge(t.Bytes, t.RequiredFacility, t.ReceivedAt) { Stated = new(t.StatedFacility, t.StatedForm, t.StatedPeriod) })], rules, token);
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

        return (judged, failed);
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
        };
    }

    private JudgedReturn Park(TakenReturn taken, int attempts, JudgingRules rules)
    {
        logger.Parked(Ids.Show(taken.Id), taken.Sha256, attempts);
        var finding = Finding.OfFile(RefusalReasons.Damaged, Severity.Error, "#broke-down", attempts.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new JudgedReturn(taken, false, null, null, null, null, rules.Context.Catalogue.Version, null, null, [finding], []);
    }

    private async Task<int> Store(
        string worker, IReadOnlyList<JudgedReturn> judged, IReadOnlyList<TakenReturn> failed, JudgingRules rules, Actor actor, CancellationToken token)
    {
        try
        {
            return await database.Write(session => Store(session, worker, judged, failed, rules, actor, token), token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && database.Dialect.Explain(fault) is null)
        {
            logger.StoringFailed(fault, judged.Count);
            long[] all = [.. judged.Select(j => j.Taken.Id), .. failed.Select(f => f.Id)];
            await database.Write(session => store.GiveBack(session, all, worker, clock.GetUtcNow() + Pause, token), token);
            return 0;
        }
    }

    private async Task<int> Store(
        Session session, string worker, IReadOnlyList<JudgedReturn> judged, IReadOnlyList<TakenReturn> failed, JudgingRules rules, Actor actor,
        CancellationToken token)
    {
        var now = clock.GetUtcNow();
        // Who was slower than the lease finds the work taken over and leaves it to the other.
        var held = await store.StillHeld(session, [.. judged.Select(j => j.Taken.Id)], worker, now + options.Value.Lease, token);
        JudgedReturn[] mine = [.. judged.Where(j => held.Contains(j.Taken.Id)).OrderBy(j => j.Taken.SentAt).ThenBy(j => j.Taken.Id)];
        JudgedReturn[] accepted = [.. mine.Where(j => j.Accepted)];
        var placed = await store.Placed(
            session, [.. accepted.Select(j => j.UnitId!).Distinct()], [.. accepted.Select(j => j.Period.ToString()!).Distinct()], token);
        var versions = new VersionBook(placed);
        mine = [.. mine.Select(j => j.Accepted ? versions.Enter(j) : j)];
        mine = [.. mine.Select(versions.Settle)];
        await store.ClearCurrent(session, versions.Replaced, token);
        await store.Judge(session, worker, mine, now, rules.ElementNumbers, token);
        await store.MarkDue(session, versions.Changed, ids.Next(), now, token);
        if (failed.Count > 0)
            await store.GiveBack(session, [.. failed.Select(f => f.Id)], worker, now + failed.Max(f => f.Attempts) * Pause, token);
        await audit.AppendMany(session, actor, [.. mine.Select(Fact)], token);
        logger.Judged(mine.Length, accepted.Length, mine.Length - accepted.Length);
        return mine.Length;
    }

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
}
