using System.Globalization;
using System.Text;

namespace Kpi.Domain.Returns;

/// <summary>Text in one form of Unicode, whatever somebody sends.</summary>
internal static class PlainText
{
    /// <summary>
    /// The text in a form that makes letters and digits of any width alike. A sign that is no plain digit and would become one stays what it
    /// is: the mark of a footnote (125²) makes no number longer. What is no character at all becomes the sign for that, where .NET would throw.
    /// </summary>
    public static string Compatible(string text, NormalizationForm form)
    {
        if (IsAscii(text)) return text;
        if (!HasOddities(text)) return text.Normalize(form);
        var plain = new StringBuilder(text.Length);
        var (from, at) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            // Half of a pair is told as the sign for no character, which in any text is one unit long as well.
            var next = at + rune.Utf16SequenceLength;
            if (IsOdd(rune))
            {
                plain.Append(text[from..at].Normalize(form)).Append((IsNone(rune) ? Rune.ReplacementChar : rune).ToString());
                from = next;
            }

            at = next;
        }

        return plain.Append(text[from..].Normalize(form)).ToString();
    }

    /// <summary>Whether a text holds numbers that are no plain digits, or what is no character.</summary>
    public static bool HasOddities(string text) => !IsAscii(text) && text.EnumerateRunes().Any(IsOdd);

    private static bool IsAscii(string text) => text.AsSpan().IndexOfAnyExceptInRange('\0', '~') < 0;

    private static bool IsOdd(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNumber || IsNone(rune);

    private static bool IsNone(Rune rune) => rune.Value is 0xFFFD or 0xFFFE or 0xFFFF;
}
