using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Documents;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.Cli.Verbs;

/// <summary><c>rules list | try</c>.</summary>
internal static class RulesVerb
{
    private const int MostShown = 20;

    public static Command Build(VerbHost host) => host.Verb(
        "rules", "Quy tắc kiểm tra báo cáo", "The rules that returns are checked by", List(host), Try(host));

    private static Command List(VerbHost host)
    {
        var period = Arguments.Period(host, required: false);
        var verb = host.Verb(
            "list", "Liệt kê quy tắc: giai đoạn, người chịu trách nhiệm, số lần vi phạm trong kỳ", "List the rules: stage, owner, how often broken in the period", period);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var list = await run.Get<TryRules>().List(PeriodOf(run, period), token);
            await run.Print(RulesDocument.Of(list, run.Language), () =>
            {
                var table = Tables.Of(
                    run.Say("Biểu", "Form"), run.Say("Quy tắc", "Rule"), run.Say($"Giai đoạn {list.Period}", $"Stage {list.Period}"), run.Say("Các giai đoạn", "Stages"),
                    run.Say("Người chịu trách nhiệm", "Owner"), run.Say("Vi phạm", "Broken"), run.Say("Đã giải trình", "Answered"));
                foreach (var item in list.Rules)
                {
                    table.Row(
                        item.Form.Code, item.Rule.Code, run.Say(StageTexts.Of(item.Stage)), Stages(run, item.Rule), item.Rule.Owner?.In(run.Language),
                        Count(item.Fired), Count(item.Answered));
                }

                run.Show(table);
            });
            return ExitCode.Done;
        });
    }

    private static Command Try(VerbHost host)
    {
        var code = new Argument<string?>("CODE")
        {
            Description = host.Say("Mã quy tắc; để trống thì thử mọi quy tắc mới hoặc chặt hơn của tệp", "Code of the rule; without it, every rule of the file that is new or bites harder"),
            Arity = ArgumentArity.ZeroOrOne,
        };
        var file = Arguments.Text(host, "--file", "F", "Danh mục đề xuất (.json, .xlsx); để trống là danh mục đang dùng", "Proposed catalogue (.json, .xlsx); without it, the one in force");
        var period = Arguments.Period(host, required: false);
        var verb = host.Verb(
            "try", "Ai sẽ vi phạm: thử quy tắc trên các báo cáo của kỳ trước, không thay đổi gì",
            "Who would break it: hold rules against the returns of the last period; nothing changes", code, file, period);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(code) is null && result.GetValue(file) is null)
                result.AddError(host.Say("Hãy nêu mã quy tắc hoặc --file.", "Name a rule, or give --file."));
        });
        return host.Does(verb, async (run, token) =>
        {
            Catalogue? proposed = null;
            if (run.Parse.GetValue(file) is { } path)
            {
                if (!(await InputFile.Read(path, token)).TryGet(out var bytes, out var unreadable)) return unreadable;
                if (!CatalogueFile.Read(bytes, token).TryGet(out var brought, out var wrong)) return wrong;
                proposed = brought.Catalogue;
            }

            if (await run.Ready(token) is { } fault) return fault;
            var outcome = await run.Get<TryRules>().Run(run.Parse.GetValue(code), proposed, PeriodOf(run, period), null, token);
            if (!outcome.TryGet(out var trials, out var problem)) return problem;
            await run.Print(TrialsDocument.Of(trials, run.Language), () => Show(run, trials, facilities: true));
            return ExitCode.Done;
        });
    }

    /// <summary>Who would break which rules, for people.</summary>
    internal static void Show(VerbRun run, RuleTrials trials, bool facilities)
    {
        var output = run.Terminal.Output;
        output.WriteLine(run.Say(
            $"Thử {Count(trials.Rules.Length)} quy tắc trên {Count(trials.Returns)} báo cáo kỳ {trials.Period}: {Count(trials.Refused)} sẽ bị từ chối, {Count(trials.Warned)} sẽ bị cảnh báo.",
            $"{Count(trials.Rules.Length)} rules held against {Count(trials.Returns)} returns of {trials.Period}: {Count(trials.Refused)} would be refused, {Count(trials.Warned)} warned."));
        foreach (var trial in trials.Rules)
        {
            output.WriteLine();
            output.WriteLine(run.Say(
                $"{trial.Rule.Code} ({Stages(run, trial.Rule)}): {Count(trial.Breakers.Length)} / {Count(trial.Tested)} báo cáo vi phạm; {Count(trial.Undecided)} thiếu số để xét",
                $"{trial.Rule.Code} ({Stages(run, trial.Rule)}): broken by {Count(trial.Breakers.Length)} of {Count(trial.Tested)} returns; {Count(trial.Undecided)} lack a value it needs"));
            if (!facilities) continue;
            foreach (var province in trial.Breakers.GroupBy(b => b.Province?.Name))
            {
                output.WriteLine($"  {province.Key ?? run.Say("Trung ương", "The nation")} ({Count(province.Count())})");
                foreach (var breaker in province.Take(MostShown))
                    output.WriteLine($"    {breaker.Unit.Code} {breaker.Unit.Name}: {run.Say(FindingTexts.Say(breaker.Finding, trials.Catalogue))}");
                if (province.Count() > MostShown) output.WriteLine(run.Say("    … đủ danh sách với --json", "    … the whole list with --json"));
            }
        }
    }

    private static string Stages(VerbRun run, FormRule rule) =>
        string.Join(", ", rule.Stages.Select(s => $"{run.Say(StageTexts.Of(s.Stage))} {Words.Day(s.From)}"))
        + (rule.ValidTo is { } end ? run.Say($", đến {Words.Day(end)}", $", until {Words.Day(end)}") : "");

    private static Period? PeriodOf(VerbRun run, Option<Period> period) => run.Parse.GetResult(period) is null ? null : run.Parse.GetValue(period);

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
