using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// Streams long tables into a saved workbook. The sheet ends with two pattern rows: the look of each column, and the same look for text that
/// must be kept from being taken for a formula. Memory does not grow with the rows.
/// </summary>
public static class SheetRows
{
    private const string Place = "kpi-rows";
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    /// <param name="package">The workbook.</param>
    /// <param name="sheet">Name of the sheet.</param>
    /// <param name="pattern">Number of the first pattern row; the second is the one below.</param>
    /// <param name="rows">Values from column A on: string, long, decimal, DateOnly or null.</param>
    /// <param name="count">How many rows there will be.</param>
    /// <param name="wrapped">For each column the width its text is wrapped at; null where it is not.</param>
    public static void Stream(
        WorkbookParts package, string sheet, int pattern, IEnumerable<object?[]> rows, int count, IReadOnlyList<decimal?> wrapped)
    {
        var part = package.PartOf(sheet);
        var xml = package.Xml(part);
        // One default namespace, so that the rows need no prefix.
        foreach (var prefix in xml.Root!.Attributes().Where(a => a.IsNamespaceDeclaration && a.Value == Main.NamespaceName).ToList()) prefix.Remove();
        xml.Root.SetAttributeValue("xmlns", Main.NamespaceName);
        var data = xml.Root.Element(Main + "sheetData")!;
        var plain = RowOf(data, pattern);
        var quoted = RowOf(data, pattern + 1);
        var (looks, quotedLooks) = (Looks(plain), Looks(quoted));
        quoted.Remove();
        plain.ReplaceWith(new XProcessingInstruction(Place, ""));
        xml.Root.Element(Main + "dimension")?.SetAttributeValue("ref", $"A1:{Column(looks.Length - 1)}{Math.Max(pattern + count - 1, pattern)}");
        var text = Encoding.UTF8.GetString(WorkbookParts.Encoded(xml));
        var cut = text.IndexOf("<?" + Place, StringComparison.Ordinal);
        var rest = text.IndexOf("?>", cut, StringComparison.Ordinal) + 2;
        package.Put(part, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16);
            writer.Write(text.AsSpan(0, cut));
            Write(writer, pattern, looks, quotedLooks, wrapped, rows);
            writer.Write(text.AsSpan(rest));
        });
    }

    private static void Write(
        StreamWriter target, int first, IReadOnlyList<string?> looks, IReadOnlyList<string?> quotedLooks, IReadOnlyList<decimal?> wrapped,
        IEnumerable<object?[]> rows)
    {
        var settings = new XmlWriterSettings { ConformanceLevel = ConformanceLevel.Fragment, OmitXmlDeclaration = true, CloseOutput = false };
        using var xml = XmlWriter.Create(target, settings);
        var columns = Enumerable.Range(0, looks.Count).Select(Column).ToArray();
        var number = first;
        foreach (var row in rows)
        {
            var line = number++.ToString(CultureInfo.InvariantCulture);
            xml.WriteStartElement("row");
            xml.WriteAttributeString("r", line);
            xml.WriteAttributeString("ht", Height(row, wrapped).ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("customHeight", "1");

            for (var i = 0; i < row.Length; i++)
            {
                var text = row[i] as string;
                xml.WriteStartElement("c");
                xml.WriteAttributeString("r", columns[i] + line);
                var look = text is not null && CellText.LooksLikeFormula(text) ? quotedLooks[i] : looks[i];
                if (look is not null) xml.WriteAttributeString("s", look);
                if (text is not null)
                {
                    xml.WriteAttributeString("t", "inlineStr");
                    xml.WriteStartElement("is");
                    xml.WriteStartElement("t");
                    xml.WriteAttributeString("xml", "space", null, "preserve");
                    xml.WriteString(CellText.Fit(text));
                    xml.WriteEndElement();
                    xml.WriteEndElement();
                }
                else if (row[i] is { } value)
                {
                    xml.WriteElementString("v", Number(value));
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }
    }

    private static decimal Height(object?[] row, IReadOnlyList<decimal?> wrapped)
    {
        var height = 16m;
        for (var i = 0; i < row.Length; i++)
        {
            if (wrapped[i] is { } width && row[i] is string text && text.Length > width) height = Math.Max(height, CellText.Height(text, width, 10, false));
        }

        return height;
    }

    private static string Number(object value) => value switch
    {
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        // Day 1 of a spreadsheet is 1899-12-31, and it believes in 1900-02-29: counting from 1899-12-30 is right from March 1900 on.
        DateOnly day => (day.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A cell cannot hold a {value.GetType()}.", nameof(value)),
    };

    private static XElement RowOf(XElement data, int number) =>
        data.Elements(Main + "row").FirstOrDefault(r => (string?)r.Attribute("r") == number.ToString(CultureInfo.InvariantCulture))
        ?? throw new InvalidDataException($"The sheet has no pattern row {number}.");

    private static string?[] Looks(XElement row) => [.. row.Elements(Main + "c").Select(c => (string?)c.Attribute("s"))];

    internal static string Column(int index)
    {
        var name = "";
        for (var i = index + 1; i > 0; i = (i - 1) / 26) name = (char)('A' + ((i - 1) % 26)) + name;
        return name;
    }
}
