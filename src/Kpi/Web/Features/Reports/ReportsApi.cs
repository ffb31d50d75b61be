using Kpi.App.Features.Reports;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Reports;

/// <summary><c>/api/v1/reports</c>.</summary>
internal static class ReportsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/reports", Build).Requires(Permission.Calculate);
        api.MapGet("/reports/{id}/file", File).Requires(Permission.Read);
    }

    private static async Task<IResult> Build(ReportBody body, HttpContext http, BuildReport build, CancellationToken token)
    {
        if (!Period.TryParse(body.Period, out var period)) return ProblemMapping.Result(Queries.NoPeriod(body.Period ?? ""));
        var unit = body.Unit ?? Geography.NationCode;
        if (!(await http.Caller().Access(http.RequestServices, token)).Allows(Permission.Read, unit)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!(await ScoredRuns.Find(http.RequestServices, period, body.Run, http.Caller().Actor, token)).TryGet(out var run, out var problem)) return ProblemMapping.Result(problem);
        var request = new ReportRequest(body.Kind ?? "committee", period, unit, run.Id, body.Language == "en" ? Language.En : Language.Vi);
        if (!(await build.Run(request, http.Caller().Actor, token)).TryGet(out var report, out problem)) return ProblemMapping.Result(problem);
        var id = Ids.Show(report.Id);
        return Results.Created($"{Paths.Api}/reports/{id}/file", new { Id = id, report.Kind, Run = Ids.Show(report.Run.Id), report.FileName, report.Sha256 });
    }

    private static async Task<IResult> File(string id, HttpContext http, ReportReader reports, CancellationToken token)
    {
        if (!Ids.TryRead(id, out var number) || await reports.Get(number, token) is not { } report || !report.IsFor(http.Caller().Actor))
            return ProblemMapping.Result(ProblemMapping.NotFound);
        var access = await http.Caller().Access(http.RequestServices, token);
        if (!access.Allows(Permission.Read, report.UnitCode) || await reports.File(number, token) is not { } bytes)
            return ProblemMapping.Result(ProblemMapping.NotFound);
        return Results.File(bytes, Queries.Xlsx, report.FileName);
    }

    internal sealed record ReportBody(string? Kind, string? Period, string? Unit, string? Run, string? Language);
}
