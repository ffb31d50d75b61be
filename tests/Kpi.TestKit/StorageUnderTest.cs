using Kpi.App.Platform.Storage;
using Microsoft.Data.SqlClient;

namespace Kpi.TestKit;

/// <summary>One of the two databases, migrated and empty, for a contract that both must keep.</summary>
public sealed class StorageUnderTest : IAsyncDisposable
{
    public const string Variable = "KPI_TEST_SQLSERVER";

    private readonly Func<ValueTask> _remove;

    private StorageUnderTest(Database database, Func<ValueTask> remove)
    {
        Database = database;
        _remove = remove;
    }

    public Database Database { get; }

    /// <summary>Why the contracts of this database cannot run here; null when they can.</summary>
    public static string? WhyNot(string dialect) => dialect == "sqlserver" && Server() is null
        ? $"{Variable} is not set: it names an empty SQL Server on which this contract is to be kept."
        : null;

    public static async Task<StorageUnderTest> New(string dialect)
    {
        if (dialect == "sqlite")
        {
            var file = await TestDatabase.New();
            return new StorageUnderTest(file.Database, () =>
            {
                file.Dispose();
                return ValueTask.CompletedTask;
            });
        }

        var server = Server() ?? throw new InvalidOperationException(WhyNot(dialect));
        var name = $"kpi_test_{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";
        await OnServer(server, $"CREATE DATABASE {name}");
        var database = new Database(new SqlServerDialect(), new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ToString());
        _ = (await new Migrator(database, TimeProvider.System).Migrate(CancellationToken.None)).Value;
        return new StorageUnderTest(database, async () =>
        {
            SqlConnection.ClearAllPools();
            await OnServer(server, $"DROP DATABASE {name}");
        });
    }

    public ValueTask DisposeAsync() => _remove();

    private static int _made;

    private static string? Server() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server ? server : null;

    private static async Task OnServer(string server, string sql)
    {
        await using var connection = new SqlConnection(server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
