using System.Globalization;
using System.Text;

namespace Kpi.App.Platform;

/// <summary>What people write in their own words, made safe to keep and to print anywhere.</summary>
internal static class FreeText
{
    public const int Reason = 1000, Message = 2000, Name = 100;

    /// <summary>Composed, trimmed, without control and direction marks (a terminal obeys them), cut; null when nothing is left.</summary>
    public static string? Clean(string? text, int length)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var kept = new StringBuilder(Math.Min(text.Length, length));
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value == '\n' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)) kept.Append(rune.ToString());
            if (kept.Length > 2 * length) break;
        }

        var clean = kept.ToString().Normalize(NormalizationForm.FormC).Trim();
        return clean.Length == 0 ? null : Cut(clean, length);
    }

    /// <summary>At most so many characters, never ending in half of one.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
