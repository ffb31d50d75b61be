namespace Kpi.App.Platform.Work;

/// <summary>
/// One kind of background work. The database says what is owed; a job only looks and does it, so running it twice, or twice at once, is harmless.
/// </summary>
/// <param name="Id">Stable, kebab-case: what the queue stores.</param>
/// <param name="Cron">When it runs by itself (five fields, UTC), or null when it only runs on a fact.</param>
/// <param name="Run">Does what is owed now.</param>
public sealed record JobDefinition(string Id, string? Cron, Func<IServiceProvider, CancellationToken, Task> Run)
{
    /// <summary>The job that may be owed something once this one has run: the host asks for it then, rather than waiting for the sweep.</summary>
    public string? Next { get; init; }
}
