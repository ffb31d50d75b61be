using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Calendar;

/// <summary>Why a return is not taken now.</summary>
public enum FilingBar
{
    /// <summary>The period was closed by decision; nothing is taken until it is opened again (kỳ đã khoá sổ).</summary>
    Closed,

    /// <summary>The closing day is over; only corrections of returns that came in time are taken (đã hết hạn nộp).</summary>
    AfterClosingDay,
}

/// <summary>When a unit can file a form for a period. All of it is counted from the due day: who may file later is late later.</summary>
/// <param name="DueDay">The last day on which a return is due; moved by an extension.</param>
/// <param name="LateAfter">The last day on which it is not yet called late: the due day and the form's days of grace.</param>
/// <param name="ClosingDay">The last day on which a first return is taken; null when the form sets none.</param>
/// <param name="Cover">How well the holiday table knows the days that were counted.</param>
/// <param name="Extension">The extension that moved the due day; null when none did.</param>
/// <param name="Decision">The last decision about the period that covers the unit and the form; null when there is none.</param>
public sealed record FilingWindow(
    DateOnly DueDay, DateOnly LateAfter, DateOnly? ClosingDay, HolidayCover Cover, Extension? Extension, PeriodDecision? Decision)
{
    /// <summary>The window of a form for a period, counted from the end of the period or from the day an extension gives.</summary>
    public static FilingWindow Of(Catalogue catalogue, Form form, Period period, Extension? extension, PeriodDecision? decision)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(form);
        var days = catalogue.WorkingDays;
        var due = catalogue.DueDay(form, period);
        // An extension never takes time away, whatever day it was granted for.
        if (extension?.GrantedUntil is { } until && until > due) due = until;
        else extension = null;
        var late = days.After(due, form.GraceWorkingDays);
        DateOnly? closing = form.ClosesWorkingDays is { } count ? days.After(due, count) : null;
        return new FilingWindow(due, late, closing, days.CoverOf(period.LastDay, closing > late ? closing.Value : late), extension, decision);
    }

    /// <summary>Whether it was closed by decision and not opened since.</summary>
    public bool IsClosed => Decision is { Closed: true };

    /// <summary>Whether a return received on a day is late.</summary>
    public bool IsLate(DateOnly received) => received > LateAfter;

    /// <summary>Why a return sent on a day is not taken; null when it is.</summary>
    /// <param name="sent">The day it came to the door, whenever it is read.</param>
    /// <param name="isCorrection">Whether the unit has a return for the period already.</param>
    public FilingBar? Bars(DateOnly sent, bool isCorrection)
    {
        if (IsClosed) return FilingBar.Closed;
        // Opening again is a decision, too: it stands above the day that the calendar gives.
        return Decision is null && ClosingDay is { } last && sent > last && !isCorrection ? FilingBar.AfterClosingDay : null;
    }
}
