using System.CommandLine;
using Kpi.App.Features.Completeness;
using Kpi.Documents;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns missing</c>: who owes a return, what came of it, and whom to call.</summary>
internal static class MissingVerb
{
    private const int MostShown = 200;

    public static Command Build(VerbHost host)
    {
        var period = Arguments.Period(host);
        var unit = Arguments.Text(host, "--unit", "C", "Chỉ đơn vị này và các đơn vị thuộc đó", "Only this unit and all within it");
        var all = new Option<bool>("--all") { Description = host.Say("Kể cả báo cáo đã nộp", "Also those that were filed") };
        var target = Arguments.Text(host, "--out", "F", "Tệp .xlsx hoặc .csv ghi ra", ".xlsx or .csv file to write");
        var verb = host.Verb("missing", "Ai chưa nộp, nộp trễ, bị từ chối, và liên hệ với ai", "Who has not filed, was late or refused, and whom to call", period, unit, all, target);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var found = await run.Get<FindCompleteness>().Run(run.Parse.GetValue(period), run.Parse.GetValue(unit), sees: null, token);
            if (!found.TryGet(out var completeness, out var problem)) return problem;
            if (run.Parse.GetValue(target) is { } path)
            {
                var format = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
                var made = await run.Get<ExportCompleteness>().Run(
                    completeness, format.Length == 0 ? "xlsx" : format, run.Parse.GetValue(all), mayCall: null, run.Language, token);
                if (!made.TryGet(out var file, out problem)) return problem;
                var written = await OutputFile.Write(path, file.FileName, file.Bytes, token);
                await run.Print(new { Path = written, Counts = FilingCountsDocument.Of(completeness.Counts) }, () => run.Terminal.Output.WriteLine(written));
                return ExitCode.Done;
            }

            var listed = completeness.Filings.Where(f => run.Parse.GetValue(all) || !f.IsFiled).ToList();
            var shown = run.Json ? listed : [.. listed.Take(MostShown)];
            var contacts = await run.Get<FindContacts>().Run([.. shown.Select(f => f.Unit)], token);
            await run.Print(CompletenessDocument.Of(completeness, [], listed.Count, shown, contacts), () => Show(run, completeness, shown, listed.Count, contacts));
            return ExitCode.Done;
        });
    }

    private static void Show(
        VerbRun run, CompletenessOf completeness, IReadOnlyList<Filing> shown, int total, IReadOnlyDictionary<string, FilingContact> contacts)
    {
        var table = Tables.Of(run.Say("Đơn vị", "Unit"), run.Say("Tên", "Name"), run.Say("Biểu", "Form"), run.Say("Kỳ", "Period"), run.Say("Hạn nộp", "Due"),
            run.Say("Tình trạng", "State"), run.Say("Liên hệ", "Contact"));
        foreach (var f in shown)
        {
            table.Row(f.Unit.Code, f.Unit.Name, f.Form.Code, f.Period.ToString(), Words.Day(f.Window.DueDay), run.Say(FilingTexts.Of(f.Status)),
                Contact(contacts.GetValueOrDefault(f.Unit.UnitId)));
        }

        if (shown.Count > 0) run.Show(table);
        if (total > shown.Count) run.Terminal.Output.WriteLine(run.Say($"… và {total - shown.Count} báo cáo nữa (--out ghi tất cả)", $"… and {total - shown.Count} more (--out writes all)"));
        var c = completeness.Counts;
        run.Terminal.Output.WriteLine(run.Say(
            $"{completeness.Period}: đã nộp {Count(c.Filed)}/{Count(c.Expected)} (đúng hạn {Count(c.InTime)}, trễ {Count(c.Late)}, không phát sinh {Count(c.Nil)}); bị từ chối {Count(c.Refused)}, bị trả lại {Count(c.SentBack)}, quá hạn {Count(c.Missing)}, được gia hạn {Count(c.Extended)}, chưa đến hạn {Count(c.NotYetDue)}",
            $"{completeness.Period}: filed {Count(c.Filed)}/{Count(c.Expected)} (in time {Count(c.InTime)}, late {Count(c.Late)}, nil {Count(c.Nil)}); refused {Count(c.Refused)}, sent back {Count(c.SentBack)}, missing {Count(c.Missing)}, given more time {Count(c.Extended)}, not yet due {Count(c.NotYetDue)}"));

        string Count(int number) => Tables.Count(number, run.Language);
    }

    private static string? Contact(FilingContact? contact) => contact is null
        ? null
        : string.Join("; ", new[] { contact.Own?.Name, contact.Own?.Phone, contact.Own?.Email }.Concat(contact.Senders.Select(s => s.Name)).OfType<string>());
}
