using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// The notes of a sheet: their texts and the shapes they are shown in. Ours begin with a mark, by which they are found and taken off again;
/// what others wrote stays, and ours follows it where both stand at one cell.
/// </summary>
internal static partial class SheetNotes
{
    /// <summary>What every note of ours begins with.</summary>
    public const string Mark = "Kpi ▸ ";

    private const string Author = "Kpi";
    private const string Vml = "urn:schemas-microsoft-com:vml", Office = "urn:schemas-microsoft-com:office:office", Excel = "urn:schemas-microsoft-com:office:excel";

    /// <summary>A part of notes that holds none.</summary>
    public static byte[] NoNotes(string space) =>
        Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{space}\"><authors/><commentList></commentList></comments>");

    public static byte[] NoShapes() => Encoding.UTF8.GetBytes(
        $"<xml xmlns:v=\"{Vml}\" xmlns:o=\"{Office}\" xmlns:x=\"{Excel}\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout></xml>");

    public static bool HoldsOurs(byte[] comments) => comments.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Mark)) >= 0;

    /// <summary>Takes our former notes off and puts the new ones on.</summary>
    /// <param name="comments">The part of notes.</param>
    /// <param name="notes">Texts by row and column.</param>
    /// <param name="gone">Where no note stands any more: their shapes must go.</param>
    /// <param name="came">Where a note stands for the first time: they need shapes.</param>
    public static byte[] Edit(
        byte[] comments, IReadOnlyDictionary<(int Row, int Column), string> notes, out HashSet<(int Row, int Column)> gone, out List<(int Row, int Column)> came)
    {
        var lost = new HashSet<(int Row, int Column)>();
        var splice = new XmlSplice(comments);
        var kept = new HashSet<(int, int)>();
        var cursor = new XmlCursor(comments);
        var prefix = "";
        int authors = 0, ourAuthor = -1;
        Range authorsStart = default, listStart = default;
        int? authorsEnd = null, listEnd = null;
        var note = new Note();
        while (cursor.Read())
        {
            if (cursor.IsStart("comments"u8)) prefix = cursor.Prefix;
            else if (cursor.IsStart("authors"u8)) authorsStart = cursor.Start..cursor.End;
            else if (cursor.IsEnd("authors"u8)) authorsEnd = cursor.Start;
            else if (cursor.IsStart("author"u8))
            {
                authors++;
                if (cursor.IsEmpty) continue;
                cursor.Read();
                if (cursor.Token == XmlToken.Text && cursor.Text() == Author) ourAuthor = authors - 1;
            }
            else if (cursor.IsStart("commentList"u8)) listStart = cursor.Start..cursor.End;
            else if (cursor.IsEnd("commentList"u8)) listEnd = cursor.Start;
            else if (cursor.IsStart("comment"u8))
            {
                note = new Note { Start = cursor.Start };
                if (XlsxAddress.TryRead(cursor.Attribute("ref"u8) ?? "", out var row, out var column)) note.Place = (row, column);
            }
            else if (cursor.IsStart("text"u8)) note.TextStart = cursor.Start..cursor.End;
            else if (cursor.IsEnd("text"u8)) note.TextEnd = cursor.Start;
            else if (cursor.IsStart("r"u8)) note.InRun = true;
            else if (cursor.IsEnd("r"u8)) note.InRun = false;
            else if (cursor.IsStart("t"u8)) note.InText = !cursor.IsEmpty;
            else if (cursor.IsEnd("t"u8)) note.InText = false;
            else if (cursor.Token == XmlToken.Text && note.InText) note.Texts.Add((cursor.Start..cursor.End, cursor.Text(), note.InRun));
            else if (cursor.IsEnd("comment"u8)) Settle(note, cursor.End);
        }

        List<(int Row, int Column)> fresh = [.. notes.Keys.Where(place => !kept.Contains(place)).Order()];
        came = [.. fresh.Where(place => !lost.Contains(place))];
        lost.ExceptWith(fresh);
        if (fresh.Count > 0)
        {
            if (ourAuthor < 0)
            {
                ourAuthor = authors;
                splice.Append(authorsStart, prefix + "authors", authorsEnd, $"<{prefix}author>{Author}</{prefix}author>");
            }

            var added = new StringBuilder();
            foreach (var place in fresh)
            {
                added.Append(CultureInfo.InvariantCulture,
                    $"<{prefix}comment ref=\"{XlsxAddress.Of(place.Row, place.Column)}\" authorId=\"{ourAuthor}\"><{prefix}text>{Run(prefix, Mark + notes[place])}</{prefix}text></{prefix}comment>");
            }

            splice.Append(listStart, prefix + "commentList", listEnd, added.ToString());
        }

        // What went and came again keeps its shape.
        gone = lost;
        return splice.ToArray();

        void Settle(Note note, int end)
        {
            var text = string.Concat(note.Texts.Select(t => t.Text));
            var mark = text.IndexOf(Mark, StringComparison.Ordinal);
            if (mark >= 0 && string.IsNullOrWhiteSpace(text[..mark]))
            {
                splice.Remove(note.Start..end);
                lost.Add(note.Place);
                return;
            }

            // A cell has one note; where a file gives it more, the first is added to.
            var addition = kept.Add(note.Place) && notes.TryGetValue(note.Place, out var wanted) ? "\n\n" + Mark + wanted : "";
            var plain = note.Texts is [.., { InRun: false }];
            var at = 0;
            for (var i = 0; i < note.Texts.Count; i++)
            {
                var (range, part, _) = note.Texts[i];
                var left = mark < 0 ? part : part[..Math.Clamp(mark - at, 0, part.Length)];
                if (left.Length < part.Length) left = left.TrimEnd('\n', '\r', ' ');
                at += part.Length;
                if (plain && i == note.Texts.Count - 1) left += addition;
                if (left != part) splice.Replace(range, XmlSplice.EscapeCell(left));
            }

            if (!plain && addition.Length > 0) splice.Append(note.TextStart, prefix + "text", note.TextEnd, Run(prefix, addition));
        }
    }

    /// <summary>Takes shapes off and puts new ones on. Such parts are not always well-formed XML; they are treated as what they are, text.</summary>
    public static byte[] EditShapes(byte[] shapes, IReadOnlySet<(int Row, int Column)> gone, IReadOnlyDictionary<(int Row, int Column), string> notes, IReadOnlyList<(int Row, int Column)> came)
    {
        // One byte, one letter: whatever the encoding, what is not changed comes out as it went in.
        var text = Encoding.Latin1.GetString(shapes);
        if (gone.Count > 0) text = Without(text, gone);
        if (came.Count == 0) return Encoding.Latin1.GetBytes(text);

        var next = Math.Max(1025, ShapeId().Matches(text).Select(m => int.TryParse(m.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id + 1 : 0).DefaultIfEmpty().Max());
        var added = new StringBuilder();
        if (!text.Contains("id=\"_x0000_t202\"", StringComparison.Ordinal))
        {
            added.Append(CultureInfo.InvariantCulture,
                $"<v:shapetype xmlns:v=\"{Vml}\" xmlns:o=\"{Office}\" id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>");
        }

        foreach (var place in came)
        {
            var lines = (int)Math.Clamp(CellText.Height(notes[place], 46, 9, false) / 15, 4, 24);
            added.Append(CultureInfo.InvariantCulture,
                $"<v:shape xmlns:v=\"{Vml}\" xmlns:o=\"{Office}\" xmlns:x=\"{Excel}\" id=\"_x0000_s{next++}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:300pt;height:{lines * 15}pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\">")
                .Append("<v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>")
                .Append(CultureInfo.InvariantCulture,
                $"<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{place.Column}, 15, {Math.Max(place.Row - 2, 0)}, 10, {place.Column + 3}, 15, {Math.Max(place.Row - 2, 0) + (lines / 2) + 2}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{place.Row - 1}</x:Row><x:Column>{place.Column - 1}</x:Column></x:ClientData></v:shape>");
        }

        var end = text.LastIndexOf("</xml", StringComparison.OrdinalIgnoreCase);
        if (end < 0) throw XlsxRefusedException.Damaged("vmlDrawing");
        return Encoding.Latin1.GetBytes(text.Insert(end, added.ToString()));
    }

    /// <summary>One way forward: a shape that nobody closes ends it, however many there are.</summary>
    private static string Without(string text, IReadOnlySet<(int Row, int Column)> gone)
    {
        const string Open = "<v:shape", Close = "</v:shape>";
        var left = new StringBuilder(text.Length);
        int from = 0, at = 0;
        while ((at = text.IndexOf(Open, at, StringComparison.Ordinal)) >= 0)
        {
            var start = at;
            at += Open.Length;
            if (at == text.Length || !char.IsWhiteSpace(text[at])) continue;
            var close = text.IndexOf(Close, at, StringComparison.Ordinal);
            if (close < 0) break;
            at = close + Close.Length;
            if (PlaceOf(text[start..at]) is not { } place || !gone.Contains(place)) continue;
            left.Append(text, from, start - from);
            from = at;
        }

        return left.Append(text, from, text.Length - from).ToString();
    }

    private static string Run(string prefix, string text) =>
        $"<{prefix}r><{prefix}rPr><{prefix}sz val=\"9\"/><{prefix}rFont val=\"Arial\"/></{prefix}rPr><{prefix}t xml:space=\"preserve\">{XmlSplice.EscapeCell(text)}</{prefix}t></{prefix}r>";

    private static (int Row, int Column)? PlaceOf(string shape)
    {
        var row = RowOf().Match(shape);
        var column = ColumnOf().Match(shape);
        return row.Success && column.Success ? (Number(row) + 1, Number(column) + 1) : null;

        static int Number(Match match) => int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -2;
    }

    [GeneratedRegex(@"_x0000_s(\d{1,8})")]
    private static partial Regex ShapeId();

    [GeneratedRegex(@"<x:Row>\s*(\d{1,8})\s*</x:Row>")]
    private static partial Regex RowOf();

    [GeneratedRegex(@"<x:Column>\s*(\d{1,8})\s*</x:Column>")]
    private static partial Regex ColumnOf();

    private sealed class Note
    {
        public int Start { get; init; }

        public (int Row, int Column) Place { get; set; }

        public Range TextStart { get; set; }

        public int? TextEnd { get; set; }

        public bool InRun { get; set; }

        public bool InText { get; set; }

        public List<(Range Range, string Text, bool InRun)> Texts { get; } = [];
    }
}
