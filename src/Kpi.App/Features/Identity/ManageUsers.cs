using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Identity;

/// <summary>What administrators do to accounts.</summary>
public sealed class ManageUsers
{
    public Task<IReadOnlyList<Account>> List(CancellationToken token) => throw new NotImplementedException();

    /// <summary>A new account; the outcome is its one-time password.</summary>
    public Task<Outcome<string>> Add(
        string login, string displayName, IReadOnlyList<GrantRequest> grants, Actor actor, CancellationToken token) =>
        throw new NotImplementedException();

    /// <summary>A new one-time password; unlocks and enables the account and ends its sessions.</summary>
    public Task<Outcome<string>> Reset(string login, Actor actor, CancellationToken token) => throw new NotImplementedException();

    /// <summary>Nobody signs in with it any more, and its sessions end. The last administrator cannot be disabled.</summary>
    public Task<Outcome<Account>> Disable(string login, Actor actor, CancellationToken token) => throw new NotImplementedException();

    /// <summary>Replaces the account's grants.</summary>
    public Task<Outcome<Account>> Grant(
        string login, IReadOnlyList<GrantRequest> grants, Actor actor, CancellationToken token) => throw new NotImplementedException();
}
