using System.Globalization;
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

/// <summary>What a unit asks for.</summary>
/// <param name="UnitCode">For this unit and all within it.</param>
/// <param name="Until">The new due day.</param>
public sealed record ExtensionRequest(string UnitCode, Period Period, DateOnly Until, string Reason);

/// <summary>
/// A unit asks for more time, somebody who reviews for it grants or refuses. Returns that were called late and are not by the new day are in
/// time from then on, in the same transaction.
/// </summary>
public sealed class ManageExtensions(
    Database database, CalendarStore store, CalendarReader reader, UnitReader units, CatalogueReader catalogues, AuditTrail audit, Ids ids,
    TimeProvider clock)
{
    private const int MostDays = 366;

    /// <param name="access">What the actor's grants allow; null for the operator of the service, who may do all.</param>
    public async Task<Outcome<Extension>> Ask(ExtensionRequest request, Access? access, Actor actor, CancellationToken token)
    {
        if (!CalendarProblems.Reason(request.Reason).TryGet(out var reason, out var problem)) return problem;
        var geography = await units.On(request.Period.LastDay, token);
        if (geography.ByCode(request.UnitCode) is not { } unit) return CalendarProblems.NoUnit(request.UnitCode, request.Period);
        if (!CalendarProblems.May(access, Permission.Submit, unit.UnitId, await units.On(BusinessDay.Today(clock), token))) return CalendarProblems.NotAllowed;
        if (await WhyNotUntil(unit, geography, request.Period, request.Until, token) is { } wrong) return wrong;
        var asked = new Extension(
            ids.Next(), unit.UnitId, unit.Code, request.Period, request.Until, reason, clock.GetUtcNow(), actor.Name, ExtensionState.Asked, null, null, null, null);
        return await database.Write<Outcome<Extension>>(async session =>
        {
            await reader.Hold(session, token);
            var open = await reader.Extensions(new ExtensionFilter(request.Period, ExtensionState.Asked), token);
            if (open.FirstOrDefault(e => e.UnitId == unit.UnitId) is { } before)
            {
                return Problem.Conflict("extension-open",
                    $"Đơn vị {unit.Code} đã có đề nghị gia hạn kỳ {request.Period} đang chờ trả lời ({Ids.Show(before.Id)}).",
                    $"Unit {unit.Code} has asked for more time for {request.Period} already and waits for the answer ({Ids.Show(before.Id)}).");
            }

            await store.Add(session, asked, token);
            await audit.Append(session, actor, "extension.asked", Ids.Show(asked.Id), $"{unit.Code} {request.Period} → {Iso(request.Until)}", token);
            return asked;
        }, token);
    }

    /// <summary>Moves the due day, to the day asked for or another.</summary>
    /// <inheritdoc cref="Ask" path="/param"/>
    public async Task<Outcome<Extension>> Grant(long id, DateOnly? until, string? note, Access? access, Actor actor, CancellationToken token)
    {
        if (!(await Open(id, access, actor, token)).TryGet(out var asked, out var problem)) return problem;
        var day = until ?? asked.AskedUntil;
        var geography = await units.On(asked.Period.LastDay, token);
        if (geography.ById(asked.UnitId) is not { } unit) return CalendarProblems.NoUnit(asked.UnitCode, asked.Period);
        if (await WhyNotUntil(unit, geography, asked.Period, day, token) is { } wrong) return wrong;
        var granted = asked with { State = ExtensionState.Granted, GrantedUntil = day };
        return await Answer(granted, note, actor, token);
    }

    /// <summary>The due day stays; the reason is told.</summary>
    /// <inheritdoc cref="Ask" path="/param"/>
    public async Task<Outcome<Extension>> Refuse(long id, string reason, Access? access, Actor actor, CancellationToken token)
    {
        if (!CalendarProblems.Reason(reason).TryGet(out var note, out var problem)) return problem;
        if (!(await Open(id, access, actor, token)).TryGet(out var asked, out problem)) return problem;
        return await Answer(asked with { State = ExtensionState.Refused }, note, actor, token);
    }

    private async Task<Outcome<Extension>> Open(long id, Access? access, Actor actor, CancellationToken token)
    {
        if (await reader.Extension(id, token) is not { } asked) return NotFound(id);
        if (access is null) return asked.State == ExtensionState.Asked ? asked : Answered(asked);
        var today = await units.On(BusinessDay.Today(clock), token);
        if (!CalendarProblems.May(access, Permission.Review, asked.UnitId, today))
            return CalendarProblems.May(access, Permission.Read, asked.UnitId, today) ? CalendarProblems.NotAllowed : NotFound(id);
        if (asked.AskedBy == actor.Name)
        {
            return Problem.Forbidden("own-extension",
                "Bạn không thể tự trả lời đề nghị của chính mình. Hãy để người duyệt khác trả lời.",
                "You cannot answer your own request. Let another reviewer answer it.");
        }

        return asked.State == ExtensionState.Asked ? asked : Answered(asked);
    }

    private async Task<Outcome<Extension>> Answer(Extension decided, string? note, Actor actor, CancellationToken token)
    {
        var remark = FreeText.Clean(note, CalendarProblems.LongestReason + 1);
        if (remark?.Length > CalendarProblems.LongestReason) return CalendarProblems.Reason(remark).Problem!;
        var answered = decided with { DecidedAt = clock.GetUtcNow(), DecidedBy = actor.Name, Note = remark };
        var catalogue = await catalogues.Current(token);
        return await database.Write<Outcome<Extension>>(async session =>
        {
            if (!await store.Answer(session, answered, token)) return Answered((await reader.Extension(session, decided.Id, token))!);
            var inTime = answered.State == ExtensionState.Granted ? await CallInTime(session, answered, catalogue, token) : 0;
            await audit.Append(
                session, actor, $"extension.{CalendarCodes.Of(answered.State)}", Ids.Show(answered.Id),
                answered.GrantedUntil is { } day
                    ? string.Create(CultureInfo.InvariantCulture, $"{answered.UnitCode} {answered.Period} → {Iso(day)}, {inTime} in time after all")
                    : $"{answered.UnitCode} {answered.Period}: {remark}",
                token);
            return answered;
        }, token);
    }

    private async Task<int> CallInTime(Session session, Extension granted, Catalogue catalogue, CancellationToken token)
    {
        var calendar = await reader.For(session, granted.Period, token);
        var geography = await units.On(granted.Period.LastDay, token);
        long[] inTime =
        [
            .. from late in await store.Late(session, granted.Period, token)
               let unit = geography.ById(late.UnitId)
               let form = catalogue.FormFor(late.Form, granted.Period)
               where unit is not null && form is not null && !calendar.Window(catalogue, form, unit).IsLate(BusinessDay.Of(late.ReceivedAt))
               select late.Id,
        ];
        await store.CallInTime(session, inTime, token);
        return inTime.Length;
    }

    /// <summary>A day that gives no unit within any time, or far too much, is a slip of the hand.</summary>
    private async Task<Problem?> WhyNotUntil(UnitVersion unit, Geography geography, Period period, DateOnly until, CancellationToken token)
    {
        var catalogue = await catalogues.Current(token);
        var forms = geography.Units.Where(u => u.Files && geography.IsWithin(u, unit))
            .Select(u => catalogue.FormFor(u.Kind, period))
            .OfType<Form>()
            .Where(f => f.Frequency == period.Kind)
            .Distinct()
            .ToList();
        if (forms.Count == 0)
        {
            return Problem.Invalid("no-form",
                $"Đơn vị {unit.Code} ({unit.Name}) không phải nộp biểu nào cho kỳ {period}.", $"Unit {unit.Code} ({unit.Name}) files no form for {period}.");
        }

        var due = forms.Min(f => catalogue.DueDay(f, period));
        if (until <= due)
        {
            return Problem.Invalid("not-later",
                $"Ngày {Iso(until)} không muộn hơn hạn nộp {Iso(due)}.", $"{Iso(until)} is not later than the due day {Iso(due)}.");
        }

        return until <= due.AddDays(MostDays)
            ? null
            : Problem.Invalid("too-late",
                $"Ngày {Iso(until)} muộn hơn hạn nộp {Iso(due)} quá một năm. Hãy kiểm tra lại ngày.",
                $"{Iso(until)} is more than a year after the due day {Iso(due)}. Check the day.");
    }

    private static Problem NotFound(long id) => Problem.NotFound("no-such-extension",
        $"Không có đề nghị gia hạn mang mã “{Ids.Show(id)}”.", $"There is no request for more time with the id “{Ids.Show(id)}”.");

    private static Problem Answered(Extension answered) => Problem.Conflict("extension-answered",
        $"Đề nghị {Ids.Show(answered.Id)} đã được {answered.DecidedBy} trả lời.", $"Request {Ids.Show(answered.Id)} was answered by {answered.DecidedBy} already.");

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
