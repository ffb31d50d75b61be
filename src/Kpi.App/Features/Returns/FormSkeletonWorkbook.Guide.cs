using ClosedXML.Excel;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Returns;

/// <content>The sheets that explain: how to fill in, what each line counts, and a worked example.</content>
internal sealed partial class FormSkeletonWorkbook
{
    private void AddGuide(XLWorkbook book)
    {
        var guide = book.AddWorksheet(FormLayout.GuideSheet);
        guide.ShowGridLines = false;
        guide.Column(1).Width = 5;
        guide.Column(2).Width = 62;
        guide.Column(3).Width = 62;
        guide.Cell(1, 1).SetValue("HƯỚNG DẪN ĐIỀN BIỂU · HOW TO FILL IN THE FORM").Style.Font.SetBold().Font.SetFontSize(14).Font.SetFontColor(Brand);
        guide.Row(1).Height = 26;
        Text[] steps =
        [
            new($"Điền vào các ô viền đậm, nền vàng nhạt ở cột “{FormLayout.ValueTitle}” của trang “{MainSheet}”. Các ô khác được khoá.",
                $"Fill in the framed, pale yellow cells of the column “Value” on the sheet “{MainSheet}”. The other cells are locked."),
            new("Dấu * là chỉ tiêu bắt buộc. Không phát sinh thì ghi 0; không biết thì để trống (ô không bắt buộc). Ô trống không được tính là 0.",
                "The mark * means required. Where nothing happened, write 0; where you do not know, leave an optional cell empty. An empty cell is not counted as 0."),
            new("Gõ số nguyên liền, không dấu chấm, dấu phẩy, không ký hiệu %. Tiền ghi bằng đồng (VND), không ghi nghìn hay triệu đồng.",
                "Type whole numbers without marks and without %. Amounts are in dong (VND), not in thousands or millions."),
            new($"Dòng không áp dụng cho đơn vị: gõ KAD vào ô số liệu và ghi lý do ở cột “{FormLayout.RemarkTitle}”. Cả kỳ không có gì để báo cáo: chọn Có ở dòng đầu, ghi lý do; dòng đếm trong kỳ để trống, được tính là 0.",
                "A line that does not apply to the unit: type KAD as its value and give the reason in the column “Remark”. Nothing to report for the whole period: choose Có on the first line, give the reason; what is counted within the period stays empty and is 0."),
            new($"Cột “Kỳ trước” là số đơn vị đã nộp lần trước; cột bên cạnh cho biết tăng, giảm bao nhiêu, có dấu {Hint} khi chênh từ 10 lần. Cảnh báo vẫn nộp được: ghi giải trình ở cột ghi chú cùng dòng.",
                $"The column “Last period” shows what the unit filed last; beside it stands the change, with {Hint} from ten times on. A warning can be filed: answer it in the remark of its line."),
            new("Ngày ghi theo ngày/tháng/năm, ví dụ 30/06/2023. Ô Có/Không: chọn trong danh sách.",
                "Days are day/month/year, such as 30/06/2023. Yes/no cells: choose from the list (Có = yes, Không = no)."),
            new($"Cột “Kiểm tra”: {Missing} chưa điền (nền vàng), {Wrong} sai (nền đỏ, sẽ bị từ chối), {Doubtful} nên xem lại, {Right} đạt. Dòng trên cùng cho biết còn thiếu bao nhiêu, chuyển xanh khi nộp được, và có liên kết đến chỗ cần sửa.",
                $"Column “Check”: {Missing} not filled in (amber), {Wrong} wrong (red, will be refused), {Doubtful} worth a second look, {Right} fine. The line at the top says how much is missing, turns green when the form can be sent, and links to the first problem."),
            new("Không đổi tên trang, không xoá dòng, không đặt mật khẩu mở tệp, không thêm macro. Có thể thêm trang ghi chú riêng.",
                "Do not rename sheets, delete lines, set a password to open the file or add macros. You may add sheets of your own notes."),
            new("Lưu dạng .xlsx rồi nộp. Biểu này chỉ dùng cho đúng đơn vị và kỳ ghi ở đầu biểu; đơn vị khác, kỳ khác phải tải biểu riêng.",
                "Save as .xlsx and file it. The form is for the unit and period printed at its top only; another unit or period needs its own form."),
            new("Phát hiện sai sau khi nộp: nộp lại tệp đã sửa; bản mới thay bản cũ, bản cũ vẫn được lưu.",
                "Found a mistake after filing: file the corrected workbook again; the new version takes over, the old one is kept."),
        ];
        for (var i = 0; i < steps.Length; i++)
        {
            var row = i + 3;
            guide.Cell(row, 1).SetValue(i + 1).Style.Font.SetBold().Font.SetFontColor(Brand).Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center)
                .Alignment.SetVertical(XLAlignmentVerticalValues.Top);
            guide.Cell(row, 2).SetValue(steps[i].Vi).Style.Alignment.SetWrapText(true).Alignment.SetVertical(XLAlignmentVerticalValues.Top);
            guide.Cell(row, 3).SetValue(steps[i].En).Style.Alignment.SetWrapText(true).Alignment.SetVertical(XLAlignmentVerticalValues.Top).Font.SetFontColor(Faint);
            guide.Row(row).Height = 8 + (13 * Math.Max(LineCount(steps[i].Vi, 60), LineCount(steps[i].En, 60)));
        }

        AddDefinitions(guide, steps.Length + 4);
        guide.PageSetup.PaperSize = XLPaperSize.A4Paper;
        guide.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        guide.PageSetup.PagesWide = 1;
        guide.PageSetup.PagesTall = 0;
        guide.Protect();
    }

    private void AddDefinitions(IXLWorksheet guide, int row)
    {
        guide.Cell(row, 1).SetValue("CÁCH TÍNH TỪNG CHỈ TIÊU · WHAT EACH LINE COUNTS").Style.Font.SetBold().Font.SetFontSize(12).Font.SetFontColor(Brand);
        guide.Row(row).Height = 22;
        foreach (var (field, number) in _form.Fields.Select((f, i) => (f, i + 1)))
        {
            var element = _catalogue.Element(field.Element)!;
            int name = ++row, definition = ++row;
            guide.Cell(name, 1).SetValue(number).Style.Font.SetFontColor(Faint).Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center);
            // With a colon no reader that looks for labels takes them for a line of the form.
            guide.Cell(name, 2).SetValue(element.Name.Vi + ":");
            guide.Cell(name, 3).SetValue(element.Name.En + ":");
            guide.Cell(definition, 2).SetValue(element.Definition.Vi);
            guide.Cell(definition, 3).SetValue(element.Definition.En).Style.Font.SetFontColor(Faint);
            var lines = guide.Range(name, 1, definition, 3);
            lines.Style.Alignment.SetWrapText(true).Alignment.SetVertical(XLAlignmentVerticalValues.Top).Font.SetFontSize(9);
            lines.FirstRow().Style.Font.SetBold().Alignment.SetVertical(XLAlignmentVerticalValues.Bottom);
            lines.LastRow().Style.Border.SetBottomBorder(XLBorderStyleValues.Thin).Border.SetBottomBorderColor(Line);
            guide.Range(name, 3, definition, 3).Style.Alignment.SetIndent(1);
            guide.Row(name).Height = 4 + (12 * Math.Max(LineCount(element.Name.Vi, 72), LineCount(element.Name.En, 72)));
            guide.Row(definition).Height = 5 + (12 * Math.Max(LineCount(element.Definition.Vi, 76), LineCount(element.Definition.En, 76)));
        }
    }

    /// <summary>The same form, small and filled in: good lines, and one of each thing that can go wrong, with what the form says to it.</summary>
    private void AddExample(XLWorkbook book)
    {
        var sheet = book.AddWorksheet(FormLayout.ExampleSheet);
        sheet.ShowGridLines = false;
        double[] widths = [5, 46, 22, 22, 34, 48];
        for (var i = 0; i < widths.Length; i++) sheet.Column(i + 1).Width = widths[i];
        sheet.Range(1, 1, 1, 6).Merge().FirstCell().SetValue("VÍ DỤ ĐÃ ĐIỀN · WORKED EXAMPLE").Style.Font.SetBold().Font.SetFontSize(14).Font.SetFontColor(Brand);
        sheet.Range(2, 1, 2, 6).Merge().FirstCell()
            .SetValue("Số liệu bịa, chỉ để xem; trang này không được đọc khi nộp.\nInvented figures, to look at only; this sheet is not read when you file.")
            .Style.Font.SetFontColor(Faint).Alignment.SetWrapText(true);
        sheet.Row(1).Height = 26;
        sheet.Row(2).Height = 28;
        string[] titles = ["STT\nNo.", "Ví dụ dòng\nExample line", "Gõ vào\nTyped", "Biểu báo\nThe form says", "Ghi chú của người lập\nRemark", "Vì sao\nWhy"];
        for (var i = 0; i < titles.Length; i++) sheet.Cell(4, i + 1).SetValue(titles[i]);
        sheet.Range(4, 1, 4, titles.Length).Style.Fill.SetBackgroundColor(Brand).Font.SetFontColor(XLColor.White).Font.SetBold()
            .Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).Alignment.SetVertical(XLAlignmentVerticalValues.Center).Alignment.SetWrapText(true);
        sheet.Row(4).Height = 30;

        var row = 4;
        var good = ExampleValues();
        foreach (var (field, number) in _form.Fields.Select((f, i) => (f, i + 1)))
        {
            var element = _catalogue.Element(field.Element)!;
            AddExampleLine(sheet, ++row, number, element, Typed(element, good[element.Code]), Right, "", new("", ""));
        }

        row++;
        sheet.Range(++row, 1, row, 6).Merge().FirstCell().SetValue("Khi có gì chưa ổn / When something is not right")
            .Style.Font.SetBold().Font.SetFontSize(12).Font.SetFontColor(Brand);
        sheet.Row(row).Height = 22;
        foreach (var (field, typed, says, remark, why) in ExampleFaults(good)) AddExampleLine(sheet, ++row, null, field, typed, says, remark, why);

        sheet.PageSetup.PaperSize = XLPaperSize.A4Paper;
        sheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        sheet.PageSetup.PagesWide = 1;
        sheet.PageSetup.PagesTall = 0;
        sheet.PageSetup.SetRowsToRepeatAtTop(4, 4);
        sheet.Protect();
    }

    private static void AddExampleLine(IXLWorksheet sheet, int row, int? number, DataElement element, string typed, string says, string remark, Text why)
    {
        if (number is { } place) sheet.Cell(row, 1).SetValue(place);
        sheet.Cell(row, 2).SetValue($"{element.Name.Vi}:\n{element.Name.En}:");
        sheet.Cell(row, 3).SetValue(typed).Style.NumberFormat.SetFormat("@").Font.SetBold()
            .Alignment.SetHorizontal(element.Kind is ElementKind.Count or ElementKind.Amount or ElementKind.Level ? XLAlignmentHorizontalValues.Right : XLAlignmentHorizontalValues.Center);
        sheet.Cell(row, 4).SetValue(says).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center);
        sheet.Cell(row, 5).SetValue(remark);
        sheet.Cell(row, 6).SetValue(why.Vi.Length == 0 ? "" : $"{why.Vi}\n{why.En}");
        var line = sheet.Range(row, 1, row, 6);
        line.Style.Alignment.SetVertical(XLAlignmentVerticalValues.Center).Alignment.SetWrapText(true).Font.SetFontSize(9)
            .Border.SetInsideBorder(XLBorderStyleValues.Thin).Border.SetInsideBorderColor(Line)
            .Border.SetOutsideBorder(XLBorderStyleValues.Thin).Border.SetOutsideBorderColor(Line);
        sheet.Cell(row, 1).Style.Font.SetFontColor(Faint).Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center);
        if (says[0] == Wrong[0]) sheet.Range(row, 3, row, 4).Style.Fill.SetBackgroundColor(Red);
        else if (says[0] == Missing[0] || says[0] == Doubtful[0]) sheet.Range(row, 3, row, 4).Style.Fill.SetBackgroundColor(Amber);
        var lines = new[]
        {
            LineCount(element.Name.Vi, 52) + LineCount(element.Name.En, 52), LineCount(remark, 38), LineCount(why.Vi, 54) + LineCount(why.En, 54),
        }.Max();
        sheet.Row(row).Height = 5 + (12 * lines);
    }

    /// <summary>Plausible values that keep every rule: all alike at first, then each a little lower for as long as no rule minds.</summary>
    private Dictionary<string, long> ExampleValues()
    {
        var elements = _form.Fields.Select(f => _catalogue.Element(f.Element)!).ToList();
        var values = new long?[_catalogue.Elements.Length];
        foreach (var element in elements)
        {
            values[_catalogue.IndexOf(element.Code)] = element.Kind switch
            {
                ElementKind.YesNo => 1,
                ElementKind.Date => Math.Clamp(20240615, element.Min, element.Max),
                ElementKind.Level => element.Max,
                ElementKind.Amount => Math.Clamp(1_250_000_000, element.Min, element.Max),
                _ => Math.Clamp(240, element.Min, element.Max),
            };
        }

        // Fewer than all of a whole: 8 in 10.
        foreach (var element in elements.Where(e => e.Kind is ElementKind.Count or ElementKind.Amount))
        {
            var place = _catalogue.IndexOf(element.Code);
            var (usual, broken) = (values[place], Broken());
            values[place] = Math.Max(element.Min, usual!.Value * 8 / 10);
            if (Broken() > broken) values[place] = usual;
        }

        return elements.ToDictionary(e => e.Code, e => values[_catalogue.IndexOf(e.Code)]!.Value, StringComparer.Ordinal);

        int Broken() => _form.Rules.Count(r => r.Check.Evaluate(values) == 0);
    }

    private IEnumerable<(DataElement Line, string Typed, string Says, string Remark, Text Why)> ExampleFaults(IReadOnlyDictionary<string, long> good)
    {
        var required = _form.Fields.First(f => f.Required);
        var count = _form.Fields.Select(f => _catalogue.Element(f.Element)!).First(e => e.Kind is ElementKind.Count or ElementKind.Amount);
        yield return (_catalogue.Element(required.Element)!, "", $"{Missing} Chưa điền", "",
            new("Dòng bắt buộc còn trống: không phát sinh thì ghi 0.", "A required line is empty: where nothing happened, write 0."));
        yield return (count, "12,5", $"{Wrong} Sai", "", new("Số liệu là số nguyên.", "The value is a whole number."));
        yield return (count, "KAD", $"{Wrong} {NeedsReason}", "", new("Không áp dụng phải có lý do.", "Not applicable needs a reason."));
        yield return (count, "KAD", $"{Absent} KAD", "Đơn vị không có khoa này.", new("Đã có lý do; dòng không được tính là 0.", "With a reason; the line is not counted as 0."));
        if (_rules.FirstOrDefault(r => r.Stage == RuleStage.Block).Rule is { } rule && _catalogue.Element(rule.Check.Elements[0]) is { } part)
        {
            var more = part.Kind is ElementKind.Count or ElementKind.Amount ? (good[part.Code] * 2).ToString(System.Globalization.CultureInfo.InvariantCulture) : "…";
            yield return (part, more, $"{Wrong} Sai", "", rule.Wording);
        }

        if (_rules.FirstOrDefault(r => r.Stage == RuleStage.Warn).Rule is { } doubt && _catalogue.Element(doubt.Check.Elements[0]) is { } line)
            yield return (line, Typed(line, good[line.Code]), $"{Doubtful} {Answered}", "Đã đối chiếu sổ, số đúng.", doubt.Wording);
    }

    private static string Typed(DataElement element, long value) => element.Kind switch
    {
        ElementKind.YesNo => value == 1 ? Yes : No,
        ElementKind.Date => DateNumber.ToDay(value).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
