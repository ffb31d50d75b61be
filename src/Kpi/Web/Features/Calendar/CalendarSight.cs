using Kpi.App.Features.Calendar;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Calendar;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;

namespace Kpi.Web.Features.Calendar;

/// <summary>What of the calendar concerns a caller: one place for page and API.</summary>
public sealed class CalendarSight(CalendarReader calendar, UnitReader units, TimeProvider clock)
{
    /// <summary>Decisions about what the caller may read, or about an area around it; newest first.</summary>
    public async Task<IReadOnlyList<PeriodDecision>> Decisions(Caller caller, Period? period, CancellationToken token)
    {
        var concerns = await Concerns(caller, token);
        return [.. (await calendar.Decisions(period, token)).Where(d => concerns(d.UnitId))];
    }

    /// <summary>Requests of units that the caller may read, or of an area around them; newest first.</summary>
    public async Task<IReadOnlyList<Extension>> Extensions(Caller caller, ExtensionFilter filter, CancellationToken token)
    {
        var concerns = await Concerns(caller, token);
        return [.. (await calendar.Extensions(filter, token)).Where(e => concerns(e.UnitId))];
    }

    private async Task<Func<string, bool>> Concerns(Caller caller, CancellationToken token)
    {
        var today = await units.On(BusinessDay.Today(clock), token);
        var access = Access.Of(caller.Grants, today);
        var own = caller.Grants.Where(g => g.Permissions.HasFlag(Permission.Read)).Select(g => today.ByCode(g.UnitCode)).OfType<UnitVersion>().ToList();
        return unitId => today.CarriedOn(unitId) is { } unit
            ? access.Allows(Permission.Read, unit.Code) || own.Any(o => today.IsWithin(o, unit))
            : access.Allows(Permission.Read, "");
    }
}
