using System.Collections.Immutable;
using Kpi.Domain;
using Kpi.Domain.Identity;

namespace Kpi.App.Features.Identity;

/// <summary>A named set of permissions.</summary>
public sealed record Role(string Code, Text Name, Permission Permissions);

/// <summary>The roles of <c>roles.json</c>, checked against its schema when loaded.</summary>
public sealed class Roles
{
    public static Roles Shipped { get; } = new();

    public ImmutableArray<Role> All => throw new NotImplementedException();

    public Role? Find(string code) => throw new NotImplementedException();
}
