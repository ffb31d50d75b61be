using Kpi.App.Features.Reports;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Reports;

/// <summary>Reports that were made, and making one.</summary>
[Requires(Permission.Read)]
public sealed class ReportsModel(ReportReader reports, BuildReport build, ScoreReader scores, IServiceProvider services) : KpiPage
{
    private const int Recent = 100;

    public IReadOnlyList<ReportSummary> Items { get; private set; } = [];

    public IReadOnlyList<Period> Periods { get; private set; } = [];

    public IReadOnlyList<ScoredUnit> Units { get; private set; } = [];

    public bool MayMake => Caller.Has(Permission.Calculate);

    public async Task<IActionResult> OnGet(CancellationToken token)
    {
        var access = await Caller.Access(services, token);
        Items = [.. (await reports.List(Recent, token)).Where(r => r.IsFor(Caller.Actor) && access.Allows(Permission.Read, r.UnitCode))];
        Periods = [.. (await scores.Periods(token)).OrderDescending()];
        if (MayMake && await scores.Latest(token) is { } latest)
        {
            Units = [.. (await scores.Units(latest.Id, token))
                .Where(u => u.Level is UnitLevel.Nation or UnitLevel.Province && access.Allows(Permission.Read, u.Code))];
        }

        return Page();
    }

    public async Task<IActionResult> OnGetFile(string id, CancellationToken token)
    {
        var access = await Caller.Access(services, token);
        if (!Ids.TryRead(id, out var number) || await reports.Get(number, token) is not { } report || !report.IsFor(Caller.Actor)
            || !access.Allows(Permission.Read, report.UnitCode) || await reports.File(number, token) is not { } bytes)
        {
            return Problem(ProblemMapping.NotFound);
        }

        return File(bytes, Queries.Xlsx, report.FileName);
    }

    public async Task<IActionResult> OnPost(string? period, string? unit, string? language, CancellationToken token)
    {
        if (!MayMake) return Problem(ProblemMapping.NotAllowed);
        if (!Period.TryParse(period, out var parsed)) return Problem(Queries.NoPeriod(period ?? ""));
        var unitCode = unit ?? Caller.HomeUnit;
        if (!(await Caller.Access(services, token)).Allows(Permission.Read, unitCode)) return Problem(ProblemMapping.NotAllowed);
        var request = new ReportRequest("committee", parsed, unitCode, null, language == "en" ? Language.En : Language.Vi);
        return (await build.Run(request, Caller.Actor, token)).TryGet(out _, out var problem) ? LocalRedirect("/reports") : Problem(problem);
    }
}
