using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Calendar;

/// <summary>What the use cases of the calendar have in common: how texts are checked, and what is said when something is wrong.</summary>
internal static class CalendarProblems
{
    public const int LongestReason = 1000, LongestName = 100;

    public static Problem NotAllowed { get; } = Problem.Forbidden("not-allowed",
        "Tài khoản của bạn không có quyền này đối với đơn vị đó. Hãy đề nghị Sở Y tế hoặc Bộ Y tế.",
        "Your account may not do this for that unit. Ask the department of health or the ministry.");

    /// <summary>
    /// Whether the actor may do this for a unit, whatever its code was: codes are re-used, so the identity is looked up as it stands today.
    /// What nothing carries on any more is left to grants over the nation.
    /// </summary>
    public static bool May(Access? access, Permission permission, string unitId, Geography today) =>
        access is null || access.Allows(permission, today.CarriedOn(unitId)?.Code ?? "");

    public static Problem NoUnit(string code, Period period) => Problem.NotFound("unit-not-found",
        $"Không có đơn vị mang mã “{code}” trong danh mục vào cuối kỳ {period}. Hãy kiểm tra mã đơn vị.",
        $"No unit with the code “{code}” is registered at the end of {period}. Check the code.");

    public static Problem NoForm(string form, IEnumerable<string> known)
    {
        var list = string.Join(", ", known.Distinct(StringComparer.Ordinal));
        return Problem.NotFound("form-not-found", $"Không có biểu mẫu “{form}”. Các biểu hiện có: {list}.", $"There is no form “{form}”. There are: {list}.");
    }

    /// <summary>The reason as it is kept; a problem when there is none, or when it is too long to be kept whole.</summary>
    public static Outcome<string> Reason(string? text)
    {
        var reason = FreeText.Clean(text, LongestReason + 1) ?? "";
        if (reason.Length == 0)
        {
            return Problem.Invalid("reason-required",
                "Cần ghi lý do; lý do được lưu lại và mọi người xem được.", "A reason is needed; it is kept, and everybody concerned can see it.");
        }

        return reason.Length <= LongestReason
            ? reason
            : Problem.Invalid("reason-too-long",
                $"Lý do dài quá {LongestReason} ký tự. Hãy viết ngắn lại.", $"The reason is longer than {LongestReason} characters. Make it shorter.");
    }
}
