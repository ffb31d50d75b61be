using System.Collections.Immutable;
using System.Globalization;

namespace Kpi.Domain.Units;

/// <summary>Why the months before a day cannot be compared with those after it.</summary>
public enum BreakReason
{
    /// <summary>Another unit was joined to it, or it was put together of others (sáp nhập).</summary>
    Merged,

    /// <summary>A part of it went to another unit, or it is itself a part of what was divided (chia tách).</summary>
    Divided,

    /// <summary>Other communes are urban in it, or it is itself urban and was not, or the reverse (đổi khu vực đô thị).</summary>
    UrbanChanged,

    /// <summary>It came to another province, or to another commune while its own still stands (chuyển địa bàn).</summary>
    Moved,

    /// <summary>It became another kind of unit, which changes who is counted (đổi loại đơn vị).</summary>
    KindChanged,

    /// <summary>What is counted is defined otherwise (đổi cách tính).</summary>
    Redefined,
}

/// <summary>A day from which on a series means something else.</summary>
/// <param name="Day">First day of the new meaning.</param>
/// <param name="Reason">What changed.</param>
public readonly record struct SeriesBreak(DateOnly Day, BreakReason Reason)
{
    /// <summary>What it was and when: “the merger of 2025-07-01”.</summary>
    public Text Text
    {
        get
        {
            var (vi, en) = (Day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            return Reason switch
            {
                BreakReason.Merged => new($"sáp nhập đơn vị ngày {vi}", $"the merger of {en}"),
                BreakReason.Divided => new($"chia tách đơn vị ngày {vi}", $"the division of {en}"),
                BreakReason.UrbanChanged => new($"đổi khu vực đô thị ngày {vi}", $"the change of the urban area on {en}"),
                BreakReason.Moved => new($"chuyển địa bàn ngày {vi}", $"the move of {en}"),
                BreakReason.KindChanged => new($"đổi loại đơn vị ngày {vi}", $"the change of the unit's kind on {en}"),
                _ => new($"đổi cách tính từ ngày {vi}", $"the new definition of {en}"),
            };
        }
    }
}

/// <summary>Where the register breaks the series of a unit.</summary>
public static class SeriesBreaks
{
    /// <summary>The breaks of a unit's series, by day; what a definition does to it the register does not know.</summary>
    /// <param name="tree">The register through time.</param>
    /// <param name="unitId">Identity of the unit.</param>
    /// <param name="from">First day of the series: what happened then or before breaks nothing.</param>
    /// <param name="to">Its last day.</param>
    public static ImmutableArray<SeriesBreak> Of(UnitTree tree, string unitId, DateOnly from, DateOnly to)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(unitId);
        var versions = tree.Versions.Where(v => v.UnitId == unitId).OrderBy(v => v.ValidFrom).ToArray();
        if (versions.Length == 0) return [];
        var breaks = new SortedSet<(DateOnly Day, BreakReason Reason)>();
        foreach (var (day, reason) in OfSuccessions(tree, unitId).Concat(OfKind(versions)))
        {
            if (day > from && day <= to) breaks.Add((day, reason));
        }

        var areas = tree.Versions.Where(v => !v.Files && v.Kind != UnitKind.Ministry);
        // Communes come and go on few days; a facility also changes on its own.
        foreach (var day in areas.Where(v => v.IsCommune).SelectMany(Days).Concat(versions.Select(v => v.ValidFrom)).Where(d => d > from && d <= to).Distinct())
        {
            var (eve, then) = (tree.On(day.AddDays(-1), Of), tree.On(day, Of));
            if (eve.ById(unitId) is not { } was || then.ById(unitId) is not { } now) continue;
            if (now.Files ? eve.IsUrban(was) != then.IsUrban(now) : UrbanMoved(eve, was, then, now)) breaks.Add((day, BreakReason.UrbanChanged));
            if (now.Files && HasMoved(eve, was, then, now)) breaks.Add((day, BreakReason.Moved));
        }

        return [.. breaks.Select(b => new SeriesBreak(b.Day, b.Reason))];

        bool Of(UnitVersion version) => version.UnitId == unitId || (!version.Files && version.Kind != UnitKind.Ministry);
    }

    private static IEnumerable<(DateOnly, BreakReason)> OfSuccessions(UnitTree tree, string unitId)
    {
        foreach (var one in tree.Successions.Where(s => s.SuccessorId == unitId || s.UnitId == unitId))
        {
            var parts = tree.Successions.Count(s => s.UnitId == one.UnitId && s.Since == one.Since);
            var stays = tree.Versions.Any(v => v.UnitId == one.UnitId && v.HoldsOn(one.Since));
            if (one.UnitId == unitId)
            {
                // Where it went as a whole its own series has ended.
                if (parts > 1 || stays) yield return (one.Since, BreakReason.Divided);
                continue;
            }

            var others = tree.Successions.Count(s => s.SuccessorId == unitId && s.Since == one.Since) > 1
                || tree.Versions.Any(v => v.UnitId == unitId && v.HoldsOn(one.Since.AddDays(-1)));
            if (others) yield return (one.Since, BreakReason.Merged);
            else if (parts > 1 || stays) yield return (one.Since, BreakReason.Divided);
        }
    }

    private static IEnumerable<(DateOnly, BreakReason)> OfKind(UnitVersion[] versions) =>
        versions.Zip(versions.Skip(1)).Where(p => p.First.Kind != p.Second.Kind).Select(p => (p.Second.ValidFrom, BreakReason.KindChanged));

    private static IEnumerable<DateOnly> Days(UnitVersion version) => version.ValidTo is { } last ? [version.ValidFrom, last.AddDays(1)] : [version.ValidFrom];

    /// <summary>Whether other communes are urban in an area than on the eve. Where none were registered yet, nothing is known to have changed.</summary>
    private static bool UrbanMoved(Geography eve, UnitVersion was, Geography then, UnitVersion now)
    {
        var before = Communes(eve, was);
        return before.Count > 0 && !Communes(then, now).Where(IsUrban).Select(c => c.UnitId).ToHashSet(StringComparer.Ordinal).SetEquals(before.Where(IsUrban).Select(c => c.UnitId));

        static List<UnitVersion> Communes(Geography on, UnitVersion area) => [.. on.Units.Where(u => u.IsCommune && on.IsWithin(u, area))];

        static bool IsUrban(UnitVersion commune) => commune.Kind is UnitKind.Ward or UnitKind.Township;
    }

    private static bool HasMoved(Geography eve, UnitVersion was, Geography then, UnitVersion now)
    {
        if (eve.ProvinceOf(was) is { } province && then.CarriedOn(province.UnitId)?.UnitId != then.ProvinceOf(now)?.UnitId) return true;
        return eve.CommuneOf(was) is { } commune && then.ById(commune.UnitId) is not null && then.CommuneOf(now)?.UnitId != commune.UnitId;
    }
}
