using System.Data;
using System.Data.Common;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Transactions;
using DbUp.SqlServer;
using Kpi.Domain;
using Microsoft.Data.SqlClient;

namespace Kpi.App.Platform.Storage;

/// <summary>SQL Server 2019 or newer, or another TDS server that speaks plain T-SQL. Errors are told apart by number, never by text.</summary>
public sealed class SqlServerDialect : SqlDialect
{
    private const int DuplicateKey = 2627, DuplicateIndex = 2601;

    private static readonly Problem Busy = Problem.Unavailable("database-busy",
        "Máy chủ cơ sở dữ liệu đang bận hoặc mất kết nối. Hãy thử lại sau ít phút.",
        "The database server is busy or out of reach. Try again in a few minutes.");

    public override string Name => "sqlserver";

    public override string Page => "OFFSET @skip ROWS FETCH NEXT @take ROWS ONLY";

    public override DbConnection Connect(string connectionString) => new SqlConnection(connectionString);

    public override Task Prepare(DbConnection connection, CancellationToken token) => Task.CompletedTask;

    public override ValueTask<DbTransaction> BeginWrite(DbConnection connection, CancellationToken token) =>
        connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, token);

    public override async Task BulkInsert(
        DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken token)
    {
        using var copy = new SqlBulkCopy((SqlConnection)transaction.Connection!, SqlBulkCopyOptions.CheckConstraints, (SqlTransaction)transaction)
        {
            DestinationTableName = table,
            BatchSize = 5000,
            BulkCopyTimeout = 300,
        };
        for (var i = 0; i < columns.Count; i++) copy.ColumnMappings.Add(i, columns[i]);
        await using var reader = new RowReader(columns, rows);
        await copy.WriteToServerAsync(reader, token);
    }

    public override bool IsUniqueViolation(Exception fault) => fault is SqlException { Number: DuplicateKey or DuplicateIndex };

    public override bool IsTransient(Exception fault) => fault is SqlException
    {
        // Deadlock victim, lock time-out, snapshot conflict, connection lost or refused for now, server busy or failing over.
        Number: 1205 or 1222 or 3960 or -2 or 2 or 53 or 64 or 233 or 10053 or 10054 or 10060 or 40197 or 40501 or 40613 or 49918 or 49919 or 49920,
    };

    public override Problem? Explain(Exception fault) => fault is TimeoutException ? Busy : fault is not SqlException { Number: var number } ? null : number switch
    {
        18456 or 4060 => Problem.Unavailable("database-refused",
            "Máy chủ cơ sở dữ liệu từ chối đăng nhập. Hãy kiểm tra chuỗi kết nối và quyền của tài khoản.",
            "The database server refused the login. Check the connection string and the account's rights."),
        1105 or 9002 => Problem.Unavailable("disk-full",
            "Máy chủ cơ sở dữ liệu hết dung lượng (dữ liệu hoặc nhật ký); thao tác đã được hoàn lại. Hãy báo người quản trị.",
            "The database server has no space left (data or log); the operation was rolled back. Tell the administrator."),
        3906 => Problem.Unavailable("database-read-only",
            "Cơ sở dữ liệu đang ở chế độ chỉ đọc.",
            "The database is read-only."),
        _ when IsTransient(fault) => Busy,
        _ => null,
    };

    public override async Task<IAsyncDisposable> LockSchema(string connectionString, CancellationToken token)
    {
        var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(token);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "DECLARE @r INT; EXEC @r = sp_getapplock @Resource = N'kpi-schema', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 60000; SELECT @r;";
        if (await command.ExecuteScalarAsync(token) is int and >= 0) return connection;
        await connection.DisposeAsync();
        throw new TimeoutException("Another process has been changing the schema for a minute.");
    }

    internal override string CountTables => "SELECT COUNT_BIG(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = @Table";

    internal override IConnectionManager MigrationConnections(string connectionString) => new SqlConnectionManager(connectionString);

    internal override IScriptExecutor MigrationExecutor(UpgradeConfiguration configuration) => new SqlScriptExecutor(
        () => configuration.ConnectionManager, () => configuration.Log, null, () => configuration.VariablesEnabled,
        configuration.ScriptPreprocessors, () => configuration.Journal);
}
