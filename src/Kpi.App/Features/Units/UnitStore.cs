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
    ];

    private static readonly string[] SuccessionColumns = ["unit_id", "successor_id", "since"];

    public async Task<long> Revision(Session session, CancellationToken token) =>
        await session.QueryOne<long?>(Sql.ReadRevision, null, token)
        ?? throw new InvalidOperationException("The register has no revision row: the database was not made by its migrations.");

    public async Task<UnitTree> Tree(Session session, CancellationToken token)
    {
        var versions = new List<UnitVersion>();
        var successions = new List<UnitSuccession>();
        await session.Each(Sql.AllVersions, null, row => versions.Add(new UnitVersion(
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
        await session.Each(Sql.AllSuccessions, null, row => successions.Add(
            new UnitSuccession(row.GetString(0), row.GetString(1), ValueMapping.ToDay(row.GetValue(2)))), token);
        return new UnitTree(versions, successions);
    }

    /// <summary>Writes only when the register still stands at the revision that the change was worked out from; false otherwise.</summary>
    public async Task<bool> Write(Session session, long revision, RegisterResult result, CancellationToken token)
    {
        if (await session.Execute(Sql.NextRevision, new { Revision = revision }, token) == 0) return false;
        if (!result.Replaced.IsEmpty)
            await session.Execute(Sql.DeleteVersion, result.Replaced.Select(v => new { v.UnitId, v.ValidFrom }), token);
        await session.BulkInsert("unit_version", VersionColumns, result.Written.Select(Row), token);
        await session.BulkInsert("unit_succession", SuccessionColumns, result.Successions.Select(s => new object?[] { s.UnitId, s.SuccessorId, s.Since }), token);
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

    private static object?[] Row(UnitVersion unit) =>
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
    ];

    private static string? Text(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static T Value<T>(UnitVocabulary<T> words, string code)
        where T : struct, Enum => words.Find(code) ?? throw new InvalidOperationException($"The register holds the unknown word '{code}'.");

    internal static class Sql
    {
        public const string ReadRevision = "SELECT revision FROM unit_register WHERE id = 1";
        public const string NextRevision = "UPDATE unit_register SET revision = revision + 1 WHERE id = 1 AND revision = @Revision";
        public const string AllVersions =
            "SELECT unit_id, valid_from, valid_to, code, name, kind, class, level, ownership, manager, urban_override, urban_reason, parent_id FROM unit_version";
        public const string AllSuccessions = "SELECT unit_id, successor_id, since FROM unit_succession";
        public const string ForgetContacts = "DELETE FROM unit_contact WHERE unit_id IN @Units";
        public const string DeleteVersion = "DELETE FROM unit_version WHERE unit_id = @UnitId AND valid_from = @ValidFrom";
    }
}
