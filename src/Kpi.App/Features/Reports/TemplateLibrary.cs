using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Reports;

/// <summary>A workbook's look in one language.</summary>
/// <param name="Id">Such as <c>committee</c>.</param>
/// <param name="Sha256">Hash of the template as its author saved it.</param>
/// <param name="Bytes">The template, speaking one language.</param>
/// <param name="Headline">Codes of the indicators shown where there is room for a dozen only.</param>
public sealed record ReportTemplate(string Id, string Sha256, byte[] Bytes, ImmutableArray<string> Headline);

/// <summary>
/// The templates in <c>reports-templates/</c>. Whoever restyles one may change everything except its names, which are the contract: a template
/// that lacks one is refused with that name.
/// </summary>
public sealed class TemplateLibrary(IOptions<ReportsOptions> options)
{
    private const string Folder = "reports-templates/";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly ConcurrentDictionary<(string, Language), ReportTemplate> _ready = new();

    /// <summary>The first thing wrong with any template; null when all are sound. Asked at start.</summary>
    public Problem? Check() => Manifest().Keys.Select(id => Get(id, Language.Vi).Problem).FirstOrDefault(p => p is not null);

    public Outcome<ReportTemplate> Get(string id, Language language)
    {
        if (_ready.TryGetValue((id, language), out var ready)) return ready;
        if (!Manifest().TryGetValue(id, out var entry))
        {
            return Problem.NotFound("report-template", $"Không có mẫu báo cáo “{id}”.", $"There is no report template '{id}'.");
        }

        var outcome = Read(id, entry, Load(entry.File), language);
        if (outcome.TryGet(out var template, out _)) _ready[(id, language)] = template;
        return outcome;
    }

    internal static Outcome<ReportTemplate> Read(string id, ManifestEntry entry, byte[] bytes, Language language)
    {
        try
        {
            var held = WorkbookParts.Open(bytes).Xml("xl/workbook.xml").Descendants()
                .Where(e => e.Name.LocalName == "definedName" && !e.Value.Contains("#REF!", StringComparison.Ordinal))
                .Select(e => (string?)e.Attribute("name")).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var missing = entry.Names.Where(n => !held.Contains(n)).ToList();
            if (missing.Count > 0)
            {
                var names = string.Join(", ", missing);
                return Problem.Invalid(
                    "report-template-names",
                    $"Mẫu báo cáo {entry.File} thiếu tên ô: {names}. Mở tệp mẫu, đặt lại các tên này (Công thức → Trình quản lý tên) rồi khởi động lại.",
                    $"The report template {entry.File} lacks the cell names: {names}. Open it, define them again (Formulas → Name Manager), and restart.");
            }

            return new ReportTemplate(id, FileVault.HashOf(bytes), TemplateLanguage.Keep(bytes, language), entry.Headline);
        }
        catch (Exception fault) when (fault is InvalidDataException or System.Xml.XmlException)
        {
            return Problem.Invalid(
                "report-template-unreadable",
                $"Mẫu báo cáo {entry.File} không phải sổ tính .xlsx đọc được. Hãy lưu lại bằng Excel hoặc LibreOffice dưới dạng .xlsx.",
                $"The report template {entry.File} is not a readable .xlsx workbook. Save it again from Excel or LibreOffice as .xlsx.");
        }
    }

    internal static Dictionary<string, ManifestEntry> Manifest() =>
        JsonSerializer.Deserialize<Dictionary<string, ManifestEntry>>(BuiltIn("templates.json"), Json)!;

    internal static byte[] BuiltIn(string file)
    {
        using var stream = typeof(TemplateLibrary).Assembly.GetManifestResourceStream(Folder + file)
            ?? throw new InvalidOperationException($"The program was built without {Folder}{file}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private byte[] Load(string file) =>
        options.Value.TemplateFolder is { } folder && Path.Combine(folder, file) is var path && File.Exists(path)
            ? File.ReadAllBytes(path)
            : BuiltIn(file);

    internal sealed record ManifestEntry(string File, ImmutableArray<string> Headline, ImmutableArray<string> Names);
}
