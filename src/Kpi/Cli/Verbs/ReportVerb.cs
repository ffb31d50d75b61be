using System.CommandLine;
using Kpi.App.Features.Reports;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain.Units;

namespace Kpi.Cli.Verbs;

/// <summary><c>report committee</c>: a workbook for the Steering Committee.</summary>
internal static class ReportVerb
{
    public static Command Build(VerbHost host) => host.Verb(
        "report", "Lập báo cáo", "Make a report",
        Kind(host, "committee", "Báo cáo Ban Chỉ đạo", "Report for the Steering Committee"));

    private static Command Kind(VerbHost host, string kind, string vi, string en)
    {
        var period = Arguments.Period(host);
        var unit = Arguments.Text(host, "--unit", "C", "Mã đơn vị (mặc định VN)", "Unit code (default VN)");
        var runId = Arguments.Run(host);
        var target = Arguments.Needed(host, "--out", "F", "Tệp .xlsx hoặc thư mục ghi ra", ".xlsx file or folder to write to");
        var verb = host.Verb(kind, vi, en, period, unit, runId, target);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var found = await ScoredRuns.Find(run.Services, run.Parse.GetValue(period), run.Parse.GetValue(runId), Kpi.App.Platform.Actor.CommandLine, token);
            if (!found.TryGet(out var info, out var problem)) return problem;
            var request = new ReportRequest(kind, info.Period, run.Parse.GetValue(unit) ?? Geography.NationCode, info.Id, run.Language);
            var outcome = await run.Get<BuildReport>().Run(request, Actor.CommandLine, token);
            if (!outcome.TryGet(out var report, out problem)) return problem;
            var written = await OutputFile.Write(run.Parse.GetRequiredValue(target), report.FileName, report.Bytes, token);
            await run.Print(
                new { Id = Ids.Show(report.Id), report.Kind, Period = info.Period.ToString(), Run = Ids.Show(report.Run.Id), report.Sha256, Path = written },
                () => run.Terminal.Output.WriteLine(written));
            return ExitCode.Done;
        });
    }
}
