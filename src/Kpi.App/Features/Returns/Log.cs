using Microsoft.Extensions.Logging;

namespace Kpi.App.Features.Returns;

/// <summary>Events 5000 to 5099.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "Reading return {Id} ({Sha256}) broke down, attempt {Attempt}")]
    public static partial void ReadingBrokeDown(this ILogger logger, Exception fault, string id, string sha256, int attempt);

    [LoggerMessage(5002, LogLevel.Error, "Return {Id} ({Sha256}) is refused as unreadable after {Attempts} attempts")]
    public static partial void Parked(this ILogger logger, string id, string sha256, int attempts);

    [LoggerMessage(5003, LogLevel.Error, "Storing {Count} judged returns failed; each will be tried alone")]
    public static partial void StoringFailed(this ILogger logger, Exception fault, int count);

    [LoggerMessage(5005, LogLevel.Critical,
        "Control totals of return {Id} differ: {Read} values with the sum {Sum} were read from its file, {Stored} with the sum {Total} are stored")]
    public static partial void ControlTotalsDiffer(this ILogger logger, string id, int read, long sum, int stored, long total);

    [LoggerMessage(5004, LogLevel.Information, "Judged {Count} returns: {Accepted} accepted, {Refused} refused")]
    public static partial void Judged(this ILogger logger, int count, int accepted, int refused);

    [LoggerMessage(5020, LogLevel.Error, "Checking a file ({Sha256}) without keeping it broke down")]
    public static partial void CheckingBrokeDown(this ILogger logger, Exception fault, string sha256);
}
