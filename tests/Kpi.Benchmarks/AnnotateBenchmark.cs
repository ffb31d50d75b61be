using System.Diagnostics;
using System.Globalization;
using ClosedXML.Excel;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;

namespace Kpi.Benchmarks;

/// <summary>Giving a submitter's workbook back with its findings: editing the package beside loading and saving it with a library, in one process.</summary>
internal static class AnnotateBenchmark
{
    private const int Rounds = 15;

    public static void Run()
    {
        var catalogue = ShippedCatalogue.Load();
        foreach (var form in catalogue.Forms)
        {
            var unit = new UnitVersion(
                "01234@2020-01-01", "01234", "Bệnh viện số 1", form.FiledBy[0], null, null, null, null, null, null, null, new DateOnly(2020, 1, 1), null);
            var period = Period.Parse("2026-09");
            var values = form.Fields.ToDictionary(f => f.Element, f => catalogue.Element(f.Element)!.Kind is ElementKind.YesNo ? (object)true : "chưa có", StringComparer.Ordinal);
            var bytes = ReturnFormWorkbook.Fill(ReturnFormWorkbook.Blank(catalogue, form, unit, period, new DateOnly(2026, 9, 1), [1, 2, 3]), values);
            var sheet = ReturnWorkbook.Read(bytes, catalogue);
            var findings = sheet.Inputs.Where(i => i.Text == "chưa có")
                .Select(i => Finding.OfCell("not-a-number", Severity.Error, i, i.Element, i.Text)).ToList();
            var detail = new ReturnDetail(
                new ReturnSummary(1, new string('0', 64), "return.xlsx", "api", "clerk", ReturnState.Refused, unit.UnitId, unit.Code, form.Code, period, null, default, null, null, false),
                catalogue.Version, null, null, null, [.. findings], []);
            var edited = Best(() => AnnotatedWorkbook.Build(detail, bytes, catalogue, null, CancellationToken.None));
            var saved = Best(() => LoadAndSave(bytes, findings));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{form.Code,-12} {bytes.Length / 1024,3} kB {findings.Count,3} marks   edit {edited,7:F2} ms   load and save {saved,7:F2} ms   ratio {saved / edited,5:F1}   best of {Rounds}"));
        }
    }

    private static byte[] LoadAndSave(byte[] bytes, List<Finding> findings)
    {
        using var book = new XLWorkbook(new MemoryStream(bytes));
        foreach (var finding in findings)
        {
            var cell = book.Worksheet(finding.Sheet).Cell(finding.Cell);
            cell.Style.Fill.SetBackgroundColor(XLColor.Red);
            cell.Comment.AddText(finding.Code);
        }

        var file = new MemoryStream();
        book.SaveAs(file);
        return file.ToArray();
    }

    private static double Best(Func<byte[]> make)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            make();
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }

        return best;
    }
}
