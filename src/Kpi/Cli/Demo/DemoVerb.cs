using System.CommandLine;
using System.Globalization;
using Kpi.Cli.Verbs;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Spectre.Console;

namespace Kpi.Cli.Demo;

/// <summary><c>demo</c>: the main job on made-up data, from workbooks on disk to the committee report.</summary>
internal static class DemoVerb
{
    private const int MostMonths = 36;

    public static Command Build(VerbHost host)
    {
        var scale = new Option<string>("--scale")
        {
            Description = host.Say("Quy mô", "Scale"),
            HelpName = "commune|province|national",
            DefaultValueFactory = _ => "province",
        };
        scale.AcceptOnlyFromAmong("commune", "province", "national");
        var months = new Option<int>("--months")
        {
            Description = host.Say("Số tháng báo cáo", "Months of returns"),
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        };
        months.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= MostMonths))
                result.AddError(host.Say($"--months: từ 1 đến {MostMonths}", $"--months: from 1 to {MostMonths}"));
        });
        var seed = new Option<int>("--rng")
        {
            Description = host.Say("Hạt giống: cùng số thì cùng dữ liệu", "Seed: the same number gives the same data"),
            HelpName = "N",
            DefaultValueFactory = _ => 157,
        };
        var until = new Option<string?>("--until")
        {
            Description = host.Say("Tháng cuối cùng (mặc định: tháng trước)", "Last month (default: the month before this one)"),
            HelpName = "P",
        };
        var serve = new Option<bool>("--serve") { Description = host.Say("Sau đó chạy trang web", "Serve the pages afterwards") };
        var urls = new Option<string?>("--urls") { Description = host.Say("Địa chỉ lắng nghe khi --serve", "Addresses for --serve"), HelpName = "URLS" };
        var verb = host.Verb("demo", "Chạy thử toàn bộ công việc với dữ liệu mô phỏng", "Run the whole job on synthetic data", scale, months, seed, until, serve, urls);
        return host.Does(verb, async (run, token) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var last = Period.Containing(DateOnly.FromDateTime(now.UtcDateTime), PeriodKind.Month).Previous;
            if (run.Parse.GetValue(until) is { } text)
            {
                if (!Period.TryParse(text, out var asked) || asked.Kind != PeriodKind.Month || asked.LastDay >= DateOnly.FromDateTime(now.UtcDateTime))
                {
                    await run.Terminal.Error.WriteLineAsync(run.Say(
                        $"--until: “{text}” phải là một tháng đã qua, ví dụ {last}.", $"--until: “{text}” must be a month that is over, such as {last}."));
                    return ExitCode.Usage;
                }

                last = asked;
            }

            var clock = new DemoClock(now);
            run.Clock = clock;
            if (await run.Ready(token) is { } fault) return fault;
            var request = new DemoRequest(
                Enum.Parse<DemoScale>(run.Parse.GetRequiredValue(scale), ignoreCase: true), run.Parse.GetRequiredValue(months),
                run.Parse.GetRequiredValue(seed), last, now, Path.Combine(Preparation.Folder(run.Services), "demo"));
            using var progress = new DemoProgress(run);
            if (!(await new DemoRun(run.Services, clock, progress).Run(request, token)).TryGet(out var result, out var problem)) return problem;

            var document = DemoDocument.Of(result);
            await run.Print(document, () => Show(run, result));
            return run.Parse.GetValue(serve) ? await ServeVerb.Run(run, run.Parse.GetValue(urls), token) : ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, DemoResult result)
    {
        var table = Tables.Of(run.Say("Công đoạn", "Phase"), run.Say("Kết quả", "Result"), run.Say("Giây", "Seconds"));
        table.Row(run.Say("Lập danh mục và báo cáo", "Make register and returns"), run.Say(
            $"{Count(result.UnitCount)} đơn vị, {Count(result.Sent)} tệp .xlsx", $"{Count(result.UnitCount)} units, {Count(result.Sent)} .xlsx files"), Seconds(result.Make));
        table.Row(run.Say("Nhận, đọc, kiểm tra", "Receive, read, judge"), run.Say(
            $"{Count(result.Accepted)} được chấp nhận, {Count(result.Refused)} bị từ chối", $"{Count(result.Accepted)} accepted, {Count(result.Refused)} refused"), Seconds(result.Receive));
        if (result.Annotated is { } annotated) table.Row(run.Say("Trả lại tệp đã đánh dấu lỗi", "Give one back with its findings marked"), annotated, "");
        table.Row(run.Say("Tính điểm", "Score"), string.Join(", ", result.Runs.Select(r => r.Period.ToString())), Seconds(result.Score));
        table.Row(run.Say("Lập báo cáo", "Report"), string.Join("\n", result.Reports), Seconds(result.Report));
        run.Show(table);

        string Count(int number) => Tables.Count(number, run.Language);
        string Seconds(TimeSpan span) => DemoDocument.Spent(span).ToString("0.0", CultureInfo.InvariantCulture);
    }
}

/// <summary>The demonstration's result as JSON (docs/operations.md, contract of <c>demo --json</c>).</summary>
internal sealed record DemoDocument(
    string Unit, string Facility, string Period, DemoDocument.UnitsPart Units, DemoDocument.ReturnsPart Returns, IReadOnlyList<string> Runs,
    IReadOnlyList<string> Reports, DemoDocument.SecondsPart Seconds)
{
    public sealed record UnitsPart(string File, int Count);

    public sealed record ReturnsPart(string Folder, int Sent, int Accepted, int Refused);

    public sealed record SecondsPart(decimal Make, decimal Receive, decimal Score, decimal Report);

    public static DemoDocument Of(DemoResult result) => new(
        result.Unit, result.Facility, result.Period.ToString(), new(result.UnitsFile, result.UnitCount),
        new(result.ReturnsFolder, result.Sent, result.Accepted, result.Refused), [.. result.Runs.Select(r => App.Platform.Ids.Show(r.Id))], result.Reports,
        new(Spent(result.Make), Spent(result.Receive), Spent(result.Score), Spent(result.Report)));

    public static decimal Spent(TimeSpan span) => decimal.Round((decimal)span.Ticks / TimeSpan.TicksPerSecond, 3);
}

/// <summary>Bars on a terminal; silence in a pipe.</summary>
internal sealed class DemoProgress(VerbRun run) : IDemoProgress, IDisposable
{
    private readonly List<Bar> _bars = [];

    public IDemoStep Begin(Domain.Text what, int of)
    {
        var bar = new Bar(run, run.Say(what), of);
        _bars.Add(bar);
        return bar;
    }

    public void Dispose() => _bars.ForEach(b => b.Dispose());

    private sealed class Bar : IDemoStep
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int _of;
        private ProgressTask? _task;

        public Bar(VerbRun run, string what, int of)
        {
            _of = of;
            if (!run.Terminal.IsInteractive || of == 0) return;
            _ = run.Terminal.Messages.Progress().StartAsync(context =>
            {
                _task = context.AddTask(what, maxValue: of);
                return _end.Task;
            });
        }

        public void At(int done)
        {
            if (_task is { } task) task.Value = Math.Min(done, _of);
        }

        public void Dispose()
        {
            At(_of);
            _end.TrySetResult();
        }
    }
}
