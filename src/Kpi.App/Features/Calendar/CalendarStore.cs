using Kpi.App.Platform.Storage;
using Kpi.Domain.Calendar;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Calendar;

/// <summary>A return that is called late, for when that is looked at again.</summary>
internal sealed class LateReturn
{
    public long Id { get; init; }

    public string UnitId { get; init; } = "";

    public string Form { get; init; } = "";

    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>Statements that change the calendar. Each counts its revision up first, which holds all others off until the end of the transaction.</summary>
public sealed class CalendarStore
{
    private const int Batch = 500;

    internal async Task Add(Session session, PeriodDecision decision, CancellationToken token)
    {
        await session.Execute(Sql.Next, null, token);
        await session.Execute(
            Sql.AddDecision,
            new
            {
                decision.Id,
                Period = decision.Period.ToString(),
                decision.Form,
                decision.UnitId,
                decision.UnitCode,
                decision.Closed,
                decision.At,
                decision.By,
                decision.Reason,
            },
            token);
    }

    internal Task Add(Session session, Extension asked, CancellationToken token) => session.Execute(
        Sql.AddExtension,
        new
        {
            asked.Id,
            asked.UnitId,
            asked.UnitCode,
            Period = asked.Period.ToString(),
            asked.AskedUntil,
            asked.Reason,
            asked.AskedAt,
            asked.AskedBy,
            State = CalendarCodes.Of(asked.State),
        },
        token);

    /// <summary>The answer; false when somebody has answered before.</summary>
    internal async Task<bool> Answer(Session session, Extension answered, CancellationToken token)
    {
        await session.Execute(Sql.Next, null, token);
        return await session.Execute(
            Sql.Answer,
            new
            {
                answered.Id,
                State = CalendarCodes.Of(answered.State),
                answered.GrantedUntil,
                answered.DecidedAt,
                answered.DecidedBy,
                answered.Note,
            },
            token) == 1;
    }

    /// <summary>Returns of a period that are called late.</summary>
    internal Task<IReadOnlyList<LateReturn>> Late(Session session, Period period, CancellationToken token) =>
        session.Query<LateReturn>(Sql.Late, new { Period = period.ToString() }, token);

    /// <summary>They were in time after all.</summary>
    internal async Task CallInTime(Session session, IEnumerable<long> ids, CancellationToken token)
    {
        foreach (var some in ids.Chunk(Batch)) await session.Execute(Sql.CallInTime, new { Ids = some }, token);
    }

    internal static class Sql
    {
        public const string Next = "UPDATE filing_calendar SET revision = revision + 1 WHERE id = 1";

        public const string AddDecision = """
            INSERT INTO period_decision (id, period, form, unit_id, unit_code, closed, decided_at, decided_by, reason)
            VALUES (@Id, @Period, @Form, @UnitId, @UnitCode, @Closed, @At, @By, @Reason)
            """;

        public const string AddExtension = """
            INSERT INTO filing_extension (id, unit_id, unit_code, period, asked_until, reason, asked_at, asked_by, state)
            VALUES (@Id, @UnitId, @UnitCode, @Period, @AskedUntil, @Reason, @AskedAt, @AskedBy, @State)
            """;

        public const string Answer = """
            UPDATE filing_extension
            SET state = @State, granted_until = @GrantedUntil, decided_at = @DecidedAt, decided_by = @DecidedBy, note = @Note
            WHERE id = @Id AND state = 'asked'
            """;

        public const string Late = """
            SELECT id, unit_id, form, received_at
            FROM facility_return
            WHERE period = @Period AND late = 1 AND unit_id IS NOT NULL AND form IS NOT NULL
            """;

        public const string CallInTime = "UPDATE facility_return SET late = 0 WHERE id IN @Ids";
    }
}
