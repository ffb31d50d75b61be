using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kpi.App.Platform;

public static class PlatformModule
{
    /// <summary>Storage, files, time and ids. The connection string alone decides the database: none means SQLite in the data folder.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(configuration);
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            StorageOptions.Open(provider.GetRequiredService<IOptions<StorageOptions>>().Value, configuration.GetConnectionString("Kpi")));
        services.TryAddSingleton<Ids>();
        services.TryAddSingleton<Migrator>();
        services.TryAddSingleton<FileVault>();
        return services;
    }
}
