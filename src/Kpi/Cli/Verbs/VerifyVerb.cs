using System.CommandLine;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;

namespace Kpi.Cli.Verbs;

/// <summary><c>verify</c>: walks the audit chain; with a run, calculates it again from what it kept and compares the hashes.</summary>
internal static class VerifyVerb
{
    public static Command Build(VerbHost host)
    {
        var id = Arguments.Text(host, "--run", "ID", "Tính lại lượt này từ dữ liệu đã lưu và so mã băm", "Calculate this run again from what it kept and compare the hashes");
        var verb = host.Verb("verify", "Kiểm tra nhật ký kiểm toán và tính lại một lượt tính", "Check the audit log and recompute a run", id);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            RunCheck? check = null;
            if (run.Parse.GetValue(id) is { } text)
            {
                if (!(await run.Get<FindRun>().Run(text, null, Actor.CommandLine, token)).TryGet(out var found, out var unknown)) return unknown;
                if (!(await run.Get<VerifyRun>().Run(found.Id, token)).TryGet(out check, out var problem)) return problem;
            }

            var chain = await run.Get<AuditReader>().Verify(token);
            await run.Print(
                new
                {
                    Audit = new { Whole = chain.IsWhole, chain.Entries, chain.FirstBad, Fault = chain.Reason is { } reason ? Words.Kebab(reason) : null },
                    Run = check is null ? null : new { Run = Ids.Show(check.Run.Id), check.Same, check.Run.Hash, Recomputed = check.Hash, check.Run.InputsHash, RecomputedInputs = check.InputsHash },
                },
                () => Show(run, chain, check));
            return chain.IsWhole && check is not { Same: false } ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static void Show(VerbRun run, AuditVerification chain, RunCheck? check)
    {
        run.Terminal.Output.WriteLine(chain.IsWhole
            ? run.Say($"Nhật ký nguyên vẹn: {chain.Entries} mục.", $"The audit log is whole: {chain.Entries} entries.")
            : run.Say(
                $"Nhật ký đã bị can thiệp ở mục {chain.FirstBad} ({Words.Kebab(chain.Reason!.Value)}); {chain.Entries} mục trước đó nguyên vẹn.",
                $"The audit log was tampered with at entry {chain.FirstBad} ({Words.Kebab(chain.Reason!.Value)}); the {chain.Entries} before it are whole."));
        if (check is null) return;
        run.Terminal.Output.WriteLine(check.Same
            ? run.Say($"Lượt tính {Ids.Show(check.Run.Id)}: tính lại cho đúng mã băm {check.Hash}.", $"Run {Ids.Show(check.Run.Id)}: calculated again, the same hash {check.Hash}.")
            : run.Say(
                $"Lượt tính {Ids.Show(check.Run.Id)}: tính lại cho {check.Hash}, đã lưu {check.Run.Hash}. Dữ liệu của lượt tính đã bị thay đổi.",
                $"Run {Ids.Show(check.Run.Id)}: calculated again it gives {check.Hash}, stored is {check.Run.Hash}. What the run was made of has been changed."));
    }
}
