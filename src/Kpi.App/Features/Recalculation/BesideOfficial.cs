using System.Collections.Immutable;
using System.Numerics;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Recalculation;

/// <summary>One indicator of a unit in the official run and in a trial; null where one of them does not score it.</summary>
/// <param name="Moved">Whether value, range or a verdict differ. Verdicts are compared by their targets, wherever these stand.</param>
public sealed record IndicatorBeside(Indicator Indicator, Score? Official, Score? Trial, bool Moved)
{
    /// <param name="indicator">As the trial defines it; as the official run does where the trial has none.</param>
    /// <param name="official">The official score, and the catalogue that its targets stand in.</param>
    /// <param name="trial">That of the trial likewise.</param>
    public static IndicatorBeside Of(Indicator indicator, (Score? Score, Catalogue Catalogue) official, (Score? Score, Catalogue Catalogue) trial) =>
        new(indicator, official.Score, trial.Score, Seen(official.Score, official.Catalogue) != Seen(trial.Score, trial.Catalogue));

    /// <summary>What a reader sees of a score, as text, so that two are the same when they look the same.</summary>
    private static string Seen(Score? score, Catalogue catalogue) => score is null ? "" : string.Join('|',
    [
        $"{score.Numerator}/{score.Denominator} {score.Low} {score.High} {score.Reporting}/{score.Expected}",
        .. score.Verdicts.Select(v =>
        {
            var target = catalogue.Targets[v.TargetIndex];
            return $"{target.Set} {target.Due:O} {target.Comparison} {target.Value} {v.Verdict} {v.Certain}";
        }),
    ]);
}

/// <summary>A unit of a composite's list in the official run and in a trial; null where one of them does not list it.</summary>
public sealed record CompositeRowBeside(ScoredUnit Unit, CompositeRow? Official, CompositeRow? Trial)
{
    /// <summary>Whether rank, figure or range differ.</summary>
    public bool Moved => Seen(Official) != Seen(Trial);

    private static (int? Rank, BigInteger? Counted, BigInteger? Low, BigInteger? High) Seen(CompositeRow? row) =>
        (row?.Rank, row?.Score.Counted, row?.Score.Low, row?.Score.High);
}

/// <summary>The list of one composite in the official run and in a trial.</summary>
/// <param name="Composite">As the trial defines it; as the official run does where the trial has none.</param>
/// <param name="Official">Null: the official run has no such list.</param>
/// <param name="Trial">Null: the trial has none.</param>
/// <param name="Rows">The units of either, by their rank in the trial.</param>
/// <param name="Unlisted">Why there are no rows although there are units; else null.</param>
public sealed record CompositeBeside(Composite Composite, CompositeLeague? Official, CompositeLeague? Trial, ImmutableArray<CompositeRowBeside> Rows, Problem? Unlisted);

/// <summary>A trial beside the run that holds for its period.</summary>
/// <param name="Composites">The lists that the unit stands in, or of the units within it.</param>
public sealed record RunBeside(
    RunInfo Official, RunInfo Trial, Catalogue OfficialCatalogue, Catalogue TrialCatalogue, string UnitCode, IReadOnlyList<IndicatorBeside> Indicators,
    ImmutableArray<CompositeBeside> Composites);

/// <summary>Lays a unit's results of a trial beside the official ones: value, attainment, verdict; and composites with the ranks of those it is listed with.</summary>
public sealed class BesideOfficial(ScoreReader scores, FindRun find, RunUnits units, CatalogueReader catalogues, FindComposites composites)
{
    /// <param name="trial">A run that whoever asks may see.</param>
    /// <param name="unitCode">Code of the unit.</param>
    /// <param name="stability">Whether the weights of composites are drawn anew, to say how firm the ranks of either are.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<RunBeside>> Run(RunInfo trial, string unitCode, bool stability, CancellationToken token)
    {
        if (trial.OtherEngine is { } other) return other;
        if (await scores.Current(trial.Period, token) is not { } official) return await find.NotScored(trial.Period, token);
        if (!(await units.Find(trial, unitCode, token)).TryGet(out var unit, out var problem)) return problem;
        var (before, after) = (await catalogues.Of(official, token), await catalogues.Of(trial, token));
        var was = (await scores.ScoresOfUnit(official.Id, unitCode, token)).ToDictionary(s => s.Indicator.Code, s => s.Score, StringComparer.Ordinal);
        var now = (await scores.ScoresOfUnit(trial.Id, unitCode, token)).ToDictionary(s => s.Indicator.Code, s => s.Score, StringComparer.Ordinal);
        var lists = ImmutableArray.CreateBuilder<CompositeBeside>();
        foreach (var composite in after.Composites.Concat(before.Composites.Where(c => after.Composite(c.Code) is null)))
            lists.Add(await Lists(official, trial, composite, unit, stability, token));
        return new RunBeside(
            official, trial, before, after, unitCode,
            [
                .. after.Indicators.Where(i => was.ContainsKey(i.Code) || now.ContainsKey(i.Code))
                    .Select(i => IndicatorBeside.Of(i, (was.GetValueOrDefault(i.Code), before), (now.GetValueOrDefault(i.Code), after))),
            ],
            lists.ToImmutable());
    }

    private async Task<CompositeBeside> Lists(RunInfo official, RunInfo trial, Composite composite, PlacedUnit unit, bool stability, CancellationToken token)
    {
        // A facility is listed with those of its province, a province's facilities by themselves; the nation lists what its composite ranks first.
        var area = unit.Unit is { Level: UnitLevel.Facility, Province: >= 0 and var province } ? unit.All[province] : unit.Unit;
        var within = area.Level is UnitLevel.Province or UnitLevel.Commune && composite.Levels.Contains(UnitLevel.Facility);
        var request = new CompositeRequest(composite.Code, within ? UnitLevel.Facility : null, within ? area.Code : null, null, stability);
        var (was, becomes) = (await composites.League(official, request, token), await composites.League(trial, request, token));
        var now = was.TryGet(out var before, out var unlisted) ? before.Rows.ToDictionary(r => r.Unit.UnitId, StringComparer.Ordinal) : [];
        var rows = ImmutableArray.CreateBuilder<CompositeRowBeside>();
        if (becomes.TryGet(out var after, out var problem))
        {
            foreach (var row in after.Rows)
            {
                now.Remove(row.Unit.UnitId, out var standing);
                rows.Add(new CompositeRowBeside(row.Unit, standing, row));
            }
        }

        foreach (var gone in now.Values) rows.Add(new CompositeRowBeside(gone.Unit, gone, null));
        // That one of them has no such list is told by its absence; that a list is too long is not.
        var why = new[] { unlisted, problem }.FirstOrDefault(p => p is { Kind: not ProblemKind.NotFound });
        return new CompositeBeside(composite, before, after, rows.ToImmutable(), why);
    }
}
