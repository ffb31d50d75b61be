using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Identity;

/// <summary>What administrators do to accounts.</summary>
public sealed class ManageUsers(
    Database database, UserStore store, Accounts accounts, Passwords passwords, AuditTrail audit, TimeProvider clock)
{
    internal const string Administrator = "administrator";
    private const int LongestName = 200;

    public Task<IReadOnlyList<Account>> List(CancellationToken token) => database.Read(async session =>
        (IReadOnlyList<Account>)[.. (await store.All(session, token)).Select(accounts.Of)], token);

    /// <summary>A new account; the outcome is its one-time password.</summary>
    public async Task<Outcome<string>> Add(
        string login, string displayName, IReadOnlyList<GrantRequest> grants, Actor actor, CancellationToken token)
    {
        var name = Accounts.Fold(login);
        if (Accounts.WhyNotLogin(name) is { } refused) return refused;
        var display = displayName.Trim().Normalize();
        if (display.Length is 0 or > LongestName)
        {
            return Problem.Invalid("display-name-refused",
                $"Họ tên phải có từ 1 đến {LongestName} ký tự.", $"The name must have 1 to {LongestName} characters.");
        }

        if (!(await accounts.Check(grants, token)).TryGet(out var rows, out var problem)) return problem;
        var password = Passwords.OneTime();
        var user = new UserStore.UserRow
        {
            Login = name,
            DisplayName = display,
            PasswordHash = passwords.Hash(password),
            MustChangePassword = true,
            SecurityStamp = Accounts.Stamp(),
            CreatedAt = clock.GetUtcNow(),
        };
        return await database.Write(async session =>
        {
            if (await store.Find(session, name, token) is not null)
            {
                return Problem.Conflict("user-exists",
                    $"Đã có tài khoản “{name}”. Hãy chọn tên khác hoặc cấp lại mật khẩu.", $"There is an account “{name}” already. Choose another login, or reset its password.");
            }

            await store.Add(session, user, rows, token);
            await audit.Append(session, actor, "user.added", name, Show(rows), token);
            return Outcome<string>.Of(password);
        }, token);
    }

    /// <summary>A new one-time password; unlocks and enables the account and ends its sessions.</summary>
    public async Task<Outcome<string>> Reset(string login, Actor actor, CancellationToken token)
    {
        var name = Accounts.Fold(login);
        var password = Passwords.OneTime();
        var hash = passwords.Hash(password);
        return await database.Write(async session =>
        {
            if (await store.Find(session, name, token) is null) return Accounts.NoSuchUser(name);
            await store.PutPassword(session, name, hash, mustChange: true, Accounts.Stamp(), token);
            await audit.Append(session, actor, "user.password-reset", name, "", token);
            return Outcome<string>.Of(password);
        }, token);
    }

    /// <summary>Nobody signs in with it any more, and its sessions end. The last administrator cannot be disabled.</summary>
    public Task<Outcome<Account>> Disable(string login, Actor actor, CancellationToken token) => Change(login, async (session, found) =>
    {
        if (await IsLastAdministrator(session, found.Login, token)) return LastAdministrator();
        await store.Disable(session, found.Login, Accounts.Stamp(), token);
        await audit.Append(session, actor, "user.disabled", found.Login, "", token);
        return null;
    }, token);

    /// <summary>Replaces the account's grants and ends its sessions.</summary>
    public async Task<Outcome<Account>> Grant(
        string login, IReadOnlyList<GrantRequest> grants, Actor actor, CancellationToken token)
    {
        if (!(await accounts.Check(grants, token)).TryGet(out var rows, out var problem)) return problem;
        return await Change(login, async (session, found) =>
        {
            var staysAdministrator = rows.Any(row => row is { Role: Administrator, UnitCode: Geography.NationCode });
            if (!staysAdministrator && await IsLastAdministrator(session, found.Login, token)) return LastAdministrator();
            await store.PutGrants(session, found.Login, rows, token);
            await store.PutStamp(session, found.Login, Accounts.Stamp(), token);
            await audit.Append(session, actor, "user.granted", found.Login, Show(rows), token);
            return null;
        }, token);
    }

    private Task<Outcome<Account>> Change(string login, Func<Session, Account, Task<Problem?>> change, CancellationToken token) =>
        database.Write(async session =>
        {
            var name = Accounts.Fold(login);
            if (await store.Find(session, name, token) is not { } found) return Accounts.NoSuchUser(name);
            if (await change(session, accounts.Of(found)) is { } problem) return problem;
            return Outcome<Account>.Of(accounts.Of((await store.Find(session, name, token))!.Value));
        }, token);

    private async Task<bool> IsLastAdministrator(Session session, string login, CancellationToken token)
    {
        var administrators = (await store.All(session, token)).Select(accounts.Of).Where(account => !account.Disabled && account.Grants.Any(grant =>
            grant.UnitCode == Geography.NationCode && grant.Permissions.HasFlag(Permission.Administer))).Select(account => account.Login).ToList();
        return administrators is [var only] && only == login;
    }

    private static Problem LastAdministrator() => Problem.Conflict("last-administrator",
        "Đây là quản trị viên cuối cùng. Hãy giao quyền quản trị cho người khác trước.",
        "This is the last administrator. Give somebody else that role first.");

    private static string Show(IEnumerable<UserStore.GrantRow> grants) => string.Join(' ', grants.Select(grant => $"{grant.Role}@{grant.UnitCode}"));
}
