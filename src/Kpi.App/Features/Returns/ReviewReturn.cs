using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>Why one line is sent back.</summary>
/// <param name="Place">Code of a data element, or a cell that the return fills.</param>
public sealed record PlaceReason(string Place, string Reason);

/// <summary>A return that was asked to be approved and was not.</summary>
public sealed record NotApproved(long Id, Problem Problem);

/// <summary>What came of approving many.</summary>
public sealed record ManyApproved(ImmutableArray<long> Approved, ImmutableArray<NotApproved> Left);

/// <summary>
/// A department of health approves an accepted return, or sends it back with a reason. Only the version that counts can be approved, and
/// nobody approves what they sent themselves; the command line is the operator of the machine, no person, and is held to the first alone.
/// </summary>
public sealed class ReviewReturn(
    Database database, ReturnStore store, ReturnReader reader, CatalogueReader catalogues, CalendarReader calendar, UnitReader units,
    AuditTrail audit, Ids ids, TimeProvider clock)
{
    private const int Batch = 400;

    public async Task<Outcome<ReturnSummary>> Approve(long id, string? reason, Actor actor, CancellationToken token)
    {
        var done = await ApproveMany([id], reason, actor, token);
        return done.Left is [var left] ? left.Problem : (await reader.Summaries([id], token))[id];
    }

    /// <summary>Approves each that can be, a batch a transaction, and says of the others why not.</summary>
    public async Task<ManyApproved> ApproveMany(IReadOnlyCollection<long> returns, string? reason, Actor actor, CancellationToken token)
    {
        var note = FreeText.Clean(reason, FreeText.Reason);
        var by = FileNames.Text(actor.Name, FreeText.Name);
        var approved = new HashSet<long>();
        var own = new HashSet<long>();
        foreach (var batch in returns.Distinct().Chunk(Batch))
        {
            await database.Write(async session =>
            {
                var now = clock.GetUtcNow();
                var placed = await store.Place(session, batch, token);
                long[] mine = [.. placed.Values.Where(p => IsOwn(p.Sender, actor)).Select(p => p.Id)];
                var done = await store.Approve(session, [.. placed.Keys.Except(mine)], note, now, by, token);
                await store.LogReviews(session, done, ReturnState.Approved, note, now, by, ids, token);
                await audit.AppendMany(
                    session, actor, [.. done.Order().Select(id => new AuditFact("return.approved", Ids.Show(id), note ?? ""))], token);
                own.UnionWith(mine);
                approved.UnionWith(done);
            }, token);
        }

        long[] left = [.. returns.Distinct().Where(id => !approved.Contains(id))];
        var summaries = await reader.Summaries(left, token);
        return new ManyApproved([.. approved.Order()], [.. left.Select(id => new NotApproved(id, WhyNot(id, summaries.GetValueOrDefault(id), own.Contains(id))))]);
    }

    public Task<Outcome<ReturnSummary>> SendBack(long id, string? reason, Actor actor, CancellationToken token) =>
        SendBack(id, reason, [], actor, token);

    /// <summary>
    /// The values count no more; the version accepted before it, where there is one, counts again. The reasons at lines become findings of the
    /// return, so that the submitter sees them where every other finding stands.
    /// </summary>
    public async Task<Outcome<ReturnSummary>> SendBack(
        long id, string? reason, IReadOnlyList<PlaceReason> places, Actor actor, CancellationToken token)
    {
        var note = FreeText.Clean(reason, FreeText.Reason);
        if ((note is null && places.Count == 0) || places.Any(p => FreeText.Clean(p.Reason, FreeText.Reason) is null))
        {
            return Problem.Invalid("reason-required",
                "Trả lại báo cáo phải kèm lý do, để đơn vị biết cần sửa gì.",
                "Sending a return back needs a reason, so that the unit knows what to mend.");
        }

        if (await reader.Get(id, token) is not { } detail) return NotFound(id);
        var catalogue = await catalogues.Current(token);
        if (!Findings(detail, catalogue, places).TryGet(out var findings, out var problem)) return problem;
        var by = FileNames.Text(actor.Name, FreeText.Name);
        var outcome = await database.Write<Outcome<bool>>(async session =>
        {
            await calendar.Move(session, token);
            if (await Closed(session, detail.Summary, token) is { } closed) return closed;
            var now = clock.GetUtcNow();
            if (!await store.SendBack(session, id, note, now, by, token)) return false;
            await store.AddFindings(session, id, findings, token);
            await store.LogReviews(session, [id], ReturnState.SentBack, note, now, by, ids, token);
            await StepBack(session, id, now, token);
            string[] words = [note ?? "", .. findings.Select(f => $"{f.Element ?? f.Cell}: {f.Arguments[1]}")];
            await audit.Append(session, actor, "return.sent-back", Ids.Show(id), string.Join(" | ", words.Where(w => w.Length > 0)), token);
            return true;
        }, token);
        if (!outcome.TryGet(out var reviewed, out problem)) return problem;
        var summary = (await reader.Summaries([id], token))[id];
        return reviewed ? summary : NotReviewable(summary, "trả lại", "sent back");
    }

    /// <summary>Whether the version is the actor's own. The command line sends for whoever sits at the machine and reviews likewise.</summary>
    public static bool IsOwn(string sender, Actor actor) => actor.DidItself(sender);

    private static Outcome<IReadOnlyList<Finding>> Findings(ReturnDetail detail, Catalogue catalogue, IReadOnlyList<PlaceReason> places)
    {
        var findings = new List<Finding>(places.Count);
        foreach (var (text, reason) in places)
        {
            if (!ReturnPlace.Find(detail, catalogue, text).TryGet(out var place, out var problem)) return problem;
            var name = place.Element is { } code ? catalogue.Element(code)?.Name.Vi ?? code : place.Shown;
            findings.Add(new Finding("sent-back", Severity.Error, place.Sheet, place.Cell, place.Element, [name, FreeText.Clean(reason, FreeText.Reason)!]));
        }

        return Outcome<IReadOnlyList<Finding>>.Of(findings);
    }

    private static Problem WhyNot(long id, ReturnSummary? summary, bool own) => summary switch
    {
        null => NotFound(id),
        _ when own => Problem.Forbidden("own-return",
            $"Bạn là người gửi báo cáo {Ids.Show(id)} nên không được tự duyệt. Hãy để người khác của Sở Y tế duyệt.",
            $"You sent the return {Ids.Show(id)} yourself, so you cannot approve it. Somebody else of the department must."),
        { State: ReturnState.Accepted, IsCurrent: false } => Problem.Conflict("return-superseded",
            $"Báo cáo {Ids.Show(id)} đã có bản mới hơn thay thế; chỉ bản hiện hành mới được duyệt. Hãy xem lịch sử và duyệt bản hiện hành.",
            $"A newer version has taken the place of the return {Ids.Show(id)}; only the version that counts can be approved. See its history and approve that one."),
        _ => NotReviewable(summary, "duyệt", "approved"),
    };

    private static Problem NotReviewable(ReturnSummary summary, string vi, string en) => Problem.Conflict("return-not-reviewable",
        $"Báo cáo {Ids.Show(summary.Id)} không ở trạng thái có thể {vi}: chỉ báo cáo đã được chấp nhận mới được xét.",
        string.Create(CultureInfo.InvariantCulture, $"Return {Ids.Show(summary.Id)} cannot be {en} now: only an accepted return can be reviewed."));

    /// <summary>The numbers of a closed period do not move, by a reviewer's word as little as by a file.</summary>
    private async Task<Problem?> Closed(Session session, ReturnSummary summary, CancellationToken token)
    {
        if (summary is not { UnitId: { } unitId, Period: { } period, Form: { } form }) return null;
        if ((await units.On(period.LastDay, token)).CarriedOn(unitId) is not { } unit) return null;
        return (await calendar.For(session, period, token)).DecisionOn(unit, form) is { Closed: true } decision
            ? Problem.Conflict("period-closed",
                $"Kỳ {period} đã được {decision.By} khoá sổ cho {decision.UnitCode}; báo cáo không thể bị trả lại. Hãy mở lại kỳ trước.",
                $"The period {period} was closed for {decision.UnitCode} by {decision.By}; the return cannot be sent back. Open the period again first.")
            : null;
    }

    private static Problem NotFound(long id) => Problem.NotFound("return-not-found",
        $"Không có báo cáo mang số {Ids.Show(id)}.", $"There is no return with the number {Ids.Show(id)}.");

    private async Task StepBack(Session session, long id, DateTimeOffset now, CancellationToken token)
    {
        if ((await store.Place(session, [id], token)).GetValueOrDefault(id) is not { IsCurrent: true } placed) return;
        var versions = await store.Placed(session, [placed.UnitId], [placed.Period], token);
        await store.ClearCurrent(session, [id], token);
        var before = versions
            .Where(v => v.Form == placed.Form && v.Id != id && (v.State is ReturnCodes.Accepted or ReturnCodes.Approved))
            .MaxBy(v => (v.SentAt, v.Id));
        if (before is not null) await store.MakeCurrent(session, before.Id, token);
        await store.MarkDue(session, [Period.Parse(placed.Period)], ids.Next(), now, token);
    }
}
