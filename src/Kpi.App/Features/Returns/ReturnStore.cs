using System.Collections.Immutable;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.App.Platform.Work;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>A return that has just come in.</summary>
public sealed record NewReturn(
    long Id, string Sha256, string FileName, string Source, string Sender, DateTimeOffset ReceivedAt, string? RequiredFacility)
{
    public StatedIdentity Stated { get; init; } = StatedIdentity.Nothing;
}

/// <summary>A return whose bytes had come before.</summary>
public sealed class HeldReturn
{
    public long Id { get; init; }

    public string Sha256 { get; init; } = "";

    public DateTimeOffset ReceivedAt { get; init; }

    public string State { get; init; } = "";

    public string? RequiredFacility { get; init; }

    public string? StatedFacility { get; init; }

    public string? StatedForm { get; init; }

    public string? StatedPeriod { get; init; }
}

/// <summary>A return that a worker has taken to read.</summary>
public sealed class TakenReturn
{
    public long Id { get; init; }

    public string Sha256 { get; init; } = "";

    public string FileName { get; init; } = "";

    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset SentAt { get; init; }

    public DateTimeOffset? JudgedAt { get; init; }

    public string? RequiredFacility { get; init; }

    public string? StatedFacility { get; init; }

    public string? StatedForm { get; init; }

    public string? StatedPeriod { get; init; }

    public string Sender { get; init; } = "";

    /// <summary>How often it was taken, this time included.</summary>
    public int Attempts { get; init; }

    public byte[] Bytes { get; init; } = [];
}

/// <summary>A return that can be told apart by unit, form and period: an accepted one, or one that was accepted once.</summary>
public sealed class PlacedReturn
{
    public long Id { get; init; }

    public string UnitId { get; init; } = "";

    public string Form { get; init; } = "";

    public string Period { get; init; } = "";

    public int Version { get; init; }

    public bool IsCurrent { get; init; }

    public DateTimeOffset SentAt { get; init; }

    public string State { get; init; } = "";

    public string Sender { get; init; } = "";
}

/// <summary>What a reading came to, ready to be stored.</summary>
public sealed record JudgedReturn(
    TakenReturn Taken, bool Accepted, string? UnitId, string? Facility, string? Form, int? FormVersion, int CatalogueVersion, Period? Period,
    bool? Late, ImmutableArray<Finding> Findings, ImmutableArray<ReturnValue> Values)
{
    /// <summary>Broken rules that are only watched.</summary>
    public ImmutableArray<Finding> Shadow { get; init; } = [];

    /// <summary>Given when it is stored; null for a refused one.</summary>
    public int? Version { get; init; }

    public bool IsCurrent { get; init; }

    /// <summary>What an accepted return states in place of numbers.</summary>
    public ImmutableArray<ReturnStatement> Statements { get; init; } = [];

    /// <summary>The reading profile it was read by; null for a form of ours.</summary>
    public long? ProfileId { get; init; }

    /// <summary>Input cells of the file that hold something; null where it was not read.</summary>
    public int? CellsFilled { get; init; }
}

/// <summary>Statements that change returns. Every method runs in its caller's transaction and serves a whole batch.</summary>
public sealed class ReturnStore
{
    private const int Batch = 500;
    private const int SheetLength = 40, CellLength = 12, TextLength = 400, CodeLength = 60, ReasonLength = 1000, HighestFindings = 500, AnswerLength = 1000, ByLength = 100;

    private static readonly string[] FindingColumns =
        ["return_id", "seq", "code", "severity", "sheet", "cell", "element", "arguments", "answer", "answered_by", "answered_at"];

    public async Task<IReadOnlyDictionary<string, HeldReturn>> Held(Session session, IEnumerable<string> hashes, CancellationToken token)
    {
        var held = new Dictionary<string, HeldReturn>(StringComparer.Ordinal);
        foreach (var some in hashes.Distinct(StringComparer.Ordinal).Chunk(Batch))
        {
            foreach (var row in await session.Query<HeldReturn>(Sql.Held, new { Hashes = some }, token)) held[row.Sha256] = row;
        }

        return held;
    }

    public Task Add(Session session, IEnumerable<NewReturn> returns, CancellationToken token) => session.BulkInsert(
        "facility_return",
        ["id", "sha256", "file_name", "source", "sender", "received_at", "sent_at", "state", "is_current", "required_facility", "attempts", "stated_facility", "stated_form", "stated_period"],
        returns.Select(r => new object?[]
        {
            r.Id, r.Sha256, r.FileName, r.Source, r.Sender, r.ReceivedAt, r.ReceivedAt, ReturnCodes.Received, false, r.RequiredFacility, 0, r.Stated.Facility, r.Stated.Form, r.Stated.Period,
        }),
        token);

    /// <summary>Puts a return that does not count back to where it is judged, on the word of who sent it now.</summary>
    public Task SendAgain(Session session, IEnumerable<NewReturn> returns, CancellationToken token) =>
        session.Execute(Sql.SendAgain, returns.Select(r => new
        {
            r.Id,
            r.Source,
            r.Sender,
            r.RequiredFacility,
            Now = r.ReceivedAt,
            StatedFacility = r.Stated.Facility,
            StatedForm = r.Stated.Form,
            StatedPeriod = r.Stated.Period,
        }).ToArray(), token);

    /// <summary>Frees what dead workers hold.</summary>
    public async Task Free(Session session, Func<string, bool> isGone, DateTimeOffset now, CancellationToken token)
    {
        var gone = (await session.Query<string>(Sql.Holders, null, token)).Where(isGone).ToArray();
        foreach (var some in gone.Chunk(Batch)) await session.Execute(Sql.FreeOf, new { Holders = some, Now = now }, token);
    }

    /// <summary>Ids and file sizes of what nobody has taken yet, oldest first.</summary>
    public Task<IReadOnlyList<OwedReturn>> Fresh(Session session, int take, CancellationToken token) =>
        session.Query<OwedReturn>($"{Sql.Fresh} {session.Dialect.Page}", new { skip = 0, take }, token);

    /// <summary>What was taken once and never finished, and may be taken again now.</summary>
    public Task<IReadOnlyList<OwedReturn>> Left(Session session, DateTimeOffset now, int take, CancellationToken token) =>
        session.Query<OwedReturn>($"{Sql.Left} {session.Dialect.Page}", new { Now = now, skip = 0, take }, token);

    /// <summary>Takes those of the returns that are still free, and gives them with their bytes.</summary>
    public async Task<IReadOnlyList<TakenReturn>> Take(
        Session session, IReadOnlyList<long> ids, string worker, DateTimeOffset now, DateTimeOffset until, CancellationToken token)
    {
        await session.Execute(Sql.Take, new { Ids = ids, Worker = worker, Now = now, Until = until }, token);
        return await session.Query<TakenReturn>(Sql.Taken, new { Ids = ids, Worker = worker }, token);
    }

    /// <summary>Those of the returns that the worker still holds; from here to the end of the transaction nobody can take them over.</summary>
    public async Task<IReadOnlySet<long>> StillHeld(
        Session session, IReadOnlyList<long> ids, string worker, DateTimeOffset until, CancellationToken token)
    {
        await session.Execute(Sql.Extend, new { Ids = ids, Worker = worker, Until = until }, token);
        return (await session.Query<long>(Sql.HeldBy, new { Ids = ids, Worker = worker }, token)).ToHashSet();
    }

    /// <summary>Gives a return back, to be tried again from then on.</summary>
    public Task GiveBack(Session session, IReadOnlyList<long> ids, string worker, DateTimeOffset from, CancellationToken token) =>
        session.Execute(Sql.GiveBack, new { Ids = ids, Worker = worker, From = from }, token);

    /// <summary>Gives returns back untried: what they were judged by holds no more.</summary>
    public async Task LayDown(Session session, IReadOnlyCollection<long> ids, string worker, CancellationToken token)
    {
        foreach (var some in ids.Chunk(Batch)) await session.Execute(Sql.LayDownSome, new { Ids = some, Worker = worker }, token);
    }

    /// <summary>Gives back untried all that a worker holds: it was told to stop.</summary>
    public Task LayDown(Session session, string worker, CancellationToken token) => session.Execute(Sql.LayDown, new { Worker = worker }, token);

    /// <summary>Every version of the given units and periods, current or not.</summary>
    public async Task<IReadOnlyList<PlacedReturn>> Placed(
        Session session, IReadOnlyCollection<string> unitIds, IReadOnlyCollection<string> periods, CancellationToken token)
    {
        var placed = new List<PlacedReturn>();
        foreach (var units in unitIds.Chunk(Batch))
        {
            foreach (var some in periods.Chunk(Batch))
                placed.AddRange(await session.Query<PlacedReturn>(Sql.Placed, new { Units = units, Periods = some }, token));
        }

        return placed;
    }

    /// <summary>Those of the returns that were accepted once, by id.</summary>
    public async Task<IReadOnlyDictionary<long, PlacedReturn>> Place(Session session, IReadOnlyCollection<long> ids, CancellationToken token)
    {
        var placed = new Dictionary<long, PlacedReturn>(ids.Count);
        foreach (var some in ids.Distinct().Chunk(Batch))
        {
            foreach (var one in await session.Query<PlacedReturn>(Sql.Place, new { Ids = some }, token)) placed[one.Id] = one;
        }

        return placed;
    }

    public async Task ClearCurrent(Session session, IEnumerable<long> ids, CancellationToken token)
    {
        foreach (var some in ids.Chunk(Batch)) await session.Execute(Sql.ClearCurrent, new { Ids = some }, token);
    }

    public Task MakeCurrent(Session session, long id, CancellationToken token) => session.Execute(Sql.MakeCurrent, new { Id = id }, token);

    /// <summary>Approves those of the returns that are accepted and count, and gives their ids.</summary>
    public async Task<IReadOnlySet<long>> Approve(
        Session session, IReadOnlyCollection<long> ids, string? note, DateTimeOffset now, string by, CancellationToken token)
    {
        var approved = new HashSet<long>();
        foreach (var some in ids.Distinct().Chunk(Batch))
        {
            // Which they are is read under the lock that the first statement takes: a newer version cannot slip in between.
            await session.Execute(Sql.Hold, new { Ids = some }, token);
            var open = await session.Query<long>(Sql.Approvable, new { Ids = some }, token);
            if (open.Count == 0) continue;
            await session.Execute(Sql.Approve, new { Ids = open, Now = now, By = by, Note = note }, token);
            approved.UnionWith(open);
        }

        return approved;
    }

    /// <summary>Sends a return back; false when it was neither accepted nor approved.</summary>
    public async Task<bool> SendBack(Session session, long id, string? note, DateTimeOffset now, string by, CancellationToken token) =>
        await session.Execute(Sql.SendBack, new { Id = id, Note = note, Now = now, By = by }, token) == 1;

    /// <summary>
    /// Keeps a reviewer's word about returns beside those that were said before. Its number is above theirs, whatever the clocks of several
    /// machines say: of the words about a return the one with the largest number was said last.
    /// </summary>
    public async Task LogReviews(
        Session session, IReadOnlyCollection<long> returns, ReturnState state, string? note, DateTimeOffset now, string by, Ids ids, CancellationToken token)
    {
        if (returns.Count == 0) return;
        var first = Math.Max(ids.Next(), (await session.QueryOne<long?>(Sql.LastReview, null, token) ?? 0) + 1);
        await session.BulkInsert(
            "return_review", ["id", "return_id", "state", "reviewed_at", "reviewed_by", "note"],
            returns.Order().Select((id, i) => new object?[] { first + i, id, ReturnCodes.Of(state), now, by, note }), token);
    }

    /// <summary>Adds findings to those a return has.</summary>
    public async Task AddFindings(Session session, long id, IReadOnlyList<Finding> findings, CancellationToken token)
    {
        var last = await session.QueryOne<int?>(Sql.LastFinding, new { Id = id }, token) ?? 0;
        await session.BulkInsert("return_finding", FindingColumns, findings.Select((f, i) => FindingRow(id, last + i + 1, f)), token);
    }

    /// <summary>Writes the answer to a warning; false when there is no such warning.</summary>
    public async Task<bool> Answer(Session session, long id, int number, FindingAnswer answer, CancellationToken token) =>
        await session.Execute(Sql.Answer, new { Id = id, Number = number, answer.Text, answer.By, answer.At }, token) == 1;

    /// <summary>Writes what a batch of readings came to.</summary>
    public async Task Judge(
        Session session, string worker, IReadOnlyList<JudgedReturn> judged, DateTimeOffset now, IReadOnlyDictionary<string, int> elements,
        CancellationToken token)
    {
        foreach (var again in judged.Where(j => j.Taken.JudgedAt is not null).Select(j => j.Taken.Id).Chunk(Batch))
            await session.Execute(Sql.ForgetFindings, new { Ids = again }, token);

        await session.BulkInsert(
            "return_judgement",
            [
                "held_by", "return_id", "state", "judged_at", "unit_id", "facility", "form", "form_version", "catalogue_version", "period",
                "version", "is_current", "late", "profile_id", "cells_filled", "values_read", "values_sum",
            ],
            judged.Select(j => new object?[]
            {
                worker, j.Taken.Id, j.Accepted ? ReturnCodes.Accepted : ReturnCodes.Refused, now, j.UnitId, Cut(j.Facility, 40), Cut(j.Form, 20),
                j.FormVersion, j.CatalogueVersion, j.Period?.ToString(), j.Version, j.IsCurrent, j.Late, j.ProfileId,
                j.CellsFilled, j.Accepted ? j.Values.Length : null, j.Accepted ? j.Values.Sum(v => v.Value) : null,
            }),
            token);
        await session.Execute(Sql.CarryOver, new { Worker = worker }, token);
        await session.Execute(Sql.EmptyJudgements, new { Worker = worker }, token);

        await session.BulkInsert(
            "return_finding", FindingColumns,
            judged.SelectMany(j => j.Findings.Take(HighestFindings).Concat(j.Shadow.Take(HighestFindings)).Select((f, i) => FindingRow(j.Taken.Id, i + 1, f, j.Taken))),
            token);
        await session.BulkInsert(
            "return_value", ["return_id", "element_no", "value", "sheet", "cell", "text", "factor"],
            judged.Where(j => j.Accepted).SelectMany(j => j.Values.Select(v => (No: elements[v.Element], Value: v)).OrderBy(v => v.No).Select(v =>
                new object?[]
                {
                    j.Taken.Id, v.No, v.Value.Value, Cut(v.Value.Sheet, SheetLength), Cut(v.Value.Cell, CellLength), Cut(v.Value.Text, TextLength),
                    v.Value.Factor == 1 ? null : v.Value.Factor,
                })),
            token);
        await session.BulkInsert(
            "return_statement", ["return_id", "seq", "kind", "element", "sheet", "cell", "text", "reason"],
            judged.Where(j => j.Accepted).SelectMany(j => j.Statements.Select((s, i) => new object?[]
            {
                j.Taken.Id, i + 1, ReturnCodes.Of(s.Kind), Cut(s.Element, CodeLength), Cut(s.Sheet, SheetLength), Cut(s.Cell, CellLength),
                Cut(s.Text, TextLength), Cut(s.Reason, ReasonLength),
            })),
            token);
        await CountAgain(session, judged, token);
    }

    /// <summary>The third of the control totals: what was written is counted where it lies, and must be what was read.</summary>
    private static async Task CountAgain(Session session, IReadOnlyList<JudgedReturn> judged, CancellationToken token)
    {
        foreach (var some in judged.Where(j => j.Accepted).Chunk(Batch))
        {
            var stored = (await session.Query<ReturnTotals>(Sql.Totals, new { Ids = some.Select(j => j.Taken.Id).ToArray() }, token)).ToDictionary(t => t.ReturnId);
            foreach (var one in some)
            {
                var totals = stored.GetValueOrDefault(one.Taken.Id) ?? new ReturnTotals();
                if (totals.Stored != one.Values.Length || totals.Total != one.Values.Sum(v => v.Value))
                    throw new InvalidOperationException($"Of return {Ids.Show(one.Taken.Id)} other values were stored than were read: nothing of its batch is kept.");
            }
        }
    }

    /// <summary>Says that the numbers of periods, and of the longer ones around them, have changed.</summary>
    public Task MarkDue(Session session, IEnumerable<Period> changed, long mark, DateTimeOffset now, CancellationToken token) =>
        DuePeriods.Mark(session, changed.SelectMany(Around), mark, now, token);

    private static IEnumerable<Period> Around(Period period) =>
        Enum.GetValues<PeriodKind>().Where(kind => kind >= period.Kind).Select(kind => Period.Containing(period.LastDay, kind));

    /// <param name="file">The file it was found in: an answer that stands there is its sender's. Null where it was not found in a file.</param>
    private static object?[] FindingRow(long id, int seq, Finding f, TakenReturn? file = null) =>
    [
        id, seq, Cut(f.Code, CodeLength), ReturnCodes.Of(f.Severity), Cut(f.Sheet, SheetLength), Cut(f.Cell, CellLength),
        Cut(f.Element, CodeLength), ReturnCodes.Arguments(f.Arguments), Cut(f.Answer?.Text, AnswerLength),
        f.Answer is null ? null : Cut(f.Answer.By ?? file?.Sender, ByLength), f.Answer is null ? null : f.Answer.At ?? file?.SentAt,
    ];

    private static string? Cut(string? text, int length) => text is null ? null : FileNames.Text(text, length);

    internal static class Sql
    {
        public const string Held = """
            SELECT id, sha256, received_at, state, required_facility, stated_facility, stated_form, stated_period
            FROM facility_return
            WHERE sha256 IN @Hashes
            """;

        public const string SendAgain = """
            UPDATE facility_return
            SET state = 'received', sent_at = @Now, source = @Source, sender = @Sender, required_facility = @RequiredFacility,
                stated_facility = @StatedFacility, stated_form = @StatedForm, stated_period = @StatedPeriod, attempts = 0, held_by = NULL, held_until = NULL
            WHERE id = @Id AND state IN ('received', 'reading', 'refused')
            """;

        public const string Holders = "SELECT DISTINCT held_by FROM facility_return WHERE state = 'reading' AND held_by IS NOT NULL";

        public const string FreeOf = """
            UPDATE facility_return
            SET held_by = NULL, held_until = @Now
            WHERE state = 'reading' AND held_by IN @Holders
            """;

        public const string Fresh = """
            SELECT r.id, f.size
            FROM facility_return r INNER JOIN stored_file f ON f.sha256 = r.sha256
            WHERE r.state = 'received'
            ORDER BY r.id
            """;

        public const string Left = """
            SELECT r.id, f.size
            FROM facility_return r INNER JOIN stored_file f ON f.sha256 = r.sha256
            WHERE r.state = 'reading' AND r.held_until <= @Now
            ORDER BY r.id
            """;

        public const string Take = """
            UPDATE facility_return
            SET state = 'reading', held_by = @Worker, held_until = @Until, attempts = attempts + 1
            WHERE id IN @Ids AND (state = 'received' OR (state = 'reading' AND held_until <= @Now))
            """;

        public const string Taken = """
            SELECT r.id, r.sha256, r.file_name, r.received_at, r.sent_at, r.judged_at, r.required_facility, r.sender, r.attempts,
                r.stated_facility, r.stated_form, r.stated_period, f.bytes
            FROM facility_return r INNER JOIN stored_file f ON f.sha256 = r.sha256
            WHERE r.id IN @Ids AND r.state = 'reading' AND r.held_by = @Worker
            ORDER BY r.id
            """;

        public const string Extend = """
            UPDATE facility_return
            SET held_until = @Until
            WHERE id IN @Ids AND state = 'reading' AND held_by = @Worker
            """;

        public const string HeldBy = "SELECT id FROM facility_return WHERE id IN @Ids AND state = 'reading' AND held_by = @Worker";

        public const string GiveBack = """
            UPDATE facility_return
            SET held_by = NULL, held_until = @From
            WHERE id IN @Ids AND state = 'reading' AND held_by = @Worker
            """;

        public const string LayDown = """
            UPDATE facility_return
            SET state = 'received', attempts = attempts - 1, held_by = NULL, held_until = NULL
            WHERE state = 'reading' AND held_by = @Worker
            """;

        public const string LayDownSome = """
            UPDATE facility_return
            SET state = 'received', attempts = attempts - 1, held_by = NULL, held_until = NULL
            WHERE id IN @Ids AND state = 'reading' AND held_by = @Worker
            """;

        public const string Totals = """
            SELECT return_id, COUNT(*) AS stored, SUM(value) AS total
            FROM return_value
            WHERE return_id IN @Ids
            GROUP BY return_id
            """;

        public const string Placed = """
            SELECT id, unit_id, form, period, version, is_current, sent_at, state, sender
            FROM facility_return
            WHERE unit_id IN @Units AND period IN @Periods AND version IS NOT NULL
            """;

        public const string Place = """
            SELECT id, unit_id, form, period, version, is_current, sent_at, state, sender
            FROM facility_return
            WHERE id IN @Ids AND version IS NOT NULL
            """;

        public const string ClearCurrent = "UPDATE facility_return SET is_current = 0 WHERE id IN @Ids";

        public const string MakeCurrent = "UPDATE facility_return SET is_current = 1 WHERE id = @Id AND state IN ('accepted', 'approved')";

        // Changes nothing; takes the rows, so that what is read of them next is still so at the end.
        public const string Hold = "UPDATE facility_return SET state = state WHERE id IN @Ids";

        public const string Approvable = "SELECT id FROM facility_return WHERE id IN @Ids AND state = 'accepted' AND is_current = 1";

        public const string Approve = """
            UPDATE facility_return
            SET state = 'approved', reviewed_at = @Now, reviewed_by = @By, note = @Note
            WHERE id IN @Ids
            """;

        public const string SendBack = """
            UPDATE facility_return
            SET state = 'sent-back', reviewed_at = @Now, reviewed_by = @By, note = @Note
            WHERE id = @Id AND state IN ('accepted', 'approved')
            """;

        public const string LastReview = "SELECT MAX(id) FROM return_review";

        public const string LastFinding = "SELECT MAX(seq) FROM return_finding WHERE return_id = @Id";

        public const string Answer = """
            UPDATE return_finding
            SET answer = @Text, answered_by = @By, answered_at = @At
            WHERE return_id = @Id AND seq = @Number AND severity = 'warning'
            """;

        public const string ForgetFindings = "DELETE FROM return_finding WHERE return_id IN @Ids";

        public const string CarryOver = """
            UPDATE facility_return
            SET state = j.state, judged_at = j.judged_at, unit_id = j.unit_id, facility = j.facility, form = j.form, form_version = j.form_version,
                catalogue_version = j.catalogue_version, period = j.period, version = j.version, is_current = j.is_current, late = j.late,
                profile_id = j.profile_id,
                cells_filled = j.cells_filled, values_read = j.values_read, values_sum = j.values_sum,
                held_by = NULL, held_until = NULL
            FROM return_judgement j
            WHERE j.return_id = facility_return.id AND j.held_by = @Worker
            """;

        public const string EmptyJudgements = "DELETE FROM return_judgement WHERE held_by = @Worker";
    }
}

/// <summary>What is stored of a return: how many values, and their sum.</summary>
public sealed class ReturnTotals
{
    public long ReturnId { get; init; }

    public int Stored { get; init; }

    public long Total { get; init; }
}

/// <summary>A return that waits to be read.</summary>
public sealed class OwedReturn
{
    public long Id { get; init; }

    public long Size { get; init; }
}
