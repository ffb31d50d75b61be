using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.Documents;

/// <summary>What a return states in place of a value: <c>nil</c> of the whole (element null), <c>not-applicable</c> of an element.</summary>
public sealed record StatementDocument(string Kind, string? Element, string Sheet, string Cell, string Text, string Reason)
{
    public static StatementDocument Of(ReturnStatement s) => new(Words.Kebab(s.Kind), s.Element, s.Sheet, s.Cell, s.Text, s.Reason);
}

/// <summary>One of what was sent for a unit, form and period. <c>standing</c>: counts, pending, refused, sent-back, superseded.</summary>
public sealed record VersionDocument(
    string Id, int? Version, string State, string Standing, string Why, bool Current, string Sent, string Sender, string File, string Sha256,
    string? Reviewed, string? ReviewedBy, string? Note)
{
    public static VersionDocument Of(ReturnVersion one, Language language)
    {
        var item = one.Summary;
        var standing = ReturnHistory.Of(item);
        return new(
            Ids.Show(item.Id), item.Version, Words.Kebab(item.State), Words.Kebab(standing), StateTexts.Of(standing).In(language), item.IsCurrent,
            Words.Instant(one.SentAt), item.Sender, item.FileName, item.Sha256, one.ReviewedAt is { } at ? Words.Instant(at) : null,
            one.ReviewedBy, one.Note);
    }
}

/// <summary><c>kpi returns history --json</c> and <c>GET /api/v1/returns/{id}/history</c>; first sent first.</summary>
public sealed record HistoryDocument(string? Facility, string? Form, string? Period, IReadOnlyList<VersionDocument> Versions)
{
    public static HistoryDocument Of(ReturnSummary item, IReadOnlyList<ReturnVersion> chain, Language language) =>
        new(item.Facility, item.Form, item.Period?.ToString(), [.. chain.Select(v => VersionDocument.Of(v, language))]);
}

/// <summary>One element that two versions do not say alike. <c>change</c> is after minus before; null where that means nothing.</summary>
public sealed record ChangeDocument(
    string? Element, string? Name, string Kind, ValueDocument? Before, ValueDocument? After, StatementDocument? BeforeStatement,
    StatementDocument? AfterStatement, long? Change)
{
    public static ChangeDocument Of(ValueChange c, Catalogue catalogue, Language language) => new(
        c.Element, c.Element is { } code ? catalogue.Element(code)?.Name.In(language) : null,
        c.Before is null && c.BeforeStatement is null ? "added" : c.After is null && c.AfterStatement is null ? "removed" : "changed",
        c.Before is { } before ? ValueDocument.Of(before) : null, c.After is { } after ? ValueDocument.Of(after) : null,
        c.BeforeStatement is { } was ? StatementDocument.Of(was) : null, c.AfterStatement is { } now ? StatementDocument.Of(now) : null, c.Change);
}

/// <summary><c>kpi returns diff --json</c> and <c>GET /api/v1/returns/{id}/difference</c>.</summary>
public sealed record DifferenceDocument(
    string Before, int? BeforeVersion, string After, int? AfterVersion, int Unchanged, IReadOnlyList<ChangeDocument> Changes)
{
    public static DifferenceDocument Of(VersionDifference difference, Catalogue catalogue, Language language) => new(
        Ids.Show(difference.Before.Id), difference.Before.Version, Ids.Show(difference.After.Id), difference.After.Version, difference.Unchanged,
        [.. difference.Changes.Select(c => ChangeDocument.Of(c, catalogue, language))]);
}

/// <summary>What would become of a file: <c>kpi returns check --json</c> (an array) and <c>POST /api/v1/returns?dryRun=true</c>.</summary>
public sealed record CheckDocument(
    string File, string? Sha256, string State, string? Facility, string? Form, string? Period, bool? Late, IReadOnlyList<FindingDocument> Findings,
    IReadOnlyList<ValueDocument> Values, IReadOnlyList<StatementDocument> Statements, string? Filed, int? FiledVersion,
    IReadOnlyList<ChangeDocument> Changes)
{
    public static CheckDocument Of(CheckedReturn one, Catalogue catalogue, Language language) => new(
        one.FileName, one.Sha256, one.Accepted ? "accepted" : "refused", one.Facility, one.Form, one.Period?.ToString(), one.Late,
        [.. one.Findings.Select(f => FindingDocument.Of(f, catalogue, language))],
        [.. (one.Return?.Values ?? []).Select(v => ValueDocument.Of(v))], [.. (one.Return?.Statements ?? []).Select(s => StatementDocument.Of(s))],
        one.Filed is { } filed ? Ids.Show(filed.Id) : null, one.Filed?.Version,
        [.. one.Changes.Select(c => ChangeDocument.Of(c, catalogue, language))]);

    public static CheckDocument Of(string file, Problem problem, Language language) => new(
        file, null, "refused", null, null, null, null, [new FindingDocument(problem.Code, "error", null, null, null, problem.Message.In(language))],
        [], [], null, null, []);
}

/// <summary>A piece of evidence beside a return.</summary>
public sealed record EvidenceDocument(
    string Id, string Return, string File, string Kind, long Size, string Sha256, string? Element, string Added, string AddedBy, string? Withdrawn,
    string? WithdrawnBy, string? WithdrawnReason)
{
    public static EvidenceDocument Of(EvidencePiece piece) => new(
        Ids.Show(piece.Id), Ids.Show(piece.ReturnId), piece.FileName, piece.Kind, piece.Size, piece.Sha256, piece.Element,
        Words.Instant(piece.AddedAt), piece.AddedBy, piece.WithdrawnAt is { } at ? Words.Instant(at) : null, piece.WithdrawnBy, piece.WithdrawnReason);
}

public sealed record EvidenceListDocument(IReadOnlyList<EvidenceDocument> Evidence);

public sealed record MessageDocument(string Id, string Written, string By, string Text);

/// <summary>A question with its answers; <c>state</c>: open, answered.</summary>
public sealed record QuestionDocument(
    string Id, string Return, string State, string? Element, string? Sheet, string? Cell, IReadOnlyList<MessageDocument> Messages)
{
    public static QuestionDocument Of(QuestionThread thread) => new(
        Ids.Show(thread.Question.Id), Ids.Show(thread.Question.ReturnId), thread.IsAnswered ? "answered" : "open", thread.Question.Element,
        thread.Question.Sheet, thread.Question.Cell,
        [.. thread.Messages.Select(m => new MessageDocument(Ids.Show(m.Id), Words.Instant(m.WrittenAt), m.WrittenBy, m.Text))]);
}

public sealed record QuestionsDocument(IReadOnlyList<QuestionDocument> Questions);

/// <summary>A return that was asked to be approved and was not.</summary>
public sealed record NotApprovedDocument(string Id, string Code, string Message);

/// <summary>What came of approving many: <c>POST /api/v1/approvals</c>, <c>kpi returns approve --period</c>.</summary>
public sealed record ApprovalsDocument(IReadOnlyList<string> Approved, IReadOnlyList<NotApprovedDocument> Left)
{
    public static ApprovalsDocument Of(ManyApproved many, Language language) => new(
        [.. many.Approved.Select(Ids.Show)],
        [.. many.Left.Select(l => new NotApprovedDocument(Ids.Show(l.Id), l.Problem.Code, l.Problem.Message.In(language)))]);
}
