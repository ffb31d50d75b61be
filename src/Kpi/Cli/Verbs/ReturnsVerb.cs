using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain.Returns;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns</c>: what the verbs beside it have in common, and <c>list | show</c>.</summary>
internal static class ReturnsVerb
{
    private const int Page = 1000;

    public static Command Build(VerbHost host) => host.Verb(
        "returns", "Báo cáo của các đơn vị", "The units' returns",
        [SendVerb.Build(host), CheckVerb.Build(host), List(host), Show(host), AnnotateVerb.Build(host), .. VersionVerbs.Build(host), .. ReviewVerbs.Build(host),
            .. EvidenceVerbs.Build(host), .. QuestionVerbs.Build(host), AnswerVerb.Build(host), ReturnReceiptVerb.Build(host), MissingVerb.Build(host)]);

    private static Command List(VerbHost host)
    {
        var period = Arguments.Period(host, required: false);
        var facility = Arguments.Text(host, "--facility", "C", "Mã đơn vị", "Unit code");
        var state = Arguments.Text(host, "--state", "S", "Trạng thái", "State");
        state.AcceptOnlyFromAmong([.. Enum.GetValues<ReturnState>().Select(Words.Kebab)]);
        var form = Arguments.Text(host, "--form", "C", "Mã biểu", "Form code");
        var verb = host.Verb("list", "Liệt kê báo cáo, mới nhất trước", "List returns, newest first", period, facility, state, form);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var wanted = run.Parse.GetValue(state);
            var filter = new ReturnFilter
            {
                Period = run.Parse.GetResult(period) is null ? null : run.Parse.GetValue(period),
                Facility = run.Parse.GetValue(facility),
                Form = run.Parse.GetValue(form),
                State = wanted is null ? null : Enum.GetValues<ReturnState>().First(s => Words.Kebab(s) == wanted),
            };
            var all = new List<ReturnSummary>();
            IReadOnlyList<ReturnSummary> page;
            do
            {
                page = await run.Get<ReturnReader>().List(filter, all.Count, Page, token);
                all.AddRange(page);
            }
            while (page.Count == Page);

            await run.Print(new ReturnsDocument([.. all.Select(ReturnDocument.Of)]), () =>
            {
                var table = Tables.Of("Id", run.Say("Đơn vị", "Unit"), run.Say("Biểu", "Form"), run.Say("Kỳ", "Period"), run.Say("Bản", "Version"),
                    run.Say("Trạng thái", "State"), run.Say("Nhận lúc", "Received"), run.Say("Tệp", "File"));
                foreach (var item in all)
                {
                    table.Row(
                        Ids.Show(item.Id), item.Facility, item.Form, item.Period?.ToString(), item.Version?.ToString(CultureInfo.InvariantCulture),
                        run.Say(StateTexts.Of(item.State)), Tables.Moment(item.ReceivedAt), item.FileName);
                }

                run.Show(table);
            });
            return ExitCode.Done;
        });
    }

    private static Command Show(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var verb = host.Verb("show", "Xem một báo cáo với lỗi và số liệu", "Show a return with its findings and values", id);
        return host.Does(verb, async (run, token) =>
        {
            var text = run.Parse.GetRequiredValue(id);
            if (!Arguments.Id(text).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            if (await run.Get<ReturnReader>().Get(number, token) is not { } detail) return NotFound(text);
            var document = ReturnDetailDocument.Of(detail, await CatalogueOf(run, detail, token), run.Language);
            await run.Print(document, () =>
            {
                run.Terminal.Output.WriteLine(
                    $"{document.Id}  {document.Facility}  {document.Form}  {document.Period}  v{document.Version}  {run.Say(StateTexts.Of(detail.Summary.State))}");
                run.Terminal.Output.WriteLine($"{document.File}  sha256 {document.Sha256}");
                if (document.ChangedSinceApproval)
                {
                    run.Terminal.Output.WriteLine(run.Say(
                        $"Đã đổi sau khi bản {document.ApprovedBefore} được duyệt; xem: kpi returns diff {document.Id}",
                        $"Changed since version {document.ApprovedBefore} was approved; see: kpi returns diff {document.Id}"));
                }

                if (document.Note is { } note) run.Terminal.Output.WriteLine(note);
                ShowFindings(run, document.Findings);
                var table = Tables.Of(run.Say("Chỉ tiêu", "Element"), run.Say("Giá trị", "Value"), run.Say("Ô", "Cell"), run.Say("Như đã gõ", "As typed"));
                foreach (var value in document.Values) table.Row(value.Element, Tables.Count(value.Value, run.Language), $"{value.Sheet}!{value.Cell}", value.Factor is { } factor ? $"{value.Text} × {Tables.Count(factor, run.Language)}" : value.Text);
                if (document.Values.Count > 0) run.Show(table);
                ShowStatements(run, detail.Statements);
            });
            return ExitCode.Done;
        });
    }

    internal static void ShowStatements(VerbRun run, IReadOnlyList<ReturnStatement> statements)
    {
        foreach (var one in statements)
            run.Terminal.Output.WriteLine($"  [{one.Sheet}!{one.Cell}] {one.Element} {run.Say(StateTexts.Of(one.Kind))}: {one.Reason}");
    }

    internal static void ShowFindings(VerbRun run, IReadOnlyList<FindingDocument> findings)
    {
        foreach (var finding in findings)
        {
            var kind = finding.Severity == "error" ? run.Say("LỖI", "ERROR") : run.Say("CẢNH BÁO", "WARNING");
            var place = finding.Cell is null ? finding.Sheet : $"{finding.Sheet}!{finding.Cell}";
            var number = finding.Number > 0 ? $"{finding.Number.ToString(CultureInfo.InvariantCulture)}. " : "";
            run.Terminal.Output.WriteLine($"  {number}{kind} {(place is null ? "" : $"[{place}] ")}{finding.Message}");
            if (finding.Answer is { } answer) run.Terminal.Output.WriteLine($"      {run.Say("Giải trình", "Answered")}: {answer.Text}{(answer.By is null ? "" : $" ({answer.By})")}");
        }
    }

    /// <summary>The catalogue that a return was judged by: its findings are in the words of that one.</summary>
    internal static Task<Domain.Indicators.Catalogue> CatalogueOf(VerbRun run, ReturnDetail detail, CancellationToken token) =>
        detail.CatalogueVersion is { } version ? run.Get<CatalogueReader>().Version(version, token) : run.Get<CatalogueReader>().Current(token);

    internal static Domain.Problem NotFound(string id) =>
        Domain.Problem.NotFound("no-such-return", $"Không có báo cáo mang mã “{id}”.", $"There is no return with the id “{id}”.");
}
