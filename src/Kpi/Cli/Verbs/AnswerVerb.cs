using System.CommandLine;
using Kpi.App.Features.Returns;
using Kpi.Documents;
using Kpi.Domain;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns answer</c>: answers a question, or says why a warning is right as it stands.</summary>
internal static class AnswerVerb
{
    public static Command Build(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã câu hỏi, hoặc mã báo cáo khi giải trình một cảnh báo", "Id of the question, or of the return whose warning is answered");
        var text = Arguments.Text(host, "--text", "T", "Câu trả lời cho câu hỏi", "The answer to the question");
        var finding = new Option<int?>("--finding")
        {
            Description = host.Say("Số của cảnh báo, như “returns show” in ra", "Number of the warning, as “returns show” prints it"),
            HelpName = "N",
        };
        var reason = Arguments.Text(host, "--reason", "T", "Vì sao số liệu vẫn đúng", "Why the figure is right as it stands");
        var acting = ActingFor.Option(host);
        var verb = host.Verb("answer", "Trả lời một câu hỏi, hoặc giải trình một cảnh báo", "Answer a question, or a warning with a reason", id, text, finding, reason, acting);
        verb.Validators.Add(result =>
        {
            bool question = result.GetResult(text) is not null, number = result.GetResult(finding) is not null, why = result.GetResult(reason) is not null;
            if (number != why || question == number)
                result.AddError(host.Say("Nêu --text cho một câu hỏi, hoặc --finding và --reason cho một cảnh báo.", "Give --text for a question, or --finding and --reason for a warning."));
        });
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var which = run.Parse.GetRequiredValue(id);
            return run.Parse.GetValue(text) is { } said
                ? await QuestionVerbs.Answer(run, which, said, acting, token)
                : await Warning(run, which, run.Parse.GetValue(finding) ?? 0, run.Parse.GetValue(reason) ?? "", acting, token);
        });
    }

    private static async Task<Outcome<int>> Warning(VerbRun run, string id, int finding, string reason, Option<string?> acting, CancellationToken token)
    {
        if (!(await ActingFor.Of(run, acting, $"returns answer {id}", token)).TryGet(out var who, out var problem)) return problem;
        if (!(await who.Find(run, ReturnAct.Answer, id, token)).TryGet(out var found, out problem)) return problem;
        if (!(await run.Get<AnswerFinding>().Run(found.Summary.Id, finding, reason, who.Actor, token)).TryGet(out var detail, out problem)) return problem;
        var document = ReturnDetailDocument.Of(detail, await ReturnsVerb.CatalogueOf(run, detail, token), run.Language);
        await run.Print(document, () => ReturnsVerb.ShowFindings(run, document.Findings));
        return ExitCode.Done;
    }
}
