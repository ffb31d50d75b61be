using Kpi.App.Features.Audit;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Collection;
using Kpi.App.Features.Completeness;
using Kpi.App.Features.Forecasts;
using Kpi.App.Features.Identity;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Receipts;
using Kpi.App.Features.Reports;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App;

/// <summary>Everything the program consists of, in the order of the ladder: each module may use those above it.</summary>
public static class KpiModules
{
    public static IServiceCollection AddKpi(this IServiceCollection services, IConfiguration configuration) => services
        .AddPlatform(configuration)
        .AddAudit()
        .AddUnits()
        .AddIdentity()
        .AddIndicators()
        .AddCalendar()
        .AddReceipts()
        .AddReturns()
        .AddCompleteness()
        .AddCollection()
        .AddScoring()
        .AddRecalculation()
        .AddForecasts()
        .AddReports();
}
