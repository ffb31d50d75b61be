using System.Collections.Immutable;
using System.Numerics;

namespace Kpi.Domain.Units;

/// <summary>Where a unit of one day stands on the map of another.</summary>
/// <param name="Province">Its province there; null when it stands in none, or in several.</param>
/// <param name="Commune">Its commune-level area there; null likewise.</param>
/// <param name="Shares">Where it stands in several areas: what falls to each; else null.</param>
public sealed record Place(UnitVersion? Province, UnitVersion? Commune, PlaceShares? Shares = null)
{
    /// <summary>In no province and no commune: directly below the nation, or nobody knows where.</summary>
    public static Place Nowhere { get; } = new(null, null);
}

/// <summary>The areas that what was counted in one place is shared among, and by which weights.</summary>
/// <param name="Areas">The areas, by code.</param>
/// <param name="Weights">One weight for each area.</param>
/// <param name="ByElement">Weights of their own that data elements have, by code of the element.</param>
/// <param name="Source">Where the weights come from.</param>
public sealed record PlaceShares(
    ImmutableArray<UnitVersion> Areas, ImmutableArray<long> Weights, ImmutableSortedDictionary<string, ImmutableArray<long>> ByElement, string Source);

/// <summary>
/// Carries the units of one day onto the map of another, so that every one of them is found once: by its own parents there, else by what carries
/// its area on, or by what its area was made of.
/// </summary>
public sealed class Restatement
{
    private readonly Geography _then, _map;
    private readonly ILookup<string, UnitSuccession> _successors, _predecessors;
    private readonly Dictionary<(string UnitId, DateOnly Since), ImmutableArray<UnitSplit>> _splits;
    private readonly ILookup<string, DateOnly> _splitDays;
    private readonly Dictionary<(string UnitId, DateOnly Day), Carried> _carried = [];
    private readonly bool _forward;

    /// <param name="tree">The register through time.</param>
    /// <param name="then">The day whose units are carried.</param>
    /// <param name="map">The day whose map they are carried onto.</param>
    public Restatement(UnitTree tree, DateOnly then, DateOnly map)
    {
        ArgumentNullException.ThrowIfNull(tree);
        _then = tree.On(then);
        _map = map == then ? _then : tree.On(map);
        _forward = map > then;
        _successors = tree.Successions.ToLookup(s => s.UnitId, StringComparer.Ordinal);
        _predecessors = tree.Successions.ToLookup(s => s.SuccessorId, StringComparer.Ordinal);
        _splits = tree.Splits.GroupBy(s => (s.UnitId, s.Since)).ToDictionary(g => g.Key, g => g.ToImmutableArray());
        _splitDays = _splits.Keys.ToLookup(k => k.UnitId, k => k.Since, StringComparer.Ordinal);
    }

    /// <summary>The units of the day that is carried.</summary>
    public Geography Then => _then;

    /// <summary>The map they are carried onto.</summary>
    public Geography Map => _map;

    /// <summary>Where a unit that files stands on the map.</summary>
    /// <param name="unit">A unit in force on the day that is carried.</param>
    public Place Of(UnitVersion unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (ReferenceEquals(_then, _map)) return At(_map, unit);
        var before = _then.ProvinceOf(unit);
        // A department speaks for its province: it goes where that goes, also when it kept its own identity while the province grew.
        if (unit.Kind != UnitKind.Department && _map.ById(unit.UnitId) is { } own && At(_map, own) is var there && (there.Province is not null || before is null))
            return there;
        if (before is null) return Place.Nowhere;

        foreach (var above in _then.Upward(unit).Skip(1).Where(u => !u.Files && u.Kind != UnitKind.Nation))
        {
            var carried = CarriedOf(above.UnitId, _then.Day, 0);
            if (carried.Areas is [var only])
            {
                if (At(_map, only) is { Province: not null } place) return place;
            }
            else if (carried.Weights is not null)
            {
                return Shared(carried);
            }
            else if (carried.Areas.Select(a => _map.ProvinceOf(a)?.UnitId).Distinct().ToArray() is [{ } province])
            {
                // Which of the communes nobody says; all of them are in one province.
                return new Place(_map.ById(province), null);
            }
        }

        return Place.Nowhere;
    }

    private static Place At(Geography map, UnitVersion unit) => new(map.ProvinceOf(unit), map.CommuneOf(unit));

    // An area outside every province holds nothing that a province could be given.
    private Place Shared(Carried carried) => carried.Areas.All(a => _map.ProvinceOf(a) is not null)
        ? new Place(null, null, new PlaceShares(carried.Areas, carried.Weights!.Value, carried.ByElement, carried.Source))
        : Place.Nowhere;

    /// <summary>What a unit that stood on a day is on the map: one area, several, or none that anybody knows.</summary>
    private Carried CarriedOf(string unitId, DateOnly day, int depth)
    {
        if (_carried.TryGetValue((unitId, day), out var known)) return known;
        var carried = depth >= Geography.DeepestTree ? Carried.Nothing : Find(unitId, day, depth);
        _carried[(unitId, day)] = carried;
        return carried;
    }

    private Carried Find(string unitId, DateOnly day, int depth)
    {
        // On the way to the map the nearest day on which it was divided, or put together, decides.
        var divided = _splitDays[unitId].Where(d => Between(day, d)).ToArray();
        if (divided.Length > 0)
        {
            var since = _forward ? divided.Min() : divided.Max();
            return Together(_splits[(unitId, since)], Beyond(since), depth);
        }

        if (_map.ById(unitId) is { } same) return new Carried([same]);
        var next = _forward
            ? _successors[unitId].Where(s => Between(day, s.Since)).Select(s => (Id: s.SuccessorId, s.Since)).ToArray()
            : [.. _predecessors[unitId].Where(s => Between(day, s.Since)).Select(s => (Id: s.UnitId, s.Since))];
        if (next is [var one]) return CarriedOf(one.Id, Beyond(one.Since), depth + 1);
        // Several, and nobody has said how much each: it is somewhere among them.
        var parts = next.Select(n => CarriedOf(n.Id, Beyond(n.Since), depth + 1)).ToArray();
        return parts.Length == 0 || Array.Exists(parts, p => p.Areas.IsEmpty)
            ? Carried.Nothing
            : new Carried([.. parts.SelectMany(p => p.Areas).DistinctBy(a => a.UnitId).OrderBy(a => a.Code, StringComparer.Ordinal)]);
    }

    /// <summary>The parts' own areas, each with its part of the weights.</summary>
    private Carried Together(ImmutableArray<UnitSplit> splits, DateOnly day, int depth)
    {
        var parts = splits.Where(s => s.Element is null).OrderBy(s => s.PartId, StringComparer.Ordinal).Select(s => (s.PartId, At: CarriedOf(s.PartId, day, depth + 1))).ToArray();
        if (parts.Length == 0 || Array.Exists(parts, p => p.At.Areas.IsEmpty)) return Carried.Nothing;
        var areas = parts.SelectMany(p => p.At.Areas).DistinctBy(a => a.UnitId).OrderBy(a => a.Code, StringComparer.Ordinal).ToImmutableArray();
        if (areas.Length == 1 || Array.Exists(parts, p => p.At is { Areas.Length: > 1, Weights: null })) return new Carried(areas);

        string?[] elements =
        [
            null,
            .. splits.Where(s => s.Element is not null).Select(s => s.Element!).Concat(parts.SelectMany(p => p.At.ByElement.Keys))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        // One scale for all elements: weights that are counts stay comparable with each other.
        var sums = elements.Select(e => parts.Select(p => p.At.WeightsOf(e).Aggregate(BigInteger.Zero, (sum, w) => sum + w)).ToArray()).ToArray();
        if (sums.Any(s => s.Any(sum => sum.IsZero))) return new Carried(areas);
        var scale = sums.SelectMany(s => s).Aggregate(BigInteger.One, (product, sum) => product / BigInteger.GreatestCommonDivisor(product, sum) * sum);
        var weights = new BigInteger[elements.Length * areas.Length];
        for (var e = 0; e < elements.Length; e++)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                var (id, at) = parts[i];
                var weight = (splits.FirstOrDefault(s => s.PartId == id && s.Element == elements[e]) ?? splits.First(s => s.PartId == id && s.Element is null)).Weight;
                var own = at.WeightsOf(elements[e]);
                for (var j = 0; j < own.Length; j++) weights[(e * areas.Length) + areas.IndexOf(at.Areas[j])] += weight * own[j] * (scale / sums[e][i]);
            }
        }

        if (Apportion.Reduced(weights) is not { } reduced) return new Carried(areas);
        var sources = splits.Select(s => s.Source).Concat(parts.Select(p => p.At.Source)).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new Carried(areas)
        {
            Weights = Of(0),
            ByElement = Enumerable.Range(1, elements.Length - 1).ToImmutableSortedDictionary(e => elements[e]!, Of, StringComparer.Ordinal),
            Source = string.Join("; ", sources),
        };

        ImmutableArray<long> Of(int element) => [.. reduced.AsSpan(element * areas.Length, areas.Length)];
    }

    /// <summary>Whether a change lies between a day and the map.</summary>
    private bool Between(DateOnly day, DateOnly since) => _forward ? since > day && since <= _map.Day : since <= day && since > _map.Day;

    private DateOnly Beyond(DateOnly since) => _forward ? since : since.AddDays(-1);

    private sealed record Carried(ImmutableArray<UnitVersion> Areas)
    {
        public static Carried Nothing { get; } = new([]);

        public ImmutableArray<long>? Weights { get; init; }

        public ImmutableSortedDictionary<string, ImmutableArray<long>> ByElement { get; init; } = ImmutableSortedDictionary.Create<string, ImmutableArray<long>>(StringComparer.Ordinal);

        public string Source { get; init; } = "";

        public ImmutableArray<long> WeightsOf(string? element) =>
            Areas.Length == 1 ? [1] : element is not null && ByElement.TryGetValue(element, out var own) ? own : Weights!.Value;
    }
}
