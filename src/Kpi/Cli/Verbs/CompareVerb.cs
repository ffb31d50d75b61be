using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain.Units;

namespace Kpi.Cli.Verbs;

/// <summary><c>compare RUN RUN</c>: why did it move?</summary>
internal static class CompareVerb
{
    private const int UsualUnits = 5, JsonUnits = 20;

    public static Command Build(VerbHost host)
    {
        var before = Arguments.Word(host, "BEFORE", "Mã lượt tính trước", "Id of the earlier run");
        var after = Arguments.Word(host, "AFTER", "Mã lượt tính sau", "Id of the later run");
        var unit = Arguments.Text(host, "--unit", "C", "Mã đơn vị (mặc định VN)", "Unit code (default VN)");
        var indicator = Arguments.Text(host, "--indicator", "C", "Chỉ một chỉ số; để trống: các chỉ số có thay đổi", "One indicator; without it, all that moved");
        var units = new Option<int?>("--units") { HelpName = "N", Description = host.Say("Số đơn vị nêu tên ở mỗi nguyên nhân", "How many units to name at each cause") };
        var verb = host.Verb(
            "compare", "Vì sao kết quả thay đổi giữa hai lượt tính: đính chính, nộp muộn, định nghĩa, địa giới, mục tiêu, số liệu nguồn khác, số liệu mới",
            "Why results moved between two runs: corrections, late returns, definitions, geography, targets, figures of other sources, new data", before, after, unit, indicator, units);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var find = run.Get<FindRun>();
            if (!(await find.Run(run.Parse.GetRequiredValue(before), null, Actor.CommandLine, token)).TryGet(out var first, out var unknown)) return unknown;
            if (!(await find.Run(run.Parse.GetRequiredValue(after), null, Actor.CommandLine, token)).TryGet(out var second, out unknown)) return unknown;
            var outcome = await run.Get<CompareRuns>().Run(
                first.Id, second.Id, run.Parse.GetValue(unit) ?? Geography.NationCode, run.Parse.GetValue(indicator), token);
            if (!outcome.TryGet(out var comparison, out var problem)) return problem;
            var document = CompareDocument.Of(comparison, Math.Max(0, run.Parse.GetValue(units) ?? (run.Json ? JsonUnits : UsualUnits)));
            await run.Print(document, () => Show(run, comparison, document));
            return ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, RunComparison comparison, CompareDocument document)
    {
        if (document.Indicators.Count == 0)
        {
            run.Terminal.Output.WriteLine(run.Say("Không có gì thay đổi.", "Nothing has moved."));
            return;
        }

        var table = Tables.Of(
            run.Say("Chỉ số", "Indicator"), run.Say("Nguyên nhân", "Cause"), run.Say("Trước", "Before"), run.Say("Sau", "After"), run.Say("Thay đổi", "Change"),
            run.Say("Kết luận", "Verdict"), run.Say("Đơn vị", "Units"));
        foreach (var (compared, line) in comparison.Indicators.Zip(document.Indicators))
        {
            table.Row(line.Indicator, "", line.Before ?? "–", line.After ?? "–", line.Change ?? "–", "", "");
            foreach (var (step, shown) in compared.Change.Steps.Zip(line.Steps))
            {
                table.Row(
                    "", run.Say(CauseTexts.Of(step.Cause)), shown.Before ?? "–", shown.After ?? "–", shown.Change ?? "–",
                    string.Join("; ", shown.Verdicts.Select(v => $"{v.Due[..4]}: {v.Before ?? "–"} → {v.After ?? "–"}")),
                    string.Join(", ", shown.Units.Select(u => u.Unit))
                        + (shown.UnitsMoved > shown.Units.Count ? " … " + shown.UnitsMoved.ToString(CultureInfo.InvariantCulture) : ""));
            }
        }

        run.Show(table);
    }
}
