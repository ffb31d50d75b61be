using Kpi.Domain;
using Kpi.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kpi.Web.Shared;

/// <summary>What every page of the service has.</summary>
public abstract class KpiPage : PageModel
{
    public Caller Caller => HttpContext.Caller();

    /// <summary>Answers with a problem instead of the page.</summary>
    protected IActionResult Problem(Problem problem) => new ProblemResult(problem);

    private sealed class ProblemResult(Problem problem) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) =>
            ProblemMapping.Write(context.HttpContext, ProblemMapping.StatusOf(problem.Kind), problem);
    }
}
