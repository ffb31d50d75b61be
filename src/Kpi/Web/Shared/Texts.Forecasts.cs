using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text Forecast { get; } = new("Dự báo", "Forecast");
    public static Text SeriesBroken { get; } = new("Không so sánh được qua các mốc", "Not to be compared across");
    public static Text FanCaption { get; } = new(
        "Chấm: các tháng đã tính (chấm rỗng: chưa đủ ba phần tư số đơn vị báo cáo). Đường giữa: dự báo; dải: khoảng mà cứ năm tháng thì bốn tháng rơi vào. Nét đứt: mục tiêu.",
        "Dots: months scored (hollow: reported by fewer than three of four units). Line: the forecast; band: the interval in which four of five months fall. Dashes: targets.");
    public static Text ForecastMonths { get; } = new("Dự báo từng tháng", "The forecast month by month");
    public static Text Interval { get; } = new("Khoảng 80 %", "80 % interval");
    public static Text NavWarnings { get; } = new("Cảnh báo", "Warnings");
    public static Text WarningsLead { get; } = new(
        "Số liệu của báo cáo đã được chấp nhận nhưng khác thường so với các tháng trước của chính đơn vị. Đây là câu hỏi, không phải lỗi: hãy mở báo cáo, hỏi đơn vị, sửa nếu sai.",
        "Figures of accepted returns that are unlike what the same unit filed before. They are questions, not faults: open the return, ask the unit, correct what is wrong.");
    public static Text WarningsIn { get; } = new("cảnh báo trong", "warnings in");
    public static Text FiguresOf { get; } = new("số liệu của", "figures of");
    public static Text NoWarnings { get; } = new("Không có gì khác thường.", "Nothing is out of the usual.");
    public static Text NothingFiledYet { get; } = new("Chưa có báo cáo nào được chấp nhận trong tháng này.", "No return has been accepted for this month yet.");
    public static Text WarningKind { get; } = new("Loại", "Kind");
    public static Text WarningReason { get; } = new("Vì sao", "Why");
    public static Text ReturnOfWarning { get; } = new("Báo cáo", "Return");
    public static Text OpenReturn { get; } = new("Mở báo cáo", "Open the return");
}
