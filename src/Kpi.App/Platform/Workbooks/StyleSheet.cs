using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// The styles part of a workbook, to which looks are appended: what is there keeps its place and its bytes, so that no cell changes its look
/// unless it is told to.
/// </summary>
internal sealed partial class StyleSheet
{
    /// <summary>Colours nobody else uses, by which our own marks are known again.</summary>
    private const string ErrorColour = "FFF6B7B0", WarningColour = "FFFBDD8F";

    private const string NoFill = "none";
    private static readonly string[] Order = ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"];

    private readonly XmlSplice _splice;
    private readonly string _prefix;
    private readonly Collection _fonts, _fills, _borders, _looks;
    private readonly Dictionary<FrontLook, int> _front = [];

    // A file may hold many fills and looks, and long ones: each is looked at once.
    private readonly Dictionary<int, int?> _fillOf = [];
    private readonly Dictionary<int, bool> _marked = [];
    private readonly Dictionary<int, string> _codeOf = [];
    private readonly Dictionary<(int Style, string Code), int> _filled = [];
    private Dictionary<string, int>? _fillsByCode;
    private readonly int _rootEnd;

    /// <param name="xml">The part; null where the workbook has none.</param>
    /// <param name="space">The namespace of the workbook.</param>
    public StyleSheet(byte[]? xml, string space)
    {
        _splice = new XmlSplice(xml ?? Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"{space}\"></styleSheet>"));
        var parts = new Dictionary<string, Collection>(StringComparer.Ordinal);
        var children = new List<(string Name, int Start)>();
        var cursor = new XmlCursor(_splice.Original);
        Collection? open = null;
        var itemStart = 0;
        _prefix = "";
        while (cursor.Read())
        {
            if (cursor.Token == XmlToken.Text) continue;
            var level = cursor.Token == XmlToken.Start && !cursor.IsEmpty ? cursor.Depth : cursor.Depth + 1;
            if (level == 1)
            {
                if (cursor.Token == XmlToken.Start) _prefix = cursor.Prefix;
                // A root that closes itself has no end to write before.
                if (cursor.Token == XmlToken.Start && cursor.IsEmpty) throw XlsxRefusedException.Damaged("styles");
                if (cursor.Token == XmlToken.End) _rootEnd = cursor.Start;
            }
            else if (level == 2 && cursor.Token == XmlToken.Start)
            {
                var name = Encoding.UTF8.GetString(cursor.Local);
                children.Add((name, cursor.Start));
                open = new Collection(cursor.Prefix + name) { Start = cursor.Start..cursor.End };
                if (cursor.Find("count"u8, false, out var count, out _)) open.CountAt = count;
                parts.TryAdd(name, open);
                if (cursor.IsEmpty) open = null;
            }
            else if (level == 2)
            {
                if (open is not null) open.End = cursor.Start;
                open = null;
            }
            else if (level == 3 && open is not null)
            {
                if (cursor.Token == XmlToken.Start) itemStart = cursor.Start;
                if (cursor.Token == XmlToken.Start && !cursor.IsEmpty) continue;
                if (open.Items.Count == XlsxLimits.Default.Declarations) throw XlsxRefusedException.TooLarge("#markup", open.Name, XlsxLimits.Default.Declarations);
                open.Items.Add(_splice.Original[itemStart..cursor.End]);
            }
        }

        _fonts = Part("fonts", $"<{_prefix}font><{_prefix}sz val=\"10\"/><{_prefix}name val=\"Arial\"/></{_prefix}font>");
        _fills = Part("fills", $"<{_prefix}fill><{_prefix}patternFill patternType=\"none\"/></{_prefix}fill>", $"<{_prefix}fill><{_prefix}patternFill patternType=\"gray125\"/></{_prefix}fill>");
        _borders = Part("borders", $"<{_prefix}border><{_prefix}left/><{_prefix}right/><{_prefix}top/><{_prefix}bottom/><{_prefix}diagonal/></{_prefix}border>");
        _looks = Part("cellXfs", $"<{_prefix}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>");
        AnyMarked = Enumerable.Range(0, _looks.Items.Count).Any(IsMarked);

        Collection Part(string name, params string[] defaults)
        {
            var part = parts.GetValueOrDefault(name);
            if (part is null)
            {
                var after = children.Where(c => Array.IndexOf(Order, c.Name) > Array.IndexOf(Order, name)).Select(c => c.Start).DefaultIfEmpty(_rootEnd).Min();
                part = new Collection(_prefix + name) { MissingAt = after };
            }

            if (part.Items.Count == 0) part.Added.AddRange(defaults.Select(Encoding.UTF8.GetBytes));
            return part;
        }
    }

    /// <summary>Whether any style carries one of our marks: from a copy that was annotated before.</summary>
    public bool AnyMarked { get; }

    /// <summary>Whether a cell of a style is marked by us.</summary>
    public bool IsMarked(int style)
    {
        if (FillOf(style) is not { } fill) return false;
        if (_marked.TryGetValue(fill, out var known)) return known;
        var text = Encoding.UTF8.GetString(_fills[fill]);
        return _marked[fill] = text.Contains(ErrorColour, StringComparison.OrdinalIgnoreCase) || text.Contains(WarningColour, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The fill under a cell of a style, as a word that can be written down and read back.</summary>
    public string Fill(int style) => FillOf(style) is { } fill ? CodeOf(fill) : NoFill;

    /// <summary>The same style over the fill of a mark.</summary>
    public int Marked(int style, MarkTone tone) => WithFill(style, "solid|fg:rgb=" + (tone == MarkTone.Error ? ErrorColour : WarningColour) + "|bg:indexed=64");

    /// <summary>The same style over a fill that <see cref="Fill"/> wrote down; over none where the word is not one of its own.</summary>
    public int WithFill(int style, string code)
    {
        if (_filled.TryGetValue((style, code), out var known)) return known;
        var fill = FillFor(code);
        var look = _looks.Count > style && style >= 0 ? _looks[style] : _looks[0];
        var splice = new XmlSplice(look);
        var cursor = new XmlCursor(look);
        cursor.Read();
        var name = cursor.Start + 1 + cursor.Prefix.Length + cursor.Local.Length;
        Set("fillId"u8, fill.ToString(CultureInfo.InvariantCulture), ref cursor);
        Set("applyFill"u8, "1", ref cursor);
        return _filled[(style, code)] = _looks.IndexOrAdd(splice.ToArray());

        void Set(ReadOnlySpan<byte> attribute, string value, ref XmlCursor tag)
        {
            if (tag.Find(attribute, false, out var at, out _)) splice.Replace(at, value);
            else splice.Insert(name, $" {Encoding.UTF8.GetString(attribute)}=\"{value}\"");
        }
    }

    /// <summary>A style of the front sheet.</summary>
    public int Look(FrontLook look)
    {
        if (_front.TryGetValue(look, out var known)) return known;
        var (size, bold, colour, fill) = look switch
        {
            FrontLook.Title => (16, true, "FF0F5C66", null),
            FrontLook.Faint => (9, false, "FF6B7280", null),
            FrontLook.Strong => (10, true, "FF1F2937", null),
            FrontLook.Heading => (10, true, "FFFFFFFF", "FF0F5C66"),
            FrontLook.Error => (10, true, "FF7A1710", "FFFBE3E0"),
            FrontLook.Warning => (10, true, "FF6B4A00", "FFFEF3D6"),
            FrontLook.Good => (10, true, "FF14532D", "FFDDF3DE"),
            FrontLook.Link => (10, false, "FF0B5CAD", null),
            _ => (10, false, "FF1F2937", (string?)null),
        };
        var font = _fonts.IndexOrAdd(Encoding.UTF8.GetBytes(
            $"<{_prefix}font>{(bold ? $"<{_prefix}b/>" : "")}{(look == FrontLook.Link ? $"<{_prefix}u/>" : "")}<{_prefix}sz val=\"{size}\"/><{_prefix}color rgb=\"{colour}\"/><{_prefix}name val=\"Arial\"/></{_prefix}font>"));
        var under = fill is null ? 0 : FillFor($"solid|fg:rgb={fill}|bg:indexed=64");
        return _front[look] = _looks.IndexOrAdd(Encoding.UTF8.GetBytes(
            $"<{_prefix}xf numFmtId=\"49\" fontId=\"{font}\" fillId=\"{under}\" borderId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">"
            + $"<{_prefix}alignment vertical=\"{(look == FrontLook.Title ? "center" : "top")}\" wrapText=\"1\"/></{_prefix}xf>"));
    }

    /// <summary>The part with what was appended; null when nothing was.</summary>
    public byte[]? ToBytes()
    {
        Collection[] all = [_fonts, _fills, _borders, _looks];
        if (all.All(c => c.Added.Count == 0)) return null;
        foreach (var part in all)
        {
            if (part.Added.Count == 0) continue;
            var added = string.Concat(part.Added.Select(Encoding.UTF8.GetString));
            var count = part.Count.ToString(CultureInfo.InvariantCulture);
            if (part.MissingAt is { } missing)
            {
                _splice.Insert(missing, $"<{part.Name} count=\"{count}\">{added}</{part.Name}>");
                continue;
            }

            if (part.CountAt is { } at) _splice.Replace(at, count);
            _splice.Append(part.Start, part.Name, part.End, added);
        }

        return _splice.ToArray();
    }

    private int? FillOf(int style)
    {
        if (style < 0 || style >= _looks.Count) return null;
        if (_fillOf.TryGetValue(style, out var known)) return known;
        var cursor = new XmlCursor(_looks[style]);
        cursor.Read();
        return _fillOf[style] = int.TryParse(cursor.Attribute("fillId"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var fill) && fill < _fills.Count ? fill : null;
    }

    private string CodeOf(int fill) => _codeOf.TryGetValue(fill, out var known) ? known : _codeOf[fill] = Code(_fills[fill]);

    private int FillFor(string code)
    {
        if (_fillsByCode is null)
        {
            _fillsByCode = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < _fills.Count; i++) _fillsByCode.TryAdd(CodeOf(i), i);
        }

        if (_fillsByCode.TryGetValue(code, out var found)) return found;
        if (!CodeShape().IsMatch(code)) return 0;
        var words = code.Split('|');
        var xml = new StringBuilder($"<{_prefix}fill><{_prefix}patternFill patternType=\"{words[0]}\">");
        foreach (var word in words[1..])
        {
            xml.Append(CultureInfo.InvariantCulture, $"<{_prefix}{(word.StartsWith("fg", StringComparison.Ordinal) ? "fgColor" : "bgColor")}");
            foreach (var pair in word[3..].Split(';')) xml.Append(CultureInfo.InvariantCulture, $" {pair.Replace("=", "=\"", StringComparison.Ordinal)}\"");
            xml.Append("/>");
        }

        return _fillsByCode[code] = _fills.IndexOrAdd(Encoding.UTF8.GetBytes(xml.Append(CultureInfo.InvariantCulture, $"</{_prefix}patternFill></{_prefix}fill>").ToString()));
    }

    /// <summary>A pattern with its colours as one word, such as <c>solid|fg:rgb=FFFFFDF0|bg:indexed=64</c>; gradients are not written down.</summary>
    private static string Code(byte[] fill)
    {
        var cursor = new XmlCursor(fill);
        var code = "";
        while (cursor.Read())
        {
            if (cursor.IsStart("patternFill"u8)) code = cursor.Attribute("patternType"u8) ?? NoFill;
            else if (code.Length > 0 && (cursor.IsStart("fgColor"u8) || cursor.IsStart("bgColor"u8)))
            {
                var pairs = new List<string>();
                if (cursor.Attribute("rgb"u8) is { } rgb) pairs.Add("rgb=" + rgb);
                if (cursor.Attribute("theme"u8) is { } theme) pairs.Add("theme=" + theme);
                if (cursor.Attribute("indexed"u8) is { } indexed) pairs.Add("indexed=" + indexed);
                if (cursor.Attribute("tint"u8) is { } tint) pairs.Add("tint=" + tint);
                if (pairs.Count > 0) code += $"|{(cursor.IsStart("fgColor"u8) ? "fg" : "bg")}:{string.Join(';', pairs)}";
            }
        }

        return CodeShape().IsMatch(code) ? code : NoFill;
    }

    [GeneratedRegex(@"^(none|solid|gray125|gray0625|(dark|light|medium)(Gray|Horizontal|Vertical|Down|Up|Grid|Trellis))(\|fg:(rgb=[0-9A-Fa-f]{8}|theme=\d{1,2}|indexed=\d{1,3})(;tint=-?[0-9.]{1,24})?)?(\|bg:(rgb=[0-9A-Fa-f]{8}|theme=\d{1,2}|indexed=\d{1,3})(;tint=-?[0-9.]{1,24})?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex CodeShape();

    /// <summary>A list of the part, as it is and as it grows.</summary>
    private sealed class Collection(string name)
    {
        private Dictionary<string, int>? _index;

        public string Name { get; } = name;

        public Range Start { get; init; }

        public int? End { get; set; }

        public Range? CountAt { get; set; }

        public int? MissingAt { get; init; }

        public List<byte[]> Items { get; } = [];

        public List<byte[]> Added { get; } = [];

        public int Count => Items.Count + Added.Count;

        public byte[] this[int i] => i < Items.Count ? Items[i] : Added[i - Items.Count];

        public int IndexOrAdd(byte[] item)
        {
            if (_index is null)
            {
                _index = new Dictionary<string, int>(StringComparer.Ordinal);
                for (var i = 0; i < Count; i++) _index.TryAdd(Encoding.Latin1.GetString(this[i]), i);
            }

            var key = Encoding.Latin1.GetString(item);
            if (_index.TryGetValue(key, out var found)) return found;
            Added.Add(item);
            return _index[key] = Count - 1;
        }
    }
}
