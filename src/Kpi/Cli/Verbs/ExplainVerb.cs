using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain.Scoring;

namespace Kpi.Cli.Verbs;

/// <summary><c>explain</c>: the trail from a score down to the cells, and from a return or a cell up to the scores.</summary>
internal static class ExplainVerb
{
    public static Command Build(VerbHost host)
    {
        var indicator = Arguments.Text(host, "--indicator", "C", "Mã chỉ số", "Indicator code");
        var unit = Arguments.Text(host, "--unit", "C", "Mã đơn vị", "Unit code");
        var period = Arguments.Period(host, required: false);
        var runId = Arguments.Run(host);
        var of = Arguments.Text(host, "--return", "ID", "Lần lên: báo cáo này đã vào những kết quả nào", "Upwards: which scores this return has gone into");
        var cell = Arguments.Text(host, "--cell", "SHEET!CELL", "Chỉ một ô của báo cáo", "One cell of the return only");
        var element = Arguments.Text(host, "--element", "E", "Chỉ một chỉ tiêu số liệu của báo cáo", "One data element of the return only");
        var all = new Option<bool>("--all") { Description = host.Say("Mọi lượt tính còn giữ, không chỉ lượt hiện hành", "Every run that was kept, not only those that hold") };
        var verb = host.Verb(
            "explain", "Lần từ một kết quả về từng ô của từng tệp, hoặc từ một ô lên mọi kết quả", "Follow a score down to the cells of the files, or a cell up to the scores",
            indicator, unit, period, runId, of, cell, element, all);
        verb.Validators.Add(result =>
        {
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            var down = new Option[] { indicator, unit, period };
            if (Given(of) ? down.Append(runId).Any(Given) : !down.All(Given) || Given(cell) || Given(element) || Given(all))
            {
                result.AddError(host.Say(
                    "Nêu --indicator, --unit và --period để lần xuống; hoặc --return, thêm --cell hay --element nếu cần, để lần lên.",
                    "Give --indicator, --unit and --period to go down; or --return, with --cell or --element if need be, to go up."));
            }
            else if (Given(cell) && Given(element))
            {
                result.AddError(host.Say("Nêu --cell hoặc --element, không cả hai.", "Give --cell or --element, not both."));
            }
        });
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var parse = run.Parse;
            if (parse.GetValue(of) is { } id)
            {
                if (!Ids.TryRead(id, out var number)) return TraceCell.NoSuchReturn(id);
                var question = new TraceQuestion(number, parse.GetValue(cell), parse.GetValue(element), parse.GetValue(all));
                // Who has the command line has the data.
                var traced = await run.Get<TraceCell>().Run(question, Actor.CommandLine, static _ => true, token);
                if (!traced.TryGet(out var trace, out var untraced)) return untraced;
                await run.Print(CellTraceDocument.Of(trace), () => Show(run, trace));
                return ExitCode.Done;
            }

            var found = await ScoredRuns.Find(run.Services, parse.GetValue(period), parse.GetValue(runId), Actor.CommandLine, token);
            if (!found.TryGet(out var info, out var problem)) return problem;
            var outcome = await run.Get<ExplainScore>().Run(info, parse.GetValue(indicator)!, parse.GetValue(unit)!, before: run.Json, token);
            if (!outcome.TryGet(out var explanation, out problem)) return problem;
            await run.Print(ExplanationDocument.Of(explanation), () => Show(run, explanation));
            return ExitCode.Done;
        });
    }

    // ---- down

    private static void Show(VerbRun run, Explanation explanation)
    {
        var (of, score) = (explanation.Indicator, explanation.Score);
        run.Terminal.Output.WriteLine(run.Say(
            $"{of.Code}, đơn vị {explanation.Unit.Code}, kỳ {explanation.Period}: {Tables.Count(score.Numerator, run.Language)} / {Tables.Count(score.Denominator, run.Language)}, báo cáo {score.Reporting}/{score.Expected}",
            $"{of.Code}, unit {explanation.Unit.Code}, period {explanation.Period}: {Tables.Count(score.Numerator, run.Language)} / {Tables.Count(score.Denominator, run.Language)}, reporting {score.Reporting}/{score.Expected}"));
        foreach (var said in ScoreTargetTexts.Of(explanation.Run, of, score, explanation.Catalogue, run.Language)) run.Terminal.Output.WriteLine("  " + said);
        var table = Tables.Of(run.Say("Đơn vị", "Unit"), run.Say("Tử số", "Numerator"), run.Say("Mẫu số", "Denominator"),
            run.Say("Báo cáo", "Return"), run.Say("Tệp", "File"), run.Say("Ô", "Cells"));
        foreach (var facility in explanation.Facilities)
        {
            table.Row(
                $"{facility.Facility} {facility.Name}", Tables.Count(facility.Numerator, run.Language), Tables.Count(facility.Denominator, run.Language),
                ReturnOf(facility), facility.Sha256 is { } sha256 ? $"{facility.FileName} {sha256[..12]}…" : "–", Cells(run, facility));
        }

        run.Show(table);
        if (explanation.Missing.Count == 0) return;
        run.Terminal.Output.WriteLine(run.Say(
            $"Còn thiếu {explanation.Missing.Count} đơn vị, đơn vị làm thay đổi nhiều nhất trước:", $"{explanation.Missing.Count} units are missing, those first that can move it most:"));
        var missing = MissingTables.Of(run, run.Say("Đã nộp", "What it filed"));
        foreach (var one in explanation.Missing)
        {
            MissingTables.Row(run, missing, one.Of, string.Join("; ", one.Returns.Select(r =>
                $"{ScoreTexts.Of(r.Role).In(run.Language)}: {ReturnOf(r)} {r.Period}{(r.Denominator is { } d ? $", {Tables.Count(d, run.Language)}" : "")} {Cells(run, r)}")));
        }

        run.Show(missing);
    }

    private static string ReturnOf(ExplainedFacility facility) =>
        facility.Return is { } id ? string.Create(CultureInfo.InvariantCulture, $"{Ids.Show(id)} v{facility.Version}") : "–";

    private static string Cells(VerbRun run, ExplainedFacility facility) => string.Join("; ",
    [
        .. facility.Cells.Select(c => $"{c.Element} = “{c.Text}” ({c.Sheet}!{c.Cell})"),
        .. facility.Figures.Select(f => $"{f.Element} = {f.Value.ToString(CultureInfo.InvariantCulture)} ({run.Say(ScoreTexts.Of(f))})"),
    ]);

    // ---- up

    private static void Show(VerbRun run, CellTrace trace)
    {
        var item = trace.Return;
        run.Terminal.Output.WriteLine($"{Ids.Show(item.Id)} {item.FileName}: {item.Facility ?? "–"}, {item.Form ?? "–"}, {item.Period?.ToString() ?? "–"}, {StateTexts.Of(item.State).In(run.Language)}");
        foreach (var value in trace.Cells) run.Terminal.Output.WriteLine($"  {value.Element} = “{value.Text}” ({value.Sheet}!{value.Cell})");
        if (trace.Why is { } why)
        {
            run.Terminal.Output.WriteLine(run.Say(why.Text));
            return;
        }

        var table = Tables.Of(run.Say("Kỳ", "Period"), run.Say("Lượt tính", "Run"), run.Say("Chỉ số", "Indicator"), run.Say("Vai trò", "Role"),
            run.Say("Tử số", "Numerator"), run.Say("Mẫu số", "Denominator"), run.Say("Kết quả", "Scores"));
        foreach (var touched in trace.Scores)
        {
            table.Row(
                touched.Run.Period.ToString(), $"{Ids.Show(touched.Run.Id)} {(touched.Current ? run.Say("hiện hành", "current") : touched.Run.Name)}",
                touched.Indicator.Code, ScoreTexts.Of(touched.Role).In(run.Language), Tables.Count(touched.Numerator, run.Language),
                Tables.Count(touched.Denominator, run.Language), string.Join("; ", touched.Units.Select(u => $"{u.Unit.Code}: {Value(run, touched, u.Score)}")));
        }

        run.Show(table);
    }

    private static string Value(VerbRun run, TouchedScore touched, Score score) => score.Value is { } value
        ? $"{PercentTexts.Of(value, score, touched.Catalogue, run.Language)} ({Tables.Count(score.Numerator, run.Language)}/{Tables.Count(score.Denominator, run.Language)})"
        : Tables.Count(score.Numerator, run.Language);
}

/// <summary>Tables of units whose returns are missing.</summary>
internal static class MissingTables
{
    public static Spectre.Console.Table Of(VerbRun run, params string[] more) => Tables.Of(
    [
        run.Say("Đơn vị", "Unit"), run.Say("Biểu", "Form"), run.Say("Kỳ thiếu", "Missing"), run.Say("Đổi tử số", "Moves numerator"),
        run.Say("Đổi giá trị", "Moves value"), run.Say("Căn cứ", "Rests on"), run.Say("Nộp gần nhất", "Last filed"), .. more,
    ]);

    public static void Row(VerbRun run, Spectre.Console.Table table, MissingReturns missing, params string?[] more) => table.Row(
    [
        $"{missing.Unit.Code} {missing.Unit.Name}", missing.Form, string.Join(", ", missing.Periods),
        missing.Weight is { } weight ? Tables.Count(weight, run.Language) : run.Say("không rõ", "not known"), missing.Moves?.ToPercentText(run.Language),
        ScoreTexts.Of(missing.Basis).In(run.Language),
        missing.LastFiled is { } last ? $"{last.Period} ({Tables.Moment(last.ReceivedAt)})" : run.Say("chưa bao giờ", "never"), .. more,
    ]);
}
