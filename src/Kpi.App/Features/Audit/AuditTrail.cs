using Kpi.App.Platform;
using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Audit;

/// <summary>One thing done, before it has a place in the chain.</summary>
/// <param name="Action">What was done, kebab-case with the feature in front: <c>return.accepted</c>.</param>
/// <param name="Subject">To what: a code, an id.</param>
/// <param name="Detail">What else a reader will want to know; never personal data.</param>
public readonly record struct AuditFact(string Action, string Subject, string Detail);

/// <summary>Appends to the hash-chained audit log in the caller's transaction: the change and its entry stand or fall together.</summary>
public sealed class AuditTrail(TimeProvider clock)
{
    internal const int ActorLength = 100, ActionLength = 60, SubjectLength = 200, DetailLength = 2000;

    public Task Append(Session session, Actor actor, string action, string subject, string detail, CancellationToken token) =>
        AppendMany(session, actor, [new AuditFact(action, subject, detail)], token);

    public async Task AppendMany(Session session, Actor actor, IReadOnlyCollection<AuditFact> facts, CancellationToken token)
    {
        if (facts.Count == 0) return;
        // The update comes first: it holds the head's row until commit, so that two writers cannot fork the chain.
        await session.Execute(Sql.Reserve, new { facts.Count }, token);
        var head = await session.QueryOne<Head>(Sql.ReadHead, null, token)
            ?? throw new InvalidOperationException("The audit log has no head row: the database was not made by its migrations.");
        var at = new DateTimeOffset(ValueMapping.ToColumn(clock.GetUtcNow()));
        var seq = head.Seq - facts.Count;
        var hash = head.Hash;
        var rows = new List<object?[]>(facts.Count);
        foreach (var fact in facts)
        {
            var entry = new AuditEntry
            {
                Seq = ++seq,
                At = at,
                Actor = Fit(actor.Name, ActorLength),
                Action = Fit(fact.Action, ActionLength),
                Subject = Fit(fact.Subject, SubjectLength),
                Detail = Fit(fact.Detail, DetailLength),
                PreviousHash = hash,
            };
            hash = entry.ComputeHash();
            rows.Add([entry.Seq, entry.At, entry.Actor, entry.Action, entry.Subject, entry.Detail, entry.PreviousHash, hash]);
        }

        await session.BulkInsert("audit_entry", ["seq", "at", "actor", "action", "subject", "detail", "previous_hash", "hash"], rows, token);
        await session.Execute(Sql.MoveHead, new { Hash = hash }, token);
    }

    /// <summary>Cut to the column, between characters: a log that refuses a long name would refuse the change it belongs to.</summary>
    private static string Fit(string text, int length)
    {
        if (text.Length <= length) return text;
        var end = length - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    private sealed class Head
    {
        public long Seq { get; init; }

        public string Hash { get; init; } = "";
    }

    internal static class Sql
    {
        public const string Reserve = "UPDATE audit_head SET seq = seq + @Count WHERE id = 1";
        public const string ReadHead = "SELECT seq, hash FROM audit_head WHERE id = 1";
        public const string MoveHead = "UPDATE audit_head SET hash = @Hash WHERE id = 1";
    }
}
