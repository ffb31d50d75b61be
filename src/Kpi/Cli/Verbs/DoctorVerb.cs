using System.CommandLine;
using Kpi.Hosting;
using Spectre.Console;

namespace Kpi.Cli.Verbs;

/// <summary><c>doctor</c>: what is in force and whether it is well.</summary>
internal static class DoctorVerb
{
    public static Command Build(VerbHost host) => host.Does(
        host.Verb("doctor", "Kiểm tra cấu hình và tình trạng", "Check the configuration and the state"),
        async (run, token) =>
        {
            var report = await Diagnosis.Make(run.Services, token);
            await run.Print(
                new
                {
                    Healthy = report.IsHealthy,
                    Checks = report.Checks.Select(c => new { c.Code, State = Documents.Words.Kebab(c.State), What = run.Say(c.What), c.Value, Advice = c.Advice is { } a ? run.Say(a) : null }),
                    report.Configuration,
                },
                () => Show(run, report));
            return report.ExitProblem is { } problem ? ExitCode.Of(problem) : ExitCode.Done;
        });

    private static void Show(VerbRun run, Diagnosis report)
    {
        var table = Tables.Of("", run.Say("Hạng mục", "What"), run.Say("Giá trị", "Value"), run.Say("Khuyến nghị", "Advice"));
        foreach (var check in report.Checks)
        {
            table.Row(
                check.State switch { CheckState.Good => "✓", CheckState.Warning => "!", _ => "✗" },
                run.Say(check.What), check.Value, check.Advice is { } advice ? run.Say(advice) : "");
        }

        run.Show(table);
        var settings = Tables.Of(run.Say("Cấu hình", "Setting"), run.Say("Giá trị", "Value"));
        foreach (var (key, value) in report.Configuration) settings.Row(key, value);
        run.Show(settings);
    }
}
