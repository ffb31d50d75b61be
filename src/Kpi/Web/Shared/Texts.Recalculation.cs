using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text NavRecalculate { get; } = new("Tính thử", "What if");
    public static Text RecalculateLead { get; } = new(
        "Tính lại một kỳ, hoặc thử một thay đổi về mục tiêu, công thức, phạm vi rồi xem kết quả đặt cạnh kết quả chính thức. Lượt tính thử không bao giờ thay kết quả chính thức.",
        "Calculate a period again, or try a change of targets, formulas or scope and see the results beside the official ones. A trial never takes the place of the official results.");
    public static Text AskCalculation { get; } = new("Tính", "Calculate");
    public static Text PeriodOrPeriods { get; } = new("Kỳ, hoặc nhiều kỳ liền nhau", "Period, or several in a row");
    public static Text PeriodOrPeriodsHelp { get; } = new("Ví dụ 2026-09, 2026Q3, 2025-10..2026-09.", "For example 2026-09, 2026Q3, 2025-10..2026-09.");
    public static Text TrialName { get; } = new("Tên", "Name");
    public static Text WhatIfLabel { get; } = new("Thay đổi cần thử (JSON)", "Changes to try (JSON)");
    public static Text WhatIfHelp { get; } = new(
        "Để trống: tính bằng danh mục đang có hiệu lực. Có thay đổi thì phải đặt tên; mỗi mâu thuẫn được chỉ ra kèm số dòng.",
        "Left empty: calculated by the catalogue in force. With changes a name is needed; each contradiction is told with its line.");
    public static Text WhatIfFile { get; } = new("hoặc chọn tệp", "or choose a file");
    public static Text MissingLabel { get; } = new("Đơn vị chưa nộp báo cáo", "Units that did not report");
    public static Text MissingStrict { get; } = new("vẫn tính trong mẫu số (chính thức)", "stay in the denominator (official)");
    public static Text MissingReported { get; } = new("không tính", "are left out");
    public static Text ApprovedOnlyLabel { get; } = new("Chỉ tính báo cáo đã duyệt", "Approved returns only");
    public static Text MyCalculations { get; } = new("Các lần tính của tôi", "My calculations");
    public static Text NoCalculations { get; } = new("Bạn chưa yêu cầu tính lần nào.", "You have asked for no calculation yet.");
    public static Text ScenariosHeading { get; } = new("Kịch bản", "Scenarios");
    public static Text NoScenarios { get; } = new("Chưa có kịch bản nào.", "There are no scenarios yet.");
    public static Text Progress { get; } = new("Tiến độ", "Progress");
    public static Text ProgressHelp { get; } = new("Trang tự tải lại mỗi 3 giây cho đến khi tính xong.", "The page loads itself again every 3 seconds until the calculation has ended.");
    public static Text StopIt { get; } = new("Dừng", "Stop");
    public static Text SeeProgress { get; } = new("Theo dõi", "Follow");
    public static Text SeeBeside { get; } = new("Đặt cạnh chính thức", "Beside the official");
    public static Text ShareIt { get; } = new("Chia sẻ", "Share");
    public static Text DiscardIt { get; } = new("Bỏ", "Discard");
    public static Text ProposeIt { get; } = new("Đề xuất ban hành", "Propose");
    public static Text OwnerLabel { get; } = new("Người tạo", "Owner");
    public static Text OfficialResult { get; } = new("Chính thức", "Official");
    public static Text TrialResult { get; } = new("Tính thử", "Trial");
    public static Text OfficialVerdict { get; } = new("Kết luận chính thức", "Official verdict");
    public static Text TrialVerdict { get; } = new("Kết luận thử", "Trial verdict");
    public static Text NothingBeside { get; } = new("Không chỉ số nào khác kết quả chính thức.", "No indicator differs from the official results.");
    public static Text WhatIfFaults { get; } = new("Kịch bản chưa tính được", "The scenario cannot be calculated");
    public static Text TriedCatalogue { get; } = new("Nếu công bố, kết quả kỳ gần nhất sẽ thay đổi", "If it were published: the last period's results");
    public static Text NationNow { get; } = new("Cả nước hiện nay", "Nation now");
    public static Text NationThen { get; } = new("Cả nước sẽ là", "Nation would be");
    public static Text ProvincesMoved { get; } = new("Tỉnh thay đổi", "Provinces that move");
    public static Text FacilitiesMoved { get; } = new("Cơ sở thay đổi", "Facilities that move");
    public static Text RebasedNote { get; } = new(
        "Danh mục đã có phiên bản mới hơn: các thay đổi được đề xuất trên bản mới nhất, kết quả có thể khác lượt thử.",
        "The catalogue has moved on: the changes are proposed upon the newest version, and results may differ from the trial.");
}
