using Kpi.App.Features.Completeness;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;

namespace Kpi.Web.Features.Completeness;

/// <summary>What of completeness a caller may see: one place for page and API.</summary>
public sealed class CompletenessSight(FindCompleteness find, UnitReader units, TimeProvider clock)
{
    public async Task<Outcome<CompletenessOf>> Run(Caller caller, Period period, string? unitCode, CancellationToken token) =>
        await find.Run(period, unitCode, await Sees(caller, Permission.Read, token), token);

    public async Task<Outcome<IReadOnlyList<FilingMonth>>> Trend(Caller caller, Period until, int months, string? unitCode, CancellationToken token) =>
        await find.Trend(until, months, unitCode, await Sees(caller, Permission.Read, token), token);

    /// <summary>
    /// Whose telephone the caller may know: who reviews a unit calls it. Others see that a return is missing, not whom they could bother.
    /// </summary>
    public async Task<Func<Filing, bool>> MayCall(Caller caller, CancellationToken token)
    {
        var sees = await Sees(caller, Permission.Review, token);
        return filing => sees(filing.Unit);
    }

    /// <summary>Grants speak of the register of today; a unit of then is looked up by what carries it on.</summary>
    private async Task<Func<UnitVersion, bool>> Sees(Caller caller, Permission permission, CancellationToken token)
    {
        if (caller.Grants.Any(g => g.UnitCode == Geography.NationCode && g.Permissions.HasFlag(permission))) return static _ => true;
        var today = await units.On(BusinessDay.Today(clock), token);
        var mine = Access.Of(caller.Grants, today).Units(permission).Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal);
        return unit => mine.Contains(unit.UnitId) || (today.CarriedOn(unit.UnitId) is { } now && mine.Contains(now.UnitId));
    }
}
