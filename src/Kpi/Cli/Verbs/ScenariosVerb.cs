using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Units;

namespace Kpi.Cli.Verbs;

/// <summary><c>scenarios</c>: what-ifs that were kept, and what becomes of them.</summary>
internal static class ScenariosVerb
{
    public static Command Build(VerbHost host) => host.Verb(
        "scenarios", "Các kịch bản tính thử", "What-if scenarios",
        List(host), Show(host), Share(host), Discard(host), Propose(host), Approve(host), Decline(host));

    private static Command List(VerbHost host)
    {
        var acting = ActingFor.Option(host);
        return host.Does(host.Verb("list", "Liệt kê kịch bản", "List the scenarios", acting), async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await May(run, acting, "scenarios list", token)).TryGet(out var actor, out var refused)) return refused;
            var found = await run.Get<Scenarios>().List(actor, token);
            await run.Print(ScenariosDocument.Of(found), () => Table(run, found));
            return ExitCode.Done;
        });
    }

    private static Command Show(VerbHost host)
    {
        var id = Id(host);
        var unit = Arguments.Text(host, "--unit", "C", "Mã đơn vị (mặc định VN)", "Unit code (default VN)");
        var stability = new Option<bool>("--stability")
        {
            Description = host.Say("Rút lại trọng số của điểm tổng hợp 10.000 lần để biết hạng vững đến đâu", "Draw the weights of composites anew 10,000 times, to say how firm the ranks are"),
        };
        var acting = ActingFor.Option(host);
        var verb = host.Verb("show", "Một kịch bản, kết quả đặt cạnh kết quả chính thức", "A scenario, its results beside the official ones", id, unit, stability, acting);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await ActingFor.Of(run, acting, "scenarios show", token)).TryGet(out var who, out var refused)) return refused;
            var unitCode = run.Parse.GetValue(unit) ?? Geography.NationCode;
            if (who.Access is { } access && !access.Allows(Permission.Read, unitCode)) return Hosting.ProblemMapping.NotAllowed;
            if (!Read(run, id).TryGet(out var number, out var unreadable)) return unreadable;
            if (!(await run.Get<Scenarios>().Find(number, who.Actor, token)).TryGet(out var found, out var problem)) return problem;
            var besides = new List<RunBeside>();
            foreach (var one in found.Runs.DistinctBy(r => r.Period))
            {
                var info = (await run.Get<ScoreReader>().Run(one.Run, token))!;
                if (!(await run.Get<BesideOfficial>().Run(info, unitCode, run.Parse.GetValue(stability), token)).TryGet(out var beside, out problem)) return problem;
                besides.Add(beside);
            }

            var sees = new Func<string, bool>(code => who.Access is not { } may || may.Allows(Permission.Read, code));
            await run.Print(new { Scenario = ScenarioDocument.Of(found), Beside = besides.Select(b => BesideDocument.Of(b, sees)) }, () =>
            {
                Table(run, [found]);
                foreach (var beside in besides)
                {
                    Show(run, beside);
                    foreach (var composite in beside.Composites) Show(run, composite, sees);
                }
            });
            return ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, RunBeside beside)
    {
        run.Terminal.Output.WriteLine(run.Say(
            $"Kỳ {beside.Trial.Period}, đơn vị {beside.UnitCode}: lượt thử {Ids.Show(beside.Trial.Id)} cạnh lượt chính thức {Ids.Show(beside.Official.Id)}",
            $"Period {beside.Trial.Period}, unit {beside.UnitCode}: trial {Ids.Show(beside.Trial.Id)} beside the official run {Ids.Show(beside.Official.Id)}"));
        var moved = beside.Indicators.Where(i => i.Moved).ToList();
        if (moved.Count == 0)
        {
            run.Terminal.Output.WriteLine(run.Say("Không có chỉ số nào khác.", "No indicator is different."));
            return;
        }

        var table = Tables.Of(
            run.Say("Chỉ số", "Indicator"), run.Say("Chính thức", "Official"), run.Say("Thử", "Trial"),
            run.Say("Kết luận chính thức", "Official verdict"), run.Say("Kết luận thử", "Trial verdict"));
        foreach (var one in moved)
        {
            table.Row(
                $"{one.Indicator.Name.In(run.Language)} ({one.Indicator.Code})",
                BesideTexts.Value(one.Indicator, one.Official, beside.OfficialCatalogue, run.Language),
                BesideTexts.Value(one.Indicator, one.Trial, beside.TrialCatalogue, run.Language),
                BesideTexts.Verdicts(one.Official, beside.OfficialCatalogue, run.Language),
                BesideTexts.Verdicts(one.Trial, beside.TrialCatalogue, run.Language));
        }

        run.Show(table);
    }

    private static void Show(VerbRun run, CompositeBeside of, Func<string, bool> sees)
    {
        var moved = of.Rows.Where(r => r.Moved && sees(r.Unit.Code)).ToList();
        var name = $"{of.Composite.Name.In(run.Language)} ({of.Composite.Code})";
        if (of.Unlisted is { } why) run.Terminal.Output.WriteLine($"{name}: {run.Say(why.Message)}");
        if (moved.Count == 0) return;
        var table = Tables.Of(name, run.Say("Chính thức", "Official"), run.Say("Thử", "Trial"));
        foreach (var row in moved)
        {
            table.Row(
                $"{row.Unit.Code} {row.Unit.Name}", BesideTexts.Composite(of.Official, row.Official, run.Language), BesideTexts.Composite(of.Trial, row.Trial, run.Language));
        }

        run.Show(table);
    }

    private static Command Share(VerbHost host) => Step(
        host, "share", "Cho mọi người được xem kết quả thấy kịch bản này", "Let whoever may see results see this scenario",
        (scenarios, id, actor, token) => scenarios.Share(id, actor, token), "Đã chia sẻ.", "Shared.");

    private static Command Discard(VerbHost host) => Step(
        host, "discard", "Bỏ một kịch bản; các lượt tính của nó vẫn được giữ", "Put a scenario aside; its runs stay",
        (scenarios, id, actor, token) => scenarios.Discard(id, actor, token), "Đã bỏ.", "Discarded.");

    private static Command Step(
        VerbHost host, string name, string vi, string en, Func<Scenarios, long, Actor, CancellationToken, Task<Outcome<Scenario>>> step, string doneVi, string doneEn)
    {
        var id = Id(host);
        var acting = ActingFor.Option(host);
        return host.Does(host.Verb(name, vi, en, id, acting), async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await May(run, acting, "scenarios " + name, token)).TryGet(out var actor, out var refused)) return refused;
            if (!Read(run, id).TryGet(out var number, out var unreadable)) return unreadable;
            if (!(await step(run.Get<Scenarios>(), number, actor, token)).TryGet(out var scenario, out var problem)) return problem;
            await run.Print(ScenarioDocument.Of(scenario), () => run.Terminal.Output.WriteLine(run.Say(doneVi, doneEn)));
            return ExitCode.Done;
        });
    }

    private static Command Propose(VerbHost host)
    {
        var id = Id(host);
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do đề xuất", "Why it is proposed");
        var from = Arguments.Day(
            host, "--valid-from", "Chỉ tính điểm các kỳ kết thúc từ ngày này; để trống là mọi kỳ", "Scores periods that end on this day or later; without it, all");
        var acting = ActingFor.Option(host);
        var verb = host.Verb("propose", "Đề xuất danh mục của kịch bản để người khác công bố", "Propose the scenario's catalogue for another person to publish", id, reason, from, acting);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await May(run, acting, "scenarios propose", token, Permission.Calculate)).TryGet(out var actor, out var refused)) return refused;
            if (!Read(run, id).TryGet(out var number, out var unreadable)) return unreadable;
            var outcome = await run.Get<Scenarios>().Propose(number, run.Parse.GetRequiredValue(reason), run.Parse.GetValue(from), actor, token);
            if (!outcome.TryGet(out var proposed, out var problem)) return problem;
            var document = ProposedScenarioDocument.Of(proposed);
            if (proposed.Rebased)
            {
                await run.Remark(
                    "Danh mục đã có phiên bản mới hơn: các thay đổi được áp lên bản mới nhất, kết quả có thể khác lượt thử.",
                    "The catalogue has moved on: the changes stand upon the newest version, and results may differ from the trial.");
            }

            await run.Print(document, () => run.Terminal.Output.WriteLine(run.Say(
                $"Đã đề xuất phiên bản {proposed.Draft.Version}. Người khác công bố bằng: kpi scenarios approve {document.Scenario.Id}",
                $"Proposed version {proposed.Draft.Version}. Another person publishes it with: kpi scenarios approve {document.Scenario.Id}")));
            return ExitCode.Done;
        });
    }

    private static Command Approve(VerbHost host)
    {
        var id = Id(host);
        var acting = ActingFor.Option(host);
        return host.Does(host.Verb("approve", "Công bố danh mục của kịch bản do người khác đề xuất", "Publish the catalogue of a scenario that another person proposed", id, acting), async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await May(run, acting, "scenarios approve", token, Permission.Administer)).TryGet(out var actor, out var refused)) return refused;
            if (!Read(run, id).TryGet(out var number, out var unreadable)) return unreadable;
            if (!(await run.Get<Scenarios>().Approve(number, actor, token)).TryGet(out var version, out var problem)) return problem;
            await run.Print(new { Version = version }, () => run.Terminal.Output.WriteLine(run.Say($"Đã phát hành phiên bản {version}.", $"Published version {version}.")));
            return ExitCode.Done;
        });
    }

    private static Command Decline(VerbHost host)
    {
        var id = Id(host);
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do không công bố", "Why it is not published");
        var acting = ActingFor.Option(host);
        return host.Does(host.Verb("decline", "Không công bố kịch bản được đề xuất", "Put a proposed scenario aside", id, reason, acting), async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await May(run, acting, "scenarios decline", token, Permission.Calculate)).TryGet(out var actor, out var refused)) return refused;
            if (!Read(run, id).TryGet(out var number, out var unreadable)) return unreadable;
            if (!(await run.Get<Scenarios>().Decline(number, run.Parse.GetRequiredValue(reason), actor, token)).TryGet(out var scenario, out var problem)) return problem;
            await run.Print(ScenarioDocument.Of(scenario), () => run.Terminal.Output.WriteLine(run.Say("Đã gác lại.", "Put aside.")));
            return ExitCode.Done;
        });
    }

    private static Argument<string> Id(VerbHost host) => Arguments.Word(host, "ID", "Mã kịch bản", "Id of the scenario");

    private static Outcome<long> Read(VerbRun run, Argument<string> id) => Arguments.Id(run.Parse.GetRequiredValue(id));

    /// <param name="national">What needs the right over the nation; null: whoever may calculate anywhere.</param>
    private static async Task<Outcome<Actor>> May(VerbRun run, Option<string?> acting, string doing, CancellationToken token, Permission? national = null)
    {
        if (!(await ActingFor.Of(run, acting, doing, token)).TryGet(out var who, out var problem)) return problem;
        if (who.Access is not { } access) return who.Actor;
        var may = national is { } needed ? access.Allows(needed, Geography.NationCode) : access.Allows(Permission.Calculate);
        return may ? who.Actor : Hosting.ProblemMapping.NotAllowed;
    }

    private static void Table(VerbRun run, IReadOnlyList<ScenarioWithRuns> found)
    {
        var table = Tables.Of(
            run.Say("Mã", "Id"), run.Say("Tên", "Name"), run.Say("Người tạo", "Owner"), run.Say("Tình trạng", "State"), run.Say("Danh mục", "Catalogue"),
            run.Say("Lượt tính", "Runs"));
        foreach (var (scenario, runs) in found.Select(f => (f.Scenario, f.Runs)))
        {
            table.Row(
                Ids.Show(scenario.Id), scenario.Name, scenario.Owner, run.Say(ScenarioTexts.Of(scenario.State)),
                scenario.BaseVersion.ToString(CultureInfo.InvariantCulture), string.Join(", ", runs.Select(r => $"{r.Period} {Ids.Show(r.Run)}")));
        }

        run.Show(table);
    }
}
