using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kpi.App;
using Kpi.App.Features.Identity;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Periods;
using Kpi.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.Benchmarks;

/// <summary>
/// The last day of the month: N clerks at once, each with a key of their own, send their returns to a real <c>kpi serve</c> over loopback and
/// look until each is judged. Measured is what a clerk waits: from the first byte sent to the verdict seen. Run, on a quiet machine, after
/// <c>dotnet build -c Release</c>: <c>dotnet run -c Release --project tests/Kpi.Benchmarks -- clerks 50</c>
/// </summary>
internal static class ClerksBenchmark
{
    private static readonly Actor Actor = new("benchmark");
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly Period[] Months = [.. Enumerable.Range(1, 6).Select(m => Period.Month(2026, m))];

    public static async Task<int> Run(int clerks, CancellationToken token)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-clerks-").FullName;
        try
        {
            var (keys, files) = await Prepare(folder, clerks, token);
            using var service = Start(folder);
            try
            {
                var address = await Listening(service, token);
                // One clerk before the others: what is measured is a service that runs, not one that starts.
                await Clerk(address, keys[clerks], files[clerks], token);
                var all = Stopwatch.StartNew();
                var waits = (await Task.WhenAll(Enumerable.Range(0, clerks).Select(i => Task.Run(() => Clerk(address, keys[i], files[i], token), token))))
                    .SelectMany(w => w).ToList();
                Say($"{clerks} clerks, {waits.Count} returns in {Seconds(all.Elapsed)} s");
                Show("receipt", waits.Select(w => w.Receipt));
                Show("verdict", waits.Select(w => w.Verdict));
                Say($"looks for a verdict: {waits.Sum(w => w.Looks)}");
                return waits.All(w => w.State == "accepted") ? 0 : 1;
            }
            finally
            {
                service.Kill(entireProcessTree: true);
                await service.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One clerk more than asked for: the first to come warms the service up.</summary>
    private static async Task<(string[] Keys, byte[][][] Files)> Prepare(string folder, int clerks, CancellationToken token)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Folder", folder)]).Build();
        await using var services = new ServiceCollection().AddLogging().AddKpi(configuration).BuildServiceProvider();
        _ = (await services.GetRequiredService<Migrator>().Migrate(token)).Value;
        await services.GetRequiredService<PublishCatalogue>().EnsureShipped(token);
        var csv = new StringBuilder("code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n");
        for (var i = 0; i <= clerks; i++)
            csv.Append(CultureInfo.InvariantCulture, $"{Code(i)},Bệnh viện số {i},hospital,II,basic,public,province,yes,01,2025-07-01,\n");
        _ = (await services.GetRequiredService<ImportUnits>().Run("register.csv", Encoding.UTF8.GetBytes(csv.ToString()), false, Actor, token)).Value;

        var catalogue = await services.GetRequiredService<CatalogueReader>().Current(token);
        var keys = new string[clerks + 1];
        var files = new byte[clerks + 1][][];
        for (var i = 0; i <= clerks; i++)
        {
            keys[i] = (await services.GetRequiredService<ApiKeys>().Add($"clerk {i}", "submitter", Code(i), TimeSpan.FromDays(1), Actor, token)).Value.Key;
            files[i] = new byte[Months.Length][];
            for (var m = 0; m < Months.Length; m++)
            {
                var form = (await services.GetRequiredService<IssueForm>().Run(null, Code(i), Months[m], token)).Value;
                var fields = catalogue.FormFor("hospital", Months[m])!.Fields.Select(f => catalogue.Element(f.Element)!);
                files[i][m] = ReturnFormWorkbook.Fill(form.Bytes, fields.ToDictionary(e => e.Code, e => Intake.ValueOf(e, i)));
            }
        }

        return (keys, files);
    }

    private static async Task<IReadOnlyList<Wait>> Clerk(Uri address, string key, byte[][] files, CancellationToken token)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var waits = new List<Wait>(files.Length);
        foreach (var file in files)
        {
            var watch = Stopwatch.StartNew();
            using var body = new ByteArrayContent(file);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
            using var taken = await http.PostAsync(new Uri("/api/v1/returns", UriKind.Relative), body, token);
            taken.EnsureSuccessStatusCode();
            var receipt = watch.Elapsed;
            string? state;
            var looks = 0;
            do
            {
                await Task.Delay(BetweenLooks, token);
                using var seen = JsonDocument.Parse(await http.GetStringAsync(taken.Headers.Location, token));
                state = seen.RootElement.GetProperty("state").GetString();
                looks++;
            }
            while (state is "received" or "reading");

            waits.Add(new Wait(receipt, watch.Elapsed, looks, state));
        }

        return waits;
    }

    private static Process Start(string folder)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var program = Path.Combine(Repository.Root, "src", "Kpi", "bin", configuration, "net10.0", "kpi.dll");
        if (!File.Exists(program)) throw new FileNotFoundException($"Build the program first: dotnet build -c {configuration}.", program);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in new[] { program, "serve", "--urls", "http://127.0.0.1:0", "--data", folder }) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task<Uri> Listening(Process service, CancellationToken token)
    {
        while (await service.StandardOutput.ReadLineAsync(token) is { } line)
        {
            var at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at < 0) continue;
            // What else it says must go somewhere, or it would wait for a reader.
            _ = service.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _ = service.StandardError.ReadToEndAsync(CancellationToken.None);
            return new Uri(line[at..].Trim());
        }

        throw new InvalidOperationException("The service ended without listening: " + await service.StandardError.ReadToEndAsync(token));
    }

    private static void Show(string what, IEnumerable<TimeSpan> waits)
    {
        var sorted = waits.Order().ToArray();
        Say($"{what}: p50 {At(50)} ms, p95 {At(95)} ms, p99 {At(99)} ms, worst {Milliseconds(sorted[^1])} ms");

        string At(int percent) => Milliseconds(sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)]);
    }

    private static string Code(int clerk) => string.Create(CultureInfo.InvariantCulture, $"H{clerk:00000}");

    private static string Milliseconds(TimeSpan time) => ((decimal)time.TotalMilliseconds).ToString("0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => ((decimal)time.TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture);

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private sealed record Wait(TimeSpan Receipt, TimeSpan Verdict, int Looks, string? State);
}
