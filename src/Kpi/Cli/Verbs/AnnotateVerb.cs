using System.CommandLine;
using Kpi.App.Features.Returns;
using Kpi.Domain;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns annotate</c>: the submitter's own workbook with its findings marked. Both languages, or the one of <c>--lang</c>.</summary>
internal static class AnnotateVerb
{
    public static Command Build(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var target = Arguments.Needed(host, "--out", "F", "Tệp hoặc thư mục ghi ra", "File or folder to write to");
        var verb = host.Verb("annotate", "Ghi lại tệp đã nộp, đánh dấu lỗi trong ô", "Write the file that was sent, its findings marked in the cells", id, target);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            var language = run.Parse.GetValue<string?>("--lang") is null ? (Language?)null : run.Language;
            if (!(await run.Get<AnnotateReturn>().Run(number, language, token)).TryGet(out var annotated, out var problem)) return problem;
            var written = await OutputFile.Write(run.Parse.GetRequiredValue(target), annotated.FileName, annotated.Bytes, token);
            await run.Print(new { Path = written, Size = annotated.Bytes.Length }, () => run.Terminal.Output.WriteLine(written));
            return ExitCode.Done;
        });
    }
}
