using System.Collections.Immutable;
using Kpi.App.Platform.Files;
using Kpi.Domain;
using Kpi.Domain.Returns;
using Microsoft.Extensions.Logging;

namespace Kpi.App.Features.Returns;

/// <summary>What would become of a file if it were sent now. Nothing of it is kept.</summary>
/// <param name="Accepted">Whether it would be accepted.</param>
/// <param name="Findings">What would be found.</param>
/// <param name="Filed">The return that counts now and whose place it would take; null where there is none, or where the file would be refused.</param>
/// <param name="Changes">How its values differ from those of <paramref name="Filed"/>.</param>
public sealed record CheckedReturn(
    string FileName, string Sha256, bool Accepted, string? Facility, string? Form, Domain.Periods.Period? Period, bool? Late,
    ImmutableArray<Finding> Findings, Return? Return, ReturnSummary? Filed, ImmutableArray<ValueChange> Changes);

/// <summary>A dry run: the same reading and judging as for a return that is sent, and nothing stored.</summary>
public sealed class CheckReturns(JudgeReturns judge, ReceiveReturn door, ReturnReader returns, TimeProvider clock, ILogger<CheckReturns> logger)
{
    private const int Batch = 50;

    /// <summary>One outcome per file, in their order. A problem means that the door would not let it in at all.</summary>
    public async Task<IReadOnlyList<Outcome<CheckedReturn>>> Run(IReadOnlyList<IncomingFile> files, CancellationToken token)
    {
        var rules = await judge.Rules(null, token);
        var outcomes = new List<Outcome<CheckedReturn>>(files.Count);
        foreach (var batch in files.Chunk(Batch))
        {
            var let = batch.Where(f => door.TooLarge(f.FileName, f.Bytes.Length) is null).ToList();
            var now = clock.GetUtcNow();
            var verdicts = await judge.Run([.. let.Select(f => new FileToJudge(f.Bytes, f.RequiredFacility, now) { Stated = f.Stated })], rules, token);
            foreach (var file in batch)
            {
                var place = let.IndexOf(file);
                outcomes.Add(place < 0 ? door.TooLarge(file.FileName, file.Bytes.Length)! : await Of(file, verdicts[place], rules, token));
            }
        }

        return outcomes;
    }

    private async Task<CheckedReturn> Of(IncomingFile file, FileVerdict verdict, JudgingRules rules, CancellationToken token)
    {
        var (name, hash) = (FileNames.Clean(file.FileName), FileVault.HashOf(file.Bytes.Span));
        if (verdict.Judgement is not { } judged)
        {
            logger.CheckingBrokeDown(verdict.Fault!, hash);
            return new CheckedReturn(name, hash, false, null, null, null, null, [Finding.OfFile(RefusalReasons.Damaged, Severity.Error, "#broke-down", "1")], null, null, []);
        }

        ReturnSummary? filed = null;
        ImmutableArray<ValueChange> changes = [];
        // Who may not file for a unit is told nothing of what it has filed: only what would be accepted is compared.
        if (judged.Judgement.Return is { } read
            && await returns.CurrentFor(read.UnitId, read.Form, read.Period, token) is { } current && await returns.Get(current.Id, token) is { } there)
        {
            filed = current;
            changes = ReturnDifference.Between(there.Content, new ReturnContent(read.Values, read.Statements), rules.Context.Catalogue);
        }

        return new CheckedReturn(
            name, hash, judged.Accepted, judged.Facility, judged.Form, judged.Period, judged.Late, judged.Judgement.Findings,
            judged.Judgement.Return, filed, changes);
    }
}
