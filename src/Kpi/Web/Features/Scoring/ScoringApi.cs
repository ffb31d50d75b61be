using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Scoring;

/// <summary><c>/api/v1/scores</c> and <c>/api/v1/runs</c>.</summary>
internal static class ScoringApi
{
    private const int UsualUnits = 20, MostUnits = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/scores", Scores).Requires(Permission.Read).Produces<ScoresDocument>();
        api.MapGet("/scores/explain", Explain).Requires(Permission.Read).Produces<ExplanationDocument>();
        api.MapPost("/runs", Start).Requires(Permission.Calculate).Produces<RunDocument>(StatusCodes.Status202Accepted);
        api.MapGet("/runs/{a}/compare/{b}", Compare).Requires(Permission.Read).Produces<CompareDocument>()
            .WithSummary("Why a unit's scores moved between two runs: shares of corrections, late returns, definitions, geography, targets, options and new data.");
        api.MapGet("/runs/{id}", Run).Requires(Permission.Read).Produces<RunDocument>();
    }

    private static async Task<IResult> Scores(
        HttpContext http, CatalogueReader catalogues, string period, string? unit, string? indicator, string? run, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        var unitCode = unit ?? http.Caller().HomeUnit;
        if (!(await http.Caller().Access(http.RequestServices, token)).Allows(Permission.Read, unitCode)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!(await ScoredRuns.Find(http.RequestServices, parsed, run, token)).TryGet(out var info, out var problem)) return ProblemMapping.Result(problem);
        if (!(await ScoredRuns.OfUnit(http.RequestServices, info, unitCode, indicator, token)).TryGet(out var scores, out problem))
            return ProblemMapping.Result(problem);
        return Results.Ok(ScoresDocument.Of(info, unitCode, scores, await catalogues.Of(info, token)));
    }

    private static async Task<IResult> Explain(
        HttpContext http, ExplainScore explain, string indicator, string unit, string period, string? run, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        if (!(await http.Caller().Access(http.RequestServices, token)).Allows(Permission.Read, unit)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!(await ScoredRuns.Find(http.RequestServices, parsed, run, token)).TryGet(out var info, out var problem)) return ProblemMapping.Result(problem);
        return (await explain.Run(indicator, unit, parsed, info.Id, token)).TryGet(out var explanation, out problem)
            ? Results.Ok(ExplanationDocument.Of(explanation))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Start(RunBody body, HttpContext http, ScorePeriod score, CancellationToken token)
    {
        if (!Period.TryParse(body.Period, out var period)) return ProblemMapping.Result(Queries.NoPeriod(body.Period ?? ""));
        DateOnly? geography = null;
        if (body.Geography is { } text)
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return ProblemMapping.Result(Problem.Invalid("bad-day", $"“{text}” không phải là ngày.", $"“{text}” is not a day."));
            geography = day;
        }

        // A call of the API is an analyst's trial; the official run is the service's own.
        var request = new ScoreRequest(
            period, body.Set, geography, body.AsKnownAt, body.Missing == "reported" ? MissingPolicy.Reported : MissingPolicy.Strict,
            body.ApprovedOnly, body.Name, Official: false);
        return (await score.Run(request, http.Caller().Actor, token)).TryGet(out var run, out var problem)
            ? Results.Accepted($"{Paths.Api}/runs/{Ids.Show(run.Id)}", RunDocument.Of(run))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Run(string id, ScoreReader scores, CancellationToken token) =>
        Ids.TryRead(id, out var number) && await scores.Run(number, token) is { } run
            ? Results.Ok(RunDocument.Of(run))
            : ProblemMapping.Result(Problem.NotFound("no-such-run", $"Không có lượt tính “{id}”.", $"There is no run “{id}”."));

    private static async Task<IResult> Compare(
        string a, string b, HttpContext http, CompareRuns compare, string? unit, string? indicator, int? units, CancellationToken token)
    {
        var unitCode = unit ?? http.Caller().HomeUnit;
        if (!(await http.Caller().Access(http.RequestServices, token)).Allows(Permission.Read, unitCode)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!Ids.TryRead(a, out var before)) return ProblemMapping.Result(LoadRun.NoSuchRun(a));
        if (!Ids.TryRead(b, out var after)) return ProblemMapping.Result(LoadRun.NoSuchRun(b));
        return (await compare.Run(before, after, unitCode, indicator, token)).TryGet(out var comparison, out var problem)
            ? Results.Ok(CompareDocument.Of(comparison, Math.Clamp(units ?? UsualUnits, 0, MostUnits)))
            : ProblemMapping.Result(problem);
    }

    internal sealed record RunBody(
        string? Period, string? Set, string? Geography, DateTimeOffset? AsKnownAt, string? Missing, bool ApprovedOnly, string? Name);
}
