using System.Numerics;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring.Composites;

/// <summary>How an indicator stands within a composite of a unit.</summary>
public enum PartState
{
    /// <summary>It is not counted for the unit, or everybody reported and there was nothing to count (không áp dụng): its weight goes to the others.</summary>
    NotApplicable,

    /// <summary>No target of the composite's set is in force: its weight goes to the others.</summary>
    NoTarget,

    /// <summary>Reported as far as a rank needs: a facility's in full, an area's by enough of its units.</summary>
    Reported,

    /// <summary>Owed and not reported so far: nothing is counted for it and its weight stays.</summary>
    NotReported,
}

/// <summary>One indicator of a composite for one unit.</summary>
/// <param name="Indicator">The indicator and its weight in its group.</param>
/// <param name="Group">Place of the group.</param>
/// <param name="State">How it stands.</param>
/// <param name="Target">The target that attainment is taken against; null when there is none.</param>
/// <param name="Score">The score; null when the indicator is not counted for the unit.</param>
public sealed record CompositePart(CompositeIndicator Indicator, int Group, PartState State, Target? Target, Score? Score)
{
    /// <summary>What it counts of <see cref="CompositeCount.Weights"/>; zero where it does not count.</summary>
    public BigInteger Weight { get; internal init; }

    /// <summary>
    /// The attainment that is counted. What is not reported counts as nothing, and an area's is the least that the missing returns leave it, so that nobody rises
    /// by keeping silent.
    /// </summary>
    public Attainment Counted { get; private init; }

    /// <summary>Attainment if the missing returns were at their worst.</summary>
    public Attainment Low { get; private init; }

    /// <summary>Attainment if they were at their best; null when nothing bounds it.</summary>
    public Attainment? High { get; private init; }

    /// <summary>What <see cref="Low"/> and <see cref="High"/> rest on.</summary>
    public RangeBasis Basis { get; private init; }

    /// <summary>Whether it is in the mean.</summary>
    public bool Counts => State is PartState.Reported or PartState.NotReported;

    /// <summary>Whether its target asks for all and what was reported is not all.</summary>
    public bool FailsAll { get; private init; }

    /// <summary>Whether the missing returns could leave nothing to count, so that it would leave the mean.</summary>
    internal bool MayLeave { get; private init; }

    internal static CompositePart Of(
        Composite composite, CompositeIndicator indicator, int group, Indicator definition, Target? target, Score? score, UnitLevel level)
    {
        if (score is null) return new(indicator, group, PartState.NotApplicable, target, null);
        if (target is null) return new(indicator, group, PartState.NoTarget, null, score);
        var complete = score.Basis == RangeBasis.Complete;
        if (complete && score.Value is null) return new(indicator, group, PartState.NotApplicable, target, score);

        var reported = complete || (level != UnitLevel.Facility && IsEnough(score, definition, composite.LeastReported));
        var low = score.Low is { } least ? Attainment.Of(least, target, composite.Capped) : Attainment.None;
        return new(indicator, group, reported ? PartState.Reported : PartState.NotReported, target, score)
        {
            Counted = !reported ? Attainment.None : complete ? Attainment.Of(score.Value!.Value, target, composite.Capped) : low,
            Low = low,
            High = score.High is { } best ? Attainment.Of(best, target, composite.Capped) : composite.Capped ? Attainment.Whole : null,
            // A cap bounds what nothing else does.
            Basis = !composite.Capped ? score.Basis
                : score.Basis == RangeBasis.Open ? RangeBasis.Proved : score.Basis == RangeBasis.OpenAbove ? RangeBasis.LastKnown : score.Basis,
            FailsAll = target.Value >= Fraction.One && score.Value is { } value && !ScoringEngine.Satisfies(target, value),
            MayLeave = !complete && score.Denominator is null or 0,
        };
    }

    /// <summary>
    /// Whether enough of an area's units reported, by their number and by their last known denominators: neither many small ones nor one large one is missing.
    /// An area in which no unit stands, with parts of shared ones only, never has enough while one of them is missing.
    /// </summary>
    private static bool IsEnough(Score score, Indicator definition, Fraction least) =>
        score is { Low: not null, Expected: > 0 } && new Fraction(score.Reporting, score.Expected) >= least
        && (definition.Kind == IndicatorKind.Coverage || score.DenominatorReported >= least);
}
