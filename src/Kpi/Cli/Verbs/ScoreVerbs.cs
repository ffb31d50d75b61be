using System.CommandLine;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;

namespace Kpi.Cli.Verbs;

/// <summary><c>scores</c>: what a run gave for a unit.</summary>
internal static class ScoresVerb
{
    private const int UsualReturns = 10;

    public static Command Build(VerbHost host)
    {
        var period = Arguments.Period(host);
        var unit = Arguments.Text(host, "--unit", "C", "Mã đơn vị (mặc định VN)", "Unit code (default VN)");
        var indicator = Arguments.Text(host, "--indicator", "C", "Chỉ một chỉ số", "One indicator only");
        var runId = Arguments.Run(host);
        var composites = new CompositeScores(host);
        var undecided = new Option<bool>("--undecided")
        {
            Description = host.Say("Chỉ những gì chưa kết luận, và báo cáo của ai sẽ quyết định", "Only what is undecided, and whose returns would decide it"),
        };
        var top = new Option<int?>("--top") { HelpName = "N", Description = host.Say("Số báo cáo nêu tên ở mỗi chỉ số, với --undecided", "How many returns to name at each indicator, with --undecided") };
        var verb = host.Verb(
            "scores", "In kết quả của một đơn vị, hoặc xếp hạng theo một điểm tổng hợp", "Print the results of a unit, or ranks by a composite",
            [period, unit, indicator, runId, undecided, top, .. composites.Options]);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var found = await ScoredRuns.Find(run.Services, run.Parse.GetValue(period), run.Parse.GetValue(runId), Actor.CommandLine, token);
            if (!found.TryGet(out var info, out var problem)) return problem;
            if (composites.IsAsked(run)) return await composites.Print(run, info, run.Parse.GetValue(unit), token);
            var unitCode = run.Parse.GetValue(unit) ?? Geography.NationCode;
            if (run.Parse.GetValue(undecided))
            {
                var most = Math.Max(1, run.Parse.GetValue(top) ?? (run.Json ? FindUndecided.MostReturns : UsualReturns));
                var wanted = await run.Get<FindUndecided>().Run(info, unitCode, run.Parse.GetValue(indicator), most, token);
                if (!wanted.TryGet(out var open, out problem)) return problem;
                await run.Print(UndecidedDocument.Of(open), () => Show(run, open));
                return ExitCode.Done;
            }

            var result = await ScoredRuns.OfUnit(run.Services, info, unitCode, run.Parse.GetValue(indicator), token);
            if (!result.TryGet(out var scores, out problem)) return problem;
            var catalogue = await run.Get<CatalogueReader>().Of(info, token);
            var restated = await ScoredRuns.Restated(run.Services, info, unitCode, token);
            var breaks = await ScoredRuns.Breaks(run.Services, info, unitCode, token);
            await run.Print(ScoresDocument.Of(info, unitCode, scores, catalogue, breaks, restated), () => Show(run, info, unitCode, scores, catalogue, breaks, restated));
            return ExitCode.Done;
        });
    }

    private static void Show(
        VerbRun run, RunInfo info, string unitCode, IReadOnlyList<(Indicator Indicator, Score Score)> scores, Catalogue catalogue, IReadOnlyList<SeriesBreak> breaks,
        RestatedDocument? restated)
    {
        run.Terminal.Output.WriteLine(run.Say(
            $"Đơn vị {unitCode}, kỳ {info.Period}, lượt tính {Ids.Show(info.Id)}, bộ mục tiêu {info.Set}",
            $"Unit {unitCode}, period {info.Period}, run {Ids.Show(info.Id)}, target set {info.Set}"));
        var table = Tables.Of(run.Say("Chỉ số", "Indicator"), run.Say("Tử số", "Numerator"), run.Say("Mẫu số", "Denominator"),
            run.Say("Giá trị", "Value"), run.Say("Khoảng", "Range"), run.Say("Báo cáo", "Reporting"), run.Say("Mục tiêu", "Targets"));
        foreach (var (indicator, score) in scores)
        {
            table.Row(
                $"{indicator.Name.In(run.Language)} ({indicator.Code})",
                Tables.Count(score.Numerator, run.Language), Tables.Count(score.Denominator, run.Language),
                score.Value is { } value ? PercentTexts.Of(value, score, catalogue, run.Language) : "–",
                PercentTexts.Range(score, catalogue, run.Language),
                $"{score.Reporting}/{score.Expected}",
                string.Join("; ", ScoreTargetTexts.Of(info, indicator, score, catalogue, run.Language)));
        }

        run.Show(table);
        foreach (var broken in breaks)
            run.Terminal.Output.WriteLine(run.Say($"Không so sánh được với số liệu trước: {broken.Text.Vi}.", $"Not to be compared with what was before: {broken.Text.En}."));
        foreach (var (unit, name, share) in restated?.Shared ?? [])
        {
            run.Terminal.Output.WriteLine(run.Say(
                $"{unit} {name}: tính một phần, tỷ trọng {share.Weight}/{share.Of} ({share.Source})",
                $"{unit} {name}: counted in part, weight {share.Weight}/{share.Of} ({share.Source})"));
        }
    }

    private static void Show(VerbRun run, UndecidedScores found)
    {
        run.Terminal.Output.WriteLine(run.Say(
            $"Đơn vị {found.Unit.Code}, kỳ {found.Run.Period}, lượt tính {Ids.Show(found.Run.Id)}: {found.Indicators.Count} chỉ số chưa kết luận",
            $"Unit {found.Unit.Code}, period {found.Run.Period}, run {Ids.Show(found.Run.Id)}: {found.Indicators.Count} indicators are undecided"));
        foreach (var open in found.Indicators)
        {
            run.Terminal.Output.WriteLine();
            run.Terminal.Output.WriteLine($"{open.Indicator.Name.In(run.Language)} ({open.Indicator.Code}): {PercentTexts.Range(open.Score, found.Catalogue, run.Language)}");
            foreach (var said in ScoreTargetTexts.Of(found.Run, open.Indicator, open.Score, found.Catalogue, run.Language)) run.Terminal.Output.WriteLine("  " + said);
            var table = MissingTables.Of(run);
            foreach (var missing in open.Returns) MissingTables.Row(run, table, missing);
            run.Show(table);
            if (open.More > 0) run.Terminal.Output.WriteLine(run.Say($"và thêm {open.More} (--top N)", $"and {open.More} more (--top N)"));
        }
    }
}
