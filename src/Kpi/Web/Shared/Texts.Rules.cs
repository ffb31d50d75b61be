using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text NavRules { get; } = new("Quy tắc kiểm tra", "Rules");
    public static Text RulesLead { get; } = new(
        "Báo cáo được kiểm tra theo các quy tắc này. Giai đoạn theo ngày cuối của kỳ: theo dõi (không hiện cho đơn vị), cảnh báo, rồi chặn.",
        "Returns are checked by these rules. The stage is that of the period’s last day: shadow (not shown to units), warn, then block.");
    public static Text Rule { get; } = new("Quy tắc", "Rule");
    public static Text Stage { get; } = new("Giai đoạn", "Stage");
    public static Text RuleOwner { get; } = new("Chịu trách nhiệm", "Owner");
    public static Text Broken { get; } = new("Vi phạm trong kỳ", "Broken in the period");
    public static Text AnsweredCount { get; } = new("đã giải trình", "answered");
    public static Text Until { get; } = new("đến", "until");
    public static Text TryIt { get; } = new("Thử", "Try");
    public static Text WhoWouldBreak { get; } = new("Ai sẽ vi phạm", "Who would break it");
    public static Text TrialRefused { get; } = new("sẽ bị từ chối", "would be refused");
    public static Text TrialWarned { get; } = new("sẽ bị cảnh báo", "would be warned");
    public static Text ReturnsCounted { get; } = new("báo cáo", "returns");
    public static Text BrokenBy { get; } = new("vi phạm", "broken by");
    public static Text RuleUndecided { get; } = new("báo cáo thiếu số để xét nên được coi là đạt.", "returns lack a value the rule needs, and pass.");
    public static Text MoreBreakers { get; } = new("Danh sách đầy đủ có ở API và dòng lệnh; còn", "The whole list is in the API and on the command line; more:");
    public static Text NoStrongerRule { get; } = new(
        "Danh mục này không có quy tắc nào mới hoặc chặt hơn danh mục đang dùng.", "This catalogue has no rule that is new or bites harder than the one in force.");
    public static Text TryCatalogue { get; } = new("Thử một danh mục trước khi phát hành", "Try a catalogue before it is published");
    public static Text ProposedCatalogue { get; } = new("Danh mục đề xuất (.xlsx hoặc .json)", "Proposed catalogue (.xlsx or .json)");
    public static Text TryCatalogueHelp { get; } = new(
        "Các quy tắc mới hoặc chặt hơn được thử trên báo cáo của kỳ; không có gì được lưu.", "Rules that are new or bite harder are tried on the period’s returns; nothing is kept.");

    // Answers to warnings
    public static Text Explained { get; } = new("Giải trình", "Answer");
    public static Text AnswerWarning { get; } = new("Giải trình: vì sao số liệu vẫn đúng", "Answer: why the figure is right");
    public static Text SendAnswer { get; } = new("Gửi giải trình", "Send the answer");
}
