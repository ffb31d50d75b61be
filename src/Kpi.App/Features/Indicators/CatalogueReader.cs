using System.Collections.Concurrent;
using System.Globalization;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Indicators;

/// <summary>Published catalogues. A version never changes, so each is read and parsed once.</summary>
public sealed class CatalogueReader(Database database, FileVault vault, CatalogueStore store)
{
    // Catalogues that were only tried come and go; those read last are soon read again.
    private const int MostTried = 16;
    private readonly ConcurrentDictionary<int, Catalogue> _versions = new();
    private readonly ConcurrentDictionary<string, Catalogue> _files = new(StringComparer.Ordinal);
    private volatile KnownNumbers? _numbers;

    /// <summary>The version in force: the last one published.</summary>
    /// <exception cref="InvalidOperationException">None has been published; the host publishes the shipped one at start.</exception>
    public async Task<Catalogue> Current(CancellationToken token)
    {
        var last = await database.Read(session => store.Last(session, token), token)
            ?? throw new InvalidOperationException("No catalogue has been published yet.");
        return await Load(last, token);
    }

    /// <summary>The version by which a period is scored: of those that hold on the period's last day the one dated last.</summary>
    /// <exception cref="InvalidOperationException">No version holds that early.</exception>
    public async Task<Catalogue> For(Period period, CancellationToken token)
    {
        var found = await database.Read(session => store.InForce(session, period.LastDay, token), token)
            ?? throw new InvalidOperationException($"No catalogue holds for {period}.");
        return await Load(found, token);
    }

    /// <summary>The version by which a period was scored as far as was known at an instant; null when none had been published by then.</summary>
    /// <param name="period">The period.</param>
    /// <param name="knownAt">Only what was published up to then counts.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Catalogue?> AsKnown(Period period, DateTimeOffset knownAt, CancellationToken token) =>
        await database.Read(session => store.InForce(session, period.LastDay, knownAt, token), token) is { } found ? await Load(found, token) : null;

    /// <summary>Every catalogue that was proposed, newest first.</summary>
    public Task<IReadOnlyList<CatalogueDraft>> Drafts(CancellationToken token) => database.Read(session => store.Drafts(session, token), token);

    /// <summary>A proposed catalogue with its JSON.</summary>
    public Task<Outcome<(CatalogueDraft Draft, byte[] Json)>> Draft(long id, CancellationToken token) =>
        database.Read<Outcome<(CatalogueDraft Draft, byte[] Json)>>(
            async session => await store.Draft(session, id, token) is { } draft
                ? (draft, await Bytes(session, draft.Sha256, token))
                : CatalogueProblems.NoDraft(id),
            token);

    /// <summary>A version that is known to exist, such as the one a run names.</summary>
    /// <exception cref="InvalidOperationException">It does not exist.</exception>
    public async Task<Catalogue> Version(int version, CancellationToken token)
    {
        if (_versions.TryGetValue(version, out var known)) return known;
        var found = await database.Read(session => store.Find(session, version, token), token)
            ?? throw new InvalidOperationException($"There is no catalogue version {version.ToString(CultureInfo.InvariantCulture)}.");
        return await Load(found, token);
    }

    /// <summary>A catalogue by the SHA-256 of its bytes, published or only tried in a scenario.</summary>
    /// <exception cref="InvalidOperationException">No such file is kept.</exception>
    public async Task<Catalogue> BySha(string sha256, CancellationToken token)
    {
        if (_files.TryGetValue(sha256, out var known)) return known;
        var bytes = await database.Read(session => Bytes(session, sha256, token), token);
        if (_files.Count >= MostTried) _files.Clear();
        return _files.GetOrAdd(sha256, CatalogueJson.ReadPublished(bytes));
    }

    /// <summary>A version that somebody names, who may be mistaken.</summary>
    public async Task<Outcome<Catalogue>> Named(int version, CancellationToken token)
    {
        var versions = await Versions(token);
        if (versions.FirstOrDefault(v => v.Version == version) is { } found) return await Load(found, token);
        var known = string.Join(", ", versions.Select(v => v.Version.ToString(CultureInfo.InvariantCulture)));
        return Problem.NotFound("catalogue-not-found",
            $"Không có phiên bản danh mục {version}. Các phiên bản: {known}.", $"There is no catalogue version {version}. There are: {known}.");
    }

    /// <summary>The SHA-256 of a version as published: part of what a run was calculated from.</summary>
    /// <exception cref="InvalidOperationException">It does not exist.</exception>
    public async Task<string> Hash(int version, CancellationToken token) =>
        (await database.Read(session => store.Find(session, version, token), token))?.Sha256
        ?? throw new InvalidOperationException($"There is no catalogue version {version.ToString(CultureInfo.InvariantCulture)}.");

    /// <summary>Every published version, newest first.</summary>
    public Task<IReadOnlyList<CatalogueVersion>> Versions(CancellationToken token) => database.Read(session => store.All(session, token), token);

    /// <summary>The number of each element code that was ever published.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ElementNumbers(CancellationToken token)
    {
        var (version, numbers) = await database.Read(
            async session =>
            {
                var last = (await store.Last(session, token))?.Version ?? 0;
                return _numbers is { } known && known.Version == last ? known : new KnownNumbers(last, await store.ElementNumbers(session, token));
            },
            token);
        // Numbers come into being by publishing only, so what holds for a version holds until the next.
        _numbers = new KnownNumbers(version, numbers);
        return numbers;
    }

    /// <summary>The JSON bytes exactly as they were published; of the version in force when none is named.</summary>
    public Task<Outcome<byte[]>> Export(int? version, CancellationToken token) => database.Read<Outcome<byte[]>>(
        async session =>
        {
            var found = version is { } wanted ? await store.Find(session, wanted, token) : await store.Last(session, token);
            if (found is null)
            {
                var name = version?.ToString(CultureInfo.InvariantCulture);
                return Problem.NotFound("catalogue-not-found",
                    name is null ? "Chưa có danh mục nào được công bố." : $"Không có phiên bản danh mục {name}.",
                    name is null ? "No catalogue has been published yet." : $"There is no catalogue version {name}.");
            }

            return await Bytes(session, found.Sha256, token);
        },
        token);

    private async Task<Catalogue> Load(CatalogueVersion version, CancellationToken token)
    {
        if (_versions.TryGetValue(version.Version, out var known)) return known;
        return _versions.GetOrAdd(version.Version, await BySha(version.Sha256, token));
    }

    private async Task<byte[]> Bytes(Session session, string sha256, CancellationToken token) =>
        await vault.Get(session, sha256, token)
        ?? throw new InvalidOperationException($"The file {sha256} of a catalogue is missing: the database is damaged.");

    private sealed record KnownNumbers(int Version, IReadOnlyDictionary<string, int> Numbers);
}
