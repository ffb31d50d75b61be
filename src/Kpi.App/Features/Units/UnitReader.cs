using System.Collections.Concurrent;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Units;

/// <summary>The register as other features see it, kept in memory until its revision changes (in this process or another).</summary>
public sealed class UnitReader(Database database, UnitStore store)
{
    private const int KeptDays = 48;
    private Kept? _kept;

    /// <summary>All versions of all units.</summary>
    public async Task<UnitTree> Tree(CancellationToken token) => (await Current(token)).Tree;

    /// <summary>All versions of all units as they were believed at an instant; null: as they are believed now.</summary>
    public Task<UnitTree> Tree(DateTimeOffset? knownAt, CancellationToken token) =>
        knownAt is { } instant ? database.Read(session => store.TreeAsKnown(session, instant, token), token) : Tree(token);

    /// <summary>The register as it stood on a day.</summary>
    public async Task<Geography> On(DateOnly day, CancellationToken token)
    {
        var kept = await Current(token);
        if (kept.Days.Count >= KeptDays) kept.Days.Clear();
        return kept.Days.GetOrAdd(day, static (day, tree) => tree.On(day), kept.Tree);
    }

    internal async Task<(long Revision, UnitTree Tree)> Snapshot(CancellationToken token)
    {
        var kept = await Current(token);
        return (kept.Revision, kept.Tree);
    }

    private Task<Kept> Current(CancellationToken token) => database.Read(async session =>
    {
        var revision = await store.Revision(session, token);
        var kept = Volatile.Read(ref _kept);
        while (kept?.Revision != revision)
        {
            // Revision and versions are two statements: believe them only when nothing was written between.
            var tree = await store.Tree(session, token);
            var after = await store.Revision(session, token);
            if (after == revision) Volatile.Write(ref _kept, kept = new Kept(revision, tree));
            else revision = after;
        }

        return kept;
    }, token);

    private sealed record Kept(long Revision, UnitTree Tree)
    {
        public ConcurrentDictionary<DateOnly, Geography> Days { get; } = new();
    }
}
