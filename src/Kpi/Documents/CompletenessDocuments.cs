using Kpi.App.Features.Completeness;
using Kpi.App.Platform;

namespace Kpi.Documents;

/// <summary>How many owed returns stand where; they add up to <c>expected</c>, and <c>filed</c> = <c>inTime</c> + <c>late</c> + <c>nil</c>.</summary>
public sealed record FilingCountsDocument(
    int Expected, int Filed, int InTime, int Late, int Nil, int Refused, int SentBack, int Missing, int Extended, int NotYetDue)
{
    public static FilingCountsDocument Of(FilingCounts c) =>
        new(c.Expected, c.Filed, c.InTime, c.Late, c.Nil, c.Refused, c.SentBack, c.Missing, c.Extended, c.NotYetDue);
}

/// <param name="Province">Code; null for what is owed outside provinces.</param>
public sealed record FilingGroupDocument(string? Province, string Form, FilingCountsDocument Counts);

public sealed record FilingMonthDocument(string Month, FilingCountsDocument Counts);

/// <param name="Return">The return that counts, else the last that was refused or sent back.</param>
/// <param name="Contact">Null where the asker may not know, or nobody is known.</param>
public sealed record FilingDocument(
    string? Province, string Unit, string Name, string Form, string Period, string Due, string State, bool Overdue, string? Return, string? Received,
    FilingContactDocument? Contact)
{
    public static FilingDocument Of(Filing f, FilingContact? contact) => new(
        f.Province?.Code, f.Unit.Code, f.Unit.Name, f.Form.Code, f.Period.ToString(), Words.Day(f.Window.DueDay), Words.Kebab(f.Status), f.Overdue,
        f.ReturnId is { } id ? Ids.Show(id) : null, f.ReceivedAt is { } at ? Words.Instant(at) : null,
        contact is null || contact == FilingContact.None ? null : FilingContactDocument.Of(contact));
}

/// <param name="SendersOf">The unit whose senders these are: the nearest that has some.</param>
public sealed record FilingContactDocument(string? Name, string? Phone, string? Email, IReadOnlyList<string> Senders, string? SendersOf)
{
    public static FilingContactDocument Of(FilingContact contact) => new(
        contact.Own?.Name, contact.Own?.Phone, contact.Own?.Email, [.. contact.Senders.Select(s => $"{s.Name} ({s.Login})")], contact.SendersOf);
}

/// <summary><c>kpi returns missing --json</c> and <c>GET /api/v1/completeness</c>.</summary>
/// <param name="AsOf">The day by which a return is overdue or not.</param>
/// <param name="Total">How many returns the list would hold in whole.</param>
public sealed record CompletenessDocument(
    string Period, string? Unit, string AsOf, FilingCountsDocument Counts, IReadOnlyList<FilingGroupDocument> Groups,
    IReadOnlyList<FilingMonthDocument> Trend, int Total, IReadOnlyList<FilingDocument> Returns)
{
    public static CompletenessDocument Of(
        CompletenessOf found, IReadOnlyList<FilingMonth> trend, int total, IReadOnlyList<Filing> listed,
        IReadOnlyDictionary<string, FilingContact> contacts) => new(
        found.Period.ToString(), found.Unit?.Code, Words.Day(found.AsOf), FilingCountsDocument.Of(found.Counts),
        [.. found.Groups.Select(g => new FilingGroupDocument(g.Province?.Code, g.Form.Code, FilingCountsDocument.Of(g.Counts)))],
        [.. trend.Select(m => new FilingMonthDocument(m.Month.ToString(), FilingCountsDocument.Of(m.Counts)))],
        total, [.. listed.Select(f => FilingDocument.Of(f, contacts.GetValueOrDefault(f.Unit.UnitId)))]);
}
