using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Recalculation;

/// <summary>Why something cannot be done with a scenario.</summary>
internal static class ScenarioProblems
{
    public static Problem NoName { get; } = Problem.Invalid("scenario-name",
        "Hãy đặt tên cho kịch bản (không quá 200 ký tự), ví dụ: --name \"EMR 90 % năm 2026\".",
        "Name the scenario (at most 200 characters), for example: --name \"EMR 90 % in 2026\".");

    public static Problem NotOwner { get; } = Problem.Forbidden("scenario-not-owner",
        "Chỉ người tạo kịch bản mới được chia sẻ, bỏ hoặc đề xuất kịch bản.", "Only the owner of a scenario shares, discards or proposes it.");

    public static Problem OnlyChoices { get; } = Problem.Conflict("scenario-choices",
        "Kịch bản chỉ chọn cách tính đơn vị chưa nộp hoặc báo cáo đã duyệt. Đó là lựa chọn của một lượt tính, không nằm trong danh mục nên không có gì để đề xuất.",
        "The scenario only chooses how missing or unapproved returns count. That is a choice of a run and not in the catalogue; there is nothing to propose.");

    public static Problem HasChoices { get; } = Problem.Conflict("scenario-choices",
        "Kịch bản tính với lựa chọn “missing” hoặc “approvedOnly”, còn lượt chính thức luôn dùng cách tính chuẩn. Hãy thử lại kịch bản không có hai lựa chọn này rồi đề xuất.",
        "The scenario was calculated with “missing” or “approvedOnly”, and the official run always counts the standard way. Try it without these, then propose that.");

    public static Problem HasFigures { get; } = Problem.Conflict("scenario-figures",
        "Kịch bản tính với số liệu của nguồn khác (“figures”). Số liệu không nằm trong danh mục nên không ban hành được; đơn vị phải nộp báo cáo đính chính. Muốn đề xuất các thay đổi còn lại thì thử lại kịch bản không có “figures”.",
        "The scenario was calculated with figures of another source (“figures”). Figures are not in the catalogue and cannot be published; the units would have to file corrections. To propose its other changes, try it without “figures”, then propose that.");

    public static Problem None(string id) => Problem.NotFound("no-such-scenario",
        $"Không có kịch bản “{id}”. Xem danh sách: kpi scenarios list.", $"There is no scenario “{id}”. See the list: kpi scenarios list.");

    public static Problem NotProposed(long id) => Problem.Conflict("scenario-not-proposed",
        $"Kịch bản “{Ids.Show(id)}” chưa được đề xuất nên chưa có gì để quyết định.", $"The scenario “{Ids.Show(id)}” is not proposed; there is nothing to decide.");

    public static Problem NoWayBack(long id) => Problem.Conflict("scenario-state",
        $"Kịch bản “{Ids.Show(id)}” đã đi qua bước này. Muốn làm khác thì tạo kịch bản mới từ cùng tệp.",
        $"The scenario “{Ids.Show(id)}” has passed this step. To do otherwise, make a new one from the same file.");
}
