using Kpi.App.Features.Returns.Profiles;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Hosting;

namespace Kpi.Web.Features.Returns;

/// <summary>
/// Who may see, propose and confirm how a unit's own workbooks are read: one place for page and API. Whoever may send for the unit or review it
/// sees and proposes; a reviewer of the unit confirms and ends.
/// </summary>
public sealed class ProfileSight(ProfileReader profiles, IServiceProvider services)
{
    private const int Most = 500;

    public async Task<(IReadOnlyList<ReadingProfile> Profiles, IReadOnlyList<StoredProposal> Waiting)> List(Caller caller, CancellationToken token)
    {
        var units = ReturnSight.UnitsOf(await caller.Access(services, token));
        return (await profiles.List(units, Most, token), await profiles.Waiting(units, Most, token));
    }

    public async Task<Outcome<ReadingProfile>> Find(Caller caller, string id, CancellationToken token) =>
        Ids.TryRead(id, out var number) && await profiles.Get(number, token) is { } profile && MayPropose(await caller.Access(services, token), profile.Content.Facility)
            ? profile
            : NotFound(id);

    public async Task<Outcome<(StoredProposal Stored, ProfileProposal Content)>> FindProposal(Caller caller, string? id, CancellationToken token) =>
        Ids.TryRead(id, out var number) && await profiles.Proposal(number, token) is { } proposal && MayPropose(await caller.Access(services, token), proposal.Stored.Facility)
            ? proposal
            : NotFound(id ?? "");

    public async Task<bool> MayPropose(Caller caller, string facility, CancellationToken token) => MayPropose(await caller.Access(services, token), facility);

    public async Task<bool> MayConfirm(Caller caller, string facility, CancellationToken token) => (await caller.Access(services, token)).Allows(Permission.Review, facility);

    private static bool MayPropose(Access access, string facility) => access.Allows(Permission.Submit, facility) || access.Allows(Permission.Review, facility);

    private static Problem NotFound(string id) =>
        Problem.NotFound("no-such-profile", $"Không có cách đọc hay đề xuất mang mã “{id}”.", $"There is no profile or proposal with the id “{id}”.");
}
