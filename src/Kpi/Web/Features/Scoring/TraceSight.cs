using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Hosting;

namespace Kpi.Web.Features.Scoring;

/// <summary>
/// Which returns a caller may trace upwards: those it may see, and accepted ones of units whose scores it reads, because the trail downwards shows
/// them as well. One place for page and API. What one may not see does not exist; scores of areas that one may not read are left out.
/// </summary>
public sealed class TraceSight(TraceCell trace, ReturnReader returns, IServiceProvider services)
{
    public async Task<Outcome<CellTrace>> Run(Caller caller, string id, string? cell, string? element, bool every, CancellationToken token)
    {
        if (!Ids.TryRead(id, out var number) || !(await returns.Summaries([number], token)).TryGetValue(number, out var item)) return TraceCell.NoSuchReturn(id);
        var reads = await caller.Sees(services, Permission.Read, token);
        var sees = ReturnRights.May(ReturnAct.See, caller.Name, await caller.Access(services, token), item)
            || (item is { Version: not null, UnitId: { } unit } && reads(unit));
        return sees ? await trace.Run(new TraceQuestion(number, cell, element, every), caller.Actor, reads, token) : TraceCell.NoSuchReturn(id);
    }
}
