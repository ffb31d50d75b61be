using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Units;

namespace Kpi.Domain.Scoring;

/// <summary>Makes a run's list of units out of the register.</summary>
public static class ScoredUnits
{
    /// <summary>The units as they stood on one day, population and map alike.</summary>
    /// <param name="tree">The register through time.</param>
    /// <param name="day">The day.</param>
    public static ImmutableArray<ScoredUnit> On(UnitTree tree, DateOnly day) => On(tree, day, day);

    /// <summary>
    /// The nation, provinces and communes of one day's map, then the units that file of the population's day; each level by code. Every unit of the
    /// population is there once, whatever the map: its class, kind and urban flag are those of its own day, its place is on the map.
    /// </summary>
    /// <param name="tree">The register through time.</param>
    /// <param name="populationDay">The day whose units are counted: the period's last.</param>
    /// <param name="mapDay">The day that says which areas there are and who belongs to what.</param>
    public static ImmutableArray<ScoredUnit> On(UnitTree tree, DateOnly populationDay, DateOnly mapDay)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var restated = new Restatement(tree, populationDay, mapDay);
        var since = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        foreach (var version in tree.Versions)
        {
            if (!since.TryGetValue(version.UnitId, out var first) || version.ValidFrom < first) since[version.UnitId] = version.ValidFrom;
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var units = ImmutableArray.CreateBuilder<ScoredUnit>();
        foreach (var (area, level) in restated.Map.Units.Where(u => !u.Files).Select(u => (u, LevelOf(u))).Where(p => p.Item2 is not null).OrderBy(p => p.Item2))
        {
            var place = new Place(restated.Map.ProvinceOf(area), restated.Map.CommuneOf(area));
            var scored = Scored(area, level!.Value, false, place);
            places.Add(area.UnitId, units.Count);
            units.Add(scored);
        }

        foreach (var unit in restated.Then.Units.Where(u => u.Files))
        {
            var place = restated.Of(unit);
            units.Add(Scored(unit, UnitLevel.Facility, restated.Then.IsUrban(unit), place) with
            {
                Placing = PlacingOf(restated.Then, unit, place),
                Shares = place.Shares is { } shares ? SharesOf(restated.Map, shares) : null,
            });
        }

        return units.ToImmutable();

        ScoredUnit Scored(UnitVersion unit, UnitLevel level, bool urban, Place place) => new()
        {
            UnitId = unit.UnitId,
            Code = unit.Code,
            Name = unit.Name,
            Level = level,
            Kind = unit.Kind,
            Class = unit.Class,
            Ownership = unit.Ownership,
            Manager = unit.Manager,
            Urban = urban,
            Province = PlaceOf(unit, place.Province),
            Commune = PlaceOf(unit, place.Commune),
            ActiveFrom = since[unit.UnitId],
        };

        int PlaceOf(UnitVersion unit, UnitVersion? area) => area is not null && area.UnitId != unit.UnitId ? places[area.UnitId] : -1;

        AreaShares SharesOf(Geography map, PlaceShares shares) => new(
            [.. shares.Areas.Select(a => new SharedArea(places[map.ProvinceOf(a)!.UnitId], map.CommuneOf(a) is { } commune ? places[commune.UnitId] : -1))],
            shares.Weights, shares.ByElement, shares.Source);
    }

    private static Placing PlacingOf(Geography then, UnitVersion unit, Place place) =>
        place.Shares is { } shares ? then.CommuneOf(unit) is not null && shares.Areas.Any(a => !a.IsCommune) ? Placing.NoCommune : Placing.Full
        : place.Province is null && then.ProvinceOf(unit) is not null ? Placing.NoProvince
        : place.Commune is null && then.CommuneOf(unit) is not null ? Placing.NoCommune
        : Placing.Full;

    private static UnitLevel? LevelOf(UnitVersion unit) => unit switch
    {
        { Kind: UnitKind.Nation } => UnitLevel.Nation,
        { IsProvince: true } => UnitLevel.Province,
        { IsCommune: true } => UnitLevel.Commune,
        { Files: true } => UnitLevel.Facility,
        _ => null,
    };
}
