using System.ComponentModel.DataAnnotations;

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
        : new Database(new SqlServerDialect(), connectionString);
}
