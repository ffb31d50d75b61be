using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Forecasts;

public static class ForecastsModule
{
    public static IServiceCollection AddForecasts(this IServiceCollection services) => services
        .AddSingleton<FigureReader>()
        .AddSingleton<ForecastIndicator>()
        .AddSingleton<FindWarnings>();
}
