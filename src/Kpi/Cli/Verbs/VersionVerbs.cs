using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Documents;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns history | diff</c>.</summary>
internal static class VersionVerbs
{
    public static IEnumerable<Command> Build(VerbHost host) => [History(host), Difference(host)];

    private static Command History(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var verb = host.Verb("history", "Mọi bản của một báo cáo, bản nào được tính và vì sao", "Every version of a return, which counts and why", id);
        return host.Does(verb, async (run, token) =>
        {
            var text = run.Parse.GetRequiredValue(id);
            if (!Arguments.Id(text).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            var returns = run.Get<ReturnReader>();
            if ((await returns.Summaries([number], token)).GetValueOrDefault(number) is not { } item) return ReturnsVerb.NotFound(text);
            var chain = await returns.Chain(item, token);
            await run.Print(HistoryDocument.Of(item, chain, run.Language), () =>
            {
                var table = Tables.Of("Id", run.Say("Bản", "Version"), run.Say("Trạng thái", "State"), run.Say("Được tính?", "Counts?"),
                    run.Say("Gửi lúc", "Sent"), run.Say("Người gửi", "Sender"), run.Say("Người duyệt", "Reviewer"), run.Say("Lý do", "Reason"));
                foreach (var one in chain)
                {
                    var summary = one.Summary;
                    table.Row(App.Platform.Ids.Show(summary.Id), summary.Version?.ToString(CultureInfo.InvariantCulture), run.Say(StateTexts.Of(summary.State)),
                        run.Say(StateTexts.Of(ReturnHistory.Of(summary))), Tables.Moment(one.SentAt), summary.Sender, one.ReviewedBy, one.Note);
                }

                run.Show(table);
            });
            return ExitCode.Done;
        });
    }

    private static Command Difference(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var with = new Argument<string?>("ID2")
        {
            Description = host.Say(
                "Mã hoặc số bản để so sánh; để trống: bản được duyệt gần nhất, nếu không có thì bản trước",
                "Id or number of the version to compare with; without it the last approved, else the one before"),
            Arity = ArgumentArity.ZeroOrOne,
        };
        var verb = host.Verb("diff", "Khác biệt giữa hai bản, từng chỉ tiêu", "Difference between two versions, element by element", id, with);
        return host.Does(verb, async (run, token) =>
        {
            var text = run.Parse.GetRequiredValue(id);
            if (!Arguments.Id(text).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            if (await run.Get<ReturnReader>().Get(number, token) is not { } detail) return ReturnsVerb.NotFound(text);
            var chain = await run.Get<ReturnReader>().Chain(detail.Summary, token);
            var outcome = await run.Get<ReturnHistory>().Difference(detail, chain, run.Parse.GetValue(with), token);
            if (!outcome.TryGet(out var difference, out var problem)) return problem;
            var document = DifferenceDocument.Of(difference, await run.Get<CatalogueReader>().Current(token), run.Language);
            await run.Print(document, () =>
            {
                run.Terminal.Output.WriteLine(run.Say(
                    $"Bản {document.BeforeVersion} → bản {document.AfterVersion}: {document.Changes.Count} chỉ tiêu khác, {document.Unchanged} như cũ",
                    $"Version {document.BeforeVersion} → version {document.AfterVersion}: {document.Changes.Count} elements differ, {document.Unchanged} as before"));
                if (document.Changes.Count > 0) ShowChanges(run, document.Changes);
            });
            return ExitCode.Done;
        });
    }

    internal static void ShowChanges(VerbRun run, IReadOnlyList<ChangeDocument> changes)
    {
        var table = Tables.Of(run.Say("Chỉ tiêu", "Element"), run.Say("Trước", "Before"), run.Say("Sau", "After"), run.Say("Thay đổi", "Change"),
            run.Say("Ô trước", "Cell before"), run.Say("Ô sau", "Cell after"));
        foreach (var c in changes)
        {
            table.Row(c.Element ?? run.Say("(cả báo cáo)", "(whole return)"), Side(run, c.Before, c.BeforeStatement), Side(run, c.After, c.AfterStatement),
                c.Change is { } change ? (change > 0 ? "+" : "") + Tables.Count(change, run.Language) : null, Place(c.Before, c.BeforeStatement),
                Place(c.After, c.AfterStatement));
        }

        run.Show(table);
    }

    private static string? Side(VerbRun run, ValueDocument? value, StatementDocument? statement) =>
        value is { } v ? $"{Tables.Count(v.Value, run.Language)} ({v.Text})" : statement is { } s ? $"{s.Text}: {s.Reason}" : null;

    private static string? Place(ValueDocument? value, StatementDocument? statement) =>
        value is { } v ? $"{v.Sheet}!{v.Cell}" : statement is { } s ? $"{s.Sheet}!{s.Cell}" : null;
}
