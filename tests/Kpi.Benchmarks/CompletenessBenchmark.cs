using System.Diagnostics;
using System.Globalization;
using Kpi.App;
using Kpi.App.Features.Completeness;
using Kpi.Domain.Periods;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.Benchmarks;

/// <summary>
/// Completeness of a period over a data folder, such as the one that <c>demo --scale national</c> leaves. Run:
/// <c>dotnet run -c Release --project tests/Kpi.Benchmarks -- completeness DATA-FOLDER PERIOD</c>
/// </summary>
internal static class CompletenessBenchmark
{
    public static async Task Run(string folder, string period, CancellationToken token)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Folder", folder)]).Build();
        await using var services = new ServiceCollection().AddLogging().AddKpi(configuration).BuildServiceProvider();
        var find = services.GetRequiredService<FindCompleteness>();
        for (var round = 1; round <= 6; round++)
        {
            var watch = Stopwatch.StartNew();
            var found = (await find.Run(Period.Parse(period), null, null, token)).Value;
            var one = watch.Elapsed;
            watch.Restart();
            _ = (await find.Trend(Period.Parse(period), 6, null, null, token)).Value;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: {found.Counts.Expected} owed, {found.Counts.Filed} filed: {(decimal)one.TotalMilliseconds:0} ms; trend of six months {(decimal)watch.Elapsed.TotalMilliseconds:0} ms"));
        }
    }
}
