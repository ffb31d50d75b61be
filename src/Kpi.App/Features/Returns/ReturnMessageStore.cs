using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Returns;

/// <summary>One message about a return: a question, or a word in its thread.</summary>
public sealed class ReturnMessage
{
    public long Id { get; init; }

    /// <summary>Id of the question it belongs to; its own for a question.</summary>
    public long Thread { get; init; }

    public long ReturnId { get; init; }

    public string? Element { get; init; }

    public string? Sheet { get; init; }

    public string? Cell { get; init; }

    public string Text { get; init; } = "";

    public DateTimeOffset WrittenAt { get; init; }

    public string WrittenBy { get; init; } = "";
}

/// <summary>Statements about questions and answers. A message is never changed or taken away.</summary>
public sealed class ReturnMessageStore
{
    private const int Batch = 500;

    /// <summary>Of all the returns, oldest first.</summary>
    public async Task<IReadOnlyList<ReturnMessage>> Of(Session session, IReadOnlyCollection<long> returns, CancellationToken token)
    {
        var messages = new List<ReturnMessage>();
        foreach (var some in returns.Distinct().Chunk(Batch)) messages.AddRange(await session.Query<ReturnMessage>(Sql.Of, new { Ids = some }, token));
        return messages;
    }

    public Task<ReturnMessage?> Find(Session session, long id, CancellationToken token) => session.QueryOne<ReturnMessage>(Sql.Find, new { Id = id }, token);

    public Task Add(Session session, ReturnMessage message, CancellationToken token) => session.Execute(Sql.Add, message, token);

    internal static class Sql
    {
        public const string Of = """
            SELECT id, thread, return_id, element, sheet, cell, text, written_at, written_by
            FROM return_message
            WHERE return_id IN @Ids
            ORDER BY id
            """;

        public const string Find = """
            SELECT id, thread, return_id, element, sheet, cell, text, written_at, written_by
            FROM return_message
            WHERE id = @Id
            """;

        public const string Add = """
            INSERT INTO return_message (id, thread, return_id, element, sheet, cell, text, written_at, written_by)
            VALUES (@Id, @Thread, @ReturnId, @Element, @Sheet, @Cell, @Text, @WrittenAt, @WrittenBy)
            """;
    }
}
