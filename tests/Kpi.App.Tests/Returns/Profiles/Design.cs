using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns.Profiles;

/// <summary>A made-up unit's own workbook, made by the program such units use, with the truth of what stands where.</summary>
internal sealed record Design(byte[] Bytes, string Facility, IReadOnlyDictionary<string, string> Cells, IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Percentages)
{
    private const string Python = "/usr/bin/python3";
    private static readonly ConcurrentDictionary<(string Name, int Month, string Variant), Lazy<Design>> Made = new();

    /// <summary>Those in which every required element can be found, and so can be confirmed.</summary>
    public static readonly string[] Whole = ["general_hospital", "side_by_side", "wide_table", "several_tables", "sheet_a_month", "station_sheet"];

    public static readonly string[] All = [.. Whole, "traps"];

    /// <summary>Has the script make the workbook of a month: <c>ok</c>, <c>moved</c> (harmless changes), <c>changed</c> (no longer the same design) or <c>bare</c> (without percentages).</summary>
    public static Design Make(string name, int month, string variant = "ok") =>
        // Office programs start slowly: each workbook is made once.
        Made.GetOrAdd((name, month, variant), static key => new Lazy<Design>(() => New(key.Name, key.Month, key.Variant))).Value;

    private static Design New(string name, int month, string variant)
    {
        if (!File.Exists(Python)) Assert.Ignore($"{Python} with openpyxl and XlsxWriter makes the workbooks.");
        var folder = Directory.CreateTempSubdirectory("kpi-design-").FullName;
        try
        {
            var target = Path.Combine(folder, "report.xlsx");
            var start = new ProcessStartInfo(Python)
            {
                RedirectStandardError = true,
                WorkingDirectory = Path.Combine(Repository.Root, "tests", "Kpi.App.Tests", "Returns", "Profiles", "Designs"),
                Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
            };
            foreach (var argument in new[] { name + ".py", month.ToString(CultureInfo.InvariantCulture), target, variant }) start.ArgumentList.Add(argument);
            using var script = Process.Start(start)!;
            var said = script.StandardError.ReadToEnd();
            script.WaitForExit();
            if (script.ExitCode != 0 && said.Contains("No such file or directory: 'soffice'", StringComparison.Ordinal)) Assert.Ignore("LibreOffice makes this workbook.");
            if (script.ExitCode != 0 && said.Contains("ModuleNotFoundError", StringComparison.Ordinal)) Assert.Ignore(said);
            if (script.ExitCode != 0) throw new InvalidOperationException(said);
            var truth = JsonDocument.Parse(File.ReadAllText(target + ".json")).RootElement;
            return new Design(File.ReadAllBytes(target), truth.GetProperty("facility").GetString()!, Map("cells"), Map("values"), Map("percentages"));

            Dictionary<string, string> Map(string part) =>
                truth.GetProperty(part).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The value an element must have: numbers as they are, yes 1, no 0.</summary>
    public long ValueOf(string element) => Values[element] switch
    {
        "Có" => 1,
        "Không" => 0,
        var number => long.Parse(number, CultureInfo.InvariantCulture),
    };
}
