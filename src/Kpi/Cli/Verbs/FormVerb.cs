using System.CommandLine;
using Kpi.App.Features.Returns;

namespace Kpi.Cli.Verbs;

/// <summary><c>form</c>: a blank return of a facility for a period.</summary>
internal static class FormVerb
{
    public static Command Build(VerbHost host)
    {
        var form = Arguments.Text(host, "--form", "C", "Mã biểu; để trống thì theo loại đơn vị", "Form code; without it, by the kind of unit");
        var facility = Arguments.Needed(host, "--facility", "C", "Mã đơn vị nộp", "Code of the unit that files");
        var period = Arguments.Period(host);
        var target = Arguments.Needed(host, "--out", "F", "Tệp hoặc thư mục ghi ra", "File or folder to write to");
        var verb = host.Verb("form", "Xuất biểu mẫu trống", "Write a blank form", form, facility, period, target);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var outcome = await run.Get<IssueForm>().Run(
                run.Parse.GetValue(form), run.Parse.GetRequiredValue(facility), run.Parse.GetValue(period), token);
            if (!outcome.TryGet(out var issued, out var problem)) return problem;
            var written = await OutputFile.Write(run.Parse.GetRequiredValue(target), issued.FileName, issued.Bytes, token);
            await run.Print(new { Path = written, Size = issued.Bytes.Length }, () => run.Terminal.Output.WriteLine(written));
            return ExitCode.Done;
        });
    }
}
