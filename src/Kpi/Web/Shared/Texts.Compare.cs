using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text NavCompare { get; } = new("Vì sao thay đổi", "Why it moved");
    public static Text CompareLead { get; } = new(
        "Từ lượt tính trước đến lượt tính sau, mỗi lần chỉ đổi một nguyên nhân rồi tính lại. Các phần cộng lại đúng bằng cả thay đổi, đến chữ số cuối.",
        "From the earlier run to the later, one cause is changed at a time and everything is calculated again. The parts add up to the whole, to the last digit.");
    public static Text EarlierRun { get; } = new("Lượt tính trước", "Earlier run");
    public static Text LaterRun { get; } = new("Lượt tính sau", "Later run");
    public static Text Cause { get; } = new("Nguyên nhân", "Cause");
    public static Text Points { get; } = new("Điểm phần trăm", "Percentage points");
    public static Text NothingMoved { get; } = new("Không có chỉ số nào thay đổi giữa hai lượt tính này.", "No indicator has moved between these two runs.");
    public static Text WholeChange { get; } = new("Cả thay đổi", "The whole change");
    public static Text VerdictMoved { get; } = new("Kết luận", "Verdict");
    public static Text MovedMost { get; } = new("Đơn vị làm thay đổi nhiều nhất", "Units that moved it most");
    public static Text AndMore { get; } = new("và thêm", "and more:");
    public static Text CompareThem { get; } = new("So sánh", "Compare");
    public static Text NoEarlierRun { get; } = new("Chưa có lượt tính nào trước đó để so sánh.", "There is no earlier run to compare with.");
}
