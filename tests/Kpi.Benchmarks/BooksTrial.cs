using System.Diagnostics;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;
using Kpi.TestKit.Hostile;

namespace Kpi.Benchmarks;

/// <summary>
/// Reads and judges workbooks in a process of their own, with a limit on memory and on time, and lists what each ended in: any folder of files, or
/// the corpus of hostile ones. A file on which the process dies or hangs is named, and the next one gets a new process.
/// </summary>
internal static class BooksTrial
{
    private const long HeapLimit = 512L << 20;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Processor time, with the start of the process: a busy machine is not a hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>All files below a folder, one process for as many as it survives.</summary>
    public static async Task<int> Run(string folder)
    {
        string[] paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return await Report(Try(paths, alone: false));
    }

    /// <summary>The corpus of hostile files, a process for each, for its peak memory.</summary>
    public static async Task<int> RunHostile()
    {
        var folder = Directory.CreateTempSubdirectory("kpi-hostile-");
        try
        {
            var catalogue = ShippedCatalogue.Load();
            var number = 0;
            foreach (var book in HostileBooks.All(ReadingBenchmark.Filled(catalogue, 0)))
            {
                var name = string.Concat(book.Name.Select(c => char.IsLetterOrDigit(c) ? c : '-'));
                File.WriteAllBytes(Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{number++:000} {name}.xlsx")), book.Make());
                // Making a bomb takes far more memory than reading it.
                GC.Collect();
            }

            return await Report(Try([.. Directory.EnumerateFiles(folder.FullName).Order(StringComparer.Ordinal)], alone: true));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The other side: paths on standard input, verdicts on standard output.</summary>
    public static int Serve()
    {
        var catalogue = ShippedCatalogue.Load();
        var context = new ReturnContext(catalogue, new UnitTree([], []), null, new DateOnly(2026, 10, 5), [[1, 2, 3]]);
        ReturnWorkbook.Read(ReadingBenchmark.Filled(catalogue, 0), catalogue);
        while (Console.ReadLine() is { } path)
        {
            var bytes = File.ReadAllBytes(path);
            using var peak = new PeakMemory();
            string said;
            var used = Used.By(
                () =>
                {
                    try
                    {
                        var findings = ReturnValidator.Judge(ReturnWorkbook.Read(bytes, catalogue), context).Findings;
                        return string.Join(' ', findings.Where(f => f.Severity == Severity.Error).Take(2).Select(f => f.Code + "(" + string.Join(',', f.Arguments) + ")"));
                    }
                    catch (Exception fault)
                    {
                        return "EXCEPTION " + fault.GetType().Name + " " + fault.Message;
                    }
                },
                out said);
            var grown = peak.Stop() - peak.Start;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{used.Time.TotalMilliseconds:0}\t{grown >> 20}\t{used.Bytes >> 20}\t{said.ReplaceLineEndings(" ")}"));
        }

        return 0;
    }

    private static async IAsyncEnumerable<(string Path, long Milliseconds, long GrownMegabytes, long AllocatedMegabytes, string Verdict)> Try(IReadOnlyList<string> paths, bool alone)
    {
        Process? process = null;
        try
        {
            foreach (var path in paths)
            {
                process ??= Start();
                process.StandardInput.WriteLine(path);
                process.StandardInput.Flush();
                var answer = process.StandardOutput.ReadLineAsync();
                var before = process.TotalProcessorTime;
                while (!answer.IsCompleted && process.TotalProcessorTime - before < Patience) await Task.WhenAny(answer, Task.Delay(Look));
                var fields = answer.IsCompleted ? (await answer)?.Split('\t') : [];
                if (fields is { Length: 4 })
                {
                    yield return (path, Number(fields[0]), Number(fields[1]), Number(fields[2]), fields[3]);
                    if (!alone) continue;
                }
                else yield return (path, 0, 0, 0, fields is null ? "DIED" : "HUNG");

                End(process);
                process = null;
            }
        }
        finally
        {
            if (process is not null) End(process);
        }

        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(BooksTrial).Assembly.Location);
        start.ArgumentList.Add("books-served");
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start)!;
    }

    private static void End(Process process)
    {
        process.Kill();
        process.Dispose();
    }

    private static async Task<int> Report(IAsyncEnumerable<(string Path, long Milliseconds, long GrownMegabytes, long AllocatedMegabytes, string Verdict)> trials)
    {
        var all = new List<(string Path, long Milliseconds, long GrownMegabytes, long AllocatedMegabytes, string Verdict)>();
        await foreach (var trial in trials)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{trial.Milliseconds,6} ms {trial.GrownMegabytes,5} MB grown {trial.AllocatedMegabytes,5} MB allocated  {Path.GetFileName(trial.Path)}  {trial.Verdict}"));
            all.Add(trial);
        }

        Console.WriteLine();
        foreach (var group in all.GroupBy(t => t.Verdict.Split('(', ' ')[0]).OrderByDescending(g => g.Count()))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{group.Count(),5} {group.Key}, slowest {group.Max(t => t.Milliseconds)} ms, most grown {group.Max(t => t.GrownMegabytes)} MB"));
        }

        return all.Exists(t => t.Verdict is "DIED" or "HUNG" or "" || t.Verdict.StartsWith("EXCEPTION", StringComparison.Ordinal)) ? 1 : 0;
    }
}
