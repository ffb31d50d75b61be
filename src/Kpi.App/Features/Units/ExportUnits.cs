using Kpi.Domain;

namespace Kpi.App.Features.Units;

/// <summary>The whole register as a file that <see cref="ImportUnits"/> reads back without a change; csv or xlsx by the file's extension.</summary>
public sealed class ExportUnits
{
    public Task<Outcome<byte[]>> Run(string fileName, CancellationToken token) => throw new NotImplementedException();
}
