namespace Kpi.Hosting;

/// <summary>Log lines of the host; event ids 9000 to 9099.</summary>
internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Error, "Unexpected error {Id}")]
    public static partial void Unexpected(ILogger logger, string id, Exception fault);

    [LoggerMessage(9002, LogLevel.Error, "Job {Job} failed")]
    public static partial void JobFailed(ILogger logger, string job, Exception fault);
}
