using Kpi.Domain;

namespace Kpi.Web.Shared;

/// <summary>Every sentence and label of the pages, in both languages: the one place a translator needs. A feature with many has a part of its own.</summary>
public static partial class Texts
{
    // Frame
    public static Text Service { get; } = new("Chỉ số chuyển đổi số y tế", "Health digital transformation indicators");
    public static Text Ministry { get; } = new("Bộ Y tế", "Ministry of Health");
    public static Text SkipToContent { get; } = new("Đến nội dung chính", "Skip to content");
    public static Text MainMenu { get; } = new("Trình đơn chính", "Main menu");
    public static Text NavHome { get; } = new("Kết quả", "Results");
    public static Text NavReturns { get; } = new("Báo cáo đơn vị", "Returns");
    public static Text NavForms { get; } = new("Biểu mẫu", "Forms");
    public static Text NavMissing { get; } = new("Chưa nộp", "Missing");
    public static Text NavReports { get; } = new("Báo cáo Ban Chỉ đạo", "Committee reports");
    public static Text NavSystem { get; } = new("Hệ thống", "System");
    public static Text NavJobs { get; } = new("Tác vụ", "Jobs");
    public static Text OtherLanguage { get; } = new("English", "Tiếng Việt");
    public static Text SignOut { get; } = new("Đăng xuất", "Sign out");
    public static Text SomethingWrong { get; } = new("Không thực hiện được", "That did not work");
    public static Text ToHome { get; } = new("Về trang đầu", "To the first page");
    public static Text FooterNote { get; } = new(
        "Mọi con số đều lần được về từng ô của tệp gốc. Số thiếu không bao giờ được tính là tốt hay xấu.",
        "Every number can be followed to a cell of an original file. A missing number never counts as good or bad.");

    // Signing in
    public static Text SignIn { get; } = new("Đăng nhập", "Sign in");
    public static Text Login { get; } = new("Tên đăng nhập", "Login");
    public static Text Password { get; } = new("Mật khẩu", "Password");
    public static Text SignInLead { get; } = new(
        "Dành cho cán bộ của cơ sở y tế, Sở Y tế và Bộ Y tế.", "For staff of health facilities, departments of health and the Ministry.");
    public static Text SignInHelp { get; } = new(
        "Quên mật khẩu? Hãy đề nghị quản trị viên của đơn vị cấp lại.", "Forgot the password? Ask your administrator for a new one.");
    public static Text ChangePassword { get; } = new("Đổi mật khẩu", "Change password");
    public static Text OldPassword { get; } = new("Mật khẩu hiện tại", "Current password");
    public static Text NewPassword { get; } = new("Mật khẩu mới", "New password");
    public static Text RepeatPassword { get; } = new("Nhập lại mật khẩu mới", "New password again");
    public static Text NotTheSame { get; } = new("Hai lần nhập mật khẩu mới không giống nhau.", "The two new passwords are not the same.");
    public static Text MustChange { get; } = new(
        "Mật khẩu bạn vừa dùng chỉ dùng được một lần. Hãy đặt mật khẩu của riêng bạn.",
        "The password you have used works only once. Set one of your own.");
    public static Text PasswordAdvice { get; } = new(
        "Nên dùng một câu dài dễ nhớ; không cần ký tự đặc biệt.", "A long phrase that you can remember is best; no special characters are needed.");
    public static Text PasswordChanged { get; } = new("Đã đổi mật khẩu.", "The password has been changed.");

    // Results
    public static Text Nation { get; } = new("Cả nước", "The nation");
    public static Text ResultsOf { get; } = new("Kết quả theo mục tiêu", "Results against the targets");
    public static Text Period { get; } = new("Kỳ báo cáo", "Period");
    public static Text TargetSet { get; } = new("Bộ mục tiêu", "Target set");
    public static Text Unit { get; } = new("Đơn vị", "Unit");
    public static Text Show { get; } = new("Xem", "Show");
    public static Text Indicator { get; } = new("Chỉ số", "Indicator");
    public static Text Value { get; } = new("Giá trị", "Value");
    public static Text Range { get; } = new("Khoảng có thể", "Possible range");
    public static Text RangeHelp { get; } = new(
        "Giá trị nếu mọi đơn vị chưa nộp đều ở mức xấu nhất và tốt nhất.", "The value if every missing unit were at its worst and at its best.");
    public static Text Reported { get; } = new("Đã nộp", "Reported");
    public static Text By2025 { get; } = new("Mục tiêu 2025", "Target 2025");
    public static Text By2030 { get; } = new("Mục tiêu 2030", "Target 2030");
    public static Text NotSet { get; } = new("Chưa đặt", "Not set");
    public static Text NotCounted { get; } = new("Không tính cho đơn vị này", "Not counted for this unit");
    public static Text Undecided { get; } = new("Chưa kết luận", "Undecided");
    public static Text SoFar { get; } = new("theo số đã nộp", "on what was reported");
    public static Text Certain { get; } = new("chắc chắn", "certain");
    public static Text UndecidedHelp { get; } = new(
        "Đơn vị chưa nộp có thể làm thay đổi kết luận.", "Returns still missing could change the verdict.");
    public static Text Doubts { get; } = new("Điều cần lưu ý về mục tiêu", "What to know about the targets");
    public static Text YearConfirmed { get; } = new("Năm đích đã xác nhận", "Target year confirmed");
    public static Text YearDisputed { get; } = new("Các nguồn không thống nhất về năm đích.", "Sources disagree about the year.");
    public static Text YearUnconfirmed { get; } = new("Chưa có nguồn xác nhận năm đích.", "No source confirms the year.");
    public static Text NoScores { get; } = new("Chưa có kỳ nào được tính điểm", "No period has been scored yet");
    public static Text NoScoresHelp { get; } = new(
        "Khi các đơn vị gửi báo cáo, hệ thống tự tính trong vài giây và kết quả hiện ở đây.",
        "Once units send their returns, the service scores them within seconds and the results appear here.");
    public static Text SendFirst { get; } = new("Gửi báo cáo", "Send returns");
    public static Text GetForm { get; } = new("Lấy biểu mẫu", "Get a form");
    public static Text SetNotScored { get; } = new(
        "Kỳ này chưa được tính theo bộ mục tiêu đã chọn.", "This period has not been scored against the chosen target set.");
    public static Text ScoreSet { get; } = new("Tính ngay", "Score it now");
    public static Text Provenance { get; } = new("Nguồn gốc số liệu", "Where the numbers come from");
    public static Text Run { get; } = new("Lượt tính", "Run");
    public static Text Catalogue { get; } = new("Danh mục chỉ số", "Catalogue");
    public static Text GeographyDay { get; } = new("Địa giới ngày", "Geography of");
    public static Text Calculated { get; } = new("Tính lúc", "Calculated");
    public static Text Hash { get; } = new("Mã kiểm chứng", "Hash");
    public static Text Version { get; } = new("phiên bản", "version");
    public static Text SummaryMet { get; } = new("đạt mục tiêu", "meet the target");
    public static Text SummaryMissed { get; } = new("chưa đạt", "miss it");
    public static Text SummaryUndecided { get; } = new("chưa kết luận", "undecided");
    public static Text SummaryNoData { get; } = new("chưa có số liệu", "without data");
    public static Text SummaryOnTrack { get; } = new("đúng tiến độ", "on track");

    // Indicator
    public static Text ByProvince { get; } = new("Theo tỉnh, thành phố", "By province");
    public static Text Province { get; } = new("Tỉnh, thành phố", "Province");
    public static Text Chart { get; } = new("Biểu đồ", "Chart");
    public static Text ChartCaption { get; } = new(
        "Thanh đậm: giá trị; vạch mảnh: khoảng có thể; đường nét đứt: mục tiêu. Số liệu ở bảng bên dưới.",
        "Solid bar: value; thin line: possible range; dashed line: target. The numbers are in the table below.");
    public static Text Definition { get; } = new("Cách tính", "How it is computed");
    public static Text Numerator { get; } = new("Tử số", "Numerator");
    public static Text Denominator { get; } = new("Mẫu số", "Denominator");
    public static Text Source { get; } = new("Nguồn", "Source");
    public static Text Notes { get; } = new("Ghi chú", "Notes");
    public static Text Rows { get; } = new("Dòng mục tiêu", "Policy rows");
    public static Text Targets { get; } = new("Mục tiêu", "Targets");
    public static Text Document { get; } = new("Văn bản", "Document");
    public static Text Due { get; } = new("Hạn", "Due");
    public static Text Explain { get; } = new("Giải trình", "Explain");
    public static Text ExplainLead { get; } = new(
        "Từ con số về từng đơn vị, từng tệp, từng ô, đúng như đã gõ.", "From the number to units, files and cells, exactly as typed.");
    public static Text NoProvinceScores { get; } = new("Chỉ số này không có kết quả cấp tỉnh.", "This indicator has no results by province.");

    // Explain
    public static Text Contribution { get; } = new("Đóng góp của từng báo cáo", "What each return contributes");
    public static Text FileCells { get; } = new("Ô trong tệp", "Cells in the file");
    public static Text SentBy { get; } = new("Người gửi", "Sent by");
    public static Text NothingReported { get; } = new("Chưa có báo cáo nào góp vào con số này.", "No return contributes to this number.");
    public static Text Previous { get; } = new("Trước", "Previous");
    public static Text Next { get; } = new("Sau", "Next");

    // Returns
    public static Text MyReturns { get; } = new("Báo cáo của đơn vị", "Returns");
    public static Text Upload { get; } = new("Gửi báo cáo", "Send a return");
    public static Text UploadLead { get; } = new(
        "Kéo thả tệp .xlsx vào đây hoặc chọn tệp. Kết quả kiểm tra có sau vài giây; gửi lại bao nhiêu lần cũng được.",
        "Drop .xlsx files here or choose them. The check takes seconds; you may send again as often as you like.");
    public static Text ChooseFiles { get; } = new("Chọn tệp", "Choose files");
    public static Text Send { get; } = new("Gửi", "Send");
    public static Text State { get; } = new("Trạng thái", "State");
    public static Text ReceivedAt { get; } = new("Nhận lúc", "Received");
    public static Text File { get; } = new("Tệp", "File");
    public static Text Form { get; } = new("Biểu", "Form");
    public static Text VersionColumn { get; } = new("Bản", "Version");
    public static Text All { get; } = new("Tất cả", "All");
    public static Text Filter { get; } = new("Lọc", "Filter");
    public static Text NoReturns { get; } = new("Chưa có báo cáo nào trong phạm vi được xem của tài khoản này, theo điều kiện lọc ở trên.", "There are no returns that this account may see and the filter above lets through.");
    public static Text Late { get; } = new("nộp muộn", "late");
    public static Text Current { get; } = new("bản hiện hành", "current version");
    public static Text Superseded { get; } = new("đã có bản mới hơn", "superseded by a newer version");
    public static Text Judging { get; } = new("Đang kiểm tra… trang tự làm mới.", "Being checked… the page refreshes itself.");
    public static Text Errors { get; } = new("Lỗi phải sửa", "Errors to mend");
    public static Text Warnings { get; } = new("Cảnh báo", "Warnings");
    public static Text NoFindings { get; } = new("Không có lỗi hay cảnh báo.", "No errors and no warnings.");
    public static Text AtCell { get; } = new("Trang, ô", "Sheet, cell");
    public static Text What { get; } = new("Nội dung", "What");
    public static Text Receipt { get; } = new("Biên nhận", "Receipt");
    public static Text ReceiptNote { get; } = new(
        "Mã SHA-256 chứng minh đúng tệp này đã được nhận vào thời điểm ghi trên.", "The SHA-256 proves that exactly this file was received at the time shown.");
    public static Text Print { get; } = new("In biên nhận", "Print the receipt");
    public static Text Download { get; } = new("Tải tệp gốc", "Download the original");
    public static Text Values { get; } = new("Số liệu đã nhận", "Values taken");
    public static Text Element { get; } = new("Chỉ tiêu số liệu", "Data element");
    public static Text AsTyped { get; } = new("Như đã gõ", "As typed");
    public static Text Review { get; } = new("Xét duyệt", "Review");
    public static Text Approve { get; } = new("Duyệt", "Approve");
    public static Text SendBack { get; } = new("Trả lại", "Send back");
    public static Text Reason { get; } = new("Lý do, ghi chú", "Reason, remark");
    public static Text ReasonHelp { get; } = new("Bắt buộc khi trả lại.", "Required when sending back.");
    public static Text CameByLabel { get; } = new("Đường nhận", "Came by");
    public static Text NothingChosen { get; } = new("Chưa chọn tệp nào.", "No file was chosen.");

    public static Text CameBy(string source) => source switch
    {
        "page" => new("trang web", "web page"),
        "api" => new("API", "API"),
        "cli" => new("dòng lệnh", "command line"),
        "folder" => new("thư mục thu nhận", "drop folder"),
        "demo" => new("dữ liệu mô phỏng", "synthetic data"),
        _ => new(source, source),
    };

    // Forms, missing
    public static Text FormsLead { get; } = new(
        "Biểu mẫu đã ghi sẵn đơn vị và kỳ; chỉ điền các ô sáng rồi gửi lại.", "The form already knows unit and period; fill the light cells and send it back.");
    public static Text UnitCode { get; } = new("Mã đơn vị", "Unit code");
    public static Text DownloadForm { get; } = new("Tải biểu mẫu", "Download the form");
    public static Text DueDay { get; } = new("Hạn nộp", "Due day");

    // Reports
    public static Text ReportsLead { get; } = new(
        "Sổ Excel in từ một lượt tính đã lưu: cùng một lượt luôn cho đúng một tệp.", "An Excel workbook printed from a stored run: the same run always gives the same file.");
    public static Text MakeReport { get; } = new("Lập báo cáo", "Make a report");
    public static Text LanguageLabel { get; } = new("Ngôn ngữ", "Language");
    public static Text MadeAt { get; } = new("Lập lúc", "Made");
    public static Text MadeBy { get; } = new("Người lập", "By");
    public static Text NoReports { get; } = new("Chưa có báo cáo nào được lập.", "No report has been made yet.");
    public static Text DownloadReport { get; } = new("Tải về", "Download");

    // System
    public static Text SystemLead { get; } = new("Tình trạng dịch vụ và cấu hình đang có hiệu lực.", "The state of the service and the configuration in force.");
    public static Text CheckColumn { get; } = new("Hạng mục", "What");
    public static Text Advice { get; } = new("Khuyến nghị", "Advice");
    public static Text Configuration { get; } = new("Cấu hình", "Configuration");
    public static Text Key { get; } = new("Khoá", "Key");
    public static Text AuditChain { get; } = new("Chuỗi kiểm toán", "Audit chain");
    public static Text ReturnsByState { get; } = new("Báo cáo theo trạng thái", "Returns by state");
    public static Text Good { get; } = new("tốt", "good");
    public static Text Attention { get; } = new("cần chú ý", "attention");
    public static Text Bad { get; } = new("lỗi", "bad");
}
