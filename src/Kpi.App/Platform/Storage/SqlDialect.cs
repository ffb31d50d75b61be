using System.Data.Common;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Transactions;

namespace Kpi.App.Platform.Storage;

/// <summary>The whole difference between the two databases. Statements are one text; only these members differ.</summary>
public abstract class SqlDialect
{
    /// <summary><c>sqlserver</c> or <c>sqlite</c>; also the suffix of a migration that needs a pair.</summary>
    public abstract string Name { get; }

    public abstract DbConnection Connect(string connectionString);

    /// <summary>What a fresh connection needs before its first statement.</summary>
    public abstract Task Prepare(DbConnection connection, CancellationToken token);

    /// <summary>The clause that follows ORDER BY and takes <c>@take</c> rows after <c>@skip</c>.</summary>
    public abstract string Page { get; }

    /// <summary>Waits for the writer's turn where this program must queue its own writers. Disposing passes it on.</summary>
    public virtual ValueTask<IDisposable?> WriterTurn(CancellationToken token) => ValueTask.FromResult<IDisposable?>(null);

    /// <summary>Begins a transaction that will write, taking the writer's place at once where there is only one.</summary>
    public abstract ValueTask<DbTransaction> BeginWrite(DbConnection connection, CancellationToken token);

    public abstract Task BulkInsert(
        DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken token);

    public abstract bool IsUniqueViolation(Exception fault);

    /// <summary>Whether the same work may succeed when tried again: busy, deadlock, lost connection.</summary>
    public abstract bool IsTransient(Exception fault);

    /// <summary>What a person should be told about an outage (full disk, read-only file, no such server); null when it is none known.</summary>
    public abstract Domain.Problem? Explain(Exception fault);

    /// <summary>Lets one process at a time change the schema. Disposing releases it.</summary>
    public abstract Task<IAsyncDisposable> LockSchema(string connectionString, CancellationToken token);

    /// <summary>Counts the tables named <c>@Table</c>: 0 or 1.</summary>
    internal abstract string CountTables { get; }

    /// <summary>Whether there may be a database to look at; false where looking would create one.</summary>
    internal virtual bool MayExist(string connectionString) => true;

    internal abstract IConnectionManager MigrationConnections(string connectionString);

    internal abstract IScriptExecutor MigrationExecutor(UpgradeConfiguration configuration);
}
