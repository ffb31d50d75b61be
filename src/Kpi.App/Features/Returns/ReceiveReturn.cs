using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Returns;

/// <summary>The one door: keeps the bytes and gives a receipt. Reading is owed from then on.</summary>
public sealed class ReceiveReturn
{
    /// <summary>One outcome per file, in their order. A problem means: this file was not kept, the others were.</summary>
    public Task<IReadOnlyList<Outcome<Receipt>>> Run(IReadOnlyList<IncomingFile> files, Actor actor, CancellationToken token) =>
        throw new NotImplementedException();
}
