using System.CommandLine;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using Spectre.Console;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns send</c>: files and folders through the one door, then waits until each is judged.</summary>
internal static class SendVerb
{
    private const int Batch = 200;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public static Command Build(VerbHost host)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = host.Say("Tệp hoặc thư mục (lấy mọi .xlsx bên trong)", "Files or folders (every .xlsx inside)"),
            Arity = ArgumentArity.OneOrMore,
        };
        var facility = Arguments.Text(host, "--facility", "C", "Chỉ nhận tệp của đơn vị này", "Take only files of this unit");
        var period = Arguments.Text(host, "--period", "P", "Kỳ của tệp do đơn vị tự thiết kế", "Period of a workbook of the unit's own design");
        var form = Arguments.Text(host, "--form", "C", "Biểu của tệp do đơn vị tự thiết kế", "Form of a workbook of the unit's own design");
        var verb = host.Verb("send", "Gửi báo cáo và đợi kết quả kiểm tra", "Send returns and wait for the judgement", paths, facility, period, form);
        return host.Does(verb, async (run, token) =>
        {
            if (!Files(run.Parse.GetRequiredValue(paths)).TryGet(out var files, out var problem)) return problem;
            if (await run.Ready(token) is { } fault) return fault;
            var sent = new List<Sent>(files.Count);
            await Watched(run, files.Count, async progress =>
            {
                foreach (var batch in files.Chunk(Batch)) sent.AddRange(await Send(run, batch, new StatedIdentity(run.Parse.GetValue(facility), run.Parse.GetValue(form), run.Parse.GetValue(period)), token));
                await Judge(run, [.. sent.Where(s => s.Id is not null).Select(s => s.Id!.Value).Distinct()], progress, token);
            });

            var documents = await Documents(run, sent, token);
            await run.Print(documents, () => Show(run, documents));
            return documents.Any(d => d.State == "refused") ? ExitCode.Refused : ExitCode.Done;
        });
    }

    /// <summary>Every file named or found. One that cannot be read stops all, before anything is sent.</summary>
    internal static Outcome<IReadOnlyList<string>> Files(IReadOnlyList<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                // Names beginning with ~$ are the locks that an open Excel leaves beside its file.
                files.AddRange(Directory.EnumerateFiles(path, "*.xlsx", SearchOption.AllDirectories)
                    .Where(f => !Path.GetFileName(f).StartsWith("~$", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal));
            }
            else if (File.Exists(path))
            {
                files.Add(path);
            }
            else
            {
                return InputFile.Unreadable(path);
            }
        }

        return Outcome<IReadOnlyList<string>>.Of(files);
    }

    private static async Task<IReadOnlyList<Sent>> Send(VerbRun run, string[] paths, StatedIdentity stated, CancellationToken token)
    {
        var incoming = new List<IncomingFile>(paths.Length);
        foreach (var path in paths)
            incoming.Add(new IncomingFile(Path.GetFileName(path), await File.ReadAllBytesAsync(path, token), "cli", Actor.CommandLine.Name, stated.Facility) { Stated = stated });
        var receipts = await run.Get<ReceiveReturn>().Run(incoming, Actor.CommandLine, token);
        return [.. paths.Zip(receipts, (path, outcome) => outcome.Match(
            receipt => new Sent(path, receipt.Id, receipt.Sha256, null),
            problem => new Sent(path, null, null, problem)))];
    }

    private static async Task Judge(VerbRun run, IReadOnlyList<long> ids, Action<int> progress, CancellationToken token)
    {
        var reader = run.Get<ReturnReader>();
        var open = new HashSet<long>(ids);
        while (open.Count > 0)
        {
            await run.Get<ProcessReturns>().Run(Batch, Actor.CommandLine, token);
            foreach (var (id, summary) in await reader.Summaries(open, token))
            {
                if (summary.State is not (ReturnState.Received or ReturnState.Reading)) open.Remove(id);
            }

            progress(ids.Count - open.Count);
            // What is still open is held by another process; it will be judged there or become free.
            if (open.Count > 0) await Task.Delay(BetweenLooks, token);
        }
    }

    private static async Task<IReadOnlyList<SentDocument>> Documents(VerbRun run, IReadOnlyList<Sent> sent, CancellationToken token)
    {
        var ids = sent.Where(s => s.Id is not null).Select(s => s.Id!.Value).Distinct().ToList();
        var reader = run.Get<ReturnReader>();
        var summaries = await reader.Summaries(ids, token);
        var findings = await reader.Findings(ids, token);
        var catalogue = await run.Get<CatalogueReader>().Current(token);
        return [.. sent.Select(s => s.Id is { } id
            ? Document(s, summaries[id], findings[id], catalogue, run.Language)
            : new SentDocument(s.Path, null, null, "refused", null, null, null,
                [new FindingDocument(s.Problem!.Code, "error", null, null, null, run.Say(s.Problem.Message))]))];
    }

    private static SentDocument Document(Sent sent, ReturnSummary item, IEnumerable<Finding> findings, Catalogue catalogue, Language language) => new(
        sent.Path, Ids.Show(item.Id), item.Sha256, Words.Kebab(item.State), item.Facility, item.Period?.ToString(), item.Version,
        [.. findings.Select(f => FindingDocument.Of(f, catalogue, language))]);

    private static void Show(VerbRun run, IReadOnlyList<SentDocument> documents)
    {
        foreach (var document in documents)
        {
            if (documents.Count > 50 && document.Findings.Count == 0) continue;
            run.Terminal.Output.WriteLine($"{document.Path}: {Word(run, document.State)} {document.Facility} {document.Period} {document.Id}");
            ReturnsVerb.ShowFindings(run, document.Findings);
        }

        var table = Tables.Of(run.Say("Trạng thái", "State"), run.Say("Số tệp", "Files"));
        foreach (var group in documents.GroupBy(d => d.State, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
            table.Row(Word(run, group.Key), Tables.Count(group.Count(), run.Language));
        run.Show(table);
    }

    private static string Word(VerbRun run, string state) =>
        run.Say(StateTexts.Of(Enum.GetValues<ReturnState>().First(s => Words.Kebab(s) == state)));

    private static async Task Watched(VerbRun run, int total, Func<Action<int>, Task> work)
    {
        if (!run.Terminal.IsInteractive)
        {
            await work(_ => { });
            return;
        }

        await run.Terminal.Messages.Progress().StartAsync(async context =>
        {
            var bar = context.AddTask(run.Say("Kiểm tra báo cáo", "Judging returns"), maxValue: total);
            await work(done => bar.Value = done);
            bar.Value = total;
        });
    }

    private sealed record Sent(string Path, long? Id, string? Sha256, Problem? Problem);
}
