using System.Collections.Concurrent;
using System.Globalization;

namespace Kpi.Hosting;

/// <summary>Writes log lines to one file a day in the data folder, so that a clerk's error id can be looked up without any other service.</summary>
[ProviderAlias("File")]
public sealed class FileLogProvider(string folder, TimeProvider clock) : ILoggerProvider
{
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new FileLogger(this, name));

    public void Dispose() => _loggers.Clear();

    private void Write(LogLevel level, string category, EventId eventId, string message, Exception? fault)
    {
        var now = clock.GetUtcNow();
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{now:yyyy-MM-ddTHH:mm:ss.fffZ} {level,-11} {category}[{eventId.Id}] {message}{(fault is null ? "" : "\n" + fault)}\n");
        lock (_gate)
        {
            try
            {
                Directory.CreateDirectory(folder);
                File.AppendAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"kpi-{now:yyyyMMdd}.log")), line);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A log that cannot be written (full or read-only disk) must not take the service with it.
            }
        }
    }

    private sealed class FileLogger(FileLogProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            provider.Write(logLevel, category, eventId, formatter(state, exception), exception);
    }
}

public static class FileLog
{
    /// <summary>Logs to <c>logs/</c> in the data folder; the console stays for the people who read it.</summary>
    public static ILoggingBuilder AddFileLog(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Hangfire", LogLevel.Warning);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddProvider(new FileLogProvider(Path.Combine(configuration["Data:Folder"] ?? HostSettings.DefaultFolder, "logs"), TimeProvider.System));
        return logging;
    }
}
