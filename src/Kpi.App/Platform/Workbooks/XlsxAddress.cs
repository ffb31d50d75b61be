using System.Globalization;
using System.Numerics;

namespace Kpi.App.Platform.Workbooks;

/// <summary>Cell addresses such as <c>D14</c>, rows and columns counted from 1.</summary>
public static class XlsxAddress
{
    public static string Of(int row, int column)
    {
        Span<char> letters = stackalloc char[8];
        var at = letters.Length;
        for (var rest = column; rest > 0; rest = (rest - 1) / 26) letters[--at] = (char)('A' + ((rest - 1) % 26));
        return string.Create(CultureInfo.InvariantCulture, $"{letters[at..]}{row}");
    }

    /// <summary>Reads <c>D14</c> or <c>$D$14</c>; false for anything else, however near.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out int row, out int column) => TryRead<char>(text, out row, out column);

    /// <summary>The same from the bytes of a file.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out int row, out int column) => TryRead<byte>(text, out row, out column);

    /// <summary>Reads <c>B2:D4</c> from the bytes of a file.</summary>
    public static bool TryReadRange(ReadOnlySpan<byte> text, out XlsxMerge range)
    {
        range = default;
        var colon = text.IndexOf((byte)':');
        if (colon < 0 || !TryRead(text[..colon], out var firstRow, out var firstColumn) || !TryRead(text[(colon + 1)..], out var lastRow, out var lastColumn)) return false;
        range = new XlsxMerge(firstRow, firstColumn, lastRow, lastColumn);
        return true;
    }

    /// <summary>Reads what a defined name refers to: <c>'Biểu mẫu'!$D$14</c>, or the first cell of a range. False for anything computed.</summary>
    public static bool TryReadReference(string text, out string sheet, out int row, out int column)
    {
        sheet = "";
        row = column = 0;
        var mark = text.LastIndexOf('!');
        if (mark <= 0) return false;
        var cells = text.AsSpan(mark + 1).Trim();
        var colon = cells.IndexOf(':');
        if (!TryRead(colon < 0 ? cells : cells[..colon], out row, out column)) return false;
        var name = text[..mark].Trim().TrimStart('=');
        if (name.Length > 1 && name[0] == '\'' && name[^1] == '\'')
            name = name[1..^1].Replace("''", "'", StringComparison.Ordinal);
        sheet = name.TrimStart('$');
        return sheet.Length > 0 && !sheet.Contains('[', StringComparison.Ordinal);
    }

    private static bool TryRead<T>(ReadOnlySpan<T> text, out int row, out int column)
        where T : unmanaged, IBinaryInteger<T>
    {
        row = column = 0;
        var at = 0;
        if (At(text, at) == '$') at++;
        var start = at;
        for (uint letter; (letter = unchecked((At(text, at) | 0x20) - 'a')) < 26; at++)
        {
            if (at - start == 3) return false;
            column = (column * 26) + (int)letter + 1;
        }

        if (at == start) return false;
        if (At(text, at) == '$') at++;
        start = at;
        for (uint digit; (digit = unchecked(At(text, at) - '0')) < 10; at++)
        {
            if (at - start == 7) return false;
            row = (row * 10) + (int)digit;
        }

        return at == text.Length && row > 0;

        static uint At(ReadOnlySpan<T> text, int at) => at < text.Length ? uint.CreateTruncating(text[at]) : 0;
    }
}
