
namespace Kpi.Hosting;

/// <summary>Where the service keeps its data and what it connects to, as given on the command line; the rest is configuration.</summary>
public sealed record HostSettings(string? Data, string? Connection)
{
    public const string DefaultFolder = "data";

    /// <summary>
    /// One order of precedence for verbs and service: the program's own appsettings.json, settings.json in the data folder, the
    /// environment, the command line.
    /// </summary>
    public IConfigurationRoot Build()
    {
        var given = Read(new ConfigurationBuilder(), DefaultFolder).Build();
        var folder = Path.GetFullPath(Data ?? given["Data:Folder"] ?? DefaultFolder);
        var configuration = Read(new ConfigurationBuilder(), folder);
        var last = new Dictionary<string, string?> { ["Data:Folder"] = folder };
        if (Connection is not null) last["ConnectionStrings:Kpi"] = Connection;
        return configuration.AddInMemoryCollection(last).Build();
    }

    private static IConfigurationBuilder Read(IConfigurationBuilder builder, string folder) => builder
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false)
        .AddJsonFile(Path.Combine(Path.GetFullPath(folder), "settings.json"), optional: true, reloadOnChange: false)
        .AddEnvironmentVariables();
}
