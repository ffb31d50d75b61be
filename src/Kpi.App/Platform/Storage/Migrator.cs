using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.ScriptProviders;
using Kpi.Domain;

namespace Kpi.App.Platform.Storage;

/// <summary>What a migration did: the scripts it ran (none when the schema was current) and the version the schema now has.</summary>
public sealed record MigrationResult(ImmutableArray<string> Ran, string Version);

/// <summary>How the schema stands against the program. A version is the number of the last script, such as <c>0004</c>.</summary>
public sealed record MigrationState(
    string Dialect, string DatabaseVersion, string ProgramVersion, ImmutableArray<string> Applied, ImmutableArray<string> Pending)
{
    public bool IsCurrent => Pending.IsEmpty;
}

/// <summary>Brings the schema up to the program, forward only; refuses a schema that is newer or was made by other scripts.</summary>
public sealed class Migrator
{
    private const string Nothing = "0000";

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ImmutableArray<MigrationScript> _scripts;

    public Migrator(Database database, TimeProvider clock)
        : this(database, clock, MigrationScript.For(database.Dialect.Name))
    {
    }

    internal Migrator(Database database, TimeProvider clock, ImmutableArray<MigrationScript> scripts)
    {
        _database = database;
        _clock = clock;
        _scripts = scripts;
    }

    private SqlDialect Dialect => _database.Dialect;

    private string ProgramSchema => _scripts.IsEmpty ? Nothing : _scripts[^1].Number;

    public Task<Outcome<MigrationState>> Check(CancellationToken token) => Said(async () => Judge(await ReadJournal(token)));

    public Task<Outcome<MigrationResult>> Migrate(CancellationToken token) => Said<MigrationResult>(async () =>
    {
        if (!Judge(await ReadJournal(token)).TryGet(out var state, out var problem)) return problem;
        // Looked at before locking: every start but one in many finds a current schema, and should wait for nobody.
        if (state.IsCurrent) return new MigrationResult([], state.DatabaseVersion);
        await using (await Dialect.LockSchema(_database.ConnectionString, token))
        {
            var journal = await ReadJournal(token);
            if (!Judge(journal).TryGet(out state, out problem)) return problem;
            if (!state.IsCurrent) await Task.Run(() => Run(journal), token);
            return new MigrationResult(state.Pending, ProgramSchema);
        }
    });

    private void Run(Journal journal)
    {
        var log = new DbUp.Engine.Output.NoOpUpgradeLog();
        var configuration = new UpgradeConfiguration
        {
            ConnectionManager = Dialect.MigrationConnections(_database.ConnectionString),
            Journal = new SchemaJournal(journal.Exists, _scripts, journal.Rows.Select(row => row.Script), _clock),
            VariablesEnabled = false,
        };
        configuration.AddLog(log);
        configuration.ConnectionManager.TransactionMode = DbUp.Engine.Transactions.TransactionMode.TransactionPerScript;
        configuration.ScriptExecutor = Dialect.MigrationExecutor(configuration);
        configuration.ScriptProviders.Add(new StaticScriptProvider(_scripts.Select(script => new SqlScript(script.Name, script.Text))));
        var result = new UpgradeEngine(configuration).PerformUpgrade();
        if (!result.Successful) ExceptionDispatchInfo.Throw(result.Error);
    }

    private Outcome<MigrationState> Judge(Journal journal)
    {
        if (journal.IsForeign)
        {
            return Problem.Conflict("schema-unknown",
                "Cơ sở dữ liệu đã có bảng của Kpi nhưng không có sổ ghi các bước tạo lược đồ (bảng schema_script). Hãy phục hồi từ bản sao lưu hoặc dùng một cơ sở dữ liệu trống.",
                "The database has tables of Kpi but no journal of how its schema was made (table schema_script). Restore it from a backup, or use an empty database.");
        }

        var known = _scripts.ToDictionary(script => script.Name, StringComparer.Ordinal);
        foreach (var row in journal.Rows)
        {
            if (known.TryGetValue(row.Script, out var script))
            {
                if (script.Checksum != row.Checksum) return Edited(row);
            }
            else if (string.CompareOrdinal(NumberOf(row.Script), ProgramSchema) > 0)
            {
                return Newer(journal.Rows[^1]);
            }
            else
            {
                return Edited(row);
            }
        }

        var applied = journal.Rows.Select(row => row.Script).ToImmutableArray();
        return new MigrationState(Dialect.Name, applied.IsEmpty ? Nothing : NumberOf(applied[^1]), ProgramSchema, applied,
            [.. _scripts.Select(script => script.Name).Except(applied, StringComparer.Ordinal)]);
    }

    private Problem Newer(JournalRow last) => Problem.Conflict("database-newer",
        $"Cơ sở dữ liệu mới hơn chương trình: lược đồ {NumberOf(last.Script)} do kpi {last.Program} tạo, còn chương trình này là kpi {ProgramVersion.Current} với lược đồ {ProgramSchema}. Dữ liệu không bị thay đổi. Hãy chạy kpi {last.Program} trở lên.",
        $"The database is newer than the program: schema {NumberOf(last.Script)} was made by kpi {last.Program}, and this is kpi {ProgramVersion.Current} with schema {ProgramSchema}. Nothing was changed. Run kpi {last.Program} or later.");

    private static Problem Edited(JournalRow row) => Problem.Conflict("migration-edited",
        $"Bước lược đồ {row.Script} trong chương trình khác với bước đã chạy trên cơ sở dữ liệu này (kpi {row.Program}). Dữ liệu không bị thay đổi. Hãy dùng bản phát hành chính thức của chương trình.",
        $"Schema step {row.Script} in the program is not the one that was run on this database (by kpi {row.Program}). Nothing was changed. Use a released version of the program.");

    private static string NumberOf(string script) => script.Split('_')[0];

    private async Task<Journal> ReadJournal(CancellationToken token)
    {
        if (!Dialect.MayExist(_database.ConnectionString)) return new Journal(false, false, []);
        return await _database.Read(async session =>
        {
            if (!await Exists(session, SchemaJournal.Table, token)) return new Journal(false, await Exists(session, "audit_head", token), []);
            return new Journal(true, false, await session.Query<JournalRow>(Sql.Applied, null, token));
        }, token);
    }

    private static async Task<bool> Exists(Session session, string table, CancellationToken token) =>
        await session.QueryOne<long>(session.Dialect.CountTables, new { Table = table }, token) > 0;

    /// <summary>Outages that are known are said plainly; anything else is a bug and stays an exception.</summary>
    private async Task<Outcome<T>> Said<T>(Func<Task<Outcome<T>>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (Dialect.Explain(fault) is { } problem)
        {
            return problem;
        }
    }

    /// <summary>What the database says of itself. Foreign: it has our tables and no journal.</summary>
    private sealed record Journal(bool Exists, bool IsForeign, IReadOnlyList<JournalRow> Rows);

    private sealed class JournalRow
    {
        public string Script { get; init; } = "";

        public string Checksum { get; init; } = "";

        public string Program { get; init; } = "";
    }

    internal static class Sql
    {
        public const string Applied = "SELECT script, checksum, program FROM schema_script ORDER BY script";
    }
}
