using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Recalculation;

public static class RecalculationModule
{
    public static IServiceCollection AddRecalculation(this IServiceCollection services) => services
        .AddSingleton<Scenarios>()
        .AddSingleton<Recalculations>()
        .AddSingleton<RunRecalculations>()
        .AddSingleton<BesideOfficial>()
        .AddSingleton<TryCatalogue>();
}
