using System.Collections.Immutable;
using Kpi.Domain.Units;

namespace Kpi.Domain.Identity;

/// <summary>What somebody's grants allow in one geography. Deny by default: a unit that is not in force is allowed to grants over the nation only.</summary>
public sealed class Access
{
    private readonly Geography _geography;

    private Access(ImmutableArray<Grant> grants, Geography geography)
    {
        Grants = grants;
        _geography = geography;
    }

    /// <summary>The grants it rests on.</summary>
    public ImmutableArray<Grant> Grants { get; }

    /// <summary>The access that grants give in the geography of a day.</summary>
    public static Access Of(IEnumerable<Grant> grants, Geography geography) => new([.. grants], geography);

    /// <summary>Whether there is any unit over which it holds.</summary>
    public bool Allows(Permission permission) => Grants.Any(grant => Gives(grant, permission));

    /// <summary>Whether it holds over the nation, and so over every unit that is, was or cannot be made out.</summary>
    public bool AllowsEverywhere(Permission permission) =>
        Grants.Any(grant => grant.UnitCode == Geography.NationCode && Gives(grant, permission));

    /// <summary>The unit in force with a code; null when there is none.</summary>
    public UnitVersion? Unit(string code) => _geography.ByCode(code);

    /// <summary>Whether it holds over a unit.</summary>
    public bool Allows(Permission permission, string unitCode)
    {
        var unit = _geography.ByCode(unitCode);
        foreach (var grant in Grants)
        {
            if (!Gives(grant, permission)) continue;
            if (grant.UnitCode == Geography.NationCode) return true;
            if (unit is not null && Reaches(grant, permission, unit)) return true;
        }

        return false;
    }

    /// <summary>Every unit in force over which it holds, in the order of their codes.</summary>
    public IEnumerable<UnitVersion> Units(Permission permission) => _geography.Units.Where(unit => Allows(permission, unit.Code));

    private static bool Gives(Grant grant, Permission permission) =>
        permission != Permission.None && (grant.Permissions & permission) == permission;

    private bool Reaches(Grant grant, Permission permission, UnitVersion unit)
    {
        if (unit.Code == grant.UnitCode) return true;
        // Facilities of Defence and Public Security stand outside provincial approval (policy Q28).
        if (permission.HasFlag(Permission.Review) && unit.Manager is (Manager.Defence or Manager.PublicSecurity)) return false;
        return _geography.ByCode(grant.UnitCode) is { } top && _geography.IsWithin(unit, top);
    }
}
