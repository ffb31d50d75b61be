using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring.Composites;

/// <summary>Makes composites out of the scores of a run.</summary>
public static class CompositeEngine
{
    /// <summary>Every composite of the catalogue at each of its levels; nothing where the catalogue has none.</summary>
    /// <param name="catalogue">The run's catalogue.</param>
    /// <param name="period">The period that was scored.</param>
    /// <param name="blocks">The run's scores.</param>
    /// <param name="token">Stops it.</param>
    public static ImmutableArray<CompositeBlock> Run(Catalogue catalogue, Period period, ImmutableArray<ScoreBlock> blocks, CancellationToken token)
    {
        if (catalogue.Composites.IsEmpty) return [];
        var scores = blocks.ToDictionary(b => (b.Indicator, b.Level), b => b.Scores);
        var made = ImmutableArray.CreateBuilder<CompositeBlock>();
        foreach (var composite in catalogue.Composites)
        {
            foreach (var level in composite.Levels.Order())
            {
                token.ThrowIfCancellationRequested();
                made.Add(new CompositeBlock(composite.Code, level, Finish(composite, Count(composite, catalogue, period, level, i => scores.GetValueOrDefault((i, level), [])))));
            }
        }

        return made.ToImmutable();
    }

    /// <summary>The composite of every unit of a level from its parts, in the order of the run's units; units to which nothing of it applies are left out.</summary>
    /// <param name="composite">The composite.</param>
    /// <param name="catalogue">The run's catalogue.</param>
    /// <param name="period">The period that was scored.</param>
    /// <param name="level">The level.</param>
    /// <param name="scores">The run's scores of an indicator at the level, by unit.</param>
    public static IEnumerable<CompositeCount> Count(
        Composite composite, Catalogue catalogue, Period period, UnitLevel level, Func<string, ImmutableArray<Score>> scores)
    {
        var parts = composite.Groups.SelectMany((group, g) => group.Indicators.Select(indicator => (
            Indicator: indicator, Group: g, Definition: catalogue.Indicator(indicator.Indicator)!,
            Target: composite.TargetOf(catalogue, indicator.Indicator, level, period.LastDay),
            Scores: scores(indicator.Indicator)))).ToArray();
        var at = new int[parts.Length];
        while (true)
        {
            // The scores of each indicator stand by unit: the next unit is the least that any of them has left.
            var unit = int.MaxValue;
            for (var i = 0; i < parts.Length; i++)
            {
                if (at[i] < parts[i].Scores.Length) unit = Math.Min(unit, parts[i].Scores[at[i]].Unit);
            }

            if (unit == int.MaxValue) yield break;
            var own = new CompositePart[parts.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                var (indicator, group, definition, target, of) = parts[i];
                var score = at[i] < of.Length && of[at[i]].Unit == unit ? of[at[i]++] : null;
                own[i] = CompositePart.Of(composite, indicator, group, definition, target, score, level);
            }

            var count = new CompositeCount(composite, unit, own);
            if (count.Counted is not null) yield return count;
        }
    }

    private static ImmutableArray<CompositeScore> Finish(Composite composite, IEnumerable<CompositeCount> counts)
    {
        CompositeCount[] all = [.. counts];
        var orders = new int[all.Length];
        var byFigure = Enumerable.Range(0, all.Length).OrderByDescending(i => all[i].Counted!, ExactMean.ByFigure).ToArray();
        for (var i = 1; i < byFigure.Length; i++)
            orders[byFigure[i]] = orders[byFigure[i - 1]] + (all[byFigure[i]].Counted!.CompareTo(all[byFigure[i - 1]].Counted!) == 0 ? 0 : 1);
        return [.. all.Select((of, i) => new CompositeScore
        {
            Unit = of.Unit,
            Counted = of.Counted!.Cut(CompositeScore.Digits),
            Low = of.Low!.Cut(CompositeScore.Digits),
            High = of.High?.Cut(CompositeScore.Digits),
            Basis = of.Basis,
            Ranked = of.IsRanked(composite.LeastReported),
            Order = orders[i],
            Reported = new Attainment(of.ReportedWeight, of.Weights).Cut(CompositeScore.Digits),
            Indicators = of.Parts.Count(p => p.Counts),
            NotReported = Places(of, p => p.State == PartState.NotReported),
            Failed = Places(of, p => p.FailsAll),
        })];
    }

    private static ImmutableArray<int> Places(CompositeCount of, Func<CompositePart, bool> which) =>
        [.. of.Parts.Select((part, place) => (part, place)).Where(p => which(p.part)).Select(p => p.place)];
}
