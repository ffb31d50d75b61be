using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;
using Kpi.TestKit;

namespace Kpi.Benchmarks;

/// <summary>
/// A national month through the door: N returns, each another hospital's, from files on disk to values that count. Making the files is timed
/// apart. Run: <c>dotnet run -c Release --project tests/Kpi.Benchmarks -- intake 13000</c>
/// </summary>
internal static class Intake
{
    private const int Chunk = 400;
    private static readonly Period Month = Period.Month(2026, 9);

    public static async Task<int> Run(int count, CancellationToken token)
    {
        await using var world = await World.New();
        await world.Get<PublishCatalogue>().EnsureShipped(token);
        _ = (await world.Get<ImportUnits>().Run("register.csv", Register(count), false, world.Actor, token)).Value;
        var catalogue = await world.Get<CatalogueReader>().Current(token);
        var geography = await world.Get<UnitReader>().On(Month.LastDay, token);
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, "returns")).FullName;

        var making = Stopwatch.StartNew();
        var size = Make(catalogue, geography, folder, count);
        Say("make", making.Elapsed, count);
        Console.WriteLine(Line($"files: {count}, {size / count / 1024m:0.0} kB each"));

        // One return beforehand, so that what is measured is the work and not its compilation; then the memory of the maker is given back.
        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToArray();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var memory = new PeakMemory();

        var all = Stopwatch.StartNew();
        var processor = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        foreach (var chunk in files.Chunk(Chunk))
        {
            var incoming = new IncomingFile[chunk.Length];
            for (var i = 0; i < chunk.Length; i++)
                incoming[i] = new IncomingFile(Path.GetFileName(chunk[i]), await File.ReadAllBytesAsync(chunk[i], token), "cli", "benchmark", null);
            foreach (var outcome in await world.Get<ReceiveReturn>().Run(incoming, world.Actor, token)) _ = outcome.Value;
        }

        var received = all.Elapsed;
        var receiving = Environment.CpuUsage.TotalTime - processor;
        Say("receive", received, count);
        var judged = await world.Get<ProcessReturns>().Run(Chunk, world.Actor, token);
        Say("process", all.Elapsed - received, judged);
        Say("intake", all.Elapsed, judged);
        var used = Environment.CpuUsage.TotalTime - processor;
        Console.WriteLine(Line($"processor: {(decimal)used.TotalSeconds:0.00} s (receive {(decimal)receiving.TotalSeconds:0.00}), of {Environment.ProcessorCount} cores"));
        Console.WriteLine(Line($"memory: peak {memory.Stop() / 1048576m:0} MB, start {memory.Start / 1048576m:0} MB; allocated {(GC.GetTotalAllocatedBytes() - allocated) / 1048576m:0} MB"));

        var states = await world.Get<ReturnReader>().CountByState(token);
        Console.WriteLine(string.Join(", ", states.Select(s => Line($"{s.Key}: {s.Value}"))));
        for (var round = 1; round <= 3; round++)
        {
            var loading = Stopwatch.StartNew();
            var filed = await world.Get<ReturnReader>().CurrentFor([Month], false, null, catalogue, token);
            Say("load " + Line($"{round}"), loading.Elapsed, filed.Count);
        }

        Console.WriteLine(Line($"database: {new FileInfo(Path.Combine(world.Folder, "kpi.db")).Length / 1048576m:0} MB"));
        return states.GetValueOrDefault(ReturnState.Accepted) == count ? 0 : 1;
    }

    private static byte[] Register(int count)
    {
        var csv = new StringBuilder("code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n");
        for (var i = 0; i < count; i++)
            csv.Append(CultureInfo.InvariantCulture, $"H{i:00000},Bệnh viện số {i},hospital,II,basic,public,province,yes,01,2025-07-01,\n");
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static long Make(Catalogue catalogue, Geography geography, string folder, int count)
    {
        var form = catalogue.FormFor("hospital", Month)!;
        var key = new ReturnsOptions().Keys()[0];
        var size = 0L;
        Parallel.For(0, count, i =>
        {
            var code = string.Create(CultureInfo.InvariantCulture, $"H{i:00000}");
            var blank = ReturnFormWorkbook.Blank(catalogue, form, geography.ByCode(code)!, Month, new DateOnly(2026, 10, 1), key);
            var bytes = ReturnFormWorkbook.Fill(blank, form.Fields.ToDictionary(f => f.Element, f => ValueOf(catalogue.Element(f.Element)!, i)));
            File.WriteAllBytes(Path.Combine(folder, code + ".xlsx"), bytes);
            Interlocked.Add(ref size, bytes.Length);
        });
        return size;
    }

    internal static object ValueOf(DataElement element, int number) => element.Kind switch
    {
        ElementKind.YesNo => true,
        ElementKind.Date => new DateOnly(2024, 1, 1).AddDays(number % 400),
        ElementKind.Level => Math.Min(element.Max, 3L),
        // Parts stay below their wholes whatever they are called.
        ElementKind.Amount => element.Code.Contains("total", StringComparison.Ordinal) ? 5_000_000_000L + number : 1_000_000_000L + number,
        _ => element.Code.Contains("total", StringComparison.Ordinal) || element.Code.EndsWith("_issued", StringComparison.Ordinal)
            || element.Code is "systems_in_use" or "cases_notifiable" or "insured_visits"
                ? Math.Min(element.Max, 20L + number % 5)
                : Math.Min(element.Max, 10L),
    };

    private static void Say(string what, TimeSpan time, int returns) =>
        Console.WriteLine(Line($"{what}: {(decimal)time.TotalSeconds:0.00} s, {returns / (decimal)time.TotalSeconds:0} returns/s"));

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
