using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Returns;

/// <summary>The one list of what can be wrong with a return, and how it is said. Every sentence says what, where it can be mended, and how.</summary>
public static class FindingTexts
{
    private static readonly Text Yes = new("Có", "yes"), No = new("Không", "no");

    /// <summary>Codes of the past, which stand in databases: each has become a variant of one of the <see cref="RefusalReasons"/>.</summary>
    private static readonly Dictionary<string, Text> Earlier = new()
    {
        ["unreadable"] = new(
            "Hệ thống gặp sự cố khi đọc tệp này ({0} lần) và đã ghi lại để người quản trị xử lý. Hãy lưu lại tệp bằng Excel hoặc LibreOffice rồi gửi lại, hoặc báo người quản trị.",
            "The service broke down {0} times while reading this file and has recorded it for the administrator. Save the file anew in Excel or LibreOffice and send it again, or tell the administrator."),
        ["not-a-form"] = new(
            "Tệp không phải biểu mẫu do hệ thống phát hành (thiếu trang _kpi). Hãy tải biểu mẫu của đơn vị cho kỳ này rồi điền lại.",
            "The file is not a form issued by the service (no _kpi sheet). Download your unit's form for this period and fill it in."),
        ["wrong-form-version"] = new(
            "Phiên bản biểu mẫu là {0}, kỳ này dùng phiên bản {1}. Hãy tải biểu mẫu mới.",
            "The form's version is {0}; this period uses version {1}. Download the new form."),
        ["not-your-facility"] = new(
            "Tệp là của đơn vị {0}; bạn chỉ được gửi cho {1} và các đơn vị thuộc đó. Hãy gửi tệp của đơn vị mình.",
            "The file belongs to unit {0}; you may send for {1} and the units within only. Send your own unit's file."),
    };

    /// <summary>Sentence templates by code; <c>{0}</c>… are the finding's arguments.</summary>
    public static FrozenDictionary<string, Text> All { get; } = new Dictionary<string, Text>
    {
        ["required"] = new(
            "“{0}” chưa được điền. Nếu không phát sinh, hãy ghi 0.",
            "“{0}” is not filled in. Where nothing happened, write 0."),
        ["missing-cell"] = new(
            "Không tìm thấy ô của “{0}” trong tệp. Hãy dùng biểu mẫu gốc, không xoá dòng.",
            "The cell of “{0}” cannot be found in the file. Use the original form and do not delete lines."),
        ["missing-line"] = new(
            "Mẫu riêng của đơn vị không có chỗ cho “{0}”: không tìm thấy ô của dòng này ở nơi cấu hình đọc chỉ ra. Hãy đề xuất và xác nhận lại cấu hình đọc.",
            "The unit's own design has no place for “{0}”: the cell of the line cannot be found where the profile expects it. Propose and confirm the profile anew."),
        ["not-a-number"] = new(
            "“{0}” phải là một số nguyên; ô đang ghi “{1}”. Không phát sinh thì ghi 0.",
            "“{0}” must be a whole number; the cell says “{1}”. Where nothing happened, write 0."),
        ["not-whole"] = new(
            "“{0}” phải là số nguyên (không có phần lẻ); ô đang ghi “{1}”.",
            "“{0}” must be a whole number, without decimals; the cell says “{1}”."),
        ["ambiguous-number"] = new(
            "“{0}” ghi “{1}”: không rõ dấu chấm hay dấu phẩy là phân cách hàng nghìn. Hãy ghi số liền, ví dụ {2}.",
            "“{0}” says “{1}”: it is unclear whether the mark separates thousands or decimals. Write the number without marks, such as {2}."),
        ["not-yes-no"] = new(
            "“{0}” phải là Có hoặc Không; ô đang ghi “{1}”.",
            "“{0}” must be yes or no; the cell says “{1}”."),
        ["not-a-day"] = new(
            "“{0}” phải là một ngày, ví dụ 30/06/2023; ô đang ghi “{1}”.",
            "“{0}” must be a day, such as 30/06/2023; the cell says “{1}”."),
        ["out-of-bounds"] = new(
            "“{0}” phải từ {2} đến {3}; ô đang ghi “{1}”.",
            "“{0}” must be from {2} to {3}; the cell says “{1}”."),
        ["error-cell"] = new(
            "“{0}” đang hiện lỗi {1}. Hãy gõ trực tiếp giá trị.",
            "“{0}” shows the error {1}. Type the value itself."),
        ["percent-in-count"] = new(
            "“{0}” đang ghi tỷ lệ “{1}”, trong khi cần một số đếm. Hãy ghi chính số đếm (và bỏ định dạng phần trăm của ô).",
            "“{0}” holds the percentage “{1}” where a count is asked. Write the count itself (and take the percent format off the cell)."),
        ["ambiguous-day"] = new(
            "“{0}” phải là một ngày; ô đang ghi số “{1}”, không rõ có phải là ngày hay không. Nếu muốn nói ngày {2}, hãy gõ {2}.",
            "“{0}” must be a day; the cell holds the number “{1}”, and nobody can know whether a day is meant. If it is {2}, type {2}."),
        ["two-values"] = new(
            "“{0}” có ở hai nơi trong tệp và khác nhau: {1} ghi “{2}”, {3} ghi “{4}” (số ô khác nhau: {5}). Hãy giữ một trang biểu mẫu, xoá trang kia rồi gửi lại.",
            "“{0}” stands in two places of the file and differs: {1} says “{2}”, {3} says “{4}” (cells that differ: {5}). Keep one sheet of the form, delete the other and send the file again."),
        ["merged-inputs"] = new(
            "Ô của “{0}” đã bị gộp với ô của dòng khác thành một ô ({1}), không rõ giá trị thuộc dòng nào. Hãy bỏ gộp ô và điền từng dòng.",
            "The cell of “{0}” was merged with another line's into one ({1}); nobody can know whose value it is. Unmerge the cells and fill in each line."),
        ["hidden-inputs"] = new(
            "Trang “{0}” có số liệu ở trang, dòng hoặc cột đang ẩn ({1}). Số đang ẩn vẫn được tính: hãy bỏ ẩn và kiểm tra lại.",
            "Sheet “{0}” has figures on a hidden sheet, row or column ({1}). Hidden figures count as well: unhide them and check."),
        ["personal-data"] = new(
            "Trang “{0}” có vẻ chứa {1} ({2} dòng). Hệ thống chỉ nhận số liệu tổng hợp, không nhận thông tin cá nhân: hãy xoá trang đó khỏi tệp rồi gửi lại.",
            "Sheet “{0}” looks as if it held {1} ({2} lines). The service takes counts, never persons' data: delete that sheet and send the file again."),
        ["formula-without-value"] = new(
            "“{0}” là công thức chưa có giá trị lưu trong tệp. Hãy gõ trực tiếp giá trị.",
            "“{0}” is a formula for which the file holds no value. Type the value itself."),
        ["nil-unclear"] = new(
            "Ô “Không phát sinh” đang ghi “{0}”. Hãy ghi Có nếu cả kỳ không phát sinh số liệu, hoặc để trống.",
            "The cell “Nothing to report” says “{0}”. Write yes when nothing happened in the whole period, or leave it empty."),
        ["nil-without-reason"] = new(
            "Báo cáo ghi không phát sinh nhưng chưa nêu lý do. Hãy ghi lý do vào ô bên cạnh rồi gửi lại.",
            "The return says that there is nothing to report, but not why. Write the reason into the cell beside it and send it again."),
        ["nil-contradicted"] = new(
            "Báo cáo ghi không phát sinh, nhưng “{0}” lại ghi “{1}”. Hãy bỏ một trong hai.",
            "The return says that there is nothing to report, but “{0}” says “{1}”. Take one of the two away."),
        ["nil-return"] = new(
            "Đơn vị báo không phát sinh trong kỳ: {0}. Số phát sinh được tính là 0; ô khác để trống coi như chưa báo.",
            "The unit states that there is nothing to report: {0}. What is counted within the period is 0; everything else left empty counts as not given."),
        ["not-applicable-without-reason"] = new(
            "“{0}” ghi “{1}” (không áp dụng) nhưng chưa nêu lý do. Hãy ghi lý do vào ô ghi chú cùng dòng.",
            "“{0}” says “{1}” (not applicable) without a reason. Write the reason into the remark on the same line."),
        ["sent-back"] = new(
            "“{0}”: người duyệt trả lại để sửa, lý do: {1}",
            "“{0}”: sent back by the reviewer to be mended, because: {1}"),
        ["formula-in-input"] = new(
            "“{0}” là công thức; hệ thống dùng giá trị đã lưu “{1}”. Nên gõ trực tiếp giá trị.",
            "“{0}” is a formula; the stored value “{1}” is used. Better type the value itself."),
        ["percentage-disagrees"] = new(
            "“{0}” ghi {1} %, nhưng các số đếm cho {4} ({2} / {3}). Hãy đối chiếu và sửa số sai; hệ thống chỉ dùng số đếm.",
            "“{0}” says {1} %, but the counts give {4} ({2} / {3}). Compare them and correct the wrong one; only the counts are used."),
    }.Concat(Earlier).Concat(RefusalReasons.All.Select(r => KeyValuePair.Create(r.Code, r.Sentence))).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly NumberFormatInfo Vietnamese = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };

    /// <summary>Arguments that are themselves words; a finding holds their key.</summary>
    private static readonly FrozenDictionary<string, Text> Words = new Dictionary<string, Text>
    {
        ["#names"] = new("họ tên người bệnh hoặc nhân viên", "names of patients or staff"),
        ["#identity-numbers"] = new("số căn cước công dân", "numbers of identity cards"),
        ["#insurance-numbers"] = new("số thẻ bảo hiểm y tế", "numbers of health insurance cards"),
        ["#telephone-numbers"] = new("số điện thoại", "telephone numbers"),
        ["#word-document"] = new("tài liệu Word", "a Word document"),
        ["#presentation"] = new("bản trình chiếu", "a presentation"),
        ["#office-document"] = new("tài liệu của chương trình khác", "a document of another program"),
        ["#not-a-period"] = new("không phải là một kỳ như 2026-09, 2026Q3, 2026H1 hoặc 2026", "it is not a period such as 2026-09, 2026Q3, 2026H1 or 2026"),
        ["#month"] = new("biểu này nộp theo tháng, ví dụ 2026-09", "this form is filed by month, such as 2026-09"),
        ["#quarter"] = new("biểu này nộp theo quý, ví dụ 2026Q3", "this form is filed by quarter, such as 2026Q3"),
        ["#half"] = new("biểu này nộp theo nửa năm, ví dụ 2026H1", "this form is filed by half-year, such as 2026H1"),
        ["#year"] = new("biểu này nộp theo năm, ví dụ 2026", "this form is filed by year, such as 2026"),
        ["#future"] = new("kỳ này chưa bắt đầu", "it has not begun"),
        ["#not-in-force"] = new("biểu này không áp dụng trong kỳ đó", "the form is not in force in it"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The sentence of a finding. A rule of a form brings its own; a code nobody knows still says something.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="catalogue">The catalogue whose rules can be behind it.</param>
    public static Text Say(Finding finding, Catalogue catalogue)
    {
        if (Template(finding.Code, finding.Arguments) is { } known)
        {
            return new Text(
                Fill(known.Vi, Localized(finding, catalogue, Language.Vi)), Fill(known.En, Localized(finding, catalogue, Language.En)));
        }

        var rule = catalogue.Forms.SelectMany(f => f.Rules).FirstOrDefault(r => r.Code == finding.Code);
        return rule is not null
            ? new Text(Fill(rule.Message.Vi, Numbers(finding, rule, catalogue, Language.Vi)), Fill(rule.Message.En, Numbers(finding, rule, catalogue, Language.En)))
            : new Text($"Lỗi {finding.Code}: {string.Join(", ", finding.Arguments)}", $"Finding {finding.Code}: {string.Join(", ", finding.Arguments)}");
    }

    /// <summary>Why a file that is no return was refused; the code is one of <see cref="RefusalReasons"/>.</summary>
    public static Text Say(string code, ImmutableArray<string> arguments) => Template(code, arguments) is { } known
        ? new Text(Fill(known.Vi, Localized(arguments, Language.Vi)), Fill(known.En, Localized(arguments, Language.En)))
        : new Text($"Lỗi {code}: {string.Join(", ", arguments)}", $"Finding {code}: {string.Join(", ", arguments)}");

    private static Text? Template(string code, ImmutableArray<string> arguments) =>
        arguments is [var key, ..] && RefusalReasons.Of(code)?.Variants.GetValueOrDefault(key) is { } variant ? variant : All.GetValueOrDefault(code);

    /// <summary>What concerns an element names it first, in Vietnamese; the catalogue knows its English name.</summary>
    private static ImmutableArray<string> Localized(Finding finding, Catalogue catalogue, Language language)
    {
        ImmutableArray<string> said =
        [
            .. finding.Arguments.Select((argument, place) =>
                place == 0 && finding.Element is { } code && catalogue.Element(code) is { } element ? element.Name.In(language)
                : InWords(argument, language)),
        ];
        return finding.Code == "percentage-disagrees" ? Percentage(said, catalogue, language) : said;
    }

    private static ImmutableArray<string> Localized(ImmutableArray<string> arguments, Language language) => [.. arguments.Select(a => InWords(a, language))];

    private static string InWords(string argument, Language language) => Words.TryGetValue(argument, out var word) ? word.In(language) : argument;

    /// <summary>Indicator, percentage typed, numerator, denominator; what the two give is said last.</summary>
    private static ImmutableArray<string> Percentage(ImmutableArray<string> said, Catalogue catalogue, Language language) =>
        said is [var indicator, var typed, var numerator, var denominator]
        && long.TryParse(numerator, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && long.TryParse(denominator, NumberStyles.None, CultureInfo.InvariantCulture, out var d) && d > 0
            ?
            [
                catalogue.Indicator(indicator.Replace("#indicator ", "", StringComparison.Ordinal))?.Name.In(language) ?? indicator,
                language == Language.Vi ? typed.Replace('.', ',') : typed, Number(n, language), Number(d, language),
                new Fraction(n, d).ToPercentText(language, digits: 2),
            ]
            : said;

    /// <summary>The numbers of a rule's finding as the reader writes numbers; what an old finding quotes as typed is left so.</summary>
    private static ImmutableArray<string> Numbers(Finding finding, FormRule rule, Catalogue catalogue, Language language) =>
    [
        .. finding.Arguments.Select((argument, place) =>
            argument.Length == 0 ? "–"
            : !long.TryParse(argument, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? argument
            : Quantity(number, place < rule.Check.Quantities.Length ? catalogue.Element(rule.Check.Quantities[place].Element)?.Kind : null, language)),
    ];

    private static string Quantity(long number, ElementKind? kind, Language language) => kind switch
    {
        ElementKind.YesNo when number is 0 or 1 => (number == 1 ? Yes : No).In(language),
        ElementKind.Date when DateOnly.TryParseExact(number.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
            day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        _ => Number(number, language),
    };

    private static string Number(long number, Language language) =>
        number.ToString("#,0", language == Language.Vi ? Vietnamese : CultureInfo.InvariantCulture.NumberFormat);

    private static string Fill(string template, ImmutableArray<string> arguments)
    {
        // In one pass: what an argument holds is no place to fill. A template may name more places than an old finding holds; the sentence must still come out.
        var said = new System.Text.StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            if (template[at] == '{' && at + 2 < template.Length && template[at + 2] == '}' && template[at + 1] - '0' is var place and >= 0 and <= 9
                && place < arguments.Length)
            {
                said.Append(arguments[place]);
                at += 2;
            }
            else
            {
                said.Append(template[at]);
            }
        }

        return said.ToString();
    }
}
