using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Units;

namespace Kpi.Domain.Scoring;

/// <summary>Makes a run's list of units out of the register.</summary>
public static class ScoredUnits
{
    /// <summary>The units in force on a day: the nation, provinces, communes, then units that file; each level by code.</summary>
    /// <param name="tree">The register through time.</param>
    /// <param name="day">The day whose geography counts.</param>
    public static ImmutableArray<ScoredUnit> On(UnitTree tree, DateOnly day)
    {
        var geography = tree.On(day);
        var since = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        foreach (var version in tree.Versions)
        {
            if (!since.TryGetValue(version.UnitId, out var first) || version.ValidFrom < first) since[version.UnitId] = version.ValidFrom;
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var units = ImmutableArray.CreateBuilder<ScoredUnit>();
        foreach (var (unit, level) in geography.Units.Select(u => (u, LevelOf(u))).Where(p => p.Item2 is not null).OrderBy(p => p.Item2))
        {
            places.Add(unit.UnitId, units.Count);
            units.Add(new ScoredUnit
            {
                UnitId = unit.UnitId,
                Code = unit.Code,
                Name = unit.Name,
                Level = level!.Value,
                Kind = unit.Kind,
                Class = unit.Class,
                Ownership = unit.Ownership,
                Manager = unit.Manager,
                Urban = unit.Files && geography.IsUrban(unit),
                Province = geography.ProvinceOf(unit) is { } p && p.UnitId != unit.UnitId ? places[p.UnitId] : -1,
                Commune = geography.CommuneOf(unit) is { } c && c.UnitId != unit.UnitId ? places[c.UnitId] : -1,
                ActiveFrom = since[unit.UnitId],
            });
        }

        return units.ToImmutable();
    }

    private static UnitLevel? LevelOf(UnitVersion unit) => unit switch
    {
        { Kind: UnitKind.Nation } => UnitLevel.Nation,
        { IsProvince: true } => UnitLevel.Province,
        { IsCommune: true } => UnitLevel.Commune,
        { Files: true } => UnitLevel.Facility,
        _ => null,
    };
}
