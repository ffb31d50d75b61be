using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Returns;

/// <summary>What a unit filed for one element.</summary>
public readonly record struct UnitValue(string UnitId, string Element, long Value);

/// <summary>
/// What the units inside an area filed, for rules that hold an area's figure against them. The area of a department or ministry is what it
/// administers: the province, the nation. Units of Defence and Public Security count in the nation and not in a province, as in scores.
/// </summary>
public static class WithinSums
{
    /// <summary>For each of some units: one place for each element of the catalogue, null where the element was not asked for.</summary>
    /// <param name="units">Whose figures are judged.</param>
    /// <param name="form">Their form: what others file on the same form is not inside anybody.</param>
    /// <param name="period">The period filed.</param>
    /// <param name="elements">The elements summed.</param>
    /// <param name="values">What units filed on other forms for the period.</param>
    /// <param name="geography">The geography of the period's last day.</param>
    /// <param name="catalogue">Who is asked for what.</param>
    public static IReadOnlyDictionary<string, ImmutableArray<WithinSum?>> Of(
        IEnumerable<UnitVersion> units, Form form, Period period, IReadOnlyCollection<string> elements, IEnumerable<UnitValue> values,
        Geography geography, Catalogue catalogue)
    {
        // Several units may have one area (a province's department, and a successor filing late); each area is summed once.
        var areas = new Dictionary<string, WithinSum?[]>(StringComparer.Ordinal);
        var wanted = units.DistinctBy(u => u.UnitId).Select(u => (u.UnitId, Area: AreaOf(u, geography))).ToList();
        foreach (var (_, area) in wanted)
        {
            if (areas.ContainsKey(area.UnitId)) continue;
            var sums = areas[area.UnitId] = new WithinSum?[catalogue.Elements.Length];
            foreach (var element in elements) sums[catalogue.IndexOf(element)] = new WithinSum(null, 0, 0);
        }

        var asked = new Dictionary<UnitKind, int[]>();
        foreach (var unit in geography.Units.Where(u => u.Files))
        {
            if (!asked.TryGetValue(unit.Kind, out var indexes))
            {
                var theirs = catalogue.FormFor(unit.Kind, period);
                asked[unit.Kind] = indexes = theirs is null || theirs.Code == form.Code
                    ? []
                    : [.. elements.Where(e => theirs.Fields.Any(f => f.Element == e)).Select(catalogue.IndexOf)];
            }

            foreach (var index in indexes) Add(unit, index, s => s with { Expected = s.Expected + 1 });
        }

        foreach (var value in values)
        {
            if (geography.CarriedOn(value.UnitId) is { } unit)
                Add(unit, catalogue.IndexOf(value.Element), s => s with { Sum = (s.Sum ?? 0) + value.Value, Reporting = s.Reporting + 1 });
        }

        return wanted.ToDictionary(w => w.UnitId, w => areas[w.Area.UnitId].ToImmutableArray(), StringComparer.Ordinal);

        void Add(UnitVersion unit, int index, Func<WithinSum, WithinSum> more)
        {
            foreach (var area in geography.Upward(unit))
            {
                if (area.Kind != UnitKind.Nation && unit.Manager is Manager.Defence or Manager.PublicSecurity && area.UnitId != unit.UnitId) continue;
                if (areas.TryGetValue(area.UnitId, out var sums) && sums[index] is { } sum) sums[index] = more(sum);
            }
        }
    }

    private static UnitVersion AreaOf(UnitVersion unit, Geography geography) =>
        unit.Kind is UnitKind.Department or UnitKind.Ministry ? geography.ParentOf(unit) ?? unit : unit;
}
