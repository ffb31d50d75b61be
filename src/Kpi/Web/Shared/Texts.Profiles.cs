using Kpi.Domain;

namespace Kpi.Web.Shared;

/// <summary>Workbooks of units' own design.</summary>
public static partial class Texts
{
    public static Text NavOwnDesigns { get; } = new("Mẫu riêng", "Own designs");
    public static Text OwnDesigns { get; } = new("Mẫu riêng của đơn vị", "Units' own designs");
    public static Text OwnDesignsLead { get; } = new(
        "Đơn vị có thể gửi chính sổ Excel của mình. Hệ thống đề xuất mỗi chỉ tiêu nằm ở ô nào, người duyệt xác nhận một lần; các tháng sau tệp cùng mẫu được đọc theo đó. Tệp đổi mẫu bị từ chối, không bao giờ đọc một nửa.",
        "A unit may send its own Excel book. The service proposes where each element stands, a reviewer confirms it once, and the next months' files of that design are read by it. A file whose design has changed is refused, never half-read.");
    public static Text ProposeReading { get; } = new("Đề xuất cách đọc một tệp", "Propose how to read a file");
    public static Text ProposeLead { get; } = new(
        "Chọn tệp .xlsx đã có số liệu của một kỳ. Chưa có gì được nộp.", "Choose an .xlsx with the figures of one period in it. Nothing is filed yet.");
    public static Text ProposeButton { get; } = new("Đề xuất", "Propose");
    public static Text WaitingProposals { get; } = new("Đề xuất chờ xác nhận", "Proposals waiting to be confirmed");
    public static Text ConfirmedProfiles { get; } = new("Cách đọc đã xác nhận", "Confirmed profiles");
    public static Text NoProfiles { get; } = new("Chưa có cách đọc nào được xác nhận.", "No profile has been confirmed yet.");
    public static Text ProposedBy { get; } = new("Người đề xuất", "Proposed by");
    public static Text ConfirmedBy { get; } = new("Người xác nhận", "Confirmed by");
    public static Text ReadsFrom { get; } = new("Đọc từ kỳ bắt đầu", "Reads from");
    public static Text InUse { get; } = new("Đang dùng", "In use");
    public static Text Retired { get; } = new("Đã ngừng", "Retired");
    public static Text ProposalTitle { get; } = new("Đề xuất cách đọc", "Proposed reading");
    public static Text ProposalLead { get; } = new(
        "Hãy xem từng dòng, đổi ô nếu chưa đúng rồi xác nhận. Ô khác ghi dạng Trang!D14, hoặc Trang!B14:D14 để chỉ rõ cả nhãn.",
        "Look at each line, change the cell where it is wrong, then confirm. Another cell is written Sheet!D14, or Sheet!B14:D14 to name its label, too.");
    public static Text ProposalWaits { get; } = new("Người duyệt của đơn vị sẽ xem và xác nhận.", "A reviewer of the unit looks through it and confirms.");
    public static Text ProposalConfirmed { get; } = new("Đề xuất này đã được xác nhận.", "This proposal has been confirmed.");
    public static Text SeeProfile { get; } = new("Xem cách đọc", "See the profile");
    public static Text TitlePeriod { get; } = new("Kỳ theo tiêu đề", "Period by the title");
    public static Text Confidence { get; } = new("Tin cậy", "Confidence");
    public static Text Place { get; } = new("Ô giá trị", "Place");
    public static Text Why { get; } = new("Vì sao", "Why");
    public static Text Required { get; } = new("bắt buộc", "required");
    public static Text NotFoundPlace { get; } = new("không thấy", "not found");
    public static Text FoundTwice { get; } = new("thấy hai nơi", "found twice");
    public static Text NoPlace { get; } = new("— không có trong tệp —", "— not in the file —");
    public static Text OtherPlace { get; } = new("Ô khác (ghi bên dưới)", "Another cell (write below)");
    public static Text OtherAddress { get; } = new("Ô khác, ví dụ Trang!D14", "Another cell, such as Sheet!D14");
    public static Text Factor { get; } = new("Hệ số", "Factor");
    public static Text ConfirmReading { get; } = new("Xác nhận cách đọc", "Confirm the reading");
    public static Text StatedPercentages { get; } = new("Tỷ lệ ghi sẵn trong tệp", "Percentages stated in the file");
    public static Text StatedPercentagesLead { get; } = new(
        "Mỗi kỳ, tỷ lệ tệp ghi được đối chiếu với hai số tạo nên nó; lệch thì cảnh báo, nêu cả hai con số. Điểm số luôn tính từ số đếm. Không bắt buộc.",
        "Each period, the percentage a file states is compared with the counts it follows from; a disagreement is a warning with both numbers. Scores are always computed from the counts. None is needed.");
    public static Text UnusedLabels { get; } = new("Nhãn trong tệp chưa dùng đến", "Labels in the file that were not used");
    public static Text ProfileTitle { get; } = new("Cách đọc mẫu riêng", "Reading profile");
    public static Text ConfirmedOnFile { get; } = new("Xác nhận trên tệp", "Confirmed on the file");
    public static Text LabelText { get; } = new("Nhãn", "Label");
    public static Text Heading { get; } = new("Tiêu đề cột", "Heading");
    public static Text RetireProfile { get; } = new("Ngừng dùng cách đọc này", "End this profile");
    public static Text RetireLead { get; } = new(
        "Từ đó tệp của mẫu này bị từ chối cho đến khi có cách đọc mới. Báo cáo đã nhận không đổi.",
        "From then on files of this design are refused until there is a new profile. Returns already taken do not change.");
    public static Text SendOwnDesign { get; } = new("Gửi tệp theo mẫu riêng của đơn vị", "Send a file of the unit's own design");
    public static Text SendOwnDesignLead { get; } = new(
        "Tệp không phải biểu mẫu của hệ thống không tự ghi đơn vị và kỳ: hãy nêu ở đây. Cách đọc phải được xác nhận trước ở trang",
        "A file that is not a form of the service does not carry unit and period: state them here. How it is read must be confirmed first on the page");
    public static Text ReadByProfile { get; } = new("Đọc theo mẫu riêng", "Read by profile");
}
