using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Returns;

/// <summary>One return: findings, receipt, values, review.</summary>
[Requires(Permission.Read)]
public sealed class ReturnModel(
    ReturnReader returns, ReturnSight sight, ReviewReturn review, AnnotateReturn annotate, CatalogueReader catalogues, JobSignal signal, IServiceProvider services) : KpiPage
{
    public ReturnDetail Detail { get; private set; } = null!;

    public ReturnSummary Summary => Detail.Summary;

    public Catalogue Catalogue { get; private set; } = null!;

    public bool MayReview { get; private set; }

    public bool IsOpen => Summary.State is ReturnState.Received or ReturnState.Reading;

    public async Task<IActionResult> OnGet(string id, CancellationToken token)
    {
        if (!(await sight.Find(Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        Detail = detail;
        Catalogue = detail.CatalogueVersion is { } version ? await catalogues.Version(version, token) : await catalogues.Current(token);
        MayReview = Summary.State is ReturnState.Accepted or ReturnState.Approved
            && ReturnRights.May(ReturnAct.SendBack, Caller.Name, await Caller.Access(services, token), Summary);
        return Page();
    }

    public async Task<IActionResult> OnGetFile(string id, CancellationToken token)
    {
        if (!(await sight.Find(Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        return await returns.File(detail.Summary.Id, token) is { } file
            ? File(file.Bytes, Queries.Xlsx, file.FileName)
            : Problem(ProblemMapping.NotFound);
    }

    public async Task<IActionResult> OnGetAnnotated(string id, CancellationToken token)
    {
        if (!(await sight.Find(Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        return (await annotate.Run(detail.Summary.Id, null, token)).TryGet(out var annotated, out problem)
            ? File(annotated.Bytes, Queries.Xlsx, annotated.FileName)
            : Problem(problem);
    }

    public async Task<IActionResult> OnPost(string id, string? decision, string? reason, CancellationToken token)
    {
        if (!(await sight.FindFor(decision == "approve" ? ReturnAct.Approve : ReturnAct.SendBack, Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        var outcome = decision == "approve"
            ? await review.Approve(detail.Summary.Id, reason, Caller.Actor, token)
            : await review.SendBack(detail.Summary.Id, reason ?? "", Caller.Actor, token);
        if (!outcome.TryGet(out var summary, out problem)) return Problem(problem);
        signal.Due(KpiJobs.ScoreDue);
        return LocalRedirect($"/returns/{Ids.Show(summary.Id)}");
    }
}
