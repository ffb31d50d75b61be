using Kpi.Domain.Units;

namespace Kpi.Documents;

/// <summary>A unit as it stood on a day: what <c>kpi units list --json</c> and <c>GET /api/v1/units</c> give.</summary>
public sealed record UnitDocument(
    string Code, string Name, string Kind, string? Class, string? Level, string? Ownership, string? Manager, bool Urban, string? Parent,
    string? Province, string ValidFrom, string? ValidTo)
{
    public static UnitDocument Of(UnitVersion unit, Geography geography) => new(
        unit.Code, unit.Name, Words.Kebab(unit.Kind),
        unit.Class is { } facilityClass ? UnitNames.Classes.Code(facilityClass) : null,
        unit.Level is { } level ? Words.Kebab(level) : null,
        unit.Ownership is { } ownership ? Words.Kebab(ownership) : null,
        unit.Manager is { } manager ? Words.Kebab(manager) : null,
        geography.IsUrban(unit), geography.ParentOf(unit)?.Code, geography.ProvinceOf(unit)?.Code,
        Words.Day(unit.ValidFrom), unit.ValidTo is { } to ? Words.Day(to) : null);
}
