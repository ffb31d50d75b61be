using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Kpi.Domain.Returns;

/// <summary>A reason for which a file is refused as a whole: the code tells programs what to do, the sentence tells people.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Name">What a table or a heading calls it.</param>
/// <param name="Remedy">What its sender has to do.</param>
/// <param name="Sentence">What is said when nothing closer is known; <c>{0}</c>… are the finding's arguments.</param>
/// <param name="Variants">What is said instead when the first argument is the key; <c>{1}</c>… are the arguments behind it.</param>
public sealed record RefusalReason(string Code, Text Name, Text Remedy, Text Sentence, FrozenDictionary<string, Text> Variants);

/// <summary>
/// The one list of the reasons for which a file is refused as a whole. There are twelve and shall be no more: who answers clerks learns them
/// by heart. What differs within a reason is the sentence.
/// </summary>
public static class RefusalReasons
{
    /// <summary>Something else than a workbook: text, a web page, a picture, another document.</summary>
    public const string NotAWorkbook = "not-a-workbook";

    /// <summary>A spreadsheet of another format: .xls, .xlsb, .ods, XML 2003.</summary>
    public const string OldFormat = "old-format";

    /// <summary>Protected by a password to open it.</summary>
    public const string Encrypted = "encrypted";

    /// <summary>Holds macros, or is of a kind that allows them.</summary>
    public const string Macros = "macros";

    /// <summary>Leads out of itself or holds objects: links, connections, embedded files, controls, DDE.</summary>
    public const string ActiveContent = "active-content";

    /// <summary>Cut short, broken, contradictory in itself, or the service broke down over it.</summary>
    public const string Damaged = "damaged";

    /// <summary>Beyond a limit of size, packed or unpacked, or of cells.</summary>
    public const string TooLarge = "too-large";

    /// <summary>Not a form of the service, another unit's form, or another version.</summary>
    public const string WrongForm = "wrong-form";

    /// <summary>A unit that the register does not know, or not the sender's.</summary>
    public const string WrongFacility = "wrong-facility";

    /// <summary>Not a period, of another kind, in the future, not in force, or closed.</summary>
    public const string WrongPeriod = "wrong-period";

    /// <summary>The identity was changed by hand.</summary>
    public const string BrokenSeal = "broken-seal";

    /// <summary>Nothing is filled in.</summary>
    public const string EmptyReturn = "empty-return";

    private const string SaveVi = "Hãy mở biểu mẫu bằng Excel, LibreOffice hoặc WPS, lưu dạng .xlsx rồi gửi lại.";
    private const string SaveEn = "Open the form in Excel, LibreOffice or WPS, save it as .xlsx and send it again.";
    private const string DownloadVi = "Hãy tải biểu mẫu của đơn vị cho kỳ này rồi điền vào đó.";
    private const string DownloadEn = "Download your unit's form for this period and fill that in.";
    private const string AgainVi = "Không ô nào được đọc. Hãy trả lại như mẫu đã xác nhận, hoặc đề xuất lại cách đọc (trang “Mẫu riêng”).";
    private const string AgainEn = "No cell was read. Put it back as it was confirmed, or propose how to read the new design (page “Own designs”).";
    private const string AnewVi = "Hãy mở lại tệp gốc, lưu rồi gửi lại; nếu vẫn lỗi, hãy tải biểu mẫu mới và điền lại.";
    private const string AnewEn = "Open the original, save it and send it again; if that fails, download a new form and fill it in.";
    private const string OnlyFormVi = "Hãy dùng biểu mẫu do hệ thống phát hành, chỉ điền các ô được phép và xoá các trang không thuộc biểu mẫu.";
    private const string OnlyFormEn = "Use the form issued by the service, fill only the open cells and delete sheets that are not part of the form.";

    /// <summary>The twelve, in the order in which a file meets them.</summary>
    public static ImmutableArray<RefusalReason> All { get; } =
    [
        Reason(
            NotAWorkbook, new("Không phải sổ Excel", "Not a workbook"), new(SaveVi, SaveEn),
            new($"Tệp không phải là sổ làm việc Excel (.xlsx). {SaveVi}", $"The file is not an Excel workbook (.xlsx). {SaveEn}"),
            ("#nothing", $"Tệp rỗng (0 byte); cần sổ làm việc Excel (.xlsx). {SaveVi}", $"The file is empty (0 bytes); an Excel workbook (.xlsx) is needed. {SaveEn}"),
            ("#text", $"Tệp là văn bản thuần (như .csv); cần sổ làm việc Excel (.xlsx). {SaveVi}", $"The file is plain text (such as .csv); an Excel workbook (.xlsx) is needed. {SaveEn}"),
            ("#web-page", $"Tệp là trang web (HTML), dù tên có thể là .xls hoặc .xlsx; cần sổ làm việc Excel thật. {SaveVi}", $"The file is a web page (HTML), whatever its name says; a real Excel workbook is needed. {SaveEn}"),
            ("#pdf", $"Tệp là PDF; cần chính tệp Excel (.xlsx) đã điền. {SaveVi}", $"The file is a PDF; the filled Excel file (.xlsx) itself is needed. {SaveEn}"),
            ("#picture", $"Tệp là ảnh; cần chính tệp Excel (.xlsx) đã điền, không phải ảnh chụp. {SaveVi}", $"The file is a picture; the filled Excel file (.xlsx) itself is needed, not a photograph. {SaveEn}"),
            ("#other-document", $"Tệp là {{1}}, không phải bảng tính; cần sổ làm việc Excel (.xlsx). {SaveVi}", $"The file is {{1}}, not a spreadsheet; an Excel workbook (.xlsx) is needed. {SaveEn}"),
            ("#other-archive", $"Tệp là tệp nén (.zip hoặc tương tự) không chứa sổ làm việc; cần chính tệp .xlsx, không nén. {SaveVi}", $"The file is an archive (.zip or the like) and not a workbook; the .xlsx itself is needed, not packed. {SaveEn}")),
        Reason(
            OldFormat, new("Định dạng khác", "Another format"), new("Mở tệp, chọn “Lưu thành” dạng .xlsx rồi gửi lại.", "Open it, choose “Save as” .xlsx and send it again."),
            new(
                "Tệp thuộc định dạng {0}; hệ thống nhận .xlsx. Hãy mở tệp, chọn “Lưu thành” dạng .xlsx rồi gửi lại.",
                "The file is of the format {0}; the service takes .xlsx. Open it, choose “Save as” .xlsx and send it again.")),
        Reason(
            Encrypted, new("Có mật khẩu", "Password"), new("Bỏ mật khẩu mở tệp rồi gửi lại.", "Remove the password to open it and send it again."),
            new(
                "Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu mở tệp (Tệp › Thông tin › Bảo vệ sổ làm việc) rồi gửi lại.",
                "The file is protected by a password and cannot be read. Remove the password to open it (File › Info › Protect Workbook) and send it again.")),
        Reason(
            Macros, new("Có macro", "Macros"), new("Lưu lại dạng .xlsx (không macro) rồi gửi lại.", "Save it as .xlsx (without macros) and send it again."),
            new(
                "Tệp có chứa macro hoặc thuộc dạng cho phép macro (.xlsm). Hãy lưu lại dạng .xlsx (không macro) rồi gửi lại.",
                "The file contains macros or is of a kind that allows them (.xlsm). Save it as .xlsx (without macros) and send it again.")),
        Reason(
            ActiveContent, new("Liên kết ngoài, đối tượng nhúng", "External links, embedded objects"), new("Bỏ chúng rồi gửi lại.", "Remove them and send it again."),
            new("Tệp có liên kết ngoài hoặc đối tượng nhúng ({0}). Hãy bỏ chúng rồi gửi lại.", "The file has external links or embedded objects ({0}). Remove them and send it again."),
            ("#external-link", "Tệp có công thức hoặc phần liên kết ra ngoài tệp ({1}). Hãy dán giá trị thay cho công thức liên kết, ngắt liên kết (Dữ liệu › Sửa liên kết) rồi gửi lại.", "The file has formulas or parts that link outside it ({1}). Paste values in place of linked formulas, break the links (Data › Edit Links) and send it again."),
            ("#embedded-object", "Tệp có đối tượng nhúng ({1}), như tệp Word hoặc PDF đặt trong trang tính. Hãy xoá đối tượng đó rồi gửi lại.", "The file has an embedded object ({1}), such as a Word or PDF file placed on a sheet. Delete it and send the file again."),
            ("#connection", "Tệp có kết nối dữ liệu ({1}). Hãy xoá kết nối (Dữ liệu › Truy vấn & Kết nối) rồi gửi lại.", "The file has a data connection ({1}). Delete it (Data › Queries & Connections) and send the file again."),
            ("#control", "Tệp có nút điều khiển ActiveX hoặc phần bổ trợ ({1}). Hãy xoá chúng rồi gửi lại.", "The file has ActiveX controls or add-ins ({1}). Delete them and send the file again."),
            ("#dde", "Ô {2} trang “{1}” có công thức gọi chương trình khác (DDE). Hãy xoá công thức đó rồi gửi lại.", "Cell {2} of sheet “{1}” has a formula that calls another program (DDE). Delete it and send the file again.")),
        Reason(
            Damaged, new("Hỏng", "Damaged"), new(AnewVi, AnewEn),
            new($"Tệp bị hỏng hoặc bị cắt ngang ({{0}}). {AnewVi}", $"The file is damaged or cut short ({{0}}). {AnewEn}"),
            ("#cut-short", $"Tệp bị cắt ngang hoặc gói nén bị hỏng, thường do tải lên hay sao chép chưa xong. {AnewVi}", $"The file is cut short or its package is broken, mostly because a transfer or a copy was not finished. {AnewEn}"),
            ("#part", $"Phần “{{1}}” trong tệp bị hỏng. {AnewVi}", $"The part “{{1}}” of the file is damaged. {AnewEn}"),
            ("#entry", $"Gói nén của tệp có mục không hợp lệ: “{{1}}”. {AnewVi}", $"The file's package has an entry that must not be: “{{1}}”. {AnewEn}"),
            ("#twice", $"Ô {{2}} trang “{{1}}” được ghi hai lần trong tệp, không rõ giá trị nào đúng. {AnewVi}", $"Cell {{2}} of sheet “{{1}}” is written twice in the file; nobody can know which value is meant. {AnewEn}"),
            (
                "#broke-down",
                "Hệ thống gặp sự cố khi đọc tệp này ({1} lần) và đã ghi lại để người quản trị xử lý. Hãy lưu lại tệp bằng Excel hoặc LibreOffice rồi gửi lại, hoặc báo người quản trị.",
                "The service broke down {1} times while reading this file and has recorded it for the administrator. Save the file anew in Excel or LibreOffice and send it again, or tell the administrator.")),
        Reason(
            TooLarge, new("Quá lớn", "Too large"), new(OnlyFormVi, OnlyFormEn),
            new($"Tệp vượt giới hạn: {{0}}. {OnlyFormVi}", $"The file is over the limit: {{0}}. {OnlyFormEn}"),
            ("#file", $"Tệp nặng {{1}} MB; tối đa {{2}} MB. {OnlyFormVi}", $"The file has {{1}} MB; at most {{2}} MB are taken. {OnlyFormEn}"),
            ("#entries", $"Gói nén của tệp có {{1}} mục; tối đa {{2}}. {OnlyFormVi}", $"The file's package has {{1}} entries; at most {{2}} are taken. {OnlyFormEn}"),
            ("#unpacked", $"Tệp giải nén ra hơn {{1}} MB. {OnlyFormVi}", $"The file unpacks to more than {{1}} MB. {OnlyFormEn}"),
            ("#ratio", $"Phần “{{1}}” nén quá {{2}} lần, không phải là dữ liệu của biểu mẫu. {OnlyFormVi}", $"The part “{{1}}” is packed more than {{2}} times, which no form's data is. {OnlyFormEn}"),
            ("#cells", $"Tệp có hơn {{1}} ô. {OnlyFormVi}", $"The file has more than {{1}} cells. {OnlyFormEn}"),
            ("#rows", $"Trang “{{1}}” có hơn {{2}} dòng. {OnlyFormVi}", $"Sheet “{{1}}” has more than {{2}} rows. {OnlyFormEn}"),
            ("#text", $"Một ô trong “{{1}}” dài hơn {{2}} ký tự. {OnlyFormVi}", $"A cell in “{{1}}” is longer than {{2}} characters. {OnlyFormEn}"),
            ("#strings", $"Chữ trong tệp dài hơn {{1}} ký tự. {OnlyFormVi}", $"The texts of the file are longer than {{1}} characters. {OnlyFormEn}"),
            ("#names", $"Tệp có hơn {{1}} tên vùng. {OnlyFormVi}", $"The file has more than {{1}} defined names. {OnlyFormEn}"),
            ("#sheets", $"Tệp có hơn {{1}} trang tính. {OnlyFormVi}", $"The file has more than {{1}} sheets. {OnlyFormEn}"),
            ("#time", $"Đọc tệp mất hơn {{1}} giây nên hệ thống dừng lại. {OnlyFormVi}", $"Reading the file took longer than {{1}} seconds and was given up. {OnlyFormEn}"),
            ("#markup", $"Phần “{{1}}” có cấu trúc quá lớn hoặc quá sâu (hơn {{2}}). {OnlyFormVi}", $"The part “{{1}}” is built too large or too deep (more than {{2}}). {OnlyFormEn}")),
        Reason(
            WrongForm, new("Sai biểu mẫu", "Wrong form"), new(DownloadVi, DownloadEn),
            new($"Đơn vị {{0}} nộp biểu “{{1}}”, tệp này là biểu “{{2}}”. {DownloadVi}", $"Unit {{0}} files the form “{{1}}”; this file is the form “{{2}}”. {DownloadEn}"),
            ("#no-header", $"Tệp không phải biểu mẫu do hệ thống phát hành: cần trang ẩn “_kpi”, tệp chỉ có: {{1}}. {DownloadVi}", $"The file is not a form issued by the service: the hidden sheet “_kpi” is needed, the file has only: {{1}}. {DownloadEn}"),
            ("#unknown", $"Không có biểu mẫu “{{1}}”; các biểu đang dùng: {{2}}. {DownloadVi}", $"There is no form “{{1}}”; the forms in use are: {{2}}. {DownloadEn}"),
            ("#other", $"Đơn vị {{1}} nộp biểu “{{2}}”, tệp này là biểu “{{3}}”. {DownloadVi}", $"Unit {{1}} files the form “{{2}}”; this file is the form “{{3}}”. {DownloadEn}"),
            ("#none-due", "Đơn vị {1} không phải nộp biểu nào trong kỳ {2}; tệp này là biểu “{3}”. Hãy kiểm tra mã đơn vị và kỳ, hoặc hỏi Sở Y tế.", "Unit {1} files no form in {2}; this file is the form “{3}”. Check the unit's code and the period, or ask the department of health."),
            ("#version", $"Tệp là biểu “{{1}}” phiên bản “{{2}}”; kỳ này dùng phiên bản {{3}}. {DownloadVi}", $"The file is version “{{2}}” of the form “{{1}}”; this period uses version {{3}}. {DownloadEn}"),
            (
                "#cells-not-read",
                $"Tệp có {{1}} ô nhập đã điền nhưng biểu này chỉ nhận {{2}} ô; các ô {{3}} sẽ bị mất nên tệp không được nhận. {DownloadVi}",
                $"The file has {{1}} filled input cells and the form takes only {{2}} of them; {{3}} would be lost, so the file is not taken. {DownloadEn}"),
            ("#no-inputs", $"Không tìm thấy ô số liệu nào của biểu “{{1}}” trong tệp: các tên ô, cột mã và nhãn đều đã mất. {DownloadVi}", $"Not one input of the form “{{1}}” can be found in the file: names, codes and labels are all gone. {DownloadEn}"),
            (
                "#no-profile",
                "Tệp không phải biểu mẫu do hệ thống phát hành, và đơn vị {1} chưa có cách đọc mẫu riêng được xác nhận. Hãy điền biểu mẫu của đơn vị cho kỳ này, hoặc đề xuất cách đọc tệp này (trang “Mẫu riêng”) để người duyệt xác nhận.",
                "The file is not a form issued by the service, and unit {1} has no confirmed way of reading its own design. Fill in the unit's form for this period, or propose how to read this file (page “Own designs”) for a reviewer to confirm."),
            (
                "#sheet-gone",
                $"Không còn trang “{{1}}” như khi xác nhận cách đọc; tệp có các trang {{2}}. {AgainVi}",
                $"The sheet “{{1}}” on which the reading was confirmed is gone; the file has the sheets {{2}}. {AgainEn}"),
            (
                "#label-gone",
                $"Không còn nhãn “{{1}}” trên trang “{{2}}” (khi xác nhận: ô {{3}}). {AgainVi}",
                $"The label “{{1}}” is gone from sheet “{{2}}” (when confirmed: cell {{3}}). {AgainEn}"),
            (
                "#label-twice",
                $"Nhãn “{{1}}” trên trang “{{2}}” không còn xác định được một ô duy nhất ({{3}}). {AgainVi}",
                $"The label “{{1}}” on sheet “{{2}}” no longer tells one single cell ({{3}}). {AgainEn}"),
            (
                "#heading-changed",
                $"Nhãn “{{1}}” trên trang “{{2}}”: cột giá trị khi xác nhận là “{{3}}”, nay là “{{4}}”. {AgainVi}",
                $"Label “{{1}}” on sheet “{{2}}”: the values stood under “{{3}}” when confirmed, now “{{4}}”. {AgainEn}"),
            (
                "#unit-changed",
                $"Nhãn “{{1}}” trên trang “{{2}}”: đơn vị tính đã đổi, hệ số {{3}} nay là {{4}}. {AgainVi}",
                $"Label “{{1}}” on sheet “{{2}}”: the unit of measurement has changed, its factor {{3}} is now {{4}}. {AgainEn}"),
            (
                "#cell-twice",
                $"Nhiều chỉ tiêu cùng rơi vào một ô: {{1}}. {AgainVi}",
                $"Several elements fall into one cell: {{1}}. {AgainEn}")),
        Reason(
            WrongFacility, new("Sai đơn vị", "Wrong facility"), new("Kiểm tra mã đơn vị; gửi tệp của đơn vị mình.", "Check the unit's code; send your own unit's file."),
            new(
                "Không có đơn vị mang mã “{0}” trong danh mục vào cuối kỳ {1}. Hãy kiểm tra mã đơn vị hoặc đề nghị cập nhật danh mục.",
                "No unit with the code “{0}” is registered at the end of {1}. Check the code, or ask for the register to be updated."),
            ("#missing", $"Trang “_kpi” của tệp không ghi mã đơn vị. {DownloadVi}", $"The sheet “_kpi” of the file gives no unit code. {DownloadEn}"),
            (
                "#unknown",
                "Không có đơn vị mang mã “{1}” trong danh mục vào cuối kỳ {2}. Hãy kiểm tra mã đơn vị hoặc đề nghị cập nhật danh mục.",
                "No unit with the code “{1}” is registered at the end of {2}. Check the code, or ask for the register to be updated."),
            (
                "#not-yours",
                "Tệp là của đơn vị {1}; bạn chỉ được gửi cho {2} và các đơn vị thuộc đó. Hãy gửi tệp của đơn vị mình.",
                "The file belongs to unit {1}; you may send for {2} and the units within only. Send your own unit's file.")),
        Reason(
            WrongPeriod, new("Sai kỳ", "Wrong period"), new("Tải biểu mẫu của đúng kỳ; kỳ đã đóng thì đề nghị mở lại.", "Download the form of the right period; ask for a closed one to be reopened."),
            new("Kỳ báo cáo “{0}” không hợp lệ: {1}. Hãy kiểm tra lại kỳ.", "The period “{0}” cannot be filed: {1}. Check the period."),
            ("#missing", $"Trang “_kpi” của tệp không ghi kỳ báo cáo. {DownloadVi}", $"The sheet “_kpi” of the file gives no period. {DownloadEn}"),
            (
                "#not-a-period",
                "Tệp ghi kỳ báo cáo “{1}”, không phải là một kỳ như 2026-09, 2026Q3, 2026H1 hoặc 2026. Hãy tải lại biểu mẫu cho đúng kỳ.",
                "The file says the period is “{1}”, which is not a period such as 2026-09, 2026Q3, 2026H1 or 2026. Download the form of the right period."),
            ("#month", Frequency("tháng", "2026-09").Vi, Frequency("month", "2026-09").En),
            ("#quarter", Frequency("quý", "2026Q3").Vi, Frequency("quarter", "2026Q3").En),
            ("#half", Frequency("nửa năm", "2026H1").Vi, Frequency("half-year", "2026H1").En),
            ("#year", Frequency("năm", "2026").Vi, Frequency("year", "2026").En),
            (
                "#future",
                "Kỳ {1} chưa bắt đầu (từ ngày {2}). Hãy kiểm tra lại kỳ, hoặc gửi khi kỳ đã bắt đầu.",
                "The period {1} has not begun (it begins on {2}). Check the period, or send the file once it has begun."),
            (
                "#not-in-force",
                "Biểu “{2}” không áp dụng trong kỳ {1}. Hãy kiểm tra lại kỳ, hoặc tải biểu mẫu dùng trong kỳ đó.",
                "The form “{2}” is not in force in {1}. Check the period, or download the form used in it."),
            (
                "#closed",
                "Kỳ {1} đã khoá sổ từ ngày {3} cho {2} (lý do: {4}), không nhận thêm báo cáo. Chỉ người duyệt của {2} mở lại được. Hãy gửi lý do xin mở lại đến đó, rồi gửi lại tệp này.",
                "The period {1} was closed on {3} for {2} (reason: {4}) and takes no more returns. Only a reviewer of {2} can open it again. Send them your reason, then send this file again."),
            (
                "#closing-day",
                "Hạn nhận báo cáo kỳ {1} là ngày {2}, nay đã qua. Hãy đề nghị gia hạn hoặc đề nghị Sở Y tế mở lại kỳ, rồi gửi lại tệp này.",
                "Returns for {1} were taken until {2}, which is over. Ask for more time, or ask the department of health to open the period again, then send this file again."),
            (
                "#not-stated",
                "Không rõ tệp báo cáo cho kỳ nào: tiêu đề trong tệp không ghi và người gửi không nêu. Hãy ghi kỳ trong tiêu đề (ví dụ “Tháng 9 năm 2026”) hoặc nêu kỳ khi gửi.",
                "It is not clear which period the file is for: its title does not say, and neither did the sender. Write the period into the title (such as “Tháng 9 năm 2026”), or state it when sending."),
            (
                "#title-disagrees",
                "Người gửi nêu kỳ {1}, tiêu đề trong tệp ghi kỳ {2}. Hãy chọn đúng tệp hoặc sửa kỳ.",
                "The sender stated {1}, the title in the file says {2}. Choose the right file, or correct the period."),
            (
                "#stated-no-period",
                "Người gửi nêu kỳ “{1}”, không phải là một kỳ như 2026-09. Hãy nêu lại kỳ khi gửi.",
                "The sender stated the period “{1}”, which is not one such as 2026-09. State it again when sending.")),
        Reason(
            BrokenSeal, new("Dấu niêm phong không khớp", "Broken seal"), new(DownloadVi, DownloadEn),
            new(
                $"Dấu niêm phong không khớp: mã biểu, đơn vị hoặc kỳ trong tệp đã bị sửa. {DownloadVi}",
                $"The seal does not match: the form, unit or period in the file was changed by hand. {DownloadEn}"),
            ("#missing", $"Tệp không có dấu niêm phong: trang “_kpi” đã bị xoá bớt. {DownloadVi}", $"The file has no seal: lines of the sheet “_kpi” were deleted. {DownloadEn}")),
        Reason(
            EmptyReturn, new("Chưa điền gì", "Nothing filled in"), new("Điền số liệu rồi gửi lại; không phát sinh thì ghi 0.", "Fill in the figures and send it again; where nothing happened, write 0."),
            new(
                "Chưa có ô nào được điền. Hãy điền số liệu, lưu tệp rồi gửi lại; không phát sinh thì ghi 0.",
                "Nothing has been filled in. Fill in the figures, save the file and send it again; where nothing happened, write 0.")),
    ];

    private static readonly FrozenDictionary<string, RefusalReason> ByCode = All.ToFrozenDictionary(r => r.Code, StringComparer.Ordinal);

    /// <summary>The reason of a code; null when the code is of no such reason.</summary>
    public static RefusalReason? Of(string code) => ByCode.GetValueOrDefault(code);

    private static RefusalReason Reason(string code, Text name, Text remedy, Text sentence, params (string Key, string Vi, string En)[] variants) =>
        new(code, name, remedy, sentence, variants.ToFrozenDictionary(v => v.Key, v => new Text(v.Vi, v.En), StringComparer.Ordinal));

    private static Text Frequency(string unit, string example) => new(
        $"Biểu này nộp theo {unit}, ví dụ {example}; tệp ghi kỳ “{{1}}”. Hãy tải biểu mẫu cho đúng kỳ.",
        $"This form is filed by {unit}, such as {example}; the file says “{{1}}”. Download the form of the right period.");
}
