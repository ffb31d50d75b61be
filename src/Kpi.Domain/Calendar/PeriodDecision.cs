using Kpi.Domain.Periods;

namespace Kpi.Domain.Calendar;

/// <summary>Somebody closed a period, or opened it again. Nothing is overwritten: the last decision that covers a return holds.</summary>
/// <param name="Id">Counts up with time: the larger is the later.</param>
/// <param name="Period">The period; one longer than a filing period covers those in it.</param>
/// <param name="Form">For which form; null for all.</param>
/// <param name="UnitId">For which unit and all within it.</param>
/// <param name="UnitCode">Its code when it was decided.</param>
/// <param name="Closed">True closes, false opens again.</param>
/// <param name="At">When.</param>
/// <param name="Day">The day of that in Vietnam.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record PeriodDecision(
    long Id, Period Period, string? Form, string UnitId, string UnitCode, bool Closed, DateTimeOffset At, DateOnly Day, string By,
    string Reason);
