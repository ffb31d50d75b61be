using ClosedXML.Excel;
using Kpi.Domain;

namespace Kpi.App.Features.Completeness;

/// <summary>Completeness as a workbook: the counts, then the list. Every cell of the list is text; counts are numbers.</summary>
internal static class CompletenessWorkbook
{
    private static readonly int[] ListWidths = [9, 18, 14, 42, 10, 9, 11, 18, 9, 15, 11, 60, 24, 16, 26, 40];
    private static readonly int[] SummaryWidths = [9, 22, 11, 10, 10, 10, 10, 12, 11, 11, 10, 12, 12];

    public static byte[] Write(IReadOnlyList<string[]> rows, IReadOnlyList<object[]> summary, Language language)
    {
        using var workbook = new XLWorkbook();
        Fill(workbook.AddWorksheet(language == Language.Vi ? "Tổng hợp" : "Summary"), summary, SummaryWidths);
        var list = workbook.AddWorksheet(language == Language.Vi ? "Danh sách" : "List");
        list.Columns(1, ListWidths.Length).Style.NumberFormat.Format = "@";
        Fill(list, [.. rows.Select(row => row.Cast<object>().ToArray())], ListWidths);
        list.Range(1, 1, Math.Max(rows.Count, 2), ListWidths.Length).SetAutoFilter();
        using var bytes = new MemoryStream();
        workbook.SaveAs(bytes);
        return bytes.ToArray();
    }

    private static void Fill(IXLWorksheet sheet, IReadOnlyList<object[]> rows, int[] widths)
    {
        for (var column = 0; column < widths.Length; column++) sheet.Column(column + 1).Width = widths[column];
        sheet.Cell(1, 1).InsertData(rows);
        sheet.Row(1).Style.Font.Bold = true;
        sheet.SheetView.FreezeRows(1);
        sheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        sheet.PageSetup.FitToPages(1, 0);
    }
}
