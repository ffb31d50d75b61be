using System.Collections.Immutable;
using Kpi.Domain.Identity;

namespace Kpi.App.Features.Identity;

/// <summary>A person who may sign in.</summary>
/// <param name="Login">Lower case.</param>
/// <param name="MustChangePassword">The password was made by somebody else: nothing but changing it is allowed.</param>
/// <param name="LockedUntil">Too many wrong passwords; null when not locked.</param>
/// <param name="SecurityStamp">Changes with the password, a reset, a disabling and the grants: a session that carries another one is over.</param>
public sealed record Account(
    string Login,
    string DisplayName,
    bool MustChangePassword,
    bool Disabled,
    DateTimeOffset? LockedUntil,
    string SecurityStamp,
    DateTimeOffset CreatedAt,
    ImmutableArray<Grant> Grants);

/// <summary>What a valid API key may do.</summary>
public sealed record ApiKeyAccount(string KeyId, string Name, ImmutableArray<Grant> Grants);

/// <summary>A key as it is listed: never the secret.</summary>
public sealed record ApiKeyInfo(
    string KeyId, string Name, string Role, string UnitCode, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>A key at the only moment when its secret can be seen.</summary>
/// <param name="Key">What the client sends: <c>kpi_&lt;keyid&gt;_&lt;secret&gt;</c>.</param>
public sealed record NewApiKey(string KeyId, string Key, DateTimeOffset ExpiresAt);

/// <summary>A role over a unit and all below it, as asked for.</summary>
public sealed record GrantRequest(string Role, string UnitCode);
