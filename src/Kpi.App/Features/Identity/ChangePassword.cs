using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;

namespace Kpi.App.Features.Identity;

/// <summary>A person's own change of password; also ends the must-change state and every other session.</summary>
public sealed class ChangePassword(Database database, UserStore store, SignIn signIn, Accounts accounts, Passwords passwords, AuditTrail audit)
{
    public async Task<Outcome<Account>> Run(string login, string oldPassword, string newPassword, CancellationToken token)
    {
        // Through the front door, so that guessing the old password here counts and locks as it does there.
        if (!(await signIn.Run(login, oldPassword, token)).TryGet(out var account, out var problem)) return problem;
        if (Passwords.WhyNot(newPassword, account.Login) is { } weak) return weak;
        if (newPassword == oldPassword)
        {
            return Problem.Invalid("password-refused",
                "Mật khẩu mới phải khác mật khẩu cũ.", "The new password must differ from the old one.");
        }

        var hash = passwords.Hash(newPassword);
        return await database.Write(async session =>
        {
            if (await store.Find(session, account.Login, token) is not { User.Disabled: false } found || found.User.SecurityStamp != account.SecurityStamp)
            {
                return Problem.Conflict("password-changed-meanwhile",
                    "Mật khẩu hoặc tài khoản vừa được thay đổi ở nơi khác. Hãy đăng nhập lại.",
                    "The password or the account was just changed elsewhere. Sign in again.");
            }

            await store.PutPassword(session, account.Login, hash, mustChange: false, Accounts.Stamp(), token);
            await audit.Append(session, new Actor(account.Login), "user.password-changed", account.Login, "", token);
            return Outcome<Account>.Of(accounts.Of((await store.Find(session, account.Login, token))!.Value));
        }, token);
    }
}
