using System.CommandLine;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns check</c>: what would become of files if they were sent; nothing is kept.</summary>
internal static class CheckVerb
{
    private const int Batch = 50;

    public static Command Build(VerbHost host)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = host.Say("Tệp hoặc thư mục (lấy mọi .xlsx bên trong)", "Files or folders (every .xlsx inside)"),
            Arity = ArgumentArity.OneOrMore,
        };
        var facility = Arguments.Text(host, "--facility", "C", "Chỉ nhận tệp của đơn vị này", "Take only files of this unit");
        var period = Arguments.Text(host, "--period", "P", "Kỳ của tệp do đơn vị tự thiết kế", "Period of a workbook of the unit's own design");
        var verb = host.Verb("check", "Chỉ kiểm tra, không gửi: đúng như khi gửi, không lưu gì", "Only check, do not send: exactly as sending would, nothing is kept", paths, facility, period);
        return host.Does(verb, async (run, token) =>
        {
            if (!SendVerb.Files(run.Parse.GetRequiredValue(paths)).TryGet(out var files, out var problem)) return problem;
            if (await run.Ready(token) is { } fault) return fault;
            var catalogue = await run.Get<CatalogueReader>().Current(token);
            var documents = new List<CheckDocument>(files.Count);
            foreach (var batch in files.Chunk(Batch))
            {
                var stated = new StatedIdentity(run.Parse.GetValue(facility), null, run.Parse.GetValue(period));
                var incoming = new List<IncomingFile>(batch.Length);
                foreach (var path in batch)
                    incoming.Add(new IncomingFile(Path.GetFileName(path), await File.ReadAllBytesAsync(path, token), "cli", Actor.CommandLine.Name, run.Parse.GetValue(facility)) { Stated = stated });
                var outcomes = await run.Get<CheckReturns>().Run(incoming, token);
                documents.AddRange(batch.Zip(outcomes, (path, outcome) => outcome.Match(
                    one => CheckDocument.Of(one, catalogue, run.Language), refused => CheckDocument.Of(path, refused, run.Language)) with
                { File = path }));
            }

            await run.Print(documents, () =>
            {
                foreach (var one in documents) Show(run, one);
                run.Terminal.Output.WriteLine(run.Say("Chỉ kiểm tra: chưa có gì được gửi hay lưu.", "Only checked: nothing was sent or kept."));
            });
            return documents.Any(d => d.State == "refused") ? ExitCode.Refused : ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, CheckDocument one)
    {
        run.Terminal.Output.WriteLine($"{one.File}: {(one.State == "accepted" ? run.Say("sẽ được chấp nhận", "would be accepted") : run.Say("sẽ bị từ chối", "would be refused"))} {one.Facility} {one.Period}");
        ReturnsVerb.ShowFindings(run, one.Findings);
        if (one.Filed is null) return;
        run.Terminal.Output.WriteLine(one.Changes.Count == 0
            ? run.Say($"  Không khác bản {one.FiledVersion} đang được tính.", $"  No difference to version {one.FiledVersion}, which counts now.")
            : run.Say($"  Khác với bản {one.FiledVersion} đang được tính:", $"  Difference to version {one.FiledVersion}, which counts now:"));
        if (one.Changes.Count > 0) VersionVerbs.ShowChanges(run, one.Changes);
    }
}
