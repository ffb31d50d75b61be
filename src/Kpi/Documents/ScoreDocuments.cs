using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;

namespace Kpi.Documents;

/// <summary>What <c>kpi scores --json</c> and <c>GET /api/v1/scores</c> give.</summary>
/// <param name="Breaks">Where the register breaks the unit's series within the year up to the period's last day; left out where it does not.</param>
/// <param name="Restated">What the map did; left out when it is the period's own.</param>
public sealed record ScoresDocument(
    string Run, string Period, string Unit, string Geography, IReadOnlyList<ScoreDocument> Scores,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<BreakDocument>? Breaks = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RestatedDocument? Restated = null)
{
    public static ScoresDocument Of(
        RunInfo run, string unit, IEnumerable<(Indicator Indicator, Score Score)> scores, Catalogue catalogue, IReadOnlyList<SeriesBreak> breaks,
        RestatedDocument? restated = null) => new(
        Ids.Show(run.Id), run.Period.ToString(), unit, Words.Day(run.Geography),
        [.. scores.Select(s => ScoreDocument.Of(run, s.Indicator, s.Score, catalogue))], breaks.Count == 0 ? null : [.. breaks.Select(BreakDocument.Of)], restated);
}

/// <summary>What another day's map did to a run: who is shared among areas, and for whom it has no place.</summary>
/// <param name="MapOf">The map's day.</param>
/// <param name="NationOnly">Units that stood in a province and are counted in the nation only, because nothing says where they would stand.</param>
/// <param name="WithoutCommune">Units that stood in a commune and are counted from the province up.</param>
/// <param name="Shared">Units that are counted in part in several areas; of one area, those that are counted in it.</param>
public sealed record RestatedDocument(string MapOf, int NationOnly, int WithoutCommune, IReadOnlyList<SharedDocument> Shared)
{
    /// <summary>Null when the run is on its own period's map.</summary>
    public static RestatedDocument? Of(RunInfo run, ImmutableArray<ScoredUnit> units, string? area = null)
    {
        if (run.Geography == run.Period.LastDay) return null;
        var place = area is null ? 0 : Math.Max(0, units.IndexOf(units.FirstOrDefault(u => u.Code == area)!));
        return new(
            Words.Day(run.Geography), units.Count(u => u.Placing == Placing.NoProvince), units.Count(u => u.Placing == Placing.NoCommune),
            [.. units.Where(u => u.Shares is { } s && (place == 0 || s.Reaches(place))).Select(u => SharedDocument.Of(u, place))]);
    }
}

/// <summary>A unit of which an area counts a part.</summary>
/// <param name="Share">The area's part; of the nation the whole.</param>
public sealed record SharedDocument(string Unit, string Name, ShareDocument Share)
{
    public static SharedDocument Of(ScoredUnit unit, int area)
    {
        var shares = unit.Shares!;
        var whole = shares.Weights.Sum();
        return new(unit.Code, unit.Name, new ShareDocument(area == 0 ? whole : shares.WeightOf(area), whole, shares.Source));
    }
}

/// <summary>One score. A number that is not there is null, never zero.</summary>
/// <param name="EndedOn">The last day on which the indicator had a subject, where that is over; else null.</param>
public sealed record ScoreDocument(
    string Indicator, string Kind, long? Numerator, long? Denominator, string? Value, string? Low, string? High,
    string Basis, int Reporting, int Expected, IReadOnlyList<TargetDocument> Targets, IReadOnlyList<ClosedTargetDocument> Closed,
    string? EndedOn)
{
    public static ScoreDocument Of(RunInfo run, Indicator indicator, Score score, Catalogue catalogue) => new(
        indicator.Code, Words.Kebab(indicator.Kind), score.Numerator, score.Denominator, Words.Decimal(score.Value),
        Words.Decimal(score.Low), Words.Decimal(score.High), Words.Kebab(score.Basis), score.Reporting, score.Expected,
        [.. score.Verdicts.Select(v => TargetDocument.Of(catalogue, v, score))],
        [.. catalogue.ClosedBefore(run.Period.LastDay, indicator.Code, run.Set).Select(ClosedTargetDocument.Of)],
        run.EndOf(indicator) is { } end ? Words.Day(end) : null);
}

/// <summary>A score against one target.</summary>
/// <param name="Decides">How many units still to report decide it; null when it is certain.</param>
/// <param name="Unit">Identity of the province whose own target it is; null for a national one.</param>
/// <param name="Laxer">Whether a province's own target asks for less than the national one; null where there is none to compare with.</param>
public sealed record TargetDocument(
    string Set, string Due, string Cmp, string Target, string Verdict, bool Certain, string? Attainment, DecidesDocument? Decides, string? Unit,
    bool? Laxer)
{
    public static TargetDocument Of(Catalogue catalogue, TargetVerdict verdict, Score score)
    {
        var target = catalogue.Targets[verdict.TargetIndex];
        return new(
            target.Set, Words.Day(target.Due), Words.Sign(target.Comparison), target.Value.ToDecimalText(6),
            Words.Kebab(verdict.Verdict), verdict.Certain, Words.Decimal(score.AttainmentOf(target)),
            verdict.Certain ? null : new DecidesDocument(verdict.AtLeast, verdict.AtMost), catalogue.TargetSet(target.Set)?.Overrides?.UnitId,
            catalogue.NationalOf(target) is { } national ? target.IsLaxerThan(national) : null);
    }
}

/// <summary>How many units still to report decide a verdict.</summary>
public sealed record DecidesDocument(int AtLeast, int AtMost);

/// <summary>A target that is over and no longer judged.</summary>
public sealed record ClosedTargetDocument(string Set, string Due, string Cmp, string Target, string ClosedOn)
{
    public static ClosedTargetDocument Of(Target target) => new(
        target.Set, Words.Day(target.Due), Words.Sign(target.Comparison), target.Value.ToDecimalText(6), Words.Day(target.ValidTo!.Value));
}

/// <summary>What <c>kpi score --json</c> and <c>GET /api/v1/runs/{id}</c> give.</summary>
/// <param name="Catalogue">The published version used; of a scenario's run the one that it stands on.</param>
public sealed record RunDocument(
    string Run, string Hash, string Period, int Catalogue, string Set, string Geography, decimal Seconds, string? Name, bool Official,
    string MadeAt, string MadeBy, string? Scenario,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RestatedDocument? Restated)
{
    public static RunDocument Of(RunInfo run) => Of(run, null);

    public static RunDocument Of(RunInfo run, RestatedDocument? restated) => new(
        Ids.Show(run.Id), run.Hash, run.Period.ToString(), run.CatalogueVersion, run.Set, Words.Day(run.Geography), run.Milliseconds / 1000m,
        run.Name, run.Official, Words.Instant(run.MadeAt), run.MadeBy,
        run.Scenario is { } scenario ? Ids.Show(scenario.Id) : null, restated);
}
