using System.Collections.Immutable;
using Kpi.Domain;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>A place where a data element, or a percentage, may stand.</summary>
/// <param name="Confidence">Per mille: how much of what the file says speaks for it.</param>
/// <param name="Sheet">Name of the sheet.</param>
/// <param name="Label">Cell of the label.</param>
/// <param name="LabelText">Its text.</param>
/// <param name="Under">What the label stands under, nearest first; empty when for itself.</param>
/// <param name="Value">Cell of the value.</param>
/// <param name="ValueText">Its text as typed; null when it is empty.</param>
/// <param name="Heading">The headings over the value; null when there are none.</param>
/// <param name="Shape"><c>labels-left</c> or <c>labels-above</c>.</param>
/// <param name="Factor">What the file says a value is multiplied by.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record LineCandidate(
    int Confidence, string Sheet, string Label, string LabelText, string Under, string Value, string? ValueText, string? Heading, string Shape, int Factor, Text Reason);

/// <summary>Whether a place was chosen for an element.</summary>
public enum LineState
{
    /// <summary>One place, well ahead of any other.</summary>
    Found,

    /// <summary>There is something, but not enough speaks for it to be chosen without a person.</summary>
    Unsure,

    /// <summary>Two places about as good: both are offered, none is chosen.</summary>
    Twice,

    /// <summary>Nothing.</summary>
    NotFound,
}

/// <summary>What was found for one element of the form.</summary>
/// <param name="Element">Code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Required">Whether the form cannot be filed without it.</param>
/// <param name="State">Whether a place was chosen.</param>
/// <param name="Candidates">Best first; the first is the chosen one where the state is <see cref="LineState.Found"/>.</param>
public sealed record ProposedLine(string Element, Text Name, bool Required, LineState State, ImmutableArray<LineCandidate> Candidates)
{
    /// <summary>The place chosen; null when a person must choose.</summary>
    public LineCandidate? Chosen => State == LineState.Found ? Candidates[0] : null;
}

/// <summary>Where the file may state an indicator in percent, beside the counts it follows from.</summary>
/// <param name="Indicator">Code of the ratio.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Whether a place was chosen.</param>
/// <param name="Candidates">Best first; the first is the chosen one where the state is <see cref="LineState.Found"/>.</param>
public sealed record ProposedPercentage(string Indicator, Text Name, LineState State, ImmutableArray<LineCandidate> Candidates)
{
    /// <summary>The place chosen; null when a person must choose. None is needed.</summary>
    public LineCandidate? Chosen => State == LineState.Found ? Candidates[0] : null;
}

/// <summary>How a unit's own workbook might be read, for a person to confirm.</summary>
/// <param name="Form">The form the unit files.</param>
/// <param name="FilePeriod">The period the file's title speaks of; null when it does not say.</param>
/// <param name="Lines">One for each element of the form, in its order.</param>
/// <param name="Unused">Labels with values that were taken for nothing: <c>Sheet!B12: text</c>.</param>
public sealed record ProfileProposal(string Form, string? FilePeriod, ImmutableArray<ProposedLine> Lines, ImmutableArray<string> Unused)
{
    /// <summary>One for each indicator that follows from the form's elements and that offices state in percent.</summary>
    public ImmutableArray<ProposedPercentage> Percentages { get; init; } = [];
}
