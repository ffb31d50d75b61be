using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Transactions;
using DbUp.Sqlite;
using Kpi.Domain;
using Microsoft.Data.Sqlite;

namespace Kpi.App.Platform.Storage;

/// <summary>SQLite, embedded: write-ahead log, one writer, readers never wait.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Table and column names are constants of the stores.")]
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to release.")]
public sealed class SqliteDialect : SqlDialect
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, Constraint = 19, NotADatabase = 26;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int ConstraintUnique = 2067, ConstraintPrimaryKey = 1555, SharedMemorySize = 4874;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Writers of this program queue here, in order and without holding a thread; the file's own lock is left for other programs.
    private readonly SemaphoreSlim _writer = new(1, 1);

    public override string Name => "sqlite";

    public override string Page => "LIMIT @take OFFSET @skip";

    /// <summary>The connection string for a file.</summary>
    public static string For(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
        DefaultTimeout = (int)Patience.TotalSeconds,
    }.ToString();

    public override DbConnection Connect(string connectionString) => new SqliteConnection(connectionString);

    public override async Task Prepare(DbConnection connection, CancellationToken token)
    {
        await using var command = connection.CreateCommand();
        // FULL: what was acknowledged survives a power cut, not only a killed process.
        command.CommandText =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 500;";
        await command.ExecuteNonQueryAsync(token);
    }

    public override async ValueTask<IDisposable?> WriterTurn(CancellationToken token)
    {
        if (!await _writer.WaitAsync(Patience, token)) throw new SqliteException("Another write of this program has not ended.", Busy);
        return new Turn(_writer);
    }

    public override ValueTask<DbTransaction> BeginWrite(DbConnection connection, CancellationToken token) =>
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false));

    public override Task BulkInsert(
        DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken token)
    {
        using var command = ((SqliteConnection)transaction.Connection!).CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        var text = new StringBuilder().Append("INSERT INTO ").Append(table).Append(" (").AppendJoin(", ", columns).Append(") VALUES (");
        var parameters = new SqliteParameter[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            text.Append(i == 0 ? "@p" : ", @p").Append(i);
            parameters[i] = command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" });
        }

        command.CommandText = text.Append(')').ToString();
        command.Prepare();
        foreach (var row in rows)
        {
            token.ThrowIfCancellationRequested();
            for (var i = 0; i < parameters.Length; i++)
            {
                parameters[i].Value = row[i] switch
                {
                    null => DBNull.Value,
                    DateTimeOffset instant => ValueMapping.ToColumn(instant),
                    var value => value,
                };
            }

            command.ExecuteNonQuery();
        }

        return Task.CompletedTask;
    }

    public override bool IsUniqueViolation(Exception fault) =>
        fault is SqliteException { SqliteErrorCode: Constraint, SqliteExtendedErrorCode: ConstraintUnique or ConstraintPrimaryKey };

    public override bool IsTransient(Exception fault) => fault is SqliteException { SqliteErrorCode: Busy or Locked };

    public override Problem? Explain(Exception fault) => fault switch
    {
        // Where not even the few pages shared by its readers find room, the database says "input or output".
        SqliteException { SqliteExtendedErrorCode: SharedMemorySize } => Explain(Full),
        SqliteException { SqliteErrorCode: var code } => Explain(code),
        // Files beside the database: its folder, the lock of the migrations.
        UnauthorizedAccessException => Explain(ReadOnly),
        IOException { HResult: FileLock.NoSpaceLeft or WindowsDiskFull } => Explain(Full),
        IOException { HResult: FileLock.ReadOnlyDisk } => Explain(ReadOnly),
        TimeoutException => Explain(Busy),
        _ => null,
    };

    private static Problem? Explain(int code) => code switch
    {
        Busy or Locked => Problem.Unavailable("database-busy",
            "Cơ sở dữ liệu đang bận vì chương trình khác đang ghi. Hãy thử lại sau ít phút.",
            "The database is busy: another program is writing. Try again in a few minutes."),
        ReadOnly => Problem.Unavailable("database-read-only",
            "Thư mục dữ liệu chỉ cho phép đọc. Hãy cấp quyền ghi hoặc chọn thư mục khác bằng --data.",
            "The data folder is read-only. Allow writing, or choose another with --data."),
        Full => Problem.Unavailable("disk-full",
            "Đĩa đã đầy; thao tác đã được hoàn lại, không mất dữ liệu. Hãy giải phóng dung lượng rồi thử lại.",
            "The disk is full; the operation was rolled back and nothing is lost. Free some space and try again."),
        CannotOpen => Problem.Unavailable("database-cannot-open",
            "Không mở được tệp cơ sở dữ liệu. Hãy kiểm tra đường dẫn --data và quyền truy cập.",
            "The database file cannot be opened. Check the --data path and its permissions."),
        Corrupt or NotADatabase => Problem.Unavailable("database-damaged",
            "Tệp cơ sở dữ liệu bị hỏng. Hãy phục hồi từ bản sao lưu.",
            "The database file is damaged. Restore it from a backup."),
        InputOutput => Problem.Unavailable("disk-failing",
            "Lỗi đọc/ghi đĩa. Hãy kiểm tra ổ đĩa; không có thao tác nào được ghi dở.",
            "The disk failed to read or write. Check it; nothing was half written."),
        _ => null,
    };

    public override async Task<IAsyncDisposable> LockSchema(string connectionString, CancellationToken token)
    {
        var path = new SqliteConnectionStringBuilder(connectionString).DataSource + ".migrating";
        MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return await FileLock.Take(path, token);
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (IOException) when (File.Exists(folder))
        {
            throw new SqliteException($"{folder} is a file.", CannotOpen);
        }
    }

    internal override string CountTables => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @Table";

    internal override bool MayExist(string connectionString) => File.Exists(new SqliteConnectionStringBuilder(connectionString).DataSource);

    internal override IConnectionManager MigrationConnections(string connectionString) => new SqliteConnectionManager(connectionString);

    internal override IScriptExecutor MigrationExecutor(UpgradeConfiguration configuration) => new SqliteScriptExecutor(
        () => configuration.ConnectionManager, () => configuration.Log, null, () => configuration.VariablesEnabled,
        configuration.ScriptPreprocessors, () => configuration.Journal);

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
