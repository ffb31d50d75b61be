using System.Collections.Immutable;
using System.Text.Json;
using Kpi.Domain;
using Kpi.Domain.Identity;
using NJsonSchema;

namespace Kpi.App.Features.Identity;

/// <summary>A named set of permissions.</summary>
public sealed record Role(string Code, Text Name, Permission Permissions);

/// <summary>The roles of <c>roles.json</c>, checked against its schema when loaded.</summary>
public sealed class Roles
{
    private static readonly Lazy<Roles> Embedded = new(() => Read(Resource("seed/roles.json")).Value);

    private Roles(ImmutableArray<Role> all) => All = all;

    public static Roles Shipped => Embedded.Value;

    public ImmutableArray<Role> All { get; }

    public Role? Find(string code) => All.FirstOrDefault(role => role.Code == code);

    /// <summary>A grant of a role; a role that no longer exists gives nothing.</summary>
    internal Grant Over(string role, string unitCode) => new(role, Find(role)?.Permissions ?? Permission.None, unitCode);

    public static Outcome<Roles> Read(string json)
    {
        List<string> faults;
        try
        {
            faults = [.. JsonSchema.FromJsonAsync(Resource("seed/roles.schema.json")).GetAwaiter().GetResult()
                .Validate(json).Select(fault => $"{fault.Path}: {fault.Kind}")];
        }
        catch (Newtonsoft.Json.JsonException fault)
        {
            faults = [fault.Message];
        }

        if (faults.Count > 0) return Refused(string.Join("; ", faults));
        var file = JsonSerializer.Deserialize<RoleFile>(json, JsonSerializerOptions.Web)!;
        var roles = file.Roles.Select(role => new Role(role.Code, new Text(role.Name.Vi, role.Name.En),
            role.Permissions.Aggregate(Permission.None, (all, name) => all | Enum.Parse<Permission>(name, ignoreCase: true)))).ToImmutableArray();
        var twice = roles.GroupBy(role => role.Code, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? new Roles(roles) : Refused($"{twice.Key} ×{twice.Count()}");
    }

    private static Problem Refused(string reason) =>
        Problem.Invalid("roles-refused", $"Tệp vai trò (roles.json) không hợp lệ: {reason}.", $"The roles (roles.json) are not valid: {reason}.");

    private static string Resource(string name)
    {
        using var stream = typeof(Roles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program lacks its resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record RoleFile(ImmutableArray<RoleEntry> Roles);

    private sealed record RoleEntry(string Code, RoleName Name, ImmutableArray<string> Permissions);

    private sealed record RoleName(string Vi, string En);
}
