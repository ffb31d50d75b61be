using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;

namespace Kpi.Cli.Verbs;

/// <summary><c>verify</c>: walks the audit chain; with runs, calculates them again from what they kept and compares the hashes.</summary>
internal static class VerifyVerb
{
    public static Command Build(VerbHost host)
    {
        var id = Arguments.Text(host, "--run", "ID|current|all",
            "Tính lại từ dữ liệu đã lưu và so mã băm: một lượt, các lượt đang dùng (current) hoặc tất cả (all)",
            "Calculate again from what was kept and compare the hashes: one run, those that hold (current), or all");
        var asKnown = new Option<bool>("--as-known")
        {
            Description = host.Say("Nạp lại cả số liệu đầu vào từ cơ sở dữ liệu, như đã biết khi đó", "Also load the inputs anew from the database, as they were known then"),
        };
        var verb = host.Verb("verify", "Kiểm tra nhật ký kiểm toán và tính lại các lượt tính", "Check the audit log and recompute runs", id, asKnown);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var wanted = run.Parse.GetValue(id) ?? (run.Parse.GetValue(asKnown) ? VerifyRun.Current : null);
            var checks = new List<RunCheck>();
            var others = new List<RunInfo>();
            if (wanted is not null)
            {
                if (!(await run.Get<VerifyRun>().Named(wanted, Actor.CommandLine, token)).TryGet(out var named, out var problem)) return problem;
                var one = wanted is not (VerifyRun.All or VerifyRun.Current);
                foreach (var info in named)
                {
                    // Of many, those of another engine are told and left to it; one that is asked for by name is refused.
                    if (!one && info.OtherEngine is not null) others.Add(info);
                    else if ((await run.Get<VerifyRun>().Run(info.Id, run.Parse.GetValue(asKnown), token)).TryGet(out var check, out problem)) checks.Add(check);
                    else return problem;
                }
            }

            var chain = await run.Get<AuditReader>().Verify(token);
            await run.Print(
                new
                {
                    Audit = new { Whole = chain.IsWhole, chain.Entries, chain.FirstBad, Fault = chain.Reason is { } reason ? Words.Kebab(reason) : null },
                    Run = wanted is not (null or VerifyRun.All or VerifyRun.Current) ? RunCheckDocument.Of(checks[0]) : null,
                    Runs = wanted is null ? null : checks.Select(RunCheckDocument.Of).ToList(),
                    OtherEngine = wanted is null ? null : others.Select(o => new { Run = Ids.Show(o.Id), o.Engine }).ToList(),
                    Machine = MachineDocument.Here(),
                },
                () => Show(run, chain, checks, others));
            return chain.IsWhole && checks.TrueForAll(c => c.Same) ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static void Show(VerbRun run, AuditVerification chain, List<RunCheck> checks, List<RunInfo> others)
    {
        run.Terminal.Output.WriteLine(chain.IsWhole
            ? run.Say($"Nhật ký nguyên vẹn: {chain.Entries} mục.", $"The audit log is whole: {chain.Entries} entries.")
            : run.Say(
                $"Nhật ký đã bị can thiệp ở mục {chain.FirstBad} ({Words.Kebab(chain.Reason!.Value)}); {chain.Entries} mục trước đó nguyên vẹn.",
                $"The audit log was tampered with at entry {chain.FirstBad} ({Words.Kebab(chain.Reason!.Value)}); the {chain.Entries} before it are whole."));
        foreach (var check in checks) run.Terminal.Output.WriteLine(Say(run, check));
        foreach (var other in others)
        {
            run.Terminal.Output.WriteLine(run.Say(
                $"Lượt tính {Ids.Show(other.Id)} ({other.Period}): của bộ tính phiên bản {other.Engine}, chương trình này không tính lại được.",
                $"Run {Ids.Show(other.Id)} ({other.Period}): by engine {other.Engine}, which this program does not have."));
        }
    }

    private static string Say(VerbRun run, RunCheck check)
    {
        var (id, made) = (Ids.Show(check.Run.Id), check.Run);
        if (check.Same) return run.Say($"Lượt tính {id} ({made.Period}): tính lại cho đúng mã băm {check.Hash}.", $"Run {id} ({made.Period}): calculated again, the same hash {check.Hash}.");
        if (check.Hash == made.Hash && check.InputsHash == made.InputsHash)
        {
            return run.Say(
                $"Lượt tính {id} ({made.Period}): tính lại đúng, nhưng số liệu nạp lại như đã biết khi đó thì khác ({check.ReturnsApart} báo cáo khác nhau). Cơ sở dữ liệu đã bị sửa ngoài chương trình, hoặc báo cáo được ghi đúng lúc tính.",
                $"Run {id} ({made.Period}): calculated again alike, but what is loaded as it was known then differs ({check.ReturnsApart} returns apart). The database was changed from outside, or returns were written at that very moment.");
        }

        return run.Say(
            $"Lượt tính {id} ({made.Period}): tính lại cho {check.Hash}, đã lưu {made.Hash}. Dữ liệu của lượt tính đã bị thay đổi.",
            $"Run {id} ({made.Period}): calculated again it gives {check.Hash}, stored is {made.Hash}. What the run was made of has been changed.");
    }

    private sealed record RunCheckDocument(
        string Run, string Period, bool Same, string Hash, string Recomputed, string InputsHash, string RecomputedInputs, string? LoadedInputs, int? ReturnsApart)
    {
        public static RunCheckDocument Of(RunCheck check) => new(
            Ids.Show(check.Run.Id), check.Run.Period.ToString(), check.Same, check.Run.Hash, check.Hash, check.Run.InputsHash, check.InputsHash, check.LoadedHash,
            check.LoadedHash is null ? null : check.ReturnsApart);
    }

    /// <summary>Where it was calculated again: hashes from two machines are worth more when one can see that the machines differ.</summary>
    private sealed record MachineDocument(string Runtime, string Os, string Architecture, string Culture, string Zone)
    {
        public static MachineDocument Here() => new(
            RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, Words.Kebab(RuntimeInformation.ProcessArchitecture),
            // The program itself runs without a culture; this is the machine's.
            CultureInfo.CurrentUICulture.Name is { Length: > 0 } name ? name : "invariant", TimeZoneInfo.Local.Id);
    }
}
