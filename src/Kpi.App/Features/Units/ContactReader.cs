using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Units;

/// <summary>Whom to call at a unit, as its register says; each is null where nothing was given.</summary>
public sealed record UnitContact(string? Name, string? Phone, string? Email);

/// <summary>Contacts of units.</summary>
public sealed class ContactReader(Database database)
{
    private const int Batch = 500;

    /// <summary>By the identity of the unit.</summary>
    public Task<IReadOnlyDictionary<string, UnitContact>> Of(IReadOnlyCollection<string> unitIds, CancellationToken token) =>
        database.Read<IReadOnlyDictionary<string, UnitContact>>(async session =>
        {
            var found = new Dictionary<string, UnitContact>(StringComparer.Ordinal);
            foreach (var some in unitIds.Chunk(Batch))
                foreach (var row in await session.Query<ContactRow>(Sql.Contacts, new { Units = some }, token)) found[row.UnitId] = row.ToContact();
            return found;
        }, token);

    /// <summary>Every contact there is, by the identity of the unit.</summary>
    public Task<IReadOnlyDictionary<string, UnitContact>> All(CancellationToken token) =>
        database.Read<IReadOnlyDictionary<string, UnitContact>>(async session =>
            (await session.Query<ContactRow>(Sql.All, null, token)).ToDictionary(r => r.UnitId, r => r.ToContact(), StringComparer.Ordinal), token);

    private sealed class ContactRow
    {
        public string UnitId { get; init; } = "";

        public string? Contact { get; init; }

        public string? Phone { get; init; }

        public string? Email { get; init; }

        public UnitContact ToContact() => new(Contact, Phone, Email);
    }

    internal static class Sql
    {
        public const string Contacts = "SELECT unit_id, contact, phone, email FROM unit_contact WHERE unit_id IN @Units";

        public const string All = "SELECT unit_id, contact, phone, email FROM unit_contact";
    }
}
