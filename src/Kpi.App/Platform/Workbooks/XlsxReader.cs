using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;

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
    private readonly XlsxPackage _package;
    private readonly XlsxLimits _limits;
    private readonly string? _stringsPart;
    private readonly string? _stylesPart;
    private readonly List<XlsxSheet> _sheets = [];
    private readonly List<XlsxName> _names = [];
    private bool[]? _dayStyles;
    private int _cells;

    public XlsxReader(ReadOnlyMemory<byte> bytes, XlsxLimits limits, CancellationToken token)
    {
        _limits = limits;
        _package = new XlsxPackage(bytes, limits, token);
        try
        {
            var workbook = _package.Relationships("").FirstOrDefault(r => r.Type == "officeDocument").Target
                ?? throw new XlsxRefusedException("not-a-workbook");
            var parts = _package.Relationships(workbook);
            _stringsPart = parts.FirstOrDefault(p => p.Type == "sharedStrings").Target;
            _stylesPart = parts.FirstOrDefault(p => p.Type == "styles").Target;
            ReadWorkbook(workbook, parts);
        }
        catch
        {
            _package.Dispose();
            throw;
        }
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
            return new XlsxTable("damaged", ["xlsx"], "", []);
        }
    }

    public void Dispose() => _package.Dispose();

    /// <summary>Streams a sheet's cells past a handler, in file order. Cells without content are not shown.</summary>
    public void Read(XlsxSheet sheet, IXlsxCells cells) => _package.Walk(sheet.Part, reader => ReadCells(sheet, reader, cells));

    /// <summary>The shared strings of the given indexes; null asks for all of them.</summary>
    public IReadOnlyDictionary<int, string> Strings(IReadOnlySet<int>? wanted)
    {
        var found = new Dictionary<int, string>();
        if (wanted is { Count: 0 }) return found;
        if (_stringsPart is null || !_package.Has(_stringsPart)) throw XlsxRefusedException.Damaged("sharedStrings");
        var last = wanted?.Max() ?? int.MaxValue;
        var total = 0;
        _package.Walk(_stringsPart, reader =>
        {
            var text = new StringBuilder();
            int index = -1, phonetic = 0;
            bool inText = false, take = false;
            while (index <= last && _package.Next(reader))
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        if (reader.LocalName == "si")
                        {
                            index++;
                            text.Clear();
                            take = wanted is null || wanted.Contains(index);
                            if (take && reader.IsEmptyElement) found[index] = "";
                        }
                        else if (reader.IsEmptyElement) continue;
                        else if (reader.LocalName == "rPh") phonetic++;
                        else if (reader.LocalName == "t") inText = true;
                        break;
                    case XmlNodeType.EndElement:
                        if (reader.LocalName == "si" && take)
                        {
                            found[index] = Decode(text.ToString());
                            total += text.Length;
                            if (total > _limits.StringChars) throw XlsxRefusedException.TooLarge("sharedStrings");
                        }
                        else if (reader.LocalName == "rPh") phonetic--;
                        else if (reader.LocalName == "t") inText = false;
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                        if (take && inText && phonetic == 0)
                        {
                            text.Append(reader.Value);
                            if (text.Length > _limits.Text) throw XlsxRefusedException.TooLarge($"sharedStrings: > {_limits.Text}");
                        }

                        break;
                }
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
        if (_stylesPart is null || !_package.Has(_stylesPart)) return [];
        var dayFormats = new HashSet<int> { 14, 15, 16, 17, 22 };
        for (var id = 27; id <= 36; id++) dayFormats.Add(id);
        for (var id = 50; id <= 58; id++) dayFormats.Add(id);
        var styles = new List<bool>();
        _package.Walk(_stylesPart, reader =>
        {
            var inside = false;
            while (_package.Next(reader))
            {
                if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "cellXfs") return;
                if (reader.NodeType != XmlNodeType.Element) continue;
                switch (reader.LocalName)
                {
                    case "numFmt" when Number(reader.GetAttribute("numFmtId")) is var id && reader.GetAttribute("formatCode") is { } code:
                        if (ShowsDay(code)) dayFormats.Add(id);
                        else dayFormats.Remove(id);
                        break;
                    case "cellXfs":
                        if (reader.IsEmptyElement) return;
                        inside = true;
                        break;
                    case "xf" when inside:
                        styles.Add(dayFormats.Contains(Number(reader.GetAttribute("numFmtId"))));
                        break;
                }
            }
        });
        return [.. styles];
    }

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private void ReadWorkbook(string part, List<(string Id, string Type, string? Target)> parts) => _package.Walk(part, reader =>
    {
        while (_package.Next(reader))
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            switch (reader.LocalName)
            {
                case "workbookPr":
                    Date1904 = reader.GetAttribute("date1904") is "1" or "true" or "on";
                    break;
                case "sheet":
                    AddSheet(reader, parts);
                    break;
                case "definedName" when !reader.IsEmptyElement && reader.GetAttribute("name") is { } name:
                    if (_package.Next(reader) && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) _names.Add(new XlsxName(name, reader.Value));
                    if (_names.Count > _limits.Names) throw XlsxRefusedException.TooLarge($"definedNames > {_limits.Names}");
                    break;
            }
        }

        if (_sheets.Count == 0) throw XlsxRefusedException.Damaged(part);
    });

    private void AddSheet(XmlReader reader, List<(string Id, string Type, string? Target)> parts)
    {
        string? name = null, id = null, state = null;
        while (reader.MoveToNextAttribute())
        {
            if (reader.LocalName == "name") name = reader.Value;
            else if (reader.LocalName == "id" && reader.Prefix.Length > 0) id = reader.Value;
            else if (reader.LocalName == "state") state = reader.Value;
        }

        reader.MoveToElement();
        var found = parts.Find(p => p.Id == id && id is not null);
        // Chart sheets and the like hold no cells.
        if (found.Type is not null and not "worksheet") return;
        if (found.Target is null || string.IsNullOrEmpty(name)) throw XlsxRefusedException.Damaged("workbook: sheet");
        _sheets.Add(new XlsxSheet(name, state is null or "visible", found.Target));
        if (_sheets.Count > _limits.Sheets) throw XlsxRefusedException.TooLarge($"sheets > {_limits.Sheets}");
    }

    private void ReadCells(XlsxSheet sheet, XmlReader reader, IXlsxCells cells)
    {
        string cellName = _package.Words.Add("c"), valueName = _package.Words.Add("v"), rowName = _package.Words.Add("row");
        string textName = _package.Words.Add("t"), formulaName = _package.Words.Add("f"), phoneticName = _package.Words.Add("rPh");
        string dataName = _package.Words.Add("sheetData"), addressName = _package.Words.Add("r"), styleName = _package.Words.Add("s");
        var buffer = ArrayPool<char>.Shared.Rent(_limits.Text + 1);
        try
        {
            int row = 0, column = 0, style = 0, length = 0, phonetic = 0, rows = 0;
            var type = XlsxCellType.Number;
            bool inside = false, wanted = false, gather = false, formula = false, hasValue = false;
            while (_package.Next(reader))
            {
                var node = reader.NodeType;
                if (node == XmlNodeType.Element)
                {
                    var name = reader.LocalName;
                    if ((object)name == cellName)
                    {
                        if (!inside) continue;
                        if (++_cells > _limits.Cells) throw XlsxRefusedException.TooLarge($"> {_limits.Cells} cells");
                        var empty = reader.IsEmptyElement;
                        column++;
                        style = 0;
                        type = XlsxCellType.Number;
                        while (reader.MoveToNextAttribute())
                        {
                            var attribute = reader.LocalName;
                            if ((object)attribute == addressName)
                            {
                                if (!XlsxAddress.TryRead(reader.Value, out row, out column)) throw XlsxRefusedException.Damaged(sheet.Part);
                            }
                            else if ((object)attribute == styleName) style = Number(reader.Value);
                            else if ((object)attribute == textName) type = TypeOf(reader.Value, sheet);
                        }

                        if (row > _limits.Rows || column > _limits.Columns) throw XlsxRefusedException.Damaged(sheet.Part);
                        if (empty) continue;
                        wanted = cells.Wants(row, column);
                        gather = formula = hasValue = false;
                        length = phonetic = 0;
                    }
                    else if ((object)name == valueName)
                    {
                        if (!wanted) continue;
                        hasValue = true;
                        gather = !reader.IsEmptyElement;
                    }
                    else if ((object)name == textName)
                    {
                        if (!wanted) continue;
                        hasValue = true;
                        gather = phonetic == 0 && !reader.IsEmptyElement;
                    }
                    else if ((object)name == formulaName) formula = true;
                    else if ((object)name == phoneticName && !reader.IsEmptyElement) phonetic++;
                    else if ((object)name == rowName && inside)
                    {
                        if (++rows > _limits.Rows) throw XlsxRefusedException.TooLarge($"> {_limits.Rows} rows");
                        var number = reader.GetAttribute(addressName);
                        row = number is null ? row + 1 : Number(number);
                        if (row < 1 || row > _limits.Rows) throw XlsxRefusedException.Damaged(sheet.Part);
                        column = 0;
                    }
                    else if ((object)name == dataName) inside = !reader.IsEmptyElement;
                }
                else if (node == XmlNodeType.EndElement)
                {
                    var name = reader.LocalName;
                    if ((object)name == cellName)
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
                    else if ((object)name == valueName || (object)name == textName) gather = false;
                    else if ((object)name == phoneticName) phonetic--;
                    // What follows the cells (validations, drawings, extensions) has no values.
                    else if ((object)name == dataName) return;
                }
                else if (gather && node is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                {
                    for (int count; (count = reader.ReadValueChunk(buffer, length, buffer.Length - length)) > 0;)
                    {
                        length += count;
                        if (length > _limits.Text) throw XlsxRefusedException.TooLarge($"{sheet.Part}: > {_limits.Text}");
                    }
                }
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static XlsxCellType TypeOf(string type, XlsxSheet sheet) => type switch
    {
        "n" => XlsxCellType.Number,
        "s" => XlsxCellType.Shared,
        "str" or "inlineStr" => XlsxCellType.Text,
        "b" => XlsxCellType.Boolean,
        "e" => XlsxCellType.Error,
        "d" => XlsxCellType.IsoDay,
        _ => throw XlsxRefusedException.Damaged(sheet.Part),
    };

    private ImmutableArray<XlsxRow> Rows(XlsxSheet sheet)
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
