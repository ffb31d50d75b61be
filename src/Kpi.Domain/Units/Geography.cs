using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Kpi.Domain.Units;

/// <summary>Who belonged to what on one day (địa giới). Made by <see cref="UnitTree.On(DateOnly)"/>; never changes.</summary>
public sealed class Geography
{
    /// <summary>The code of the nation.</summary>
    public const string NationCode = "VN";

    /// <summary>A guard against a cycle that a damaged register could hold; real trees are five deep.</summary>
    internal const int DeepestTree = 16;

    private readonly FrozenDictionary<string, UnitVersion> _byCode;
    private readonly FrozenDictionary<string, UnitVersion> _byId;
    private readonly FrozenDictionary<string, UnitSuccession> _successors;

    internal Geography(DateOnly day, IEnumerable<UnitVersion> inForce, FrozenDictionary<string, UnitSuccession> successors)
    {
        Day = day;
        _successors = successors;
        Units = [.. inForce.OrderBy(u => u.Code, StringComparer.Ordinal)];
        _byCode = Units.ToFrozenDictionary(u => u.Code, StringComparer.Ordinal);
        _byId = Units.ToFrozenDictionary(u => u.UnitId, StringComparer.Ordinal);
    }

    /// <summary>The day it holds for.</summary>
    public DateOnly Day { get; }

    /// <summary>Every unit in force on that day, by code.</summary>
    public ImmutableArray<UnitVersion> Units { get; }

    /// <summary>The unit that held a code on that day; null when none did.</summary>
    public UnitVersion? ByCode(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The unit with an identity; null when it is not in force on that day.</summary>
    public UnitVersion? ById(string unitId) => _byId.GetValueOrDefault(unitId);

    /// <summary>
    /// The unit with an identity or, where it has ended, the one that carries it on: Yên Bái is Lào Cai after the merger. Null when neither
    /// is in force, or when it was divided among several.
    /// </summary>
    public UnitVersion? CarriedOn(string unitId)
    {
        var id = unitId;
        for (var step = 0; step < DeepestTree; step++)
        {
            if (ById(id) is { } unit) return unit;
            if (!_successors.TryGetValue(id, out var next) || next.Since > Day) return null;
            id = next.SuccessorId;
        }

        return null;
    }

    /// <summary>The unit it belongs to (or what carries that on); null for the nation.</summary>
    public UnitVersion? ParentOf(UnitVersion unit) => unit.ParentId is { } id ? CarriedOn(id) : null;

    /// <summary>The commune-level area it stands in (itself for one); null when the register does not say.</summary>
    public UnitVersion? CommuneOf(UnitVersion unit) => Nearest(unit, static u => u.IsCommune);

    /// <summary>The province it stands in (itself for one); null for the nation and units directly below it.</summary>
    public UnitVersion? ProvinceOf(UnitVersion unit) => Nearest(unit, static u => u.IsProvince);

    /// <summary>
    /// Whether a facility is in an urban area: the override where there is one, else whether it stands in a ward (or, before 2025-07-01, a
    /// township). Policy Q3b. A facility whose commune is not registered is not urban.
    /// </summary>
    public bool IsUrban(UnitVersion unit) =>
        unit.UrbanOverride ?? CommuneOf(unit)?.Kind is UnitKind.Ward or UnitKind.Township;

    /// <summary>The unit, then what it belongs to, up to the nation.</summary>
    public IEnumerable<UnitVersion> Upward(UnitVersion unit)
    {
        var next = unit;
        for (var depth = 0; next is not null && depth < DeepestTree; depth++)
        {
            yield return next;
            next = ParentOf(next);
        }
    }

    /// <summary>Whether a unit is another or lies inside it.</summary>
    public bool IsWithin(UnitVersion unit, UnitVersion area) => Upward(unit).Any(u => u.UnitId == area.UnitId);

    // Asked of every unit of the nation at once: no enumerator for each.
    private UnitVersion? Nearest(UnitVersion unit, Func<UnitVersion, bool> sought)
    {
        var next = unit;
        for (var depth = 0; next is not null && depth < DeepestTree; depth++, next = ParentOf(next))
        {
            if (sought(next)) return next;
        }

        return null;
    }
}

/// <summary>All versions of all units: the register through time.</summary>
public sealed class UnitTree
{
    private readonly ImmutableArray<UnitVersion> _versions;
    private readonly FrozenDictionary<string, UnitSuccession> _successors;

    /// <summary>A tree over versions of which no two of one unit, and no two of one code, overlap.</summary>
    public UnitTree(IEnumerable<UnitVersion> versions, IEnumerable<UnitSuccession> successions, IEnumerable<UnitSplit>? splits = null)
    {
        _versions = [.. versions];
        Successions = [.. successions];
        Splits = [.. splits ?? []];
        // A unit that was divided has no single successor to follow; what belonged to it must say where it belongs now.
        _successors = Successions.GroupBy(s => s.UnitId, StringComparer.Ordinal)
            .Where(g => g.Count() == 1)
            .ToFrozenDictionary(g => g.Key, g => g.Single(), StringComparer.Ordinal);
    }

    /// <summary>Every version, in no particular order.</summary>
    public ImmutableArray<UnitVersion> Versions => _versions;

    /// <summary>Who became part of whom.</summary>
    public ImmutableArray<UnitSuccession> Successions { get; }

    /// <summary>By which weights what was divided or merged is shared.</summary>
    public ImmutableArray<UnitSplit> Splits { get; }

    /// <summary>The register as it stood on a day.</summary>
    public Geography On(DateOnly day) => new(day, _versions.Where(v => v.HoldsOn(day)), _successors);

    /// <summary>The same of some units only: of what belongs to those that are left out it knows nothing.</summary>
    internal Geography On(DateOnly day, Func<UnitVersion, bool> only) => new(day, _versions.Where(v => v.HoldsOn(day) && only(v)), _successors);
}
