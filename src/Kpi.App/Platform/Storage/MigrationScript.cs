using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Kpi.App.Platform.Storage;

/// <summary>One numbered step of the schema, as it is embedded in the program. Never edited after release: its checksum is in the journal.</summary>
public sealed record MigrationScript(string Name, string Text)
{
    private const string Folder = "migrations/", Extension = ".sql";

    /// <summary>The leading number, such as <c>0004</c>.</summary>
    public string Number => Name[..Name.IndexOf('_', StringComparison.Ordinal)];

    /// <summary>SHA-256 of the text; line ends do not count, since they depend on how the sources were fetched.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));

    /// <summary>The scripts for a dialect in order: those that serve both, and its half of each pair.</summary>
    public static ImmutableArray<MigrationScript> For(string dialect)
    {
        var assembly = typeof(MigrationScript).Assembly;
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
               where resource.StartsWith(Folder, StringComparison.Ordinal) && resource.EndsWith(Extension, StringComparison.Ordinal)
               let parts = resource[Folder.Length..^Extension.Length].Split('.')
               where parts.Length == 1 || parts[1] == dialect
               orderby parts[0]
               select new MigrationScript(parts[0], Read(assembly, resource)),
        ];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
