using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Audit;

/// <summary>What a walk of the chain found.</summary>
/// <param name="Entries">How many entries were read and found right, up to the first bad one.</param>
/// <param name="FirstBad">The first entry that is missing, out of place or changed; null when the chain is whole.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record AuditVerification(long Entries, long? FirstBad, AuditFault? Reason)
{
    public bool IsWhole => FirstBad is null;
}

public enum AuditFault
{
    /// <summary>An entry is not where the sequence needs it.</summary>
    Missing,

    /// <summary>The entry does not follow from the one before it.</summary>
    Broken,

    /// <summary>The entry's content does not give its hash.</summary>
    Changed,

    /// <summary>The log ends elsewhere than the head says: entries were taken off or put on at the end.</summary>
    WrongEnd,
}

/// <summary>Reads and checks the audit log.</summary>
public sealed class AuditReader(Database database)
{
    private const int PageSize = 2000;
    private static readonly string Origin = new('0', 64);

    /// <summary>The newest entries first.</summary>
    public Task<IReadOnlyList<AuditEntry>> List(int skip, int take, CancellationToken token) => database.Read(
        session => session.Query<AuditEntry>($"{Sql.Newest} {session.Dialect.Page}", new { skip, take }, token), token);

    /// <summary>Walks the whole chain, a page at a time.</summary>
    public Task<AuditVerification> Verify(CancellationToken token) => database.Read(async session =>
    {
        // The head first: what is appended while we walk lies beyond it.
        var head = await session.QueryOne<Head>(Sql.ReadHead, null, token);
        var seq = 0L;
        var hash = Origin;
        while (true)
        {
            var page = await session.Query<AuditEntry>($"{Sql.After} {session.Dialect.Page}", new { Seq = seq, skip = 0, take = PageSize }, token);
            foreach (var entry in page)
            {
                if (head is not null && seq == head.Seq) break;
                if (entry.Seq != seq + 1) return Bad(seq + 1, AuditFault.Missing);
                if (entry.PreviousHash != hash) return Bad(entry.Seq, AuditFault.Broken);
                if (entry.ComputeHash() != entry.Hash) return Bad(entry.Seq, AuditFault.Changed);
                seq = entry.Seq;
                hash = entry.Hash;
            }

            if (page.Count < PageSize || seq == head?.Seq) break;
        }

        return head is null || head.Seq != seq || head.Hash != hash ? Bad(seq + 1, AuditFault.WrongEnd) : new AuditVerification(seq, null, null);

        AuditVerification Bad(long at, AuditFault fault) => new(seq, at, fault);
    }, token);

    private sealed class Head
    {
        public long Seq { get; init; }

        public string Hash { get; init; } = "";
    }

    internal static class Sql
    {
        public const string Newest = "SELECT seq, at, actor, action, subject, detail, previous_hash, hash FROM audit_entry ORDER BY seq DESC";
        public const string After = "SELECT seq, at, actor, action, subject, detail, previous_hash, hash FROM audit_entry WHERE seq > @Seq ORDER BY seq";
        public const string ReadHead = "SELECT seq, hash FROM audit_head WHERE id = 1";
    }
}
