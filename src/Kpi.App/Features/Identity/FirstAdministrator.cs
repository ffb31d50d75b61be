using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Identity;

/// <summary>Makes the account <c>admin</c> when there is nobody yet.</summary>
public sealed class FirstAdministrator(Database database, UserStore store, Passwords passwords, AuditTrail audit, TimeProvider clock)
{
    public const string Login = "admin";

    /// <summary>The one-time password, to be shown once; null when there are users already.</summary>
    public async Task<string?> Ensure(CancellationToken token)
    {
        if (!await database.Read(session => store.IsEmpty(session, token), token)) return null;
        // Hashed before the transaction: it takes its time, and writers wait for one another.
        var password = Passwords.OneTime();
        var hash = passwords.Hash(password);
        return await database.Write(async session =>
        {
            if (!await store.IsEmpty(session, token)) return null;
            var user = new UserStore.UserRow
            {
                Login = Login,
                DisplayName = "Quản trị viên",
                PasswordHash = hash,
                MustChangePassword = true,
                SecurityStamp = Accounts.Stamp(),
                CreatedAt = clock.GetUtcNow(),
            };
            await store.Add(session, user, [new UserStore.GrantRow { Role = ManageUsers.Administrator, UnitCode = Geography.NationCode }], token);
            await audit.Append(session, Actor.Job("first-administrator"), "user.added", Login, $"{ManageUsers.Administrator}@{Geography.NationCode}", token);
            return password;
        }, token);
    }
}
