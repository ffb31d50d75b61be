using Kpi.Domain.Units;

namespace Kpi.App.Features.Units;

/// <summary>The register as other features see it.</summary>
public sealed class UnitReader
{
    /// <summary>All versions of all units; kept in memory until the register changes.</summary>
    public Task<UnitTree> Tree(CancellationToken token) => throw new NotImplementedException();

    /// <summary>The register as it stood on a day; kept in memory until the register changes.</summary>
    public Task<Geography> On(DateOnly day, CancellationToken token) => throw new NotImplementedException();
}
