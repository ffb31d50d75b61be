using System.CommandLine;
using Kpi.Web;

namespace Kpi.Cli.Verbs;

/// <summary><c>serve</c>: web, API and jobs in one process; also what happens without a verb.</summary>
internal static class ServeVerb
{
    public static Command Build(VerbHost host) => Attach(
        host.Verb("serve", "Chạy trang web, API và các tác vụ (mặc định)", "Run the web, the API and the jobs (default)"), host);

    /// <summary>Makes a command serve; the root does it as well.</summary>
    public static Command Attach(Command command, VerbHost host)
    {
        var urls = new Option<string?>("--urls")
        {
            Description = host.Say("Địa chỉ lắng nghe (mặc định http://localhost:5080)", "Addresses to listen on (default http://localhost:5080)"),
            HelpName = "URLS",
        };
        command.Options.Add(urls);
        return host.Does(command, async (run, token) => await Run(run, run.Parse.GetValue(urls), token));
    }

    /// <summary>Serves until stopped; <c>demo --serve</c> ends here too.</summary>
    public static async Task<Domain.Outcome<int>> Run(VerbRun run, string? urls, CancellationToken token)
    {
        await using var app = await WebHost.Build(run.Settings, urls, token);
        if (await WebHost.Prepare(app, token) is { } problem) return problem;
        var password = await WebHost.FirstPassword(app, token);
        await app.StartAsync(token);
        foreach (var url in app.Urls) await run.Terminal.Output.WriteLineAsync(run.Say($"Đang phục vụ tại {url}", $"Serving at {url}"));
        if (password is not null)
        {
            await run.Terminal.Output.WriteLineAsync(run.Say(
                $"Đăng nhập lần đầu: admin / {password} (chỉ hiện một lần, phải đổi ngay)",
                $"First sign-in: admin / {password} (shown once, must be changed at once)"));
        }

        await app.WaitForShutdownAsync(token);
        return ExitCode.Done;
    }
}
