using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Kpi.App.Platform.Workbooks;

/// <summary>How a cell of a front sheet looks.</summary>
public enum FrontLook
{
    Plain,
    Title,
    Faint,
    Strong,
    Heading,
    Error,
    Warning,
    Good,
    Link,
}

/// <summary>A cell of a sheet within the same workbook.</summary>
public sealed record FrontLink(string Sheet, string Cell);

/// <summary>A cell of a front sheet. Its text is always text, never a formula, whatever it begins with.</summary>
public sealed record FrontCell(string Text, FrontLook Look = FrontLook.Plain, FrontLink? Link = null);

/// <summary>A row of a front sheet, from column A on.</summary>
public sealed record FrontRow(ImmutableArray<FrontCell> Cells)
{
    /// <summary>Whether the first cell's text runs over the whole width.</summary>
    public bool Wide { get; init; }
}

/// <summary>A sheet of text to be put before all others of a workbook.</summary>
/// <param name="Name">Its name; made different where another sheet has it already.</param>
/// <param name="Widths">Widths of the columns in characters.</param>
public sealed record FrontSheet(string Name, ImmutableArray<int> Widths, ImmutableArray<FrontRow> Rows)
{
    private const int PointsOfText = 10;

    /// <summary>What the first cell of such a sheet may say, in whatever language it was made.</summary>
    public ImmutableArray<string> Titles { get; init; } = [];

    internal string ToXml(string space, StyleSheet styles, IReadOnlyList<(string Place, string Fill)> memory, ISet<string> sheets)
    {
        var xml = new StringBuilder(4096);
        xml.Append("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"").Append(space).Append("\"><sheetPr><tabColor rgb=\"FFB3261E\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr>")
            .Append("<sheetViews><sheetView showGridLines=\"0\" tabSelected=\"1\" workbookViewId=\"0\"/></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>");
        for (var i = 0; i < Widths.Length; i++)
            xml.Append(CultureInfo.InvariantCulture, $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{Widths[i]}\" customWidth=\"1\"/>");
        // What lay under the marks, so that they can be taken off again.
        int place = Widths.Length + 1, fill = Widths.Length + 2;
        xml.Append(CultureInfo.InvariantCulture, $"<col min=\"{place}\" max=\"{fill}\" width=\"9\" hidden=\"1\" customWidth=\"1\"/></cols><sheetData>");
        var links = new StringBuilder();
        var merges = new List<string>();
        for (var i = 0; i < Math.Max(Rows.Length, memory.Count); i++)
        {
            var row = i < Rows.Length ? Rows[i] : new FrontRow([]);
            xml.Append(CultureInfo.InvariantCulture, $"<row r=\"{i + 1}\" ht=\"{Height(row)}\" customHeight=\"1\">");
            for (var c = 0; c < row.Cells.Length; c++)
            {
                var cell = row.Cells[c];
                var address = XlsxAddress.Of(i + 1, c + 1);
                var linked = cell.Link is { } target && sheets.Contains(target.Sheet) ? target : null;
                Say(xml, address, cell.Text, styles.Look(linked is null && cell.Look == FrontLook.Link ? FrontLook.Plain : cell.Look));
                if (linked is null) continue;
                var location = $"'{linked.Sheet.Replace("'", "''", StringComparison.Ordinal)}'!{linked.Cell}";
                links.Append(CultureInfo.InvariantCulture, $"<hyperlink ref=\"{address}\" location=\"{XmlSplice.Escape(location)}\" display=\"{XmlSplice.Escape(cell.Text)}\"/>");
            }

            if (row.Wide && Widths.Length > 1) merges.Add($"A{i + 1}:{XlsxAddress.Of(i + 1, Widths.Length)}");
            if (i < memory.Count)
            {
                Say(xml, XlsxAddress.Of(i + 1, place), memory[i].Place, styles.Look(FrontLook.Faint));
                Say(xml, XlsxAddress.Of(i + 1, fill), memory[i].Fill, styles.Look(FrontLook.Faint));
            }

            xml.Append("</row>");
        }

        xml.Append("</sheetData>");
        if (merges.Count > 0)
            xml.Append(CultureInfo.InvariantCulture, $"<mergeCells count=\"{merges.Count}\">").AppendJoin("", merges.Select(m => $"<mergeCell ref=\"{m}\"/>")).Append("</mergeCells>");
        if (links.Length > 0) xml.Append("<hyperlinks>").Append(links).Append("</hyperlinks>");
        return xml.Append("<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/>")
            .Append("<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>").ToString();
    }

    private static void Say(StringBuilder xml, string address, string text, int style)
    {
        xml.Append(CultureInfo.InvariantCulture, $"<c r=\"{address}\" s=\"{style}\"");
        if (text.Length == 0) xml.Append("/>");
        else xml.Append(CultureInfo.InvariantCulture, $" t=\"inlineStr\"><is><t xml:space=\"preserve\">{XmlSplice.EscapeCell(text)}</t></is></c>");
    }

    private string Height(FrontRow row)
    {
        var height = 16m;
        for (var c = 0; c < row.Cells.Length; c++)
        {
            var cell = row.Cells[c];
            decimal width = row.Wide ? Widths.Sum() : Widths[Math.Min(c, Widths.Length - 1)];
            var size = cell.Look == FrontLook.Title ? 16 : PointsOfText;
            height = Math.Max(height, CellText.Height(cell.Text, width, size, cell.Look is FrontLook.Title or FrontLook.Strong));
        }

        return Math.Min(height, 400).ToString("0.#", CultureInfo.InvariantCulture);
    }
}
