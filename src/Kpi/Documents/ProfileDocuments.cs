using Kpi.App.Features.Returns.Profiles;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.Documents;

/// <summary>A place of an element in a unit's own workbook. Confirming reads <c>sheet</c>, <c>label</c>, <c>value</c> and <c>factor</c>; the rest is for reading.</summary>
public sealed record PlaceDocument(
    string Sheet, string? Label, string Value, int? Factor, string? LabelText, string? Under, string? ValueText, string? Heading, string? Shape, int? Confidence, string? Reason)
{
    public static PlaceDocument Of(LineCandidate place, Language language) => new(
        place.Sheet, place.Label, place.Value, place.Factor, place.LabelText, place.Under.Length == 0 ? null : place.Under, place.ValueText, place.Heading, place.Shape,
        place.Confidence, place.Reason.In(language));
}

/// <summary>One element of a proposal. <c>chosen</c> is what will be confirmed: null leaves the element out.</summary>
public sealed record ProposedLineDocument(string Element, string? Name, bool Required, string? State, PlaceDocument? Chosen, IReadOnlyList<PlaceDocument>? Candidates);

/// <summary>One indicator that the file may state in percent. <c>chosen</c> is what will be confirmed: null leaves it out, and nothing is compared.</summary>
public sealed record ProposedPercentageDocument(string Indicator, string? Name, string? State, PlaceDocument? Chosen, IReadOnlyList<PlaceDocument>? Candidates);

/// <summary><c>kpi profiles propose</c>, <c>POST /api/v1/profiles/proposals</c>, and what <c>kpi profiles confirm</c> reads.</summary>
public sealed record ProposalDocument(
    string Id, string Facility, string Form, string Period, string File, string Sha256, string? FilePeriod, string Proposed, string By, string? Profile,
    IReadOnlyList<ProposedLineDocument> Lines, IReadOnlyList<ProposedPercentageDocument> Percentages, IReadOnlyList<string> NotFound, IReadOnlyList<string> FoundTwice, IReadOnlyList<string> Unused)
{
    public static ProposalDocument Of(StoredProposal stored, ProfileProposal proposal, Language language) => new(
        Ids.Show(stored.Id), stored.Facility, stored.Form, stored.Period, stored.FileName, stored.Sha256, proposal.FilePeriod, Words.Instant(stored.ProposedAt), stored.ProposedBy,
        stored.ProfileId is { } profile ? Ids.Show(profile) : null,
        [.. proposal.Lines.Select(l => new ProposedLineDocument(
            l.Element, l.Name.In(language), l.Required, Words.Kebab(l.State), l.Chosen is { } chosen ? PlaceDocument.Of(chosen, language) : null,
            [.. l.Candidates.Select(c => PlaceDocument.Of(c, language))]))],
        [.. proposal.Percentages.Select(p => new ProposedPercentageDocument(
            p.Indicator, p.Name.In(language), Words.Kebab(p.State), p.Chosen is { } chosen ? PlaceDocument.Of(chosen, language) : null,
            [.. p.Candidates.Select(c => PlaceDocument.Of(c, language))]))],
        [.. proposal.Lines.Where(l => l.State == LineState.NotFound).Select(l => l.Element)],
        [.. proposal.Lines.Where(l => l.State == LineState.Twice).Select(l => l.Element)],
        [.. proposal.Unused]);
}

/// <summary>What a person confirms: a proposal as it was printed, or no more of it than this.</summary>
public sealed record ConfirmationDocument(string? Id, IReadOnlyList<ProposedLineDocument>? Lines, IReadOnlyList<ProposedPercentageDocument>? Percentages = null)
{
    /// <summary>The places chosen; a problem where the document is not one of ours.</summary>
    public Outcome<(long Proposal, IReadOnlyList<ChosenPlace> Places, IReadOnlyList<ChosenPlace> Percentages)> Read()
    {
        var percentages = Percentages ?? [];
        if (!Ids.TryRead(Id, out var id) || Lines is not { Count: > 0 } || Lines.Any(l => l is null || string.IsNullOrEmpty(l.Element) || l.Chosen is { Value: null })
            || percentages.Any(p => p is null || string.IsNullOrEmpty(p.Indicator) || p.Chosen is { Value: null }))
        {
            return Problem.Invalid("not-a-proposal",
                "Tài liệu không phải là một đề xuất: cần “id” và “lines”, mỗi dòng có “element” và “chosen” (“sheet”, “label”, “value”).",
                "The document is no proposal: it needs “id” and “lines”, each with “element” and “chosen” (“sheet”, “label”, “value”).");
        }

        return (
            id,
            [.. Lines.Where(l => l.Chosen is not null).Select(l => new ChosenPlace(l.Element, l.Chosen!.Sheet, l.Chosen.Label, l.Chosen.Value, l.Chosen.Factor))],
            [.. percentages.Where(p => p.Chosen is not null).Select(p => new ChosenPlace(p.Indicator, p.Chosen!.Sheet, p.Chosen.Label, p.Chosen.Value, null))]);
    }
}

public sealed record ProfileLineDocument(
    string Element, string? Name, string Sheet, string Label, string LabelText, string Value, string? Heading, string Shape, int Factor);

public sealed record ProfilePercentageDocument(
    string Indicator, string? Name, string Sheet, string Label, string LabelText, string Value, string? Heading, string Shape);

/// <summary>A confirmed reading profile.</summary>
public sealed record ProfileDocument(
    string Id, string Facility, string Form, int Version, string ValidFrom, string File, string Sha256, string Confirmed, string ConfirmedBy, string? Retired, string? RetiredBy,
    IReadOnlyList<ProfileLineDocument> Lines, IReadOnlyList<ProfilePercentageDocument> Percentages)
{
    public static ProfileDocument Of(ReadingProfile profile, Catalogue catalogue, Language language) => new(
        Ids.Show(profile.Id), profile.Content.Facility, profile.Form, profile.Version, Words.Day(profile.ValidFrom), profile.Content.FileName, profile.Content.Sha256,
        Words.Instant(profile.ConfirmedAt), profile.ConfirmedBy, profile.RetiredAt is { } at ? Words.Instant(at) : null, profile.RetiredBy,
        [.. profile.Content.Lines.Select(l => new ProfileLineDocument(
            l.Element, catalogue.Element(l.Element)?.Name.In(language), l.SheetText, l.LabelCell, l.LabelText, l.ValueCell, l.HeadingText.Length == 0 ? null : l.HeadingText,
            l.Shape, l.Factor))],
        [.. profile.Content.Percentages.Select(l => new ProfilePercentageDocument(
            l.Indicator, catalogue.Indicator(l.Indicator)?.Name.In(language), l.SheetText, l.LabelCell, l.LabelText, l.ValueCell, l.HeadingText.Length == 0 ? null : l.HeadingText,
            l.Shape))]);
}

/// <summary>A proposal that waits for a person.</summary>
public sealed record WaitingProposalDocument(string Id, string Facility, string Form, string Period, string File, string Proposed, string By)
{
    public static WaitingProposalDocument Of(StoredProposal stored) => new(
        Ids.Show(stored.Id), stored.Facility, stored.Form, stored.Period, stored.FileName, Words.Instant(stored.ProposedAt), stored.ProposedBy);
}

public sealed record ProfilesDocument(IReadOnlyList<ProfileDocument> Profiles, IReadOnlyList<WaitingProposalDocument> Proposals);
