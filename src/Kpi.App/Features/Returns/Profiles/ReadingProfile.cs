using System.Collections.Immutable;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>Where one value stands in a unit's own workbook, by what must still be there next month. Texts are masked: folded, periods by a mark.</summary>
/// <param name="Sheet">Name of the sheet, masked.</param>
/// <param name="Shape"><c>labels-left</c> or <c>labels-above</c>.</param>
/// <param name="Label">The label, masked.</param>
/// <param name="LabelText">The label as it stood, for people.</param>
/// <param name="Alone">Whether no other label of the sheet was the same.</param>
/// <param name="Under">What it stood under, masked; tells it from another of the same words.</param>
/// <param name="Heading">The headings over the value, masked; empty when there were none.</param>
/// <param name="HeadingText">The headings as they stood, for people.</param>
/// <param name="Gap">How far the value stood from its label; it decides only where there is no heading.</param>
public record LineAnchor(
    string Sheet, string Shape, string Label, string LabelText, bool Alone, ImmutableArray<string> Under, string Heading, string HeadingText, int Gap)
{
    /// <summary>Where it stood in the file the profile was confirmed on.</summary>
    public string SheetText { get; init; } = "";

    public string LabelCell { get; init; } = "";

    public string ValueCell { get; init; } = "";
}

/// <summary>Where one data element stands.</summary>
/// <param name="Element">The data element.</param>
/// <param name="Factor">What a value is multiplied by.</param>
/// <param name="StatedFactor">What the file itself stated; a file that states something else no longer fits.</param>
public sealed record ProfileLine(
    string Element, string Sheet, string Shape, string Label, string LabelText, bool Alone, ImmutableArray<string> Under, string Heading, string HeadingText,
    int Gap, int Factor, int StatedFactor) : LineAnchor(Sheet, Shape, Label, LabelText, Alone, Under, Heading, HeadingText, Gap)
{
    internal static ProfileLine At(string element, LineAnchor at, int factor, int stated) => new(
        element, at.Sheet, at.Shape, at.Label, at.LabelText, at.Alone, at.Under, at.Heading, at.HeadingText, at.Gap, factor, stated)
    {
        SheetText = at.SheetText,
        LabelCell = at.LabelCell,
        ValueCell = at.ValueCell,
    };
}

/// <summary>Where the unit itself states an indicator in percent: compared with its counts, never used.</summary>
/// <param name="Indicator">Code of the ratio.</param>
public sealed record PercentageLine(
    string Indicator, string Sheet, string Shape, string Label, string LabelText, bool Alone, ImmutableArray<string> Under, string Heading, string HeadingText,
    int Gap) : LineAnchor(Sheet, Shape, Label, LabelText, Alone, Under, Heading, HeadingText, Gap)
{
    internal static PercentageLine At(string indicator, LineAnchor at) => new(
        indicator, at.Sheet, at.Shape, at.Label, at.LabelText, at.Alone, at.Under, at.Heading, at.HeadingText, at.Gap)
    {
        SheetText = at.SheetText,
        LabelCell = at.LabelCell,
        ValueCell = at.ValueCell,
    };
}

/// <summary>What a profile consists of.</summary>
/// <param name="Facility">Code of the unit.</param>
/// <param name="Sha256">The file it was confirmed on.</param>
/// <param name="FileName">Its name.</param>
/// <param name="Period">The period that file was about.</param>
/// <param name="Lines">One for each element it finds.</param>
public sealed record ProfileContent(string Facility, string Sha256, string FileName, string Period, ImmutableArray<ProfileLine> Lines)
{
    /// <summary>One for each indicator that the unit's own design states in percent; profiles from before these were read have none.</summary>
    public ImmutableArray<PercentageLine> Percentages { get; init; } = [];
}

/// <summary>A confirmed way of reading a unit's own workbooks as one form. A new confirmation is a new version; none is ever changed.</summary>
/// <param name="UnitId">Whose workbooks.</param>
/// <param name="Version">Counts up for each unit and form.</param>
/// <param name="ValidFrom">First day of the first period for which this version reads; the first version reads earlier ones, too.</param>
/// <param name="RetiredAt">From then on it reads nothing; null while it does.</param>
public sealed record ReadingProfile(
    long Id, string UnitId, string Form, int Version, DateOnly ValidFrom, DateTimeOffset ConfirmedAt, string ConfirmedBy, DateTimeOffset? RetiredAt, string? RetiredBy,
    ProfileContent Content)
{
    /// <summary>Of a unit's profiles of one form the one that reads a period: the last that began by then, or the first of all.</summary>
    public static ReadingProfile? For(IEnumerable<ReadingProfile> profiles, Period period)
    {
        var standing = profiles.Where(p => p.RetiredAt is null).OrderBy(p => p.Version).ToList();
        return standing.LastOrDefault(p => p.ValidFrom <= period.FirstDay) ?? standing.FirstOrDefault();
    }
}
