using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Reports;

/// <summary>Prints a stored run as a workbook and keeps it. The same request over the same run gives the same bytes.</summary>
public sealed class BuildReport
{
    public Task<Outcome<BuiltReport>> Run(ReportRequest request, Actor actor, CancellationToken token) => throw new NotImplementedException();
}
