using Kpi.App.Features.Completeness;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;

namespace Kpi.Web.Features.Completeness;

/// <summary>What of completeness a caller may see: one place for page and API.</summary>
public sealed class CompletenessSight(FindCompleteness find, IServiceProvider services)
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

    private async Task<Func<UnitVersion, bool>> Sees(Caller caller, Permission permission, CancellationToken token)
    {
        var sees = await caller.Sees(services, permission, token);
        return unit => sees(unit.UnitId);
    }
}
