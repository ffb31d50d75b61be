using Kpi.App.Platform.Storage;
using Microsoft.Data.Sqlite;

namespace Kpi.TestKit;

/// <summary>A migrated SQLite file of its own for one fixture: made once for the process, then copied. Disposing removes it.</summary>
public sealed class TestDatabase : IDisposable
{
    private static readonly Lazy<Task<byte[]>> Template = new(MakeTemplate);

    private TestDatabase(string folder)
    {
        Folder = folder;
        File = Path.Combine(folder, "kpi.db");
        Database = new Database(new SqliteDialect(), SqliteDialect.For(File));
    }

    /// <summary>The data folder; the database is its <c>kpi.db</c>.</summary>
    public string Folder { get; }

    public string File { get; }

    public Database Database { get; }

    /// <summary>An empty database with the current schema.</summary>
    public static async Task<TestDatabase> New()
    {
        var database = new TestDatabase(Directory.CreateTempSubdirectory("kpi-test-").FullName);
        await System.IO.File.WriteAllBytesAsync(database.File, await Template.Value);
        return database;
    }

    /// <summary>A folder without a database, for tests of the migrations themselves.</summary>
    public static TestDatabase Unmigrated() => new(Directory.CreateTempSubdirectory("kpi-test-").FullName);

    public void Dispose()
    {
        using (var connection = new SqliteConnection(Database.ConnectionString)) SqliteConnection.ClearPool(connection);
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<byte[]> MakeTemplate()
    {
        using var made = Unmigrated();
        _ = (await new Migrator(made.Database, TimeProvider.System).Migrate(CancellationToken.None)).Value;
        await using (var connection = (SqliteConnection)await made.Database.Open(CancellationToken.None))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE);";
            await command.ExecuteNonQueryAsync();
        }

        return await System.IO.File.ReadAllBytesAsync(made.File);
    }
}
