using System.CommandLine;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns approve | send-back</c>.</summary>
internal static class ReviewVerbs
{
    public static IEnumerable<Command> Build(VerbHost host) => [Approve(host), SendBack(host)];

    private static Command Approve(VerbHost host)
    {
        var id = new Argument<string?>("ID")
        {
            Description = host.Say("Mã báo cáo; để trống khi duyệt cả kỳ bằng --period", "Id of the return; leave it out to approve a whole period by --period"),
            Arity = ArgumentArity.ZeroOrOne,
        };
        var period = Arguments.Period(host, required: false);
        var unit = Arguments.Text(host, "--unit", "C", "Chỉ đơn vị này và các đơn vị thuộc đó", "Only this unit and those within");
        var form = Arguments.Text(host, "--form", "C", "Mã biểu", "Form code");
        var except = new Option<string[]>("--except")
        {
            Description = host.Say("Trừ báo cáo này (nhiều lần được)", "Except this return (may be repeated)"),
            HelpName = "ID",
            AllowMultipleArgumentsPerToken = true,
        };
        var clean = new Option<bool>("--without-warnings") { Description = host.Say("Chỉ báo cáo không có cảnh báo", "Only returns without warnings") };
        var reason = Arguments.Text(host, "--reason", "T", "Ghi chú", "Remark");
        var acting = ActingFor.Option(host);
        var verb = host.Verb("approve", "Duyệt một báo cáo, hoặc nhiều báo cáo trừ một số", "Approve a return, or many except some", id, period, unit, form, except, clean, reason, acting);
        verb.Validators.Add(result =>
        {
            var one = result.GetResult(id)?.Tokens.Count > 0;
            var many = result.GetResult(period) is not null;
            if (one == many) result.AddError(host.Say("Nêu một mã báo cáo hoặc --period, không cả hai.", "Give one id, or --period, not both."));
        });
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var one = run.Parse.GetValue(id);
            if (!(await ActingFor.Of(run, acting, one is null ? "returns approve --period" : $"returns approve {one}", token)).TryGet(out var who, out var problem))
                return problem;
            if (one is not null)
            {
                if (!(await who.Find(run, ReturnAct.Approve, one, token)).TryGet(out var detail, out problem)) return problem;
                return await Say(run, await run.Get<ReviewReturn>().Approve(detail.Summary.Id, run.Parse.GetValue(reason), who.Actor, token));
            }

            var excepted = new List<long>();
            foreach (var text in run.Parse.GetValue(except) ?? [])
            {
                if (!Arguments.Id(text).TryGet(out var number, out problem)) return problem;
                excepted.Add(number);
            }

            var queue = new QueueRequest(run.Parse.GetValue(period), run.Parse.GetValue(unit), run.Parse.GetValue(form), run.Parse.GetValue(clean) ? false : null);
            var outcome = await run.Get<ReviewQueue>().Approve(new ApproveRequest(queue, null, excepted, run.Parse.GetValue(reason)), who.Actor, who.Access, token);
            if (!outcome.TryGet(out var done, out problem)) return problem;
            var document = ApprovalsDocument.Of(done, run.Language);
            await run.Print(document, () =>
            {
                run.Terminal.Output.WriteLine(run.Say($"Đã duyệt {document.Approved.Count} báo cáo.", $"{document.Approved.Count} returns approved."));
                foreach (var left in document.Left) run.Terminal.Output.WriteLine($"  {left.Id}: {left.Message}");
            });
            return document.Left.Count == 0 ? ExitCode.Done : ExitCode.Conflict;
        });
    }

    private static Command SendBack(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var reason = Arguments.Text(host, "--reason", "T", "Lý do trả lại", "Why it is sent back");
        var at = new Option<string[]>("--at")
        {
            Description = host.Say(
                "Lý do tại một chỉ tiêu hoặc ô, dạng CHỖ=LÝ DO, ví dụ fees_total_vnd=\"thiếu quý trước\" (nhiều lần được)",
                "Reason at an element or cell, as PLACE=REASON, such as fees_total_vnd=\"last month is missing\" (may be repeated)"),
            HelpName = "PLACE=T",
        };
        var acting = ActingFor.Option(host);
        var verb = host.Verb("send-back", "Trả lại báo cáo, kèm lý do chung và lý do tại từng ô", "Send a return back, with a reason and reasons at its cells", id, reason, at, acting);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(reason) is null && result.GetResult(at) is null)
                result.AddError(host.Say("Cần --reason hoặc --at.", "--reason or --at is needed."));
            if ((result.GetValue(at) ?? []).Any(text => text.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError(host.Say("--at: viết dạng CHỖ=LÝ DO.", "--at: write it as PLACE=REASON."));
        });
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var text = run.Parse.GetRequiredValue(id);
            if (!(await ActingFor.Of(run, acting, $"returns send-back {text}", token)).TryGet(out var who, out var problem)) return problem;
            if (!(await who.Find(run, ReturnAct.SendBack, text, token)).TryGet(out var detail, out problem)) return problem;
            PlaceReason[] places = [.. (run.Parse.GetValue(at) ?? []).Select(t => t.Split('=', 2)).Select(parts => new PlaceReason(parts[0], parts[1]))];
            return await Say(run, await run.Get<ReviewReturn>().SendBack(detail.Summary.Id, run.Parse.GetValue(reason), places, who.Actor, token));
        });
    }

    private static async Task<Outcome<int>> Say(VerbRun run, Outcome<ReturnSummary> outcome)
    {
        if (!outcome.TryGet(out var summary, out var problem)) return problem;
        await run.Print(
            ReturnDocument.Of(summary), () => run.Terminal.Output.WriteLine($"{Ids.Show(summary.Id)}: {run.Say(StateTexts.Of(summary.State))}"));
        return ExitCode.Done;
    }
}
