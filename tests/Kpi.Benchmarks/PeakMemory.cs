namespace Kpi.Benchmarks;

/// <summary>The highest working set between start and stop, looked at fifty times a second.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer _timer;
    private long _peak;

    public PeakMemory()
    {
        Start = _peak = Environment.WorkingSet;
        _timer = new Timer(_ => _peak = Math.Max(_peak, Environment.WorkingSet), null, 0, 20);
    }

    public long Start { get; }

    public long Stop()
    {
        _timer.Dispose();
        return Math.Max(_peak, Environment.WorkingSet);
    }

    public void Dispose() => _timer.Dispose();
}
