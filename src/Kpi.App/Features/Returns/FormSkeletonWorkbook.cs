using System.Globalization;
using ClosedXML.Excel;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Returns;

/// <summary>
/// The form as it looks before anybody's name is on it: designed once per form version, then only stamped. The sheet checks itself while it
/// is being filled in, offline.
/// </summary>
internal sealed class FormSkeletonWorkbook
{
    public const string MainSheet = "Biểu báo cáo";
    public const string GuideSheet = "Hướng dẫn";
    public const string UnitCell = "C4", PeriodCell = "C5", IssuedCell = "F4", DueCell = "F5";
    public static readonly (string Key, string Cell)[] Header =
        [("form", "B1"), ("version", "B2"), ("facility", "B3"), ("period", "B4"), ("issued", "B5"), ("seal", "B6")];

    private const int TitleRow = 8, FirstLine = 9;
    private const string Missing = "●", Wrong = "✗", Doubtful = "!", Right = "✓";
    private const string Font = "Arial";
    private const int MaxMessage = 250;

    private static readonly XLColor Ink = XLColor.FromHtml("#1F2937");
    private static readonly XLColor Faint = XLColor.FromHtml("#6B7280");
    private static readonly XLColor Line = XLColor.FromHtml("#CBD5E1");
    private static readonly XLColor Brand = XLColor.FromHtml("#0F5C66");
    private static readonly XLColor Block = XLColor.FromHtml("#DCEBED");
    private static readonly XLColor Open = XLColor.FromHtml("#FFFDF0");
    private static readonly XLColor Amber = XLColor.FromHtml("#FDE7B0");
    private static readonly XLColor Red = XLColor.FromHtml("#F8C9C4");

    private readonly Catalogue _catalogue;
    private readonly Form _form;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly List<XlsxPatch> _cached = [];

    private FormSkeletonWorkbook(Catalogue catalogue, Form form)
    {
        _catalogue = catalogue;
        _form = form;
    }

    public static byte[] Build(Catalogue catalogue, Form form)
    {
        // The library writes numbers of validations in the culture of the thread.
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return new FormSkeletonWorkbook(catalogue, form).Build();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private byte[] Build()
    {
        using var book = new XLWorkbook { FullCalculationOnLoad = true };
        book.Style.Font.FontName = Font;
        book.Style.Font.FontSize = 10;
        book.Style.Font.FontColor = Ink;
        var sheet = book.AddWorksheet(MainSheet);
        AddTop(sheet);
        var last = AddLines(sheet);
        var end = AddRules(sheet, last + 1);
        AddProgress(sheet, last, end);
        AddConditions(sheet, last, end);
        AddSignatures(sheet, end + 2);
        SetUpPrint(sheet, end + 7);
        sheet.Protect().AllowElement(XLSheetProtectionElements.FormatColumns | XLSheetProtectionElements.FormatRows);
        AddGuide(book);
        AddHeader(book);
        foreach (var (element, row) in _rows) book.NamedRanges.Add(ReturnWorkbook.NamePrefix + element, $"'{MainSheet}'!{Reference(row)}");
        sheet.SetTabActive();
        sheet.Cell(_rows.Values.Min(), FormLayout.Value).SetActive();
        using var file = new MemoryStream();
        book.SaveAs(file, validate: false);
        file.Position = 0;
        var made = new DateTimeOffset(_form.ValidFrom, TimeOnly.MinValue, TimeSpan.Zero);
        return XlsxPatcher.Apply(XlsxNormalizer.Normalize(file, $"{_form.Name.Vi} / {_form.Name.En}", made), _cached);
    }

    private void AddTop(IXLWorksheet sheet)
    {
        double[] widths = [5, 42, 11, 20, 13, 70, 19];
        for (var i = 0; i < widths.Length; i++) sheet.Column(i + 1).Width = widths[i];
        sheet.ShowGridLines = false;

        sheet.Range(1, 1, 1, 5).Merge().FirstCell().SetValue("BỘ Y TẾ · MINISTRY OF HEALTH");
        sheet.Range(1, 6, 1, 7).Merge().FirstCell().SetValue($"Mẫu / Form: {_form.Code} · phiên bản / version {_form.Version}");
        sheet.Row(1).Style.Font.SetFontColor(Faint).Font.SetFontSize(9);
        sheet.Cell(1, 6).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Right);

        sheet.Range(2, 1, 2, 7).Merge().FirstCell().SetValue(_form.Name.Vi.ToUpperInvariant());
        sheet.Cell(2, 1).Style.Font.SetBold().Font.SetFontSize(16).Font.SetFontColor(Brand).Alignment.SetVertical(XLAlignmentVerticalValues.Center);
        sheet.Row(2).Height = 27;
        sheet.Range(3, 1, 3, 7).Merge().FirstCell().SetValue(_form.Name.En);
        sheet.Cell(3, 1).Style.Font.SetItalic().Font.SetFontSize(11).Font.SetFontColor(Faint);
        sheet.Row(3).Height = 18;

        AddStamp(sheet, 4, "Đơn vị / Unit");
        AddStamp(sheet, 5, "Kỳ báo cáo / Period");
        sheet.Range(6, 1, 6, 7).Merge().Style.Fill.SetBackgroundColor(Block).Font.SetBold().Alignment.SetVertical(XLAlignmentVerticalValues.Center)
            .Alignment.SetIndent(1);
        sheet.Row(6).Height = 24;
        sheet.Row(7).Height = 6;

        string[] titles = ["STT\nNo.", "Chỉ tiêu\nData element", "Đơn vị tính\nUnit", FormLayout.ValueTitle + "\nValue", "Kiểm tra\nCheck", "Cách tính\nDefinition", "Mã\nCode"];
        for (var i = 0; i < titles.Length; i++) sheet.Cell(TitleRow, i + 1).SetValue(titles[i]);
        var heading = sheet.Range(TitleRow, 1, TitleRow, titles.Length);
        heading.Style.Fill.SetBackgroundColor(Brand).Font.SetFontColor(XLColor.White).Font.SetBold()
            .Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).Alignment.SetVertical(XLAlignmentVerticalValues.Center).Alignment.SetWrapText(true);
        sheet.Row(TitleRow).Height = 30;
        sheet.SheetView.Freeze(TitleRow, FormLayout.Label);
    }

    private static void AddStamp(IXLWorksheet sheet, int row, string label)
    {
        sheet.Range(row, 1, row, 2).Merge().FirstCell().SetValue(label).Style.Font.SetFontColor(Faint).Alignment.SetIndent(1);
        sheet.Range(row, 3, row, 5).Merge().FirstCell().SetValue("…").Style.Font.SetBold().Font.SetFontSize(11);
        sheet.Range(row, 6, row, 7).Merge().FirstCell().SetValue("…").Style.Font.SetFontColor(Faint)
            .Alignment.SetHorizontal(XLAlignmentHorizontalValues.Right);
        sheet.Row(row).Height = 17;
    }

    private int AddLines(IXLWorksheet sheet)
    {
        int row = FirstLine, number = 0;
        foreach (var section in _form.Sections)
        {
            var title = sheet.Range(row, 1, row, FormLayout.Code).Merge();
            title.FirstCell().SetValue($"{section.Title.Vi} / {section.Title.En}");
            title.Style.Fill.SetBackgroundColor(Block).Font.SetBold().Font.SetFontColor(Brand).Alignment.SetVertical(XLAlignmentVerticalValues.Center)
                .Alignment.SetIndent(1).Border.SetOutsideBorder(XLBorderStyleValues.Thin).Border.SetOutsideBorderColor(Line);
            sheet.Row(row).Height = 20;
            row++;
            foreach (var field in section.Fields) AddField(sheet, row++, ++number, field);
        }

        return row - 1;
    }

    private void AddField(IXLWorksheet sheet, int row, int number, FormField field)
    {
        var element = _catalogue.Element(field.Element) ?? throw new InvalidOperationException($"No data element '{field.Element}'.");
        _rows.Add(element.Code, row);
        sheet.Cell(row, FormLayout.Number).SetValue(number);
        sheet.Cell(row, FormLayout.Label).SetValue(TwoLanguages(element.Name, field.Required ? " *" : ""));
        sheet.Cell(row, FormLayout.Unit).SetValue(TwoLanguages(element.Unit, ""));
        sheet.Cell(row, FormLayout.Definition).SetValue(element.Definition.Vi);
        sheet.Cell(row, FormLayout.Code).SetValue(element.Code);

        var line = sheet.Range(row, 1, row, FormLayout.Code);
        line.Style.Alignment.SetVertical(XLAlignmentVerticalValues.Center).Alignment.SetWrapText(true)
            .Border.SetInsideBorder(XLBorderStyleValues.Thin).Border.SetInsideBorderColor(Line)
            .Border.SetOutsideBorder(XLBorderStyleValues.Thin).Border.SetOutsideBorderColor(Line);
        sheet.Cell(row, FormLayout.Number).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).Font.SetFontColor(Faint);
        sheet.Cell(row, FormLayout.Unit).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).Font.SetFontSize(9);
        sheet.Cell(row, FormLayout.Definition).Style.Font.SetFontSize(9);
        sheet.Cell(row, FormLayout.Code).Style.Font.SetFontSize(7).Font.SetFontColor(Faint).Alignment.SetWrapText(false);
        sheet.Cell(row, FormLayout.Check).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).Font.SetFontSize(9);

        var input = sheet.Cell(row, FormLayout.Value);
        input.Style.Protection.SetLocked(false).Fill.SetBackgroundColor(Open).Font.SetFontSize(12).Font.SetBold()
            .Border.SetOutsideBorder(XLBorderStyleValues.Medium).Border.SetOutsideBorderColor(XLColor.FromHtml("#7FA7AC"))
            .Alignment.SetHorizontal(element.Kind is ElementKind.YesNo or ElementKind.Date ? XLAlignmentHorizontalValues.Center : XLAlignmentHorizontalValues.Right);
        input.Style.NumberFormat.SetFormat(element.Kind switch { ElementKind.Date => "dd/mm/yyyy", ElementKind.YesNo => "@", _ => "#,##0" });
        AddValidation(input, element);

        var cell = Reference(row);
        var blank = field.Required ? $"\"{Missing} Chưa điền\"" : "\"\"";
        sheet.Cell(row, FormLayout.Check).SetFormulaA1($"IF({cell}=\"\",{blank},IF({Fits(element, cell)},\"{Right}\",\"{Wrong} Sai\"))");
        _cached.Add(new XlsxPatch(MainSheet, XlsxAddress.Of(row, FormLayout.Check), field.Required ? $"{Missing} Chưa điền" : ""));
        var lines = new[]
        {
            LineCount(element.Name.Vi, 41) + LineCount(element.Name.En, 41), LineCount(element.Definition.Vi, 80),
            LineCount(element.Unit.Vi, 12) + LineCount(element.Unit.En, 12),
        }.Max();
        sheet.Row(row).Height = Math.Min(400, 6 + (lines * 12));
    }

    /// <summary>Both languages on two lines, plain: formatted runs within cells were more than half of the strings of a form.</summary>
    private static string TwoLanguages(Text text, string mark) => text.Vi == text.En ? text.Vi + mark : $"{text.Vi}{mark}\n{text.En}";

    private static void AddValidation(IXLCell input, DataElement element)
    {
        string low = element.Min.ToString(CultureInfo.InvariantCulture), high = element.Max.ToString(CultureInfo.InvariantCulture);
        var validation = input.DataValidation;
        Text how;
        switch (element.Kind)
        {
            case ElementKind.YesNo:
                validation.List("\"Có,Không\"", true);
                how = new("Chọn Có hoặc Không.", "Choose Có (yes) or Không (no).");
                break;
            case ElementKind.Date:
                DateOnly first = DateNumber.ToDay(element.Min), last = DateNumber.ToDay(element.Max);
                validation.AllowedValues = XLAllowedValues.Date;
                validation.Operator = XLOperator.Between;
                (validation.MinValue, validation.MaxValue) = (Serial(first), Serial(last));
                how = new($"Ngày/tháng/năm, từ {first:dd/MM/yyyy} đến {last:dd/MM/yyyy}.", $"Day/month/year, from {first:dd/MM/yyyy} to {last:dd/MM/yyyy}.");
                break;
            default:
                validation.AllowedValues = XLAllowedValues.WholeNumber;
                validation.Operator = XLOperator.Between;
                (validation.MinValue, validation.MaxValue) = (low, high);
                how = new(
                    $"Số nguyên từ {low} đến {high}, gõ liền không dấu. Không phát sinh thì ghi 0.",
                    $"A whole number from {low} to {high}, typed without marks. Where nothing happened, write 0.");
                break;
        }

        validation.IgnoreBlanks = true;
        validation.ShowInputMessage = validation.ShowErrorMessage = true;
        validation.ErrorStyle = XLErrorStyle.Stop;
        validation.InputTitle = "Cách điền / How to fill";
        validation.InputMessage = Cut($"{how.Vi}\n{how.En}", MaxMessage);
        validation.ErrorTitle = "Chưa đúng / Not right";
        validation.ErrorMessage = Cut($"{how.Vi}\n{how.En}", MaxMessage);
    }

    private int AddRules(IXLWorksheet sheet, int row)
    {
        if (_form.Rules.IsEmpty) return row - 1;
        var title = sheet.Range(row, 1, row, FormLayout.Code).Merge();
        title.FirstCell().SetValue("Kiểm tra chéo / Cross-checks");
        title.Style.Fill.SetBackgroundColor(Block).Font.SetBold().Font.SetFontColor(Brand).Alignment.SetVertical(XLAlignmentVerticalValues.Center)
            .Alignment.SetIndent(1).Border.SetOutsideBorder(XLBorderStyleValues.Thin).Border.SetOutsideBorderColor(Line);
        sheet.Row(row).Height = 20;
        foreach (var rule in _form.Rules)
        {
            row++;
            sheet.Range(row, 1, row, 4).Merge();
            sheet.Range(row, 6, row, 7).Merge();
            sheet.Cell(row, 1).SetValue(rule.Message.Vi).Style.Alignment.SetIndent(1);
            sheet.Cell(row, 6).SetValue(rule.Message.En).Style.Font.SetFontColor(Faint).Font.SetFontSize(9);
            var needed = string.Join(',', rule.Check.Elements.Select(e => Reference(_rows[e]) + "=\"\""));
            var mark = rule.Blocks ? $"{Wrong} Sai" : $"{Doubtful} Xem lại";
            sheet.Cell(row, FormLayout.Check).SetFormulaA1(
                $"IFERROR(IF(OR({needed}),\"–\",IF({SheetFormula.Of(rule.Check, Value)},\"{Right}\",\"{mark}\")),\"–\")");
            _cached.Add(new XlsxPatch(MainSheet, XlsxAddress.Of(row, FormLayout.Check), "–"));
            var line = sheet.Range(row, 1, row, FormLayout.Code);
            line.Style.Alignment.SetVertical(XLAlignmentVerticalValues.Center).Alignment.SetWrapText(true).Font.SetFontSize(9)
                .Border.SetInsideBorder(XLBorderStyleValues.Thin).Border.SetInsideBorderColor(Line)
                .Border.SetOutsideBorder(XLBorderStyleValues.Thin).Border.SetOutsideBorderColor(Line);
            sheet.Cell(row, FormLayout.Check).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center);
            sheet.Row(row).Height = 6 + (12.5 * Math.Max(LineCount(rule.Message.Vi, 88), LineCount(rule.Message.En, 82)));
            foreach (var element in rule.Check.Elements)
            {
                var colour = rule.Blocks ? Red : Amber;
                sheet.Cell(_rows[element], FormLayout.Value).AddConditionalFormat()
                    .WhenIsTrue($"LEFT($E${row},1)=\"{(rule.Blocks ? Wrong : Doubtful)}\"").Fill.SetBackgroundColor(colour);
            }
        }

        return row;
    }

    private void AddProgress(IXLWorksheet sheet, int last, int end)
    {
        string inputs = $"$D${FirstLine}:$D${last}", checks = $"$E${FirstLine}:$E${end}";
        int all = _rows.Count, required = _form.Fields.Count(f => f.Required);
        sheet.Cell(6, 1).SetFormulaA1(
            $"\"Đã điền \"&COUNTA({inputs})&\"/{all} · bắt buộc còn thiếu \"&COUNTIF({checks},\"{Missing}*\")&\" · lỗi \"&COUNTIF({checks},\"{Wrong}*\")"
            + $"&\"     Filled \"&COUNTA({inputs})&\"/{all} · required missing \"&COUNTIF({checks},\"{Missing}*\")&\" · errors \"&COUNTIF({checks},\"{Wrong}*\")");
        _cached.Add(new XlsxPatch(
            MainSheet, "A6", $"Đã điền 0/{all} · bắt buộc còn thiếu {required} · lỗi 0     Filled 0/{all} · required missing {required} · errors 0"));
    }

    private static void AddConditions(IXLWorksheet sheet, int last, int end)
    {
        foreach (var range in (IXLRange[])[sheet.Range(FirstLine, FormLayout.Value, last, FormLayout.Value), sheet.Range(FirstLine, FormLayout.Check, end, FormLayout.Check)])
        {
            range.AddConditionalFormat().WhenIsTrue($"LEFT($E{FirstLine},1)=\"{Wrong}\"").Fill.SetBackgroundColor(Red);
            range.AddConditionalFormat().WhenIsTrue($"OR(LEFT($E{FirstLine},1)=\"{Missing}\",LEFT($E{FirstLine},1)=\"{Doubtful}\")").Fill.SetBackgroundColor(Amber);
        }
    }

    private static void AddSignatures(IXLWorksheet sheet, int row)
    {
        (int First, int Last, string Vi, string En)[] blocks = [(1, 3, "NGƯỜI LẬP BIỂU", "Prepared by"), (6, 7, "THỦ TRƯỞNG ĐƠN VỊ", "Head of the unit")];
        foreach (var (first, last, vi, en) in blocks)
        {
            sheet.Range(row, first, row, last).Merge().FirstCell().SetValue(vi);
            sheet.Range(row + 1, first, row + 1, last).Merge().FirstCell().SetValue($"{en} · (ký, họ tên / signature, name)");
            sheet.Cell(row, first).Style.Font.SetBold().Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center);
            sheet.Cell(row + 1, first).Style.Font.SetItalic().Font.SetFontSize(9).Font.SetFontColor(Faint).Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center);
        }
    }

    private static void SetUpPrint(IXLWorksheet sheet, int last)
    {
        var page = sheet.PageSetup;
        page.PaperSize = XLPaperSize.A4Paper;
        page.PageOrientation = XLPageOrientation.Landscape;
        page.PagesWide = 1;
        page.PagesTall = 0;
        page.Margins.SetLeft(0.4).SetRight(0.4).SetTop(0.5).SetBottom(0.6);
        page.CenterHorizontally = true;
        page.PrintAreas.Add(1, 1, last, FormLayout.Code);
        page.SetRowsToRepeatAtTop(TitleRow, TitleRow);
        page.Footer.Left.AddText("Kpi");
        page.Footer.Right.AddText("Trang / Page ");
        page.Footer.Right.AddText(XLHFPredefinedText.PageNumber);
        page.Footer.Right.AddText("/");
        page.Footer.Right.AddText(XLHFPredefinedText.NumberOfPages);
    }

    private void AddGuide(XLWorkbook book)
    {
        var guide = book.AddWorksheet(GuideSheet);
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
            new("Ngày ghi theo ngày/tháng/năm, ví dụ 30/06/2023. Ô Có/Không: chọn trong danh sách.",
                "Days are day/month/year, such as 30/06/2023. Yes/no cells: choose from the list (Có = yes, Không = no)."),
            new($"Cột “Kiểm tra”: {Missing} chưa điền (nền vàng), {Wrong} sai (nền đỏ, sẽ bị từ chối), {Doubtful} nên xem lại, {Right} đạt. Dòng trên cùng cho biết còn thiếu bao nhiêu.",
                $"Column “Check”: {Missing} not filled in (amber), {Wrong} wrong (red, will be refused), {Doubtful} worth a second look, {Right} fine. The line at the top says how much is missing."),
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
            guide.Cell(name, 2).SetValue(element.Name.Vi);
            guide.Cell(name, 3).SetValue(element.Name.En);
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

    private void AddHeader(XLWorkbook book)
    {
        var sheet = book.AddWorksheet(ReturnWorkbook.HeaderSheet);
        for (var i = 0; i < Header.Length; i++)
        {
            sheet.Cell(i + 1, 1).SetValue(Header[i].Key);
            sheet.Cell(i + 1, 2).SetValue("…");
        }

        sheet.Column(2).Style.NumberFormat.SetFormat("@");
        sheet.Protect();
        sheet.Visibility = XLWorksheetVisibility.VeryHidden;
        // Held in the cells themselves, the keys spare a reader the walk through the shared strings.
        for (var i = 0; i < Header.Length; i++) _cached.Add(new XlsxPatch(ReturnWorkbook.HeaderSheet, XlsxAddress.Of(i + 1, 1), Header[i].Key));
    }

    private string Value(string element)
    {
        var cell = Reference(_rows[element]);
        return _catalogue.Element(element)!.Kind switch
        {
            ElementKind.YesNo => $"IF({cell}=\"Có\",1,0)",
            ElementKind.Date => $"(YEAR({cell})*10000+MONTH({cell})*100+DAY({cell}))",
            _ => cell,
        };
    }

    private static string Fits(DataElement element, string cell) => element.Kind switch
    {
        ElementKind.YesNo => $"OR({cell}=\"Có\",{cell}=\"Không\")",
        ElementKind.Date => $"IF(ISNUMBER({cell}),AND({cell}>={Serial(DateNumber.ToDay(element.Min))},{cell}<={Serial(DateNumber.ToDay(element.Max))}),FALSE)",
        _ => string.Create(CultureInfo.InvariantCulture, $"IF(ISNUMBER({cell}),AND({cell}=INT({cell}),{cell}>={element.Min},{cell}<={element.Max}),FALSE)"),
    };

    private static string Serial(DateOnly day) => (day.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(CultureInfo.InvariantCulture);

    private static string Reference(int row) => string.Create(CultureInfo.InvariantCulture, $"$D${row}");

    private static int LineCount(string text, int width) => text.Length == 0 ? 0 : text.Split('\n').Sum(line => Math.Max(1, (line.Length + width - 1) / width));

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
