using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Returns;

/// <summary>A file beside a return that bears it out. Withdrawn evidence is kept, marked, and can still be fetched.</summary>
public sealed class EvidencePiece
{
    public long Id { get; init; }

    public long ReturnId { get; init; }

    public string Sha256 { get; init; } = "";

    public string FileName { get; init; } = "";

    /// <summary>Code of its <see cref="EvidenceKind"/>.</summary>
    public string Kind { get; init; } = "";

    public long Size { get; init; }

    /// <summary>The data element it belongs to; null when it belongs to the whole return.</summary>
    public string? Element { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    public string AddedBy { get; init; } = "";

    /// <summary>Null while it stands.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    public string? WithdrawnBy { get; init; }

    public string? WithdrawnReason { get; init; }
}

/// <summary>Statements about evidence.</summary>
public sealed class ReturnEvidenceStore
{
    private const int Batch = 500;

    /// <summary>Of all the returns, oldest first.</summary>
    public async Task<IReadOnlyList<EvidencePiece>> Of(Session session, IReadOnlyCollection<long> returns, CancellationToken token)
    {
        var pieces = new List<EvidencePiece>();
        foreach (var some in returns.Distinct().Chunk(Batch)) pieces.AddRange(await session.Query<EvidencePiece>(Sql.Of, new { Ids = some }, token));
        return pieces;
    }

    public Task<EvidencePiece?> Find(Session session, long id, CancellationToken token) => session.QueryOne<EvidencePiece>(Sql.Find, new { Id = id }, token);

    public Task Add(Session session, EvidencePiece piece, CancellationToken token) => session.Execute(Sql.Add, piece, token);

    /// <summary>False when it was withdrawn before.</summary>
    public async Task<bool> Withdraw(Session session, long id, string reason, DateTimeOffset now, string by, CancellationToken token) =>
        await session.Execute(Sql.Withdraw, new { Id = id, Reason = reason, Now = now, By = by }, token) == 1;

    // Part of the texts below; not a text itself.
    private const string Pieces = """
        e.id, e.return_id, e.sha256, e.file_name, e.kind, f.size, e.element, e.added_at, e.added_by, e.withdrawn_at, e.withdrawn_by, e.withdrawn_reason
        FROM return_evidence e INNER JOIN stored_file f ON f.sha256 = e.sha256
        """;

    internal static class Sql
    {
        public const string Of = "SELECT " + Pieces + " WHERE e.return_id IN @Ids ORDER BY e.id";

        public const string Find = "SELECT " + Pieces + " WHERE e.id = @Id";

        public const string Add = """
            INSERT INTO return_evidence (id, return_id, sha256, file_name, kind, element, added_at, added_by)
            VALUES (@Id, @ReturnId, @Sha256, @FileName, @Kind, @Element, @AddedAt, @AddedBy)
            """;

        public const string Withdraw = """
            UPDATE return_evidence
            SET withdrawn_at = @Now, withdrawn_by = @By, withdrawn_reason = @Reason
            WHERE id = @Id AND withdrawn_at IS NULL
            """;
    }
}
