using System.Collections.Immutable;
using System.Numerics;

namespace Kpi.Domain.Indicators;

/// <summary>How attainments become one figure.</summary>
public enum CompositeMean
{
    /// <summary>Weighted sum over the sum of weights: much of one makes up for little of another.</summary>
    Arithmetic,

    /// <summary>Weighted root of the product: nothing of one leaves nothing of all.</summary>
    Geometric,
}

/// <summary>Against which of an indicator's targets attainment is taken, where the set has several.</summary>
public enum CompositeDue
{
    /// <summary>The one that falls due next, on the period's last day or later; when all are over, the one that fell due last.</summary>
    Next,

    /// <summary>The one that falls due last.</summary>
    Last,
}

/// <summary>An indicator within a composite.</summary>
/// <param name="Indicator">Code of a ratio or a coverage; never of a milestone, which has no number (policy Q24).</param>
/// <param name="Weight">More than zero; counts against the other weights of its group.</param>
public sealed record CompositeIndicator(string Indicator, int Weight);

/// <summary>Indicators that count together.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Name">Name.</param>
/// <param name="Weight">More than zero; counts against the other groups, however many indicators each has.</param>
/// <param name="Indicators">What is in it, at least one.</param>
public sealed record CompositeGroup(string Code, Text Name, int Weight, ImmutableArray<CompositeIndicator> Indicators);

/// <summary>
/// One figure out of many indicators: a weighted mean of how near each is to its target. No official document defines one, so that the shipped
/// catalogue has none; who wants one puts its weights into the catalogue, where they are dated, compared and published by a second person.
/// </summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Name">Name.</param>
/// <param name="Notes">Who chose the weights, and why.</param>
/// <param name="Set">Code of the national target set that attainment is taken against.</param>
/// <param name="Due">Against which of its targets.</param>
/// <param name="Mean">How attainments become one figure.</param>
/// <param name="Capped">True: attainment is at most 1, so that being beyond one target makes up for nothing elsewhere.</param>
/// <param name="LeastReported">The least share of the weights that must be reported for a rank; above 0, at most 1.</param>
/// <param name="Levels">At which levels there is a figure.</param>
/// <param name="Groups">What it is made of, at least one.</param>
public sealed record Composite(
    string Code, Text Name, Text Notes, string Set, CompositeDue Due, CompositeMean Mean, bool Capped, Fraction LeastReported,
    ImmutableArray<UnitLevel> Levels, ImmutableArray<CompositeGroup> Groups)
{
    /// <summary>The highest root that is drawn for a geometric mean. Beyond it a figure takes too long to print exactly.</summary>
    public const int HighestRoot = 360;

    /// <summary>Every indicator, in the order of the groups.</summary>
    public IEnumerable<CompositeIndicator> Indicators => Groups.SelectMany(g => g.Indicators);

    /// <summary>
    /// The target of an indicator that attainment is taken against at a level; null when none is in force on the period's last day.
    /// </summary>
    /// <param name="catalogue">The catalogue that it is part of.</param>
    /// <param name="indicator">Code of the indicator.</param>
    /// <param name="level">The level.</param>
    /// <param name="day">The period's last day.</param>
    public Target? TargetOf(Catalogue catalogue, string indicator, UnitLevel level, DateOnly day)
    {
        Target[] targets = [.. catalogue.Targets
            .Where(t => t.Set == Set && t.Indicator == indicator && t.Scopes.Contains(level) && t.HoldsOn(day) && t.Value.Numerator > 0).OrderBy(t => t.Due)];
        return Due == CompositeDue.Last ? targets.LastOrDefault() : targets.FirstOrDefault(t => t.Due >= day) ?? targets.LastOrDefault();
    }

    /// <summary>
    /// What each of some indicators counts: whole numbers whose sum is what they are shares of. A group's weight is shared out by the weights of those of
    /// its indicators that count; a group of which none counts is left out.
    /// </summary>
    /// <param name="counts">Whether an indicator counts, in the order of <see cref="Indicators"/>.</param>
    /// <returns>A number for each, zero for those that do not count; without a common divisor.</returns>
    public ImmutableArray<BigInteger> WeightsOf(IReadOnlyList<bool> counts)
    {
        var weights = new BigInteger[counts.Count];
        var sums = new long[Groups.Length];
        for (int g = 0, at = 0; g < Groups.Length; g++)
        {
            foreach (var indicator in Groups[g].Indicators) sums[g] += counts[at++] ? indicator.Weight : 0;
        }

        var common = sums.Where(s => s > 0).Aggregate(BigInteger.One, (all, sum) => all / BigInteger.GreatestCommonDivisor(all, sum) * sum);
        for (int g = 0, at = 0; g < Groups.Length; g++)
        {
            foreach (var indicator in Groups[g].Indicators)
            {
                if (counts[at]) weights[at] = common / sums[g] * Groups[g].Weight * indicator.Weight;
                at++;
            }
        }

        var shared = weights.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor);
        return shared.IsZero ? [.. weights] : [.. weights.Select(w => w / shared)];
    }
}
