using Kpi.App;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kpi.TestKit;

/// <summary>The whole program without a host: every module over a database of its own and a clock that stands still until told.</summary>
public sealed class World : IAsyncDisposable
{
    /// <summary>When a world begins: a morning in Hà Nội, after the reform of 2025.</summary>
    public static readonly DateTimeOffset Morning = new(2026, 10, 5, 1, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _files;
    private readonly ServiceProvider _services;

    private World(TestDatabase files, ServiceProvider services, FakeTimeProvider clock)
    {
        _files = files;
        _services = services;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public Actor Actor { get; } = new("test");

    public IServiceProvider Services => _services;

    public Database Database => Get<Database>();

    /// <summary>The data folder.</summary>
    public string Folder => _files.Folder;

    public static Task<World> New() => New(new Dictionary<string, string?>(), _ => { });

    public static async Task<World> New(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection> configure)
    {
        var files = await TestDatabase.New();
        var clock = new FakeTimeProvider(Morning);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .AddInMemoryCollection([new("Data:Folder", files.Folder)])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.TryAddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddKpi(configuration);
        configure(services);
        return new World(files, services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }), clock);
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _files.Dispose();
    }
}
