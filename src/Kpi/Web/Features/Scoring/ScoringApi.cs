using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.Documents;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Scoring;

/// <summary><c>/api/v1/scores</c>, and runs compared.</summary>
internal static class ScoringApi
{
    private const int UsualUnits = 20, MostUnits = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/scores", Scores).Requires(Permission.Read).Produces<ScoresDocument>();
        api.MapGet("/scores/explain", Explain).Requires(Permission.Read).Produces<ExplanationDocument>();
        api.MapGet("/scores/touched", Touched).Requires(Permission.Read).Produces<CellTraceDocument>()
            .WithSummary("The scores that a return, or one of its cells, has gone into.");
        api.MapGet("/scores/undecided", Undecided).Requires(Permission.Read).Produces<UndecidedDocument>()
            .WithSummary("Verdicts that missing returns could change, and which returns those are, the heaviest first.");
        api.MapGet("/runs/{a}/compare/{b}", Compare).Requires(Permission.Read).Produces<CompareDocument>()
            .WithSummary("Why a unit's scores moved between two runs: shares of corrections, late returns, definitions, geography, targets, options and new data.");
    }

    private static async Task<IResult> Scores(
        HttpContext http, CatalogueReader catalogues, string period, string? unit, string? indicator, string? run, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        var unitCode = unit ?? http.Caller().HomeUnit;
        if (!(await ScoredRuns.Find(http.RequestServices, parsed, run, http.Caller().Actor, token)).TryGet(out var info, out var problem)) return ProblemMapping.Result(problem);
        if (await ScoreSight.Refuses(http.Caller(), http.RequestServices, info, unitCode, token) is { } refused) return ProblemMapping.Result(refused);
        if (!(await ScoredRuns.OfUnit(http.RequestServices, info, unitCode, indicator, token)).TryGet(out var scores, out problem))
            return ProblemMapping.Result(problem);
        var restated = await ScoredRuns.Restated(http.RequestServices, info, unitCode, token);
        return Results.Ok(ScoresDocument.Of(info, unitCode, scores, await catalogues.Of(info, token),
            await ScoredRuns.Breaks(http.RequestServices, info, unitCode, token), restated));
    }

    private static async Task<IResult> Explain(
        HttpContext http, ExplainScore explain, string indicator, string unit, string period, string? run, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        if (!(await ScoredRuns.Find(http.RequestServices, parsed, run, http.Caller().Actor, token)).TryGet(out var info, out var problem)) return ProblemMapping.Result(problem);
        if (await ScoreSight.Refuses(http.Caller(), http.RequestServices, info, unit, token) is { } refused) return ProblemMapping.Result(refused);
        return (await explain.Run(info, indicator, unit, before: true, token)).TryGet(out var explanation, out problem)
            ? Results.Ok(ExplanationDocument.Of(explanation))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Touched(
        [FromQuery(Name = "return")] string id, HttpContext http, TraceSight sight, string? cell, string? element, bool? all, CancellationToken token) =>
        (await sight.Run(http.Caller(), id, cell, element, all == true, token)).TryGet(out var trace, out var problem)
            ? Results.Ok(CellTraceDocument.Of(trace))
            : ProblemMapping.Result(problem);

    private static async Task<IResult> Undecided(
        HttpContext http, FindUndecided find, string period, string? unit, string? indicator, string? run, int? top, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        var unitCode = unit ?? http.Caller().HomeUnit;
        if (!(await ScoredRuns.Find(http.RequestServices, parsed, run, http.Caller().Actor, token)).TryGet(out var info, out var problem)) return ProblemMapping.Result(problem);
        if (await ScoreSight.Refuses(http.Caller(), http.RequestServices, info, unitCode, token) is { } refused) return ProblemMapping.Result(refused);
        var most = Math.Clamp(top ?? MostUnits, 1, FindUndecided.MostReturns);
        return (await find.Run(info, unitCode, indicator, most, token)).TryGet(out var found, out problem)
            ? Results.Ok(UndecidedDocument.Of(found))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Compare(
        string a, string b, HttpContext http, CompareRuns compare, FindRun find, string? unit, string? indicator, int? units, CancellationToken token)
    {
        var unitCode = unit ?? http.Caller().HomeUnit;
        if (!(await http.Caller().Access(http.RequestServices, token)).Allows(Permission.Read, unitCode)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!(await find.Run(a, null, http.Caller().Actor, token)).TryGet(out var before, out var problem)) return ProblemMapping.Result(problem);
        if (!(await find.Run(b, null, http.Caller().Actor, token)).TryGet(out var after, out problem)) return ProblemMapping.Result(problem);
        return (await compare.Run(before.Id, after.Id, unitCode, indicator, token)).TryGet(out var comparison, out problem)
            ? Results.Ok(CompareDocument.Of(comparison, Math.Clamp(units ?? UsualUnits, 0, MostUnits)))
            : ProblemMapping.Result(problem);
    }
}
