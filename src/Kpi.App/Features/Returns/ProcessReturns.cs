using System.Collections.Concurrent;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.App.Platform.Work;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Returns;

/// <summary>Gets the cells of a workbook; <see cref="ReturnWorkbook"/>.</summary>
public delegate ReturnSheet ReadSheet(ReadOnlyMemory<byte> bytes, Catalogue catalogue, CancellationToken token);

/// <summary>
/// Reads and judges what was received, batch after batch, until nothing is owed that nobody holds. While one batch is stored the next is read.
/// A return that was taken before and never finished is taken alone: should it bring the process down, it takes no other with it.
/// </summary>
public sealed class ProcessReturns(
    Database database, ReturnStore store, AuditTrail audit, CatalogueReader catalogues, UnitReader units, ReadSheet read, FindBackground background, Ids ids, TimeProvider clock,
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
            var storing = Task.FromResult(0);
            Rules? rules = null;
            for (var taken = await Take(worker, batch, token); taken.Count > 0;)
            {
                rules = await Refresh(rules, token);
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

    private async Task<Rules> Refresh(Rules? rules, CancellationToken token)
    {
        var catalogue = await catalogues.Current(token);
        var tree = await units.Tree(token);
        var today = BusinessDay.Today(clock);
        // The context keeps the geographies it has worked out, so the old one goes on while nothing has changed.
        if (rules is not null && rules.Context.Catalogue == catalogue && rules.Context.Units == tree && rules.Context.Today == today) return rules;
        return new Rules(new ReturnContext(catalogue, tree, null, today, options.Value.Keys()), await catalogues.ElementNumbers(token));
    }

    /// <summary>Reads all, looks up at once what judging needs beside the files, then judges all.</summary>
    private async Task<(IReadOnlyList<JudgedReturn> Judged, IReadOnlyList<TakenReturn> Failed)> JudgeAll(
        IReadOnlyList<TakenReturn> taken, Rules rules, CancellationToken token)
    {
        var judged = new ConcurrentBag<JudgedReturn>();
        var failed = new ConcurrentBag<TakenReturn>();
        var known = new ConcurrentBag<ReadReturn>();
        Parallel.ForEach(taken, Everywhere(token), one => Guarded(one, () =>
        {
            if (one.Attempts > options.Value.Attempts)
            {
                judged.Add(Park(one, one.Attempts - 1, rules));
                return;
            }

            var sheet = read(one.Bytes, rules.Context.Catalogue, token);
            known.Add(new ReadReturn(one, sheet, ReturnValidator.Identify(sheet, rules.Context with { RequiredFacility = one.RequiredFacility })));
        }));

        var backgrounds = await background.Of([.. known.Select(k => k.Identity)], rules.Context.Catalogue, token);
        Parallel.ForEach(known, Everywhere(token), one => Guarded(one.Taken, () => judged.Add(Judge(one, backgrounds[one.Identity], rules))));
        return ([.. judged], [.. failed]);

        void Guarded(TakenReturn one, Action work)
        {
            try
            {
                work();
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !token.IsCancellationRequested)
            {
                logger.ReadingBrokeDown(fault, Ids.Show(one.Id), one.Sha256, one.Attempts);
                if (one.Attempts >= options.Value.Attempts) judged.Add(Park(one, one.Attempts, rules));
                else failed.Add(one);
            }
        }
    }

    private static ParallelOptions Everywhere(CancellationToken token) =>
        new() { CancellationToken = token, MaxDegreeOfParallelism = Environment.ProcessorCount };

    private static JudgedReturn Judge(ReadReturn one, ReturnBackground known, Rules rules)
    {
        var (taken, sheet, identity) = one;
        var catalogue = rules.Context.Catalogue;
        var judgement = ReturnValidator.Judge(sheet, identity, known, rules.Context);
        if (judgement.Return is null && !judgement.Findings.Any(f => f.Severity == Severity.Error))
            throw new InvalidOperationException("A return was refused without a reason.");
        var period = judgement.Period ?? (Period.TryParse(sheet.Header?.Period, out var written) ? written : null);
        bool? late = judgement.Form is { } form && period is { } due ? BusinessDay.Of(taken.ReceivedAt) > catalogue.DueDay(form, due) : null;
        return new JudgedReturn(
            taken,
            judgement.Return is not null,
            judgement.Unit?.UnitId,
            judgement.Unit?.Code ?? Shown(sheet.Header?.Facility),
            judgement.Form?.Code ?? Shown(sheet.Header?.Form),
            judgement.Form?.Version,
            catalogue.Version,
            period,
            late,
            judgement.Findings,
            judgement.Return?.Values ?? []);
    }

    private JudgedReturn Park(TakenReturn taken, int attempts, Rules rules)
    {
        logger.Parked(Ids.Show(taken.Id), taken.Sha256, attempts);
        var finding = Finding.OfFile("unreadable", Severity.Error, attempts.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new JudgedReturn(taken, false, null, null, null, null, rules.Context.Catalogue.Version, null, null, [finding], []);
    }

    private static string? Shown(string? text) => string.IsNullOrWhiteSpace(text) ? null : FileNames.Clean(text);

    private async Task<int> Store(
        string worker, IReadOnlyList<JudgedReturn> judged, IReadOnlyList<TakenReturn> failed, Rules rules, Actor actor, CancellationToken token)
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
        Session session, string worker, IReadOnlyList<JudgedReturn> judged, IReadOnlyList<TakenReturn> failed, Rules rules, Actor actor,
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

    private sealed record ReadReturn(TakenReturn Taken, ReturnSheet Sheet, ReturnIdentity Identity);

    private sealed record Rules(ReturnContext Context, IReadOnlyDictionary<string, int> ElementNumbers);
}
