using System.Globalization;
using System.Xml;

namespace Kpi.App.Platform.Workbooks;

/// <summary>Text as a cell can hold it.</summary>
public static class CellText
{
    private const int Longest = 32_767;
    private const long LongestNumber = 999_999_999_999_999;

    /// <summary>Whether a spreadsheet might take the text for a formula or a command when somebody edits the cell or opens it as csv.</summary>
    public static bool LooksLikeFormula(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r';

    /// <summary>A count as a cell can hold it: as text where a spreadsheet would lose digits.</summary>
    public static object? Number(long? value) =>
        value is > LongestNumber or < -LongestNumber ? value.Value.ToString("#,0", CultureInfo.InvariantCulture) : value;

    /// <summary>The height in points that wrapped text needs in a column of a width in characters.</summary>
    public static decimal Height(string text, decimal width, decimal fontSize, bool bold)
    {
        // A column's width counts digits of the 11 point default font; letters of running text are about as wide at 10 points.
        var perLine = Math.Max(1, (int)(width * (bold ? 10.5m : 11.5m) / fontSize));
        var lines = 0;
        foreach (var paragraph in text.Split('\n'))
        {
            var used = 0;
            lines++;
            foreach (var word in paragraph.Split(' '))
            {
                if (used > 0 && used + 1 + word.Length > perLine)
                {
                    lines++;
                    used = 0;
                }

                lines += Math.Max(0, (word.Length - 1) / perLine);
                used += word.Length + (used > 0 ? 1 : 0);
            }
        }

        return (lines * fontSize * 1.26m) + 3.5m;
    }

    /// <summary>Without the characters that XML cannot carry, and not longer than a cell takes.</summary>
    public static string Fit(string text)
    {
        var clean = text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Clean(text) : text;
        return clean.Length <= Longest ? clean : clean[..(Longest - 1)] + "…";
    }

    private static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text, i)) i++;
            else return Clean(text.Remove(i, 1));
        }

        return text;
    }
}
