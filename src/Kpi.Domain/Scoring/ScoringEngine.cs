using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring;

/// <summary>The scores of one indicator at one level, by unit.</summary>
/// <param name="Indicator">Code of the indicator.</param>
/// <param name="Level">The level.</param>
/// <param name="Scores">One for each unit of the level whose population is not empty, in the order of the run's units.</param>
public sealed record ScoreBlock(string Indicator, UnitLevel Level, ImmutableArray<Score> Scores);

/// <summary>
/// Counts against targets (design §8): pure, total and in whole numbers. Every sum is a sum of counts, never of percentages; every value
/// comes with the range that the missing returns leave open.
/// </summary>
public static class ScoringEngine
{
    /// <summary>The version of these rules; a run keeps the one that made it.</summary>
    public const string Version = "3";

    /// <summary>Scores every active indicator at every level.</summary>
    public static ImmutableArray<ScoreBlock> Run(ScoringInputs inputs, CancellationToken token)
    {
        var filings = new FilingTable(inputs);
        var (now, before) = (new Tally[inputs.Units.Length], new Tally[inputs.Units.Length]);
        var blocks = ImmutableArray.CreateBuilder<ScoreBlock>();
        foreach (var indicator in Scored(inputs))
        {
            token.ThrowIfCancellationRequested();
            blocks.AddRange(new IndicatorPass(inputs, filings, indicator).Score(now, before));
        }

        return blocks.ToImmutable();
    }

    /// <summary>The indicators that a run scores: active ones that have not ended.</summary>
    internal static IEnumerable<Indicator> Scored(ScoringInputs inputs) =>
        inputs.Catalogue.Indicators.Where(i => i.Active && !(i.EndsOn is { } end && inputs.Period.FirstDay > end));

    /// <summary>
    /// What is said of a value against a target at the end of a period. Before the due day the value is held against the way to the target
    /// (<see cref="Target.Path"/>).
    /// </summary>
    /// <param name="target">The target.</param>
    /// <param name="value">The value, exactly.</param>
    /// <param name="period">The period it is the value of.</param>
    /// <param name="previous">The value of the period before; null when there is none.</param>
    /// <param name="rose">Whether it is better than in the period before, whatever the missing returns of either would say.</param>
    public static Verdict Judge(Target target, Fraction value, Period period, Fraction? previous, bool rose) =>
        new JudgedTarget(0, target, period).Judge(value, previous, rose);

    /// <summary>Whether a value satisfies a target, compared exactly.</summary>
    public static bool Satisfies(Target target, Fraction value) =>
        target.Comparison == Comparison.MoreThan ? value > target.Value : value >= target.Value;
}
