namespace Kpi.Domain.Identity;

/// <summary>What somebody may do within a unit and all below it.</summary>
[Flags]
public enum Permission
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>See scores, reports, units and the catalogue.</summary>
    Read = 1,

    /// <summary>Send returns and see one's own.</summary>
    Submit = 2,

    /// <summary>See every return of the subtree with its findings; approve or send back.</summary>
    Review = 4,

    /// <summary>Start calculations and ask for reports.</summary>
    Calculate = 8,

    /// <summary>Manage users, units, the catalogue and jobs.</summary>
    Administer = 16,
}

/// <summary>One right: a set of permissions over a unit and everything below it.</summary>
/// <param name="Role">Role code from <c>roles.json</c>.</param>
/// <param name="Permissions">What the role allows.</param>
/// <param name="UnitCode">The unit at the top of the subtree; <c>VN</c> for everything.</param>
public sealed record Grant(string Role, Permission Permissions, string UnitCode);
