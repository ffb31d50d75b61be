using System.ComponentModel.DataAnnotations;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Options;

namespace Kpi.App.Platform.Storage;

/// <summary>Where data stand when nothing else is configured. Section <c>Data</c>; <c>ConnectionStrings:Kpi</c> stands above it.</summary>
public sealed record StorageOptions
{
    public const string Section = "Data";

    /// <summary>The folder of the embedded database and of what is kept beside it.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Folder { get; init; } = "./data";

    public string DatabaseFile => Path.Combine(Path.GetFullPath(Folder), "kpi.db");

    internal static Database Open(StorageOptions options, string? connectionString) => string.IsNullOrWhiteSpace(connectionString)
        ? new Database(new SqliteDialect(), SqliteDialect.For(options.DatabaseFile))
        : new Database(new SqlServerDialect(), Checked(connectionString));

    /// <summary>A string that says nothing to the driver is a wrong setting. It holds a password, so it is not repeated.</summary>
    private static string Checked(string connectionString)
    {
        try
        {
            _ = new SqlConnectionStringBuilder(connectionString);
            return connectionString;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new OptionsValidationException("ConnectionStrings:Kpi", typeof(StorageOptions), [$"ConnectionStrings:Kpi (--connection): {fault.Message}"]);
        }
    }
}
