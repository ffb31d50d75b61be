using System.Globalization;
using ClosedXML.Excel;
using Kpi.Domain.Periods;

namespace Kpi.Web.Tests;

/// <summary>A commune station's own sheet of questions and answers.</summary>
internal static class StationSheet
{
    public static byte[] Make(Period period, int cases)
    {
        using var book = new XLWorkbook();
        var sheet = book.AddWorksheet("Trạm");
        sheet.Cell(1, 1).SetValue(string.Create(CultureInfo.InvariantCulture, $"Báo cáo tháng {period.Number} năm {period.Year}"));
        (string Label, object Value)[] lines =
        [
            ("Số chức năng bắt buộc của phần mềm", 22), ("Số chức năng đang sử dụng", 20), ("Dự phòng BKLN trên nền tảng số", "Có"),
            ("Quản lý BKLN trên nền tảng số", "Có"), ("Điều trị BKLN trên nền tảng số", "Không"), ("Số ca bệnh truyền nhiễm", cases),
            ("Số ca bệnh truyền nhiễm nhập trên hệ thống", cases - 5), ("Áp dụng thanh toán không dùng tiền mặt", "Có"),
            // Right for 120 cases; who copies last month's file forgets it.
            ("Tỷ lệ ca bệnh truyền nhiễm quản lý trên nền tảng số (%)", "95,8"),
        ];
        for (var i = 0; i < lines.Length; i++)
        {
            sheet.Cell(i + 3, 1).SetValue(lines[i].Label);
            if (lines[i].Value is int number) sheet.Cell(i + 3, 2).SetValue(number);
            else sheet.Cell(i + 3, 2).SetValue((string)lines[i].Value);
        }

        using var memory = new MemoryStream();
        book.SaveAs(memory);
        return memory.ToArray();
    }
}
