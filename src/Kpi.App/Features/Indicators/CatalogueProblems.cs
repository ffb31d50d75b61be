using System.Globalization;
using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Indicators;

/// <summary>Why something cannot be done with a catalogue.</summary>
internal static class CatalogueProblems
{
    public static Problem OwnDraft { get; } = Problem.Forbidden("catalogue-own-draft",
        "Người đề xuất không được tự công bố danh mục của mình. Hãy nhờ một quản trị viên khác xem và công bố.",
        "Nobody publishes the catalogue they proposed themselves. Ask another administrator to look at it and publish it.");

    public static Problem NoDraft(long id) => Problem.NotFound("catalogue-draft-not-found",
        $"Không có đề xuất danh mục “{Ids.Show(id)}”. Xem danh sách: kpi catalogue drafts.",
        $"There is no proposed catalogue “{Ids.Show(id)}”. See the list: kpi catalogue drafts.");

    public static Problem Decided(long id) => Problem.Conflict("catalogue-draft-decided",
        $"Đề xuất danh mục “{Ids.Show(id)}” đã được quyết định rồi. Muốn đổi lại thì đề xuất một phiên bản mới.",
        $"The proposed catalogue “{Ids.Show(id)}” was decided before. Propose a new version to change that.");

    public static Problem NotNewer(int given, int last) => Problem.Conflict("catalogue-not-newer",
        string.Create(CultureInfo.InvariantCulture, $"Phiên bản {given} không lớn hơn phiên bản đang dùng ({last}). Hãy ghi version là {last + 1}."),
        string.Create(CultureInfo.InvariantCulture, $"Version {given} is not greater than the one in force ({last}). Set version to {last + 1}."));

    /// <summary>Null when there is a reason of a fitting length.</summary>
    public static Problem? NoReason(string reason, int most) => !string.IsNullOrWhiteSpace(reason) && reason.Length <= most ? null : Problem.Invalid("catalogue-reason",
        $"Hãy ghi lý do (không quá {most} ký tự).",
        $"Say why (at most {most} characters).");
}
