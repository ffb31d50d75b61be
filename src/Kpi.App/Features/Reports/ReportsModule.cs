using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Reports;

public static class ReportsModule
{
    public static IServiceCollection AddReports(this IServiceCollection services) => services
        .AddSingleton<ReportReader>()
        .AddSingleton<BuildReport>();
}
