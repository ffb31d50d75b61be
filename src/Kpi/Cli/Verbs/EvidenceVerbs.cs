using System.CommandLine;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns attach | evidence | evidence-file | withdraw</c>.</summary>
internal static class EvidenceVerbs
{
    public static IEnumerable<Command> Build(VerbHost host) => [Attach(host), List(host), Fetch(host), Withdraw(host)];

    private static Command Attach(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var path = Arguments.Word(host, "FILE", "Tệp PDF, PNG, JPEG hoặc .xlsx", "A PDF, PNG, JPEG or .xlsx file");
        var element = Arguments.Text(host, "--element", "C", "Chỉ tiêu mà minh chứng thuộc về", "The element it belongs to");
        var acting = ActingFor.Option(host);
        var verb = host.Verb("attach", "Đính kèm minh chứng vào báo cáo", "Put evidence beside a return", id, path, element, acting);
        return host.Does(verb, async (run, token) =>
        {
            if (!(await InputFile.Read(run.Parse.GetRequiredValue(path), token)).TryGet(out var bytes, out var problem)) return problem;
            if (await run.Ready(token) is { } fault) return fault;
            var text = run.Parse.GetRequiredValue(id);
            if (!(await ActingFor.Of(run, acting, $"returns attach {text}", token)).TryGet(out var who, out problem)) return problem;
            if (!(await who.Find(run, ReturnAct.Attach, text, token)).TryGet(out var detail, out problem)) return problem;
            var offered = new OfferedEvidence(Path.GetFileName(run.Parse.GetRequiredValue(path)), bytes, run.Parse.GetValue(element));
            return await Say(run, await run.Get<ReturnEvidence>().Add(detail.Summary.Id, offered, who.Actor, token));
        });
    }

    private static Command List(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var verb = host.Verb("evidence", "Minh chứng của một báo cáo, mọi bản", "The evidence of a return, of all its versions", id);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await new ActingFor(Actor.CommandLine, null).Find(run, ReturnAct.See, run.Parse.GetRequiredValue(id), token)).TryGet(out var detail, out var problem))
                return problem;
            var chain = await run.Get<ReturnReader>().Chain(detail.Summary, token);
            var document = new EvidenceListDocument([.. (await run.Get<ReturnEvidence>().Of([.. chain.Select(v => v.Summary.Id)], token)).Select(EvidenceDocument.Of)]);
            await run.Print(document, () =>
            {
                var table = Tables.Of("Id", run.Say("Tệp", "File"), run.Say("Byte", "Bytes"), run.Say("Chỉ tiêu", "Element"), run.Say("Thêm lúc", "Added"),
                    run.Say("Người thêm", "By"), run.Say("Đã rút", "Withdrawn"));
                foreach (var e in document.Evidence)
                    table.Row(e.Id, e.File, Tables.Count(e.Size, run.Language), e.Element, e.Added, e.AddedBy, e.WithdrawnReason);
                run.Show(table);
            });
            return ExitCode.Done;
        });
    }

    private static Command Fetch(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã minh chứng", "Id of the evidence");
        var target = Arguments.Needed(host, "--out", "F", "Tệp hoặc thư mục ghi ra", "File or folder to write");
        var verb = host.Verb("evidence-file", "Lấy tệp minh chứng", "Fetch a piece of evidence", id, target);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            if (await run.Get<ReturnEvidence>().File(number, token) is not { } file) return Nothing;
            var path = await OutputFile.Write(run.Parse.GetRequiredValue(target), file.Piece.FileName, file.Bytes, token);
            await run.Print(EvidenceDocument.Of(file.Piece), () => run.Terminal.Output.WriteLine(path));
            return ExitCode.Done;
        });
    }

    private static Command Withdraw(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã minh chứng", "Id of the evidence");
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do rút", "Why it is withdrawn");
        var acting = ActingFor.Option(host);
        var verb = host.Verb("withdraw", "Rút minh chứng (vẫn lưu, có đánh dấu)", "Withdraw evidence (kept, and marked)", id, reason, acting);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await ActingFor.Of(run, acting, $"returns withdraw {Ids.Show(number)}", token)).TryGet(out var who, out var problem)) return problem;
            if (await run.Get<ReturnEvidence>().Find(number, token) is not { } piece) return Nothing;
            if (!(await who.Find(run, ReturnAct.Attach, Ids.Show(piece.ReturnId), token)).TryGet(out _, out problem)) return problem;
            return await Say(run, await run.Get<ReturnEvidence>().Withdraw(number, run.Parse.GetRequiredValue(reason), who.Actor, token));
        });
    }

    private static Problem Nothing { get; } = Problem.NotFound("no-such-evidence", "Không có minh chứng mang mã này.", "There is no evidence with this id.");

    private static async Task<Outcome<int>> Say(VerbRun run, Outcome<EvidencePiece> outcome)
    {
        if (!outcome.TryGet(out var piece, out var problem)) return problem;
        await run.Print(EvidenceDocument.Of(piece), () => run.Terminal.Output.WriteLine($"{Ids.Show(piece.Id)}  {piece.FileName}  {piece.Sha256}"));
        return ExitCode.Done;
    }
}
