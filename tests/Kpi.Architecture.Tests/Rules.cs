using System.Collections.Frozen;
using Mono.Cecil;

namespace Kpi.Architecture.Tests;

/// <summary>The ladder and the walls of the design. Each rule names the types that break it, with what they should not have named.</summary>
internal static class Rules
{
    private const string Domain = "Kpi.Domain", App = "Kpi.App", Features = "Kpi.App.Features", Platform = "Kpi.App.Platform", Web = "Kpi.Web";

    /// <summary>Each may use what stands before it. A new feature is put here on purpose, or fails.</summary>
    private static readonly string[] DomainLadder =
        ["", "Periods", "Units", "Identity", "Indicators", "Calendar", "Returns", "Scoring", "Forecasts", "Notifications"];

    private static readonly string[] AppLadder =
        ["Platform", "Audit", "Units", "Identity", "Indicators", "Calendar", "Receipts", "Returns", "Completeness", "Collection", "Scoring", "Recalculation", "Forecasts", "Reports", "Notifications"];

    /// <summary>Used by nobody but the composition root and the host.</summary>
    private static readonly FrozenSet<string> Leaves = FrozenSet.Create("Completeness", "Collection", "Recalculation", "Reports", "Notifications");

    private static readonly FrozenSet<string> HostFolders = FrozenSet.Create("Cli", "Documents", "Hosting", "Web");

    /// <summary>Web folders beside those of the features: the one page that reads many, and the one that watches the service itself.</summary>
    private static readonly FrozenSet<string> FreeWebFolders = FrozenSet.Create("Home", "System");

    public static IEnumerable<string> UnknownNamespaces(IEnumerable<CodeType> types) => types
        .Where(type => !IsKnown(type.Self))
        .Select(type => $"{type.Self.FullName} stands on no rung");

    public static IEnumerable<string> DomainClimbs(IEnumerable<CodeType> types) =>
        from type in types
        where type.Self.IsIn(Domain)
        let own = Array.IndexOf(DomainLadder, Part(type.Self, Domain))
        from name in type.Names
        where name.IsIn(App) || (name.Namespace == "Kpi" || name.IsIn("Kpi.Cli") || name.IsIn(Web) || name.IsIn("Kpi.Hosting")) || (name.IsIn(Domain) && Array.IndexOf(DomainLadder, Part(name, Domain)) > own)
        select Says(type, name);

    public static IEnumerable<string> AppClimbs(IEnumerable<CodeType> types) =>
        from type in types
        let own = RungOf(type.Self)
        where own is not null
        from name in type.Names
        where IsHost(name) || IsRoot(name) || (RungOf(name) is { } other && other != own && (Array.IndexOf(AppLadder, other) > Array.IndexOf(AppLadder, own) || Leaves.Contains(other)))
        select Says(type, name);

    public static IEnumerable<string> DomainOutOfItsLibrary(IEnumerable<CodeType> types) =>
        from type in types
        where type.Self.IsIn(Domain)
        from name in type.Names
        where !name.IsIn("Kpi") && !name.IsIn(Domain) && (!IsBaseLibrary(name) || name.IsIn("System.IO") || name.IsIn("System.Net") || IsTask(name)
            || name.FullName is "System.DateTime" or "System.TimeProvider" or "System.Console")
        select Says(type, name);

    /// <summary>What waits for something. Reckoning side by side waits for nothing but itself (ADR 0031).</summary>
    private static bool IsTask(Name name) => name.IsIn("System.Threading.Tasks") && !name.Type.StartsWith("Parallel", StringComparison.Ordinal);

    public static IEnumerable<string> FloatingPointOutsideForecasts(IEnumerable<CodeType> types) => types
        .Where(type => type.Self.IsIn(Domain) && Part(type.Self, Domain) != "Forecasts" && type.UsesFloatingPoint())
        .Select(type => $"{type.Self.FullName} reckons in floating point");

    public static IEnumerable<string> StoresNamedOutsideTheirFeature(IEnumerable<CodeType> types) =>
        from type in types
        from name in type.Names
        where name.Type.EndsWith("Store", StringComparison.Ordinal) && name.IsIn(Features) && RungOf(type.Self) != RungOf(name)
        select Says(type, name);

    public static IEnumerable<string> DapperOutsideStores(IEnumerable<CodeType> types) =>
        from type in types
        where !type.Self.IsIn($"{Platform}.Storage") && !EndsWithAny(type, "Store", "Reader")
        from name in type.Names
        where name.Assembly == "Dapper"
        select Says(type, name);

    public static IEnumerable<string> WorkbookLibrariesOutsideWorkbooks(IEnumerable<CodeType> types) =>
        from type in types
        where !type.Self.IsIn($"{Platform}.Workbooks") && !EndsWithAny(type, "Workbook")
        from name in type.Names
        where name.Assembly is "ClosedXML" or "DocumentFormat.OpenXml"
        select Says(type, name);

    public static IEnumerable<string> DialectsOutsideStorage(IEnumerable<CodeType> types) =>
        from type in types
        where !type.Self.IsIn($"{Platform}.Storage")
        from name in type.Names
        where name.FullName is $"{Platform}.Storage.SqlServerDialect" or $"{Platform}.Storage.SqliteDialect" || name.Assembly is "Microsoft.Data.SqlClient" or "Microsoft.Data.Sqlite"
        select Says(type, name);

    public static IEnumerable<string> HostTypesInApp(IEnumerable<CodeType> types) =>
        from type in types
        where type.Self.IsIn(App)
        from name in type.Names
        where name.Assembly.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.Assembly.StartsWith("Hangfire", StringComparison.Ordinal)
        select Says(type, name);

    public static IEnumerable<string> WebAboveItsFeature(IEnumerable<CodeType> types) =>
        from type in types
        where type.Self.IsIn($"{Web}.Features")
        let folder = Part(type.Self, $"{Web}.Features")
        from name in type.Names
        where name.IsIn(Features)
        where name.Type.EndsWith("Store", StringComparison.Ordinal)
            || (!FreeWebFolders.Contains(folder) && Array.IndexOf(AppLadder, RungOf(name)) > Array.IndexOf(AppLadder, folder))
        select Says(type, name);

    public static IEnumerable<string> OpenOrMutableDomainTypes(IEnumerable<CodeType> types) =>
        from type in types
        where type.Self.IsIn(Domain)
        from definition in type.WithNested()
        where definition.IsPublic || definition.IsNestedPublic
        where definition is { IsEnum: false, IsInterface: false }
        from fault in FaultsOf(definition)
        select $"{definition.FullName} {fault}";

    public static IEnumerable<string> AsyncMethodsWithoutToken(IEnumerable<CodeType> types) =>
        from type in types
        where type.Self.IsIn(App) || type.Self.IsIn(Domain)
        from definition in type.WithNested()
        where definition.IsPublic || definition.IsNestedPublic
        from method in definition.Methods
        where method is { IsPublic: true, IsGetter: false } && IsAsync(method.ReturnType) && !IsImposed(definition, method)
        where method.Parameters.LastOrDefault() is not { IsOptional: false, ParameterType.FullName: "System.Threading.CancellationToken" }
        select $"{definition.FullName}.{method.Name} takes no token at its end";

    private static IEnumerable<string> FaultsOf(TypeDefinition type)
    {
        if (type is { IsValueType: false, IsAbstract: false, IsSealed: false }) yield return "is not sealed";
        foreach (var property in type.Properties)
        {
            if (property.SetMethod is { IsPublic: true } setter && setter.ReturnType is not RequiredModifierType) yield return $"lets {property.Name} be set";
        }

        foreach (var field in type.Fields)
        {
            if (field is { IsStatic: false, IsInitOnly: false, IsPublic: true }) yield return $"lets {field.Name} be changed";
        }

        // A ref struct lives in one method and is nobody's value: a reader may keep its place in it.
        if (type.IsValueType && !type.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "IsReadOnlyAttribute" or "IsByRefLikeAttribute")) yield return "is a struct that can change";
    }

    private static bool IsAsync(TypeReference type) =>
        type.Namespace == "System.Threading.Tasks" && type.Name is "Task" or "Task`1" or "ValueTask" or "ValueTask`1" || type.Name == "IAsyncEnumerable`1";

    /// <summary>A method whose signature is somebody else's: an override, or an interface's from outside.</summary>
    private static bool IsImposed(TypeDefinition type, MethodDefinition method) =>
        (method.IsVirtual && !method.IsNewSlot && !method.IsAbstract && !BaseIsOurs(type))
        || (method.Name is "DisposeAsync" && method.Parameters.Count == 0);

    private static bool BaseIsOurs(TypeDefinition type) => type.BaseType.Namespace.StartsWith("Kpi", StringComparison.Ordinal);

    private static bool IsKnown(Name name) => name switch
    {
        _ when name.IsIn(Domain) => DomainLadder.Contains(Part(name, Domain)),
        _ when name.IsIn(Features) => AppLadder.Skip(1).Contains(Part(name, Features)),
        _ when name.IsIn(Platform) || name.Namespace == App => true,
        _ when name.IsIn(App) => false,
        _ when name.IsIn($"{Web}.Features") => AppLadder.Skip(1).Contains(Part(name, $"{Web}.Features")) || FreeWebFolders.Contains(Part(name, $"{Web}.Features")),
        { Namespace: "Kpi" } => true,
        _ when name.IsIn("Kpi") => HostFolders.Contains(Part(name, "Kpi")),
        // The entry point and what Razor makes of pages have no namespace of ours.
        { Namespace: "" or "AspNetCoreGeneratedDocument" } => true,
        _ => false,
    };

    private static string? RungOf(Name name) =>
        name.IsIn(Features) ? Part(name, Features) : name.IsIn(Platform) ? "Platform" : null;

    private static bool IsRoot(Name name) => name.Namespace == App && name.Type.StartsWith("Kpi", StringComparison.Ordinal);

    private static bool IsHost(Name name) => name.Namespace == "Kpi" || HostFolders.Any(folder => name.IsIn($"Kpi.{folder}"));

    private static bool IsBaseLibrary(Name name) =>
        name.Assembly is "System" or "mscorlib" or "netstandard" || name.Assembly.StartsWith("System.", StringComparison.Ordinal);

    /// <summary>The first part of the namespace below a root; empty for the root itself.</summary>
    private static string Part(Name name, string root) => name.Namespace == root ? "" : name.Namespace[(root.Length + 1)..].Split('.')[0];

    private static bool EndsWithAny(CodeType type, params ReadOnlySpan<string> endings)
    {
        var name = type.Self.Type.Split('`')[0];
        foreach (var ending in endings)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private static string Says(CodeType type, Name name) => $"{type.Self.FullName} names {name.FullName}";
}
