using Kpi.App.Features.Returns;
using Kpi.Domain.Indicators;
using Kpi.Domain.Units;

namespace Kpi.Cli.Demo;

/// <summary>Writes the demonstration's returns as real workbooks: issued by the service, then filled in.</summary>
internal sealed class DemoWorkbooks(Catalogue catalogue, UnitTree register, byte[] sealKey, int seed)
{
    public byte[] Make(DemoFile file)
    {
        var unit = register.On(file.Period.LastDay).ByCode(file.Unit.Code)!;
        return Make(file, unit);
    }

    /// <summary>Makes all of them on all cores; <paramref name="made"/> is told how many are done.</summary>
    public async Task WriteAll(string folder, IReadOnlyCollection<DemoFile> files, Action<int> made, CancellationToken token)
    {
        var done = 0;
        foreach (var month in files.GroupBy(f => f.Period))
        {
            var geography = register.On(month.Key.LastDay);
            var place = PlaceOf(folder, month.First());
            Directory.CreateDirectory(place);
            await Parallel.ForEachAsync(month, token, async (file, cancel) =>
            {
                var path = Path.Combine(place, file.Name);
                await File.WriteAllBytesAsync(path, Make(file, geography.ByCode(file.Unit.Code)!), cancel);
                made(Interlocked.Increment(ref done));
            });
        }
    }

    public static string PlaceOf(string folder, DemoFile file) => Path.Combine(folder, file.Period.ToString());

    private byte[] Make(DemoFile file, UnitVersion unit)
    {
        var figures = DemoFigures.Of(file.Unit, file.Form, catalogue, file.Period, seed);
        Spoil(figures, file);
        var issued = file.Period.LastDay.AddDays(-2);
        var bytes = ReturnFormWorkbook.Fill(ReturnFormWorkbook.Blank(catalogue, file.Form, unit, file.Period, issued, sealKey), figures);
        return file.Fault == DemoFault.Truncated ? bytes[..(bytes.Length * 3 / 5)] : bytes;
    }

    private static void Spoil(Dictionary<string, object> figures, DemoFile file)
    {
        var station = file.Form.Code == "station";
        var (whole, part) = station ? ("station_functions_required", "station_functions_used") : ("systems_in_use", "systems_dossier_before_use");
        switch (file.Fault)
        {
            case DemoFault.PartOverWhole:
                figures[part] = (long)figures[whole] + 7;
                break;
            case DemoFault.Words:
                // Words in one month, a percentage where the count is asked in the next: what clerks do when they have no count at hand.
                figures[part] = file.Period.Number % 2 == 0 ? "85%" : "chưa có số liệu";
                break;
            case DemoFault.Empty:
                figures.Remove(part);
                break;
            case DemoFault.Thousands:
                foreach (var (element, figure) in figures.ToList())
                {
                    if (element.EndsWith("_vnd", StringComparison.Ordinal) && figure is long dong) figures[element] = dong / 1000;
                }

                break;
            default:
                // A correction changes one count a little: the cases found late, the official forgotten. Unchanged it would be the same return.
                var late = figures.ContainsKey("cases_notifiable") ? "cases_notifiable" : "officials";
                if (file.Corrected) figures[late] = (long)figures[late] + 1;
                break;
        }
    }
}
