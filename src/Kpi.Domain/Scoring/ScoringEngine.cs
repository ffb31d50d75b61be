using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
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
        return [.. EachIndicator(inputs, filings, static (pass, now, before) => pass.Score(now, before), static (_, _) => { }, token).SelectMany(b => b)];
    }

    /// <summary>
    /// Scores indicator by indicator on all cores: none looks at another. What comes out stands in the catalogue's order, whichever was done first.
    /// </summary>
    /// <param name="inputs">What is scored.</param>
    /// <param name="filings">Its filings.</param>
    /// <param name="score">Scores one indicator, in lent room for the tallies of the period and of the one before.</param>
    /// <param name="progress">Told after each indicator how many of how many are scored; never called twice at once.</param>
    /// <param name="token">Breaks it off.</param>
    internal static T[] EachIndicator<T>(
        ScoringInputs inputs, FilingTable filings, Func<IndicatorPass, Tally[], Tally[], T> score, Action<int, int> progress, CancellationToken token)
    {
        Indicator[] indicators = [.. Scored(inputs)];
        var (scored, done, gate) = (new T[indicators.Length], 0, new Lock());
        try
        {
            Parallel.For(0, indicators.Length, new ParallelOptions { CancellationToken = token, MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => (Now: new Tally[inputs.Units.Length], Before: new Tally[inputs.Units.Length]),
                (i, _, room) =>
                {
                    scored[i] = score(new IndicatorPass(inputs, filings, indicators[i]), room.Now, room.Before);
                    lock (gate) progress(++done, indicators.Length);
                    return room;
                },
                static _ => { });
        }
        catch (AggregateException several)
        {
            // As if they had been scored one after the other.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return scored;
    }

    /// <summary>The indicators that a run scores: active ones that have not ended.</summary>
    public static IEnumerable<Indicator> Scored(ScoringInputs inputs) =>
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
