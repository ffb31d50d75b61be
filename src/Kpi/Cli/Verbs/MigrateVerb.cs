using System.CommandLine;
using Kpi.App.Platform.Storage;
using Kpi.Hosting;

namespace Kpi.Cli.Verbs;

/// <summary><c>migrate</c>: brings the schema up to the program; <c>--check</c> only tells.</summary>
internal static class MigrateVerb
{
    public static Command Build(VerbHost host)
    {
        var check = new Option<bool>("--check") { Description = host.Say("Chỉ kiểm tra; mã thoát 1 khi còn thiếu", "Only check; exit code 1 when something is pending") };
        var verb = host.Verb("migrate", "Nâng cấp cơ sở dữ liệu", "Bring the database up to date", check);
        return host.Does(verb, async (run, token) =>
        {
            Preparation.Folder(run.Services);
            var migrator = run.Get<Migrator>();
            if (run.Parse.GetValue(check))
            {
                if (!(await migrator.Check(token)).TryGet(out var state, out var fault)) return fault;
                await run.Print(
                    new { state.Dialect, Database = state.DatabaseVersion, Program = state.ProgramVersion, Current = state.IsCurrent, state.Pending },
                    () => run.Terminal.Output.WriteLine(state.IsCurrent
                        ? run.Say($"Cơ sở dữ liệu ({state.Dialect}) đã ở phiên bản {state.DatabaseVersion}.", $"The database ({state.Dialect}) is at version {state.DatabaseVersion}.")
                        : run.Say($"Còn phải chạy: {string.Join(", ", state.Pending)}", $"Pending: {string.Join(", ", state.Pending)}")));
                return state.IsCurrent ? ExitCode.Done : ExitCode.Failed;
            }

            if (!(await migrator.Migrate(token)).TryGet(out var result, out var problem)) return problem;
            if (await Preparation.Seed(run.Services, token) is { } unseeded) return unseeded;
            await run.Print(
                new { result.Version, result.Ran },
                () => run.Terminal.Output.WriteLine(run.Say(
                    $"Cơ sở dữ liệu ở phiên bản {result.Version}; đã chạy {result.Ran.Length} bước.", $"The database is at version {result.Version}; {result.Ran.Length} steps were run.")));
            return ExitCode.Done;
        });
    }
}
