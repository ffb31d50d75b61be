using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Calendar;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Calendar;

/// <summary>What is closed or opened again.</summary>
/// <param name="Form">Code of a form; null for all.</param>
/// <param name="UnitCode">For this unit and all within it; the nation for everybody.</param>
public sealed record PeriodRequest(Period Period, string? Form, string UnitCode, string Reason);

/// <summary>Closes a period, so that no return of it is taken, and opens it again. Both are decisions with a reason that stay.</summary>
public sealed class DecidePeriod(
    Database database, CalendarStore store, CalendarReader reader, UnitReader units, CatalogueReader catalogues, AuditTrail audit, Ids ids,
    TimeProvider clock)
{
    /// <param name="access">What the actor's grants allow; null for the operator of the service, who may do all.</param>
    public Task<Outcome<PeriodDecision>> Close(PeriodRequest request, Access? access, Actor actor, CancellationToken token) =>
        Decide(request, closed: true, access, actor, token);

    /// <inheritdoc cref="Close"/>
    /// <remarks>Who closed over a wider area is not overruled from below: opening needs the right over all that the closing covers.</remarks>
    public Task<Outcome<PeriodDecision>> Reopen(PeriodRequest request, Access? access, Actor actor, CancellationToken token) =>
        Decide(request, closed: false, access, actor, token);

    private async Task<Outcome<PeriodDecision>> Decide(PeriodRequest request, bool closed, Access? access, Actor actor, CancellationToken token)
    {
        if (!CalendarProblems.Reason(request.Reason).TryGet(out var reason, out var problem)) return problem;
        var catalogue = await catalogues.Current(token);
        if (request.Form is { } form && catalogue.Forms.All(f => f.Code != form)) return CalendarProblems.NoForm(form, catalogue.Forms.Select(f => f.Code));
        var geography = await units.On(request.Period.LastDay, token);
        if (geography.ByCode(request.UnitCode) is not { } unit) return CalendarProblems.NoUnit(request.UnitCode, request.Period);
        var today = await units.On(BusinessDay.Today(clock), token);
        if (!CalendarProblems.May(access, Permission.Review, unit.UnitId, today)) return CalendarProblems.NotAllowed;
        if (request.Period.LastDay >= BusinessDay.Today(clock))
        {
            return Problem.Conflict("period-not-over",
                $"Kỳ {request.Period} chưa kết thúc nên chưa thể khoá sổ hay mở lại.", $"The period {request.Period} is not over: it cannot be closed or opened again yet.");
        }

        return await database.Write<Outcome<PeriodDecision>>(async session =>
        {
            await reader.Hold(session, token);
            var last = (await reader.For(session, request.Period, token)).DecisionOn(unit, request.Form);
            if (closed && last is { Closed: true }) return Already(request, last);
            if (!closed)
            {
                var closings = await ClosingsUnder(session, request, unit, catalogue, token);
                if (closings.Find(c => !CalendarProblems.May(access, Permission.Review, c.UnitId, today)) is { } above) return ClosedAbove(request, above);
                if (closings.Count == 0 && (last is not null || catalogue.Forms.All(f => f.ClosesWorkingDays is null))) return NotClosed(request, unit, last);
            }

            var now = clock.GetUtcNow();
            var decision = new PeriodDecision(
                await After(session, token), request.Period, request.Form, unit.UnitId, unit.Code, closed, now, BusinessDay.Of(now), Cut(actor.Name), reason);
            await store.Add(session, decision, token);
            await audit.Append(session, actor, closed ? "period.closed" : "period.reopened", Show(decision), reason, token);
            return decision;
        }, token);
    }

    /// <summary>
    /// Every closing in force that opening again would undo: of any of the forms, of any filing period within, also one below a later closing.
    /// Asking only about the request's own form and period, or only for the last word, would let two words from below undo one from above.
    /// </summary>
    private async Task<List<PeriodDecision>> ClosingsUnder(
        Session session, PeriodRequest request, UnitVersion unit, Catalogue catalogue, CancellationToken token)
    {
        string?[] forms = request.Form is { } one ? [one] : [null, .. catalogue.Forms.Select(f => f.Code).Distinct(StringComparer.Ordinal)];
        var closings = new Dictionary<long, PeriodDecision>();
        foreach (var period in FilingPeriods.In(request.Period))
        {
            var calendar = await reader.For(session, period, token);
            foreach (var closing in forms.SelectMany(form => calendar.ClosingsOn(unit, form))) closings[closing.Id] = closing;
        }

        return [.. closings.Values];
    }

    /// <summary>A number above every decision's, whatever the clocks of several machines say: the larger is the later word.</summary>
    private async Task<long> After(Session session, CancellationToken token) => Math.Max(ids.Next(), await reader.HighestDecision(session, token) + 1);

    private static Problem ClosedAbove(PeriodRequest request, PeriodDecision last) => Problem.Forbidden("closed-above",
        $"Kỳ {request.Period} được khoá cho cả đơn vị {last.UnitCode}; chỉ người có quyền duyệt của {last.UnitCode} mở lại được. Hãy gửi lý do đến đó.",
        $"The period {request.Period} was closed for all of unit {last.UnitCode}; only somebody who reviews for {last.UnitCode} can open it again. Send your reason there.");

    private static Problem NotClosed(PeriodRequest request, UnitVersion unit, PeriodDecision? last) => Problem.Conflict("not-closed",
        $"Kỳ {request.Period} của đơn vị {unit.Code} đang mở{(last is null ? "" : $" ({last.By} đã mở lại)")}.",
        $"The period {request.Period} of unit {unit.Code} is open{(last is null ? "" : $" (opened again by {last.By})")}.");

    private static Problem Already(PeriodRequest request, PeriodDecision last) => Problem.Conflict("already-closed",
        $"Kỳ {request.Period} đã được {last.By} khoá cho {last.UnitCode}: {last.Reason}",
        $"The period {request.Period} was closed for {last.UnitCode} by {last.By} already: {last.Reason}");

    private static string Show(PeriodDecision decision) => $"{decision.Period} {decision.Form ?? "*"} {decision.UnitCode}";

    private static string Cut(string name) => name.Length <= CalendarProblems.LongestName ? name : name[..CalendarProblems.LongestName];
}
