using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kpi.App.Features.Indicators;

public static class IndicatorsModule
{
    public static IServiceCollection AddIndicators(this IServiceCollection services)
    {
        services.TryAddSingleton<CatalogueStore>();
        services.TryAddSingleton<CatalogueReader>();
        services.TryAddSingleton<PublishCatalogue>();
        return services;
    }
}
