using System.Text.Json;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;

namespace Kpi.App.Features.Recalculation;

/// <summary>The rows of calculations that jobs make: claimed, told how far they are, ended.</summary>
internal sealed class RecalculationStore
{
    public Task Add(Session session, Recalculation asked, CancellationToken token) => session.Execute(
        Sql.Add, new { asked.Id, Request = JsonSerializer.Serialize(asked.Request), asked.AskedBy, asked.AskedAt }, token);

    public async Task<Recalculation?> Find(Session session, long id, CancellationToken token) =>
        (await session.QueryOne<Row>(Sql.ById, new { Id = id }, token))?.ToRecalculation();

    /// <summary>The latest that somebody asked for.</summary>
    public async Task<IReadOnlyList<Recalculation>> Of(Session session, string askedBy, int take, CancellationToken token) =>
        [.. (await session.Query<Row>(Sql.OfAsker + session.Dialect.Page, new { AskedBy = askedBy, skip = 0, take }, token)).Select(r => r.ToRecalculation())];

    /// <summary>Those that nobody works on, in the order they were asked for.</summary>
    public Task<IReadOnlyList<long>> Owed(Session session, DateTimeOffset now, CancellationToken token) => session.Query<long>(Sql.Owed, new { Now = now }, token);

    /// <summary>Lets go of what is held by workers that are known to be gone.</summary>
    public async Task Free(Session session, Func<string, bool> gone, CancellationToken token)
    {
        foreach (var holder in (await session.Query<string>(Sql.Holders, null, token)).Where(gone))
            await session.Execute(Sql.Free, new { Holder = holder }, token);
    }

    /// <summary>Fails what was begun as often as it may be and is held by nobody.</summary>
    public Task GiveUp(Session session, int most, Text problem, DateTimeOffset now, CancellationToken token) =>
        session.Execute(Sql.GiveUp, new { Most = most, Problem = Said(problem), Now = now }, token);

    public async Task<bool> Claim(Session session, long id, string holder, DateTimeOffset now, DateTimeOffset until, CancellationToken token) =>
        await session.Execute(Sql.Claim, new { Id = id, Holder = holder, Now = now, Until = until }, token) == 1;

    /// <summary>Tells how far it is and holds it longer; null when it was taken away, else whether it is asked to stop.</summary>
    public async Task<bool?> Report(Session session, long id, string holder, int done, int total, DateTimeOffset until, CancellationToken token) =>
        await session.Execute(Sql.Report, new { Id = id, Holder = holder, Done = done, Total = total, Until = until }, token) == 1
            ? await session.QueryOne<bool>(Sql.Cancelled, new { Id = id }, token)
            : null;

    public Task End(Session session, long id, string holder, RecalculationState state, int done, int total, Text? problem, DateTimeOffset now, CancellationToken token) =>
        session.Execute(
            Sql.End,
            new { Id = id, Holder = holder, State = Words<RecalculationState>.Of(state), Done = done, Total = total, Problem = problem is null ? null : Said(problem), Now = now },
            token);

    /// <summary>A worker that was told to stop lays it down; that beginning does not count.</summary>
    public Task LayDown(Session session, long id, string holder, CancellationToken token) => session.Execute(Sql.LayDown, new { Id = id, Holder = holder }, token);

    /// <summary>Asks it to stop; what nobody has begun is stopped at once. False when it has ended.</summary>
    public async Task<bool> Cancel(Session session, long id, DateTimeOffset now, CancellationToken token) =>
        await session.Execute(Sql.CancelWaiting, new { Id = id, Now = now }, token) + await session.Execute(Sql.CancelRunning, new { Id = id }, token) > 0;

    private static string Said(Text text) => JsonSerializer.Serialize(text);

    private sealed class Row
    {
        public long Id { get; init; }

        public string Request { get; init; } = "";

        public string State { get; init; } = "";

        public int Done { get; init; }

        public int Total { get; init; }

        public bool Cancel { get; init; }

        public string AskedBy { get; init; } = "";

        public DateTimeOffset AskedAt { get; init; }

        public string? Problem { get; init; }

        public Recalculation ToRecalculation() => new()
        {
            Id = Id,
            Request = JsonSerializer.Deserialize<RecalculationRequest>(Request)!,
            State = Words<RecalculationState>.Read(State),
            Done = Done,
            Total = Total,
            Cancel = Cancel,
            AskedBy = AskedBy,
            AskedAt = AskedAt,
            Problem = Problem is null ? null : JsonSerializer.Deserialize<Text>(Problem),
        };
    }

    internal static class Sql
    {
        private const string Rows = "SELECT id, request, state, done, total, cancel, asked_by, asked_at, problem FROM recalculation ";

        public const string Add =
            "INSERT INTO recalculation (id, request, state, done, total, cancel, asked_by, asked_at, attempts) " +
            "VALUES (@Id, @Request, 'waiting', 0, 0, 0, @AskedBy, @AskedAt, 0)";

        public const string ById = Rows + "WHERE id = @Id";
        public const string OfAsker = Rows + "WHERE asked_by = @AskedBy ORDER BY id DESC ";
        public const string Owed = "SELECT id FROM recalculation WHERE state IN ('waiting', 'running') AND (held_until IS NULL OR held_until < @Now) ORDER BY id";
        public const string Holders = "SELECT DISTINCT held_by FROM recalculation WHERE state = 'running' AND held_by IS NOT NULL";
        public const string Free = "UPDATE recalculation SET held_by = NULL, held_until = NULL WHERE state = 'running' AND held_by = @Holder";

        public const string GiveUp =
            "UPDATE recalculation SET state = 'failed', problem = @Problem, ended_at = @Now, held_by = NULL, held_until = NULL " +
            "WHERE state = 'running' AND attempts >= @Most AND (held_until IS NULL OR held_until < @Now)";

        public const string Claim =
            "UPDATE recalculation SET state = 'running', attempts = attempts + 1, held_by = @Holder, held_until = @Until " +
            "WHERE id = @Id AND state IN ('waiting', 'running') AND (held_until IS NULL OR held_until < @Now)";

        public const string Report =
            "UPDATE recalculation SET done = @Done, total = @Total, held_until = @Until WHERE id = @Id AND state = 'running' AND held_by = @Holder";

        public const string Cancelled = "SELECT cancel FROM recalculation WHERE id = @Id";

        public const string End =
            "UPDATE recalculation SET state = @State, done = @Done, total = @Total, problem = @Problem, ended_at = @Now, held_by = NULL, held_until = NULL " +
            "WHERE id = @Id AND state = 'running' AND held_by = @Holder";

        public const string LayDown =
            "UPDATE recalculation SET attempts = attempts - 1, held_by = NULL, held_until = NULL WHERE id = @Id AND state = 'running' AND held_by = @Holder";

        public const string CancelWaiting = "UPDATE recalculation SET state = 'cancelled', cancel = 1, ended_at = @Now WHERE id = @Id AND state = 'waiting'";
        public const string CancelRunning = "UPDATE recalculation SET cancel = 1 WHERE id = @Id AND state = 'running'";
    }
}
