using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.Documents;

/// <summary>What <c>kpi scores --json</c> and <c>GET /api/v1/scores</c> give.</summary>
public sealed record ScoresDocument(string Run, string Period, string Unit, string Geography, IReadOnlyList<ScoreDocument> Scores)
{
    public static ScoresDocument Of(
        RunInfo run, string unit, IEnumerable<(Indicator Indicator, Score Score)> scores, Catalogue catalogue) => new(
        Ids.Show(run.Id), run.Period.ToString(), unit, Words.Day(run.Geography),
        [.. scores.Select(s => ScoreDocument.Of(s.Indicator, s.Score, catalogue))]);
}

/// <summary>One score. A number that is not there is null, never zero.</summary>
public sealed record ScoreDocument(
    string Indicator, string Kind, long? Numerator, long? Denominator, string? Value, string? Low, string? High,
    int Reporting, int Expected, IReadOnlyList<TargetDocument> Targets)
{
    public static ScoreDocument Of(Indicator indicator, Score score, Catalogue catalogue) => new(
        indicator.Code, Words.Kebab(indicator.Kind), score.Numerator, score.Denominator, Words.Decimal(score.Value),
        Words.Decimal(score.Low), Words.Decimal(score.High), score.Reporting, score.Expected,
        [.. score.Verdicts.Select(v => TargetDocument.Of(catalogue.Targets[v.TargetIndex], v, score))]);
}

/// <summary>A score against one target.</summary>
public sealed record TargetDocument(
    string Set, string Due, string Cmp, string Target, string Verdict, bool Certain, string? Attainment)
{
    public static TargetDocument Of(Target target, TargetVerdict verdict, Score score) => new(
        target.Set, Words.Day(target.Due), Words.Sign(target.Comparison), target.Value.ToDecimalText(6),
        Words.Kebab(verdict.Verdict), verdict.Certain, Words.Decimal(score.AttainmentOf(target)));
}

/// <summary>What <c>kpi score --json</c> and <c>GET /api/v1/runs/{id}</c> give.</summary>
public sealed record RunDocument(
    string Run, string Hash, string Period, int Catalogue, string Set, string Geography, decimal Seconds, string? Name, bool Official,
    string MadeAt, string MadeBy)
{
    public static RunDocument Of(RunInfo run) => new(
        Ids.Show(run.Id), run.Hash, run.Period.ToString(), run.CatalogueVersion, run.Set, Words.Day(run.Geography), run.Milliseconds / 1000m,
        run.Name, run.Official, Words.Instant(run.MadeAt), run.MadeBy);
}

/// <summary>What <c>kpi explain --json</c> and <c>GET /api/v1/scores/explain</c> give.</summary>
public sealed record ExplanationDocument(
    string Indicator, string Unit, string Period, string Run, long? Numerator, long? Denominator,
    IReadOnlyList<ExplainedFacilityDocument> Facilities)
{
    public static ExplanationDocument Of(Explanation explanation) => new(
        explanation.Indicator, explanation.Unit, explanation.Period.ToString(), Ids.Show(explanation.Run), explanation.Numerator,
        explanation.Denominator, [.. explanation.Facilities.Select(ExplainedFacilityDocument.Of)]);
}

public sealed record ExplainedFacilityDocument(
    string Facility, string Name, string Period, long? Numerator, long? Denominator, string Return, int Version, string Sha256, string File,
    string Sender, string Received, IReadOnlyList<CellDocument> Cells)
{
    public static ExplainedFacilityDocument Of(ExplainedFacility facility) => new(
        facility.Facility, facility.Name, facility.Period.ToString(), facility.Numerator, facility.Denominator, Ids.Show(facility.Return),
        facility.Version, facility.Sha256, facility.FileName, facility.Sender, Words.Instant(facility.ReceivedAt),
        [.. facility.Cells.Select(c => new CellDocument(c.Element, c.Sheet, c.Cell, c.Text, c.Factor == 1 ? null : c.Factor))]);
}

/// <param name="Factor">What the number in the cell was multiplied by; null for 1.</param>
public sealed record CellDocument(string Element, string Sheet, string Cell, string Text, int? Factor = null);
