using System.Globalization;
using System.Text;

namespace Kpi.Domain.Returns;

/// <summary>Vietnamese as people type it: composed or decomposed, with or without marks.</summary>
public static class VietnameseText
{
    /// <summary>
    /// The text without what does not tell words apart here: marks, case, đ against d, full-width forms, doubled spaces. Two texts that fold
    /// alike are the same label. Raised digits stay raised.
    /// </summary>
    public static string Fold(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in PlainText.Compatible(text, NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            if (char.IsWhiteSpace(letter))
            {
                if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
            }
            else
            {
                plain.Append(letter is 'đ' or 'Đ' ? 'd' : char.ToLowerInvariant(letter));
            }
        }

        if (plain.Length > 0 && plain[^1] == ' ') plain.Length--;
        return plain.ToString();
    }
}
