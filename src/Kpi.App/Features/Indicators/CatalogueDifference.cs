using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kpi.Domain;

namespace Kpi.App.Features.Indicators;

public enum CatalogueChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>One difference between two catalogues.</summary>
/// <param name="List">The list it is in, as JSON names it; empty for the catalogue itself.</param>
/// <param name="Sheet">The same as the workbook names it.</param>
/// <param name="Key">What the row is known by, such as <c>r157 · ehr-coverage · nation · 2025-12-31</c>.</param>
/// <param name="Property">What has changed; null when the row as a whole came or went.</param>
/// <param name="Heading">The same for people.</param>
/// <param name="Before">As a cell shows it; empty when there was nothing.</param>
/// <param name="After">As a cell shows it; empty when there is nothing.</param>
public sealed record CatalogueChange(
    string List, string Sheet, CatalogueChangeKind Kind, string Key, string? Property, Text? Heading, string Before, string After);

/// <summary>What one catalogue says otherwise than another, row by row and column by column of the lists.</summary>
/// <param name="Changes">In the order of the workbook's sheets.</param>
/// <param name="OnlyOrder">Nothing has changed but the order in which things stand.</param>
public sealed record CatalogueDifference(ImmutableArray<CatalogueChange> Changes, bool OnlyOrder)
{
    public static CatalogueDifference Between(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var (canonicalBefore, canonicalAfter) = (CatalogueJson.Canonical(before), CatalogueJson.Canonical(after));
        if (canonicalBefore.AsSpan().SequenceEqual(canonicalAfter)) return new CatalogueDifference([], false);
        var (old, now) = (JsonNode.Parse(canonicalBefore)!.AsObject(), JsonNode.Parse(canonicalAfter)!.AsObject());
        ImmutableArray<CatalogueChange> changes = [.. LeadSet(old, now), .. CatalogueSheets.All.SelectMany(sheet => Of(sheet, old, now))];
        return new CatalogueDifference(changes, changes.IsEmpty);
    }

    /// <summary>The first set is the official one, so that its place says something, alone among all places.</summary>
    private static IEnumerable<CatalogueChange> LeadSet(JsonObject before, JsonObject after)
    {
        var (was, becomes) = (Lead(before), Lead(after));
        if (was != becomes)
        {
            yield return new CatalogueChange(
                CatalogueSheets.TargetSets.List, CatalogueSheets.TargetSets.Name, CatalogueChangeKind.Changed, "1", "code",
                new Text("Bộ mục tiêu chính thức (đứng đầu)", "Official set (the first)"), was, becomes);
        }

        static string Lead(JsonObject catalogue) => (string?)catalogue["targetSets"]?[0]?["code"] ?? "";
    }

    private static IEnumerable<CatalogueChange> Of(CatalogueSheet sheet, JsonObject before, JsonObject after)
    {
        var old = ByKey(sheet, before);
        var now = ByKey(sheet, after);
        foreach (var (key, row) in now)
        {
            if (!old.TryGetValue(key, out var was))
            {
                yield return new CatalogueChange(sheet.List, sheet.Name, CatalogueChangeKind.Added, key, null, null, "", Shown(sheet, row));
                continue;
            }

            foreach (var column in sheet.Columns)
            {
                var (said, says) = (CatalogueSheets.TextAt(was, column.Key), CatalogueSheets.TextAt(row, column.Key));
                if (said != says) yield return new CatalogueChange(sheet.List, sheet.Name, CatalogueChangeKind.Changed, key, column.Key, column.Heading, said, says);
            }
        }

        foreach (var (key, row) in old)
        {
            if (!now.ContainsKey(key)) yield return new CatalogueChange(sheet.List, sheet.Name, CatalogueChangeKind.Removed, key, null, null, Shown(sheet, row), "");
        }
    }

    /// <summary>Rows by what they are known by; where two are known by the same, the second is told apart by its number.</summary>
    private static OrderedDictionary<string, JsonObject> ByKey(CatalogueSheet sheet, JsonObject catalogue)
    {
        var rows = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var row in CatalogueSheets.Rows(catalogue, sheet))
        {
            var key = string.Join(" · ", sheet.Keys.Select(k => CatalogueSheets.TextAt(row, k)));
            var told = key;
            for (var number = 2; !rows.TryAdd(told, row); number++) told = $"{key} ({number})";
        }

        return rows;
    }

    private static string Shown(CatalogueSheet sheet, JsonObject row) => string.Join("; ", sheet.Columns
        .Where(c => !sheet.Keys.Contains(c.Key))
        .Select(c => (c.Key, Text: CatalogueSheets.TextAt(row, c.Key)))
        .Where(c => c.Text.Length > 0)
        .Select(c => $"{c.Key}: {c.Text}"));
}
