using Microsoft.Extensions.Logging;

namespace Kpi.App.Features.Collection;

/// <summary>Events 5100 to 5199.</summary>
internal static partial class Log
{
    [LoggerMessage(5101, LogLevel.Warning, "{Trouble}")]
    public static partial void Trouble(this ILogger logger, string trouble);

    [LoggerMessage(5102, LogLevel.Information, "Folders: {Received} files received, {Done} done, {Refused} refused")]
    public static partial void Looked(this ILogger logger, int received, int done, int refused);
}
