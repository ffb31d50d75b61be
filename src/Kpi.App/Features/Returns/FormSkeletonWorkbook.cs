using System.Collections.Immutable;
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
internal sealed partial class FormSkeletonWorkbook
{
    public const string UnitCell = "C4", PeriodCell = "C5", IssuedCell = "F4", DueCell = "F5", LastTitleCell = "F8";
    public static readonly (string Key, string Cell)[] Header =
        [("form", "B1"), ("version", "B2"), ("facility", "B3"), ("period", "B4"), ("issued", "B5"), ("seal", "B6")];

    private const string MainSheet = FormLayout.MainSheet;
    private const int ProgressRow = 6, TitleRow = 8, NilRow = 9, FirstLine = 10;
    private const string Missing = "●", Wrong = "✗", Doubtful = "!", Right = "✓", Absent = "–", Hint = "?";
    private const string NeedsReason = "Cần lý do", Unanswered = "Xem lại", Answered = "Đã giải trình";
    private const string Yes = "Có", No = "Không";
    private const int LongestRemark = 1000;
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
    private static readonly XLColor Green = XLColor.FromHtml("#CDEBCF");

    private readonly Catalogue _catalogue;
    private readonly Form _form;
    private readonly ImmutableArray<(FormRule Rule, RuleStage Stage)> _rules;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly List<XlsxPatch> _cached = [];

    private FormSkeletonWorkbook(Catalogue catalogue, Form form, DateOnly day)
    {
        _catalogue = catalogue;
        _form = form;
        _rules = [.. RulesOn(form, day)];
    }

    /// <summary>The rules that the form itself can decide, for a period that ends on a day.</summary>
    public static IEnumerable<(FormRule Rule, RuleStage Stage)> RulesOn(Form form, DateOnly day) =>
        form.RulesOn(day).Where(r => r.Stage != RuleStage.Shadow && SheetFormula.IsOnSheet(r.Rule.Check));

    public static byte[] Build(Catalogue catalogue, Form form, DateOnly day)
    {
        // The library writes numbers of validations in the culture of the thread.
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return new FormSkeletonWorkbook(catalogue, form, day).Build();
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
        AddNil(sheet);
        var last = AddLines(sheet);
        var end = AddRules(sheet, last + 1);
        AddProgress(sheet, last, end);
        AddConditions(sheet, last, end);
        AddSignatures(sheet, end + 2);
        SetUpPrint(sheet, end + 7);
        sheet.Protect().AllowElement(XLSheetProtectionElements.FormatColumns | XLSheetProtectionElements.FormatRows);
        AddGuide(book);
        AddExample(book);
        AddHeader(book);
        foreach (var (element, row) in _rows)
        {
            Name(element, row, 'D');
            Name(ReturnWorkbook.RemarkPrefix + element, row, 'H');
        }

        Name(ReturnWorkbook.NilName, NilRow, 'D');
        Name(ReturnWorkbook.NilReasonName, NilRow, 'H');
        sheet.SetTabActive();
        sheet.Cell(_rows.Values.Min(), FormLayout.Value).SetActive();
        using var file = new MemoryStream();
        book.SaveAs(file, validate: false);
        file.Position = 0;
        var made = new DateTimeOffset(_form.ValidFrom, TimeOnly.MinValue, TimeSpan.Zero);
        return XlsxPatcher.Apply(XlsxNormalizer.Normalize(file, $"{_form.Name.Vi} / {_form.Name.En}", made), _cached);

        void Name(string name, int row, char column) =>
            book.NamedRanges.Add(ReturnWorkbook.NamePrefix + name, string.Create(CultureInfo.InvariantCulture, $"'{MainSheet}'!${column}${row}"));
    }

    /// <summary>Where the value of the last return of an element is stamped.</summary>
    public static string LastCell(Form form, string element)
    {
        var row = FirstLine;
        foreach (var section in form.Sections)
        {
            row++;
            foreach (var field in section.Fields)
            {
                if (field.Element == element) return XlsxAddress.Of(row, FormLayout.Last);
                row++;
            }
        }

        throw new InvalidOperationException($"The form has no line for '{element}'.");
    }

    private void AddTop(IXLWorksheet sheet)
    {
        double[] widths = [5, 38, 10, 19, 14, 16, 13, 30, 64, 20];
        for (var i = 0; i < widths.Length; i++) sheet.Column(i + 1).Width = widths[i];
        sheet.ShowGridLines = false;

        sheet.Range(1, 1, 1, 5).Merge().FirstCell().SetValue("BỘ Y TẾ · MINISTRY OF HEALTH");
        sheet.Range(1, 6, 1, FormLayout.Remark).Merge().FirstCell().SetValue($"Mẫu / Form: {_form.Code} · phiên bản / version {_form.Version}");
        sheet.Row(1).Style.Font.SetFontColor(Faint).Font.SetFontSize(9);
        sheet.Cell(1, 6).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Right);

        sheet.Range(2, 1, 2, FormLayout.Remark).Merge().FirstCell().SetValue(_form.Name.Vi.ToUpperInvariant());
        sheet.Cell(2, 1).Style.Font.SetBold().Font.SetFontSize(16).Font.SetFontColor(Brand).Alignment.SetVertical(XLAlignmentVerticalValues.Center);
        sheet.Row(2).Height = 27;
        sheet.Range(3, 1, 3, FormLayout.Remark).Merge().FirstCell().SetValue(_form.Name.En);
        sheet.Cell(3, 1).Style.Font.SetItalic().Font.SetFontSize(11).Font.SetFontColor(Faint);
        sheet.Row(3).Height = 18;

        AddStamp(sheet, 4, "Đơn vị / Unit");
        AddStamp(sheet, 5, "Kỳ báo cáo / Period");
        sheet.Range(ProgressRow, 1, ProgressRow, FormLayout.Last).Merge().Style.Alignment.SetIndent(1);
        sheet.Range(ProgressRow, FormLayout.Change, ProgressRow, FormLayout.Remark).Merge().Style.Font.SetUnderline().Font.SetFontColor(Brand);
        sheet.Range(ProgressRow, 1, ProgressRow, FormLayout.Remark).Style.Fill.SetBackgroundColor(Block).Font.SetBold()
            .Alignment.SetVertical(XLAlignmentVerticalValues.Center).Alignment.SetWrapText(true);
        sheet.Row(ProgressRow).Height = 32;
        sheet.Row(7).Height = 6;

        string[] titles =
        [
            "STT\nNo.", "Chỉ tiêu\nData element", "Đơn vị tính\nUnit", FormLayout.ValueTitle + "\nValue", "Kiểm tra\nCheck", "Kỳ trước\nLast period",
            "So kỳ trước\nChange", FormLayout.RemarkTitle + "\nRemark", "Cách tính\nDefinition", "Mã\nCode",
        ];
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
        sheet.Range(row, 6, row, FormLayout.Remark).Merge().FirstCell().SetValue("…").Style.Font.SetFontColor(Faint)
            .Alignment.SetHorizontal(XLAlignmentHorizontalValues.Right);
        sheet.Row(row).Height = 17;
    }

    /// <summary>One line above all: the unit can state that it has nothing to report, and why.</summary>
    private void AddNil(IXLWorksheet sheet)
    {
        sheet.Cell(NilRow, FormLayout.Label).SetValue("Kỳ này đơn vị không có gì để báo cáo?\nNothing to report for this period?");
        sheet.Cell(NilRow, FormLayout.Unit).SetValue($"{Yes}/{No}");
        sheet.Cell(NilRow, FormLayout.Definition).SetValue(
            "Để trống nếu có số liệu. Chọn Có thì ghi lý do ở cột ghi chú; dòng đếm trong kỳ để trống (tính là 0), dòng khác điền nếu biết. / Leave empty where there are figures. With Có, give the reason as a remark; leave empty what is counted within the period (it is 0), fill in other lines where known.");
        sheet.Cell(NilRow, FormLayout.Code).SetValue(FormLayout.NilCode);
        DressLine(sheet, NilRow);
        var mark = sheet.Cell(NilRow, FormLayout.Value);
        DressInput(mark);
        mark.Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).NumberFormat.SetFormat("@");
        mark.DataValidation.List($"\"{Yes},{No}\"", true);
        Instruct(mark, new("Chỉ chọn Có khi cả kỳ không có gì để báo cáo.", "Choose Có only when there is nothing to report for the whole period."));
        AddRemark(sheet, NilRow, new("Lý do không có gì để báo cáo.", "Why there is nothing to report."));
        Compute(sheet, NilRow, FormLayout.Check,
            $"IF({IsNil},IF({NoReason(NilRow)},\"{Wrong} {NeedsReason}\",\"{Right}\"),IF(OR({Reference(NilRow)}=\"\",{Reference(NilRow)}=\"{No}\"),\"\",\"{Wrong} Sai\"))", "");
        sheet.Row(NilRow).Height = 32;
    }

    private int AddLines(IXLWorksheet sheet)
    {
        int row = FirstLine, number = 0;
        foreach (var section in _form.Sections)
        {
            var title = sheet.Range(row, 1, row, FormLayout.Remark).Merge();
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

        DressLine(sheet, row);
        var input = sheet.Cell(row, FormLayout.Value);
        DressInput(input);
        var side = element.Kind is ElementKind.YesNo or ElementKind.Date ? XLAlignmentHorizontalValues.Center : XLAlignmentHorizontalValues.Right;
        var format = element.Kind switch { ElementKind.Date => "dd/mm/yyyy", ElementKind.YesNo => "@", _ => "#,##0" };
        input.Style.Alignment.SetHorizontal(side).NumberFormat.SetFormat(format);
        AddValidation(input, element);
        AddRemark(sheet, row, new("Vì sao không áp dụng, hoặc giải trình cho cảnh báo ở dòng này.", "Why it is not applicable, or the answer to a warning on this line."));
        sheet.Cell(row, FormLayout.Last).SetValue(Absent).Style.Alignment.SetHorizontal(side).NumberFormat.SetFormat(format);

        string cell = Reference(row), before = Reference(row, 'F'), empty = field.Required ? $"IF({IsNil},\"\",\"{Missing} Chưa điền\")" : "\"\"";
        var typed = $"IF({IsNotApplicable(cell)},IF({NoReason(row)},\"{Wrong} {NeedsReason}\",\"{Absent} KAD\"),IF({Fits(element, cell)},\"{Right}\",\"{Wrong} Sai\"))";
        // Where nothing happened, a zero typed beside it says the same, and what describes a state is no contradiction.
        var filled = IsCounted(element) ? $"IF({IsNil},IF(AND(ISNUMBER({cell}),{cell}=0),\"{Right}\",\"{Wrong} Trái dòng đầu\"),{typed})" : typed;
        Compute(sheet, row, FormLayout.Check, $"IF({cell}=\"\",{empty},{filled})",
            field.Required ? $"{Missing} Chưa điền" : "");
        Compute(sheet, row, FormLayout.Change, Change(element, cell, before), "");
        var lines = new[]
        {
            LineCount(element.Name.Vi, 37) + LineCount(element.Name.En, 37), LineCount(element.Definition.Vi, 73),
            LineCount(element.Unit.Vi, 11) + LineCount(element.Unit.En, 11),
        }.Max();
        sheet.Row(row).Height = Math.Min(400, 6 + (lines * 12));
    }

    private void DressLine(IXLWorksheet sheet, int row)
    {
        var line = sheet.Range(row, 1, row, FormLayout.Code);
        line.Style.Alignment.SetVertical(XLAlignmentVerticalValues.Center).Alignment.SetWrapText(true)
            .Border.SetInsideBorder(XLBorderStyleValues.Thin).Border.SetInsideBorderColor(Line)
            .Border.SetOutsideBorder(XLBorderStyleValues.Thin).Border.SetOutsideBorderColor(Line);
        sheet.Cell(row, FormLayout.Number).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).Font.SetFontColor(Faint);
        sheet.Cell(row, FormLayout.Unit).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).Font.SetFontSize(9);
        sheet.Cell(row, FormLayout.Definition).Style.Font.SetFontSize(9);
        sheet.Cell(row, FormLayout.Code).Style.Font.SetFontSize(7).Font.SetFontColor(Faint).Alignment.SetWrapText(false);
        sheet.Cell(row, FormLayout.Check).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).Font.SetFontSize(9);
        sheet.Cell(row, FormLayout.Last).Style.Font.SetFontColor(Faint);
        sheet.Cell(row, FormLayout.Change).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center).Font.SetFontSize(9).Font.SetFontColor(Faint);
    }

    private static void DressInput(IXLCell input) => input.Style.Protection.SetLocked(false).Fill.SetBackgroundColor(Open).Font.SetFontSize(12).Font.SetBold()
        .Border.SetOutsideBorder(XLBorderStyleValues.Medium).Border.SetOutsideBorderColor(XLColor.FromHtml("#7FA7AC"));

    private static void AddRemark(IXLWorksheet sheet, int row, Text what)
    {
        var remark = sheet.Cell(row, FormLayout.Remark);
        remark.Style.Protection.SetLocked(false).Fill.SetBackgroundColor(Open).Font.SetFontSize(9).NumberFormat.SetFormat("@");
        remark.DataValidation.TextLength.EqualOrLessThan(LongestRemark);
        Instruct(remark, new($"{what.Vi} Không quá {LongestRemark} chữ.", $"{what.En} At most {LongestRemark} letters."));
    }

    private void Compute(IXLWorksheet sheet, int row, int column, string formula, string whenBlank)
    {
        sheet.Cell(row, column).SetFormulaA1(formula);
        _cached.Add(new XlsxPatch(MainSheet, XlsxAddress.Of(row, column), whenBlank));
    }

    /// <summary>How far the value is from that of the last return; a question mark where a thousand may have been mistaken for a million.</summary>
    private static string Change(DataElement element, string now, string before) => element.Kind is ElementKind.Count or ElementKind.Amount
        ? $"IF(AND(ISNUMBER({now}),ISNUMBER({before})),IF({now}={before},\"=\",IF({before}=0,\"▲\",IF({now}=0,\"▼\",IF({now}>={before}*10,\"▲ ×\"&INT({now}/{before})&\" {Hint}\","
            + $"IF({now}*10<={before},\"▼ ÷\"&INT({before}/{now})&\" {Hint}\",IF({now}>{before},\"▲ +\",\"▼ \")&ROUND(({now}-{before})/{before}*100,0)&\" %\"))))),\"\")"
        : $"IF(OR({now}=\"\",{before}=\"{Absent}\"),\"\",IF({now}={before},\"=\",\"đổi/changed\"))";

    private static string IsNil => $"$D${NilRow}=\"{Yes}\"";

    /// <summary>As <see cref="Kpi.Domain.Returns.NumberText.IsReason"/> has it: three letters are the least that can say anything.</summary>
    private static string NoReason(int row) => $"LEN(TRIM({Reference(row, 'H')}))<3";

    private static string IsNotApplicable(string cell) => $"OR({cell}=\"KAD\",{cell}=\"N/A\")";

    /// <summary>Both languages on two lines, plain: formatted runs within cells were more than half of the strings of a form.</summary>
    private static string TwoLanguages(Text text, string mark) => text.Vi == text.En ? text.Vi + mark : $"{text.Vi}{mark}\n{text.En}";

    private static void AddValidation(IXLCell input, DataElement element)
    {
        string low = element.Min.ToString(CultureInfo.InvariantCulture), high = element.Max.ToString(CultureInfo.InvariantCulture);
        // Neither a whole number's nor a day's own validation would let anybody say that a line is not applicable.
        var validation = input.DataValidation;
        var cell = XlsxAddress.Of(input.Address.RowNumber, input.Address.ColumnNumber);
        Text how;
        switch (element.Kind)
        {
            case ElementKind.YesNo:
                validation.List($"\"{Yes},{No},KAD\"", true);
                how = new("Chọn Có hoặc Không.", "Choose Có (yes) or Không (no).");
                break;
            case ElementKind.Date:
                DateOnly first = DateNumber.ToDay(element.Min), last = DateNumber.ToDay(element.Max);
                validation.Custom($"IF(ISNUMBER({cell}),AND({cell}>={Serial(first)},{cell}<={Serial(last)}),{IsNotApplicable(cell)})");
                how = new($"Ngày/tháng/năm, từ {first:dd/MM/yyyy} đến {last:dd/MM/yyyy}.", $"Day/month/year, from {first:dd/MM/yyyy} to {last:dd/MM/yyyy}.");
                break;
            default:
                validation.Custom($"IF(ISNUMBER({cell}),AND({cell}=INT({cell}),{cell}>={low},{cell}<={high}),{IsNotApplicable(cell)})");
                how = new(
                    $"Số nguyên từ {low} đến {high}, gõ liền không dấu. Không phát sinh: 0.",
                    $"A whole number from {low} to {high}, without marks. None: 0.");
                break;
        }

        Instruct(input, new($"{how.Vi} Không áp dụng: KAD.", $"{how.En} Not applicable: KAD."));
    }

    private static void Instruct(IXLCell input, Text how)
    {
        var validation = input.DataValidation;
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
        if (_rules.IsEmpty) return row - 1;
        var title = sheet.Range(row, 1, row, FormLayout.Remark).Merge();
        title.FirstCell().SetValue("Kiểm tra chéo / Cross-checks");
        title.Style.Fill.SetBackgroundColor(Block).Font.SetBold().Font.SetFontColor(Brand).Alignment.SetVertical(XLAlignmentVerticalValues.Center)
            .Alignment.SetIndent(1).Border.SetOutsideBorder(XLBorderStyleValues.Thin).Border.SetOutsideBorderColor(Line);
        sheet.Row(row).Height = 20;
        foreach (var (rule, stage) in _rules)
        {
            if (SheetFormula.Of(rule.Check, Now, Last) is not { } verdict) continue;
            row++;
            var (wording, blocks) = (rule.Wording, stage == RuleStage.Block);
            sheet.Range(row, 1, row, FormLayout.Value).Merge();
            sheet.Range(row, FormLayout.Last, row, FormLayout.Remark).Merge();
            sheet.Cell(row, 1).SetValue(wording.Vi).Style.Alignment.SetIndent(1);
            sheet.Cell(row, FormLayout.Last).SetValue(wording.En).Style.Font.SetFontColor(Faint);
            sheet.Cell(row, FormLayout.Code).SetValue(rule.Code).Style.Font.SetFontSize(7).Font.SetFontColor(Faint);
            // The server puts the finding at the first element; there its answer is looked for.
            var answer = NoReason(_rows[rule.Check.Elements[0]]);
            var mark = blocks
                ? $"\"{Wrong} Sai\""
                : $"IF({answer},\"{Doubtful} {Unanswered}\",\"{Doubtful} {Answered}\")";
            Compute(sheet, row, FormLayout.Check, $"IFERROR(IF({verdict.Broken},{mark},IF({verdict.Holds},\"{Right}\",\"{Absent}\")),\"{Absent}\")", Absent);
            var line = sheet.Range(row, 1, row, FormLayout.Remark);
            line.Style.Alignment.SetVertical(XLAlignmentVerticalValues.Center).Alignment.SetWrapText(true).Font.SetFontSize(9)
                .Border.SetInsideBorder(XLBorderStyleValues.Thin).Border.SetInsideBorderColor(Line)
                .Border.SetOutsideBorder(XLBorderStyleValues.Thin).Border.SetOutsideBorderColor(Line);
            sheet.Cell(row, FormLayout.Check).Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center);
            sheet.Row(row).Height = 6 + (12.5 * Math.Max(LineCount(wording.Vi, 78), LineCount(wording.En, 64)));
            foreach (var element in rule.Check.Elements)
            {
                sheet.Cell(_rows[element], FormLayout.Value).AddConditionalFormat()
                    .WhenIsTrue($"LEFT($E${row},1)=\"{(blocks ? Wrong : Doubtful)}\"").Fill.SetBackgroundColor(blocks ? Red : Amber);
            }

            if (!blocks)
            {
                sheet.Cell(_rows[rule.Check.Elements[0]], FormLayout.Remark).AddConditionalFormat()
                    .WhenIsTrue($"$E${row}=\"{Doubtful} {Unanswered}\"").Fill.SetBackgroundColor(Amber);
            }
        }

        return row;
    }

    private void AddProgress(IXLWorksheet sheet, int last, int end)
    {
        string inputs = $"$D${FirstLine}:$D${last}", checks = $"$E${NilRow}:$E${end}";
        string filled = $"COUNTA({inputs})", missing = Count($"{Missing}*"), wrong = Count($"{Wrong}*"), doubtful = Count($"{Doubtful} {Unanswered}*");
        int all = _rows.Count, required = _form.Fields.Count(f => f.Required);
        var ready = $"AND({missing}+{wrong}=0,OR({filled}>0,{IsNil}))";
        Compute(sheet, ProgressRow, 1,
            $"\"Đã điền \"&{filled}&\"/{all} · bắt buộc còn thiếu \"&{missing}&\" · lỗi \"&{wrong}&\" · cảnh báo chưa giải trình \"&{doubtful}&IF({ready},\" · {Right} SẴN SÀNG NỘP\",\"\")"
            + $"&CHAR(10)&\"Filled \"&{filled}&\"/{all} · required missing \"&{missing}&\" · errors \"&{wrong}&\" · unanswered warnings \"&{doubtful}&IF({ready},\" · {Right} READY TO SEND\",\"\")",
            $"Đã điền 0/{all} · bắt buộc còn thiếu {required} · lỗi 0 · cảnh báo chưa giải trình 0\nFilled 0/{all} · required missing {required} · errors 0 · unanswered warnings 0");

        // Errors first, then what is missing, then what should be looked at again. The formula is ours; nothing typed goes into it.
        var first = $"IFERROR(MATCH(\"{Wrong}*\",{checks},0),IFERROR(MATCH(\"{Missing}*\",{checks},0),MATCH(\"{Doubtful} {Unanswered}*\",{checks},0)))+{NilRow - 1}";
        Compute(sheet, ProgressRow, FormLayout.Change,
            $"IFERROR(HYPERLINK(\"#'{MainSheet}'!E\"&({first}),\"→ Đến chỗ cần sửa / Go to the first problem: D\"&({first})),\"\")", "");
        var line = sheet.Range(ProgressRow, 1, ProgressRow, FormLayout.Remark);
        line.AddConditionalFormat().WhenIsTrue(ready).Fill.SetBackgroundColor(Green);
        line.AddConditionalFormat().WhenIsTrue($"{wrong}>0").Fill.SetBackgroundColor(Red);

        string Count(string pattern) => $"COUNTIF({checks},\"{pattern}\")";
    }

    private static void AddConditions(IXLWorksheet sheet, int last, int end)
    {
        foreach (var range in (IXLRange[])[sheet.Range(NilRow, FormLayout.Value, last, FormLayout.Value), sheet.Range(NilRow, FormLayout.Check, end, FormLayout.Check)])
        {
            range.AddConditionalFormat().WhenIsTrue($"LEFT($E{NilRow},1)=\"{Wrong}\"").Fill.SetBackgroundColor(Red);
            range.AddConditionalFormat().WhenIsTrue($"OR(LEFT($E{NilRow},1)=\"{Missing}\",LEFT($E{NilRow},1)=\"{Doubtful}\")").Fill.SetBackgroundColor(Amber);
        }

        sheet.Range(NilRow, FormLayout.Remark, last, FormLayout.Remark).AddConditionalFormat()
            .WhenIsTrue($"$E{NilRow}=\"{Wrong} {NeedsReason}\"").Fill.SetBackgroundColor(Red);
        sheet.Range(FirstLine, FormLayout.Change, last, FormLayout.Change).AddConditionalFormat()
            .WhenIsTrue($"RIGHT($G{FirstLine},1)=\"{Hint}\"").Fill.SetBackgroundColor(Amber);
    }

    private static void AddSignatures(IXLWorksheet sheet, int row)
    {
        (int First, int Last, string Vi, string En)[] blocks = [(1, 3, "NGƯỜI LẬP BIỂU", "Prepared by"), (6, 8, "THỦ TRƯỞNG ĐƠN VỊ", "Head of the unit")];
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
        // Definitions are printed with the guide; beside the lines they would halve the size of the letters.
        page.PrintAreas.Add(1, 1, last, FormLayout.Remark);
        page.SetRowsToRepeatAtTop(TitleRow, TitleRow);
        page.Footer.Left.AddText("Kpi");
        page.Footer.Right.AddText("Trang / Page ");
        page.Footer.Right.AddText(XLHFPredefinedText.PageNumber);
        page.Footer.Right.AddText("/");
        page.Footer.Right.AddText(XLHFPredefinedText.NumberOfPages);
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

    private SheetValue Now(string element)
    {
        var row = _rows[element];
        var fits = $"$E${row}=\"{Right}\"";
        // Under a nil statement an empty cell of what is counted within the period is a zero.
        return ValueIn('D', element, IsCounted(_catalogue.Element(element)!) ? $"OR({fits},AND({IsNil},{Reference(row)}=\"\"))" : fits);
    }

    private static bool IsCounted(DataElement element) =>
        element is { Time: TimeAggregation.Flow, Kind: ElementKind.Count or ElementKind.Amount, Min: <= 0 };

    private SheetValue? Last(string element) => _rows.TryGetValue(element, out var row) ? ValueIn('F', element, $"$F${row}<>\"{Absent}\"") : null;

    private SheetValue ValueIn(char column, string element, string known)
    {
        var cell = Reference(_rows[element], column);
        return new SheetValue(
            _catalogue.Element(element)!.Kind switch
            {
                ElementKind.YesNo => $"IF({cell}=\"{Yes}\",1,0)",
                ElementKind.Date => $"(YEAR(N({cell}))*10000+MONTH(N({cell}))*100+DAY(N({cell})))",
                _ => $"N({cell})",
            },
            known);
    }

    private static string Fits(DataElement element, string cell) => element.Kind switch
    {
        ElementKind.YesNo => $"OR({cell}=\"{Yes}\",{cell}=\"{No}\")",
        ElementKind.Date => $"IF(ISNUMBER({cell}),AND({cell}>={Serial(DateNumber.ToDay(element.Min))},{cell}<={Serial(DateNumber.ToDay(element.Max))}),FALSE)",
        _ => string.Create(CultureInfo.InvariantCulture, $"IF(ISNUMBER({cell}),AND({cell}=INT({cell}),{cell}>={element.Min},{cell}<={element.Max}),FALSE)"),
    };

    private static string Serial(DateOnly day) => (day.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(CultureInfo.InvariantCulture);

    private static string Reference(int row, char column = 'D') => string.Create(CultureInfo.InvariantCulture, $"{column}{row}");

    private static int LineCount(string text, int width) => text.Length == 0 ? 0 : text.Split('\n').Sum(line => Math.Max(1, (line.Length + width - 1) / width));

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
