using Kpi.Hosting;
using Kpi.Web.Features.Audit;
using Kpi.Web.Features.Calendar;
using Kpi.Web.Features.Completeness;
using Kpi.Web.Features.Forecasts;
using Kpi.Web.Features.Identity;
using Kpi.Web.Features.Indicators;
using Kpi.Web.Features.Recalculation;
using Kpi.Web.Features.Receipts;
using Kpi.Web.Features.Reports;
using Kpi.Web.Features.Returns;
using Kpi.Web.Features.Scoring;
using Kpi.Web.Features.Units;
using Microsoft.AspNetCore.Antiforgery;

namespace Kpi.Web;

/// <summary>The JSON side: every feature's routes under one address.</summary>
internal static class Api
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(Paths.Api).AddEndpointFilter(Antiforgery);
        ReturnsApi.Map(api);
        ReturnLifeApi.Map(api);
        ProfilesApi.Map(api);
        CalendarApi.Map(api);
        ReceiptsApi.Map(api);
        CompletenessApi.Map(api);
        RulesApi.Map(api);
        UnitsApi.Map(api);
        IndicatorsApi.Map(api);
        ScoringApi.Map(api);
        RecalculationApi.Map(api);
        CompositesApi.Map(api);
        ForecastsApi.Map(api);
        ReportsApi.Map(api);
        AuditApi.Map(api);
        HealthApi.Map(routes);
        LanguageSwitch.Map(routes);
    }

    /// <summary>A cookie travels with requests that other sites cause, a key does not: changes by cookie need the token too.</summary>
    private static async ValueTask<object?> Antiforgery(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) && !http.Caller().IsKey
            && !await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
        {
            return ProblemMapping.Result(ProblemMapping.BadRequest);
        }

        return await next(context);
    }
}
