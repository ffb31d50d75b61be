using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;

namespace Kpi.App.Features.Identity;

/// <summary>Checks a login and a password, and later whether a session is still good.</summary>
public sealed class SignIn(Database database, UserStore store, Accounts accounts, Passwords passwords, AuditTrail audit, TimeProvider clock)
{
    public const int MostTries = 5;

    /// <summary>Within these minutes the tries are counted together, and for as many an account is locked.</summary>
    public const int WindowMinutes = 15;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(WindowMinutes);

    // One sentence for every cause: it tells nobody which logins exist, nor that a guess at a locked account was right.
    private static readonly Problem Refused = Problem.Forbidden("sign-in-refused",
        $"Không đăng nhập được: sai tên đăng nhập hoặc mật khẩu, hoặc tài khoản đang bị khóa. Sau {MostTries} lần sai, tài khoản bị khóa "
        + $"{WindowMinutes} phút; hãy thử lại sau hoặc đề nghị quản trị viên cấp lại mật khẩu.",
        $"You could not be signed in: the login or the password is wrong, or the account is locked. After {MostTries} wrong tries it is locked for "
        + $"{WindowMinutes} minutes; try again later, or ask an administrator for a new password.");

    public async Task<Outcome<Account>> Run(string login, string password, CancellationToken token)
    {
        var name = Accounts.Fold(login);
        if (await CountTry(name, token) is not { } user)
        {
            passwords.VerifyNobody(password);
            return Refused;
        }

        var (right, rehash) = passwords.Verify(user.PasswordHash, password);
        var hash = right && rehash ? passwords.Hash(password) : null;
        return await database.Write(async session =>
        {
            var actor = new Actor(name);
            // The stamp is checked again: a password that was reset while we were hashing is not a right one any more.
            if (right && await store.ForgetTries(session, name, user.SecurityStamp, token) && await store.Find(session, name, token) is { } found)
            {
                if (hash is not null) await store.Rehash(session, name, hash, token);
                await audit.Append(session, actor, "sign-in.succeeded", name, "", token);
                return Outcome<Account>.Of(accounts.Of(found));
            }

            await audit.Append(session, actor, user.FailedSignIns >= MostTries ? "sign-in.locked" : "sign-in.failed", name, $"{user.FailedSignIns}/{MostTries}", token);
            return Refused;
        }, token);
    }

    /// <summary>The account behind a session; null when it was disabled or carries another stamp by now.</summary>
    public Task<Account?> Current(string login, string securityStamp, CancellationToken token) => database.Read(async session =>
        await store.Find(session, Accounts.Fold(login), token) is { User.Disabled: false } found && found.User.SecurityStamp == securityStamp
            ? accounts.Of(found)
            : null, token);

    /// <summary>
    /// Counts the try before the password is looked at, so that guesses sent at the same time are all counted. Null when no try is allowed:
    /// nobody has the login, or it is locked or disabled.
    /// </summary>
    private Task<UserStore.UserRow?> CountTry(string login, CancellationToken token) => database.Write(async session =>
    {
        while (await store.Find(session, login, token) is { User: { Disabled: false } user })
        {
            var now = clock.GetUtcNow();
            if (user.LockedUntil > now) return null;
            var recent = user.FailedSince is { } since && now - since < Window && user.LockedUntil is null;
            var tries = recent ? user.FailedSignIns + 1 : 1;
            DateTimeOffset? lockedUntil = tries >= MostTries ? now + Window : null;
            if (await store.CountTry(session, user, tries, recent ? user.FailedSince!.Value : now, lockedUntil, token)) return user with { FailedSignIns = tries };
        }

        return null;
    }, token);
}
