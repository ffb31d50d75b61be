using Kpi.App.Features.Audit;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Reports;

/// <summary>Prints a stored run as a workbook and keeps it. The same request over the same run gives the same bytes and one report.</summary>
public sealed class BuildReport(
    ScoreReader scores, CollectFacts facts, TemplateLibrary templates, ReportStore store, FileVault files, AuditTrail audit, Database database,
    Ids ids, TimeProvider clock)
{
    private const string Committee = "committee";

    public async Task<Outcome<BuiltReport>> Run(ReportRequest request, Actor actor, CancellationToken token)
    {
        if (request.Kind != Committee)
        {
            return Problem.Invalid(
                "report-kind", $"Không có loại báo cáo “{request.Kind}”. Loại hiện có: {Committee}.", $"There is no report of kind '{request.Kind}'. There is: {Committee}.");
        }

        var run = request.RunId is { } id ? await scores.Run(id, token) : await scores.Current(request.Period, token);
        if (run is null) return NoRun(request);
        if (run.Period != request.Period)
        {
            return Problem.Invalid(
                "report-run-period",
                $"Lượt tính {Ids.Show(run.Id)} là của kỳ {run.Period}, không phải {request.Period}. Hãy chọn đúng kỳ của lượt tính.",
                $"Run {Ids.Show(run.Id)} is of period {run.Period}, not {request.Period}. Ask for the run's own period.");
        }

        var units = await scores.Units(run.Id, token);
        var unit = units.ToList().FindIndex(u => u.Code == request.UnitCode && u.Level is UnitLevel.Nation or UnitLevel.Province);
        if (unit < 0)
        {
            return Problem.NotFound(
                "report-unit",
                $"Lượt tính {Ids.Show(run.Id)} không có tỉnh mang mã “{request.UnitCode}”. Báo cáo Ban Chỉ đạo lập cho VN hoặc một tỉnh.",
                $"Run {Ids.Show(run.Id)} has no province of code '{request.UnitCode}'. The committee report is made for VN or a province.");
        }

        if (!templates.Get(Committee, request.Language).TryGet(out var template, out var problem)) return problem;
        var bytes = CommitteeWorkbook.Write(await facts.Of(run, unit, template, token), template, request.Language);
        return await Keep(request, run, bytes, actor, token);
    }

    private async Task<BuiltReport> Keep(ReportRequest request, RunInfo run, byte[] bytes, Actor actor, CancellationToken token)
    {
        var name = $"kpi-{request.Kind}-{request.Period}-{request.UnitCode}-{ReportStore.Code(request.Language)}.xlsx";
        return await database.Write(async session =>
        {
            var sha256 = await files.Put(session, bytes, token);
            if (await store.Find(session, request, run.Id, sha256, token) is { } known)
            {
                return new BuiltReport(known, request.Kind, name, sha256, bytes, run);
            }

            var report = new ReportSummary(
                ids.Next(), request.Kind, request.Period, request.UnitCode, request.Language, run.Id, sha256, name, clock.GetUtcNow(), actor.Name);
            await store.Add(session, report, token);
            await audit.Append(session, actor, "report.built", Ids.Show(report.Id), $"{name} run={Ids.Show(run.Id)} sha256={sha256}", token);
            return new BuiltReport(report.Id, report.Kind, name, sha256, bytes, run);
        }, token);
    }

    private static Problem NoRun(ReportRequest request) => request.RunId is { } id
        ? Problem.NotFound("report-run", $"Không có lượt tính {Ids.Show(id)}.", $"There is no run {Ids.Show(id)}.")
        : Problem.NotFound(
            "report-no-run",
            $"Kỳ {request.Period} chưa được tính, nên chưa có gì để in. Hãy chạy: kpi score --period {request.Period}",
            $"Period {request.Period} has not been scored, so there is nothing to print. Run: kpi score --period {request.Period}");
}
