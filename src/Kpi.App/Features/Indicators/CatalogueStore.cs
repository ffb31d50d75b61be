using Kpi.App.Platform;
using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Indicators;

/// <summary>A published version, without its content.</summary>
public sealed record CatalogueVersion
{
    public required int Version { get; init; }

    public required string Title { get; init; }

    public required string Sha256 { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public required string PublishedBy { get; init; }

    public required string Reason { get; init; }

    /// <summary>It holds for periods that end on this day or later; null for all.</summary>
    public DateOnly? ValidFrom { get; init; }
}

/// <summary>Where a proposed catalogue stands.</summary>
public enum DraftState
{
    Proposed,
    Published,
    Declined,
}

/// <summary>A catalogue that waits for a second person, or waited.</summary>
public sealed record CatalogueDraft
{
    public required long Id { get; init; }

    public required int Version { get; init; }

    public required string Title { get; init; }

    public required string Sha256 { get; init; }

    /// <summary>It is to hold for periods that end on this day or later; null for all.</summary>
    public DateOnly? ValidFrom { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    public required string ProposedBy { get; init; }

    public required DraftState State { get; init; }

    /// <summary>Null while nobody has decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Null while nobody has decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Why it was declined.</summary>
    public string? Note { get; init; }
}

/// <summary>The rows of published versions, of those proposed, and of the numbers that element codes have.</summary>
public sealed class CatalogueStore
{
    internal Task<CatalogueVersion?> Last(Session session, CancellationToken token) => session.QueryOne<CatalogueVersion>(Sql.Last, null, token);

    internal Task<CatalogueVersion?> Find(Session session, int version, CancellationToken token) =>
        session.QueryOne<CatalogueVersion>(Sql.Find, new { Version = version }, token);

    /// <summary>Of the versions that hold on a day the one dated last; of those dated alike, the newest.</summary>
    internal Task<CatalogueVersion?> InForce(Session session, DateOnly day, CancellationToken token) => InForce(session, day, DateTimeOffset.MaxValue, token);

    /// <summary>The same, among those published up to an instant.</summary>
    internal async Task<CatalogueVersion?> InForce(Session session, DateOnly day, DateTimeOffset knownAt, CancellationToken token) =>
        (await All(session, token)).Where(v => (v.ValidFrom is null || v.ValidFrom <= day) && v.PublishedAt <= knownAt)
            .MaxBy(v => (v.ValidFrom ?? DateOnly.MinValue, v.Version));

    internal Task<IReadOnlyList<CatalogueVersion>> All(Session session, CancellationToken token) =>
        session.Query<CatalogueVersion>(Sql.All, null, token);

    internal Task Add(Session session, CatalogueVersion version, CancellationToken token) => session.Execute(Sql.Add, version, token);

    internal async Task<IReadOnlyDictionary<string, int>> ElementNumbers(Session session, CancellationToken token) =>
        (await session.Query<NumberRow>(Sql.Numbers, null, token)).ToDictionary(r => r.Code, r => r.ElementNo, StringComparer.Ordinal);

    /// <summary>Gives a number to each code that has none yet. A number is never given to another code.</summary>
    internal async Task Number(Session session, IEnumerable<string> codes, CancellationToken token)
    {
        var numbers = await ElementNumbers(session, token);
        var next = numbers.Count == 0 ? 1 : numbers.Values.Max() + 1;
        var rows = codes.Where(c => !numbers.ContainsKey(c)).Select(c => new object?[] { next++, c }).ToArray();
        if (rows.Length > 0) await session.BulkInsert("data_element", ["element_no", "code"], rows, token);
    }

    internal Task AddDraft(Session session, CatalogueDraft draft, CancellationToken token) => session.Execute(
        Sql.AddDraft,
        new
        {
            draft.Id,
            draft.Version,
            draft.Title,
            draft.Sha256,
            draft.ValidFrom,
            draft.Reason,
            draft.ProposedAt,
            draft.ProposedBy,
            State = Words<DraftState>.Of(draft.State),
        },
        token);

    internal async Task<IReadOnlyList<CatalogueDraft>> Drafts(Session session, CancellationToken token) =>
        [.. (await session.Query<DraftRow>(Sql.Drafts, null, token)).Select(r => r.ToDraft())];

    internal async Task<CatalogueDraft?> Draft(Session session, long id, CancellationToken token) =>
        (await session.QueryOne<DraftRow>(Sql.Draft, new { Id = id }, token))?.ToDraft();

    /// <summary>False when somebody else decided first.</summary>
    internal async Task<bool> Decide(Session session, long id, DraftState state, string by, DateTimeOffset at, string? note, CancellationToken token) =>
        await session.Execute(Sql.Decide, new { Id = id, State = Words<DraftState>.Of(state), By = by, At = at, Note = note }, token) == 1;

    private sealed class DraftRow
    {
        public long Id { get; init; }

        public int Version { get; init; }

        public string Title { get; init; } = "";

        public string Sha256 { get; init; } = "";

        public DateOnly? ValidFrom { get; init; }

        public string Reason { get; init; } = "";

        public DateTimeOffset ProposedAt { get; init; }

        public string ProposedBy { get; init; } = "";

        public string State { get; init; } = "";

        public DateTimeOffset? DecidedAt { get; init; }

        public string? DecidedBy { get; init; }

        public string? Note { get; init; }

        public CatalogueDraft ToDraft() => new()
        {
            Id = Id,
            Version = Version,
            Title = Title,
            Sha256 = Sha256,
            ValidFrom = ValidFrom,
            Reason = Reason,
            ProposedAt = ProposedAt,
            ProposedBy = ProposedBy,
            State = Words<DraftState>.Read(State),
            DecidedAt = DecidedAt,
            DecidedBy = DecidedBy,
            Note = Note,
        };
    }

    private sealed class NumberRow
    {
        public int ElementNo { get; init; }

        public string Code { get; init; } = "";
    }

    // Parts of the texts below; not texts themselves.
    private const string Versions = "version, title, sha256, published_at, published_by, reason, valid_from FROM catalogue_version";
    private const string Proposals =
        "id, version, title, sha256, valid_from, reason, proposed_at, proposed_by, state, decided_at, decided_by, note FROM catalogue_draft";

    internal static class Sql
    {
        public const string Last = $"SELECT {Versions} WHERE version = (SELECT MAX(version) FROM catalogue_version)";

        public const string Find = $"SELECT {Versions} WHERE version = @Version";

        public const string All = $"SELECT {Versions} ORDER BY version DESC";

        public const string Add =
            "INSERT INTO catalogue_version (version, title, sha256, published_at, published_by, reason, valid_from) " +
            "VALUES (@Version, @Title, @Sha256, @PublishedAt, @PublishedBy, @Reason, @ValidFrom)";

        public const string Numbers = "SELECT element_no, code FROM data_element";

        public const string AddDraft =
            "INSERT INTO catalogue_draft (id, version, title, sha256, valid_from, reason, proposed_at, proposed_by, state) " +
            "VALUES (@Id, @Version, @Title, @Sha256, @ValidFrom, @Reason, @ProposedAt, @ProposedBy, @State)";

        public const string Drafts = $"SELECT {Proposals} ORDER BY id DESC";

        public const string Draft = $"SELECT {Proposals} WHERE id = @Id";

        public const string Decide =
            "UPDATE catalogue_draft SET state = @State, decided_at = @At, decided_by = @By, note = @Note WHERE id = @Id AND state = 'proposed'";
    }
}
