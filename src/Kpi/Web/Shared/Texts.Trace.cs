using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text Trace { get; } = new("Số này đã đi đâu", "Where this number went");
    public static Text TraceLead { get; } = new(
        "Từ báo cáo, hay từ một ô của nó, lên mọi kết quả đã dùng nó: ở đơn vị, xã, tỉnh và cả nước.",
        "From the return, or one of its cells, up to every score that used it: of the unit, the commune, the province and the nation.");
    public static Text TraceCells { get; } = new("Ô được lần theo", "Cells that are traced");
    public static Text TraceThis { get; } = new("Đã vào kết quả nào", "Scores it went into");
    public static Text TraceWhole { get; } = new("Cả báo cáo", "The whole return");
    public static Text TraceEveryRun { get; } = new("Mọi lượt tính còn giữ", "Every run that was kept");
    public static Text TraceCurrentRuns { get; } = new("Chỉ lượt tính hiện hành", "Only the runs that hold");
    public static Text RunHolds { get; } = new("lượt tính hiện hành", "the run that holds");
    public static Text TraceOtherAreas { get; } = new(
        "Kết quả của những nơi bạn không được xem không hiện ở đây.", "Scores of areas that you may not read are not shown here.");
    public static Text Role { get; } = new("Vai trò", "Role");
    public static Text Contributes { get; } = new("Góp vào", "Contributes");
    public static Text ScoreOfAreas { get; } = new("Kết quả", "Score");
    public static Text StillMissing { get; } = new("Còn thiếu", "Still missing");
    public static Text StillMissingLead { get; } = new(
        "Đơn vị làm thay đổi kết quả nhiều nhất đứng trước.", "Units that can move the score most come first.");
    public static Text MissingPeriods { get; } = new("Kỳ thiếu", "Missing for");
    public static Text MovesNumerator { get; } = new("Có thể đổi tử số", "Can move the numerator by");
    public static Text MovesValue { get; } = new("Có thể đổi giá trị", "Can move the value by");
    public static Text RestsOn { get; } = new("Căn cứ", "Rests on");
    public static Text LastFiled { get; } = new("Nộp gần nhất", "Last filed");
    public static Text NeverFiled { get; } = new("chưa bao giờ", "never");
    public static Text NotKnown { get; } = new("không rõ", "not known");
    public static Text WouldDecide { get; } = new("Báo cáo của ai sẽ quyết định?", "Whose returns would decide it?");
    public static Text PreviousPeriod { get; } = new("Kỳ trước", "The period before");
    public static Text SetsBeside { get; } = new("Xét thêm theo", "Also judge by");
    public static Text SetsNotScored { get; } = new(
        "Kỳ này chưa được tính theo các bộ mục tiêu đã chọn cùng lúc.", "This period has not been judged by the chosen target sets together.");
}
