using System.CommandLine;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Hosting;

namespace Kpi.Cli.Verbs;

/// <summary><c>worker</c>: jobs only; several of them share the load of one SQL Server.</summary>
internal static class WorkerVerb
{
    public static Command Build(VerbHost host) => host.Does(
        host.Verb("worker", "Chỉ chạy tác vụ (với SQL Server)", "Run the jobs only (with SQL Server)"),
        async (run, token) =>
        {
            if (run.Get<Database>().Dialect.Name == "sqlite")
            {
                return Problem.Invalid("worker-needs-sql-server",
                    "“worker” cần SQL Server (--connection). Với SQLite, “serve” tự chạy các tác vụ trong cùng tiến trình.",
                    "“worker” needs SQL Server (--connection). With SQLite, “serve” runs the jobs in its own process.");
            }

            if (await run.Ready(token) is { } fault) return fault;
            using var worker = JobHost.BuildWorker(run.Settings);
            await worker.StartAsync(token);
            await run.Remark("Đang chạy tác vụ; Ctrl-C để dừng.", "Running the jobs; Ctrl-C stops.");
            await worker.WaitForShutdownAsync(token);
            return ExitCode.Done;
        });
}
