using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Units;

/// <summary>A register file (csv or xlsx) → units. All of it or nothing; a dry run only tells what would change.</summary>
public sealed class ImportUnits
{
    public Task<Outcome<UnitImport>> Run(
        string fileName, ReadOnlyMemory<byte> bytes, bool dryRun, Actor actor, CancellationToken token) => throw new NotImplementedException();
}
