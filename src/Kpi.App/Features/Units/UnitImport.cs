using System.Collections.Immutable;
using Kpi.Domain;

namespace Kpi.App.Features.Units;

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

/// <param name="Row">Row in the file; 1 is the header.</param>
/// <param name="From">First day of the version that the change makes or touches; for an ended unit, its last day.</param>
/// <param name="What">What differs, said in both languages.</param>
public sealed record UnitChange(UnitChangeKind Kind, int Row, string Code, string Name, DateOnly From, Text What);

/// <param name="Changed">New versions and corrections together.</param>
/// <param name="Same">Rows that say what the register already holds.</param>
public sealed record UnitImport(int Added, int Changed, int Ended, int Same, ImmutableArray<UnitChange> Changes, bool DryRun);
