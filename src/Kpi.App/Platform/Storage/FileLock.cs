namespace Kpi.App.Platform.Storage;

/// <summary>One process at a time, by a file that it holds open. A process that dies lets go.</summary>
internal static class FileLock
{
    /// <summary>What a Unix says where waiting would not help.</summary>
    public const int NoSpaceLeft = 28, ReadOnlyDisk = 30;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50), Most = TimeSpan.FromMinutes(1);

    /// <exception cref="TimeoutException">Another process has held it for a minute.</exception>
    public static async Task<IAsyncDisposable> Take(string path, CancellationToken token)
    {
        for (var waited = TimeSpan.Zero; ; waited += Step)
        {
            try
            {
                // The file stays: removing it would let two processes hold a lock each, one on the old file and one on the new.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException fault) when (File.Exists(path) && fault.HResult is not (NoSpaceLeft or ReadOnlyDisk))
            {
                if (waited > Most) throw new TimeoutException($"Another process has held {path} for a minute.", fault);
                await Task.Delay(Step, token);
            }
        }
    }
}
