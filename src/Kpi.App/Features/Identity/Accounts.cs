using System.Security.Cryptography;
using System.Text;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Identity;

/// <summary>What the use cases of identity have in common: rows as accounts, and what a login and a grant must be.</summary>
public sealed class Accounts(Roles roles, UnitReader units)
{
    private const int ShortestLogin = 2, LongestLogin = 100;

    public static string Fold(string login) => login.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();

    internal static string Stamp() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    internal static Problem NoSuchUser(string login) => Problem.NotFound("user-not-found",
        $"Không có tài khoản “{login}”. Hãy kiểm tra lại tên đăng nhập.", $"There is no account “{login}”. Check the login.");

    internal Account Of((UserStore.UserRow User, IReadOnlyList<UserStore.GrantRow> Grants) found)
    {
        var (user, grants) = found;
        return new Account(
            user.Login, user.DisplayName, user.MustChangePassword, user.Disabled, user.LockedUntil, user.SecurityStamp, user.CreatedAt,
            [.. grants.Select(grant => roles.Over(grant.Role, grant.UnitCode))]);
    }

    internal static Problem? WhyNotLogin(string login) =>
        login == Actor.CommandLine.Name
            ? Problem.Invalid("login-reserved",
                $"Tên “{login}” dành cho dòng lệnh. Hãy chọn tên khác.", $"The name “{login}” is the command line's own. Choose another.")
            : login.Length is >= ShortestLogin and <= LongestLogin
        && login.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '@')
        && char.IsAsciiLetterOrDigit(login[0])
            ? null
            : Problem.Invalid("login-refused",
                $"Tên đăng nhập phải có {ShortestLogin}–{LongestLogin} ký tự: chữ cái không dấu, chữ số và . _ - @, bắt đầu bằng chữ hoặc số.",
                $"A login has {ShortestLogin}–{LongestLogin} characters: letters without diacritics, digits and . _ - @, beginning with a letter or digit.");

    /// <summary>The grants with codes as the register writes them, or what is wrong with one.</summary>
    internal async Task<Outcome<IReadOnlyList<UserStore.GrantRow>>> Check(IReadOnlyList<GrantRequest> requests, CancellationToken token)
    {
        if (requests.Count == 0)
        {
            return Problem.Invalid("grant-missing",
                "Chưa chọn vai trò và đơn vị. Hãy chọn ít nhất một.", "No role and unit were given. Choose at least one.");
        }

        var held = (await units.Tree(token)).Versions.Select(version => version.Code).ToHashSet(StringComparer.Ordinal);
        var rows = new List<UserStore.GrantRow>(requests.Count);
        foreach (var request in requests)
        {
            var unit = request.UnitCode.Trim().ToUpperInvariant();
            if (roles.Find(request.Role) is null)
            {
                var known = string.Join(", ", roles.All.Select(role => role.Code));
                return Problem.Invalid("role-unknown",
                    $"Không có vai trò “{request.Role}”. Hãy chọn một trong: {known}.", $"There is no role “{request.Role}”. Choose one of: {known}.");
            }

            if (!held.Contains(unit))
            {
                return Problem.Invalid("unit-unknown",
                    $"Không có đơn vị mang mã “{request.UnitCode}” trong danh mục. Hãy kiểm tra mã đơn vị.",
                    $"No unit has the code “{request.UnitCode}” in the register. Check the code.");
            }

            rows.Add(new UserStore.GrantRow { Role = request.Role, UnitCode = unit });
        }

        return Outcome<IReadOnlyList<UserStore.GrantRow>>.Of([.. rows.Distinct()]);
    }
}
