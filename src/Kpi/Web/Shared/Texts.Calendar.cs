using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text NavCalendar { get; } = new("Lịch nộp", "Deadlines");
    public static Text CalendarLead { get; } = new(
        "Hạn nộp tính theo ngày làm việc. Đơn vị có thể đề nghị gia hạn; kỳ đã khoá sổ chỉ nhận báo cáo sau khi được mở lại, có lý do.",
        "Due days are counted in working days. A unit can ask for more time; a closed period takes returns only after it was opened again, with a reason.");
    public static Text DeadlinesOf { get; } = new("Hạn nộp kỳ", "Deadlines of");
    public static Text NoDeadlines { get; } = new("Không có báo cáo nào phải nộp trong kỳ này.", "No returns are filed for this period.");
    public static Text LateAfter { get; } = new("Trễ sau ngày", "Late after");
    public static Text ClosesAfter { get; } = new("Đóng sau ngày", "Closes after");
    public static Text NeverByItself { get; } = new("Không tự đóng", "Not by itself");
    public static Text TakesReturns { get; } = new("Đang nhận", "Open");
    public static Text ExtensionsTitle { get; } = new("Đề nghị gia hạn", "Requests for more time");
    public static Text AskExtension { get; } = new("Đề nghị gia hạn", "Ask for more time");
    public static Text AskedUntil { get; } = new("Xin đến ngày", "Asked until");
    public static Text NewDueDay { get; } = new("Hạn nộp mới", "New due day");
    public static Text GrantExtension { get; } = new("Gia hạn", "Grant");
    public static Text RefuseExtension { get; } = new("Không gia hạn", "Refuse");
    public static Text ExtensionAnswer { get; } = new("Trả lời", "Answer");
    public static Text DecisionsTitle { get; } = new("Khoá sổ và mở lại", "Closed and opened again");
    public static Text Decision { get; } = new("Quyết định", "Decision");
    public static Text EveryForm { get; } = new("Mọi biểu", "Every form");
    public static Text DecidePeriodTitle { get; } = new("Khoá sổ hoặc mở lại kỳ", "Close the period or open it again");
    public static Text DecidePeriodHelp { get; } = new(
        "Áp dụng cho đơn vị này và mọi đơn vị thuộc đó. Báo cáo đã nhận vẫn giữ nguyên; báo cáo mới và bản sửa bị từ chối cho đến khi mở lại.",
        "It holds for this unit and all within it. Returns that were taken stay; new ones and corrections are refused until it is opened again.");
}
