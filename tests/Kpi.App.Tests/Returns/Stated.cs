using ClosedXML.Excel;

namespace Kpi.App.Tests.Returns;

/// <summary>Filled forms on which something is stated in place of numbers, with the names that the reader looks for wherever they stand.</summary>
internal static class Stated
{
    public static byte[] WithNotApplicable(byte[] filled, string element, string text, string? reason) => Edit(filled, book =>
    {
        var cell = book.NamedRange("kpi." + element).Ranges.First().FirstCell();
        cell.Value = text;
        if (reason is not null) Name(book, "kpi.note." + element, cell.Worksheet, 40, reason);
    });

    public static byte[] WithNil(byte[] filled, string said, string? reason) => Edit(filled, book =>
    {
        var sheet = book.Worksheets.First(w => w.Visibility == XLWorksheetVisibility.Visible);
        Name(book, "kpi.nil", sheet, 41, said);
        if (reason is not null) Name(book, "kpi.nil.reason", sheet, 42, reason);
    });

    private static void Name(XLWorkbook book, string name, IXLWorksheet sheet, int column, string text)
    {
        var there = book.NamedRange(name);
        var cell = there?.Ranges.First().FirstCell() ?? sheet.Cell(2, column);
        cell.Value = text;
        if (there is null) book.NamedRanges.Add(name, cell.AsRange());
    }

    private static byte[] Edit(byte[] bytes, Action<XLWorkbook> edit)
    {
        using var book = new XLWorkbook(new MemoryStream(bytes, false));
        edit(book);
        using var edited = new MemoryStream();
        book.SaveAs(edited);
        return edited.ToArray();
    }
}
