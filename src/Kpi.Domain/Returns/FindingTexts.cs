using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Returns;

/// <summary>The one list of what can be wrong with a return, and how it is said. Every sentence says what, where it can be mended, and how.</summary>
public static class FindingTexts
{
    /// <summary>Sentence templates by code; <c>{0}</c>… are the finding's arguments.</summary>
    public static FrozenDictionary<string, Text> All { get; } = new Dictionary<string, Text>
    {
        ["not-a-workbook"] = new(
            "Tệp không phải là sổ làm việc Excel (.xlsx). Hãy mở biểu mẫu bằng Excel hoặc LibreOffice, lưu dạng .xlsx rồi gửi lại.",
            "The file is not an Excel workbook (.xlsx). Open the form in Excel or LibreOffice, save it as .xlsx and send it again."),
        ["old-format"] = new(
            "Tệp thuộc định dạng {0}. Hãy mở tệp, chọn “Lưu thành” dạng .xlsx rồi gửi lại.",
            "The file is of the format {0}. Open it, choose “Save as” .xlsx and send it again."),
        ["encrypted"] = new(
            "Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu mở tệp rồi gửi lại.",
            "The file is protected by a password and cannot be read. Remove the password to open it and send it again."),
        ["macros"] = new(
            "Tệp có chứa macro. Hãy lưu lại dạng .xlsx (không macro) rồi gửi lại.",
            "The file contains macros. Save it as .xlsx (without macros) and send it again."),
        ["active-content"] = new(
            "Tệp có liên kết ngoài hoặc đối tượng nhúng ({0}). Hãy bỏ chúng rồi gửi lại.",
            "The file has external links or embedded objects ({0}). Remove them and send it again."),
        ["damaged"] = new(
            "Tệp bị hỏng hoặc bị cắt ngang ({0}). Hãy mở lại tệp gốc, lưu và gửi lại.",
            "The file is damaged or cut short ({0}). Open the original, save it and send it again."),
        ["too-large"] = new(
            "Tệp vượt giới hạn: {0}. Hãy dùng biểu mẫu do hệ thống phát hành, chỉ điền các ô được phép.",
            "The file is over the limit: {0}. Use the form issued by the service and fill only the open cells."),
        ["unreadable"] = new(
            "Hệ thống gặp sự cố khi đọc tệp này ({0} lần) và đã ghi lại để người quản trị xử lý. Hãy lưu lại tệp bằng Excel hoặc LibreOffice rồi gửi lại, hoặc báo người quản trị.",
            "The service broke down {0} times while reading this file and has recorded it for the administrator. Save the file anew in Excel or LibreOffice and send it again, or tell the administrator."),
        ["not-a-form"] = new(
            "Tệp không phải biểu mẫu do hệ thống phát hành (thiếu trang _kpi). Hãy tải biểu mẫu của đơn vị cho kỳ này rồi điền lại.",
            "The file is not a form issued by the service (no _kpi sheet). Download your unit's form for this period and fill it in."),
        ["wrong-form"] = new(
            "Đơn vị {0} nộp biểu “{1}”, tệp này là biểu “{2}”. Hãy tải đúng biểu mẫu.",
            "Unit {0} files the form “{1}”; this file is the form “{2}”. Download the right form."),
        ["wrong-form-version"] = new(
            "Phiên bản biểu mẫu là {0}, kỳ này dùng phiên bản {1}. Hãy tải biểu mẫu mới.",
            "The form's version is {0}; this period uses version {1}. Download the new form."),
        ["wrong-facility"] = new(
            "Không có đơn vị mang mã “{0}” trong danh mục vào cuối kỳ {1}. Hãy kiểm tra mã đơn vị hoặc đề nghị cập nhật danh mục.",
            "No unit with the code “{0}” is registered at the end of {1}. Check the code, or ask for the register to be updated."),
        ["not-your-facility"] = new(
            "Tệp là của đơn vị {0}; bạn chỉ được gửi cho {1} và các đơn vị thuộc đó. Hãy gửi tệp của đơn vị mình.",
            "The file belongs to unit {0}; you may send for {1} and the units within only. Send your own unit's file."),
        ["wrong-period"] = new(
            "Kỳ báo cáo “{0}” không hợp lệ: {1}.",
            "The period “{0}” cannot be filed: {1}."),
        ["broken-seal"] = new(
            "Dấu niêm phong không khớp: mã biểu, đơn vị hoặc kỳ trong tệp đã bị sửa. Hãy tải lại biểu mẫu của đơn vị cho kỳ này.",
            "The seal does not match: the form, unit or period in the file was changed by hand. Download your unit's form for this period again."),
        ["empty-return"] = new(
            "Chưa có ô nào được điền. Hãy điền số liệu rồi gửi lại.",
            "Nothing has been filled in. Fill in the figures and send the file again."),
        ["required"] = new(
            "“{0}” chưa được điền. Nếu không phát sinh, hãy ghi 0.",
            "“{0}” is not filled in. Where nothing happened, write 0."),
        ["missing-cell"] = new(
            "Không tìm thấy ô của “{0}” trong tệp. Hãy dùng biểu mẫu gốc, không xoá dòng.",
            "The cell of “{0}” cannot be found in the file. Use the original form and do not delete lines."),
        ["not-a-number"] = new(
            "“{0}” phải là một số nguyên; ô đang ghi “{1}”.",
            "“{0}” must be a whole number; the cell says “{1}”."),
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
            "Đơn vị báo không phát sinh trong kỳ: {0}. Số phát sinh được tính là 0; số hiện có coi như chưa báo.",
            "The unit states that there is nothing to report: {0}. What is counted within the period is 0; everything else counts as not given."),
        ["not-applicable-without-reason"] = new(
            "“{0}” ghi “{1}” (không áp dụng) nhưng chưa nêu lý do. Hãy ghi lý do vào ô ghi chú cùng dòng.",
            "“{0}” says “{1}” (not applicable) without a reason. Write the reason into the remark on the same line."),
        ["sent-back"] = new(
            "“{0}”: người duyệt trả lại để sửa, lý do: {1}",
            "“{0}”: sent back by the reviewer to be mended, because: {1}"),
        ["formula-in-input"] = new(
            "“{0}” là công thức; hệ thống dùng giá trị đã lưu “{1}”. Nên gõ trực tiếp giá trị.",
            "“{0}” is a formula; the stored value “{1}” is used. Better type the value itself."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Arguments that are themselves words; a finding holds their key.</summary>
    private static readonly FrozenDictionary<string, Text> Words = new Dictionary<string, Text>
    {
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
        var arguments = finding.Arguments;
        if (All.TryGetValue(finding.Code, out var known))
        {
            return new Text(
                Fill(known.Vi, Localized(finding, catalogue, Language.Vi)), Fill(known.En, Localized(finding, catalogue, Language.En)));
        }

        var rule = catalogue.Forms.SelectMany(f => f.Rules).FirstOrDefault(r => r.Code == finding.Code);
        return rule is not null
            ? new Text(Fill(rule.Message.Vi, arguments), Fill(rule.Message.En, arguments))
            : new Text($"Lỗi {finding.Code}: {string.Join(", ", finding.Arguments)}", $"Finding {finding.Code}: {string.Join(", ", finding.Arguments)}");
    }

    /// <summary>What concerns an element names it first, in Vietnamese; the catalogue knows its English name.</summary>
    private static ImmutableArray<string> Localized(Finding finding, Catalogue catalogue, Language language) =>
    [
        .. finding.Arguments.Select((argument, place) =>
            place == 0 && finding.Element is { } code && catalogue.Element(code) is { } element ? element.Name.In(language)
            : Words.TryGetValue(argument, out var word) ? word.In(language)
            : argument),
    ];

    private static string Fill(string template, ImmutableArray<string> arguments)
    {
        // A template may name more places than an old finding holds; the sentence must still come out.
        for (var i = 0; i < arguments.Length; i++)
            template = template.Replace("{" + i.ToString(CultureInfo.InvariantCulture) + "}", arguments[i], StringComparison.Ordinal);
        return template;
    }
}
