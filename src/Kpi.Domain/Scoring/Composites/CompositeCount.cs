using System.Collections.Immutable;
using System.Numerics;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring.Composites;

/// <summary>A composite of one unit as it comes out of its parts: everything exact.</summary>
public sealed class CompositeCount
{
    internal CompositeCount(Composite composite, int unit, IReadOnlyList<CompositePart> parts)
    {
        Unit = unit;
        var weights = composite.WeightsOf([.. parts.Select(p => p.Counts)]);
        Parts = [.. parts.Select((p, i) => p with { Weight = weights[i] })];
        Weights = weights.Aggregate(BigInteger.Zero, BigInteger.Add);
        CompositePart[] counted = [.. Parts.Where(p => p.Counts)];
        if (counted.Length == 0) return;

        Counted = ExactMean.Of(composite.Mean, [.. counted.Select(p => (p.Counted, p.Weight))]);
        ReportedWeight = counted.Where(p => p.State == PartState.Reported).Aggregate(BigInteger.Zero, (sum, p) => sum + p.Weight);
        Basis = counted.Max(p => p.Basis);
        // A part that may leave could raise or lower the mean by going; taken at the highest and lowest of all it does more than that.
        var low = counted.Select(p => p.Low).Aggregate(Attainment.Min);
        Low = ExactMean.Of(composite.Mean, [.. counted.Select(p => (p.MayLeave ? low : p.Low, p.Weight))]);
        if (counted.Any(p => p.High is null)) return;
        var high = counted.Select(p => p.High!.Value).Aggregate(Attainment.Max);
        High = ExactMean.Of(composite.Mean, [.. counted.Select(p => (p.MayLeave ? high : p.High!.Value, p.Weight))]);
    }

    /// <summary>Place of the unit in the run's list.</summary>
    public int Unit { get; }

    /// <summary>Every indicator of the composite, in its order.</summary>
    public ImmutableArray<CompositePart> Parts { get; }

    /// <summary>The sum of the weights of what counts.</summary>
    public BigInteger Weights { get; }

    /// <summary>The weights of what is reported, of <see cref="Weights"/>.</summary>
    public BigInteger ReportedWeight { get; }

    /// <summary>The mean of what is counted: what a rank goes by. Null when nothing applies to the unit.</summary>
    public ExactMean? Counted { get; }

    /// <summary>The mean if the missing returns were at their worst.</summary>
    public ExactMean? Low { get; }

    /// <summary>The mean if they were at their best; null when nothing bounds it. The range is sound, and may be wider than it need be: parts that share a return are not held together.</summary>
    public ExactMean? High { get; }

    /// <summary>The weakest of what the ranges of the parts rest on.</summary>
    public RangeBasis Basis { get; }

    /// <summary>Whether enough is reported for a rank.</summary>
    /// <param name="least">The least share of the weights.</param>
    public bool IsRanked(Fraction least) => ReportedWeight * least.Denominator >= Weights * least.Numerator;
}
