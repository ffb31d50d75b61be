using System.Diagnostics;
using System.Globalization;

namespace Kpi.TestKit.Hostile;

/// <summary>What some work used: processor time of its thread, where the system tells it (so that a busy machine is not taken for a hang), and bytes allocated.</summary>
public readonly record struct Used(TimeSpan Time, long Bytes)
{
    private const string ThreadStatus = "/proc/thread-self/stat";
    private const int TicksPerSecond = 100;
    private static readonly bool HasThreadTime = File.Exists(ThreadStatus);

    public static Used By<T>(Func<T> work, out T made)
    {
        var (time, bytes) = (Time(), GC.GetAllocatedBytesForCurrentThread());
        made = work();
        return new Used(Time() - time, GC.GetAllocatedBytesForCurrentThread() - bytes);

        static TimeSpan Time() => HasThreadTime ? OfThread() : Stopwatch.GetElapsedTime(0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time.TotalMilliseconds:0} ms, {Bytes >> 20} MB");

    private static TimeSpan OfThread()
    {
        // The name, in brackets, may hold anything; user and system time are the 12th and 13th field behind it.
        var line = File.ReadAllText(ThreadStatus);
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }
}
