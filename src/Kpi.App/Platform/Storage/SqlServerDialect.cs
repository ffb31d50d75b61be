using System.Data;
using System.Data.Common;
using System.Security.Authentication;
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
    private const int DuplicateKey = 2627, DuplicateIndex = 2601, NoSuchProcedure = 2812, UntrustedRoot = -2146893019;
    private const byte ConnectionEnded = 20;

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
        _ when IsUntrusted(fault) => Problem.Unavailable("database-certificate",
            "Không tin được chứng chỉ TLS của máy chủ cơ sở dữ liệu. Hãy cài chứng chỉ đúng, hoặc chỉ khi thử nghiệm mới thêm TrustServerCertificate=true vào chuỗi kết nối.",
            "The TLS certificate of the database server is not trusted. Install a proper one; only for a trial, add TrustServerCertificate=true to the connection string."),
        _ when fault is SqlException { Class: >= ConnectionEnded } => Problem.Unavailable("database-unreachable",
            "Không kết nối được với máy chủ cơ sở dữ liệu. Hãy kiểm tra tên máy chủ, cổng, mạng và máy chủ có đang chạy không.",
            "The database server cannot be reached. Check its name, port and network, and whether it is running."),
        _ when IsTransient(fault) => Busy,
        _ => null,
    };

    private static bool IsUntrusted(Exception fault)
    {
        for (var at = fault; at is not null; at = at.InnerException)
        {
            if (at is AuthenticationException or SqlException { Number: UntrustedRoot }) return true;
        }

        return false;
    }

    public override async Task<IAsyncDisposable> LockSchema(string connectionString, CancellationToken token)
    {
        // Not pooled: a session's lock outlives its connection in the pool until somebody takes that connection out again.
        var connection = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(token);
            await using var command = connection.CreateCommand();
            // Longer than the lock's own patience, or the command would give up before the lock does.
            command.CommandTimeout = 90;
            command.CommandText =
                "DECLARE @r INT; EXEC @r = sp_getapplock @Resource = N'kpi-schema', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 60000; SELECT @r;";
            if (await command.ExecuteScalarAsync(token) is int and >= 0) return connection;
            throw new TimeoutException("Another process has been changing the schema for a minute.");
        }
        catch (SqlException fault) when (fault.Number == NoSuchProcedure)
        {
            // A server without application locks: each script is one transaction, and of two that create the same table one is refused whole.
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal override string CountTables => "SELECT COUNT_BIG(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = @Table";

    internal override IConnectionManager MigrationConnections(string connectionString) => new SqlConnectionManager(connectionString);

    internal override IScriptExecutor MigrationExecutor(UpgradeConfiguration configuration) => new SqlScriptExecutor(
        () => configuration.ConnectionManager, () => configuration.Log, null, () => configuration.VariablesEnabled,
        configuration.ScriptPreprocessors, () => configuration.Journal);
}
