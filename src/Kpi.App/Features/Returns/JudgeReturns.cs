using System.Collections.Concurrent;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns.Profiles;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Calendar;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Returns;

/// <summary>Gets the cells of a workbook; <see cref="ReturnWorkbook"/>.</summary>
public delegate ReturnSheet ReadSheet(ReadOnlyMemory<byte> bytes, Catalogue catalogue, CancellationToken token);

/// <summary>What files are judged by at one moment.</summary>
public sealed record JudgingRules(ReturnContext Context, IReadOnlyDictionary<string, int> ElementNumbers);

/// <summary>A file that waits to be judged.</summary>
/// <param name="Bytes">The original.</param>
/// <param name="RequiredFacility">Codes of the units, a space between, for which and within which the sender may file; null when not bound.</param>
/// <param name="ReceivedAt">Decides whether it is late.</param>
public sealed record FileToJudge(ReadOnlyMemory<byte> Bytes, string? RequiredFacility, DateTimeOffset ReceivedAt)
{
    /// <summary>What the sender says of it; only a workbook of the unit's own design needs it.</summary>
    public StatedIdentity Stated { get; init; } = StatedIdentity.Nothing;

    /// <summary>When it last came to the door: decides whether a closing day was over. A file sent again came again.</summary>
    public DateTimeOffset SentAt { get; init; } = ReceivedAt;
}

/// <summary>What came of one file: a judgement, or the fault on which reading it broke down.</summary>
public sealed record FileVerdict(FileJudgement? Judgement, Exception? Fault);

/// <summary>A file judged. What it does not tell, or nobody could make out, is null.</summary>
/// <param name="Judgement">The typed values and everything found.</param>
/// <param name="Facility">Code of the unit: the register's where it knows it, else as the file says it.</param>
/// <param name="Form">Code of the form, likewise.</param>
/// <param name="Period">The period, likewise.</param>
/// <param name="Late">Whether it came after its due day.</param>
public sealed record FileJudgement(Judgement Judgement, string? Facility, string? Form, Period? Period, bool? Late)
{
    public bool Accepted => Judgement.Return is not null;

    /// <summary>The reading profile it was read by; null for a form of ours.</summary>
    public long? ProfileId { get; init; }

    /// <summary>Input cells of the file that hold something, counted before anybody decides what they mean.</summary>
    public int CellsFilled { get; init; }
}

/// <summary>
/// Reads files and judges them, a batch at once. Returns that are kept and files that are only tried pass through here alike, so that a dry
/// run can promise nothing that sending would not hold.
/// </summary>
public sealed class JudgeReturns(
    CatalogueReader catalogues, UnitReader units, ReadSheet read, ReadByProfile profiles, FindBackground background, TimeProvider clock, IOptions<ReturnsOptions> options)
{
    /// <summary>The rules of now; the ones held before while nothing has changed, for they keep the geographies they have worked out.</summary>
    public async Task<JudgingRules> Rules(JudgingRules? before, CancellationToken token)
    {
        var catalogue = await catalogues.Current(token);
        var tree = await units.Tree(token);
        var today = BusinessDay.Today(clock);
        if (before is not null && before.Context.Catalogue == catalogue && before.Context.Units == tree && before.Context.Today == today) return before;
        return new JudgingRules(new ReturnContext(catalogue, tree, null, today, options.Value.Keys()), await catalogues.ElementNumbers(token));
    }

    /// <summary>Reads all, looks up at once what judging needs beside the files, then judges all. One verdict per file, in their order.</summary>
    public async Task<IReadOnlyList<FileVerdict>> Run(IReadOnlyList<FileToJudge> files, JudgingRules rules, CancellationToken token)
    {
        var known = new ReadFile?[files.Count];
        var verdicts = new FileVerdict[files.Count];
        var foreign = new ConcurrentDictionary<int, ReturnSheet>();
        Parallel.For(0, files.Count, Everywhere(token), i => Guarded(i, () =>
        {
            var sheet = read(files[i].Bytes, rules.Context.Catalogue, token);
            if (sheet.IsForeign) foreign[i] = sheet;
            else known[i] = Known(i, sheet, null);
        }));

        // Forms of ours never come here: their batch asks nothing more of the database.
        if (!foreign.IsEmpty)
        {
            var reading = await profiles.For([.. foreign.Keys.Select(i => files[i])], rules.Context, token);
            Parallel.ForEach(foreign, Everywhere(token), one => Guarded(one.Key, () =>
            {
                var (sheet, profile) = reading.Read(files[one.Key], one.Value, rules.Context, token);
                known[one.Key] = Known(one.Key, sheet, profile);
            }));
        }

        var backgrounds = await background.Of([.. known.Where(k => k is not null).Select(k => k!.Identity)], rules.Context.Catalogue, token);
        Parallel.For(0, files.Count, Everywhere(token), i => Guarded(i, () =>
        {
            if (known[i] is { } one)
                verdicts[i] = new FileVerdict(Judge(one, backgrounds[one.Identity], files[i], rules.Context), null);
        }));
        return verdicts;

        ReadFile Known(int i, ReturnSheet sheet, long? profile) =>
            new(sheet, ReturnValidator.Identify(sheet, rules.Context with { RequiredFacility = files[i].RequiredFacility }), profile);

        void Guarded(int i, Action work)
        {
            try
            {
                work();
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !token.IsCancellationRequested)
            {
                verdicts[i] = new FileVerdict(null, fault);
            }
        }
    }

    private static ParallelOptions Everywhere(CancellationToken token) =>
        new() { CancellationToken = token, MaxDegreeOfParallelism = Environment.ProcessorCount };

    private static FileJudgement Judge(ReadFile one, ReturnBackground known, FileToJudge file, ReturnContext context)
    {
        var (sheet, identity, profile) = one;
        var judgement = Counted(ReturnValidator.Judge(sheet, identity, known, context with { SentOn = BusinessDay.Of(file.SentAt) }), sheet);
        if (judgement.Return is null && !judgement.Findings.Any(f => f.Severity == Severity.Error))
            throw new InvalidOperationException("A return was refused without a reason.");
        var period = judgement.Period ?? (Period.TryParse(sheet.Header?.Period, out var written) ? written : null);
        var window = known.Window
            ?? (judgement.Form is { } form && period is { } due ? FilingWindow.Of(context.Catalogue, form, due, extension: null, decision: null) : null);
        var late = window?.IsLate(BusinessDay.Of(file.ReceivedAt));
        return new FileJudgement(
            judgement, judgement.Unit?.Code ?? Shown(sheet.Header?.Facility), judgement.Form?.Code ?? Shown(sheet.Header?.Form), period, late)
        {
            ProfileId = profile,
            CellsFilled = Filled(sheet).Count(),
        };
    }

    private static IEnumerable<SheetInput> Filled(ReturnSheet sheet) => sheet.Inputs.Where(i => i.Kind != CellKind.Empty);

    /// <summary>
    /// Refuses a return of which a filled cell came to nothing: neither a value nor a statement. A nil return is a single statement; what is
    /// typed beside it was compared with it.
    /// </summary>
    private static Judgement Counted(Judgement judgement, ReturnSheet sheet)
    {
        if (judgement.Return is not { } accepted || accepted.Statements.Any(s => s.Kind == StatementKind.Nil)) return judgement;
        var known = accepted.Values.Select(v => v.Element).Concat(accepted.Statements.Select(s => s.Element!)).ToHashSet(StringComparer.Ordinal);
        var lost = Filled(sheet).Where(i => !known.Contains(i.Element)).ToList();
        if (lost.Count == 0) return judgement;
        var finding = Finding.OfFile(
            RefusalReasons.WrongForm, Severity.Error, "#cells-not-read", Number(known.Count + lost.Count), Number(known.Count), string.Join(", ", lost.Take(10).Select(i => $"{i.Sheet}!{i.Cell}")));
        return judgement with { Return = null, Findings = judgement.Findings.Add(finding) };

        static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
    }

    private static string? Shown(string? text) => string.IsNullOrWhiteSpace(text) ? null : FileNames.Clean(text);

    private sealed record ReadFile(ReturnSheet Sheet, ReturnIdentity Identity, long? ProfileId);
}
