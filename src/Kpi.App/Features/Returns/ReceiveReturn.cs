using System.Globalization;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Returns;

/// <summary>The one door: keeps the bytes and gives a receipt. Reading is owed from then on.</summary>
public sealed class ReceiveReturn(
    Database database, ReturnStore store, FileVault vault, AuditTrail audit, Ids ids, TimeProvider clock, IOptions<ReturnsOptions> options)
{
    private const int SourceLength = 20, SenderLength = 100, FacilityLength = 1000;
    private const int StatedFacilityLength = 40, StatedFormLength = 20, StatedPeriodLength = 20;
    private const long BatchBytes = 32 * 1024 * 1024;

    /// <summary>One outcome per file, in their order. A problem means: this file was not kept, the others were.</summary>
    public async Task<IReadOnlyList<Outcome<Receipt>>> Run(IReadOnlyList<IncomingFile> files, Actor actor, CancellationToken token)
    {
        var outcomes = new Outcome<Receipt>[files.Count];
        var hashes = new string[files.Count];
        Parallel.For(0, files.Count, i => hashes[i] = FileVault.HashOf(files[i].Bytes.Span));
        var batch = new List<int>();
        var bytes = 0L;
        for (var i = 0; i < files.Count; i++)
        {
            if (TooLarge(files[i].FileName, files[i].Bytes.Length) is { } problem)
            {
                outcomes[i] = problem;
                continue;
            }

            batch.Add(i);
            bytes += files[i].Bytes.Length;
            if (batch.Count >= options.Value.Batch || bytes >= BatchBytes) await Flush();
        }

        await Flush();
        return outcomes;

        async Task Flush()
        {
            if (batch.Count == 0) return;
            var receipts = await Keep([.. batch.Select(i => (files[i], hashes[i]))], actor, token);
            for (var i = 0; i < batch.Count; i++) outcomes[batch[i]] = receipts[i];
            batch.Clear();
            bytes = 0;
        }
    }

    /// <summary>Why a file of this size is not let in, so that nobody needs to load it first; null when it is.</summary>
    public Problem? TooLarge(string fileName, long size)
    {
        if (size <= options.Value.MaxBytes) return null;
        var name = FileNames.Clean(fileName);
        var limit = options.Value.MaxBytes;
        return Problem.Invalid("file-too-large",
            $"Tệp “{name}” có {Megabytes(size, ',')} MB, giới hạn là {Megabytes(limit, ',')} MB, nên không được nhận. Hãy dùng biểu mẫu do hệ thống phát hành, chỉ điền các ô được phép.",
            $"The file “{name}” has {Megabytes(size, '.')} MB; the limit is {Megabytes(limit, '.')} MB, so it was not taken in. Use the form issued by the service and fill only the open cells.");
    }

    private static string Megabytes(long bytes, char sign) => (bytes / 1048576m).ToString("0.0", CultureInfo.InvariantCulture).Replace('.', sign);

    private Task<Receipt[]> Keep((IncomingFile File, string Hash)[] files, Actor actor, CancellationToken token) =>
        database.Write(async session =>
        {
            var now = new DateTimeOffset(ValueMapping.ToColumn(clock.GetUtcNow()));
            var held = await store.Held(session, files.Select(f => f.Hash), token);
            var receipts = new Receipt[files.Length];
            var added = new Dictionary<string, NewReturn>(StringComparer.Ordinal);
            var contents = new List<StoredContent>();
            var again = new Dictionary<long, NewReturn>();
            for (var i = 0; i < files.Length; i++)
            {
                var (file, hash) = files[i];
                if (held.GetValueOrDefault(hash) is { } before)
                {
                    if (IsJudgedAgain(before, file)) again[before.Id] = Describe(before.Id, file, hash, now);
                    receipts[i] = new Receipt(before.Id, hash, before.ReceivedAt, AlreadyHeld: true);
                }
                else if (added.TryGetValue(hash, out var twin))
                {
                    receipts[i] = new Receipt(twin.Id, hash, now, AlreadyHeld: true);
                }
                else
                {
                    added[hash] = Describe(ids.Next(), file, hash, now);
                    contents.Add(new StoredContent(hash, file.Bytes));
                    receipts[i] = new Receipt(added[hash].Id, hash, now, AlreadyHeld: false);
                }
            }

            await vault.PutMany(session, contents, token);
            await store.Add(session, added.Values, token);
            if (again.Count > 0) await store.SendAgain(session, again.Values, token);
            await audit.AppendMany(
                session,
                actor,
                [.. added.Values.Select(r => Fact("return.received", r)), .. again.Values.Select(r => Fact("return.sent-again", r))],
                token);
            return receipts;
        }, token);

    /// <summary>
    /// A refused return is judged again by today's register and rules. So is one not yet judged that came from somebody else: it must not be
    /// refused for not being the first sender's.
    /// </summary>
    private static bool IsJudgedAgain(HeldReturn held, IncomingFile file) => held.State switch
    {
        ReturnCodes.Refused => true,
        ReturnCodes.Received or ReturnCodes.Reading =>
            (held.RequiredFacility is not null && held.RequiredFacility != file.RequiredFacility)
            || new StatedIdentity(held.StatedFacility, held.StatedForm, held.StatedPeriod) != Kept(file.Stated),
        _ => false,
    };

    private static NewReturn Describe(long id, IncomingFile file, string hash, DateTimeOffset now) => new(
        id, hash, FileNames.Clean(file.FileName), FileNames.Text(file.Source, SourceLength), FileNames.Text(file.Sender, SenderLength), now,
        file.RequiredFacility is { } facility ? FileNames.Text(facility, FacilityLength) : null)
    {
        Stated = Kept(file.Stated),
    };

    private static StatedIdentity Kept(StatedIdentity stated) =>
        new(Said(stated.Facility, StatedFacilityLength), Said(stated.Form, StatedFormLength), Said(stated.Period, StatedPeriodLength));

    private static string? Said(string? text, int length) => string.IsNullOrWhiteSpace(text) ? null : FileNames.Text(text.Trim(), length);

    private static AuditFact Fact(string action, NewReturn r) => new(action, Ids.Show(r.Id), $"{r.Source} {r.Sha256}");
}
