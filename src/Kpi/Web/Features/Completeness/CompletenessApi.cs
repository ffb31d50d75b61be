using Kpi.App.Features.Completeness;
using Kpi.Documents;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Completeness;

/// <summary><c>/api/v1/completeness</c>.</summary>
internal static class CompletenessApi
{
    private const int MostRows = 1000, MostMonths = 24;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/completeness", Show).Requires(Permission.Read).Produces<CompletenessDocument>()
            .WithSummary("Who owes a return for a period and what came of it; ?unit=, ?all=true, ?months= of trend, ?skip= and ?take= of the list.");
        api.MapGet("/completeness/file", File).Requires(Permission.Read).WithSummary("The list as a file: ?format=csv or xlsx, ?all=true.");
    }

    private static async Task<IResult> Show(
        string period, string? unit, bool? all, int? months, int? skip, int? take, HttpContext http, CompletenessSight sight, FindContacts contacts,
        CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        if (!(await sight.Run(http.Caller(), parsed, unit, token)).TryGet(out var found, out var problem)) return ProblemMapping.Result(problem);
        if (!(await sight.Trend(http.Caller(), parsed, Math.Clamp(months ?? 0, 0, MostMonths), unit, token)).TryGet(out var trend, out problem))
            return ProblemMapping.Result(problem);
        var listed = found.Filings.Where(f => all == true || !f.IsFiled).ToList();
        var page = listed.Skip(Math.Max(skip ?? 0, 0)).Take(Math.Clamp(take ?? MostRows, 1, MostRows)).ToList();
        var mayCall = await sight.MayCall(http.Caller(), token);
        var called = await contacts.Run([.. page.Where(mayCall).Select(f => f.Unit)], token);
        return Results.Ok(CompletenessDocument.Of(found, trend, listed.Count, page, called));
    }

    private static async Task<IResult> File(
        string period, string? unit, string? format, bool? all, HttpContext http, CompletenessSight sight, ExportCompleteness export,
        CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        if (!(await sight.Run(http.Caller(), parsed, unit, token)).TryGet(out var found, out var problem)) return ProblemMapping.Result(problem);
        var made = await export.Run(found, format ?? "xlsx", all == true, await sight.MayCall(http.Caller(), token), Queries.LanguageOf(http), token);
        return made.TryGet(out var file, out problem)
            ? Results.File(file.Bytes, file.IsWorkbook ? Queries.Xlsx : "text/csv; charset=utf-8", file.FileName)
            : ProblemMapping.Result(problem);
    }
}
