using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>A department of health approves an accepted return, or sends it back with a reason.</summary>
public sealed class ReviewReturn(Database database, ReturnStore store, ReturnReader reader, AuditTrail audit, Ids ids, TimeProvider clock)
{
    private const int NoteLength = 1000, ByLength = 100;

    public Task<Outcome<ReturnSummary>> Approve(long id, string? reason, Actor actor, CancellationToken token) =>
        Review(id, ReturnState.Approved, [ReturnState.Accepted], reason, actor, token);

    /// <summary>The values count no more; the version accepted before it, where there is one, counts again.</summary>
    public async Task<Outcome<ReturnSummary>> SendBack(long id, string reason, Actor actor, CancellationToken token)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return Problem.Invalid("reason-required",
                "Trả lại báo cáo phải kèm lý do, để đơn vị biết cần sửa gì.",
                "Sending a return back needs a reason, so that the unit knows what to mend.");
        }

        return await Review(id, ReturnState.SentBack, [ReturnState.Accepted, ReturnState.Approved], reason, actor, token);
    }

    private async Task<Outcome<ReturnSummary>> Review(
        long id, ReturnState state, IReadOnlyList<ReturnState> from, string? reason, Actor actor, CancellationToken token)
    {
        var note = string.IsNullOrWhiteSpace(reason) ? null : FileNames.Text(reason.Trim(), NoteLength);
        var reviewed = await database.Write(async session =>
        {
            var now = clock.GetUtcNow();
            if (!await store.Review(session, id, state, from, note, now, FileNames.Text(actor.Name, ByLength), token)) return false;
            if (state == ReturnState.SentBack) await StepBack(session, id, now, token);
            await audit.Append(session, actor, $"return.{ReturnCodes.Of(state)}", Ids.Show(id), note ?? "", token);
            return true;
        }, token);

        if ((await reader.Summaries([id], token)).GetValueOrDefault(id) is not { } summary)
        {
            return Problem.NotFound("return-not-found",
                $"Không có báo cáo mang số {Ids.Show(id)}.",
                $"There is no return with the number {Ids.Show(id)}.");
        }

        return reviewed ? summary : Problem.Conflict("return-not-reviewable",
            $"Báo cáo {Ids.Show(id)} không ở trạng thái có thể {(state == ReturnState.Approved ? "duyệt" : "trả lại")}: chỉ báo cáo đã được chấp nhận mới được xét.",
            $"Return {Ids.Show(id)} cannot be {(state == ReturnState.Approved ? "approved" : "sent back")} now: only an accepted return can be reviewed.");
    }

    private async Task StepBack(Session session, long id, DateTimeOffset now, CancellationToken token)
    {
        if (await store.Place(session, id, token) is not { IsCurrent: true } placed) return;
        var versions = await store.Placed(session, [placed.UnitId], [placed.Period], token);
        await store.ClearCurrent(session, [id], token);
        var before = versions
            .Where(v => v.Form == placed.Form && v.Id != id && (v.State is ReturnCodes.Accepted or ReturnCodes.Approved))
            .MaxBy(v => (v.SentAt, v.Id));
        if (before is not null) await store.MakeCurrent(session, before.Id, token);
        await store.MarkDue(session, [Period.Parse(placed.Period)], ids.Next(), now, token);
    }
}
