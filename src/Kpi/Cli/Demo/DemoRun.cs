using System.Collections.Immutable;
using System.Diagnostics;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Reports;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;

namespace Kpi.Cli.Demo;

/// <summary>What the demonstration is asked for.</summary>
internal sealed record DemoRequest(DemoScale Scale, int Months, int Seed, Period Last, DateTimeOffset Now, string Folder);

/// <summary>What it did.</summary>
internal sealed record DemoResult(
    string Unit, string Facility, Period Period, string UnitsFile, int UnitCount, string ReturnsFolder, int Sent, int Accepted, int Refused,
    string? Annotated, IReadOnlyList<RunInfo> Runs, IReadOnlyList<string> Reports, TimeSpan Make, TimeSpan Receive, TimeSpan Score, TimeSpan Report);

/// <summary>
/// The main job, shown: makes a labelled-synthetic register and real workbooks on disk, sends them through the one door on the days they
/// would have come, scores, and writes the committee report. The same seed and last month give the same files and the same hashes; run again
/// after a kill it goes on where it stopped, because the same bytes are the same return.
/// </summary>
internal sealed class DemoRun(IServiceProvider services, DemoClock clock, IDemoProgress progress)
{
    private const int Batch = 500;
    private static readonly Actor Demo = new("demo");

    public async Task<Outcome<DemoResult>> Run(DemoRequest request, CancellationToken token)
    {
        var watch = Stopwatch.StartNew();
        var made = DemoRegister.Make(request.Scale, request.Seed);
        var register = Path.Combine(request.Folder, "units.csv");
        Directory.CreateDirectory(request.Folder);
        var csv = DemoRegister.ToCsv(made);
        await File.WriteAllBytesAsync(register, csv, token);
        var import = await services.GetRequiredService<ImportUnits>().Run(Path.GetFileName(register), csv, dryRun: false, Demo, token);
        if (!import.TryGet(out _, out var fault)) return fault;

        var catalogue = await services.GetRequiredService<CatalogueReader>().Current(token);
        var tree = await services.GetRequiredService<UnitReader>().Tree(token);
        var seal = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ReturnsOptions>>().Value.Keys()[0];
        ImmutableArray<DemoUnit> filing = [.. made.Where(u => u.Kind >= UnitKind.Ministry), Ministry];
        var files = Months(request).SelectMany(m => DemoTimeline.Of(filing, catalogue, m, request.Now, request.Seed)).ToImmutableArray();
        var returns = Path.Combine(request.Folder, "returns");
        using (var making = progress.Begin(new Text("Lập báo cáo mẫu", "Making returns"), files.Length))
            await new DemoWorkbooks(catalogue, tree, seal, request.Seed).WriteAll(returns, files, making.At, token);
        var makeTime = watch.Elapsed;

        watch.Restart();
        await Send(files, returns, token);
        var annotated = await WriteAnnotated(request, token);
        await Decide(request, catalogue, tree, token);
        var receiveTime = watch.Elapsed;

        watch.Restart();
        clock.MoveTo(request.Now);
        var runs = await services.GetRequiredService<ScoreDuePeriods>().Run(Demo, TimeSpan.Zero, token);
        var scoreTime = watch.Elapsed;
        await Review(request, token);

        watch.Restart();
        var reports = await WriteReports(request, token);
        if (!reports.TryGet(out var paths, out fault)) return fault;
        var states = await services.GetRequiredService<ReturnReader>().CountByState(token);
        var accepted = states.GetValueOrDefault(ReturnState.Accepted) + states.GetValueOrDefault(ReturnState.Approved);
        return new DemoResult(
            DemoRegister.ShownProvince, await Shown(request.Last, token), request.Last, register, made.Length, returns, files.Length, accepted,
            states.GetValueOrDefault(ReturnState.Refused), annotated, runs, paths, makeTime, receiveTime, scoreTime, watch.Elapsed);
    }

    /// <summary>A refused return as its unit gets it back, where there is one that could be opened.</summary>
    private async Task<string?> WriteAnnotated(DemoRequest request, CancellationToken token)
    {
        var refused = await services.GetRequiredService<ReturnReader>().List(new ReturnFilter { Period = request.Last, State = ReturnState.Refused }, 0, 1, token);
        if (refused is not [var first, ..]) return null;
        if (!(await services.GetRequiredService<AnnotateReturn>().Run(first.Id, null, token)).TryGet(out var annotated, out _)) return null;
        var path = Path.Combine(request.Folder, annotated.FileName);
        await File.WriteAllBytesAsync(path, annotated.Bytes, token);
        return path;
    }

    /// <summary>The ministry stands in the shipped register; it files, too.</summary>
    private static DemoUnit Ministry { get; } =
        new("BYT", "", UnitKind.Ministry, "", "", "", "", "", "", Geography.NationCode, "", 60, 640);

    private static IEnumerable<Period> Months(DemoRequest request)
    {
        var month = request.Last;
        for (var i = 1; i < request.Months; i++) month = month.Previous;
        for (; month <= request.Last; month = month.Next) yield return month;
    }

    /// <summary>Day by day, as they arrive; each day's returns are judged before the next day's come, so that a second try follows its first.</summary>
    private async Task Send(ImmutableArray<DemoFile> files, string folder, CancellationToken token)
    {
        var receive = services.GetRequiredService<ReceiveReturn>();
        var process = services.GetRequiredService<ProcessReturns>();
        using var sending = progress.Begin(new Text("Nhận và đọc báo cáo", "Receiving and reading returns"), files.Length);
        var sent = 0;
        foreach (var day in files.GroupBy(f => DateOnly.FromDateTime(f.Arrives.DateTime)).OrderBy(g => g.Key))
        {
            foreach (var batch in day.OrderBy(f => f.Arrives).Chunk(Batch))
            {
                clock.MoveTo(batch[0].Arrives);
                var incoming = new IncomingFile[batch.Length];
                for (var i = 0; i < batch.Length; i++)
                {
                    var bytes = await File.ReadAllBytesAsync(Path.Combine(DemoWorkbooks.PlaceOf(folder, batch[i]), batch[i].Name), token);
                    incoming[i] = new IncomingFile(batch[i].Name, bytes, "demo", batch[i].Unit.Code, null);
                }

                await receive.Run(incoming, Demo, token);
                sending.At(sent += batch.Length);
            }

            while (await process.Run(Batch, Demo, token) > 0) token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// The department has approved the month before the last, and asks about a return of the last; what stands in the reports does not hang on it.
    /// </summary>
    private async Task Review(DemoRequest request, CancellationToken token)
    {
        var department = new Actor("demo-department");
        var queue = new QueueRequest(request.Last.Previous, DemoRegister.ShownProvince, null, false);
        await services.GetRequiredService<ReviewQueue>().Approve(new ApproveRequest(queue, null, [], "Mô phỏng / synthetic"), department, null, token);
        var facility = await Shown(request.Last, token);
        var shown = await services.GetRequiredService<ReturnReader>().List(new ReturnFilter { Period = request.Last, Facility = facility, CurrentOnly = true }, 0, 1, token);
        var questions = services.GetRequiredService<ReturnQuestions>();
        if (shown is not [var one] || (await questions.Of([one.Id], token)).Count > 0) return;
        await questions.Ask(
            one.Id, "Câu hỏi mô phỏng: số hệ thống đang dùng có tính các hệ thống thuê ngoài không? / Synthetic: are rented systems counted?",
            "systems_in_use", department, token);
    }

    /// <summary>
    /// The calendar's part: a facility that filed late had asked for more time and is in time after all, another waits for its answer, and the
    /// oldest of several months is closed. Run again it finds all that done.
    /// </summary>
    private async Task Decide(DemoRequest request, Catalogue catalogue, UnitTree tree, CancellationToken token)
    {
        clock.MoveTo(request.Now);
        var filter = new ReturnFilter { Period = request.Last, State = ReturnState.Accepted };
        var late = (await services.GetRequiredService<ReturnReader>().List(filter, 0, Batch, token))
            .Where(r => r is { Late: true, Facility: not null }).OrderBy(r => r.Facility, StringComparer.Ordinal).Take(2).ToList();
        var extensions = services.GetRequiredService<ManageExtensions>();
        var before = await services.GetRequiredService<CalendarReader>().Extensions(new ExtensionFilter(request.Last, null), token);
        foreach (var (item, granted) in late.Zip([true, false]))
        {
            if (before.Count > 0) break;
            var unit = tree.On(request.Last.LastDay).ByCode(item.Facility!)!;
            var until = catalogue.DueDay(catalogue.FormFor(unit.Kind, request.Last)!, request.Last).AddDays(30);
            var asked = await extensions.Ask(
                new ExtensionRequest(unit.Code, request.Last, until, $"Mất điện và ngập lụt kéo dài {DemoRegister.Label}"), access: null, Demo, token);
            if (granted && asked.TryGet(out var extension, out _))
                await extensions.Grant(extension.Id, null, $"Đồng ý {DemoRegister.Label}", access: null, new Actor("demo.reviewer"), token);
        }

        var oldest = Months(request).First();
        if (oldest == request.Last) return;
        await services.GetRequiredService<DecidePeriod>().Close(
            new PeriodRequest(oldest, null, Geography.NationCode, $"Số liệu đã tổng hợp {DemoRegister.Label}"), access: null, Demo, token);
    }

    private async Task<Outcome<IReadOnlyList<string>>> WriteReports(DemoRequest request, CancellationToken token)
    {
        var folder = Path.Combine(request.Folder, "reports");
        Directory.CreateDirectory(folder);
        var build = services.GetRequiredService<BuildReport>();
        var paths = new List<string>();
        foreach (var language in Enum.GetValues<Language>())
        {
            var built = await build.Run(new ReportRequest("committee", request.Last, Geography.NationCode, null, language), Demo, token);
            if (!built.TryGet(out var report, out var fault)) return fault;
            var path = Path.Combine(folder, report.FileName);
            await File.WriteAllBytesAsync(path, report.Bytes, token);
            paths.Add(path);
        }

        return Outcome<IReadOnlyList<string>>.Of(paths);
    }

    /// <summary>A hospital of the shown province that has an accepted return for the last month.</summary>
    private async Task<string> Shown(Period period, CancellationToken token)
    {
        var filter = new ReturnFilter { Period = period, Form = "hospital", State = ReturnState.Accepted };
        var reader = services.GetRequiredService<ReturnReader>();
        var first = $"{DemoRegister.ShownProvince}-BV-";
        for (var skip = 0; ; skip += Batch)
        {
            var page = await reader.List(filter, skip, Batch, token);
            if (page.Select(r => r.Facility).Where(f => f?.StartsWith(first, StringComparison.Ordinal) == true).Order(StringComparer.Ordinal).FirstOrDefault() is { } found)
                return found;
            if (page.Count < Batch) return "";
        }
    }
}

/// <summary>Shows how far long work has come.</summary>
internal interface IDemoProgress
{
    IDemoStep Begin(Text what, int of);
}

/// <summary>One stretch of long work.</summary>
internal interface IDemoStep : IDisposable
{
    void At(int done);
}
