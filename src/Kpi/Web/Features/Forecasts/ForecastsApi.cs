using Kpi.App.Features.Forecasts;
using Kpi.Documents;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Forecasts;

/// <summary><c>/api/v1/forecasts</c> and <c>/api/v1/warnings</c>.</summary>
internal static class ForecastsApi
{
    private const int MostRows = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/forecasts", Forecast).Requires(Permission.Read).Produces<ForecastDocument>()
            .WithSummary("How an indicator of a unit is expected to go on: an interval that holds four of five months, when each target is met, or why nothing is said; ?set=.");
        api.MapGet("/warnings", Warnings).Requires(Permission.Read).Produces<WarningsDocument>()
            .WithSummary("What in a month's returns is unlike the months before, what to look at first first; ?unit=, ?skip= and ?take= of the list.");
    }

    private static async Task<IResult> Forecast(
        string indicator, string? unit, string? set, HttpContext http, ForecastIndicator forecast, CancellationToken token)
    {
        var unitCode = unit ?? http.Caller().HomeUnit;
        if (!(await http.Caller().Access(http.RequestServices, token)).Allows(Permission.Read, unitCode)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        return (await forecast.Run(indicator, unitCode, set, until: null, token)).TryGet(out var of, out var problem)
            ? Results.Ok(ForecastDocument.Of(of))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Warnings(
        string period, string? unit, int? skip, int? take, HttpContext http, WarningSight sight, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        return (await sight.Run(http.Caller(), parsed, unit, token)).TryGet(out var of, out var problem)
            ? Results.Ok(WarningsDocument.Of(of, of.Warnings.Skip(Math.Max(skip ?? 0, 0)).Take(Math.Clamp(take ?? MostRows, 1, MostRows))))
            : ProblemMapping.Result(problem);
    }
}
