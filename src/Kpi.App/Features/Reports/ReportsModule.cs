using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Reports;

public static class ReportsModule
{
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddOptions<ReportsOptions>().BindConfiguration(ReportsOptions.Section).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<ReportsOptions>, TemplatesAreSound>()
            .AddSingleton<TemplateLibrary>()
            .AddSingleton<ReportStore>()
            .AddSingleton<ReportReader>()
            .AddSingleton<CollectFacts>()
            .AddSingleton<BuildReport>();
    }

    /// <summary>A restyled template that lost a name stops the start, with that name, rather than the report of the month.</summary>
    private sealed class TemplatesAreSound : IValidateOptions<ReportsOptions>
    {
        public ValidateOptionsResult Validate(string? name, ReportsOptions options) =>
            new TemplateLibrary(Options.Create(options)).Check() is { } problem
                ? ValidateOptionsResult.Fail(problem.Message.ToString())
                : ValidateOptionsResult.Success;
    }
}
