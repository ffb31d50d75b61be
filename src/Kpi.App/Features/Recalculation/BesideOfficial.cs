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

/// <summary>A trial beside the run that holds for its period.</summary>
public sealed record RunBeside(
    RunInfo Official, RunInfo Trial, Catalogue OfficialCatalogue, Catalogue TrialCatalogue, string UnitCode, IReadOnlyList<IndicatorBeside> Indicators);

/// <summary>Lays a unit's results of a trial beside the official ones: value, attainment, verdict.</summary>
public sealed class BesideOfficial(ScoreReader scores, FindRun find, RunUnits units, CatalogueReader catalogues)
{
    public async Task<Outcome<RunBeside>> Run(RunInfo trial, string unitCode, CancellationToken token)
    {
        if (trial.OtherEngine is { } other) return other;
        if (await scores.Current(trial.Period, token) is not { } official) return await find.NotScored(trial.Period, token);
        if (!(await units.Find(trial, unitCode, token)).TryGet(out _, out var problem)) return problem;
        var (before, after) = (await catalogues.Of(official, token), await catalogues.Of(trial, token));
        var was = (await scores.ScoresOfUnit(official.Id, unitCode, token)).ToDictionary(s => s.Indicator.Code, s => s.Score, StringComparer.Ordinal);
        var now = (await scores.ScoresOfUnit(trial.Id, unitCode, token)).ToDictionary(s => s.Indicator.Code, s => s.Score, StringComparer.Ordinal);
        return new RunBeside(official, trial, before, after, unitCode,
        [
            .. after.Indicators.Where(i => was.ContainsKey(i.Code) || now.ContainsKey(i.Code))
                .Select(i => IndicatorBeside.Of(i, (was.GetValueOrDefault(i.Code), before), (now.GetValueOrDefault(i.Code), after))),
        ]);
    }
}
