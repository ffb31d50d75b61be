using Kpi.App.Features.Receipts;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.Documents;

/// <summary>Why a warning is right as it stands; by whom and when are null while the answer stands in a file that is not stored.</summary>
public sealed record AnswerDocument(string Text, string? By, string? At);

/// <summary>One thing wrong or doubtful, said in the language asked for.</summary>
/// <param name="Number">By which a warning is answered; 0 for a file that is not stored.</param>
public sealed record FindingDocument(
    string Code, string Severity, string? Sheet, string? Cell, string? Element, string Message, int Number = 0, AnswerDocument? Answer = null)
{
    public static FindingDocument Of(Finding finding, Catalogue catalogue, Language language) => new(
        finding.Code, Words.Kebab(finding.Severity), finding.Sheet, finding.Cell, finding.Element,
        FindingTexts.Say(finding, catalogue).In(language), finding.Number,
        finding.Answer is { } answer ? new AnswerDocument(answer.Text, answer.By, answer.At is { } at ? Words.Instant(at) : null) : null);
}

/// <summary>One file of <c>kpi returns send --json</c>.</summary>
public sealed record SentDocument(
    string Path, string? Id, string? Sha256, string State, string? Facility, string? Period, int? Version,
    IReadOnlyList<FindingDocument> Findings);

/// <summary>One line of <c>kpi returns list --json</c> and <c>GET /api/v1/returns</c>.</summary>
public sealed record ReturnDocument(
    string Id, string Sha256, string? Facility, string? Form, string? Period, int? Version, string State, string Received,
    bool? Late, bool Current, string File, string Source, string Sender, int? ApprovedBefore, bool ChangedSinceApproval)
{
    public static ReturnDocument Of(ReturnSummary item) => new(
        Ids.Show(item.Id), item.Sha256, item.Facility, item.Form, item.Period?.ToString(), item.Version, Words.Kebab(item.State),
        Words.Instant(item.ReceivedAt), item.Late, item.IsCurrent, item.FileName, item.Source, item.Sender, item.ApprovedBefore,
        item.IsChangedSinceApproval);
}

public sealed record ReturnsDocument(IReadOnlyList<ReturnDocument> Returns);

/// <param name="Factor">What the number in the cell was multiplied by; null for 1.</param>
public sealed record ValueDocument(string Element, long Value, string Sheet, string Cell, string Text, int? Factor = null)
{
    public static ValueDocument Of(ReturnValue value) => new(value.Element, value.Value, value.Sheet, value.Cell, value.Text, value.Factor == 1 ? null : value.Factor);
}

/// <summary><c>kpi returns show --json</c> and <c>GET /api/v1/returns/{id}</c>.</summary>
public sealed record ReturnDetailDocument(
    string Id, string Sha256, string? Facility, string? Form, string? Period, int? Version, string State, string Received, string? Judged,
    bool? Late, bool Current, string File, string Source, string Sender, int? Catalogue, string? Note,
    IReadOnlyList<FindingDocument> Findings, IReadOnlyList<ValueDocument> Values, IReadOnlyList<StatementDocument> Statements,
    int? ApprovedBefore, bool ChangedSinceApproval)
{
    /// <summary>Version of the reading profile by which a workbook of the unit's own design was read; null for a form of ours.</summary>
    public int? Profile { get; init; }

    public static ReturnDetailDocument Of(ReturnDetail detail, Catalogue catalogue, Language language)
    {
        var item = detail.Summary;
        return new(
            Ids.Show(item.Id), item.Sha256, item.Facility, item.Form, item.Period?.ToString(), item.Version, Words.Kebab(item.State),
            Words.Instant(item.ReceivedAt), item.JudgedAt is { } at ? Words.Instant(at) : null, item.Late, item.IsCurrent, item.FileName,
            item.Source, item.Sender, detail.CatalogueVersion, detail.Note,
            [.. detail.Findings.Select(f => FindingDocument.Of(f, catalogue, language))],
            [.. detail.Values.Select(v => ValueDocument.Of(v))], [.. detail.Statements.Select(s => StatementDocument.Of(s))],
            item.ApprovedBefore, item.IsChangedSinceApproval)
        {
            Profile = detail.ProfileVersion,
        };
    }
}

/// <summary>Proof that bytes were received.</summary>
/// <param name="Signed">The same, signed: what an office keeps (docs/receipts.md).</param>
public sealed record ReceiptDocument(string Id, string Sha256, string Received, string File, long Size, SignedReceiptDocument Signed)
{
    public static ReceiptDocument Of(Receipt receipt, string fileName, long size, SignedReceipt signed) =>
        new(Ids.Show(receipt.Id), receipt.Sha256, Words.Instant(receipt.ReceivedAt), fileName, size, SignedReceiptDocument.Of(signed));
}
