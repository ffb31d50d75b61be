using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Units;
using Kpi.Hosting;

namespace Kpi.Web.Features.Returns;

/// <summary>Which returns a caller may see or judge: one place for page and API. What one may not see does not exist.</summary>
public sealed class ReturnSight(ReturnReader returns, ReturnEvidence evidence, ReturnQuestions questions, IServiceProvider services)
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

    public Task<Outcome<ReturnDetail>> Find(Caller caller, string id, CancellationToken token) => FindFor(ReturnAct.See, caller, id, token);

    /// <summary>The return, for somebody who wants to do something with it. What one may not see does not exist; what one sees can be forbidden.</summary>
    public async Task<Outcome<ReturnDetail>> FindFor(ReturnAct act, Caller caller, string id, CancellationToken token)
    {
        if (!Ids.TryRead(id, out var number) || await returns.Get(number, token) is not { } detail) return NotFound(id);
        var access = await caller.Access(services, token);
        if (!ReturnRights.May(ReturnAct.See, caller.Name, access, detail.Summary)) return NotFound(id);
        // Who sent a return may read on why they cannot approve it: the use case says so.
        var asked = act == ReturnAct.Approve ? ReturnAct.SendBack : act;
        return ReturnRights.May(asked, caller.Name, access, detail.Summary) ? detail : ProblemMapping.NotAllowed;
    }

    /// <summary>The versions of a return that the caller may see; the return itself is one of them.</summary>
    public async Task<IReadOnlyList<ReturnVersion>> Chain(Caller caller, ReturnSummary item, CancellationToken token)
    {
        var access = await caller.Access(services, token);
        return [.. (await returns.Chain(item, token)).Where(v => ReturnRights.May(ReturnAct.See, caller.Name, access, v.Summary))];
    }

    /// <summary>A piece of evidence of a return or of another version of it.</summary>
    public async Task<Outcome<EvidencePiece>> FindEvidence(Caller caller, string id, string piece, CancellationToken token)
    {
        if (!(await Find(caller, id, token)).TryGet(out var detail, out var problem)) return problem;
        return Ids.TryRead(piece, out var number) && await evidence.Find(number, token) is { } found
            && (await Chain(caller, detail.Summary, token)).Any(v => v.Summary.Id == found.ReturnId)
            ? found
            : Problem.NotFound("no-such-evidence", $"Không có minh chứng mang mã “{piece}”.", $"There is no evidence with the id “{piece}”.");
    }

    /// <summary>The id of a question about a return or about another version of it.</summary>
    public async Task<Outcome<long>> FindQuestion(Caller caller, ReturnSummary item, string question, CancellationToken token) =>
        Ids.TryRead(question, out var number) && await questions.Find(number, token) is { } found
        && (await Chain(caller, item, token)).Any(v => v.Summary.Id == found.ReturnId)
            ? number
            : Problem.NotFound("no-such-question", $"Không có câu hỏi mang mã “{question}”.", $"There is no question with the id “{question}”.");

    /// <summary>The units for which, and for all within which, the caller may send, a space between; null when for everybody.</summary>
    public static string? RequiredFacility(Access access)
    {
        var units = access.Grants.Where(g => g.Permissions.HasFlag(Permission.Submit)).Select(g => g.UnitCode).Distinct(StringComparer.Ordinal).ToList();
        return units.Contains(Geography.NationCode) ? null : string.Join(' ', units.Order(StringComparer.Ordinal));
    }

    /// <summary>Identities of the units for which the caller may send or whose returns the caller reviews; null when that is everybody.</summary>
    public static IReadOnlyCollection<string>? UnitsOf(Access access) => SeesAll(access) ? null : UnitIds(access);

    private static bool SeesAll(Access access) => Each(Seeing).Any(p => access.Grants.Any(g => g.UnitCode == Geography.NationCode && g.Permissions.HasFlag(p)));

    private static HashSet<string> UnitIds(Access access) =>
        Each(Seeing).SelectMany(access.Units).Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<Permission> Each(Permission permissions) =>
        Enum.GetValues<Permission>().Where(p => p != Permission.None && permissions.HasFlag(p));

    private static Problem NotFound(string id) =>
        Problem.NotFound("no-such-return", $"Không có báo cáo mang mã “{id}”.", $"There is no return with the id “{id}”.");
}
