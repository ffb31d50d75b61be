using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Data;
using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.Benchmarks.Peers;

/// <summary>
/// The sums of every indicator for every unit, commune, province and the nation, by the engine, by SQL in SQLite and in DuckDB, and by pandas, over the same returns of a period
/// in one sitting. Each has the returns in its own form before the clock starts, and gives its results to a program. The peers give the sums and how many reported;
/// the engine gives those with ranges and verdicts. All results are compared, number by number.
/// </summary>
internal static class PeersBenchmark
{
    private const int WarmUp = 15;
    private const int Rounds = 9;

    public static async Task<int> Run(string folder, string period, CancellationToken token)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddKpi(new ConfigurationBuilder().AddInMemoryCollection([new("Data:Folder", folder)]).Build())
            .BuildServiceProvider();
        await using var _ = services;
        var catalogue = await services.GetRequiredService<CatalogueReader>().Current(token);
        var inputs = await services.GetRequiredService<LoadInputs>().Run(catalogue, catalogue.TargetSets[0].Code, ScoreRequest.Due(Period.Parse(period)), token);
        if (inputs.Period.Kind != PeriodKind.Month) throw new NotSupportedException("The peers know months only: in a longer period the months of a condition are added up first.");
        var questions = Questions(inputs);
        var rows = Rows(inputs, [.. questions.SelectMany(q => q.Of.Elements).Distinct().Order(StringComparer.Ordinal)]);

        var blocks = ScoringEngine.Run(inputs, token);
        var ours = Ours(inputs, blocks);
        var engine = Median(() => blocks = ScoringEngine.Run(inputs, token));
        var floor = Median(() => Scan(inputs));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{rows.Values.Count} units that file, {inputs.Filings.Length} returns, {questions.Length} indicators, {ours.Count} results; adding up the same integers {floor.Wall.TotalMilliseconds:0.00} ms"));
        Print("Kpi: sums, ranges, verdicts", engine, engine, floor);

        var faults = 0;
        using (var sqlite = new SqliteConnection("Data Source=:memory:"))
        {
            sqlite.Open();
            faults += Sql($"SQLite {sqlite.ServerVersion}: sums", sqlite, rows, questions, ours, engine, floor);
        }

        try
        {
            using var duck = new DuckDBConnection("DataSource=:memory:");
            duck.Open();
            faults += Sql($"DuckDB {duck.ServerVersion}: sums", duck, rows, questions, ours, engine, floor);
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException)
        {
            Console.WriteLine("DuckDB: its library is not here; run with -p:Peers=true, which fetches it (110 MB)");
        }

        faults += await Pandas(rows, questions, ours, engine, floor, token);
        return faults == 0 ? 0 : 1;
    }

    /// <summary>What is asked for one indicator.</summary>
    private sealed record Question(Indicator Of, UnitKind[] Kinds)
    {
        public T Numerator<T>(IFormulaVisitor<T> visitor) => Of.Numerator.Accept(visitor);

        public T Denominator<T>(IFormulaVisitor<T> visitor) => Of.Denominator is { } formula ? formula.Accept(visitor) : visitor.Number(Of.Kind == IndicatorKind.Coverage ? 1 : 0);
    }

    /// <summary>The returns as a table: a row for each unit that files, and what it gave, absent where it gave nothing.</summary>
    private sealed record Table(string[] Columns, List<long?[]> Values);

    private readonly record struct Place(string Indicator, int Level, int Unit);

    private readonly record struct Sums(int Expected, int Reporting, long? Numerator, long? Denominator);

    private static Question[] Questions(ScoringInputs inputs) =>
    [
        .. ScoringEngine.Scored(inputs)
            .Select(i => new Question(i, [.. i.Applies.Kinds.Where(k => !Counting.Periods(inputs.Catalogue, i, k, inputs.Period).IsEmpty)]))
            .Where(q => q.Kinds.Length > 0),
    ];

    private static Table Rows(ScoringInputs inputs, string[] elements)
    {
        var filed = inputs.Filings.Where(f => f.Period == inputs.Period).ToDictionary(f => f.Unit, f => f.Values);
        int[] places = [.. elements.Select(inputs.Catalogue.IndexOf)];
        var rows = new List<long?[]>();
        foreach (var (at, unit) in inputs.Units.Index())
        {
            if (unit.Level != UnitLevel.Facility || unit.ActiveFrom > inputs.Period.LastDay) continue;
            var values = filed.GetValueOrDefault(at);
            rows.Add(
            [
                at, values is null ? 0 : 1, unit.Province, unit.Commune, unit.Outside ? 1 : 0, (long)unit.Kind, (long?)unit.Class, (long?)unit.Ownership, (long?)unit.Manager, unit.Urban ? 1 : 0,
                .. places.Select(p => values?[p]),
            ]);
        }

        return new Table(["unit", "filed", "province", "commune", "outside", "kind", "class", "ownership", "manager", "urban", .. elements], rows);
    }

    private static Dictionary<Place, Sums> Ours(ScoringInputs inputs, IEnumerable<ScoreBlock> blocks) =>
        blocks.SelectMany(b => b.Scores.Select(s => (Place: new Place(b.Indicator, (int)inputs.Units[s.Unit].Level, s.Unit), Score: s)))
            .ToDictionary(p => p.Place, p => new Sums(p.Score.Expected, p.Score.Reporting, p.Score.Numerator, p.Score.Denominator));

    // ---- SQL

    private static int Sql(
        string name, DbConnection connection, Table rows, Question[] questions, Dictionary<Place, Sums> ours, Took engine, Took floor)
    {
        Fill(connection, rows);
        var statements = questions.Select(q => (q, Text: Statement(q))).Select(p =>
        {
            var command = connection.CreateCommand();
            Say(command, p.Text);
            command.Prepare();
            return (p.q, Command: command);
        }).ToList();

        var found = new Dictionary<Place, Sums>(ours.Count);
        var read = new List<(Question, int, int, Sums)>(ours.Count);
        var time = Median(() =>
        {
            read.Clear();
            foreach (var (question, command) in statements)
            {
                using var reader = command.ExecuteReader();
                while (reader.Read())
                {
                    read.Add((question, reader.GetInt32(0), reader.GetInt32(1), new Sums(
                        reader.GetInt32(2), reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetInt64(4), reader.IsDBNull(5) ? null : reader.GetInt64(5))));
                }
            }
        });
        foreach (var (question, level, unit, sums) in read) found.Add(new Place(question.Of.Code, level, unit), sums);
        foreach (var (_, command) in statements) command.Dispose();
        Print(name, time, engine, floor);
        return Compare(name, questions, ours, found);
    }

    private static void Fill(DbConnection connection, Table rows)
    {
        using var create = connection.CreateCommand();
        Say(create, $"CREATE TABLE owed ({string.Join(", ", rows.Columns.Select(c => $"\"{c}\" BIGINT"))})");
        create.ExecuteNonQuery();
        if (connection is DuckDBConnection duck)
        {
            using var appender = duck.CreateAppender("owed");
            foreach (var row in rows.Values)
            {
                var to = appender.CreateRow();
                foreach (var value in row) to.AppendValue(value);
                to.EndRow();
            }

            return;
        }

        using var all = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = all;
        Say(insert, $"INSERT INTO owed VALUES ({string.Join(", ", rows.Columns.Select((_, i) => $"@p{i}"))})");
        foreach (var (i, _) in rows.Columns.Index())
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            insert.Parameters.Add(parameter);
        }

        foreach (var row in rows.Values)
        {
            for (var i = 0; i < row.Length; i++) insert.Parameters[i].Value = row[i] ?? (object)DBNull.Value;
            insert.ExecuteNonQuery();
        }

        all.Commit();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Made of the catalogue's element codes and of numbers.")]
    private static void Say(DbCommand command, string text) => command.CommandText = text;

    private static string Statement(Question question)
    {
        var sql = new SqlOfFormula();
        var applies = question.Of.Applies;
        var where = new List<string> { $"kind IN ({string.Join(", ", question.Kinds.Select(k => (int)k))})" };
        if (applies.MinClass is { } least) where.Add($"class >= {(int)least}");
        if (applies.Ownership is { } owner) where.Add($"ownership = {(int)owner}");
        if (!applies.Managers.IsDefaultOrEmpty) where.Add($"manager IN ({string.Join(", ", applies.Managers.Select(m => (int)m))})");
        if (applies.Urban is { } urban) where.Add($"urban = {(urban ? 1 : 0)}");
        const string Sums = "COUNT(*), CAST(SUM(whole) AS BIGINT), CAST(SUM(n) AS BIGINT), CAST(SUM(d) AS BIGINT)";
        // A unit that lacks one of the two gives neither; who filed nothing said nothing, not even no.
        return $"""
            WITH given AS MATERIALIZED (
              SELECT unit, province, commune, outside, filed, CAST({question.Numerator(sql)} AS BIGINT) AS a, CAST({question.Denominator(sql)} AS BIGINT) AS b
              FROM owed WHERE {string.Join(" AND ", where)}),
            counted AS MATERIALIZED (
              SELECT unit, province, commune, outside, CASE WHEN filed = 1 AND a IS NOT NULL AND b IS NOT NULL THEN 1 ELSE 0 END AS whole,
                     CASE WHEN filed = 1 AND b IS NOT NULL THEN a END AS n, CASE WHEN filed = 1 AND a IS NOT NULL THEN b END AS d FROM given)
            SELECT {(int)UnitLevel.Facility}, unit, 1, whole, n, d FROM counted
            UNION ALL SELECT {(int)UnitLevel.Commune}, commune, {Sums} FROM counted WHERE commune >= 0 AND outside = 0 GROUP BY commune
            UNION ALL SELECT {(int)UnitLevel.Province}, province, {Sums} FROM counted WHERE province >= 0 AND outside = 0 GROUP BY province
            UNION ALL SELECT {(int)UnitLevel.Nation}, 0, {Sums} FROM counted HAVING COUNT(*) > 0
            """;
    }

    // ---- pandas

    private static async Task<int> Pandas(Table rows, Question[] questions, Dictionary<Place, Sums> ours, Took engine, Took floor, CancellationToken token)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-peers");
        try
        {
            string In(string name) => Path.Combine(folder.FullName, name);
            var python = new PythonOfFormula();
            await File.WriteAllTextAsync(In("questions.json"), JsonSerializer.Serialize(questions.Select(q => new
            {
                code = q.Of.Code,
                kinds = q.Kinds.Select(k => (int)k),
                minClass = (int?)q.Of.Applies.MinClass,
                ownership = (int?)q.Of.Applies.Ownership,
                managers = q.Of.Applies.Managers.IsDefault ? [] : q.Of.Applies.Managers.Select(m => (int)m).ToArray(),
                urban = q.Of.Applies.Urban is { } urban ? (urban ? 1 : 0) : (int?)null,
                elements = q.Of.Elements,
                numerator = q.Numerator(python),
                denominator = q.Denominator(python),
            })), token);
            var table = new StringBuilder(string.Join(',', rows.Columns)).Append('\n');
            foreach (var row in rows.Values) table.AppendJoin(',', row.Select(v => v?.ToString(CultureInfo.InvariantCulture))).Append('\n');
            await File.WriteAllTextAsync(In("filed.csv"), table.ToString(), token);

            var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Peers", "sums.py"), In("questions.json"), In("filed.csv"), In("out.csv"), "5"])
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(token);
            var said = await process.StandardOutput.ReadToEndAsync(token);
            await process.WaitForExitAsync(token);
            if (process.ExitCode != 0)
            {
                Console.WriteLine($"pandas: not measured: {(await error).Trim().Split('\n')[^1]}");
                return 0;
            }

            using var answer = JsonDocument.Parse(said);
            TimeSpan Seconds(string property) => TimeSpan.FromSeconds(answer.RootElement.GetProperty(property).GetDouble());
            var name = $"{answer.RootElement.GetProperty("peer").GetString()}: sums";
            Print(name, new Took(Seconds("seconds"), Seconds("processorSeconds")), engine, floor);
            var found = (await File.ReadAllLinesAsync(In("out.csv"), token)).Select(l => l.Split(',')).ToDictionary(
                f => new Place(f[0], Number(f[1]), Number(f[2])),
                f => new Sums(Number(f[3]), Number(f[4]), f[5].Length == 0 ? null : long.Parse(f[5], CultureInfo.InvariantCulture), f[6].Length == 0 ? null : long.Parse(f[6], CultureInfo.InvariantCulture)));
            return Compare(name, questions, ours, found);
        }
        finally
        {
            folder.Delete(true);
        }

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    // ---- what came out

    /// <summary>
    /// Numbers that differ. A coverage keeps silent units in its denominator and the peers do not; and where a rule of the form leaves a formula one value only, the engine
    /// counts it though an element is absent.
    /// </summary>
    private static int Compare(string name, Question[] questions, Dictionary<Place, Sums> ours, Dictionary<Place, Sums> found)
    {
        var kinds = questions.ToDictionary(q => q.Of.Code, q => q.Of.Kind);
        var different = 0;
        foreach (var (place, own) in ours)
        {
            var same = found.TryGetValue(place, out var theirs) && theirs.Expected == own.Expected && theirs.Reporting == own.Reporting && theirs.Numerator == own.Numerator
                && kinds[place.Indicator] switch
                {
                    IndicatorKind.Milestone => true,
                    IndicatorKind.Coverage => own.Denominator is null || own.Denominator == own.Expected,
                    _ => theirs.Denominator == own.Denominator,
                };
            if (same) continue;
            if (different++ < 3) Console.WriteLine($"  {place}: {own}, {name} {(found.TryGetValue(place, out var other) ? other.ToString() : "nothing")}");
        }

        var more = found.Keys.Count(k => !ours.ContainsKey(k));
        Console.WriteLine($"  compared: {ours.Count} results, {different} different, {more} more");
        return different + more;
    }

    private static long Scan(ScoringInputs inputs)
    {
        long sum = 0;
        foreach (var filing in inputs.Filings)
        {
            foreach (var value in filing.Values) sum = unchecked(sum + (value ?? 0));
        }

        return sum;
    }

    /// <summary>How long something took by the clock, and how much of all cores' time.</summary>
    private readonly record struct Took(TimeSpan Wall, TimeSpan Processor);

    private static Took Median<T>(Func<T> work) => Median(() => { GC.KeepAlive(work()); });

    private static Took Median(Action work)
    {
        for (var i = 0; i < WarmUp; i++) work();
        var (walls, processors) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < Rounds; i++)
        {
            var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            work();
            walls.Add(watch.Elapsed);
            processors.Add(Environment.CpuUsage.TotalTime - processor);
        }

        return new Took(walls.Order().ElementAt(Rounds / 2), processors.Order().ElementAt(Rounds / 2));
    }

    private static void Print(string name, Took took, Took engine, Took floor) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-30} {took.Wall.TotalMilliseconds,8:0.0} ms {took.Wall / engine.Wall,6:0.00} x Kpi {took.Wall / floor.Wall,6:0.0} x adding up; processors {took.Processor.TotalMilliseconds,8:0.0} ms {took.Processor / engine.Processor,6:0.00} x Kpi"));
}
