using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Units;
using Kpi.Hosting;

namespace Kpi.Web.Features.Returns;

/// <summary>Which returns a caller may see or judge: one place for page and API. What one may not see does not exist.</summary>
public sealed class ReturnSight(ReturnReader returns, IServiceProvider services)
{
    private const Permission Seeing = Permission.Submit | Permission.Review;

    /// <summary>A list narrowed to what the caller may see: all, or the units of the grants and what the caller sent.</summary>
    public async Task<ReturnFilter> Narrow(Caller caller, ReturnFilter filter, CancellationToken token)
    {
        var access = await caller.Access(services, token);
        if (SeesAll(access)) return filter;
        var units = UnitIds(access);
        // What one sent oneself belongs to it even when the file was so wrong that nobody could tell whose it is.
        return units.Count > 0 ? filter with { UnitIds = units, OrSender = caller.Name } : filter with { Sender = caller.Name };
    }

    public async Task<Outcome<ReturnDetail>> Find(Caller caller, string id, CancellationToken token)
    {
        if (!Ids.TryRead(id, out var number) || await returns.Get(number, token) is not { } detail) return NotFound(id);
        if (detail.Summary.Sender == caller.Name) return detail;
        var access = await caller.Access(services, token);
        return SeesAll(access) || (detail.Summary.UnitId is { } unit && UnitIds(access).Contains(unit)) ? detail : NotFound(id);
    }

    public async Task<Outcome<ReturnDetail>> FindForReview(Caller caller, string id, CancellationToken token)
    {
        if (!(await Find(caller, id, token)).TryGet(out var detail, out var problem)) return problem;
        var access = await caller.Access(services, token);
        return MayReview(access, detail.Summary) ? detail : ProblemMapping.NotAllowed;
    }

    public static bool MayReview(Access access, ReturnSummary summary) =>
        summary.Facility is { } facility && access.Allows(Permission.Review, facility);

    /// <summary>The units for which, and for all within which, the caller may send, a space between; null when for everybody.</summary>
    public static string? RequiredFacility(Access access)
    {
        var units = access.Grants.Where(g => g.Permissions.HasFlag(Permission.Submit)).Select(g => g.UnitCode).Distinct(StringComparer.Ordinal).ToList();
        return units.Contains(Geography.NationCode) ? null : string.Join(' ', units.Order(StringComparer.Ordinal));
    }

    private static bool SeesAll(Access access) => Each(Seeing).Any(p => access.Grants.Any(g => g.UnitCode == Geography.NationCode && g.Permissions.HasFlag(p)));

    private static HashSet<string> UnitIds(Access access) =>
        Each(Seeing).SelectMany(access.Units).Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<Permission> Each(Permission permissions) =>
        Enum.GetValues<Permission>().Where(p => p != Permission.None && permissions.HasFlag(p));

    private static Problem NotFound(string id) =>
        Problem.NotFound("no-such-return", $"Không có báo cáo mang mã “{id}”.", $"There is no return with the id “{id}”.");
}
