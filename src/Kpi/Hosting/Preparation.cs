using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Microsoft.Extensions.Options;

namespace Kpi.Hosting;

/// <summary>Brings a database to where every verb and the service can work: schema, catalogue, provinces.</summary>
public static class Preparation
{
    public const string MigrateAtStart = "Database:MigrateAtStart";

    /// <summary>The problem that stands in the way; null when all is ready.</summary>
    public static async Task<Problem?> Run(IServiceProvider services, CancellationToken token)
    {
        return await Schema(services, token) ?? await Seed(services, token);
    }

    /// <summary>What comes with the program and the database does not have yet.</summary>
    public static async Task<Problem?> Seed(IServiceProvider services, CancellationToken token)
    {
        await services.GetRequiredService<ShippedUnits>().Ensure(token);
        await services.GetRequiredService<PublishCatalogue>().EnsureShipped(token);
        await services.GetRequiredService<RescoreOtherEngines>().Run(token);
        return null;
    }

    /// <summary>The folder of the embedded database and of keys and logs; it exists after the call.</summary>
    public static string Folder(IServiceProvider services) =>
        Directory.CreateDirectory(Path.GetFullPath(services.GetRequiredService<IOptions<StorageOptions>>().Value.Folder)).FullName;

    private static Problem? WhyNoFolder(IServiceProvider services)
    {
        try
        {
            Folder(services);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (services.GetRequiredService<Database>().Dialect.Explain(fault) is { } known) return known;
            var path = Path.GetFullPath(services.GetRequiredService<IOptions<StorageOptions>>().Value.Folder);
            return File.Exists(path)
                ? Problem.Unavailable("data-folder-is-file",
                    $"“{path}” là một tệp, không phải thư mục. Hãy chọn thư mục dữ liệu khác bằng --data.",
                    $"“{path}” is a file, not a folder. Choose another data folder with --data.")
                : Problem.Unavailable("data-folder-unusable",
                    $"Không tạo được thư mục dữ liệu “{path}”. Hãy kiểm tra đường dẫn --data và quyền truy cập.",
                    $"The data folder “{path}” cannot be made. Check the --data path and its permissions.");
        }
    }

    private static async Task<Problem?> Schema(IServiceProvider services, CancellationToken token)
    {
        if (WhyNoFolder(services) is { } unusable) return unusable;
        var migrator = services.GetRequiredService<Migrator>();
        var embedded = services.GetRequiredService<Database>().Dialect.Name == "sqlite";
        if (embedded || services.GetRequiredService<IConfiguration>().GetValue(MigrateAtStart, false))
            return (await migrator.Migrate(token)).Problem;

        if (!(await migrator.Check(token)).TryGet(out var state, out var problem)) return problem;
        return state.IsCurrent
            ? null
            : Problem.Unavailable("database-not-migrated",
                $"Cơ sở dữ liệu ở phiên bản {state.DatabaseVersion}, chương trình cần {state.ProgramVersion}. Hãy chạy “kpi migrate” (hoặc đặt {MigrateAtStart}=true).",
                $"The database is at version {state.DatabaseVersion}, the program needs {state.ProgramVersion}. Run “kpi migrate” (or set {MigrateAtStart}=true).");
    }
}
