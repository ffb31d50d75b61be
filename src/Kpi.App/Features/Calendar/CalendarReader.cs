using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Calendar;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Calendar;

/// <summary>Which extensions a list shows; null does not restrict.</summary>
public sealed record ExtensionFilter(Period? Period, ExtensionState? State);

/// <summary>Closings and extensions, for everybody who must know when a return can be filed.</summary>
public sealed class CalendarReader(Database database, UnitReader units)
{
    /// <summary>Counts the changes of the calendar.</summary>
    public Task<long> Revision(CancellationToken token) => database.Read(session => Revision(session, token), token);

    public async Task<long> Revision(Session session, CancellationToken token) =>
        await session.QueryOne<long?>(Sql.Revision, null, token)
        ?? throw new InvalidOperationException("The calendar has no revision row: the database was not made by its migrations.");

    /// <summary>The revision, from which nobody can move the calendar away before this transaction ends.</summary>
    public async Task<long> Hold(Session session, CancellationToken token)
    {
        await session.Execute(Sql.Hold, null, token);
        return await Revision(session, token);
    }

    /// <summary>
    /// Takes the calendar and counts its revision up: for whoever changes by a word which returns count. A batch that was judged before that
    /// word is then judged again, instead of being stored beside it.
    /// </summary>
    public Task Move(Session session, CancellationToken token) => session.Execute(Sql.Move, null, token);

    internal async Task<long> HighestDecision(Session session, CancellationToken token) =>
        await session.QueryOne<long?>(Sql.HighestDecision, null, token) ?? 0;

    /// <summary>The calendar of a filing period as it stands now.</summary>
    public async Task<FilingCalendar> For(Period period, CancellationToken token) =>
        await database.Read(async session => await For(session, period, token), token);

    /// <summary>The calendar of a filing period as it stood at an instant: what was decided or granted later is left out.</summary>
    public async Task<FilingCalendar> AsOf(Period period, DateTimeOffset instant, CancellationToken token) =>
        await database.Read(async session => await For(session, period, instant, token), token);

    /// <summary>The calendar of a filing period as this transaction sees it.</summary>
    public Task<FilingCalendar> For(Session session, Period period, CancellationToken token) => For(session, period, null, token);

    private async Task<FilingCalendar> For(Session session, Period period, DateTimeOffset? instant, CancellationToken token)
    {
        var geography = await units.On(period.LastDay, token);
        var around = Enum.GetValues<PeriodKind>().Where(kind => kind >= period.Kind).Select(kind => Period.Containing(period.LastDay, kind).ToString()).ToArray();
        var decisions = await session.Query<DecisionRow>(Sql.Decisions, new { Periods = around }, token);
        var extensions = await session.Query<ExtensionRow>(Sql.Extensions, new { Period = period.ToString(), State = CalendarCodes.Granted }, token);
        return new FilingCalendar(
            period, geography, decisions.Select(d => d.ToDecision()).Where(d => instant is null || d.At <= instant),
            extensions.Select(e => e.ToExtension()).Where(e => instant is null || e.DecidedAt <= instant));
    }

    /// <summary>Every decision about a period or one around it or (null) about any, newest first.</summary>
    public Task<IReadOnlyList<PeriodDecision>> Decisions(Period? period, CancellationToken token) =>
        database.Read<IReadOnlyList<PeriodDecision>>(async session =>
        {
            var all = await session.Query<DecisionRow>(Sql.AllDecisions, null, token);
            return [.. all.Select(d => d.ToDecision()).Where(d => period is not { } wanted || d.Period.Contains(wanted) || wanted.Contains(d.Period))];
        }, token);

    /// <summary>Requests for more time, newest first.</summary>
    public Task<IReadOnlyList<Extension>> Extensions(ExtensionFilter filter, CancellationToken token) =>
        database.Read<IReadOnlyList<Extension>>(async session =>
        {
            var arguments = new { Period = filter.Period?.ToString(), State = filter.State is { } state ? CalendarCodes.Of(state) : null };
            return [.. (await session.Query<ExtensionRow>(Sql.Extensions, arguments, token)).Select(e => e.ToExtension())];
        }, token);

    public Task<Extension?> Extension(long id, CancellationToken token) => database.Read(session => Extension(session, id, token), token);

    internal async Task<Extension?> Extension(Session session, long id, CancellationToken token) =>
        (await session.QueryOne<ExtensionRow>(Sql.Extension, new { Id = id }, token))?.ToExtension();

    private sealed class DecisionRow
    {
        public long Id { get; init; }

        public string Period { get; init; } = "";

        public string? Form { get; init; }

        public string UnitId { get; init; } = "";

        public string UnitCode { get; init; } = "";

        public bool Closed { get; init; }

        public DateTimeOffset DecidedAt { get; init; }

        public string DecidedBy { get; init; } = "";

        public string Reason { get; init; } = "";

        public PeriodDecision ToDecision() =>
            new(Id, Domain.Periods.Period.Parse(Period), Form, UnitId, UnitCode, Closed, DecidedAt, BusinessDay.Of(DecidedAt), DecidedBy, Reason);
    }

    private sealed class ExtensionRow
    {
        public long Id { get; init; }

        public string UnitId { get; init; } = "";

        public string UnitCode { get; init; } = "";

        public string Period { get; init; } = "";

        public DateOnly AskedUntil { get; init; }

        public string Reason { get; init; } = "";

        public DateTimeOffset AskedAt { get; init; }

        public string AskedBy { get; init; } = "";

        public string State { get; init; } = "";

        public DateOnly? GrantedUntil { get; init; }

        public DateTimeOffset? DecidedAt { get; init; }

        public string? DecidedBy { get; init; }

        public string? Note { get; init; }

        public Extension ToExtension() => new(
            Id, UnitId, UnitCode, Domain.Periods.Period.Parse(Period), AskedUntil, Reason, AskedAt, AskedBy, CalendarCodes.ToState(State), GrantedUntil,
            DecidedAt, DecidedBy, Note);
    }

    // Parts of the texts below; not texts themselves.
    private const string Decided = "id, period, form, unit_id, unit_code, closed, decided_at, decided_by, reason FROM period_decision";
    private const string Extended =
        "id, unit_id, unit_code, period, asked_until, reason, asked_at, asked_by, state, granted_until, decided_at, decided_by, note FROM filing_extension";

    internal static class Sql
    {
        public const string Revision = "SELECT revision FROM filing_calendar WHERE id = 1";

        public const string Hold = "UPDATE filing_calendar SET revision = revision WHERE id = 1";

        public const string Move = "UPDATE filing_calendar SET revision = revision + 1 WHERE id = 1";

        public const string HighestDecision = "SELECT MAX(id) FROM period_decision";

        public const string Decisions = $"SELECT {Decided} WHERE period IN @Periods ORDER BY id DESC";

        public const string AllDecisions = $"SELECT {Decided} ORDER BY id DESC";

        public const string Extensions =
            $"SELECT {Extended} WHERE (@Period IS NULL OR period = @Period) AND (@State IS NULL OR state = @State) ORDER BY id DESC";

        public const string Extension = $"SELECT {Extended} WHERE id = @Id";
    }
}
