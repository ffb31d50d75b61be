using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Xml;
using ClosedXML.Excel;
using ExcelDataReader;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Benchmarks;

/// <summary>Reading filled returns, side by side in one process: the ratios count, not the milliseconds of a shared machine.</summary>
internal static class ReadingBenchmark
{
    private const int Files = 200, Rounds = 15;

    /// <summary>What people write who do not use Kpi; prints milliseconds per file, best of three.</summary>
    private const string Openpyxl = """
        import pathlib, sys, time, openpyxl
        files = sorted(pathlib.Path(sys.argv[1]).glob('*.xlsx'))
        best = 1e9
        for _ in range(3):
            started = time.perf_counter()
            for path in files:
                book = openpyxl.load_workbook(path, data_only=True)
                sum(1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
            best = min(best, time.perf_counter() - started)
        print(best / len(files) * 1000)
        """;

    private static readonly XmlReaderSettings Guarded = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static void Run()
    {
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        var catalogue = ShippedCatalogue.Load();
        var files = Make(catalogue);
        (string Name, int Share, Func<byte[], long> Read)[] readers =
        [
            ("inflate every entry (floor)", 1, Inflate),
            ("XlsxReader, all cells of all sheets", 1, ReadAll),
            ("ReturnWorkbook.Read (header and inputs)", 1, bytes => ReturnWorkbook.Read(bytes, catalogue).Inputs.Length),
            ("XmlReader over the same parts, no cells", 1, WalkWithXmlReader),
            ("ExcelDataReader, all cells", 4, ReadWithExcelDataReader),
            ("ClosedXML, all cells", 20, ReadWithClosedXml),
        ];

        var times = readers.Select(_ => new List<double>()).ToArray();
        var counts = new long[readers.Length];
        // Every reader first runs long enough to be compiled as far as it will be.
        foreach (var reader in readers)
        {
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < WarmUp;) reader.Read(files[clock.Elapsed.Milliseconds % Files]);
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < readers.Length; i++)
            {
                GC.Collect();
                var taken = files.Take(Files / readers[i].Share).ToArray();
                var clock = Stopwatch.StartNew();
                counts[i] = taken.Sum(readers[i].Read) / taken.Length;
                times[i].Add(clock.Elapsed.TotalMilliseconds / taken.Length);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Files} returns of {files.Average(f => f.Length) / 1024:F1} kB; medians of {Rounds} rounds, ratios taken within a round"));
        for (var i = 0; i < readers.Length; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{readers[i].Name,-42} {Median(times[i]),8:F3} ms   {Ratio(times[i], times[0]),6:F2} x floor   all-cells reader is {Ratio(times[i], times[1]),6:F2} x faster   ({counts[i]} items)"));
        }

        Console.WriteLine(ReadWithOpenpyxl(files.Take(Files / 10)) is { } milliseconds
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{"openpyxl, all cells",-42} {milliseconds,8:F3} ms   {milliseconds / Median(times[0]),6:F2} x floor   all-cells reader is {milliseconds / Median(times[1]),6:F2} x faster")
            : "openpyxl is not installed for python3 here.");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static double Ratio(List<double> times, List<double> others) => Median(times.Zip(others, (mine, other) => mine / other));

    private static List<byte[]> Make(Catalogue catalogue) => [.. Enumerable.Range(0, Files).Select(i => Filled(catalogue, i))];

    /// <summary>A filled return of a hospital; the same number gives the same.</summary>
    internal static byte[] Filled(Catalogue catalogue, int number)
    {
        var form = catalogue.Forms.First(f => f.Code == "hospital");
        var random = new Random(number);
        var period = Period.Parse("2026-09");
        var unit = new UnitVersion(
            $"{number:00000}@2020-01-01", $"{number:00000}", $"Bệnh viện số {number}", UnitKind.Hospital, FacilityClass.II, null, null, null, null, null,
            null, new DateOnly(2020, 1, 1), null);
        var blank = ReturnFormWorkbook.Blank(catalogue, form, unit, period, new DateOnly(2026, 9, 1), [1, 2, 3]);
        return ReturnFormWorkbook.Fill(blank, form.Fields.ToDictionary(f => f.Element, f => Value(catalogue.Element(f.Element)!), StringComparer.Ordinal));

        object Value(DataElement element) => element.Kind switch
        {
            ElementKind.YesNo => random.Next(2) == 1,
            ElementKind.Date => new DateOnly(2023, 6, 30),
            _ => random.NextInt64(element.Min, Math.Min(element.Max, 1_000_000_000)),
        };
    }

    private static long Inflate(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes, false), ZipArchiveMode.Read);
        var buffer = new byte[16384];
        long total = 0;
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            for (int count; (count = stream.Read(buffer)) > 0;) total += count;
        }

        return total;
    }

    internal static long ReadAll(byte[] bytes)
    {
        using var reader = new XlsxReader(bytes, XlsxLimits.Default, CancellationToken.None);
        var cells = new CountedCells();
        foreach (var sheet in reader.Sheets) reader.Read(sheet, cells);
        var strings = reader.Strings(null);
        foreach (var index in cells.Shared) cells.Characters += strings[index].Length;
        return cells.Count;
    }

    /// <summary>What the framework's own parser would cost before a single cell is looked at.</summary>
    private static long WalkWithXmlReader(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes, false), ZipArchiveMode.Read);
        long nodes = 0;
        foreach (var entry in zip.Entries.Where(e => e.FullName is not "xl/styles.xml" && !e.FullName.StartsWith("xl/theme/", StringComparison.Ordinal)))
        {
            using var part = entry.Open();
            using var xml = XmlReader.Create(part, Guarded);
            while (xml.Read()) nodes++;
        }

        return nodes;
    }

    internal static long ReadWithExcelDataReader(byte[] bytes)
    {
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(bytes, false));
        long count = 0;
        do
        {
            while (reader.Read())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    if (reader.GetValue(i) is not null) count++;
                }
            }
        }
        while (reader.NextResult());
        return count;
    }

    private static long ReadWithClosedXml(byte[] bytes)
    {
        using var book = new XLWorkbook(new MemoryStream(bytes, false));
        long count = 0;
        foreach (var cell in book.Worksheets.SelectMany(s => s.CellsUsed()))
        {
            if ((cell.HasFormula ? cell.FormulaA1 : cell.GetString()).Length > 0) count++;
        }

        return count;
    }

    private static double? ReadWithOpenpyxl(IEnumerable<byte[]> files)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-read-");
        try
        {
            foreach (var (bytes, number) in files.Select((f, i) => (f, i))) File.WriteAllBytes(Path.Combine(folder.FullName, $"{number}.xlsx"), bytes);
            foreach (var program in (string[])["python3", "/usr/bin/python3"])
            {
                var start = new ProcessStartInfo(program, ["-c", Openpyxl, folder.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true };
                try
                {
                    using var process = Process.Start(start)!;
                    process.ErrorDataReceived += static (_, _) => { };
                    process.BeginErrorReadLine();
                    var said = process.StandardOutput.ReadToEnd();
                    process.WaitForExit();
                    if (process.ExitCode == 0) return double.Parse(said, CultureInfo.InvariantCulture);
                }
                catch (System.ComponentModel.Win32Exception)
                {
                    // No such Python; perhaps the next.
                }
            }

            return null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class CountedCells : IXlsxCells
    {
        public List<int> Shared { get; } = [];

        public long Count { get; private set; }

        public long Characters { get; set; }

        public bool Wants(int row, int column) => true;

        public void Take(in XlsxCell cell)
        {
            Count++;
            if (cell.Type == XlsxCellType.Shared) Shared.Add(int.Parse(cell.Text, NumberStyles.None, CultureInfo.InvariantCulture));
            else Characters += cell.Text.ToString().Length;
        }
    }
}
