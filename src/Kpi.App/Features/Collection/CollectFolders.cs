using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Collection;

/// <summary>What one look into the folders did.</summary>
/// <param name="Troubles">Files and folders that somebody must see to, each said once per look.</param>
public sealed record CollectResult(int Received, int Done, int Refused, IReadOnlyList<Text> Troubles);

/// <summary>Takes stable files out of drop folders through the one door, and lays each in <c>done</c> or <c>refused</c> once it is judged.</summary>
public sealed class CollectFolders
{
    public Task<CollectResult> Run(Actor actor, CancellationToken token) => throw new NotImplementedException();
}
