using Kpi.Domain;

namespace Kpi.Web.Shared;

/// <summary>Words for the life of a return: versions, reviews, evidence, questions.</summary>
public static partial class Texts
{
    public static Text NavReview { get; } = new("Xét duyệt", "Review");
    public static Text OnlyCheck { get; } = new("Chỉ kiểm tra", "Only check");
    public static Text CheckHelp { get; } = new(
        "“Chỉ kiểm tra” cho biết kết quả y như khi gửi, nhưng không lưu và không gửi gì.",
        "“Only check” shows what sending would come to; nothing is sent or kept.");
    public static Text CheckResult { get; } = new("Kết quả kiểm tra (chưa gửi)", "Result of the check (nothing was sent)");
    public static Text WouldBeAccepted { get; } = new("Nếu gửi sẽ được chấp nhận", "Would be accepted");
    public static Text WouldBeRefused { get; } = new("Nếu gửi sẽ bị từ chối", "Would be refused");
    public static Text NoChanges { get; } = new("Không có chỉ tiêu nào khác.", "No element differs.");
    public static Text AgainstFiled { get; } = new("Khác với bản đang được tính, bản số", "Difference to what counts now, version");
    public static Text ChangedSinceApproval { get; } = new("đã đổi sau khi duyệt", "changed since approval");
    public static Text ChangedSinceApprovalLead { get; } = new(
        "Bản này thay cho một bản đã được duyệt và chưa ai xét lại. Bản đã duyệt là bản số",
        "This version took the place of one that was approved, and nobody has reviewed it yet. The approved one is version");
    public static Text SeeDifference { get; } = new("Xem khác biệt", "See the difference");
    public static Text Statements { get; } = new("Đơn vị khai thay cho số liệu", "Stated in place of numbers");
    public static Text Versions { get; } = new("Các bản đã gửi", "Versions");
    public static Text CountsColumn { get; } = new("Được tính?", "Counts?");
    public static Text SentAtColumn { get; } = new("Gửi lúc", "Sent");
    public static Text ReviewedByColumn { get; } = new("Người duyệt", "Reviewed by");
    public static Text CompareColumn { get; } = new("So sánh", "Compare");
    public static Text CompareWithThis { get; } = new("So với bản đang xem", "Compare with this one");
    public static Text ThisOne { get; } = new("bản đang xem", "this one");
    public static Text Difference { get; } = new("Khác biệt giữa hai bản", "Difference between two versions");
    public static Text ToReturn { get; } = new("Về báo cáo", "To the return");
    public static Text Before { get; } = new("Trước", "Before");
    public static Text After { get; } = new("Sau", "After");
    public static Text Change { get; } = new("Thay đổi", "Change");
    public static Text Added { get; } = new("thêm", "added");
    public static Text Removed { get; } = new("bỏ", "removed");
    public static Text WholeReturn { get; } = new("Cả báo cáo", "The whole return");
    public static Text AsBefore { get; } = new("chỉ tiêu như cũ", "elements as before");
    public static Text Differing { get; } = new("chỉ tiêu khác", "elements differ");
    public static Text Evidence { get; } = new("Minh chứng", "Evidence");
    public static Text EvidenceLead { get; } = new(
        "PDF, ảnh PNG, JPEG hoặc sổ .xlsx không macro, mỗi tệp tối đa 10 MB. Không gửi tài liệu có tên hay số định danh của người bệnh.",
        "PDF, PNG, JPEG or .xlsx without macros, at most 10 MB each. Send nothing that carries names or numbers of patients.");
    public static Text NoEvidence { get; } = new("Chưa có minh chứng.", "There is no evidence yet.");
    public static Text Attach { get; } = new("Đính kèm", "Attach");
    public static Text BelongsTo { get; } = new("Thuộc chỉ tiêu (không bắt buộc)", "Belongs to the element (optional)");
    public static Text Withdraw { get; } = new("Rút", "Withdraw");
    public static Text WithdrawReason { get; } = new("Lý do rút", "Why it is withdrawn");
    public static Text Withdrawn { get; } = new("đã rút", "withdrawn");
    public static Text AddedAt { get; } = new("Thêm lúc", "Added");
    public static Text AddedByColumn { get; } = new("Người thêm", "Added by");
    public static Text Questions { get; } = new("Hỏi đáp", "Questions and answers");
    public static Text NoQuestions { get; } = new("Chưa có câu hỏi nào.", "Nobody has asked anything yet.");
    public static Text Open { get; } = new("chưa trả lời", "open");
    public static Text Answered { get; } = new("đã trả lời", "answered");
    public static Text Ask { get; } = new("Gửi câu hỏi", "Ask");
    public static Text AskLabel { get; } = new("Câu hỏi mới", "New question");
    public static Text AboutLabel { get; } = new("Về chỉ tiêu (không bắt buộc)", "About the element (optional)");
    public static Text Answer { get; } = new("Trả lời", "Answer");
    public static Text AnswerLabel { get; } = new("Câu trả lời", "Your answer");
    public static Text ReviewPlacesHelp { get; } = new(
        "Có thể ghi lý do ngay tại từng chỉ tiêu trong bảng số liệu bên dưới; đơn vị sẽ thấy lý do ở đúng ô.",
        "You can write a reason at single elements in the table of values below; the unit sees it at the very cell.");
    public static Text PlaceReason { get; } = new("Lý do trả lại tại ô này", "Why this cell is sent back");
    public static Text OwnReturn { get; } = new(
        "Bạn là người gửi bản này nên không được tự duyệt; vẫn có thể trả lại.", "You sent this version yourself, so you cannot approve it; you can send it back.");
    public static Text NotCurrentReview { get; } = new(
        "Đã có bản mới hơn: chỉ bản hiện hành mới được duyệt.", "A newer version took its place: only the version that counts can be approved.");
    public static Text Queue { get; } = new("Báo cáo chờ duyệt", "Returns to be reviewed");
    public static Text QueueLead { get; } = new(
        "Báo cáo đã được chấp nhận, đang được tính và chưa ai xét. Duyệt nhiều báo cáo cùng lúc, trừ những báo cáo bạn bỏ ra.",
        "Accepted returns that count and nobody has reviewed yet. Approve many at once, except those you leave out.");
    public static Text NothingToReview { get; } = new("Không có báo cáo nào chờ duyệt theo điều kiện lọc.", "Nothing waits for a review that the filter lets through.");
    public static Text WarningsFilter { get; } = new("Cảnh báo", "Warnings");
    public static Text WithWarnings { get; } = new("Có cảnh báo", "With warnings");
    public static Text WithoutWarnings { get; } = new("Không cảnh báo", "Without warnings");
    public static Text Pick { get; } = new("Chọn", "Pick");
    public static Text PickAll { get; } = new("Chọn tất cả", "Pick all");
    public static Text ApprovePicked { get; } = new("Duyệt các báo cáo đã chọn", "Approve those picked");
    public static Text ApproveOthers { get; } = new("Duyệt tất cả trên trang này, trừ các báo cáo đã chọn", "Approve all on this page except those picked");
    public static Text ApprovedCount { get; } = new("báo cáo đã được duyệt", "returns were approved");
    public static Text SentByYou { get; } = new("bạn gửi", "sent by you");
    public static Text NothingPicked { get; } = new("Chưa chọn báo cáo nào để duyệt.", "No return was picked to be approved.");
}
