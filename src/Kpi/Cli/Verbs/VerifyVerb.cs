using System.CommandLine;
using Kpi.App.Features.Audit;
using Kpi.Documents;

namespace Kpi.Cli.Verbs;

/// <summary><c>verify</c>: walks the audit chain.</summary>
internal static class VerifyVerb
{
    public static Command Build(VerbHost host) => host.Does(
        host.Verb("verify", "Kiểm tra chuỗi nhật ký kiểm toán", "Check the chain of the audit log"),
        async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var found = await run.Get<AuditReader>().Verify(token);
            await run.Print(
                new { Audit = new { Whole = found.IsWhole, found.Entries, found.FirstBad, Fault = found.Reason is { } reason ? Words.Kebab(reason) : null } },
                () => run.Terminal.Output.WriteLine(found.IsWhole
                    ? run.Say($"Nhật ký nguyên vẹn: {found.Entries} mục.", $"The audit log is whole: {found.Entries} entries.")
                    : run.Say(
                        $"Nhật ký đã bị can thiệp ở mục {found.FirstBad} ({Words.Kebab(found.Reason!.Value)}); {found.Entries} mục trước đó nguyên vẹn.",
                        $"The audit log was tampered with at entry {found.FirstBad} ({Words.Kebab(found.Reason!.Value)}); the {found.Entries} before it are whole.")));
            return found.IsWhole ? ExitCode.Done : ExitCode.Failed;
        });
}
