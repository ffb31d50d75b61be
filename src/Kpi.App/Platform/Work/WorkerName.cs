using System.ComponentModel;
using System.Globalization;

namespace Kpi.App.Platform.Work;

/// <summary>
/// Who holds a piece of work: machine, process, its start, and a number within it. Work held by a process of this machine that is no more
/// can be taken over at once; for other machines there is only the lease.
/// </summary>
public static class WorkerName
{
    private const int MachineLength = 24;
    private static readonly string Machine = Environment.MachineName.Replace('/', '-')[..Math.Min(MachineLength, Environment.MachineName.Length)];
    private static readonly string Process = string.Create(CultureInfo.InvariantCulture, $"{Machine}/{Environment.ProcessId}/{StartOf(System.Diagnostics.Process.GetCurrentProcess())}/");
    private static long _number;

    /// <summary>A name nobody else has, at most 60 characters.</summary>
    public static string New() => Process + Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the holder is known to be dead: a process of this machine that does not run any more.</summary>
    public static bool IsGone(string holder)
    {
        if (holder.Split('/') is not [var machine, var process, var start, _] || machine != Machine
            || !int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var started))
        {
            return false;
        }

        try
        {
            using var running = System.Diagnostics.Process.GetProcessById(id);
            // Start times are worked out from the time of boot and can wander by a moment.
            return Math.Abs(StartOf(running) - started) > 2;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException)
        {
            return fault is InvalidOperationException;
        }
    }

    private static long StartOf(System.Diagnostics.Process process) => new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
}
