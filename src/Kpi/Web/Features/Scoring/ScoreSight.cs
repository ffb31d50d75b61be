using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Hosting;

namespace Kpi.Web.Features.Scoring;

/// <summary>
/// Whose scores of a run a caller may read. The code is looked up as of the run's day, and the unit it meant then, or what carries that on, must be
/// one that the caller reads today: a code that was given to another unit since opens nobody's past.
/// </summary>
internal static class ScoreSight
{
    /// <returns>Why not; null when the caller may.</returns>
    public static async Task<Problem?> Refuses(Caller caller, IServiceProvider services, RunInfo run, string unitCode, CancellationToken token)
    {
        if ((await services.GetRequiredService<RunUnits>().Find(run, unitCode, token)).TryGet(out var unit, out var unknown))
            return (await caller.Sees(services, Permission.Read, token))(unit.Unit.UnitId) ? null : ProblemMapping.NotAllowed;
        return (await caller.Access(services, token)).Allows(Permission.Read, unitCode) ? unknown : ProblemMapping.NotAllowed;
    }
}
