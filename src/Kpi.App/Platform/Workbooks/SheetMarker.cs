using System.Globalization;

namespace Kpi.App.Platform.Workbooks;

/// <summary>Gives cells of a sheet another style, and nothing else; a cell that the file does not hold is put where it belongs.</summary>
internal static class SheetMarker
{
    // What may stand behind the link to the shapes of notes; the schema fixes the order.
    private static readonly HashSet<string> BehindShapes =
        ["legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst", "AlternateContent"];

    /// <param name="sheet">The part.</param>
    /// <param name="cells">The cells that must be there.</param>
    /// <param name="restyle">The style a cell gets, by its place and the one it has.</param>
    /// <param name="all">Whether every cell is looked at, or only <paramref name="cells"/>.</param>
    public static void Restyle(XmlSplice sheet, IReadOnlySet<(int Row, int Column)> cells, Func<int, int, int, int> restyle, bool all)
    {
        var held = Held(sheet, cells);
        var rows = cells.Where(c => !held.Contains(c)).GroupBy(c => c.Row).ToDictionary(g => g.Key, g => g.Select(c => c.Column).Order().ToList());
        var missing = rows.Keys.Order().ToArray();
        var behind = new Dictionary<int, int>();
        var (pending, row, column, rowStyle) = (0, 0, 0, 0);
        List<int>? wanted = null;
        Range? spans = null;
        var rowPrefix = "";
        var cursor = new XmlCursor(sheet.Original);
        var inside = false;
        Range dataStart = default;
        while (cursor.Read())
        {
            if (cursor.Token == XmlToken.Text) continue;
            if (cursor.IsStart("sheetData"u8))
            {
                (rowPrefix, dataStart) = (cursor.Prefix, cursor.Start..cursor.End);
                if (!cursor.IsEmpty)
                {
                    inside = true;
                    continue;
                }

                sheet.Append(dataStart, rowPrefix + "sheetData", null, string.Concat(missing.Select(r => NewRow(rowPrefix, r, rows[r], restyle))));
                return;
            }

            if (!inside) continue;
            if (cursor.IsEnd("sheetData"u8))
            {
                foreach (var left in missing)
                {
                    if (!rows.TryGetValue(left, out var columns)) continue;
                    sheet.Insert(behind.GetValueOrDefault(left, cursor.Start), NewRow(rowPrefix, left, columns, restyle));
                }

                return;
            }

            if (cursor.IsStart("row"u8))
            {
                row = Row(ref cursor, row);
                column = 0;
                for (; pending < missing.Length && missing[pending] < row; pending++) behind.TryAdd(missing[pending], cursor.Start);
                rowStyle = Style(ref cursor);
                rows.Remove(row, out wanted);
                if (wanted is null) continue;
                spans = cursor.Find("spans"u8, false, out _, out var whole) ? whole : null;
                if (!cursor.IsEmpty) continue;
                ForgetSpans();
                sheet.Append(cursor.Start..cursor.End, cursor.Prefix + "row", null, NewCells(cursor.Prefix, row, wanted, rowStyle, restyle));
                wanted = null;
            }
            else if (cursor.IsStart("c"u8))
            {
                if (wanted is null && held.Count == 0 && !all) continue;
                column++;
                if (XlsxAddress.TryRead(cursor.Attribute("r"u8) ?? "", out var atRow, out var atColumn)) (row, column) = (atRow, atColumn);
                while (wanted is [var first, ..] && first < column)
                {
                    ForgetSpans();
                    sheet.Insert(cursor.Start, NewCells(cursor.Prefix, row, [first], rowStyle, restyle));
                    wanted.RemoveAt(0);
                }

                if (!all && !held.Contains((row, column))) continue;
                var style = Style(ref cursor);
                var now = restyle(row, column, style);
                if (now == style) continue;
                var text = now.ToString(CultureInfo.InvariantCulture);
                if (cursor.Find("s"u8, false, out var at, out _)) sheet.Replace(at, text);
                else sheet.Insert(cursor.Start + 1 + cursor.Prefix.Length + 1, $" s=\"{text}\"");
            }
            else if (cursor.IsEnd("row"u8) && wanted is { Count: > 0 })
            {
                ForgetSpans();
                sheet.Insert(cursor.Start, NewCells(cursor.Prefix, row, wanted, rowStyle, restyle));
                wanted = null;
            }
        }

        // The span is a hint for readers, and would lie once a cell is added beyond it.
        void ForgetSpans()
        {
            if (spans is { } hint) sheet.Remove(hint);
            spans = null;
        }
    }

    /// <summary>Which of the cells the file holds, in whatever order.</summary>
    private static HashSet<(int Row, int Column)> Held(XmlSplice sheet, IReadOnlySet<(int Row, int Column)> cells)
    {
        var held = new HashSet<(int Row, int Column)>();
        if (cells.Count == 0) return held;
        var cursor = new XmlCursor(sheet.Original);
        var (row, column, inside) = (0, 0, false);
        while (cursor.Read())
        {
            if (cursor.IsStart("sheetData"u8)) inside = !cursor.IsEmpty;
            else if (cursor.IsEnd("sheetData"u8)) return held;
            else if (inside && cursor.IsStart("row"u8)) (row, column) = (Row(ref cursor, row), 0);
            else if (inside && cursor.IsStart("c"u8))
            {
                column++;
                if (XlsxAddress.TryRead(cursor.Attribute("r"u8) ?? "", out var atRow, out var atColumn)) (row, column) = (atRow, atColumn);
                if (cells.Contains((row, column))) held.Add((row, column));
            }
        }

        return held;
    }

    private static int Row(ref XmlCursor cursor, int before) =>
        cursor.Attribute("r"u8) is { } number && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var named) ? named : before + 1;

    /// <summary>The id of the shapes of the sheet's notes; null when it has none.</summary>
    public static string? ShapesOf(XmlSplice sheet)
    {
        var cursor = new XmlCursor(sheet.Original);
        while (cursor.Read())
        {
            if (cursor.IsStart("legacyDrawing"u8)) return cursor.Attribute("id"u8, prefixed: true);
        }

        return null;
    }

    /// <summary>Ties the sheet to the shapes of its notes.</summary>
    public static void TieShapes(XmlSplice sheet, string id, string relations)
    {
        var cursor = new XmlCursor(sheet.Original);
        var (prefix, behindCells) = ("", false);
        while (cursor.Read())
        {
            var level = cursor.Token == XmlToken.Start && !cursor.IsEmpty ? cursor.Depth : cursor.Depth + 1;
            if (cursor.Token == XmlToken.Text) continue;
            if (level == 1 && cursor.Token == XmlToken.Start) prefix = cursor.Prefix;
            if (level == 2 && cursor.Local.SequenceEqual("sheetData"u8)) behindCells = true;
            var here = (level == 2 && cursor.Token == XmlToken.Start && behindCells && BehindShapes.Contains(System.Text.Encoding.UTF8.GetString(cursor.Local)))
                || (level == 1 && cursor.Token == XmlToken.End);
            if (!here) continue;
            sheet.Insert(cursor.Start, $"<{prefix}legacyDrawing xmlns:kpi=\"{relations}\" kpi:id=\"{XmlSplice.Escape(id)}\"/>");
            return;
        }
    }

    /// <summary>Takes the sheet out of the selection: two selected sheets are edited together, which nobody would notice.</summary>
    public static void Deselect(XmlSplice sheet)
    {
        var cursor = new XmlCursor(sheet.Original);
        while (cursor.Read())
        {
            if (cursor.IsStart("sheetData"u8)) return;
            if (cursor.IsStart("sheetView"u8) && cursor.Find("tabSelected"u8, false, out _, out var whole)) sheet.Remove(whole);
        }
    }

    private static int Style(ref XmlCursor cursor) =>
        int.TryParse(cursor.Attribute("s"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var style) ? style : 0;

    private static string NewRow(string prefix, int row, List<int> columns, Func<int, int, int, int> restyle) =>
        string.Create(CultureInfo.InvariantCulture, $"<{prefix}row r=\"{row}\">{NewCells(prefix, row, columns, 0, restyle)}</{prefix}row>");

    private static string NewCells(string prefix, int row, List<int> columns, int style, Func<int, int, int, int> restyle) =>
        string.Concat(columns.Select(c => string.Create(CultureInfo.InvariantCulture, $"<{prefix}c r=\"{XlsxAddress.Of(row, c)}\" s=\"{restyle(row, c, style)}\"/>")));
}
