using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;

namespace Kpi.TestKit.Reports;

/// <summary>
/// Compares workbooks as a reader would: sheets, cells with their value and number format, merged ranges, names, widths, print set-up, charts.
/// Bytes and the numbering of styles may differ.
/// </summary>
public static class WorkbookComparer
{
    private const int Shown = 10;
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>The first ten differences, each with its place; empty when there are none.</summary>
    public static IReadOnlyList<string> Differences(byte[] expected, byte[] actual)
    {
        var (left, right) = (Facts(expected), Facts(actual));
        return [.. left.Keys.Union(right.Keys)
            .Where(k => left.GetValueOrDefault(k) != right.GetValueOrDefault(k))
            .Take(Shown)
            .Select(k => $"{k}: expected {Show(left.GetValueOrDefault(k))}, found {Show(right.GetValueOrDefault(k))}")];
    }

    private static string Show(string? text) => text is null ? "nothing" : $"«{text}»";

    private static SortedDictionary<string, string> Facts(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        XDocument Part(string name)
        {
            using var stream = zip.GetEntry(name)!.Open();
            return XDocument.Load(stream);
        }

        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var shared = zip.GetEntry("xl/sharedStrings.xml") is null
            ? []
            : Part("xl/sharedStrings.xml").Root!.Elements(Main + "si").Select(si => string.Concat(si.Descendants(Main + "t").Select(t => t.Value))).ToList();
        var looks = Looks(Part("xl/styles.xml"));
        var workbook = Part("xl/workbook.xml");
        var targets = Part("xl/_rels/workbook.xml.rels").Root!.Elements().ToDictionary(r => (string)r.Attribute("Id")!, r => ((string)r.Attribute("Target")!).Replace("/xl/", "", StringComparison.Ordinal));
        foreach (var name in workbook.Descendants(Main + "definedName")) facts[$"name {(string?)name.Attribute("name")} {(string?)name.Attribute("localSheetId")}"] = name.Value;
        var order = 0;
        foreach (var sheet in workbook.Descendants(Main + "sheet"))
        {
            var title = (string)sheet.Attribute("name")!;
            facts[$"sheet {order++}"] = title;
            var xml = Part("xl/" + targets[(string)sheet.Attribute(Relations + "id")!]).Root!;
            foreach (var cell in xml.Descendants(Main + "c"))
            {
                var value = (string?)cell.Attribute("t") switch
                {
                    "s" => cell.Element(Main + "v") is { } v ? shared[int.Parse(v.Value, CultureInfo.InvariantCulture)] : "",
                    "inlineStr" => string.Concat(cell.Descendants(Main + "t").Select(t => t.Value)),
                    _ => cell.Element(Main + "v")?.Value ?? "",
                };
                var formula = cell.Element(Main + "f") is { } f ? $" formula {f.Value}" : "";
                facts[$"{title}!{(string)cell.Attribute("r")!}"] = $"{value}{formula} [{looks[(int?)cell.Attribute("s") ?? 0]}]";
            }

            foreach (var merge in xml.Descendants(Main + "mergeCell")) facts[$"{title} merged {(string)merge.Attribute("ref")!}"] = "yes";
            foreach (var row in xml.Descendants(Main + "row").Where(r => r.Attribute("ht") is not null || r.Attribute("hidden") is not null))
            {
                facts[$"{title} row {(string)row.Attribute("r")!}"] = $"{(string?)row.Attribute("ht")} {(string?)row.Attribute("hidden")}";
            }

            foreach (var column in xml.Descendants(Main + "col")) facts[$"{title} column {(string)column.Attribute("min")!}"] = $"{(string?)column.Attribute("width")}";
            foreach (var part in (string[])["pageSetup", "headerFooter", "autoFilter", "rowBreaks"])
            {
                if (xml.Element(Main + part) is { } element) facts[$"{title} {part}"] = string.Join(' ', element.DescendantsAndSelf().Attributes().Select(a => $"{a.Name.LocalName}={a.Value}")) + element.Value;
            }
        }

        foreach (var chart in zip.Entries.Where(e => e.FullName.StartsWith("xl/charts/chart", StringComparison.Ordinal)))
        {
            facts[chart.FullName] = string.Join('|', Part(chart.FullName).Descendants().Where(e => !e.HasElements && e.Value.Length > 0).Select(e => e.Value));
        }

        return facts;
    }

    private static List<string> Looks(XDocument styles)
    {
        var formats = styles.Descendants(Main + "numFmts").Elements().ToDictionary(f => (string)f.Attribute("numFmtId")!, f => (string)f.Attribute("formatCode")!);
        var fonts = styles.Root!.Element(Main + "fonts")!.Elements().Select(Text).ToList();
        var fills = styles.Root.Element(Main + "fills")!.Elements().Select(Text).ToList();
        return [.. styles.Root.Element(Main + "cellXfs")!.Elements().Select(x =>
            (formats.GetValueOrDefault((string)x.Attribute("numFmtId")!) ?? (string)x.Attribute("numFmtId")!)
            + " " + fonts[(int)x.Attribute("fontId")!] + " " + fills[(int)x.Attribute("fillId")!]
            + (x.Attribute("quotePrefix") is { Value: "1" or "true" } ? " quoted" : ""))];

        static string Text(XElement element) => string.Join(',', element.Descendants().SelectMany(e => e.Attributes().Select(a => $"{e.Name.LocalName}.{a.Name.LocalName}={a.Value}").DefaultIfEmpty(e.Name.LocalName)));
    }
}
