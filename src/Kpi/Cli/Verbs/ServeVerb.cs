using System.CommandLine;
using Kpi.Web;

namespace Kpi.Cli.Verbs;

/// <summary><c>serve</c>: web, API and jobs in one process; also what happens without a verb.</summary>
internal static class ServeVerb
{
    public static Command Build(VerbHost host)
    {
        var urls = new Option<string?>("--urls")
        {
            Description = host.Say("Địa chỉ lắng nghe (mặc định http://localhost:5080)", "Addresses to listen on (default http://localhost:5080)"),
            HelpName = "URLS",
        };
        var verb = host.Verb("serve", "Chạy trang web, API và các tác vụ (mặc định)", "Run the web, the API and the jobs (default)", urls);
        return host.Does(verb, async (run, token) =>
        {
            await using var app = WebHost.Build(run.Settings, run.Parse.GetValue(urls));
            await app.StartAsync(token);
            foreach (var url in app.Urls) await run.Terminal.Error.WriteLineAsync(run.Say($"Đang phục vụ tại {url}", $"Serving at {url}"));
            await app.WaitForShutdownAsync(token);
            return ExitCode.Done;
        });
    }
}
