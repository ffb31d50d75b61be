using System.Text.Json.Serialization;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain.Returns;

namespace Kpi.Documents;

/// <summary>What <c>kpi explain --json</c> and <c>GET /api/v1/scores/explain</c> give.</summary>
/// <param name="Facilities">The returns that are in the value: their numerators sum to the score's.</param>
/// <param name="Missing">Units that did not report, or not in full.</param>
/// <param name="Previous">Returns of the period before, against which verdicts hold or progress.</param>
public sealed record ExplanationDocument(
    string Indicator, string Unit, string Period, string Run, long? Numerator, long? Denominator,
    IReadOnlyList<ExplainedFacilityDocument> Facilities, int Reporting, int Expected, IReadOnlyList<TargetDocument> Targets,
    IReadOnlyList<ClosedTargetDocument> Closed, IReadOnlyList<MissingDocument> Missing, IReadOnlyList<ExplainedFacilityDocument> Previous)
{
    public static ExplanationDocument Of(Explanation explanation)
    {
        var score = ScoreDocument.Of(explanation.Run, explanation.Indicator, explanation.Score, explanation.Catalogue);
        return new(
            explanation.Indicator.Code, explanation.Unit.Code, explanation.Period.ToString(), Ids.Show(explanation.Run.Id), explanation.Numerator,
            explanation.Denominator, [.. explanation.Facilities.Select(ExplainedFacilityDocument.Of)], score.Reporting, score.Expected, score.Targets,
            score.Closed, [.. explanation.Missing.Select(m => MissingDocument.Of(m.Of, m))], [.. explanation.Before.Select(ExplainedFacilityDocument.Of)]);
    }
}

/// <param name="Return">Null, with what follows of it, where figures of another source stand alone.</param>
/// <param name="Figures">Figures of other sources that count in place of cells; left out where there are none.</param>
/// <param name="Role">What part the return plays: <c>value</c>, <c>incomplete</c>, <c>previous</c>, <c>last-known</c>.</param>
/// <param name="Share">Which part of the return falls to the unit, on a map on which the facility's area was several; null: all of it.</param>
public sealed record ExplainedFacilityDocument(
    string Facility, string Name, string Period, long? Numerator, long? Denominator, string? Return, int? Version, string? Sha256, string? File,
    string? Sender, string? Received, IReadOnlyList<CellDocument> Cells, ShareDocument? Share, string Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FigureDocument>? Figures)
{
    public static ExplainedFacilityDocument Of(ExplainedFacility facility) => new(
        facility.Facility, facility.Name, facility.Period.ToString(), facility.Numerator, facility.Denominator,
        facility.Return is { } id ? Ids.Show(id) : null, facility.Version, facility.Sha256, facility.FileName, facility.Sender,
        facility.ReceivedAt is { } at ? Words.Instant(at) : null,
        [.. facility.Cells.Select(c => new CellDocument(c.Element, c.Sheet, c.Cell, c.Text, c.Factor == 1 ? null : c.Factor))],
        facility.Share is { } share ? new ShareDocument(share.Weight, share.Of, share.Source) : null, Words.Kebab(facility.Role),
        facility.Figures.Count == 0 ? null : [.. facility.Figures.Select(f => new FigureDocument(f.Element, f.Value, f.Source, f.Line))]);
}

/// <summary>A figure of another source that a scenario takes in place of what a return says.</summary>
/// <param name="Line">On which line of the scenario's file it stands.</param>
public sealed record FigureDocument(string Element, long Value, string Source, int Line);

/// <summary>The part that falls to an area.</summary>
/// <param name="Weight">The area's weight.</param>
/// <param name="Of">The weight of the whole.</param>
/// <param name="Source">Where the weights come from.</param>
public sealed record ShareDocument(long Weight, long Of, string Source);

/// <param name="Factor">What the number in the cell was multiplied by; null for 1.</param>
public sealed record CellDocument(string Element, string Sheet, string Cell, string Text, int? Factor = null)
{
    public static CellDocument Of(ReturnValue value) => new(value.Element, value.Sheet, value.Cell, value.Text, value.Factor == 1 ? null : value.Factor);
}

/// <summary>A unit whose returns are missing from a score.</summary>
/// <param name="Periods">The filing periods for which it gave nothing, or not all that is needed.</param>
/// <param name="Weight">By how much it can move the numerator; null when nothing says.</param>
/// <param name="Moves">By how much of the value that is, six digits, cut; null where there are no bounds, and of milestones.</param>
/// <param name="Basis">What that rests on: <c>proved</c>, <c>last-known</c>, <c>open-above</c>, <c>open</c>.</param>
/// <param name="LastFiled">The period of the latest return that the run knew of; null when there is none.</param>
/// <param name="Counted">What stands in the denominator although nothing was reported.</param>
/// <param name="Returns">What it filed without giving all that is needed, and what its denominator was last known from; null where it was not asked for.</param>
public sealed record MissingDocument(
    string Facility, string Name, string? Form, IReadOnlyList<string> Periods, long? Weight, string? Moves, string Basis, string? LastFiled,
    string? LastReturn, string? LastReceived, long? Counted, IReadOnlyList<ExplainedFacilityDocument>? Returns)
{
    public static MissingDocument Of(MissingReturns missing, MissingFacility? trail) => new(
        missing.Unit.Code, missing.Unit.Name, missing.Form, [.. missing.Periods.Select(p => p.ToString())], missing.Weight,
        Words.Decimal(missing.Moves), Words.Kebab(missing.Basis), missing.LastFiled?.Period?.ToString(),
        missing.LastFiled is { } last ? Ids.Show(last.Id) : null, missing.LastFiled is { } known ? Words.Instant(known.ReceivedAt) : null,
        trail?.Counted, trail is null ? null : [.. trail.Returns.Select(ExplainedFacilityDocument.Of)]);
}

/// <summary>What <c>kpi scores --undecided --json</c> and <c>GET /api/v1/scores/undecided</c> give.</summary>
public sealed record UndecidedDocument(string Run, string Period, string Unit, IReadOnlyList<UndecidedIndicatorDocument> Indicators)
{
    public static UndecidedDocument Of(UndecidedScores found) => new(
        Ids.Show(found.Run.Id), found.Run.Period.ToString(), found.Unit.Code,
        [.. found.Indicators.Select(i => UndecidedIndicatorDocument.Of(found, i))]);
}

/// <param name="Score">The score as it stands.</param>
/// <param name="Targets">The verdicts that are not certain, with how many of the returns decide each.</param>
/// <param name="Returns">The heaviest first.</param>
/// <param name="More">How many more there are than are listed.</param>
public sealed record UndecidedIndicatorDocument(
    string Indicator, ScoreDocument Score, IReadOnlyList<TargetDocument> Targets, IReadOnlyList<MissingDocument> Returns, int More)
{
    public static UndecidedIndicatorDocument Of(UndecidedScores found, UndecidedScore open) => new(
        open.Indicator.Code, ScoreDocument.Of(found.Run, open.Indicator, open.Score, found.Catalogue),
        [.. open.Verdicts.Select(v => TargetDocument.Of(found.Catalogue, v, open.Score))],
        [.. open.Returns.Select(r => MissingDocument.Of(r, null))], open.More);
}

/// <summary>What <c>kpi explain --return --json</c> and <c>GET /api/v1/scores/touched</c> give.</summary>
/// <param name="Why">Why there are no scores; null where there are some.</param>
public sealed record CellTraceDocument(
    string Return, string? Facility, string? Form, string? Period, int? Version, string State, bool Current, IReadOnlyList<CellDocument> Cells,
    ReasonDocument? Why, IReadOnlyList<TouchedScoreDocument> Scores)
{
    public static CellTraceDocument Of(CellTrace trace)
    {
        var item = trace.Return;
        return new(
            Ids.Show(item.Id), item.Facility, item.Form, item.Period?.ToString(), item.Version, Words.Kebab(item.State), item.IsCurrent,
            [.. trace.Cells.Select(CellDocument.Of)], trace.Why is { } why ? new ReasonDocument(why.Code, why.Text.Vi, why.Text.En) : null,
            [.. trace.Scores.Select(TouchedScoreDocument.Of)]);
    }
}

/// <param name="Code">Stable, kebab-case.</param>
public sealed record ReasonDocument(string Code, string Vi, string En);

/// <summary>An indicator in a run to which the return, or the cell, has gone.</summary>
/// <param name="Role">What part the return plays: <c>value</c>, <c>incomplete</c>, <c>previous</c>, <c>last-known</c>.</param>
/// <param name="Numerator">What it adds above; null where it gives nothing of its own.</param>
/// <param name="Denominator">What it adds below, or for how much it stands.</param>
public sealed record TouchedScoreDocument(
    string Run, bool Current, string Period, string Indicator, string Role, long? Numerator, long? Denominator, IReadOnlyList<TouchedUnitDocument> Units)
{
    public static TouchedScoreDocument Of(TouchedScore touched) => new(
        Ids.Show(touched.Run.Id), touched.Current, touched.Run.Period.ToString(), touched.Indicator.Code, Words.Kebab(touched.Role),
        touched.Numerator, touched.Denominator,
        [.. touched.Units.Select(u => new TouchedUnitDocument(u.Unit.Code, u.Unit.Name, Words.Kebab(u.Unit.Level), ScoreDocument.Of(touched.Run, touched.Indicator, u.Score, touched.Catalogue)))]);
}

public sealed record TouchedUnitDocument(string Unit, string Name, string Level, ScoreDocument Score);
