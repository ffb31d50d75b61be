using Kpi.App.Features.Calendar;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Calendar;
using Kpi.Domain.Periods;

namespace Kpi.Documents;

/// <summary>When a form can be filed for a period: a line of <c>kpi deadlines --json</c> and <c>GET /api/v1/deadlines</c>.</summary>
/// <param name="Unit">By whom; null for everybody to whom nothing else was said.</param>
/// <param name="Closes">Last day on which a first return is taken; null when none is set.</param>
/// <param name="Holidays"><c>official</c>, <c>provisional</c> or <c>none</c>: how well the holiday table knows the days counted.</param>
/// <param name="Closed">Closed by decision.</param>
public sealed record DeadlineDocument(
    string Form, string Period, string? Unit, string Due, string LateAfter, string? Closes, string Holidays, bool Closed, string? Extension, string? Decision)
{
    public static DeadlineDocument Of(Deadline deadline)
    {
        var window = deadline.Window;
        return new(
            deadline.Form.Code, deadline.Period.ToString(), deadline.Unit?.Code, Words.Day(window.DueDay), Words.Day(window.LateAfter),
            window.ClosingDay is { } day ? Words.Day(day) : null, Words.Kebab(window.Cover), window.IsClosed,
            window.Extension is { } extension ? Ids.Show(extension.Id) : null, window.Decision is { } decision ? Ids.Show(decision.Id) : null);
    }
}

public sealed record DeadlinesDocument(IReadOnlyList<DeadlineDocument> Deadlines);

/// <summary>A period closed or opened again.</summary>
public sealed record PeriodDecisionDocument(
    string Id, string Period, string? Form, string Unit, string State, string At, string By, string Reason)
{
    public static PeriodDecisionDocument Of(PeriodDecision decision) => new(
        Ids.Show(decision.Id), decision.Period.ToString(), decision.Form, decision.UnitCode, decision.Closed ? "closed" : "open",
        Words.Instant(decision.At), decision.By, decision.Reason);
}

public sealed record PeriodDecisionsDocument(IReadOnlyList<PeriodDecisionDocument> Decisions);

/// <summary>A request for more time and its answer.</summary>
public sealed record ExtensionDocument(
    string Id, string Unit, string Period, string AskedUntil, string Reason, string AskedAt, string AskedBy, string State, string? GrantedUntil,
    string? DecidedAt, string? DecidedBy, string? Note)
{
    public static ExtensionDocument Of(Extension extension) => new(
        Ids.Show(extension.Id), extension.UnitCode, extension.Period.ToString(), Words.Day(extension.AskedUntil), extension.Reason,
        Words.Instant(extension.AskedAt), extension.AskedBy, Words.Kebab(extension.State),
        extension.GrantedUntil is { } until ? Words.Day(until) : null, extension.DecidedAt is { } at ? Words.Instant(at) : null, extension.DecidedBy,
        extension.Note);
}

public sealed record ExtensionsDocument(IReadOnlyList<ExtensionDocument> Extensions);

/// <summary>The words of the calendar, the same on pages and terminals.</summary>
public static class CalendarTexts
{
    public static Text Of(ExtensionState state) => state switch
    {
        ExtensionState.Asked => new("Chờ trả lời", "Waiting for an answer"),
        ExtensionState.Granted => new("Được gia hạn", "Granted"),
        _ => new("Không gia hạn", "Refused"),
    };

    public static Text OfDecision(bool closed) => closed ? new("Khoá sổ", "Closed") : new("Mở lại", "Opened again");

    /// <summary>What must be said of a day that was counted over years the holiday table does not know for sure; null when there is nothing.</summary>
    public static Text? Doubt(HolidayCover cover) => cover switch
    {
        HolidayCover.Official => null,
        HolidayCover.Provisional => new(
            "Tạm tính: lịch nghỉ lễ của năm này chưa được xác nhận đầy đủ.", "Provisional: the public holidays of that year are not fully confirmed."),
        _ => new(
            "Chưa chắc: danh mục chưa có lịch nghỉ lễ của năm này, mới trừ thứ Bảy và Chủ nhật.",
            "Uncertain: the catalogue has no public holidays for that year; only weekends were left out."),
    };
}
