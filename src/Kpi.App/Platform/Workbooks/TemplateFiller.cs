using ClosedXML.Excel;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// Fills a template by its names: single cells, and rows that stand as the pattern of a block. Everything a reader sees of look, width and
/// number format comes from the template.
/// </summary>
public sealed class TemplateFiller : IDisposable
{
    private readonly MemoryStream _source;

    public TemplateFiller(byte[] template)
    {
        _source = new MemoryStream(template, writable: false);
        Book = new XLWorkbook(_source, XLEventTracking.Disabled);
    }

    public XLWorkbook Book { get; }

    public IXLRange Block(string name) => Book.NamedRange(name).Ranges.First();

    public IXLCell Cell(string name) => Block(name).FirstCell();

    public string SheetOf(string name) => Block(name).Worksheet.Name;

    /// <summary>
    /// Makes as many rows as <paramref name="kinds"/> says, each in the look of the pattern it names, in the patterns' place; the patterns and
    /// their names go. Rows beneath move down once.
    /// </summary>
    /// <param name="patterns">Names of pattern rows that stand directly below one another.</param>
    /// <param name="kinds">For each row to be made, the place of its pattern.</param>
    public IReadOnlyList<IXLRangeRow> Repeat(IReadOnlyList<string> patterns, IReadOnlyList<int> kinds)
    {
        var blocks = patterns.Select(Block).ToList();
        var sheet = blocks[0].Worksheet;
        var first = blocks.Min(b => b.FirstRow().RowNumber());
        var last = blocks.Max(b => b.LastRow().RowNumber());
        var (left, right) = (blocks[0].FirstColumn().ColumnNumber(), blocks[0].LastColumn().ColumnNumber());
        if (kinds.Count > 0) sheet.Row(last).InsertRowsBelow(kinds.Count);
        for (var i = 0; i < kinds.Count; i++)
        {
            var pattern = blocks[kinds[i]].FirstRow();
            var row = sheet.Row(last + 1 + i);
            row.Height = sheet.Row(pattern.RowNumber()).Height;
            for (var column = left; column <= right; column++) row.Cell(column).Style = sheet.Cell(pattern.RowNumber(), column).Style;
        }

        foreach (var name in patterns) Book.NamedRanges.Delete(name);
        sheet.Rows(first, last).Delete();
        return [.. Enumerable.Range(first, kinds.Count).Select(r => sheet.Range(r, left, r, right).FirstRow())];
    }

    /// <summary>
    /// Makes a row as high as its wrapped text needs. Programs disagree on when they do this by themselves, and none does it for merged cells;
    /// the count of letters is near enough.
    /// </summary>
    public static void FitHeight(IXLRangeRow row)
    {
        var height = 0m;
        foreach (var cell in row.Cells().Where(c => c.Style.Alignment.WrapText && c.DataType == XLDataType.Text && !c.IsEmpty()))
        {
            var columns = cell.MergedRange() is { } merged ? merged.Columns().Select(c => c.WorksheetColumn()) : [cell.WorksheetColumn()];
            height = Math.Max(height, CellText.Height(cell.GetString(), columns.Sum(c => (decimal)c.Width), (decimal)cell.Style.Font.FontSize, cell.Style.Font.Bold));
        }

        var sheetRow = row.WorksheetRow();
        sheetRow.Height = (double)Math.Max(height, 16);
    }

    /// <summary>A number as a number; as text where a spreadsheet would lose digits.</summary>
    public static void Count(IXLCell cell, long value)
    {
        if (CellText.Number(value) is string text) Text(cell, text);
        else cell.SetValue(value);
    }

    /// <summary>Text stays text, whatever it begins with; and stays so when somebody edits the cell.</summary>
    public static void Text(IXLCell cell, string text)
    {
        if (text.Length == 0)
        {
            cell.Clear(XLClearOptions.Contents);
            return;
        }

        cell.SetValue(CellText.Fit(text));
        if (CellText.LooksLikeFormula(text)) cell.Style.IncludeQuotePrefix = true;
    }

    public byte[] Save()
    {
        using var stream = new MemoryStream();
        Book.SaveAs(stream);
        return stream.ToArray();
    }

    public void Dispose()
    {
        Book.Dispose();
        _source.Dispose();
    }
}
