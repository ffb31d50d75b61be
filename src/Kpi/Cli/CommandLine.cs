using System.CommandLine;
using System.CommandLine.Help;
using Kpi.Cli.Demo;
using Kpi.Cli.Verbs;
using Kpi.Domain;

namespace Kpi.Cli;

/// <summary>The command line: which verbs there are, and what bad usage looks like.</summary>
public static class CommandLine
{
    public static async Task<int> Run(IReadOnlyList<string> args, Terminal terminal, CancellationToken token)
    {
        var language = GlobalOptions.LanguageOf(args);
        if (!Unicode.IsThere)
        {
            await terminal.Error.WriteLineAsync($"Lỗi: {Unicode.Missing.Vi}");
            await terminal.Error.WriteLineAsync($"Error: {Unicode.Missing.En}");
            return ExitCode.Unavailable;
        }

        var root = Build(new VerbHost(new GlobalOptions(language), terminal, language));
        var parse = root.Parse(args);
        if (parse.Errors.Count == 0)
        {
            var invocation = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parse.InvokeAsync(invocation, token);
        }

        await terminal.Error.WriteLineAsync(new Text("Tham số chưa đúng:", "The arguments are not right:").In(language));
        foreach (var error in parse.Errors) await terminal.Error.WriteLineAsync("  " + error.Message);
        await terminal.Error.WriteLineAsync();
        parse.InvocationConfiguration.Output = terminal.Error;
        new HelpAction().Invoke(parse);
        return ExitCode.Usage;
    }

    private static RootCommand Build(VerbHost host)
    {
        var root = new RootCommand(host.Say(
            "Theo dõi chỉ số chuyển đổi số y tế: nhận báo cáo Excel, chấm điểm theo mục tiêu, lập báo cáo.",
            "Follows the health sector's digital transformation: takes Excel returns, scores them against targets, makes reports."));
        root.Options.Add(host.Globals.Data);
        root.Options.Add(host.Globals.Connection);
        root.Options.Add(host.Globals.Json);
        root.Options.Add(host.Globals.Lang);

        foreach (var verb in Verbs(host)) root.Subcommands.Add(verb);
        ServeVerb.Attach(root, host);
        return root;
    }

    private static IEnumerable<Command> Verbs(VerbHost host) =>
    [
        ServeVerb.Build(host), WorkerVerb.Build(host), DemoVerb.Build(host),
        MigrateVerb.Build(host), DoctorVerb.Build(host),
        UnitsVerb.Build(host), CatalogueVerb.Build(host), RulesVerb.Build(host), FormVerb.Build(host), ReturnsVerb.Build(host), ProfilesVerb.Build(host),
        DeadlinesVerb.Build(host), PeriodsVerb.Build(host), ExtensionsVerb.Build(host), ReceiptsVerb.Build(host),
        ScoreVerb.Build(host), ScoresVerb.Build(host), ExplainVerb.Build(host), CompareVerb.Build(host), ScenariosVerb.Build(host), ForecastVerb.Build(host), WarningsVerb.Build(host), ReportVerb.Build(host), VerifyVerb.Build(host),
        UsersVerb.Build(host), KeysVerb.Build(host),
    ];
}
