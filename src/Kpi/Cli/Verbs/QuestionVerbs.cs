using System.CommandLine;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns questions | ask</c>; answering is <see cref="AnswerVerb"/>.</summary>
internal static class QuestionVerbs
{
    public static IEnumerable<Command> Build(VerbHost host) => [List(host), Ask(host)];

    private static Command List(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var verb = host.Verb("questions", "Hỏi đáp về một báo cáo, mọi bản", "Questions and answers about a return, of all its versions", id);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await new ActingFor(Actor.CommandLine, null).Find(run, ReturnAct.See, run.Parse.GetRequiredValue(id), token)).TryGet(out var detail, out var problem))
                return problem;
            var chain = await run.Get<ReturnReader>().Chain(detail.Summary, token);
            var threads = await run.Get<ReturnQuestions>().Of([.. chain.Select(v => v.Summary.Id)], token);
            await run.Print(new QuestionsDocument([.. threads.Select(QuestionDocument.Of)]), () =>
            {
                foreach (var thread in threads) Show(run, thread);
            });
            return ExitCode.Done;
        });
    }

    private static Command Ask(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var text = Arguments.Needed(host, "--text", "T", "Câu hỏi", "The question");
        var at = Arguments.Text(host, "--at", "PLACE", "Chỉ tiêu hoặc ô được hỏi", "The element or cell it is about");
        var acting = ActingFor.Option(host);
        var verb = host.Verb("ask", "Hỏi về một báo cáo", "Ask about a return", id, text, at, acting);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var which = run.Parse.GetRequiredValue(id);
            if (!(await ActingFor.Of(run, acting, $"returns ask {which}", token)).TryGet(out var who, out var problem)) return problem;
            if (!(await who.Find(run, ReturnAct.Ask, which, token)).TryGet(out var detail, out problem)) return problem;
            return await Say(run, await run.Get<ReturnQuestions>().Ask(detail.Summary.Id, run.Parse.GetRequiredValue(text), run.Parse.GetValue(at), who.Actor, token));
        });
    }

    /// <summary>The half of <see cref="AnswerVerb"/> that is about questions.</summary>
    internal static async Task<Outcome<int>> Answer(VerbRun run, string id, string text, Option<string?> acting, CancellationToken token)
    {
        if (!Arguments.Id(id).TryGet(out var number, out var unreadable)) return unreadable;
        if (!(await ActingFor.Of(run, acting, $"returns answer {Ids.Show(number)}", token)).TryGet(out var who, out var problem)) return problem;
        if (await run.Get<ReturnQuestions>().Find(number, token) is not { } asked)
            return Problem.NotFound("no-such-question", "Không có câu hỏi mang mã này.", "There is no question with this id.");
        if (!(await who.Find(run, ReturnAct.Ask, Ids.Show(asked.ReturnId), token)).TryGet(out _, out problem)) return problem;
        return await Say(run, await run.Get<ReturnQuestions>().Answer(number, text, who.Actor, token));
    }

    private static async Task<Outcome<int>> Say(VerbRun run, Outcome<QuestionThread> outcome)
    {
        if (!outcome.TryGet(out var thread, out var problem)) return problem;
        await run.Print(QuestionDocument.Of(thread), () => Show(run, thread));
        return ExitCode.Done;
    }

    private static void Show(VerbRun run, QuestionThread thread)
    {
        var question = thread.Question;
        var place = question.Cell is { } cell ? $"{question.Element} {question.Sheet}!{cell}" : question.Element;
        run.Terminal.Output.WriteLine($"{Ids.Show(question.Id)}  {(thread.IsAnswered ? run.Say("đã trả lời", "answered") : run.Say("chưa trả lời", "open"))}  {place}");
        foreach (var message in thread.Messages)
            run.Terminal.Output.WriteLine($"  {Tables.Moment(message.WrittenAt)} {message.WrittenBy}: {message.Text.ReplaceLineEndings(" ")}");
    }
}
