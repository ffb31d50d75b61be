using System.Collections.Frozen;
using System.Text.Json;

namespace Kpi.App.Platform;

/// <summary>The words by which JSON, rows and options name the cases of an enum: kebab-case, as everywhere outside the program.</summary>
public static class Words<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<string, T> ByWord =
        Enum.GetValues<T>().ToFrozenDictionary(v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()), StringComparer.Ordinal);

    private static readonly FrozenDictionary<T, string> ByValue = ByWord.ToFrozenDictionary(p => p.Value, p => p.Key);

    public static IReadOnlyList<string> All { get; } = [.. ByWord.OrderBy(p => p.Value).Select(p => p.Key)];

    /// <summary>Every word, for people.</summary>
    public static string List { get; } = string.Join(", ", All);

    public static string Of(T value) => ByValue[value];

    public static bool TryRead(string word, out T value) => ByWord.TryGetValue(word, out value);

    /// <summary>The case that a word of a row stands for.</summary>
    /// <exception cref="InvalidOperationException">It stands for none: the row was not written by this program.</exception>
    public static T Read(string word) =>
        TryRead(word, out var value) ? value : throw new InvalidOperationException($"'{word}' is no {typeof(T).Name}: {List}.");
}
