using Kpi.App.Platform.Storage;
using Kpi.Domain.Identity;

namespace Kpi.App.Features.Identity;

/// <summary>Somebody who may send returns for a unit.</summary>
public sealed record Sender(string Login, string Name);

/// <summary>Who may send for units: whom to call when nothing came.</summary>
public sealed class SenderReader(Database database, Roles roles)
{
    private const int Batch = 500;

    /// <summary>By the code of the unit that the grant is over; disabled accounts are left out.</summary>
    public Task<ILookup<string, Sender>> Of(IReadOnlyCollection<string> unitCodes, CancellationToken token) => database.Read(async session =>
    {
        var rows = new List<SenderRow>();
        foreach (var some in unitCodes.Chunk(Batch)) rows.AddRange(await session.Query<SenderRow>(Sql.Senders, new { Units = some }, token));
        return rows.Where(r => roles.Over(r.Role, r.UnitCode).Permissions.HasFlag(Permission.Submit))
            .DistinctBy(r => (r.UnitCode, r.Login))
            .ToLookup(r => r.UnitCode, r => new Sender(r.Login, r.DisplayName), StringComparer.Ordinal);
    }, token);

    private sealed class SenderRow
    {
        public string Login { get; init; } = "";

        public string DisplayName { get; init; } = "";

        public string Role { get; init; } = "";

        public string UnitCode { get; init; } = "";
    }

    internal static class Sql
    {
        public const string Senders = """
            SELECT u.login, u.display_name, g.role, g.unit_code
            FROM user_grant g INNER JOIN app_user u ON u.login = g.login
            WHERE g.unit_code IN @Units AND u.disabled = 0
            ORDER BY g.unit_code, u.login
            """;
    }
}
