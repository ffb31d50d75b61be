using System.Data.Common;
using System.Diagnostics;

namespace Kpi.App.Platform.Storage;

/// <summary>Opens sessions. Reads see the last committed state; a write is one transaction, tried again when the fault is transient.</summary>
public sealed class Database
{
    private const int Tries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Database(SqlDialect dialect, string connectionString)
    {
        ValueMapping.Register();
        Dialect = dialect;
        ConnectionString = connectionString;
    }

    public SqlDialect Dialect { get; }

    public string ConnectionString { get; }

    public Task<T> Read<T>(Func<Session, Task<T>> work, CancellationToken token) => Try(async () =>
    {
        await using var connection = await Open(token);
        return await work(new Session(Dialect, connection, null));
    }, token);

    public Task<T> Write<T>(Func<Session, Task<T>> work, CancellationToken token) => Try(async () =>
    {
        using var turn = await Dialect.WriterTurn(token);
        await using var connection = await Open(token);
        await using var transaction = await Dialect.BeginWrite(connection, token);
        var result = await work(new Session(Dialect, connection, transaction));
        await transaction.CommitAsync(token);
        return result;
    }, token);

    public Task Write(Func<Session, Task> work, CancellationToken token) => Write(async session =>
    {
        await work(session);
        return true;
    }, token);

    public async Task<DbConnection> Open(CancellationToken token)
    {
        var connection = Dialect.Connect(ConnectionString);
        try
        {
            await connection.OpenAsync(token);
            await Dialect.Prepare(connection, token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<T> Try<T>(Func<Task<T>> work, CancellationToken token)
    {
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception fault) when (attempt < Tries && Stopwatch.GetElapsedTime(started) < Patience && (Dialect.IsTransient(fault) || Dialect.IsUniqueViolation(fault)))
            {
                // A unique index decides races: the loser sees the winner's row when it tries again.
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt * attempt), token);
            }
        }
    }
}
