using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
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
    private const int Files = 200, Rounds = 9;

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
            ("ExcelDataReader, all cells", 4, ReadWithExcelDataReader),
            ("ClosedXML, all cells", 20, ReadWithClosedXml),
        ];

        var times = readers.Select(_ => new List<double>()).ToArray();
        var counts = new long[readers.Length];
        for (var round = -3; round < Rounds; round++)
        {
            for (var i = 0; i < readers.Length; i++)
            {
                GC.Collect();
                var taken = files.Take(Files / readers[i].Share).ToArray();
                var clock = Stopwatch.StartNew();
                counts[i] = taken.Sum(readers[i].Read) / taken.Length;
                if (round >= 0) times[i].Add(clock.Elapsed.TotalMilliseconds / taken.Length);
            }
        }

        var medians = times.Select(t => t.Order().ElementAt(t.Count / 2)).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Files} returns of {files.Average(f => f.Length) / 1024:F1} kB, median of {Rounds} rounds"));
        for (var i = 0; i < readers.Length; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{readers[i].Name,-42} {medians[i],8:F3} ms   {medians[i] / medians[0],6:F2} x floor   all-cells reader is {medians[i] / medians[1],6:F2} x faster   ({counts[i]} items)"));
        }
    }

    private static List<byte[]> Make(Catalogue catalogue)
    {
        var form = catalogue.Forms.First(f => f.Code == "hospital");
        var random = new Random(2026);
        var period = Period.Parse("2026-09");
        return
        [
            .. Enumerable.Range(0, Files).Select(i =>
            {
                var unit = new UnitVersion(
                    $"{i:00000}@2020-01-01", $"{i:00000}", $"Bệnh viện số {i}", UnitKind.Hospital, FacilityClass.II, null, null, null, null, null,
                    null, new DateOnly(2020, 1, 1), null);
                var blank = ReturnFormWorkbook.Blank(catalogue, form, unit, period, new DateOnly(2026, 9, 1), [1, 2, 3]);
                return ReturnFormWorkbook.Fill(blank, form.Fields.ToDictionary(f => f.Element, f => Value(catalogue.Element(f.Element)!), StringComparer.Ordinal));
            }),
        ];

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

    private static long ReadAll(byte[] bytes)
    {
        using var reader = new XlsxReader(bytes, XlsxLimits.Default, CancellationToken.None);
        var cells = new CountedCells();
        foreach (var sheet in reader.Sheets) reader.Read(sheet, cells);
        var strings = reader.Strings(null);
        foreach (var index in cells.Shared) cells.Characters += strings[index].Length;
        return cells.Count;
    }

    private static long ReadWithExcelDataReader(byte[] bytes)
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
