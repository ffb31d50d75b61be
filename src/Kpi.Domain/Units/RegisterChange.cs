using System.Collections.Immutable;

namespace Kpi.Domain.Units;

/// <summary>What a register row does to the register.</summary>
public enum UnitChangeKind
{
    /// <summary>A unit that the register did not have.</summary>
    Added,

    /// <summary>A new version of a known unit; the version before it ends the day before.</summary>
    Changed,

    /// <summary>A version whose attributes are replaced without a new date.</summary>
    Corrected,

    /// <summary>A unit that is no longer in force after a day.</summary>
    Ended,
}

/// <summary>One change that a register file makes.</summary>
/// <param name="Kind">What sort of change.</param>
/// <param name="Row">Row in the file; 1 is the header.</param>
/// <param name="Code">Code of the unit.</param>
/// <param name="Name">Name of the unit.</param>
/// <param name="Day">First day of the version made or corrected; for an ended unit, its last day.</param>
/// <param name="What">What differs.</param>
public sealed record UnitChange(UnitChangeKind Kind, int Row, string Code, string Name, DateOnly Day, Text What)
{
    /// <summary>The sheet the row stands in; null: the units'.</summary>
    public string? Sheet { get; init; }
}

/// <summary>What a register file makes of a register.</summary>
/// <param name="Faults">What is wrong; when there is anything, nothing else is given.</param>
/// <param name="Changes">The changes, in the order of the rows.</param>
/// <param name="Same">Rows that say what the register already holds.</param>
/// <param name="Written">Versions to insert, or to put in the place of those with the same unit and first day.</param>
/// <param name="Replaced">Which of the written versions are there already.</param>
/// <param name="Successions">Successions to insert.</param>
public sealed record RegisterResult(
    ImmutableArray<RegisterFault> Faults,
    ImmutableArray<UnitChange> Changes,
    int Same,
    ImmutableArray<UnitVersion> Written,
    ImmutableArray<UnitVersion> Replaced,
    ImmutableArray<UnitSuccession> Successions)
{
    /// <summary>Weights to insert, or to put in the place of those of the same unit, part, day and element.</summary>
    public ImmutableArray<UnitSplit> Splits { get; init; } = [];

    /// <summary>Which weights no longer hold.</summary>
    public ImmutableArray<UnitSplit> ReplacedSplits { get; init; } = [];
}
