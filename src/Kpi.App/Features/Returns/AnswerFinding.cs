using System.Globalization;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>
/// Says why a warning is right as it stands. The answer is kept with the finding and shown to who reviews; a later one takes its place, and
/// the audit log keeps both. A refused return is not answered but mended: its reasons stand in the file that is sent next.
/// </summary>
public sealed class AnswerFinding(Database database, ReturnStore store, ReturnReader reader, AuditTrail audit, TimeProvider clock)
{
    private const int AnswerLength = 1000, ByLength = 100;

    /// <summary>Gives the return with its answer.</summary>
    public async Task<Outcome<ReturnDetail>> Run(long id, int number, string reason, Actor actor, CancellationToken token)
    {
        if (!NumberText.IsReason(reason))
        {
            return Problem.Invalid("reason-required",
                "Hãy ghi lý do bằng lời: vì sao số liệu vẫn đúng dù có cảnh báo.",
                "Say in words why the figure is right although it is warned about.");
        }

        if (await reader.Get(id, token) is not { } detail)
        {
            return Problem.NotFound("return-not-found",
                $"Không có báo cáo mang số {Ids.Show(id)}.",
                $"There is no return with the number {Ids.Show(id)}.");
        }

        var shown = number.ToString(CultureInfo.InvariantCulture);
        if (detail.Findings.FirstOrDefault(f => f.Number == number) is not { } finding)
        {
            return Problem.NotFound("finding-not-found",
                $"Báo cáo {Ids.Show(id)} không có mục số {shown}. Hãy xem lại danh sách cảnh báo của báo cáo.",
                $"Return {Ids.Show(id)} has no finding {shown}. Look at its list of warnings.");
        }

        if (finding.Severity != Severity.Warning || detail.Summary.State is not (ReturnState.Accepted or ReturnState.Approved))
        {
            return Problem.Conflict("finding-not-answerable",
                $"Chỉ trả lời được cảnh báo của báo cáo đã được chấp nhận. Mục số {shown} của báo cáo {Ids.Show(id)} phải được sửa trong tệp rồi gửi lại.",
                $"Only a warning of an accepted return can be answered. Finding {shown} of return {Ids.Show(id)} has to be mended in the file, which is then sent again.");
        }

        var answer = new FindingAnswer(FileNames.Text(reason.Trim(), AnswerLength), FileNames.Text(actor.Name, ByLength), clock.GetUtcNow());
        await database.Write(async session =>
        {
            if (!await store.Answer(session, id, number, answer, token)) return false;
            var before = finding.Answer is { } old ? $" (trước đó / before: {old.Text})" : "";
            await audit.Append(session, actor, "return.warning-answered", Ids.Show(id), $"{shown} {finding.Code}: {answer.Text}{before}", token);
            return true;
        }, token);
        return (await reader.Get(id, token))!;
    }
}
