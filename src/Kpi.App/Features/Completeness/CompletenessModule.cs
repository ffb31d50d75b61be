using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Completeness;

public static class CompletenessModule
{
    public static IServiceCollection AddCompleteness(this IServiceCollection services) => services
        .AddSingleton<CompletenessReader>()
        .AddSingleton<FindCompleteness>()
        .AddSingleton<FindContacts>()
        .AddSingleton<ExportCompleteness>();
}
