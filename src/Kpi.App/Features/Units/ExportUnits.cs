using System.Globalization;
using CsvHelper;
using Kpi.Domain;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Units;

/// <summary>The whole register as a file that <see cref="ImportUnits"/> reads back without a change; csv or xlsx by the file's extension.</summary>
public sealed class ExportUnits(UnitReader reader, ContactReader contacts)
{
    public async Task<Outcome<byte[]>> Run(string fileName, CancellationToken token)
    {
        var rows = Rows(await reader.Tree(token), await contacts.All(token));
        return Path.GetExtension(fileName).ToLowerInvariant() switch
        {
            ".csv" => Csv(rows),
            ".xlsx" => UnitRegisterWorkbook.Write(rows),
            var other => Problem.Invalid("register-format",
                $"Không ghi được danh mục dạng “{other}”. Hãy đặt tên tệp kết thúc bằng .csv hoặc .xlsx.",
                $"The register cannot be written as “{other}”. Name the file with .csv or .xlsx at the end."),
        };
    }

    private static List<string[]> Rows(UnitTree tree, IReadOnlyDictionary<string, UnitContact> contacts)
    {
        // A code is written for the parent's identity; it is the code that the identity held then, so the reader finds it again.
        var codes = tree.Versions.GroupBy(v => v.UnitId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Code, StringComparer.Ordinal);
        var successors = tree.Successions.ToLookup(s => (s.UnitId, s.Since), s => codes[s.SuccessorId]);
        var rows = new List<string[]> { (string[])[.. RegisterRow.Columns, .. RegisterRow.OptionalColumns] };
        rows.AddRange(tree.Versions.OrderBy(v => v.Kind).ThenBy(v => v.Code, StringComparer.Ordinal).ThenBy(v => v.ValidFrom).Select(v => (string[])
        [
            v.Code,
            v.Name,
            UnitNames.Kinds.Code(v.Kind),
            v.Class is { } facilityClass ? UnitNames.Classes.Code(facilityClass) : "",
            v.Level is { } level ? UnitNames.Levels.Code(level) : "",
            v.Ownership is { } ownership ? UnitNames.Ownerships.Code(ownership) : "",
            v.Manager is { } manager ? UnitNames.Managers.Code(manager) : "",
            v.UrbanOverride switch { true => "yes", false => "no", null => "" },
            v.ParentId is { } parent ? codes[parent] : "",
            Iso(v.ValidFrom),
            v.ValidTo is { } last ? Iso(last) : "",
            v.UrbanReason ?? "",
            v.ValidTo is { } end ? string.Join('|', successors[(v.UnitId, end.AddDays(1))].Order(StringComparer.Ordinal)) : "",
            contacts.GetValueOrDefault(v.UnitId)?.Name ?? "",
            contacts.GetValueOrDefault(v.UnitId)?.Phone ?? "",
            contacts.GetValueOrDefault(v.UnitId)?.Email ?? "",
        ]));
        return rows;
    }

    private static byte[] Csv(List<string[]> rows)
    {
        using var bytes = new MemoryStream();
        // The mark at the front tells Excel that this is UTF-8.
        using (var csv = CsvWriter.Create(bytes, CsvWriterOptions.Default with { WriteByteOrderMark = true, Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            foreach (var row in rows) csv.WriteRecord(row);
        }

        return bytes.ToArray();
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
