using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kpi.Domain.Returns;

namespace Kpi.App.Platform.Workbooks;

/// <summary>A sheet of a workbook.</summary>
public sealed record XlsxSheet(string Name, bool Visible, string Part);

/// <summary>A defined name; <paramref name="RefersTo"/> is as written in the file.</summary>
public readonly record struct XlsxName(string Name, string RefersTo);

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

    /// <summary>The value as written; for <see cref="XlsxCellType.Shared"/> the index of the string.</summary>
    public required ReadOnlySpan<char> Text { get; init; }
}

/// <summary>Chooses and takes cells while a sheet streams by. Text of cells that nobody wants is never copied.</summary>
public interface IXlsxCells
{
    bool Wants(int row, int column);

    void Take(in XlsxCell cell);
}

/// <summary>
/// Reads workbooks from anywhere by streaming; keeps to limits and computes nothing. Its methods throw
/// <see cref="XlsxRefusedException"/> for what must be refused; whoever reads uploads turns that, and any other fault, into findings.
/// </summary>
public sealed class XlsxReader : IDisposable
{
    private const int UsualStrings = 400;
    private readonly XlsxPackage _package;
    private readonly XlsxLimits _limits;
    private readonly string? _stringsPart;
    private readonly string? _stylesPart;
    private readonly List<XlsxSheet> _sheets = [];
    private readonly List<XlsxName> _names = [];
    private char[] _buffer = [];
    private bool[]? _dayStyles;
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
    public static XlsxTable ReadTable(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        try
        {
            using var reader = new XlsxReader(bytes, XlsxLimits.Default, token);
            var sheet = reader.Sheets.FirstOrDefault(s => s.Visible) ?? reader.Sheets[0];
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
            bool inText = false, take = false;
            while (index <= last && xml.Read())
            {
                if (xml.Token == XmlToken.Text)
                {
                    if (!take || !inText || phonetic != 0) continue;
                    if (!xml.AppendText(buffer, ref length) || length > _limits.Text)
                        throw XlsxRefusedException.TooLarge("#text", "sharedStrings", _limits.Text);
                    continue;
                }

                var name = xml.Name;
                if (xml.Token == XmlToken.Start)
                {
                    if (name.SequenceEqual("si"u8))
                    {
                        index++;
                        length = 0;
                        take = wanted is null || wanted.Contains(index);
                        if (take && xml.IsEmpty) found[index] = "";
                    }
                    else if (xml.IsEmpty) continue;
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
        if (style == 0 || !DayStyle(style)) return null;
        return decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial) ? DayOf(serial) : null;
    }

    internal static string Decode(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && i + 6 < text.Length && text[i + 1] == 'x' && text[i + 6] == '_'
                && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && !char.IsSurrogate((char)code))
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

    private DateOnly? DayOf(decimal serial)
    {
        if (serial < 0 || serial > 2_958_465) return null;
        var days = (int)decimal.Floor(serial);
        if (Date1904) return new DateOnly(1904, 1, 1).AddDays(Math.Min(days, 2_957_003));
        // Serial 60 is a 29 February 1900 that never was: days before it are one later than the later ones' count says.
        return days < 60 ? new DateOnly(1899, 12, 31).AddDays(days) : new DateOnly(1899, 12, 30).AddDays(days);
    }

    private static bool ShowsDay(string format)
    {
        var quoted = false;
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (c is '\\' or '_' or '*') i++;
            else if (c == '[') i = format.IndexOf(']', i) is var end and > 0 ? end : format.Length;
            else if (c == ';') return false;
            else if ((c | 0x20) is 'd' or 'y') return true;
        }

        return false;
    }

    private bool DayStyle(int style)
    {
        _dayStyles ??= ReadStyles();
        return (uint)style < (uint)_dayStyles.Length && _dayStyles[style];
    }

    private bool[] ReadStyles()
    {
        if (_stylesPart is null) return [];
        var dayFormats = new HashSet<int> { 14, 15, 16, 17, 22 };
        for (var id = 27; id <= 36; id++) dayFormats.Add(id);
        for (var id = 50; id <= 58; id++) dayFormats.Add(id);
        var styles = new List<bool>();
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
                    if (styles.Count == _limits.Declarations) throw XlsxRefusedException.TooLarge("#markup", "cellXfs", _limits.Declarations);
                    styles.Add(dayFormats.Contains(Number(xml.Attribute("numFmtId"u8))));
                }
                else if (xml.Is("cellXfs"u8))
                {
                    if (xml.IsEmpty) return;
                    inside = true;
                }
                else if (xml.Is("numFmt"u8) && xml.Attribute("formatCode"u8) is { } code)
                {
                    var id = Number(xml.Attribute("numFmtId"u8));
                    if (ShowsDay(code)) dayFormats.Add(id);
                    else dayFormats.Remove(id);
                    if (dayFormats.Count > _limits.Declarations) throw XlsxRefusedException.TooLarge("#markup", "numFmts", _limits.Declarations);
                }
            }
        });
        return [.. styles];
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
                Date1904 = xml.Attribute("date1904"u8) is "1" or "true" or "on";
            }
            else if (xml.Is("sheet"u8))
            {
                if (++sheets > _limits.Sheets) throw XlsxRefusedException.TooLarge("#sheets", _limits.Sheets);
                AddSheet(xml, parts);
            }
            else if (xml.Is("definedName"u8) && !xml.IsEmpty && xml.Attribute("name"u8) is { } name)
            {
                if (!xml.Read() || xml.Token != XmlToken.Text) continue;
                var refersTo = xml.Text();
                characters += name.Length + refersTo.Length;
                if (_names.Count == _limits.Names || characters > _limits.NameChars)
                    throw XlsxRefusedException.TooLarge("#names", _limits.Names);
                _names.Add(new XlsxName(name, refersTo));
            }
        }

        if (_sheets.Count == 0) throw XlsxRefusedException.Damaged(part);
    });

    private void AddSheet(XmlScanner xml, List<(string Id, string Type, string? Target)> parts)
    {
        var name = xml.Attribute("name"u8);
        var id = xml.Attribute("id"u8, prefixed: true);
        var state = xml.Attribute("state"u8);
        var found = parts.Find(p => p.Id == id && id is not null);
        // Chart sheets and the like hold no cells.
        if (found.Type is not null and not "worksheet") return;
        if (found.Target is null || string.IsNullOrEmpty(name)) throw XlsxRefusedException.Damaged("workbook");
        _sheets.Add(new XlsxSheet(name, state is null or "visible", found.Target));
    }

    private void ReadCells(XlsxSheet sheet, XmlScanner xml, IXlsxCells cells)
    {
        var buffer = Buffer();
        int row = 0, column = 0, style = 0, length = 0, phonetic = 0, rows = 0;
        var type = XlsxCellType.Number;
        bool inside = false, wanted = false, gather = false, formula = false, hasValue = false;
        while (xml.Read())
        {
            if (xml.Token == XmlToken.Text)
            {
                if (!gather) continue;
                if (!xml.AppendText(buffer, ref length) || length > _limits.Text)
                    throw XlsxRefusedException.TooLarge("#text", sheet.Name, _limits.Text);
                continue;
            }

            var name = xml.Name;
            if (xml.Token == XmlToken.Start)
            {
                if (name.SequenceEqual("c"u8))
                {
                    if (!inside) continue;
                    if (++_cells > _limits.Cells) throw XlsxRefusedException.TooLarge("#cells", _limits.Cells);
                    column++;
                    style = 0;
                    type = XlsxCellType.Number;
                    wanted = false;
                    var rest = xml.Attributes;
                    while (xml.NextAttribute(ref rest, out var attribute, out var value))
                    {
                        if (attribute.Length != 1) continue;
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
                    gather = formula = hasValue = false;
                    length = phonetic = 0;
                }
                else if (name.SequenceEqual("v"u8))
                {
                    if (!wanted) continue;
                    hasValue = true;
                    gather = !xml.IsEmpty;
                }
                else if (name.SequenceEqual("t"u8))
                {
                    if (!wanted) continue;
                    hasValue = true;
                    gather = phonetic == 0 && !xml.IsEmpty;
                }
                else if (name.SequenceEqual("f"u8)) formula = true;
                else if (name.SequenceEqual("rPh"u8) && !xml.IsEmpty) phonetic++;
                else if (name.SequenceEqual("row"u8) && inside)
                {
                    if (++rows > _limits.Rows) throw XlsxRefusedException.TooLarge("#rows", sheet.Name, _limits.Rows);
                    var number = xml.Attribute("r"u8);
                    row = number is null ? row + 1 : Number(number);
                    if (row < 1 || row > _limits.Rows) throw XlsxRefusedException.Damaged(sheet.Part);
                    column = 0;
                }
                else if (name.SequenceEqual("sheetData"u8)) inside = !xml.IsEmpty;
            }
            else if (name.SequenceEqual("c"u8))
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
                    Formula = formula,
                    HasValue = hasValue,
                    Text = buffer.AsSpan(0, length),
                });
            }
            else if (name.SequenceEqual("v"u8) || name.SequenceEqual("t"u8)) gather = false;
            else if (name.SequenceEqual("rPh"u8)) phonetic--;
            // What follows the cells (validations, drawings, extensions) has no values.
            else if (name.SequenceEqual("sheetData"u8)) return;
        }
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

    internal ImmutableArray<XlsxRow> Rows(XlsxSheet sheet)
    {
        var gathered = new TextCells(this);
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

    private sealed class TextCells(XlsxReader reader) : IXlsxCells
    {
        public List<(int Row, int Column, int SharedIndex, string Text)> Found { get; } = [];

        public HashSet<int> Shared { get; } = [];

        public bool Wants(int row, int column) => true;

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
