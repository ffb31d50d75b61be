using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Microsoft.Extensions.Options;

namespace Kpi.Hosting;

public enum CheckState
{
    Good,
    Warning,
    Bad,
}

/// <summary>One thing looked at.</summary>
public sealed record Check(string Code, CheckState State, Text What, string Value, Text? Advice);

/// <summary>What is in force and whether it is well: for <c>kpi doctor</c> and the system page. Reads only.</summary>
public sealed record Diagnosis(ImmutableArray<Check> Checks, IReadOnlyDictionary<string, string> Configuration)
{
    private const long LittleSpace = 1L << 30;
    private static readonly string[] Sections = ["Data", "ConnectionStrings", "Database", "Jobs", "Returns", "Collection", "Limits", "Logging", "Urls"];
    private static readonly string[] SecretWords = ["password", "pwd", "secret", "key", "token"];

    public bool IsHealthy => Checks.All(c => c.State != CheckState.Bad);

    /// <summary>What a script should be told; null when nothing is bad.</summary>
    public ProblemKind? ExitProblem => IsHealthy ? null
        : Checks.Any(c => c is { State: CheckState.Bad, Code: "database" or "folder" }) ? ProblemKind.Unavailable
        : ProblemKind.Conflict;

    public static async Task<Diagnosis> Make(IServiceProvider services, CancellationToken token)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var checks = ImmutableArray.CreateBuilder<Check>();
        checks.Add(new("version", CheckState.Good, new("Phiên bản", "Version"), Version(), null));
        checks.Add(Folder(services));
        checks.AddRange(await DatabaseState(services, token));
        checks.Add(Disk(services));
        checks.Add(Seals(services));
        checks.Add(LibreOffice());
        return new Diagnosis(checks.ToImmutable(), InForce(configuration));
    }

    public static string Version() =>
        typeof(Diagnosis).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static Check Folder(IServiceProvider services)
    {
        var what = new Text("Thư mục dữ liệu", "Data folder");
        var path = Path.GetFullPath(services.GetRequiredService<IOptions<StorageOptions>>().Value.Folder);
        try
        {
            Preparation.Folder(services);
            var probe = Path.Combine(path, ".writable");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return new("folder", CheckState.Good, what, path, null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new("folder", CheckState.Bad, what, path, new("Không ghi được. Hãy cấp quyền ghi hoặc dùng --data.", "Not writable. Allow writing, or use --data."));
        }
    }

    private static async Task<IEnumerable<Check>> DatabaseState(IServiceProvider services, CancellationToken token)
    {
        var database = services.GetRequiredService<Database>();
        var kind = new Text("Cơ sở dữ liệu", "Database");
        try
        {
            var outcome = await services.GetRequiredService<Migrator>().Check(token);
            if (!outcome.TryGet(out var state, out var problem)) return [new("database", CheckState.Bad, kind, database.Dialect.Name, problem.Message)];
            return
            [
                new("database", CheckState.Good, kind, state.Dialect, null),
                state.IsCurrent
                    ? new("schema", CheckState.Good, new("Lược đồ", "Schema"), state.DatabaseVersion, null)
                    : new("schema", CheckState.Warning, new("Lược đồ", "Schema"), $"{state.DatabaseVersion} → {state.ProgramVersion}",
                        new("Hãy chạy “kpi migrate” (với SQLite, lệnh bất kỳ tự nâng cấp).", "Run “kpi migrate” (with SQLite, any verb does it).")),
            ];
        }
#pragma warning disable CA1031 // A doctor reports what it cannot reach; it does not fall over it.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            var known = database.Dialect.Explain(fault)?.Message ?? new Text(fault.Message, fault.Message);
            return [new("database", CheckState.Bad, kind, database.Dialect.Name, known)];
        }
    }

    private static Check Disk(IServiceProvider services)
    {
        var folder = Path.GetFullPath(services.GetRequiredService<IOptions<StorageOptions>>().Value.Folder);
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } above) existing = above;
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free / (1024 * 1024)} MB");
        var what = new Text("Dung lượng trống", "Free space");
        return free >= LittleSpace
            ? new("disk", CheckState.Good, what, text, null)
            : new("disk", CheckState.Warning, what, text, new("Sắp hết chỗ; cần ít nhất 1 GB.", "Little is left; 1 GB is the least."));
    }

    private static Check Seals(IServiceProvider services)
    {
        var what = new Text("Khoá niêm phong biểu mẫu", "Keys of the forms' seals");
        var keys = services.GetRequiredService<IOptions<ReturnsOptions>>().Value.SealKeys;
        return keys.Count > 0
            ? new("seal", CheckState.Good, what, keys.Count.ToString(CultureInfo.InvariantCulture), null)
            : new("seal", CheckState.Warning, what, "built-in", new(
                "Khoá mặc định chỉ phát hiện nhầm lẫn, không chống giả mạo. Hãy đặt Returns:SealKeys:0.",
                "The built-in key notices mistakes but stops no forger. Set Returns:SealKeys:0."));
    }

    private static Check LibreOffice()
    {
        var what = new Text("LibreOffice (không bắt buộc)", "LibreOffice (optional)");
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => new[] { "soffice", "libreoffice", "soffice.exe" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        return new("libreoffice", CheckState.Good, what, found ?? "–", null);
    }

    /// <summary>The settings that are ours, secrets masked.</summary>
    private static SortedDictionary<string, string> InForce(IConfiguration configuration)
    {
        var shown = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Sections.SelectMany(s => configuration.GetSection(s).AsEnumerable()))
        {
            if (value is null) continue;
            shown[key] = key.StartsWith("ConnectionStrings", StringComparison.OrdinalIgnoreCase) ? MaskConnection(value)
                : SecretWords.Any(w => key.Contains(w, StringComparison.OrdinalIgnoreCase)) ? "***"
                : value;
        }

        return shown;
    }

    private static string MaskConnection(string value) => string.Join(';', value.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part =>
        SecretWords.Any(w => part.Split('=')[0].Contains(w, StringComparison.OrdinalIgnoreCase)) ? part.Split('=')[0] + "=***" : part));
}
