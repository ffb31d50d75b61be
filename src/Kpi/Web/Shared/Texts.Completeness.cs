using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text CompletenessLead { get; } = new(
        "Ai phải nộp báo cáo nào, và báo cáo đó đang ở đâu. Chỉ tính báo cáo đã được chấp nhận; đơn vị phải nộp lấy theo danh mục vào cuối kỳ.",
        "Who owes which return, and what came of it. Only accepted returns count; who owes one is decided by the register at the period's end.");
    public static Text FiledOfExpected { get; } = new("báo cáo đã nộp", "returns filed");
    public static Text ByProvinceAndForm { get; } = new("Theo tỉnh và biểu", "By province and form");
    public static Text FiledShare { get; } = new("Đã nộp", "Filed");
    public static Text ExpectedReturns { get; } = new("Phải nộp", "Expected");
    public static Text FiledReturns { get; } = new("Đã nộp", "Filed");
    public static Text MonthByMonth { get; } = new("Qua các tháng", "Month by month");
    public static Text TrendCaption { get; } = new(
        "Tỷ lệ báo cáo đã nộp của từng tháng; phần đậm là đúng hạn, phần nhạt là nộp trễ; con số là số báo cáo.",
        "The share of returns filed for each month: dark in time, light late; the number counts the returns.");
    public static Text NotFiled { get; } = new("Chưa có báo cáo được chấp nhận", "Without an accepted return");
    public static Text NobodyHere { get; } = new("Không có báo cáo nào trong danh sách này.", "There is no return in this list.");
    public static Text WhomToCall { get; } = new("Liên hệ", "Whom to call");
    public static Text SeeReturn { get; } = new("Xem báo cáo và lỗi", "See the return and its findings");
    public static Text DownloadExcel { get; } = new("Tải Excel", "Download Excel");
    public static Text DownloadCsv { get; } = new("Tải CSV", "Download CSV");
}
