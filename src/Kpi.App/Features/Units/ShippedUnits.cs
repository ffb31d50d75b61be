using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Units;

/// <summary>The nation, the ministry and the provinces of 2008 and 2025 that come with the program.</summary>
public sealed class ShippedUnits(Database database, UnitReader reader, UnitStore store, AuditTrail audit, Ids ids)
{
    private const string Resource = "seed/provinces.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly Lazy<UnitTree> Shipped = new(Load);

    /// <summary>What ships, as a tree of its own.</summary>
    public static UnitTree Tree => Shipped.Value;

    /// <summary>Adds what the register lacks of them; what is there stays as it is.</summary>
    public async Task Ensure(CancellationToken token)
    {
        while (true)
        {
            var (revision, tree) = await reader.Snapshot(token);
            if (Missing(tree) is not { } missing) return;
            await database.Write(async session =>
            {
                // False when another process was quicker; the next look finds nothing missing.
                // They are law: known for as long as there is a register, whenever the program came.
                if (!await store.Write(session, revision, missing, null, ids, token)) return;
                await audit.Append(session, Actor.Job("shipped-units"), "units.shipped", Geography.NationCode, $"+{missing.Written.Length}", token);
            }, token);
        }
    }

    private static RegisterResult? Missing(UnitTree tree)
    {
        var known = tree.Versions.Select(v => v.UnitId).ToHashSet(StringComparer.Ordinal);
        var successions = tree.Successions.Select(s => (s.UnitId, s.SuccessorId)).ToHashSet();
        var missing = new RegisterResult(
            [], [], 0, [.. Tree.Versions.Where(v => !known.Contains(v.UnitId))], [], [.. Tree.Successions.Where(s => !successions.Contains((s.UnitId, s.SuccessorId)))]);
        return missing.Written.IsEmpty && missing.Successions.IsEmpty ? null : missing;
    }

    private static UnitTree Load()
    {
        using var stream = typeof(ShippedUnits).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The program lacks its resource {Resource}.");
        var seed = JsonSerializer.Deserialize<Seed>(stream, Json) ?? throw new InvalidOperationException($"{Resource} is empty.");
        return new UnitTree(
            seed.Units.Select(u => new UnitVersion(
                u.Id,
                u.Code,
                u.Name,
                UnitNames.Kinds.Find(u.Kind) ?? throw new InvalidOperationException($"{Resource}: unknown kind {u.Kind}."),
                null, null, null, null, null, null, u.Parent, u.From, u.To)),
            seed.Successions.Select(s => new UnitSuccession(s.Id, s.Successor, s.Since)));
    }

    private sealed record Seed(string Source, ImmutableArray<SeedUnit> Units, ImmutableArray<SeedSuccession> Successions);

    private sealed record SeedUnit(string Id, string Code, string Name, string Kind, string? Parent, DateOnly From, DateOnly? To);

    private sealed record SeedSuccession(string Id, string Successor, DateOnly Since);
}
