using System.Globalization;
using System.Text;
using Kpi.App.Platform;

namespace Kpi.App.Features.Returns;

/// <summary>File names as strangers write them, made safe to keep, show and use.</summary>
public static class FileNames
{
    private const int Length = 260;
    private const string Nameless = "return.xlsx";

    /// <summary>The last part of the path, without control and direction marks, composed, at most 260 characters with its extension kept.</summary>
    public static string Clean(string? name)
    {
        name ??= "";
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder(Math.Min(name.Length, 2 * Length));
        foreach (var rune in name.EnumerateRunes())
        {
            // Half a surrogate pair arrives here as U+FFFD; format characters can turn the visible order of letters round.
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                kept.Append(rune.ToString());
            }

            if (kept.Length > 4 * Length) break;
        }

        var clean = kept.ToString().Normalize(NormalizationForm.FormC).Trim();
        if (clean.Trim('.').Length == 0) return Nameless;
        if (clean.Length <= Length) return clean;
        var extension = Path.GetExtension(clean);
        if (extension.Length > 10) extension = "";
        return string.Concat(Text(clean, Length - extension.Length), extension);
    }

    /// <summary>At most so many characters, never ending in half of one.</summary>
    public static string Text(string text, int length) => FreeText.Cut(text, length);
}
