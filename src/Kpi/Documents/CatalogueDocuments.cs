using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.Documents;

/// <summary>A published version: a line of <c>kpi catalogue list --json</c> and <c>GET /api/v1/catalogue/versions</c>.</summary>
/// <param name="ValidFrom">It holds for periods that end on this day or later; null for all.</param>
public sealed record CatalogueVersionDocument(int Version, string Title, string Sha256, string? ValidFrom, string PublishedAt, string PublishedBy, string Reason);

public sealed record CatalogueVersionsDocument(IReadOnlyList<CatalogueVersionDocument> Versions)
{
    public static CatalogueVersionsDocument Of(IEnumerable<CatalogueVersion> versions) => new([.. versions.Select(v => new CatalogueVersionDocument(
        v.Version, v.Title, v.Sha256, v.ValidFrom is { } day ? Words.Day(day) : null, Words.Instant(v.PublishedAt), v.PublishedBy, v.Reason))]);
}

/// <summary>A proposed catalogue.</summary>
/// <param name="State"><c>proposed</c>, <c>published</c> or <c>declined</c>.</param>
/// <param name="Note">Why it was declined; null otherwise.</param>
public sealed record CatalogueDraftDocument(
    string Id, int Version, string Title, string Sha256, string? ValidFrom, string Reason, string ProposedAt, string ProposedBy, string State, string? DecidedAt,
    string? DecidedBy, string? Note)
{
    public static CatalogueDraftDocument Of(CatalogueDraft draft) => new(
        Ids.Show(draft.Id), draft.Version, draft.Title, draft.Sha256, draft.ValidFrom is { } day ? Words.Day(day) : null, draft.Reason,
        Words.Instant(draft.ProposedAt), draft.ProposedBy, Words.Kebab(draft.State), draft.DecidedAt is { } at ? Words.Instant(at) : null, draft.DecidedBy, draft.Note);
}

public sealed record CatalogueDraftsDocument(IReadOnlyList<CatalogueDraftDocument> Drafts);

/// <summary>One difference between two catalogues.</summary>
/// <param name="List">The list it is in; empty for the catalogue itself.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Property">What has changed of the row; null when it came or went as a whole.</param>
public sealed record CatalogueChangeDocument(string List, string Change, string Row, string? Property, string Before, string After);

/// <param name="OnlyOrder">Nothing has changed but the order in which things stand.</param>
public sealed record CatalogueDifferenceDocument(IReadOnlyList<CatalogueChangeDocument> Changes, bool OnlyOrder)
{
    public static CatalogueDifferenceDocument Of(CatalogueDifference difference) => new(
        [.. difference.Changes.Select(c => new CatalogueChangeDocument(c.List, Words.Kebab(c.Kind), c.Key, c.Property, c.Before, c.After))], difference.OnlyOrder);
}

/// <summary>The words of the catalogue's life, the same on pages and terminals.</summary>
public static class CatalogueTexts
{
    public static Text Of(CatalogueChangeKind kind) => kind switch
    {
        CatalogueChangeKind.Added => new("(thêm)", "(added)"),
        CatalogueChangeKind.Removed => new("(bỏ)", "(removed)"),
        _ => new("(sửa)", "(changed)"),
    };

    public static Text Of(DraftState state) => state switch
    {
        DraftState.Proposed => new("Chờ người thứ hai", "Waits for a second person"),
        DraftState.Published => new("Đã công bố", "Published"),
        _ => new("Gác lại", "Put aside"),
    };
}
