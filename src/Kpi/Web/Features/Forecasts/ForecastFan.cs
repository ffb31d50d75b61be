using Kpi.App.Features.Forecasts;
using Kpi.Domain.Periods;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Forecasts;

/// <summary>The forecast of an indicator, as a part of the page that shows it. The page has checked that the reader may see the unit.</summary>
public sealed class ForecastFan(ForecastIndicator forecast) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(string indicator, string unit, string set, Period period)
    {
        var month = Period.Containing(period.LastDay, PeriodKind.Month);
        var found = await forecast.Run(indicator, unit, set, month, HttpContext.RequestAborted);
        return found.TryGet(out var of, out _) ? View("/Web/Features/Forecasts/_Forecast.cshtml", of) : Content("");
    }
}
