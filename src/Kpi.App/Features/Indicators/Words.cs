using System.Collections.Frozen;
using System.Text.Json;

namespace Kpi.App.Features.Indicators;

/// <summary>The words by which JSON names the cases of an enum: kebab-case, as everywhere outside the program.</summary>
internal static class Words<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<string, T> ByWord =
        Enum.GetValues<T>().ToFrozenDictionary(v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()), StringComparer.Ordinal);

    public static IReadOnlyList<string> All { get; } = [.. ByWord.OrderBy(p => p.Value).Select(p => p.Key)];

    /// <summary>Every word, for people.</summary>
    public static string List { get; } = string.Join(", ", All);

    public static bool TryRead(string word, out T value) => ByWord.TryGetValue(word, out value);
}
