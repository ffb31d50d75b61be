using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>An indicator of a unit whose verdict missing returns could change, and which returns those are.</summary>
/// <param name="Verdicts">The verdicts that are not certain; each says how many of the returns decide it.</param>
/// <param name="Returns">The heaviest first: the first of them, as many as a verdict's least, may decide it.</param>
/// <param name="More">How many more there are than are listed.</param>
public sealed record UndecidedScore(
    Indicator Indicator, Score Score, IReadOnlyList<TargetVerdict> Verdicts, IReadOnlyList<MissingReturns> Returns, int More);

/// <summary>The undecided verdicts of a unit in a run.</summary>
public sealed record UndecidedScores(RunInfo Run, Catalogue Catalogue, ScoredUnit Unit, IReadOnlyList<UndecidedScore> Indicators);

/// <summary>Answers: whose returns would decide it?</summary>
public sealed class FindUndecided(ScoreReader scores, RunUnits units, ReturnReader returns, CatalogueReader catalogues)
{
    /// <summary>How many returns are listed for an indicator unless fewer are wanted.</summary>
    public const int MostReturns = 1_000;

    /// <param name="indicator">One indicator; null for all.</param>
    /// <param name="most">How many returns are listed for each indicator, at most.</param>
    public async Task<Outcome<UndecidedScores>> Run(RunInfo run, string unitCode, string? indicator, int most, CancellationToken token)
    {
        if (run.OtherEngine is { } other) return other;
        var catalogue = await catalogues.Of(run, token);
        if (indicator is not null && catalogue.Indicator(indicator) is null) return IndicatorProblems.Unknown(indicator, catalogue);
        if (!(await units.Find(run, unitCode, token)).TryGet(out var unit, out var problem)) return problem;

        var open = new List<(Indicator Indicator, Score Score, ImmutableArray<MissingUnit> Missing)>();
        foreach (var (known, score) in await scores.ScoresOfUnit(run.Id, unitCode, token))
        {
            if ((indicator is not null && known.Code != indicator) || score.Verdicts.All(v => v.Certain)) continue;
            var missing = Deciders.Among(known, await scores.Scores(run.Id, known.Code, UnitLevel.Facility, token), unit.All, unit.Place);
            // What can move nothing decides nothing; but where nothing moves, all that is wanting is that somebody reports.
            var moving = missing.Where(m => m.Moves).ToImmutableArray();
            open.Add((known, score, moving.IsEmpty ? missing : moving));
        }

        var figures = LoadInputs.Read(await scores.Figures(run.Scenario, token), catalogue, unit.All, run.Period);
        var filed = await Filed(run, catalogue, unit.All, open.SelectMany(o => o.Missing.Take(most)).Select(m => m.Unit).ToHashSet(), token);
        var found = new List<UndecidedScore>(open.Count);
        foreach (var (known, score, missing) in open)
        {
            var own = (await scores.Scores(run.Id, known.Code, UnitLevel.Facility, token)).ToDictionary(s => s.Unit);
            found.Add(new UndecidedScore(
                known, score, [.. score.Verdicts.Where(v => !v.Certain)], [.. missing.Take(most).Select(m => Of(known, score, own[m.Unit], m))],
                Math.Max(0, missing.Length - most)));
        }

        return new UndecidedScores(run, catalogue, unit.Unit, found);

        MissingReturns Of(Indicator known, Score area, Score own, MissingUnit missing)
        {
            var of = filed[missing.Unit].ToList();
            var upon = Figure.Upon(of.Select(f => f.Filing), [.. figures.Where(f => f.UnitId == unit.All[missing.Unit].UnitId)], catalogue, _ => missing.Unit);
            var parts = Contributions.Of(catalogue, known, unit.All[missing.Unit], run.Period, own, upon);
            return ExplainScore.MissingOf(run, catalogue, known, unit.All[missing.Unit], missing, parts, area, of.Select(f => f.Return).MaxBy(r => (r.Period, r.ReceivedAt)));
        }
    }

    /// <summary>What some units filed, as far as the run knew it.</summary>
    private async Task<ILookup<int, (Filing Filing, ReturnSummary Return)>> Filed(
        RunInfo run, Catalogue catalogue, ImmutableArray<ScoredUnit> all, HashSet<int> places, CancellationToken token)
    {
        var known = (await scores.Returns(run.Id, token)).ToHashSet();
        var byId = places.ToDictionary(p => all[p].UnitId, StringComparer.Ordinal);
        var accepted = (await returns.AcceptedOf(byId.Keys, token)).Where(r => known.Contains(r.Id)).ToDictionary(r => r.Id);
        return (await returns.Filed(accepted.Keys, catalogue, token))
            .ToLookup(f => byId[f.UnitId], f => (new Filing(byId[f.UnitId], f.Period, f.Id, f.Values), accepted[f.Id]));
    }
}
