using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Units;

/// <summary>The versions of units and who carries whom on. Every change counts the register's revision up.</summary>
public sealed class UnitStore
{
    private const int Batch = 500;

    private static readonly string[] VersionColumns =
    [
        "unit_id", "valid_from", "valid_to", "code", "name", "kind", "class", "level", "ownership", "manager", "urban_override", "urban_reason", "parent_id",
        "known_from",
    ];

    private static readonly string[] SuccessionColumns = ["unit_id", "successor_id", "since", "known_from"];

    private static readonly string[] SplitColumns = ["id", "unit_id", "part_id", "since", "element", "weight", "source", "known_from", "known_to"];

    public async Task<long> Revision(Session session, CancellationToken token) =>
        await session.QueryOne<long?>(Sql.ReadRevision, null, token)
        ?? throw new InvalidOperationException("The register has no revision row: the database was not made by its migrations.");

    public Task<UnitTree> Tree(Session session, CancellationToken token) => Tree(session, Sql.AllVersions, Sql.AllSuccessions, Sql.AllSplits, null, token);

    /// <summary>The register as it was believed at an instant: with what was corrected since, without what was added since.</summary>
    public Task<UnitTree> TreeAsKnown(Session session, DateTimeOffset knownAt, CancellationToken token) =>
        Tree(session, Sql.VersionsAsKnown, Sql.SuccessionsAsKnown, Sql.SplitsAsKnown, new { KnownAt = knownAt }, token);

    /// <summary>The codes of data elements that were ever published.</summary>
    public async Task<IReadOnlySet<string>> Elements(Session session, CancellationToken token) =>
        (await session.Query<string>(Sql.Elements, null, token)).ToHashSet(StringComparer.Ordinal);

    private static async Task<UnitTree> Tree(Session session, string allVersions, string allSuccessions, string allSplits, object? arguments, CancellationToken token)
    {
        var versions = new List<UnitVersion>();
        var successions = new List<UnitSuccession>();
        await session.Each(allVersions, arguments, row => versions.Add(new UnitVersion(
            row.GetString(0),
            row.GetString(3),
            row.GetString(4),
            Value(UnitNames.Kinds, row.GetString(5)),
            Text(row, 6) is { } facilityClass ? Value(UnitNames.Classes, facilityClass) : null,
            Text(row, 7) is { } level ? Value(UnitNames.Levels, level) : null,
            Text(row, 8) is { } ownership ? Value(UnitNames.Ownerships, ownership) : null,
            Text(row, 9) is { } manager ? Value(UnitNames.Managers, manager) : null,
            row.IsDBNull(10) ? null : row.GetBoolean(10),
            Text(row, 11),
            Text(row, 12),
            ValueMapping.ToDay(row.GetValue(1)),
            row.IsDBNull(2) ? null : ValueMapping.ToDay(row.GetValue(2)))), token);
        await session.Each(allSuccessions, arguments, row => successions.Add(
            new UnitSuccession(row.GetString(0), row.GetString(1), ValueMapping.ToDay(row.GetValue(2)))), token);
        var splits = new List<UnitSplit>();
        await session.Each(allSplits, arguments, row => splits.Add(new UnitSplit(
            row.GetString(0), row.GetString(1), ValueMapping.ToDay(row.GetValue(2)), row.GetString(3) is { Length: > 0 } element ? element : null,
            row.GetInt64(4), row.GetString(5))), token);
        return new UnitTree(versions, successions, splits);
    }

    /// <summary>
    /// Writes only when the register still stands at the revision that the change was worked out from; false otherwise. What is replaced is kept
    /// with the instants between which it was believed.
    /// </summary>
    /// <param name="session">The transaction.</param>
    /// <param name="revision">The revision it was worked out from.</param>
    /// <param name="result">The change.</param>
    /// <param name="knownFrom">Since when this is known; null: for as long as there is a register.</param>
    /// <param name="ids">Gives what is kept its ids.</param>
    /// <param name="token">Gives up.</param>
    public async Task<bool> Write(Session session, long revision, RegisterResult result, DateTimeOffset? knownFrom, Ids ids, CancellationToken token)
    {
        if (await session.Execute(Sql.NextRevision, new { Revision = revision }, token) == 0) return false;
        if (!result.Replaced.IsEmpty)
        {
            await session.Execute(Sql.KeepVersion, result.Replaced.Select(v => new { Id = ids.Next(), v.UnitId, v.ValidFrom, KnownTo = knownFrom ?? DateTimeOffset.UnixEpoch }), token);
            await session.Execute(Sql.DeleteVersion, result.Replaced.Select(v => new { v.UnitId, v.ValidFrom }), token);
        }

        await session.BulkInsert("unit_version", VersionColumns, result.Written.Select(v => Row(v, knownFrom)), token);
        await session.BulkInsert("unit_succession", SuccessionColumns, result.Successions.Select(s => new object?[] { s.UnitId, s.SuccessorId, s.Since, knownFrom }), token);
        var since = knownFrom ?? DateTimeOffset.UnixEpoch;
        if (!result.ReplacedSplits.IsEmpty)
        {
            await session.Execute(Sql.CloseSplit, result.ReplacedSplits.Select(s => new { s.UnitId, s.PartId, s.Since, Element = s.Element ?? "", KnownTo = since }), token);
        }

        await session.BulkInsert("unit_split", SplitColumns,
            result.Splits.Select(s => new object?[] { ids.Next(), s.UnitId, s.PartId, s.Since, s.Element ?? "", s.Weight, s.Source, since, null }), token);
        return true;
    }

    /// <summary>Puts whom to call in place of what was known.</summary>
    public async Task PutContacts(Session session, IReadOnlyDictionary<string, UnitContact> contacts, CancellationToken token)
    {
        foreach (var some in contacts.Keys.Chunk(Batch)) await session.Execute(Sql.ForgetContacts, new { Units = some }, token);
        await session.BulkInsert(
            "unit_contact", ["unit_id", "contact", "phone", "email"],
            contacts.Select(c => new object?[] { c.Key, c.Value.Name, c.Value.Phone, c.Value.Email }), token);
    }

    private static object?[] Row(UnitVersion unit, DateTimeOffset? knownFrom) =>
    [
        unit.UnitId,
        unit.ValidFrom,
        unit.ValidTo,
        unit.Code,
        unit.Name,
        UnitNames.Kinds.Code(unit.Kind),
        unit.Class is { } facilityClass ? UnitNames.Classes.Code(facilityClass) : null,
        unit.Level is { } level ? UnitNames.Levels.Code(level) : null,
        unit.Ownership is { } ownership ? UnitNames.Ownerships.Code(ownership) : null,
        unit.Manager is { } manager ? UnitNames.Managers.Code(manager) : null,
        unit.UrbanOverride,
        unit.UrbanReason,
        unit.ParentId,
        knownFrom,
    ];

    private static string? Text(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static T Value<T>(UnitVocabulary<T> words, string code)
        where T : struct, Enum => words.Find(code) ?? throw new InvalidOperationException($"The register holds the unknown word '{code}'.");

    internal static class Sql
    {
        private const string Version =
            "unit_id, valid_from, valid_to, code, name, kind, class, level, ownership, manager, urban_override, urban_reason, parent_id";

        public const string ReadRevision = "SELECT revision FROM unit_register WHERE id = 1";
        public const string NextRevision = "UPDATE unit_register SET revision = revision + 1 WHERE id = 1 AND revision = @Revision";
        public const string AllVersions = "SELECT " + Version + " FROM unit_version";
        public const string AllSuccessions = "SELECT unit_id, successor_id, since FROM unit_succession";
        public const string AllSplits = "SELECT unit_id, part_id, since, element, weight, source FROM unit_split WHERE known_to IS NULL";
        public const string VersionsAsKnown =
            "SELECT " + Version + " FROM unit_version WHERE known_from IS NULL OR known_from <= @KnownAt UNION ALL "
            + "SELECT " + Version + " FROM unit_version_past WHERE (known_from IS NULL OR known_from <= @KnownAt) AND known_to > @KnownAt";
        public const string SuccessionsAsKnown = "SELECT unit_id, successor_id, since FROM unit_succession WHERE known_from IS NULL OR known_from <= @KnownAt";
        public const string SplitsAsKnown =
            "SELECT unit_id, part_id, since, element, weight, source FROM unit_split WHERE known_from <= @KnownAt AND (known_to IS NULL OR known_to > @KnownAt)";
        public const string KeepVersion =
            "INSERT INTO unit_version_past (id, " + Version + ", known_from, known_to) "
            + "SELECT @Id, " + Version + ", known_from, @KnownTo FROM unit_version WHERE unit_id = @UnitId AND valid_from = @ValidFrom";
        public const string CloseSplit =
            "UPDATE unit_split SET known_to = @KnownTo WHERE unit_id = @UnitId AND part_id = @PartId AND since = @Since AND element = @Element AND known_to IS NULL";
        public const string Elements = "SELECT code FROM data_element";
        public const string ForgetContacts = "DELETE FROM unit_contact WHERE unit_id IN @Units";
        public const string DeleteVersion = "DELETE FROM unit_version WHERE unit_id = @UnitId AND valid_from = @ValidFrom";
    }
}
