using System.Collections.Immutable;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;

namespace Kpi.App.Features.Returns;

/// <summary>A question about a return with all that was said to it, the question first.</summary>
public sealed record QuestionThread(ImmutableArray<ReturnMessage> Messages)
{
    public ReturnMessage Question => Messages[0];

    /// <summary>Somebody else had the last word. Who asks on opens it again.</summary>
    public bool IsAnswered => Messages[^1].WrittenBy != Question.WrittenBy;
}

/// <summary>Questions and answers kept with a return, from either side. A question about one version is shown with every other.</summary>
public sealed class ReturnQuestions(
    Database database, ReturnMessageStore store, ReturnReader returns, CatalogueReader catalogues, AuditTrail audit, Ids ids, TimeProvider clock)
{
    /// <summary>Messages that one return can carry: enough for any talk, too few to fill a disk.</summary>
    public const int Most = 500;

    public Task<IReadOnlyList<QuestionThread>> Of(IReadOnlyCollection<long> returnIds, CancellationToken token) =>
        database.Read<IReadOnlyList<QuestionThread>>(async session =>
        [
            .. (await store.Of(session, returnIds, token)).GroupBy(m => m.Thread)
                .Select(g => new QuestionThread([.. g.OrderBy(m => m.Id)])).OrderBy(t => t.Question.Id),
        ], token);

    public Task<ReturnMessage?> Find(long id, CancellationToken token) => database.Read(session => store.Find(session, id, token), token);

    /// <param name="place">The element or cell it is about; null for the whole return.</param>
    public async Task<Outcome<QuestionThread>> Ask(long returnId, string? text, string? place, Actor actor, CancellationToken token)
    {
        if (FreeText.Clean(text, FreeText.Message) is not { } said) return NothingSaid;
        if (await returns.Get(returnId, token) is not { } detail) return NotFound;
        var about = new ReturnPlace(null, null, null);
        if (!string.IsNullOrWhiteSpace(place))
        {
            if (!ReturnPlace.Find(detail, await catalogues.Current(token), place).TryGet(out var found, out var problem)) return problem;
            about = found;
        }

        var id = ids.Next();
        return await Write(Message(id, id, returnId, about, said, actor), "return.asked", actor, token);
    }

    public async Task<Outcome<QuestionThread>> Answer(long question, string? text, Actor actor, CancellationToken token)
    {
        if (FreeText.Clean(text, FreeText.Message) is not { } said) return NothingSaid;
        if (await Find(question, token) is not { } asked) return NotFound;
        var about = new ReturnPlace(asked.Element, asked.Sheet, asked.Cell);
        return await Write(Message(ids.Next(), asked.Thread, asked.ReturnId, about, said, actor), "return.answered", actor, token);
    }

    private Task<Outcome<QuestionThread>> Write(ReturnMessage message, string action, Actor actor, CancellationToken token) =>
        database.Write(async session =>
        {
            var there = await store.Of(session, [message.ReturnId], token);
            if (there.Count >= Most)
            {
                return Problem.Conflict("questions-too-many",
                    $"Báo cáo này đã có {Most} lời trao đổi. Hãy trao đổi trực tiếp.", $"This return carries {Most} messages already. Talk to each other.");
            }

            await store.Add(session, message, token);
            await audit.Append(session, actor, action, Ids.Show(message.ReturnId), $"{Ids.Show(message.Thread)} {message.Element ?? message.Cell}".TrimEnd(), token);
            return Outcome<QuestionThread>.Of(new QuestionThread([.. there.Where(m => m.Thread == message.Thread), message]));
        }, token);

    private ReturnMessage Message(long id, long thread, long returnId, ReturnPlace about, string text, Actor actor) => new()
    {
        Id = id,
        Thread = thread,
        ReturnId = returnId,
        Element = about.Element,
        Sheet = about.Sheet,
        Cell = about.Cell,
        Text = text,
        WrittenAt = new DateTimeOffset(ValueMapping.ToColumn(clock.GetUtcNow())),
        WrittenBy = FileNames.Text(actor.Name, FreeText.Name),
    };

    private static Problem NothingSaid { get; } = Problem.Invalid("text-required",
        "Chưa ghi nội dung. Hãy viết câu hỏi hoặc câu trả lời.", "Nothing was written. Write the question or the answer.");

    private static Problem NotFound { get; } = Problem.NotFound("no-such-question",
        "Không có báo cáo hay câu hỏi mang mã này.", "There is no return or question with this id.");
}
