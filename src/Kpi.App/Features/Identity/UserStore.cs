using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Identity;

/// <summary>Accounts with their grants, and API keys.</summary>
public sealed class UserStore
{
    private static readonly string[] GrantColumns = ["login", "role", "unit_code"];

    internal async Task<(UserRow User, IReadOnlyList<GrantRow> Grants)?> Find(Session session, string login, CancellationToken token) =>
        await session.QueryOne<UserRow>(Sql.FindUser, new { Login = login }, token) is { } user
            ? (user, await session.Query<GrantRow>(Sql.GrantsOf, new { Login = login }, token))
            : null;

    internal async Task<IReadOnlyList<(UserRow User, IReadOnlyList<GrantRow> Grants)>> All(Session session, CancellationToken token)
    {
        var grants = (await session.Query<GrantRow>(Sql.AllGrants, null, token)).ToLookup(grant => grant.Login, StringComparer.Ordinal);
        var users = await session.Query<UserRow>(Sql.AllUsers, null, token);
        return [.. users.Select(user => (user, (IReadOnlyList<GrantRow>)[.. grants[user.Login]]))];
    }

    internal async Task<bool> IsEmpty(Session session, CancellationToken token) =>
        await session.QueryOne<long>(Sql.CountUsers, null, token) == 0;

    internal async Task Add(Session session, UserRow user, IEnumerable<GrantRow> grants, CancellationToken token)
    {
        await session.Execute(Sql.AddUser, user, token);
        await PutGrants(session, user.Login, grants, token);
    }

    internal async Task PutGrants(Session session, string login, IEnumerable<GrantRow> grants, CancellationToken token)
    {
        await session.Execute(Sql.DeleteGrants, new { Login = login }, token);
        await session.BulkInsert("user_grant", GrantColumns, grants.Select(grant => new object?[] { login, grant.Role, grant.UnitCode }), token);
    }

    /// <summary>Counts a try before it is checked; false when the account has changed since it was read.</summary>
    internal async Task<bool> CountTry(
        Session session, UserRow seen, int tries, DateTimeOffset since, DateTimeOffset? lockedUntil, CancellationToken token) =>
        await session.Execute(
            Sql.CountTry,
            new { seen.Login, seen.SecurityStamp, Seen = seen.FailedSignIns, Tries = tries, Since = since, LockedUntil = lockedUntil },
            token) == 1;

    /// <summary>Forgets the wrong tries after a right one; false when the password was changed meanwhile.</summary>
    internal async Task<bool> ForgetTries(Session session, string login, string securityStamp, CancellationToken token) =>
        await session.Execute(Sql.ForgetTries, new { Login = login, SecurityStamp = securityStamp }, token) == 1;

    internal Task Rehash(Session session, string login, string hash, CancellationToken token) =>
        session.Execute(Sql.Rehash, new { Login = login, PasswordHash = hash }, token);

    /// <summary>A new password: unlocks, enables, and ends what sessions there are.</summary>
    internal Task PutPassword(Session session, string login, string hash, bool mustChange, string securityStamp, CancellationToken token) =>
        session.Execute(Sql.PutPassword, new { Login = login, PasswordHash = hash, MustChangePassword = mustChange, SecurityStamp = securityStamp }, token);

    internal Task Disable(Session session, string login, string securityStamp, CancellationToken token) =>
        session.Execute(Sql.Disable, new { Login = login, SecurityStamp = securityStamp }, token);

    internal Task PutStamp(Session session, string login, string securityStamp, CancellationToken token) =>
        session.Execute(Sql.PutStamp, new { Login = login, SecurityStamp = securityStamp }, token);

    internal Task AddKey(Session session, KeyRow key, CancellationToken token) => session.Execute(Sql.AddKey, key, token);

    internal Task<KeyRow?> FindKey(Session session, string keyId, CancellationToken token) =>
        session.QueryOne<KeyRow>(Sql.FindKey, new { KeyId = keyId }, token);

    internal Task<IReadOnlyList<KeyRow>> AllKeys(Session session, CancellationToken token) => session.Query<KeyRow>(Sql.AllKeys, null, token);

    internal Task RevokeKey(Session session, string keyId, DateTimeOffset at, CancellationToken token) =>
        session.Execute(Sql.RevokeKey, new { KeyId = keyId, At = at }, token);

    internal sealed record UserRow
    {
        public string Login { get; init; } = "";

        public string DisplayName { get; init; } = "";

        public string PasswordHash { get; init; } = "";

        public bool MustChangePassword { get; init; }

        public int FailedSignIns { get; init; }

        public DateTimeOffset? FailedSince { get; init; }

        public DateTimeOffset? LockedUntil { get; init; }

        public bool Disabled { get; init; }

        public string SecurityStamp { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }
    }

    internal sealed record GrantRow
    {
        public string Login { get; init; } = "";

        public string Role { get; init; } = "";

        public string UnitCode { get; init; } = "";
    }

    internal sealed record KeyRow
    {
        public string KeyId { get; init; } = "";

        public string KeyHash { get; init; } = "";

        public string Name { get; init; } = "";

        public string Role { get; init; } = "";

        public string UnitCode { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset ExpiresAt { get; init; }

        public DateTimeOffset? RevokedAt { get; init; }
    }

    internal static class Sql
    {
        public const string FindUser =
            "SELECT login, display_name, password_hash, must_change_password, failed_sign_ins, failed_since, locked_until, disabled, security_stamp, created_at "
            + "FROM app_user WHERE login = @Login";

        public const string AllUsers =
            "SELECT login, display_name, password_hash, must_change_password, failed_sign_ins, failed_since, locked_until, disabled, security_stamp, created_at "
            + "FROM app_user ORDER BY login";

        public const string CountUsers = "SELECT COUNT(*) FROM app_user";
        public const string GrantsOf = "SELECT login, role, unit_code FROM user_grant WHERE login = @Login ORDER BY role, unit_code";
        public const string AllGrants = "SELECT login, role, unit_code FROM user_grant ORDER BY login, role, unit_code";

        public const string AddUser =
            "INSERT INTO app_user (login, display_name, password_hash, must_change_password, failed_sign_ins, failed_since, locked_until, disabled, "
            + "security_stamp, created_at) VALUES (@Login, @DisplayName, @PasswordHash, @MustChangePassword, @FailedSignIns, @FailedSince, @LockedUntil, "
            + "@Disabled, @SecurityStamp, @CreatedAt)";

        public const string DeleteGrants = "DELETE FROM user_grant WHERE login = @Login";

        public const string CountTry =
            "UPDATE app_user SET failed_sign_ins = @Tries, failed_since = @Since, locked_until = @LockedUntil "
            + "WHERE login = @Login AND security_stamp = @SecurityStamp AND failed_sign_ins = @Seen";

        public const string ForgetTries =
            "UPDATE app_user SET failed_sign_ins = 0, failed_since = NULL, locked_until = NULL WHERE login = @Login AND security_stamp = @SecurityStamp";

        public const string Rehash = "UPDATE app_user SET password_hash = @PasswordHash WHERE login = @Login";

        public const string PutPassword =
            "UPDATE app_user SET password_hash = @PasswordHash, must_change_password = @MustChangePassword, security_stamp = @SecurityStamp, "
            + "failed_sign_ins = 0, failed_since = NULL, locked_until = NULL, disabled = 0 WHERE login = @Login";

        public const string Disable = "UPDATE app_user SET disabled = 1, security_stamp = @SecurityStamp WHERE login = @Login";
        public const string PutStamp = "UPDATE app_user SET security_stamp = @SecurityStamp WHERE login = @Login";

        public const string AddKey =
            "INSERT INTO api_key (key_id, key_hash, name, role, unit_code, created_at, expires_at, revoked_at) "
            + "VALUES (@KeyId, @KeyHash, @Name, @Role, @UnitCode, @CreatedAt, @ExpiresAt, @RevokedAt)";

        public const string FindKey =
            "SELECT key_id, key_hash, name, role, unit_code, created_at, expires_at, revoked_at FROM api_key WHERE key_id = @KeyId";

        public const string AllKeys =
            "SELECT key_id, key_hash, name, role, unit_code, created_at, expires_at, revoked_at FROM api_key ORDER BY created_at, key_id";

        public const string RevokeKey = "UPDATE api_key SET revoked_at = @At WHERE key_id = @KeyId AND revoked_at IS NULL";
    }
}
