using Kpi.App.Features.Forecasts;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;

namespace Kpi.Web.Features.Forecasts;

/// <summary>Which warnings a caller may see: those of the units whose results it reads. One place for page and API.</summary>
public sealed class WarningSight(FindWarnings find, IServiceProvider services)
{
    public async Task<Outcome<WarningsOf>> Run(Caller caller, Period period, string? unitCode, CancellationToken token)
    {
        var sees = await caller.Sees(services, Permission.Read, token);
        return await find.Run(period, unitCode, unit => sees(unit.UnitId), token);
    }
}
