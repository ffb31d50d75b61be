using System.Globalization;
using System.Text.Json.Nodes;
using ClosedXML.Excel;
using Kpi.Domain;

namespace Kpi.App.Features.Indicators;

/// <summary>
/// A catalogue as a workbook that an analyst edits: a sheet for each list, headings for people in the first row, the properties' names in the
/// second. <see cref="CatalogueFile"/> reads it back. Texts are texts, so that no program takes 9/10 for a day in October.
/// </summary>
public static class CatalogueWorkbook
{
    private const int HeadRows = 2, MostRows = 2_000, PageWidth = 200;

    /// <param name="json">A published catalogue.</param>
    /// <param name="language">Of the headings.</param>
    public static byte[] Write(ReadOnlySpan<byte> json, Language language)
    {
        var catalogue = JsonNode.Parse(CatalogueJson.Canonical(json))!.AsObject();
        using var workbook = new XLWorkbook();
        foreach (var sheet in CatalogueSheets.All) Write(workbook.AddWorksheet(sheet.Name), sheet, [.. CatalogueSheets.Rows(catalogue, sheet)], language);
        using var bytes = new MemoryStream();
        workbook.SaveAs(bytes);
        return bytes.ToArray();
    }

    private static void Write(IXLWorksheet sheet, CatalogueSheet list, IReadOnlyList<JsonObject> rows, Language language)
    {
        for (var c = 0; c < list.Columns.Length; c++)
        {
            var column = list.Columns[c];
            var whole = sheet.Column(c + 1);
            whole.Width = column.Width;
            whole.Style.Alignment.Vertical = XLAlignmentVerticalValues.Top;
            whole.Style.Alignment.WrapText = column.Width >= 40;
            whole.Style.NumberFormat.Format = column.Holds switch
            {
                CatalogueCell.Day => "yyyy-mm-dd",
                CatalogueCell.Whole => "0",
                CatalogueCell.YesNo => "General",
                _ => "@",
            };
            sheet.Cell(1, c + 1).SetValue(column.Heading.In(language));
            sheet.Cell(2, c + 1).SetValue(column.Key);
            for (var r = 0; r < rows.Count; r++) Fill(sheet.Cell(HeadRows + 1 + r, c + 1), column, CatalogueSheets.At(rows[r], column.Key));
            if (!column.Choices.IsEmpty)
            {
                var validation = sheet.Cell(HeadRows + 1, c + 1).DataValidation;
                validation.AddRange(sheet.Range(HeadRows + 1, c + 1, HeadRows + MostRows, c + 1));
                validation.List($"\"{string.Join(',', column.Choices)}\"", true);
                validation.IgnoreBlanks = true;
                validation.ErrorTitle = column.Heading.In(language);
                validation.ErrorMessage = string.Join(", ", column.Choices);
            }
        }

        sheet.Row(1).Style.Font.Bold = true;
        sheet.Row(1).Style.Fill.BackgroundColor = XLColor.FromHtml("#DCE6F1");
        sheet.Row(2).Style.Font.FontColor = XLColor.FromHtml("#595959");
        sheet.Row(2).Style.Font.Italic = true;
        sheet.Rows(1, HeadRows).Style.NumberFormat.Format = "@";
        sheet.Rows(1, HeadRows).Style.Alignment.WrapText = false;
        sheet.SheetView.Freeze(HeadRows, list == CatalogueSheets.Head ? 0 : 1);
        sheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        sheet.PageSetup.PaperSize = XLPaperSize.A4Paper;
        sheet.PageSetup.FitToPages((list.Columns.Sum(c => c.Width) + PageWidth - 1) / PageWidth, 0);
        sheet.PageSetup.SetRowsToRepeatAtTop(1, HeadRows);
    }

    private static void Fill(IXLCell cell, CatalogueColumn column, JsonNode? value)
    {
        if (value is null) return;
        switch (column.Holds)
        {
            case CatalogueCell.Words:
                cell.SetValue(string.Join(CatalogueSheets.Between, value.AsArray().Select(word => (string)word!)));
                break;
            case CatalogueCell.Whole:
                cell.SetValue((long)value);
                break;
            case CatalogueCell.Day:
                cell.SetValue(DateTime.ParseExact((string)value!, "yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case CatalogueCell.YesNo:
                cell.SetValue((bool)value);
                break;
            default:
                cell.SetValue((string)value!);
                break;
        }
    }
}
