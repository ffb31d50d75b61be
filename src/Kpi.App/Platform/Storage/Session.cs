using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Dapper;

namespace Kpi.App.Platform.Storage;

/// <summary>One connection, in a write transaction or not, on which stores run their statements.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Texts come from the stores' Sql constants; a test compiles each of them.")]
public sealed class Session
{
    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;

    internal Session(SqlDialect dialect, DbConnection connection, DbTransaction? transaction)
    {
        Dialect = dialect;
        _connection = connection;
        _transaction = transaction;
    }

    public SqlDialect Dialect { get; }

    /// <summary>All rows. Row types have settable or init properties named like the columns (underscores are ignored).</summary>
    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? arguments, CancellationToken token) =>
        (await _connection.QueryAsync<T>(Command(sql, arguments, token))).AsList();

    /// <summary>The only row, or null.</summary>
    public Task<T?> QueryOne<T>(string sql, object? arguments, CancellationToken token) =>
        _connection.QuerySingleOrDefaultAsync<T?>(Command(sql, arguments, token));

    /// <summary>Runs a statement (or the same one for each element of a list) and counts the rows changed.</summary>
    public Task<int> Execute(string sql, object? arguments, CancellationToken token) => _connection.ExecuteAsync(Command(sql, arguments, token));

    /// <summary>Walks a long result without making an object for each row.</summary>
    public async Task Each(string sql, object? arguments, Action<DbDataReader> row, CancellationToken token)
    {
        await using var reader = await _connection.ExecuteReaderAsync(Command(sql, arguments, token));
        // The synchronous Read is meant: SQLite has no asynchronous one, and per-row tasks cost more than the row.
        while (reader.Read())
        {
            token.ThrowIfCancellationRequested();
            row(reader);
        }
    }

    /// <summary>Inserts many rows the quick way of the database. Needs a write session.</summary>
    public Task BulkInsert(string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken token) =>
        Dialect.BulkInsert(
            _transaction ?? throw new InvalidOperationException("Bulk insert needs a write session."), table, columns, rows, token);

    private CommandDefinition Command(string sql, object? arguments, CancellationToken token) =>
        new(sql, arguments, _transaction, cancellationToken: token);
}
