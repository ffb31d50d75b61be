using System.Data.Common;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>Returns, for everybody who reads them: pages, verbs, scoring.</summary>
public sealed class ReturnReader(Database database, FileVault vault, CatalogueReader catalogues)
{
    private const int Batch = 500;

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ReturnSummary>> List(ReturnFilter filter, int skip, int take, CancellationToken token) =>
        database.Read<IReadOnlyList<ReturnSummary>>(async session =>
        {
            if (filter.UnitIds is not { } allowed) return [.. (await Page(session, filter, [], skip, take, token)).Select(r => r.ToSummary())];
            // More units than one statement takes: the page is the head of what the parts give together.
            var rows = new List<Row>();
            foreach (var some in allowed.Chunk(Batch)) rows.AddRange(await Page(session, filter, some, 0, skip + take, token));
            if (filter.OrSender is { } own) rows.AddRange(await Page(session, filter with { Sender = own }, [], 0, skip + take, token));
            return [.. rows.DistinctBy(r => r.Id).OrderByDescending(r => r.Id).Skip(skip).Take(take).Select(r => r.ToSummary())];
        }, token);

    public Task<ReturnDetail?> Get(long id, CancellationToken token) => database.Read(async session =>
    {
        if (await session.QueryOne<DetailRow>(Sql.Detail, new { Id = id }, token) is not { } row) return null;
        var findings = await session.Query<FindingRow>(Sql.Findings, new { Ids = new[] { id } }, token);
        var values = await session.Query<CellRow>(Sql.Values, new { Id = id }, token);
        return new ReturnDetail(
            row.ToSummary(), row.CatalogueVersion, row.ReviewedAt, row.ReviewedBy, row.Note,
            [.. findings.Select(f => f.ToFinding())],
            [.. values.Select(v => new ReturnValue(v.Element, v.Value, v.Sheet, v.Cell, v.Text) { Factor = v.Factor ?? 1 })])
        {
            Statements = [.. (await session.Query<StatementRow>(Sql.Statements, new { Ids = new[] { id } }, token)).Select(s => s.ToStatement())],
            ProfileId = row.ProfileId,
            ProfileVersion = row.ProfileVersion,
        };
    }, token);

    /// <summary>Everything that was sent for the same unit, form and period, first sent first; a return that names none stands alone.</summary>
    public Task<IReadOnlyList<ReturnVersion>> Chain(ReturnSummary one, CancellationToken token) =>
        database.Read<IReadOnlyList<ReturnVersion>>(async session =>
        {
            var rows = one is { UnitId: not null, Facility: not null, Form: not null, Period: not null }
                ? await session.Query<DetailRow>(
                    Sql.Chain, new { one.UnitId, one.Facility, one.Form, Period = one.Period.ToString() }, token)
                : await session.Query<DetailRow>(Sql.Detail, new { one.Id }, token);
            return [.. rows.Select(r => new ReturnVersion(r.ToSummary(), r.SentAt, r.ReviewedAt, r.ReviewedBy, r.Note))];
        }, token);

    /// <summary>The version that counts for a unit, form and period; null when none does.</summary>
    public Task<ReturnSummary?> CurrentFor(string unitId, string form, Period period, CancellationToken token) => database.Read(async session =>
        (await session.QueryOne<Row>(Sql.CurrentOfOne, new { UnitId = unitId, Form = form, Period = period.ToString() }, token))?.ToSummary(), token);

    /// <summary>What returns state in place of values, by return.</summary>
    public Task<ILookup<long, ReturnStatement>> Statements(IReadOnlyCollection<long> ids, CancellationToken token) => database.Read(async session =>
    {
        var rows = new List<StatementRow>();
        foreach (var some in ids.Distinct().Chunk(Batch)) rows.AddRange(await session.Query<StatementRow>(Sql.Statements, new { Ids = some }, token));
        return rows.ToLookup(r => r.ReturnId, r => r.ToStatement());
    }, token);

    /// <summary>Those that exist, by id.</summary>
    public Task<IReadOnlyDictionary<long, ReturnSummary>> Summaries(IReadOnlyCollection<long> ids, CancellationToken token) =>
        database.Read<IReadOnlyDictionary<long, ReturnSummary>>(async session =>
        {
            var found = new Dictionary<long, ReturnSummary>(ids.Count);
            foreach (var some in ids.Distinct().Chunk(Batch))
            {
                foreach (var row in await session.Query<Row>(Sql.ByIds, new { Ids = some }, token)) found[row.Id] = row.ToSummary();
            }

            return found;
        }, token);

    /// <summary>Everything that was ever accepted from some units.</summary>
    public Task<IReadOnlyList<ReturnSummary>> AcceptedOf(IReadOnlyCollection<string> unitIds, CancellationToken token) =>
        database.Read<IReadOnlyList<ReturnSummary>>(async session =>
        {
            var rows = new List<Row>();
            foreach (var some in unitIds.Distinct(StringComparer.Ordinal).Chunk(Batch)) rows.AddRange(await session.Query<Row>(Sql.AcceptedOf, new { Units = some }, token));
            return [.. rows.Select(r => r.ToSummary())];
        }, token);

    /// <summary>By return, in the order in which they were found. Rules that are only watched are not among them, here nor in <see cref="Get"/>.</summary>
    public Task<ILookup<long, Finding>> Findings(IReadOnlyCollection<long> ids, CancellationToken token) => database.Read(async session =>
    {
        var rows = new List<FindingRow>();
        foreach (var some in ids.Distinct().Chunk(Batch)) rows.AddRange(await session.Query<FindingRow>(Sql.Findings, new { Ids = some }, token));
        return rows.ToLookup(r => r.ReturnId, r => r.ToFinding());
    }, token);

    public Task<ReturnFile?> File(long id, CancellationToken token) => database.Read(async session =>
        await session.QueryOne<FileRow>(Sql.File, new { Id = id }, token) is { } row && await vault.Get(session, row.Sha256, token) is { } bytes
            ? new ReturnFile(row.FileName, row.Sha256, bytes)
            : null, token);

    /// <summary>The cells behind a number: those of the returns that hold one of the elements.</summary>
    public Task<IReadOnlyList<ReturnCell>> CellsOf(
        IReadOnlyCollection<long> returnIds, IReadOnlyCollection<string> elements, CancellationToken token) =>
        database.Read<IReadOnlyList<ReturnCell>>(async session =>
        {
            var cells = new List<ReturnCell>();
            foreach (var some in returnIds.Distinct().Chunk(Batch))
            {
                var rows = await session.Query<CellRow>(Sql.Cells, new { Ids = some, Elements = elements.ToArray() }, token);
                cells.AddRange(rows.Select(r => new ReturnCell(r.ReturnId, r.Element, r.Value, r.Sheet, r.Cell, r.Text) { Factor = r.Factor ?? 1 }));
            }

            return cells;
        }, token);

    /// <summary>Those of the units that have, or once had, an accepted return of a form for a period.</summary>
    public Task<IReadOnlySet<string>> OnceAccepted(IReadOnlyCollection<string> unitIds, string form, Period period, CancellationToken token) =>
        database.Read<IReadOnlySet<string>>(async session =>
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            foreach (var some in unitIds.Distinct(StringComparer.Ordinal).Chunk(Batch))
                found.UnionWith(await session.Query<string>(Sql.OnceAccepted, new { Units = some, Form = form, Period = period.ToString() }, token));
            return found;
        }, token);

    /// <summary>The answered warnings of the versions that a return of each unit, form and period has had, by unit, the latest version first.</summary>
    internal Task<ILookup<string, Finding>> Answered(IReadOnlyCollection<string> unitIds, string form, Period period, CancellationToken token) =>
        database.Read(async session =>
        {
            var rows = new List<FindingRow>();
            foreach (var some in unitIds.Distinct(StringComparer.Ordinal).Chunk(Batch))
                rows.AddRange(await session.Query<FindingRow>(Sql.Answered, new { Units = some, Form = form, Period = period.ToString() }, token));
            return rows.ToLookup(r => r.UnitId, r => r.ToFinding(), StringComparer.Ordinal);
        }, token);

    /// <summary>How many of the returns that count in a period have each finding, those of rules that are only watched included.</summary>
    internal Task<IReadOnlyList<FiredFinding>> Fired(Period period, CancellationToken token) =>
        database.Read(session => session.Query<FiredFinding>(Sql.Fired, new { Period = period.ToString() }, token), token);

    /// <summary>The last period before another for which returns of a form count; null when there is none.</summary>
    internal Task<Period?> LastPeriod(string form, Period before, CancellationToken token) => database.Read<Period?>(async session =>
        await session.QueryOne<string>(Sql.LastPeriod, new { Form = form, Before = before.ToString() }, token) is { } period ? Period.Parse(period) : null, token);

    /// <summary>What the returns of other forms that count in a period say of some elements.</summary>
    internal Task<IReadOnlyList<UnitValue>> ValuesWithin(Period period, string form, IReadOnlyCollection<string> elements, CancellationToken token) =>
        database.Read<IReadOnlyList<UnitValue>>(async session =>
        [
            .. (await session.Query<CellRow>(Sql.ValuesWithin, new { Period = period.ToString(), Form = form, Elements = elements.ToArray() }, token))
                .Select(r => new UnitValue(r.UnitId, r.Element, r.Value)),
        ], token);

    /// <summary>How many returns stand in each state.</summary>
    public Task<IReadOnlyDictionary<ReturnState, int>> CountByState(CancellationToken token) =>
        database.Read<IReadOnlyDictionary<ReturnState, int>>(
            async session => (await session.Query<StateRow>(Sql.States, null, token)).ToDictionary(r => ReturnCodes.ToState(r.State), r => r.Returns), token);

    /// <summary>The returns that count for the given filing periods, by unit, form and period.</summary>
    /// <param name="approvedOnly">Takes the last approved version instead of the last accepted one.</param>
    /// <param name="asKnownAt">Takes what was known then; null takes what is known now.</param>
    public Task<IReadOnlyList<FiledReturn>> CurrentFor(
        IReadOnlyList<Period> periods, bool approvedOnly, DateTimeOffset? asKnownAt, Catalogue catalogue, CancellationToken token) =>
        database.Read<IReadOnlyList<FiledReturn>>(async session =>
        {
            var places = await Places(session, catalogue, token);
            var filed = new Dictionary<long, FiledReturn>();
            var now = !approvedOnly && asKnownAt is null;
            var wanted = now ? null : new Dictionary<long, StandingRow>();
            foreach (var some in periods.Distinct().Select(p => p.ToString()).Chunk(Batch))
            {
                if (wanted is not null)
                {
                    var standing = await session.Query<StandingRow>(Sql.Standing, new { Periods = some }, token);
                    var reviews = await session.Query<ReviewRow>(Sql.Reviews, new { Periods = some }, token);
                    foreach (var row in Choose(standing, reviews, approvedOnly, asKnownAt)) wanted.Add(row.Id, row);
                }

                await Collect(session, now ? Sql.CurrentValues : Sql.AllValues, new { Periods = some }, places, catalogue, wanted, filed, token);
            }

            return Sorted(filed.Values);
        }, token);

    /// <summary>Which returns count now for the given filing periods, without their values.</summary>
    internal Task<IReadOnlyList<CountedReturn>> Counted(IReadOnlyList<Period> periods, CancellationToken token) =>
        database.Read<IReadOnlyList<CountedReturn>>(async session =>
        {
            var counted = new List<CountedReturn>();
            foreach (var some in periods.Distinct().Select(p => p.ToString()).Chunk(Batch))
                await session.Each(Sql.Counted, new { Periods = some }, row => counted.Add(ToCounted(row)), token);
            return counted;
        }, token);

    /// <summary>For each unit that has one, which return of a form is its latest before a period, without its values.</summary>
    internal Task<IReadOnlyList<CountedReturn>> CountedBefore(IReadOnlyCollection<string> unitIds, string form, Period before, CancellationToken token) =>
        database.Read<IReadOnlyList<CountedReturn>>(async session =>
        {
            var counted = new List<CountedReturn>();
            foreach (var some in unitIds.Distinct(StringComparer.Ordinal).Chunk(Batch))
            {
                await session.Each(
                    Sql.CountedBefore, new { Units = some, Form = form, Before = before.ToString() }, row => counted.Add(ToCounted(row)), token);
            }

            return counted;
        }, token);

    private static CountedReturn ToCounted(DbDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), Period.Parse(row.GetString(3)));

    /// <summary>For each unit that has one, its latest return of a form before a period.</summary>
    public Task<IReadOnlyList<FiledReturn>> LastBefore(
        IReadOnlyCollection<string> unitIds, string form, Period before, bool approvedOnly, DateTimeOffset? asKnownAt, Catalogue catalogue,
        CancellationToken token) => database.Read<IReadOnlyList<FiledReturn>>(async session =>
        {
            var places = await Places(session, catalogue, token);
            var filed = new Dictionary<long, FiledReturn>();
            var now = !approvedOnly && asKnownAt is null;
            foreach (var some in unitIds.Distinct(StringComparer.Ordinal).Chunk(Batch))
            {
                var arguments = new { Units = some, Form = form, Before = before.ToString() };
                if (now)
                {
                    await Collect(session, Sql.LastValues, arguments, places, catalogue, null, filed, token);
                    continue;
                }

                var standing = await session.Query<StandingRow>(Sql.StandingBefore, arguments, token);
                var reviews = await session.Query<ReviewRow>(Sql.ReviewsBefore, arguments, token);
                var last = Choose(standing, reviews, approvedOnly, asKnownAt)
                    .Where(r => Period.Parse(r.Period).Kind == before.Kind)
                    .GroupBy(r => r.UnitId, StringComparer.Ordinal)
                    .Select(g => g.MaxBy(r => Period.Parse(r.Period))!)
                    .ToDictionary(r => r.Id);
                if (last.Count > 0) await Collect(session, Sql.ValuesOf, new { Ids = last.Keys.ToArray() }, places, catalogue, last, filed, token);
            }

            return Sorted(filed.Values);
        }, token);

    /// <summary>The values of exactly these returns, whatever has become of them since: what a run once read.</summary>
    public Task<IReadOnlyList<FiledReturn>> Filed(IReadOnlyCollection<long> ids, Catalogue catalogue, CancellationToken token) =>
        database.Read<IReadOnlyList<FiledReturn>>(async session =>
        {
            var places = await Places(session, catalogue, token);
            var filed = new Dictionary<long, FiledReturn>(ids.Count);
            foreach (var some in ids.Chunk(Batch)) await Collect(session, Sql.ValuesOf, new { Ids = some }, places, catalogue, null, filed, token);
            return Sorted(filed.Values);
        }, token);

    private static Task<IReadOnlyList<Row>> Page(
        Session session, ReturnFilter filter, string[] units, int skip, int take, CancellationToken token)
    {
        // One text per most telling condition: a text that serves all alike would walk the whole table.
        var sql = filter switch
        {
            { Facility: not null } => units.Length > 0 ? Sql.ListOfUnits : Sql.ListOfFacility,
            _ when units.Length > 0 => Sql.ListOfUnits,
            { Sender: not null } => Sql.ListOfSender,
            { Period: not null } => Sql.ListOfPeriod,
            { State: not null } => Sql.ListInState,
            _ => Sql.List,
        };
        return session.Query<Row>($"{sql} {session.Dialect.Page}", new
        {
            Period = filter.Period?.ToString(),
            filter.Facility,
            State = filter.State is { } state ? ReturnCodes.Of(state) : null,
            filter.Form,
            filter.Sender,
            Current = filter.CurrentOnly ? 1 : (int?)null,
            Warned = filter.Warned is { } warned ? warned ? 1 : 0 : (int?)null,
            Units = units,
            skip,
            take,
        }, token);
    }

    /// <summary>The place of each element number in the catalogue's list; -1 for elements it does not know.</summary>
    private async Task<int[]> Places(Session session, Catalogue catalogue, CancellationToken token)
    {
        var numbers = await catalogues.ElementNumbers(token);
        var places = new int[numbers.Count == 0 ? 1 : numbers.Values.Max() + 1];
        Array.Fill(places, -1);
        foreach (var (code, number) in numbers) places[number] = catalogue.IndexOf(code);
        return places;
    }

    /// <summary>Walks rows of (id, unit, form, period, element number, value); a return without values gives one row with nulls.</summary>
    private static Task Collect(
        Session session, string sql, object arguments, int[] places, Catalogue catalogue, Dictionary<long, StandingRow>? wanted,
        Dictionary<long, FiledReturn> filed, CancellationToken token)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var periods = new Dictionary<string, Period>(StringComparer.Ordinal);
        FiledReturn? one = null;
        var skipped = 0L;
        return session.Each(sql, arguments, row =>
        {
            var id = row.GetInt64(0);
            if (one?.Id != id)
            {
                if (skipped == id) return;
                if (wanted is not null && !wanted.ContainsKey(id))
                {
                    skipped = id;
                    return;
                }

                if (!filed.TryGetValue(id, out one))
                    filed[id] = one = new FiledReturn(id, row.GetString(1), Name(row, 2), PeriodOf(Name(row, 3)), new long?[catalogue.Elements.Length]);
            }

            if (row.IsDBNull(4)) return;
            var number = row.GetInt32(4);
            if (number < places.Length && places[number] is >= 0 and var place) one.Values[place] = row.GetInt64(5);
        }, token);

        string Name(DbDataReader row, int column)
        {
            var text = row.GetString(column);
            return names.TryGetValue(text, out var name) ? name : names[text] = text;
        }

        Period PeriodOf(string text) => periods.TryGetValue(text, out var period) ? period : periods[text] = Period.Parse(text);
    }

    private static IReadOnlyList<FiledReturn> Sorted(IEnumerable<FiledReturn> filed) =>
        [.. filed.OrderBy(f => f.UnitId, StringComparer.Ordinal).ThenBy(f => f.Form, StringComparer.Ordinal).ThenBy(f => f.Period)];

    /// <summary>Of each unit, form and period the version that counted then: the one sent last among those that stood.</summary>
    private static IEnumerable<StandingRow> Choose(
        IEnumerable<StandingRow> rows, IEnumerable<ReviewRow> reviews, bool approvedOnly, DateTimeOffset? asKnownAt)
    {
        // The last word that had been said by then; a later one takes nothing away from it. Which was last their numbers say: clocks may run behind.
        var said = reviews.Where(r => asKnownAt is not { } then || r.ReviewedAt <= then)
            .GroupBy(r => r.ReturnId).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Id)!.State);
        return rows
            .Where(r => (asKnownAt is not { } then || r.JudgedAt <= then)
                && (said.TryGetValue(r.Id, out var state) ? state == ReturnCodes.Approved : !approvedOnly))
            .GroupBy(r => (r.UnitId, r.Form, r.Period))
            .Select(g => g.MaxBy(r => (r.SentAt, r.Id))!);
    }

    private class Row
    {
        public long Id { get; init; }

        public string Sha256 { get; init; } = "";

        public string FileName { get; init; } = "";

        public string Source { get; init; } = "";

        public string Sender { get; init; } = "";

        public string State { get; init; } = "";

        public string? UnitId { get; init; }

        public string? Facility { get; init; }

        public string? Form { get; init; }

        public string? Period { get; init; }

        public int? Version { get; init; }

        public DateTimeOffset ReceivedAt { get; init; }

        public DateTimeOffset? JudgedAt { get; init; }

        public bool? Late { get; init; }

        public bool IsCurrent { get; init; }

        public int? ApprovedBefore { get; init; }

        public ReturnSummary ToSummary() => new(
            Id, Sha256, FileName, Source, Sender, ReturnCodes.ToState(State), UnitId, Facility, Form,
            Period is null ? null : Domain.Periods.Period.Parse(Period), Version, ReceivedAt, JudgedAt, Late, IsCurrent)
        {
            ApprovedBefore = ApprovedBefore,
        };
    }

    private sealed class DetailRow : Row
    {
        public DateTimeOffset SentAt { get; init; }

        public int? CatalogueVersion { get; init; }

        public DateTimeOffset? ReviewedAt { get; init; }

        public string? ReviewedBy { get; init; }

        public string? Note { get; init; }

        public long? ProfileId { get; init; }

        public int? ProfileVersion { get; init; }
    }

    private sealed class StandingRow
    {
        public long Id { get; init; }

        public string UnitId { get; init; } = "";

        public string Form { get; init; } = "";

        public string Period { get; init; } = "";

        public DateTimeOffset SentAt { get; init; }

        public DateTimeOffset JudgedAt { get; init; }
    }

    private sealed class ReviewRow
    {
        public long Id { get; init; }

        public long ReturnId { get; init; }

        public string State { get; init; } = "";

        public DateTimeOffset ReviewedAt { get; init; }
    }

    private sealed class StatementRow
    {
        public long ReturnId { get; init; }

        public string Kind { get; init; } = "";

        public string? Element { get; init; }

        public string Sheet { get; init; } = "";

        public string Cell { get; init; } = "";

        public string Text { get; init; } = "";

        public string Reason { get; init; } = "";

        public ReturnStatement ToStatement() => new(ReturnCodes.ToStatementKind(Kind), Element, Sheet, Cell, Text, Reason);
    }

    private sealed class FindingRow
    {
        public long ReturnId { get; init; }

        public string Code { get; init; } = "";

        public string Severity { get; init; } = "";

        public string? Sheet { get; init; }

        public string? Cell { get; init; }

        public string? Element { get; init; }

        public string Arguments { get; init; } = "[]";

        public int Seq { get; init; }

        public string? Answer { get; init; }

        public string? AnsweredBy { get; init; }

        public DateTimeOffset? AnsweredAt { get; init; }

        /// <summary>Whose return it is; only where it was asked for.</summary>
        public string UnitId { get; init; } = "";

        public Finding ToFinding() => new(Code, ReturnCodes.ToSeverity(Severity), Sheet, Cell, Element, ReturnCodes.ToArguments(Arguments))
        {
            Number = Seq,
            Answer = Answer is null ? null : new FindingAnswer(Answer, AnsweredBy, AnsweredAt),
        };
    }

    private sealed class CellRow
    {
        public long ReturnId { get; init; }

        public string UnitId { get; init; } = "";

        public string Element { get; init; } = "";

        public long Value { get; init; }

        public string Sheet { get; init; } = "";

        public string Cell { get; init; } = "";

        public string Text { get; init; } = "";

        public int? Factor { get; init; }
    }

    private sealed class FileRow
    {
        public string FileName { get; init; } = "";

        public string Sha256 { get; init; } = "";
    }

    private sealed class StateRow
    {
        public string State { get; init; } = "";

        public int Returns { get; init; }
    }

    // Parts of the texts below; not texts themselves.
    private const string Columns = """
        id, sha256, file_name, source, sender, state, unit_id, facility, form, period, version, received_at, judged_at, late, is_current,
            (SELECT MAX(a.version) FROM facility_return a
             WHERE a.unit_id = facility_return.unit_id AND a.form = facility_return.form AND a.period = facility_return.period
                AND a.version < facility_return.version AND a.state = 'approved') AS approved_before
        """;

    private const string Rest = """
        (@Period IS NULL OR period = @Period) AND (@Facility IS NULL OR facility = @Facility) AND (@State IS NULL OR state = @State)
            AND (@Form IS NULL OR form = @Form) AND (@Sender IS NULL OR sender = @Sender) AND (@Current IS NULL OR is_current = 1)
            AND (@Warned IS NULL OR @Warned = CASE WHEN EXISTS (
                SELECT 1 FROM return_finding w WHERE w.return_id = facility_return.id AND w.severity = 'warning') THEN 1 ELSE 0 END)
        ORDER BY id DESC
        """;

    private const string Rows = $"{Columns} FROM facility_return WHERE ";
    private const string Value = "r.id, r.unit_id, r.form, r.period, v.element_no, v.value";
    private const string With = "FROM facility_return r LEFT JOIN return_value v ON v.return_id = r.id";
    private const string Counts = "r.id, r.unit_id, r.form, r.period FROM facility_return r";

    private const string IsLast = """
        WHERE r.unit_id IN @Units AND r.form = @Form AND r.period < @Before AND r.is_current = 1
            AND NOT EXISTS (
                SELECT 1 FROM facility_return l
                WHERE l.unit_id = r.unit_id AND l.form = r.form AND l.is_current = 1 AND l.period > r.period AND l.period < @Before)
        """;

    private const string Stands = "id, unit_id, form, period, sent_at, judged_at FROM facility_return WHERE version IS NOT NULL";
    private const string Reviewed = """
        w.id, w.return_id, w.state, w.reviewed_at
        FROM return_review w INNER JOIN facility_return r ON r.id = w.return_id
        """;

    private const string InDetail = $"""
        {Columns}, sent_at, catalogue_version, reviewed_at, reviewed_by, note, profile_id,
            (SELECT p.version FROM reading_profile p WHERE p.id = facility_return.profile_id) AS profile_version
        FROM facility_return
        """;

    internal static class Sql
    {
        public const string List = "SELECT " + Rows + Rest;

        public const string ListOfUnits = "SELECT " + Rows + "unit_id IN @Units AND " + Rest;

        public const string ListOfFacility = "SELECT " + Rows + "facility = @Facility AND " + Rest;

        public const string ListOfSender = "SELECT " + Rows + "sender = @Sender AND " + Rest;

        public const string ListOfPeriod = "SELECT " + Rows + "period = @Period AND " + Rest;

        public const string ListInState = "SELECT " + Rows + "state = @State AND " + Rest;

        public const string ByIds = "SELECT " + Rows + "id IN @Ids";

        public const string AcceptedOf = "SELECT " + Rows + "unit_id IN @Units AND version IS NOT NULL";

        public const string Detail = "SELECT " + InDetail + " WHERE id = @Id";

        public const string Chain = "SELECT " + InDetail + """
             WHERE facility = @Facility AND unit_id = @UnitId AND form = @Form AND period = @Period
            ORDER BY sent_at, id
            """;

        public const string CurrentOfOne = "SELECT " + Rows + "unit_id = @UnitId AND form = @Form AND period = @Period AND is_current = 1";

        public const string Statements = """
            SELECT return_id, kind, element, sheet, cell, text, reason
            FROM return_statement
            WHERE return_id IN @Ids
            ORDER BY return_id, seq
            """;

        public const string Reviews = "SELECT " + Reviewed + " WHERE r.period IN @Periods";

        public const string ReviewsBefore = "SELECT " + Reviewed + " WHERE r.unit_id IN @Units AND r.form = @Form AND r.period < @Before";

        public const string Findings = """
            SELECT return_id, seq, code, severity, sheet, cell, element, arguments, answer, answered_by, answered_at
            FROM return_finding
            WHERE return_id IN @Ids AND severity <> 'shadow'
            ORDER BY return_id, seq
            """;

        public const string Answered = """
            SELECT r.unit_id, f.return_id, f.seq, f.code, f.severity, f.sheet, f.cell, f.element, f.arguments, f.answer, f.answered_by, f.answered_at
            FROM facility_return r INNER JOIN return_finding f ON f.return_id = r.id
            WHERE r.unit_id IN @Units AND r.form = @Form AND r.period = @Period AND r.version IS NOT NULL AND f.answer IS NOT NULL
            ORDER BY r.unit_id, r.version DESC, f.seq
            """;

        public const string Fired = """
            SELECT f.code, f.severity, COUNT(*) AS returns, SUM(CASE WHEN f.answer IS NULL THEN 0 ELSE 1 END) AS answered
            FROM facility_return r INNER JOIN return_finding f ON f.return_id = r.id
            WHERE r.period = @Period AND r.is_current = 1
            GROUP BY f.code, f.severity
            """;

        public const string LastPeriod = "SELECT MAX(period) FROM facility_return WHERE is_current = 1 AND form = @Form AND period < @Before";

        public const string ValuesWithin = """
            SELECT r.unit_id, e.code AS element, v.value
            FROM facility_return r INNER JOIN return_value v ON v.return_id = r.id INNER JOIN data_element e ON e.element_no = v.element_no
            WHERE r.period = @Period AND r.is_current = 1 AND r.form <> @Form AND e.code IN @Elements
            """;

        public const string Values = """
            SELECT v.return_id, e.code AS element, v.value, v.sheet, v.cell, v.text, v.factor
            FROM return_value v INNER JOIN data_element e ON e.element_no = v.element_no
            WHERE v.return_id = @Id
            ORDER BY v.element_no
            """;

        public const string Cells = """
            SELECT v.return_id, e.code AS element, v.value, v.sheet, v.cell, v.text, v.factor
            FROM return_value v INNER JOIN data_element e ON e.element_no = v.element_no
            WHERE v.return_id IN @Ids AND e.code IN @Elements
            ORDER BY v.return_id, v.element_no
            """;

        public const string File = "SELECT file_name, sha256 FROM facility_return WHERE id = @Id";

        public const string OnceAccepted =
            "SELECT unit_id FROM facility_return WHERE unit_id IN @Units AND form = @Form AND period = @Period AND version IS NOT NULL";

        public const string States = "SELECT state, COUNT(*) AS returns FROM facility_return GROUP BY state";

        public const string CurrentValues = $"SELECT {Value} {With} WHERE r.period IN @Periods AND r.is_current = 1";

        public const string AllValues = $"SELECT {Value} {With} WHERE r.period IN @Periods AND r.version IS NOT NULL";

        public const string ValuesOf = $"SELECT {Value} {With} WHERE r.id IN @Ids";

        public const string LastValues = $"SELECT {Value} {With} {IsLast}";

        public const string Counted = $"SELECT {Counts} WHERE r.period IN @Periods AND r.is_current = 1";

        public const string CountedBefore = $"SELECT {Counts} {IsLast}";

        public const string Standing = "SELECT " + Stands + " AND period IN @Periods";

        public const string StandingBefore = "SELECT " + Stands + " AND unit_id IN @Units AND form = @Form AND period < @Before";
    }
}
