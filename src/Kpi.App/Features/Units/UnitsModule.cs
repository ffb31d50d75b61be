using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Units;

public static class UnitsModule
{
    public static IServiceCollection AddUnits(this IServiceCollection services) => services
        .AddSingleton<UnitStore>()
            .AddSingleton<ContactReader>()
        .AddSingleton<UnitReader>()
        .AddSingleton<ImportUnits>()
        .AddSingleton<ExportUnits>()
        .AddSingleton<ShippedUnits>();
}
