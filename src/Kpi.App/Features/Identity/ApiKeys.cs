using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Identity;

/// <summary>Keys for programs: one role over one unit, expiring, kept as a hash.</summary>
public sealed class ApiKeys
{
    public Task<IReadOnlyList<ApiKeyInfo>> List(CancellationToken token) => throw new NotImplementedException();

    public Task<Outcome<NewApiKey>> Add(
        string name, string role, string unitCode, TimeSpan lifetime, Actor actor, CancellationToken token) =>
        throw new NotImplementedException();

    public Task<Outcome<ApiKeyInfo>> Revoke(string keyId, Actor actor, CancellationToken token) => throw new NotImplementedException();

    /// <summary>What a presented key may do; null when it is unknown, revoked or expired.</summary>
    public Task<ApiKeyAccount?> Check(string presented, CancellationToken token) => throw new NotImplementedException();
}
