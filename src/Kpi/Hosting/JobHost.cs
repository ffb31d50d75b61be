using Hangfire;
using Hangfire.Common;
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
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobSignal>();
        services.AddHangfire((provider, hangfire) =>
        {
            hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            hangfire.UseFilter(new AutomaticRetryAttribute { Attempts = 5, OnAttemptsExceeded = AttemptsExceededAction.Fail });
            var database = provider.GetRequiredService<Database>();
            if (StorageOf(configuration, database) == "sqlserver")
            {
                var options = new SqlServerStorageOptions();
                configuration.GetSection("Jobs:SqlServer").Bind(options);
                hangfire.UseSqlServerStorage(configuration["Jobs:ConnectionString"] ?? database.ConnectionString, options);
            }
            else
            {
                hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });
            }
        });
        services.AddHangfireServer((_, options) =>
        {
            options.SchedulePollingInterval = Poll;
            options.WorkerCount = configuration.GetValue("Jobs:Workers", 4);
            options.ShutdownTimeout = TimeSpan.FromSeconds(10);
        });
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

    public static string StorageOf(IConfiguration configuration, Database database) =>
        configuration[StorageKey] ?? (database.Dialect.Name == "sqlserver" ? "sqlserver" : "memory");
}

/// <summary>Runs a job of the one list by its id: all that the queue ever stores.</summary>
public sealed class JobRunner(IServiceProvider services, JobSignal signal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A number of the same id would only look at the same facts again.
    [DisableConcurrentExecution(timeoutInSeconds: 600)]
    public async Task Run(string id, CancellationToken token)
    {
        signal.Begins(id);
        var job = KpiJobs.All.FirstOrDefault(j => j.Id == id);
        // Left behind by an older program: nothing is lost, because the database says what is owed.
        if (job is null) return;
        await job.Run(services, token);
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
