using ClosedXML.Excel;

namespace Kpi.App.Features.Units;

/// <summary>The register as a workbook. Every cell is text, so that no program eats a leading zero or turns a day around.</summary>
internal static class UnitRegisterWorkbook
{
    private static readonly int[] Widths = [14, 48, 14, 9, 13, 11, 20, 8, 14, 12, 12, 40, 14, 28, 18, 28];

    public static byte[] Write(IReadOnlyList<string[]> rows)
    {
        using var workbook = new XLWorkbook();
        var sheet = workbook.AddWorksheet("units");
        for (var column = 0; column < rows[0].Length; column++)
        {
            sheet.Column(column + 1).Width = Widths[column];
            sheet.Column(column + 1).Style.NumberFormat.Format = "@";
        }

        sheet.Cell(1, 1).InsertData(rows.Select(row => row.Cast<object>().ToArray()));
        sheet.Row(1).Style.Font.Bold = true;
        sheet.SheetView.FreezeRows(1);
        using var bytes = new MemoryStream();
        workbook.SaveAs(bytes);
        return bytes.ToArray();
    }
}
