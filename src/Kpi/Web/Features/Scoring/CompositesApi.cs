using Kpi.App.Features.Scoring;
using Kpi.Documents;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Scoring;

/// <summary><c>/api/v1/scores/composites</c>.</summary>
internal static class CompositesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/scores/composites", League).Requires(Permission.Read).Produces<CompositesDocument>()
            .WithSummary("Units by rank of a composite (?composite=, else the catalogue's first), with those that are not ranked and why; ?level=province|facility, ?unit= an area, ?class=, ?stability=true draws the weights anew.");
        api.MapGet("/scores/composites/explain", Explain).Requires(Permission.Read).Produces<CompositeExplanationDocument>()
            .WithSummary("Which parts make a unit's composite: each with attainment and weight; together they give the figure to the last digit.");
    }

    private static async Task<IResult> League(
        HttpContext http, FindComposites composites, string period, string? composite, string? level, string? unit, string? @class, bool? stability, string? run, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        if (!CompositeRequest.Read(composite, level, unit, @class, stability ?? false).TryGet(out var request, out var problem)) return ProblemMapping.Result(problem);
        var access = await http.Caller().Access(http.RequestServices, token);
        if (!(await ScoredRuns.Find(http.RequestServices, parsed, run, http.Caller().Actor, token)).TryGet(out var info, out problem)) return ProblemMapping.Result(problem);
        // The list is of an area; of its rows the reader sees those that are theirs to read.
        return (await composites.League(info, request, token)).TryGet(out var league, out problem)
            ? Results.Ok(CompositesDocument.Of(league, code => access.Allows(Permission.Read, code)))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Explain(
        HttpContext http, FindComposites composites, string period, string? composite, string? unit, string? run, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        var unitCode = unit ?? http.Caller().HomeUnit;
        if (!(await http.Caller().Access(http.RequestServices, token)).Allows(Permission.Read, unitCode)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!(await ScoredRuns.Find(http.RequestServices, parsed, run, http.Caller().Actor, token)).TryGet(out var info, out var problem)) return ProblemMapping.Result(problem);
        return (await composites.Explain(info, composite, unitCode, token)).TryGet(out var explanation, out problem)
            ? Results.Ok(CompositeExplanationDocument.Of(explanation))
            : ProblemMapping.Result(problem);
    }
}
