using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kpi.Domain.Returns;

namespace Kpi.App.Platform.Workbooks;

/// <summary>A sheet of a workbook.</summary>
public sealed record XlsxSheet(string Name, bool Visible, string Part);

/// <summary>A defined name; <paramref name="RefersTo"/> is as written in the file, <paramref name="Local"/> when it belongs to one sheet only.</summary>
public readonly record struct XlsxName(string Name, string RefersTo, bool Local);

/// <summary>What the style of a number makes of it.</summary>
public enum XlsxLook
{
    Plain,
    Day,
    Percent,
}

/// <summary>Cells that are shown as one: the value is the first one's.</summary>
public readonly record struct XlsxMerge(int FirstRow, int FirstColumn, int LastRow, int LastColumn)
{
    public bool Covers(int row, int column) => row >= FirstRow && row <= LastRow && column >= FirstColumn && column <= LastColumn;
}

/// <summary>How the file types a cell.</summary>
public enum XlsxCellType
{
    Number,
    Shared,
    Text,
    Boolean,
    Error,
    IsoDay,
}

/// <summary>A cell as the file holds it; it lives only while the handler looks at it.</summary>
public readonly ref struct XlsxCell
{
    public required int Row { get; init; }

    public required int Column { get; init; }

    public required XlsxCellType Type { get; init; }

    public required int Style { get; init; }

    /// <summary>Whether the cell is a formula; the text is then the value the file keeps for it.</summary>
    public required bool Formula { get; init; }

    /// <summary>Whether there is a value at all.</summary>
    public required bool HasValue { get; init; }

    /// <summary>Whether its row or its column is hidden.</summary>
    public required bool Hidden { get; init; }

    /// <summary>The value as written; for <see cref="XlsxCellType.Shared"/> the index of the string.</summary>
    public required ReadOnlySpan<char> Text { get; init; }
}

/// <summary>Chooses and takes cells while a sheet streams by. Text of cells that nobody wants is never copied.</summary>
public interface IXlsxCells
{
    bool Wants(int row, int column);

    void Take(in XlsxCell cell);

    /// <summary>Cells that are merged; told after all cells of the sheet.</summary>
    void Merged(XlsxMerge merge)
    {
    }
}

/// <summary>
/// Reads workbooks from anywhere by streaming; keeps to limits and computes nothing. Its methods throw
/// <see cref="XlsxRefusedException"/> for what must be refused; whoever reads uploads turns that, and any other fault, into findings.
/// </summary>
public sealed class XlsxReader : IDisposable
{
    private const int UsualStrings = 400, MostHiddenColumns = 256, MostMerged = 50_000;
    private readonly XlsxPackage _package;
    private readonly XlsxLimits _limits;
    private readonly string? _stringsPart;
    private readonly string? _stylesPart;
    private readonly List<XlsxSheet> _sheets = [];
    private readonly List<XlsxName> _names = [];
    private char[] _buffer = [];
    private XlsxLook[]? _looks;
    private int _cells;

    public XlsxReader(ReadOnlyMemory<byte> bytes, XlsxLimits limits, CancellationToken token)
    {
        _limits = limits;
        _package = new XlsxPackage(bytes, limits, token);
        var workbook = _package.Relationships("").FirstOrDefault(r => r.Type == "officeDocument").Target
            ?? throw XlsxRefusedException.NotAWorkbook("#other-archive");
        var parts = _package.Relationships(workbook);
        _stringsPart = parts.FirstOrDefault(p => p.Type == "sharedStrings").Target;
        _stylesPart = parts.FirstOrDefault(p => p.Type == "styles").Target;
        ReadWorkbook(workbook, parts);
    }

    public IReadOnlyList<XlsxSheet> Sheets => _sheets;

    /// <summary>Defined names, workbook- and sheet-scoped, in file order.</summary>
    public IReadOnlyList<XlsxName> Names => _names;

    /// <summary>Whether day serials count from 1904.</summary>
    public bool Date1904 { get; private set; }

    /// <summary>The first visible sheet as rows of text. Never throws for bad input.</summary>
    public static XlsxTable ReadTable(ReadOnlyMemory<byte> bytes, CancellationToken token) =>
        ReadTable(bytes, sheets => sheets.FirstOrDefault(s => s.Visible) ?? sheets[0], token)!;

    /// <summary>The sheet of a name as rows of text; null when there is none. Never throws for bad input.</summary>
    public static XlsxTable? ReadTable(ReadOnlyMemory<byte> bytes, string name, CancellationToken token) =>
        ReadTable(bytes, sheets => sheets.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)), token);

    private static XlsxTable? ReadTable(ReadOnlyMemory<byte> bytes, Func<IReadOnlyList<XlsxSheet>, XlsxSheet?> choose, CancellationToken token)
    {
        try
        {
            // A table is held whole.
            using var reader = new XlsxReader(bytes, XlsxLimits.Default with { Cells = 500_000 }, token);
            if (choose(reader.Sheets) is not { } sheet) return null;
            return new XlsxTable(null, [], sheet.Name, reader.Rows(sheet));
        }
        catch (XlsxRefusedException refusal)
        {
            return new XlsxTable(refusal.Code, refusal.Arguments, "", []);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            return new XlsxTable(RefusalReasons.Damaged, ["#cut-short"], "", []);
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<char>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Streams a sheet's cells past a handler, in file order. Cells without content are not shown.</summary>
    public void Read(XlsxSheet sheet, IXlsxCells cells) => _package.Walk(sheet.Part, xml => ReadCells(sheet, xml, cells));

    /// <summary>The ranges of a sheet whose cells are joined into one, as references such as <c>B5:D5</c>.</summary>
    public IReadOnlyList<string> Merged(XlsxSheet sheet)
    {
        var ranges = new List<string>();
        _package.Walk(sheet.Part, xml =>
        {
            while (xml.Read())
            {
                if (xml.Token != XmlToken.Start || !xml.Is("mergeCell"u8) || xml.Attribute("ref"u8) is not { } range) continue;
                ranges.Add(range);
                if (ranges.Count == MostMerged) return;
            }
        });
        return ranges;
    }

    /// <summary>The shared strings of the given indexes; null asks for all of them.</summary>
    public IReadOnlyDictionary<int, string> Strings(IReadOnlySet<int>? wanted)
    {
        var found = new Dictionary<int, string>(wanted?.Count ?? UsualStrings);
        if (wanted is { Count: 0 }) return found;
        if (_stringsPart is null || !_package.Has(_stringsPart)) throw XlsxRefusedException.Damaged("sharedStrings");
        var last = wanted?.Max() ?? int.MaxValue;
        var total = 0;
        var buffer = Buffer();
        _package.Walk(_stringsPart, xml =>
        {
            int index = -1, phonetic = 0, length = 0;
            bool inText = false, take = false, raised = false;
            while (index <= last && xml.Read())
            {
                if (xml.Token == XmlToken.Text)
                {
                    if (!take || !inText || phonetic != 0) continue;
                    var from = length;
                    if (!xml.AppendText(buffer, ref length) || length > _limits.Text)
                        throw XlsxRefusedException.TooLarge("#text", "sharedStrings", _limits.Text);
                    if (raised) Raise(buffer.AsSpan(from, length - from));
                    continue;
                }

                var name = xml.Name;
                if (xml.Token == XmlToken.Start)
                {
                    if (name.SequenceEqual("si"u8))
                    {
                        index++;
                        length = 0;
                        raised = false;
                        take = wanted is null || wanted.Contains(index);
                        if (take && xml.IsEmpty) found[index] = "";
                    }
                    else if (take && name.SequenceEqual("vertAlign"u8)) raised = IsRaised(xml);
                    else if (xml.IsEmpty) continue;
                    else if (name.SequenceEqual("r"u8)) raised = false;
                    else if (name.SequenceEqual("t"u8)) inText = true;
                    else if (name.SequenceEqual("rPh"u8)) phonetic++;
                }
                else if (name.SequenceEqual("t"u8)) inText = false;
                else if (name.SequenceEqual("si"u8))
                {
                    if (!take) continue;
                    found[index] = Decode(new string(buffer, 0, length));
                    total += length;
                    if (found.Count > _limits.Cells || total > _limits.StringChars) throw XlsxRefusedException.TooLarge("#strings", _limits.StringChars);
                }
                else if (name.SequenceEqual("rPh"u8)) phonetic--;
            }
        });
        return found;
    }

    /// <summary>The day a number means when its style shows it as one; null when it does not.</summary>
    public DateOnly? DayOf(int style, ReadOnlySpan<char> number)
    {
        return LookOf(style) == XlsxLook.Day ? DayOf(number) : null;
    }

    /// <summary>The day that a number is the serial of, whatever its style; null when it is none.</summary>
    public DateOnly? DayOf(ReadOnlySpan<char> number) =>
        decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial) ? DayOf(serial) : null;

    /// <summary>How a style shows numbers.</summary>
    public XlsxLook LookOf(int style)
    {
        if (style == 0) return XlsxLook.Plain;
        _looks ??= ReadStyles();
        return (uint)style < (uint)_looks.Length ? _looks[style] : XlsxLook.Plain;
    }

    /// <summary>Text with its escapes read. One that names no character stays as it is written.</summary>
    internal static string Decode(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && i + 6 < text.Length && text[i + 1] == 'x' && text[i + 6] == '_'
                && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && !char.IsSurrogate((char)code) && code < 0xFFFE)
            {
                plain.Append((char)code);
                i += 6;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    /// <summary>Digits of a raised or lowered run become what they look like: the mark of a footnote is no digit of the number before it.</summary>
    private static void Raise(Span<char> run)
    {
        foreach (ref var letter in run)
        {
            if (char.IsAsciiDigit(letter)) letter = "⁰¹²³⁴⁵⁶⁷⁸⁹"[letter - '0'];
        }
    }

    private static bool IsRaised(XmlScanner xml) =>
        xml.TryAttribute("val"u8, out var align) && (align.SequenceEqual("superscript"u8) || align.SequenceEqual("subscript"u8));

    private DateOnly? DayOf(decimal serial)
    {
        if (serial < 0 || serial > 2_958_465) return null;
        var days = (int)decimal.Floor(serial);
        if (Date1904) return new DateOnly(1904, 1, 1).AddDays(Math.Min(days, 2_957_003));
        // Serial 60 is a 29 February 1900 that never was: days before it are one later than the later ones' count says.
        return days < 60 ? new DateOnly(1899, 12, 31).AddDays(days) : new DateOnly(1899, 12, 30).AddDays(days);
    }

    private static XlsxLook LookOf(string format)
    {
        var quoted = false;
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (c is '\\' or '_' or '*') i++;
            else if (c == '[') i = format.IndexOf(']', i) is var end and > 0 ? end : format.Length;
            else if (c == ';') return XlsxLook.Plain;
            else if (c == '%') return XlsxLook.Percent;
            else if ((c | 0x20) is 'd' or 'y') return XlsxLook.Day;
        }

        return XlsxLook.Plain;
    }

    private XlsxLook[] ReadStyles()
    {
        if (_stylesPart is null) return [];
        var formats = new Dictionary<int, XlsxLook> { [9] = XlsxLook.Percent, [10] = XlsxLook.Percent };
        foreach (var id in (int[])[14, 15, 16, 17, 22, .. Enumerable.Range(27, 10), .. Enumerable.Range(50, 9)]) formats.Add(id, XlsxLook.Day);
        var looks = new List<XlsxLook>();
        _package.Walk(_stylesPart, xml =>
        {
            var inside = false;
            while (xml.Read())
            {
                if (xml.IsEnd("cellXfs"u8)) return;
                if (xml.Token != XmlToken.Start) continue;
                if (inside)
                {
                    if (!xml.Is("xf"u8)) continue;
                    if (looks.Count == _limits.Declarations) throw XlsxRefusedException.TooLarge("#markup", "cellXfs", _limits.Declarations);
                    looks.Add(formats.GetValueOrDefault(xml.TryAttribute("numFmtId"u8, out var id) ? Number(id) : 0));
                }
                else if (xml.Is("cellXfs"u8))
                {
                    if (xml.IsEmpty) return;
                    inside = true;
                }
                else if (xml.Is("numFmt"u8) && xml.Attribute("formatCode"u8) is { } code)
                {
                    formats[Number(xml.Attribute("numFmtId"u8))] = LookOf(code);
                    if (formats.Count > _limits.Declarations) throw XlsxRefusedException.TooLarge("#markup", "numFmts", _limits.Declarations);
                }
            }
        });
        return [.. looks];
    }

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private void ReadWorkbook(string part, List<(string Id, string Type, string? Target)> parts) => _package.Walk(part, xml =>
    {
        int sheets = 0, characters = 0;
        while (xml.Read())
        {
            if (xml.Token != XmlToken.Start) continue;
            if (xml.Is("workbookPr"u8))
            {
                // An extension of the same local name comes later and says nothing of days.
                if (xml.Attribute("date1904"u8) is { } says) Date1904 = says is "1" or "true" or "on";
            }
            else if (xml.Is("sheet"u8))
            {
                if (++sheets > _limits.Sheets) throw XlsxRefusedException.TooLarge("#sheets", _limits.Sheets);
                AddSheet(xml, parts);
            }
            else if (xml.Is("definedName"u8) && !xml.IsEmpty && xml.Attribute("name"u8) is { } name)
            {
                var local = xml.TryAttribute("localSheetId"u8, out _);
                if (!xml.Read() || xml.Token != XmlToken.Text) continue;
                var refersTo = xml.Text();
                characters += name.Length + refersTo.Length;
                if (_names.Count == _limits.Names || characters > _limits.NameChars)
                    throw XlsxRefusedException.TooLarge("#names", _limits.Names);
                _names.Add(new XlsxName(name, refersTo, local));
            }
        }

        if (sheets == 0) throw XlsxRefusedException.Damaged(part);
    });

    private void AddSheet(XmlScanner xml, List<(string Id, string Type, string? Target)> parts)
    {
        var name = xml.Attribute("name"u8);
        var id = xml.Attribute("id"u8, prefixed: true);
        var state = xml.Attribute("state"u8);
        var found = parts.Find(p => p.Id == id && id is not null);
        // Chart sheets and the like hold no cells; modules of programs long gone have not even a part.
        if (found.Type is not null and not "worksheet" || id is "") return;
        if (found.Target is null || string.IsNullOrEmpty(name)) throw XlsxRefusedException.Damaged("workbook");
        _sheets.Add(new XlsxSheet(name, state is null or "visible", found.Target));
    }

    private void ReadCells(XlsxSheet sheet, XmlScanner xml, IXlsxCells cells)
    {
        var buffer = Buffer();
        int row = 0, column = 0, style = 0, length = 0, phonetic = 0, rows = 0;
        var type = XlsxCellType.Number;
        bool inside = false, past = false, wanted = false, gather = false, formula = false, inFormula = false, typed = false, hasValue = false, hiddenRow = false, raised = false;
        List<(int First, int Last)>? hiddenColumns = null;
        var merges = 0;
        while (xml.Read())
        {
            if (xml.Token == XmlToken.Text)
            {
                if (inFormula)
                {
                    if (CallsAnotherProgram(xml)) throw new XlsxRefusedException(RefusalReasons.ActiveContent, "#dde", sheet.Name, XlsxAddress.Of(row, column));
                    // LibreOffice writes a logical value that was typed as a formula.
                    if (type == XlsxCellType.Boolean && (xml.Attributes.SequenceEqual("TRUE()"u8) || xml.Attributes.SequenceEqual("FALSE()"u8))) typed = true;
                }

                if (!gather) continue;
                var from = length;
                if (!xml.AppendText(buffer, ref length) || length > _limits.Text)
                    throw XlsxRefusedException.TooLarge("#text", sheet.Name, _limits.Text);
                if (raised) Raise(buffer.AsSpan(from, length - from));
                continue;
            }

            var name = xml.Name;
            var letter = name.Length == 1 ? name[0] : (byte)0;
            if (xml.Token == XmlToken.Start)
            {
                if (letter == 'c')
                {
                    if (!inside) continue;
                    if (++_cells > _limits.Cells) throw XlsxRefusedException.TooLarge("#cells", _limits.Cells);
                    column++;
                    style = 0;
                    type = XlsxCellType.Number;
                    wanted = false;
                    var rest = xml.Attributes;
                    var seen = 0;
                    while (xml.NextAttribute(ref rest, out var attribute, out var value))
                    {
                        if (attribute.Length != 1) continue;
                        // An attribute given twice leaves open which counts.
                        var mark = 1 << (attribute[0] & 31);
                        if ((seen & mark) != 0) throw XlsxRefusedException.Damaged(sheet.Part);
                        seen |= mark;
                        if (attribute[0] == 'r')
                        {
                            if (!XlsxAddress.TryRead(value, out row, out column)) throw XlsxRefusedException.Damaged(sheet.Part);
                        }
                        else if (attribute[0] == 's') style = Number(value);
                        else if (attribute[0] == 't') type = TypeOf(value, sheet);
                    }

                    if (row > _limits.Rows || column > _limits.Columns) throw XlsxRefusedException.Damaged(sheet.Part);
                    if (xml.IsEmpty) continue;
                    wanted = cells.Wants(row, column);
                    gather = formula = typed = hasValue = raised = false;
                    length = phonetic = 0;
                }
                else if (letter == 'v')
                {
                    if (!wanted) continue;
                    hasValue = true;
                    gather = !xml.IsEmpty;
                }
                else if (letter == 't')
                {
                    if (!wanted) continue;
                    hasValue = true;
                    gather = phonetic == 0 && !xml.IsEmpty;
                }
                else if (letter == 'f')
                {
                    formula = true;
                    inFormula = inside && !xml.IsEmpty;
                }
                else if (name.SequenceEqual("rPh"u8) && !xml.IsEmpty) phonetic++;
                else if (wanted && letter == 'r') raised = false;
                else if (wanted && name.SequenceEqual("vertAlign"u8)) raised = IsRaised(xml);
                else if (name.SequenceEqual("row"u8) && inside)
                {
                    if (++rows > _limits.Rows) throw XlsxRefusedException.TooLarge("#rows", sheet.Name, _limits.Rows);
                    row = xml.TryAttribute("r"u8, out var number) ? Number(number) : row + 1;
                    hiddenRow = IsHidden(xml);
                    if (row < 1 || row > _limits.Rows) throw XlsxRefusedException.Damaged(sheet.Part);
                    column = 0;
                }
                else if (name.SequenceEqual("sheetData"u8))
                {
                    inside = !xml.IsEmpty;
                    past = xml.IsEmpty;
                }
                else if (past)
                {
                    if (name.SequenceEqual("mergeCell"u8))
                    {
                        if (++merges > _limits.Declarations) throw XlsxRefusedException.TooLarge("#markup", sheet.Name, _limits.Declarations);
                        if (xml.TryAttribute("ref"u8, out var range) && XlsxAddress.TryReadRange(range, out var merge)) cells.Merged(merge);
                    }
                    else if (FollowsMerges(name)) return;
                }
                else if (!inside && name.SequenceEqual("col"u8) && IsHidden(xml) && xml.TryAttribute("min"u8, out var first) && xml.TryAttribute("max"u8, out var last))
                {
                    hiddenColumns ??= [];
                    if (hiddenColumns.Count < MostHiddenColumns) hiddenColumns.Add((Number(first), Number(last)));
                }
            }
            else if (letter == 'c')
            {
                if (!wanted) continue;
                wanted = gather = false;
                if (!hasValue && !formula) continue;
                cells.Take(new XlsxCell
                {
                    Row = row,
                    Column = column,
                    Type = type,
                    Style = style,
                    Formula = formula && !(typed && hasValue),
                    HasValue = hasValue,
                    Hidden = hiddenRow || (hiddenColumns is not null && hiddenColumns.Exists(c => column >= c.First && column <= c.Last)),
                    Text = buffer.AsSpan(0, length),
                });
            }
            else if (letter is (byte)'v' or (byte)'t') gather = false;
            else if (letter == 'f') inFormula = false;
            else if (name.SequenceEqual("rPh"u8)) phonetic--;
            else if (name.SequenceEqual("sheetData"u8)) (inside, past) = (false, true);
            else if (name.SequenceEqual("mergeCells"u8)) return;
        }
    }

    private static bool IsHidden(XmlScanner xml) =>
        xml.Attributes.IndexOf("hidden"u8) >= 0 && xml.TryAttribute("hidden"u8, out var hidden) && (hidden.SequenceEqual("1"u8) || hidden.SequenceEqual("true"u8));

    /// <summary>What stands behind the merged cells (validations, drawings, extensions) is of no use here.</summary>
    private static bool FollowsMerges(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("conditionalFormatting"u8) || name.SequenceEqual("dataValidations"u8) || name.SequenceEqual("hyperlinks"u8)
        || name.SequenceEqual("phoneticPr"u8) || name.SequenceEqual("drawing"u8) || name.SequenceEqual("tableParts"u8);

    /// <summary>Whether a formula is of the kind <c>program|topic!item</c>, or LibreOffice's function for the same.</summary>
    private static bool CallsAnotherProgram(XmlScanner xml)
    {
        if (xml.Attributes.IndexOf((byte)'|') < 0 && xml.Attributes.IndexOf("DDE("u8) < 0) return false;
        var formula = xml.Text();
        var piped = false;
        char quote = '\0', before = '\0';
        for (var i = 0; i < formula.Length; before = formula[i++])
        {
            var c = formula[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'') quote = c;
            else if (c == '|') piped = true;
            else if (c == '!' && piped) return true;
            else if (c == 'D' && !char.IsLetterOrDigit(before) && formula.AsSpan(i).StartsWith("DDE(", StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private char[] Buffer() => _buffer.Length > 0 ? _buffer : _buffer = ArrayPool<char>.Shared.Rent(_limits.Text + 1);

    private static int Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int number, out var used) && used == text.Length ? number : 0;

    private static XlsxCellType TypeOf(ReadOnlySpan<byte> type, XlsxSheet sheet) =>
        type.SequenceEqual("n"u8) ? XlsxCellType.Number
        : type.SequenceEqual("s"u8) ? XlsxCellType.Shared
        : type.SequenceEqual("str"u8) || type.SequenceEqual("inlineStr"u8) ? XlsxCellType.Text
        : type.SequenceEqual("b"u8) ? XlsxCellType.Boolean
        : type.SequenceEqual("e"u8) ? XlsxCellType.Error
        : type.SequenceEqual("d"u8) ? XlsxCellType.IsoDay
        : throw XlsxRefusedException.Damaged(sheet.Part);

    internal ImmutableArray<XlsxRow> Rows(XlsxSheet sheet, Func<int, int, bool>? wants = null)
    {
        var gathered = new TextCells(this, wants);
        Read(sheet, gathered);
        var strings = Strings(gathered.Shared);
        var rows = ImmutableArray.CreateBuilder<XlsxRow>();
        foreach (var row in gathered.Found.GroupBy(c => c.Row).OrderBy(g => g.Key))
        {
            var texts = row.OrderBy(c => c.Column)
                .Select(c => new XlsxText(XlsxAddress.Of(c.Row, c.Column), c.Column, c.SharedIndex < 0 ? c.Text : StringAt(strings, c.SharedIndex)))
                .Where(c => !string.IsNullOrWhiteSpace(c.Text));
            if (texts.ToImmutableArray() is { Length: > 0 } cells) rows.Add(new XlsxRow(row.Key, cells));
        }

        return rows.ToImmutable();
    }

    internal static string StringAt(IReadOnlyDictionary<int, string> strings, int index) =>
        strings.TryGetValue(index, out var text) ? text : throw XlsxRefusedException.Damaged("sharedStrings");

    internal static int SharedIndex(ReadOnlySpan<char> text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw XlsxRefusedException.Damaged("sharedStrings");

    private sealed class TextCells(XlsxReader reader, Func<int, int, bool>? wants) : IXlsxCells
    {
        public List<(int Row, int Column, int SharedIndex, string Text)> Found { get; } = [];

        public HashSet<int> Shared { get; } = [];

        public bool Wants(int row, int column) => wants is null || wants(row, column);

        public void Take(in XlsxCell cell)
        {
            if (!cell.HasValue) return;
            var index = -1;
            var text = "";
            switch (cell.Type)
            {
                case XlsxCellType.Shared:
                    index = SharedIndex(cell.Text);
                    Shared.Add(index);
                    break;
                case XlsxCellType.Boolean:
                    text = cell.Text is "1" or "true" ? "TRUE" : "FALSE";
                    break;
                case XlsxCellType.Number:
                    text = reader.DayOf(cell.Style, cell.Text) is { } day
                        ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                        : Plain(cell.Text);
                    break;
                default:
                    text = Decode(cell.Text.ToString());
                    break;
            }

            Found.Add((cell.Row, cell.Column, index, text));
        }

        private static string Plain(ReadOnlySpan<char> number) =>
            number.IndexOfAny('e', 'E', '.') >= 0 && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
                : number.ToString();
    }
}

/// <summary>A row of a sheet read as a table.</summary>
/// <param name="Number">Row number as the file gives it, from 1.</param>
/// <param name="Cells">Cells that hold something, left to right.</param>
public sealed record XlsxRow(int Number, ImmutableArray<XlsxText> Cells)
{
    /// <summary>The text in a column counted from 1; empty when there is none.</summary>
    public string this[int column]
    {
        get
        {
            foreach (var cell in Cells)
            {
                if (cell.Column == column) return cell.Text;
            }

            return "";
        }
    }
}

/// <summary>A cell as text: numbers invariant, days yyyy-MM-dd, logical values TRUE and FALSE.</summary>
public readonly record struct XlsxText(string Address, int Column, string Text);

/// <summary>The rows of the first visible sheet, or why the file was refused (a code and arguments of the finding texts).</summary>
public sealed record XlsxTable(string? Fault, ImmutableArray<string> Arguments, string Sheet, ImmutableArray<XlsxRow> Rows);
