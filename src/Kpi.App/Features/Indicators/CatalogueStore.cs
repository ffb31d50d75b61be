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
}

/// <summary>The rows of published versions and of the numbers that element codes have.</summary>
public sealed class CatalogueStore
{
    internal Task<CatalogueVersion?> Last(Session session, CancellationToken token) => session.QueryOne<CatalogueVersion>(Sql.Last, null, token);

    internal Task<CatalogueVersion?> Find(Session session, int version, CancellationToken token) =>
        session.QueryOne<CatalogueVersion>(Sql.Find, new { Version = version }, token);

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

    private sealed class NumberRow
    {
        public int ElementNo { get; init; }

        public string Code { get; init; } = "";
    }

    internal static class Sql
    {
        public const string Last =
            "SELECT version, title, sha256, published_at, published_by, reason FROM catalogue_version WHERE version = (SELECT MAX(version) FROM catalogue_version)";

        public const string Find = "SELECT version, title, sha256, published_at, published_by, reason FROM catalogue_version WHERE version = @Version";
        public const string All = "SELECT version, title, sha256, published_at, published_by, reason FROM catalogue_version ORDER BY version DESC";

        public const string Add =
            "INSERT INTO catalogue_version (version, title, sha256, published_at, published_by, reason) VALUES (@Version, @Title, @Sha256, @PublishedAt, @PublishedBy, @Reason)";

        public const string Numbers = "SELECT element_no, code FROM data_element";
    }
}
