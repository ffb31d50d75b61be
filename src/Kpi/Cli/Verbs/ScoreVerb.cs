using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Scoring;
using Spectre.Console;

namespace Kpi.Cli.Verbs;

/// <summary><c>score</c>: calculates a period, or several in a row, and keeps the runs.</summary>
internal static class ScoreVerb
{
    public static Command Build(VerbHost host)
    {
        var period = Arguments.Periods(host);
        var asKnownAt = Arguments.Instant(host, "--as-known-at", "Chỉ dùng số liệu đã nhận đến thời điểm này", "Use only what was received by then");
        var set = Arguments.Text(host, "--set", "S", "Bộ mục tiêu (mặc định r157); nhiều bộ cách nhau bằng dấu phẩy", "Target set (default r157); several with commas between");
        var geography = Arguments.Text(host, "--geography", "DAY|now|then",
            "Bản đồ địa giới: của một ngày, hôm nay (now) hoặc ngày cuối kỳ (then, mặc định); đơn vị được tính vẫn là của kỳ",
            "Map: of a day, of today (now) or of the period's last day (then, the default); who is counted stays the period's");
        var missing = new Option<string>("--missing")
        {
            Description = host.Say(
                "Đơn vị chưa nộp: strict = vẫn tính trong mẫu số, reported = chỉ tính đơn vị đã nộp",
                "Units that did not report: strict = stay in the denominator, reported = only reporting units count"),
            HelpName = string.Join('|', Words<MissingPolicy>.All),
            DefaultValueFactory = _ => Words<MissingPolicy>.Of(MissingPolicy.Strict),
        };
        missing.AcceptOnlyFromAmong([.. Words<MissingPolicy>.All]);
        var approvedOnly = new Option<bool>("--approved-only") { Description = host.Say("Chỉ dùng báo cáo đã duyệt", "Use approved returns only") };
        var catalogue = new Option<int?>("--catalogue")
        {
            HelpName = "N",
            Description = host.Say("Tính thử bằng phiên bản danh mục này (mặc định: bản có hiệu lực cho kỳ)", "Trial by this version of the catalogue (default: the one that holds for the period)"),
        };
        var whatIf = Arguments.Text(host, "--what-if", "F", "Tính thử với các thay đổi trong tệp JSON này; cần --name", "Trial with the changes in this JSON file; needs --name");
        var name = Arguments.Text(host, "--name", "N", "Đặt tên cho lượt tính thử (không thay lượt chính thức)", "Name of a trial run (the official one stays)");
        var acting = ActingFor.Option(host);
        var verb = host.Verb(
            "score", "Tính điểm một kỳ hoặc nhiều kỳ liền nhau", "Score a period, or several in a row",
            period, asKnownAt, set, geography, missing, approvedOnly, catalogue, whatIf, name, acting);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(whatIf) is not null && result.GetValue(catalogue) is not null)
                result.AddError(host.Say("Chỉ dùng một trong --what-if và --catalogue.", "Use either --what-if or --catalogue."));
        });
        return host.Does(verb, async (run, token) =>
        {
            var parse = run.Parse;
            byte[]? file = null;
            if (parse.GetValue(whatIf) is { } path && !(await InputFile.Read(path, token)).TryGet(out file, out var unreadable)) return unreadable;
            if (!MapDay.Read(parse.GetValue(geography) ?? MapDay.Then, run.Get<TimeProvider>()).TryGet(out var map, out var unread)) return unread;
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await ActingFor.Of(run, acting, "score", token)).TryGet(out var who, out var refused)) return refused;
            if (who.Access is { } access && !access.Allows(Domain.Identity.Permission.Calculate)) return Hosting.ProblemMapping.NotAllowed;
            var periods = parse.GetValue(period);
            var policy = Words<MissingPolicy>.Read(parse.GetRequiredValue(missing));
            // Only a run with the official choices may become current; every other one is a trial.
            var official = parse.GetValue(name) is null && parse.GetValue(set) is null && map is null
                && parse.GetValue(asKnownAt) is null && parse.GetValue(catalogue) is null && file is null && who.Access is null
                && policy == MissingPolicy.Strict && !parse.GetValue(approvedOnly);
            var request = new ScoreRequest(
                periods[0], parse.GetValue(set), map, parse.GetValue(asKnownAt), policy,
                parse.GetValue(approvedOnly), parse.GetValue(name), official)
            {
                Catalogue = parse.GetValue(catalogue),
            };
            // What would refuse the last of many is said before the first is calculated.
            foreach (var one in periods)
            {
                if (await run.Get<ScorePeriod>().Refusal(request with { Period = one }, token) is { } refusal) return refusal;
            }

            if (file is not null)
            {
                if (!(await run.Get<Scenarios>().Keep(file, parse.GetValue(name), periods, policy, parse.GetValue(approvedOnly), who.Actor, token)).TryGet(out var scenario, out var wrong))
                    return wrong;
                request = scenario.Of(request);
            }

            var (runs, problem) = await Calculate(run, request, periods, who.Actor, token);
            if (runs.Count == 0) return problem ?? throw new OperationCanceledException(token);
            await Print(run, runs, token);
            if (runs.Count == periods.Length) return ExitCode.Done;
            if (problem is not null) return problem;
            var (done, all) = (runs.Count.ToString(CultureInfo.InvariantCulture), periods.Length.ToString(CultureInfo.InvariantCulture));
            await run.Remark(
                $"Đã dừng theo yêu cầu: {done}/{all} kỳ đã tính và được giữ. Tính tiếp từ {periods[runs.Count]}.",
                $"Stopped as asked: {done} of {all} periods are calculated and kept. Go on from {periods[runs.Count]}.");
            return ExitCode.Failed;
        });
    }

    private static string Say(VerbRun run, RestatedDocument restated) => run.Say(
        $"Tính theo bản đồ ngày {restated.MapOf}: {restated.Shared.Count} đơn vị được chia theo tỷ trọng; không xác định được xã: {restated.WithoutCommune}; chỉ tính ở cấp cả nước: {restated.NationOnly}.",
        $"Restated to the map of {restated.MapOf}: {restated.Shared.Count} units shared by weights; without a commune: {restated.WithoutCommune}; counted in the nation only: {restated.NationOnly}.");

    /// <summary>One period after the other: what is calculated when it is stopped, or one fails, is kept.</summary>
    private static async Task<(List<RunInfo> Runs, Problem? Problem)> Calculate(
        VerbRun run, ScoreRequest request, IReadOnlyList<Domain.Periods.Period> periods, Actor actor, CancellationToken token)
    {
        var runs = new List<RunInfo>();
        Problem? problem = null;
        if (!run.Terminal.IsInteractive) await Each((_, _, _) => { });
        else
        {
            await run.Terminal.Messages.Progress().StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(run.Say("Tính điểm", "Scoring")), maxValue: periods.Count);
                await Each((period, done, total) =>
                {
                    task.Description = Markup.Escape(run.Say($"Tính điểm {period}", $"Scoring {period}"));
                    // A bar is drawn to the nearest character; nothing is counted with it.
                    task.Value = runs.Count + (double)done / Math.Max(1, total);
                });
                task.Value = runs.Count;
            });
        }

        return (runs, problem);

        async Task Each(Action<Domain.Periods.Period, int, int> progress)
        {
            foreach (var period in periods)
            {
                try
                {
                    token.ThrowIfCancellationRequested();
                    if (!(await run.Get<ScorePeriod>().Run(request with { Period = period }, actor, (done, total) => progress(period, done, total), token)).TryGet(out var info, out problem)) return;
                    runs.Add(info);
                }
                catch (OperationCanceledException) when (token.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    private static async Task Print(VerbRun run, IReadOnlyList<RunInfo> runs, CancellationToken token)
    {
        var documents = new RunDocument[runs.Count];
        for (var i = 0; i < documents.Length; i++) documents[i] = RunDocument.Of(runs[i], await ScoredRuns.Restated(run.Services, runs[i], null, token));
        await (documents.Length == 1 && run.Parse.GetValue<System.Collections.Immutable.ImmutableArray<Domain.Periods.Period>>("--period").Length == 1
            ? run.Print(documents[0], Show)
            : run.Print(new { Runs = documents }, Show));

        void Show()
        {
            var table = Tables.Of(run.Say("Lượt tính", "Run"), run.Say("Kỳ", "Period"), run.Say("Bộ mục tiêu", "Set"),
                run.Say("Địa giới", "Geography"), run.Say("Danh mục", "Catalogue"), run.Say("Giây", "Seconds"), "Hash");
            foreach (var document in documents)
            {
                table.Row(document.Run, document.Period, document.Set, document.Geography,
                    document.Catalogue.ToString(CultureInfo.InvariantCulture) + (document.Scenario is null ? "" : " + " + document.Name),
                    document.Seconds.ToString("0.000", CultureInfo.InvariantCulture), document.Hash);
            }

            run.Show(table);
            foreach (var restated in documents.Select(d => d.Restated).OfType<RestatedDocument>()) run.Terminal.Output.WriteLine(Say(run, restated));
        }
    }
}
