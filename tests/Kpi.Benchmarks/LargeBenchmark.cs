using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.TestKit.Hostile;

namespace Kpi.Benchmarks;

/// <summary>Foreign workbooks of half a million cells: what refusing or reading them costs, beside the framework's parts and ExcelDataReader, in one process.</summary>
internal static class LargeBenchmark
{
    private const int Rounds = 3;
    private static readonly XmlReaderSettings Guarded = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static void Run()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var catalogue = ShippedCatalogue.Load();
        foreach (var (name, bytes) in Books())
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {bytes.Length / 1048576.0:F1} MB"));
            (string Reader, Func<string> Read)[] readers =
            [
                ("ReturnWorkbook.Read", () => ReturnWorkbook.Read(bytes, catalogue).Findings.FirstOrDefault()?.Code ?? "read"),
                ("XlsxReader, all cells and strings", () => ReadingBenchmark.ReadAll(bytes).ToString(CultureInfo.InvariantCulture)),
                ("ZipArchive + XmlReader, all nodes", () => Walk(bytes)),
                ("ExcelDataReader", () => ReadingBenchmark.ReadWithExcelDataReader(bytes).ToString(CultureInfo.InvariantCulture)),
            ];
            var times = new double[readers.Length];
            for (var i = 0; i < readers.Length; i++)
            {
                times[i] = double.MaxValue;
                long grown = 0;
                var said = "";
                for (var round = 0; round < Rounds; round++)
                {
                    GC.Collect();
                    using var peak = new PeakMemory();
                    var clock = Stopwatch.StartNew();
                    said = readers[i].Read();
                    times[i] = Math.Min(times[i], clock.Elapsed.TotalSeconds);
                    grown = Math.Max(grown, peak.Stop() - peak.Start);
                }

                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {readers[i].Reader,-36} {times[i],7:F3} s  {times[i] / times[Math.Min(i, 1)],6:F2} x all cells  {grown >> 20,4} MB grown  {said}"));
            }
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Books()
    {
        var random = new Random(2026);
        yield return ("numbers, one sheet", Numbers().ToBytes());
        yield return ("numbers, forty sheets", Many().ToBytes());
        yield return ("shared strings", Texts().ToBytes());
        yield return ("numbers beside a form's identity, its names lost", new RawParts().Put(RawParts.Book, RawParts.Workbook("")).Put(RawParts.Data, Rows(500_000)).ToBytes());

        RawParts Numbers() => Foreign().Put(RawParts.Data, Rows(500_000));

        RawParts Many()
        {
            var parts = Foreign(40);
            for (var i = 0; i < 40; i++) parts.Put($"xl/worksheets/s{i}.xml", Rows(12_500));
            return parts;
        }

        RawParts Texts()
        {
            var cells = new StringBuilder();
            for (var r = 1; r <= 25_000; r++)
            {
                cells.Append(CultureInfo.InvariantCulture, $"<row r='{r}'>");
                for (var c = 0; c < 20; c++) cells.Append(CultureInfo.InvariantCulture, $"<c r='{(char)('A' + c)}{r}' t='s'><v>{(r * 20 + c) % 100_000}</v></c>");
                cells.Append("</row>");
            }

            return Foreign().Put(RawParts.Data, RawParts.Sheet(cells.ToString()))
                .Put(RawParts.Strings, RawParts.SharedStrings(string.Concat(Enumerable.Range(0, 100_000).Select(i => $"<si><t>Trạm y tế xã số {i * 7919 % 100_003}</t></si>"))));
        }

        string Rows(int count)
        {
            var cells = new StringBuilder();
            for (var r = 1; r <= count / 20; r++)
            {
                cells.Append(CultureInfo.InvariantCulture, $"<row r='{r}'>");
                for (var c = 0; c < 20; c++) cells.Append(CultureInfo.InvariantCulture, $"<c r='{(char)('A' + c)}{r}'><v>{random.Next(2_000)}</v></c>");
                cells.Append("</row>");
            }

            return RawParts.Sheet(cells.ToString());
        }

        static RawParts Foreign(int sheets = 1) => sheets == 1
            ? new RawParts().Put(RawParts.Book, RawParts.Workbook("", "<sheet name='Data' sheetId='1' r:id='r1'/>"))
            : new RawParts()
                .Put(RawParts.Book, RawParts.Workbook("", string.Concat(Enumerable.Range(0, sheets).Select(i => $"<sheet name='S{i}' sheetId='{i + 1}' r:id='s{i}'/>"))))
                .Put(RawParts.BookRoots, RawParts.Relationships(string.Concat(Enumerable.Range(0, sheets).Select(i => RawParts.Relationship($"s{i}", "worksheet", $"worksheets/s{i}.xml")))
                    + RawParts.Relationship("r3", "sharedStrings", "sharedStrings.xml") + RawParts.Relationship("r4", "styles", "styles.xml")));
    }

    private static string Walk(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes, false), ZipArchiveMode.Read);
        long cells = 0;
        foreach (var entry in zip.Entries)
        {
            using var part = entry.Open();
            using var xml = XmlReader.Create(part, Guarded);
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Text) cells++;
            }
        }

        return cells.ToString(CultureInfo.InvariantCulture);
    }
}
