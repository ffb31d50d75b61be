using Hangfire;
using Hangfire.Common;
using Hangfire.Dashboard;
using Hangfire.InMemory;
using Hangfire.SqlServer;
using Hangfire.Storage;
using Kpi.App;
using Kpi.App.Platform.Storage;

namespace Kpi.Hosting;

/// <summary>Hangfire as alarm clock and retry: it hears job ids only, what is owed stands in the database (docs/architecture.md).</summary>
public static class JobHost
{
    public const string StorageKey = "Jobs:Storage";
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobSignal>();
        // Hangfire's own registration keeps storage and activator in static places; several hosts in one process would share them.
        GlobalConfiguration.Configuration.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
        services.AddSingleton<IGlobalConfiguration>(GlobalConfiguration.Configuration);
        services.AddSingleton(DashboardRoutes.Routes);
        services.AddSingleton(provider => Storage(configuration, provider.GetRequiredService<Database>()));
        services.AddSingleton<IBackgroundJobClient>(provider => new BackgroundJobClient(provider.GetRequiredService<JobStorage>()));
        services.AddSingleton<IRecurringJobManager>(provider => new RecurringJobManager(provider.GetRequiredService<JobStorage>()));
        services.AddHostedService<JobServer>();
        return services;
    }

    /// <summary>Makes the queue's recurring jobs those of the one list: new and changed ones are set, others removed.</summary>
    public static void Reconcile(IServiceProvider services)
    {
        var recurring = services.GetRequiredService<IRecurringJobManager>();
        foreach (var job in KpiJobs.All.Where(j => j.Cron is not null))
            recurring.AddOrUpdate(job.Id, Job.FromExpression<JobRunner>(r => r.Run(job.Id, CancellationToken.None)), job.Cron, new RecurringJobOptions());

        var declared = KpiJobs.All.Where(j => j.Cron is not null).Select(j => j.Id).ToHashSet(StringComparer.Ordinal);
        using var connection = services.GetRequiredService<JobStorage>().GetConnection();
        foreach (var stale in connection.GetRecurringJobs().Where(j => !declared.Contains(j.Id))) recurring.RemoveIfExists(stale.Id);
    }

    public static IHost BuildWorker(HostSettings settings)
    {
        var configuration = settings.Build();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddFileLog(configuration);
        builder.Services.AddKpi(configuration).AddJobs(configuration);
        var host = builder.Build();
        Reconcile(host.Services);
        return host;
    }

    private static JobStorage Storage(IConfiguration configuration, Database database)
    {
        if (StorageOf(configuration, database) != "sqlserver")
            return new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });
        var options = new SqlServerStorageOptions();
        configuration.GetSection("Jobs:SqlServer").Bind(options);
        return new SqlServerStorage(configuration["Jobs:ConnectionString"] ?? database.ConnectionString, options);
    }

    public static string StorageOf(IConfiguration configuration, Database database) =>
        configuration[StorageKey] ?? (database.Dialect.Name == "sqlserver" ? "sqlserver" : "memory");
}

/// <summary>The queue's workers, as long as the host runs.</summary>
internal sealed class JobServer(JobStorage storage, JobRunner runner, IConfiguration configuration) : IHostedService, IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(10);
    private BackgroundJobServer? _server;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                Activator = new OneRunner(runner),
                SchedulePollingInterval = Poll,
                WorkerCount = configuration.GetValue("Jobs:Workers", 4),
                ShutdownTimeout = Shutdown,
            },
            storage);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is null) return;
        _server.SendStop();
        await _server.WaitForShutdownAsync(cancellationToken);
    }

    public void Dispose() => _server?.Dispose();

    /// <summary>There is one kind of job for the queue: a runner with an id.</summary>
    private sealed class OneRunner(JobRunner runner) : JobActivator
    {
        public override object ActivateJob(Type jobType) => runner;

        public override JobActivatorScope BeginScope(JobActivatorContext context) => new Scope(runner);

        private sealed class Scope(JobRunner runner) : JobActivatorScope
        {
            public override object Resolve(Type type) => runner;
        }
    }
}

/// <summary>Runs a job of the one list by its id: all that the queue ever stores.</summary>
[AutomaticRetry(Attempts = 5, OnAttemptsExceeded = AttemptsExceededAction.Fail)]
public sealed class JobRunner(IServiceProvider services, JobSignal signal, ILogger<JobRunner> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A number of the same id would only look at the same facts again; jobs of different ids do not wait for one another.
    [DisableConcurrentExecution("{0}", 600)]
    public async Task Run(string id, CancellationToken token)
    {
        signal.Begins(id);
        var job = KpiJobs.All.FirstOrDefault(j => j.Id == id);
        // Left behind by an older program: nothing is lost, because the database says what is owed.
        if (job is null) return;
        try
        {
            await job.Run(services, token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The queue tries again and then parks it on the dashboard; the log keeps the first sight of it.
            Log.JobFailed(logger, id, fault);
            throw;
        }

        // The pause lets ten uploads make one run.
        if (job.Next is { } next) signal.Due(next, Pause);
    }
}

/// <summary>Tells the queue that something is owed now. Telling it many times before the job begins is telling it once.</summary>
public sealed class JobSignal(IServiceProvider services)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public void Due(string id) => Due(id, TimeSpan.Zero);

    public void Due(string id, TimeSpan wait)
    {
        lock (_gate)
        {
            if (!_told.Add(id)) return;
        }

        var client = services.GetRequiredService<IBackgroundJobClient>();
        if (wait == TimeSpan.Zero) client.Enqueue<JobRunner>(r => r.Run(id, CancellationToken.None));
        else client.Schedule<JobRunner>(r => r.Run(id, CancellationToken.None), wait);
    }

    internal void Begins(string id)
    {
        lock (_gate) _told.Remove(id);
    }
}
