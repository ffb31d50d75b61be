using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text NavComposites { get; } = new("Điểm tổng hợp", "Composites");
    public static Text CompositesLead { get; } = new(
        "Trung bình có trọng số của mức đạt mục tiêu. Không có văn bản nào quy định điểm này: trọng số là lựa chọn ghi trong danh mục. Phần phải báo cáo mà chưa báo cáo được tính là 0 và làm khoảng rộng ra.",
        "A weighted mean of how near each indicator is to its target. No document defines it: the weights are a choice that the catalogue records. What is owed and not reported counts as nothing, and widens the range.");
    public static Text NoComposites { get; } = new(
        "Danh mục của kỳ này không có điểm tổng hợp nào: không có văn bản nào quy định. Người phân tích có thể đề xuất trong danh mục.",
        "The catalogue of this period has no composites: no document defines one. Analysts can propose one in the catalogue.");
    public static Text Composite { get; } = new("Điểm tổng hợp", "Composite");
    public static Text Level { get; } = new("Cấp", "Level");
    public static Text LevelProvinces { get; } = new("Các tỉnh, thành phố", "Provinces");
    public static Text LevelFacilities { get; } = new("Các cơ sở", "Facilities");
    public static Text FacilityClassLabel { get; } = new("Hạng bệnh viện", "Class");
    public static Text AnyClass { get; } = new("Mọi hạng", "Any class");
    public static Text Rank { get; } = new("Hạng", "Rank");
    public static Text Figure { get; } = new("Điểm", "Figure");
    public static Text NotAtAll { get; } = new("Mục tiêu 100 % chưa đạt", "Targets of 100 % not reached");
    public static Text NotRankedYet { get; } = new("Không xếp hạng: chưa đủ số liệu", "Not ranked: too little data");
    public static Text NotRankedHelp { get; } = new(
        "Các đơn vị này chưa báo cáo đủ phần trọng số tối thiểu:", "These have not reported the least share of the weights:");
    public static Text WeightReported { get; } = new("Trọng số đã báo cáo", "Weights reported");
    public static Text StillOwed { get; } = new("Còn thiếu", "Still owed");
    public static Text Stability { get; } = new("Độ vững của hạng", "How firm the ranks are");
    public static Text StabilityHelp { get; } = new(
        "Mỗi trọng số được rút lại từ một nửa đến gấp đôi, 10.000 lần. Cùng một lượt tính luôn cho cùng kết quả.",
        "Every weight is drawn anew between half and twice itself, 10,000 times. The same run always gives the same answer.");
    public static Text RankSpread { get; } = new("Hạng ở 5 % – 50 % – 95 % số lần", "Rank at 5 % – 50 % – 95 % of draws");
    public static Text SameRank { get; } = new("Giữ hạng", "Same rank");
    public static Text TopThree { get; } = new("Trong ba hạng đầu", "Among the first three");
    public static Text ShowStability { get; } = new("Xem độ vững", "Show how firm");
    public static Text NobodyRanked { get; } = new("Chưa có đơn vị nào đủ số liệu để xếp hạng.", "No unit has enough data for a rank yet.");
    public static Text CompositeParts { get; } = new("Các phần làm nên điểm", "What the figure is made of");
    public static Text AttainmentCounted { get; } = new("Mức đạt được tính", "Attainment counted");
    public static Text WeightLabel { get; } = new("Trọng số", "Weight");
    public static Text Gives { get; } = new("Góp (điểm phần trăm)", "Gives (points)");
    public static Text Multiplied { get; } = new(
        "Trung bình nhân: các mức đạt được nhân với nhau, mỗi mức lũy thừa theo trọng số, nên không có phần góp riêng.",
        "A geometric mean: attainments are multiplied, each to the power of its weight, so that there are no separate shares.");
    public static Text Together { get; } = new("Cộng lại", "Together");
    public static Text RangeNotTight { get; } = new(
        "Khoảng luôn chứa kết quả cuối cùng, và có thể rộng hơn mức cần thiết.", "The range always holds what comes out, and may be wider than it need be.");
    public static Text OutOf { get; } = new("trên", "of");
}
