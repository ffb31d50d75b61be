using Kpi.App.Platform;

namespace Kpi.App.Features.Returns;

/// <summary>Reads and judges what was received, batch after batch, until nothing is owed that nobody holds.</summary>
public sealed class ProcessReturns
{
    /// <summary>How many returns were judged.</summary>
    public Task<int> Run(int batch, Actor actor, CancellationToken token) => throw new NotImplementedException();
}
