using System.CommandLine;
using Kpi.App.Features.Identity;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain.Units;

namespace Kpi.Cli.Verbs;

/// <summary><c>users</c> and <c>keys</c>: people and programs that may sign in.</summary>
internal static class UsersVerb
{
    public static Command Build(VerbHost host) => host.Verb(
        "users", "Tài khoản người dùng", "User accounts", Add(host), Reset(host), Disable(host), List(host));

    private static Command Add(VerbHost host)
    {
        var login = Arguments.Word(host, "LOGIN", "Tên đăng nhập", "Login");
        var name = Arguments.Text(host, "--name", "N", "Họ tên", "Display name");
        var role = Arguments.Needed(host, "--role", "R", Roles(host), Roles(host));
        var unit = Arguments.Text(host, "--unit", "C", "Phạm vi: mã đơn vị (mặc định VN)", "Scope: unit code (default VN)");
        var verb = host.Verb("add", "Thêm tài khoản, in mật khẩu dùng một lần", "Add an account and print its one-time password", login, name, role, unit);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var who = run.Parse.GetRequiredValue(login);
            var grant = new GrantRequest(run.Parse.GetRequiredValue(role), run.Parse.GetValue(unit) ?? Geography.NationCode);
            var outcome = await run.Get<ManageUsers>().Add(who, run.Parse.GetValue(name) ?? who, [grant], Actor.CommandLine, token);
            if (!outcome.TryGet(out var password, out var problem)) return problem;
            await Show(run, who, password);
            return ExitCode.Done;
        });
    }

    private static Command Reset(VerbHost host)
    {
        var login = Arguments.Word(host, "LOGIN", "Tên đăng nhập", "Login");
        var verb = host.Verb("reset", "Cấp lại mật khẩu dùng một lần", "Give a new one-time password", login);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var who = run.Parse.GetRequiredValue(login);
            if (!(await run.Get<ManageUsers>().Reset(who, Actor.CommandLine, token)).TryGet(out var password, out var problem)) return problem;
            await Show(run, who, password);
            return ExitCode.Done;
        });
    }

    private static Command Disable(VerbHost host)
    {
        var login = Arguments.Word(host, "LOGIN", "Tên đăng nhập", "Login");
        var verb = host.Verb("disable", "Khoá tài khoản và kết thúc các phiên", "Disable an account and end its sessions", login);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var outcome = await run.Get<ManageUsers>().Disable(run.Parse.GetRequiredValue(login), Actor.CommandLine, token);
            if (!outcome.TryGet(out var account, out var problem)) return problem;
            await run.Print(new { account.Login, account.Disabled }, () => run.Terminal.Output.WriteLine(
                run.Say($"Đã khoá tài khoản {account.Login}.", $"Account {account.Login} is disabled.")));
            return ExitCode.Done;
        });
    }

    private static Command List(VerbHost host) => host.Does(
        host.Verb("list", "Liệt kê tài khoản", "List the accounts"),
        async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var accounts = await run.Get<ManageUsers>().List(token);
            await run.Print(
                new
                {
                    Users = accounts.Select(a => new
                    {
                        a.Login,
                        Name = a.DisplayName,
                        a.Disabled,
                        Locked = a.LockedUntil is { } until ? Words.Instant(until) : null,
                        Grants = a.Grants.Select(g => new { g.Role, Unit = g.UnitCode }),
                    }),
                },
                () =>
                {
                    var table = Tables.Of(run.Say("Tên đăng nhập", "Login"), run.Say("Họ tên", "Name"), run.Say("Vai trò", "Roles"), run.Say("Tình trạng", "State"));
                    foreach (var account in accounts)
                    {
                        table.Row(
                            account.Login, account.DisplayName, string.Join(", ", account.Grants.Select(g => $"{g.Role}:{g.UnitCode}")),
                            account.Disabled ? run.Say("khoá", "disabled") : account.LockedUntil is null ? "" : run.Say("tạm khoá", "locked"));
                    }

                    run.Show(table);
                });
            return ExitCode.Done;
        });

    private static Task Show(VerbRun run, string login, string password) => run.Print(
        new { Login = login, Password = password },
        () => run.Terminal.Output.WriteLine(run.Say(
            $"Mật khẩu dùng một lần của {login}: {password}", $"One-time password of {login}: {password}")));

    private static string Roles(VerbHost host) => host.Say(
        "Vai trò: submitter, reviewer, committee, analyst, administrator", "Role: submitter, reviewer, committee, analyst, administrator");
}

/// <summary><c>keys add | revoke | list</c>: API keys for programs.</summary>
internal static class KeysVerb
{
    public static Command Build(VerbHost host) => host.Verb("keys", "Khoá API cho phần mềm", "API keys for programs", Add(host), Revoke(host), List(host));

    private static Command Add(VerbHost host)
    {
        var name = Arguments.Word(host, "NAME", "Tên gợi nhớ", "Name to know it by");
        var role = Arguments.Needed(host, "--role", "R", "Vai trò", "Role");
        var unit = Arguments.Text(host, "--unit", "C", "Phạm vi: mã đơn vị (mặc định VN)", "Scope: unit code (default VN)");
        var days = new Option<int>("--days") { Description = host.Say("Hạn dùng, ngày", "Lifetime in days"), DefaultValueFactory = _ => 365 };
        var verb = host.Verb("add", "Tạo khoá; khoá chỉ hiện một lần", "Make a key; it is shown once", name, role, unit, days);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var outcome = await run.Get<ApiKeys>().Add(
                run.Parse.GetRequiredValue(name), run.Parse.GetRequiredValue(role), run.Parse.GetValue(unit) ?? Geography.NationCode,
                TimeSpan.FromDays(run.Parse.GetValue(days)), Actor.CommandLine, token);
            if (!outcome.TryGet(out var key, out var problem)) return problem;
            await run.Print(
                new { key.KeyId, key.Key, Expires = Words.Instant(key.ExpiresAt) },
                () => run.Terminal.Output.WriteLine(run.Say(
                    $"{key.Key}\n(mã {key.KeyId}, hết hạn {Words.Instant(key.ExpiresAt)})", $"{key.Key}\n(id {key.KeyId}, expires {Words.Instant(key.ExpiresAt)})")));
            return ExitCode.Done;
        });
    }

    private static Command Revoke(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã khoá", "Id of the key");
        var verb = host.Verb("revoke", "Thu hồi khoá", "Revoke a key", id);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await run.Get<ApiKeys>().Revoke(run.Parse.GetRequiredValue(id), Actor.CommandLine, token)).TryGet(out var key, out var problem)) return problem;
            await run.Print(new { key.KeyId, Revoked = true }, () => run.Terminal.Output.WriteLine(run.Say($"Đã thu hồi khoá {key.KeyId}.", $"Key {key.KeyId} is revoked.")));
            return ExitCode.Done;
        });
    }

    private static Command List(VerbHost host) => host.Does(
        host.Verb("list", "Liệt kê khoá", "List the keys"),
        async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var keys = await run.Get<ApiKeys>().List(token);
            await run.Print(
                new { Keys = keys.Select(k => new { k.KeyId, k.Name, k.Role, Unit = k.UnitCode, Expires = Words.Instant(k.ExpiresAt), Revoked = k.RevokedAt is { } at ? Words.Instant(at) : null }) },
                () =>
                {
                    var table = Tables.Of("Id", run.Say("Tên", "Name"), run.Say("Vai trò", "Role"), run.Say("Hết hạn", "Expires"), run.Say("Thu hồi", "Revoked"));
                    foreach (var key in keys)
                        table.Row(key.KeyId, key.Name, $"{key.Role}:{key.UnitCode}", Words.Instant(key.ExpiresAt), key.RevokedAt is { } at ? Words.Instant(at) : "");
                    run.Show(table);
                });
            return ExitCode.Done;
        });
}
