using System.Collections.Immutable;
using System.Numerics;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring.Composites;

/// <summary>A composite's result for one unit in one run. Figures are numbers in units of 10⁻¹², cut; 10¹² is every target reached.</summary>
public sealed record CompositeScore
{
    /// <summary>Digits after the point that the figures carry.</summary>
    public const int Digits = 12;

    /// <summary>Place of the unit in the run's list of units.</summary>
    public required int Unit { get; init; }

    /// <summary>The figure: the mean of the attainments that are counted. What a unit owes and did not report counts as nothing.</summary>
    public required BigInteger Counted { get; init; }

    /// <summary>The figure if the missing returns were at their worst.</summary>
    public required BigInteger Low { get; init; }

    /// <summary>The figure if they were at their best; null when nothing bounds it.</summary>
    public BigInteger? High { get; init; }

    /// <summary>What <see cref="Low"/> and <see cref="High"/> rest on.</summary>
    public required RangeBasis Basis { get; init; }

    /// <summary>False: too little is reported for a rank.</summary>
    public required bool Ranked { get; init; }

    /// <summary>
    /// The place among all units of the level by the exact figure, the highest first, from 0; equal places are equal figures to the last digit there could
    /// be. Ranks of any list follow from it.
    /// </summary>
    public required int Order { get; init; }

    /// <summary>The share of the weights that is reported, in units of 10⁻¹², cut.</summary>
    public required BigInteger Reported { get; init; }

    /// <summary>How many of the composite's indicators count for the unit.</summary>
    public required int Indicators { get; init; }

    /// <summary>Places of the indicators that are owed and not reported.</summary>
    public ImmutableArray<int> NotReported { get; init; } = [];

    /// <summary>Places of the indicators whose target asks for all and that are not at it. They stand beside the figure wherever it is shown.</summary>
    public ImmutableArray<int> Failed { get; init; } = [];
}

/// <summary>The composite scores of one composite at one level, by unit.</summary>
/// <param name="Composite">Code of the composite.</param>
/// <param name="Level">The level.</param>
/// <param name="Scores">One for each unit to which anything of it applies, in the order of the run's units.</param>
public sealed record CompositeBlock(string Composite, UnitLevel Level, ImmutableArray<CompositeScore> Scores);
