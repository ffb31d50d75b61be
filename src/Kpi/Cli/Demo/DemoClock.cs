namespace Kpi.Cli.Demo;

/// <summary>The clock of the demonstration: returns arrive on the days their senders sent them, not all in this minute.</summary>
internal sealed class DemoClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override TimeZoneInfo LocalTimeZone => System.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => _now;

    public void MoveTo(DateTimeOffset instant) => _now = instant.ToUniversalTime();
}
