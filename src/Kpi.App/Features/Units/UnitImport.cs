using System.Collections.Immutable;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Units;

/// <summary>What a register file changed, or would change.</summary>
/// <param name="Changed">New versions and corrections together.</param>
/// <param name="Same">Rows that say what the register already holds.</param>
public sealed record UnitImport(int Added, int Changed, int Ended, int Same, ImmutableArray<UnitChange> Changes, bool DryRun)
{
    /// <summary>Units of which it is now known whom to call, or somebody else.</summary>
    public int Contacts { get; init; }

    /// <summary>Weights by which units are shared among their parts, new or changed.</summary>
    public int Splits { get; init; }
}
