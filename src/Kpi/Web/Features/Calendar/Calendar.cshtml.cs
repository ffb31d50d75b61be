using System.Globalization;
using Kpi.App;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Calendar;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Calendar;

/// <summary>The days of a period: when returns are due, who was given more time, what is closed; and where it is asked and decided.</summary>
[Requires(Permission.Read)]
public sealed class CalendarModel(
    Deadlines deadlines, CalendarSight sight, DecidePeriod decide, ManageExtensions extensions, UnitReader units, JobSignal signal, TimeProvider clock,
    IServiceProvider services) : KpiPage
{
    private Access _access = null!;
    private Geography _today = null!;

    public Period Period { get; private set; }

    /// <summary>The unit whose days are shown; null shows those for everybody.</summary>
    public string? Unit { get; private set; }

    public IReadOnlyList<Deadline> Days { get; private set; } = [];

    public IReadOnlyList<PeriodDecision> Decisions { get; private set; } = [];

    public IReadOnlyList<Extension> Extensions { get; private set; } = [];

    public bool MayAsk => _access.Allows(Permission.Submit);

    public bool MayDecide => _access.Allows(Permission.Review);

    /// <summary>The unit a form is filled with first.</summary>
    public string OwnUnit(Permission permission) => Caller.Grants.Where(g => g.Permissions.HasFlag(permission)).Select(g => g.UnitCode).FirstOrDefault() ?? "";

    public bool MayAnswer(Extension extension) => extension.State == ExtensionState.Asked && extension.AskedBy != Caller.Name
        && _access.Allows(Permission.Review, _today.CarriedOn(extension.UnitId)?.Code ?? "");

    public async Task<IActionResult> OnGet(string? period, string? unit, CancellationToken token)
    {
        Period = Period.Containing(BusinessDay.Today(clock), PeriodKind.Month).Previous;
        if (!string.IsNullOrWhiteSpace(period))
        {
            if (!Period.TryParse(period.Trim(), out var parsed)) return Problem(Queries.NoPeriod(period));
            Period = parsed;
        }

        _access = await Caller.Access(services, token);
        _today = await units.On(BusinessDay.Today(clock), token);
        Unit = string.IsNullOrWhiteSpace(unit) ? OnlyFacility() : unit.Trim();
        if (Unit is not null && !_access.Allows(Permission.Read, Unit)) return Problem(ProblemMapping.NotAllowed);
        if (!(await deadlines.Run(Period, Unit, token)).TryGet(out var days, out var problem)) return Problem(problem);
        Days = days;
        Decisions = await sight.Decisions(Caller, Period, token);
        Extensions = await sight.Extensions(Caller, new ExtensionFilter(Period, null), token);
        return Page();
    }

    public async Task<IActionResult> OnPostDecide(string? period, string? unit, string? form, string? decision, string? reason, CancellationToken token)
    {
        if (!Period.TryParse(period?.Trim(), out var parsed)) return Problem(Queries.NoPeriod(period ?? ""));
        var request = new PeriodRequest(parsed, string.IsNullOrWhiteSpace(form) ? null : form.Trim(), unit?.Trim() ?? "", reason ?? "");
        var access = await Caller.Access(services, token);
        var outcome = decision == "close"
            ? await decide.Close(request, access, Caller.Actor, token)
            : await decide.Reopen(request, access, Caller.Actor, token);
        signal.Due(KpiJobs.ProcessReturns);
        return Back(outcome.Problem, parsed.ToString());
    }

    public async Task<IActionResult> OnPostAsk(string? period, string? unit, string? until, string? reason, CancellationToken token)
    {
        if (!Period.TryParse(period?.Trim(), out var parsed)) return Problem(Queries.NoPeriod(period ?? ""));
        if (Day(until) is not { } day) return Problem(Queries.NoDay(until ?? ""));
        var request = new ExtensionRequest(unit?.Trim() ?? "", parsed, day, reason ?? "");
        return Back((await extensions.Ask(request, await Caller.Access(services, token), Caller.Actor, token)).Problem, parsed.ToString());
    }

    public async Task<IActionResult> OnPostAnswer(string? id, string? decision, string? until, string? reason, CancellationToken token)
    {
        if (!Ids.TryRead(id, out var number)) return Problem(ProblemMapping.NotFound);
        var access = await Caller.Access(services, token);
        if (decision != "grant") return Answered(await extensions.Refuse(number, reason ?? "", access, Caller.Actor, token));
        var day = Day(until);
        if (day is null && !string.IsNullOrWhiteSpace(until)) return Problem(Queries.NoDay(until));
        return Answered(await extensions.Grant(number, day, reason, access, Caller.Actor, token));
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text?.Trim(), ["yyyy-MM-dd", "d/M/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private IActionResult Answered(Outcome<Extension> outcome) =>
        outcome.TryGet(out var extension, out var problem) ? Back(null, extension.Period.ToString()) : Problem(problem);

    private IActionResult Back(Problem? problem, string period) => problem is null ? LocalRedirect($"/calendar?period={period}") : Problem(problem);

    private string? OnlyFacility() => Caller.Grants is [var only] && _today.ByCode(only.UnitCode) is { Files: true } unit ? unit.Code : null;
}
