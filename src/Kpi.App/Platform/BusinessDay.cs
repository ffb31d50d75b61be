namespace Kpi.App.Platform;

/// <summary>The one place where instants become days: by the clock of Vietnam (UTC+7, no summer time since 1975).</summary>
public static class BusinessDay
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    public static DateOnly Today(TimeProvider clock) => Of(clock.GetUtcNow());
}
