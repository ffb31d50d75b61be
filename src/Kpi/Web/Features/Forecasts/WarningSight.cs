using Kpi.App.Features.Forecasts;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;

namespace Kpi.Web.Features.Forecasts;

/// <summary>Which warnings a caller may see: those of the units whose results it reads. One place for page and API.</summary>
public sealed class WarningSight(FindWarnings find, UnitReader units, TimeProvider clock)
{
    public async Task<Outcome<WarningsOf>> Run(Caller caller, Period period, string? unitCode, CancellationToken token) =>
        await find.Run(period, unitCode, await Sees(caller, token), token);

    /// <summary>Grants speak of the register of today; a unit of then is looked up by what carries it on.</summary>
    private async Task<Func<UnitVersion, bool>> Sees(Caller caller, CancellationToken token)
    {
        var today = await units.On(BusinessDay.Today(clock), token);
        var access = Access.Of(caller.Grants, today);
        if (access.AllowsEverywhere(Permission.Read)) return static _ => true;
        var mine = access.Units(Permission.Read).Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal);
        return unit => mine.Contains(unit.UnitId) || (today.CarriedOn(unit.UnitId) is { } now && mine.Contains(now.UnitId));
    }
}
