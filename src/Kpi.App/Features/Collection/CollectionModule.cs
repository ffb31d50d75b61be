using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Collection;

public static class CollectionModule
{
    public static IServiceCollection AddCollection(this IServiceCollection services)
    {
        services.AddOptions<CollectionOptions>().BindConfiguration(CollectionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<CollectFolders>();
    }
}
