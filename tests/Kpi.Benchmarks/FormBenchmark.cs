using System.Diagnostics;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Benchmarks;

/// <summary>Stamping a form with its unit and period, and filling one in: what issuing a national month costs.</summary>
internal static class FormBenchmark
{
    private const int Rounds = 60, Batch = 20;

    public static void Run()
    {
        var catalogue = ShippedCatalogue.Load();
        foreach (var form in catalogue.Forms)
        {
            var unit = new UnitVersion(
                "01234@2020-01-01", "01234", "Bệnh viện số 1", form.FiledBy[0], null, null, null, null, null, null, null, new DateOnly(2020, 1, 1), null);
            var values = form.Fields.ToDictionary(f => f.Element, f => Value(catalogue.Element(f.Element)!), StringComparer.Ordinal);
            var blank = Blank();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{form.Code,-12} {form.Fields.Count(),3} fields   stamp {Best(() => Blank()),6:F3} ms   fill {Best(() => ReturnFormWorkbook.Fill(blank, values)),6:F3} ms   best of {Rounds} × {Batch}"));

            byte[] Blank() => ReturnFormWorkbook.Blank(catalogue, form, unit, Period.Parse("2026-09"), new DateOnly(2026, 9, 1), [1, 2, 3]);
        }
    }

    private static object Value(DataElement element) => element.Kind switch
    {
        ElementKind.YesNo => true,
        ElementKind.Date => DateNumber.ToDay(element.Min),
        _ => element.Max,
    };

    private static double Best(Func<byte[]> make)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < Batch; i++) make();
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds / Batch);
        }

        return best;
    }
}
