using System.Diagnostics;
using System.Globalization;
using Kpi.App.Features.Reports;
using Kpi.Domain;
using Kpi.TestKit.Reports;
using Microsoft.Extensions.Options;

namespace Kpi.Benchmarks;

/// <summary>
/// <c>-- report</c>: the committee workbook of the nation with 34 provinces and 13,000 facilities listed. Budget (two cores): 4 s, 300 MB.
/// The first build includes the start of the libraries, as a scheduled job would.
/// </summary>
internal static class ReportBenchmark
{
    private const int Facilities = 13_000, Rounds = 5;

    public static int Run()
    {
        var library = new TemplateLibrary(Options.Create(new ReportsOptions()));
        var model = SampleReport.Of(Facilities);
        var clock = Stopwatch.StartNew();
        var bytes = CommitteeWorkbook.Write(model, library.Get("committee", Language.Vi).Value, Language.Vi);
        var cold = clock.Elapsed;
        var warm = new List<TimeSpan>();
        for (var i = 0; i < Rounds; i++)
        {
            clock.Restart();
            CommitteeWorkbook.Write(model, library.Get("committee", Language.Vi).Value, Language.Vi);
            warm.Add(clock.Elapsed);
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"committee, {Facilities} facilities listed: first {cold.TotalSeconds:0.00} s, then {warm.Order().ElementAt(Rounds / 2).TotalSeconds:0.00} s (median of {Rounds}); peak {process.PeakWorkingSet64 / 1048576} MB; {bytes.Length / 1024} kB"));
        return 0;
    }
}
