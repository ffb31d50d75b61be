namespace Kpi.App.Features.Units;

/// <summary>The nation, the ministry and the provinces of 2008 and 2025 that come with the program.</summary>
public sealed class ShippedUnits
{
    /// <summary>Adds what the register lacks of them; what is there stays as it is.</summary>
    public Task Ensure(CancellationToken token) => throw new NotImplementedException();
}
