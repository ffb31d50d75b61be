using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>Reads an uploaded return: untrusted bytes in, cells as text out. Bad input of any kind becomes findings, never an exception.</summary>
public static class ReturnWorkbook
{
    internal const string HeaderSheet = "_kpi";
    internal const string NamePrefix = "kpi.";

    /// <summary>After <see cref="NamePrefix"/>: the remark beside an element, the nil statement and its reason. No element has such a name.</summary>
    internal const string RemarkPrefix = "note.", NilName = "nil", NilReasonName = "nil.reason";
    private const int MostNames = 5;
    private const int LongestRemark = 1000;
    private const int LongestHeader = 64;
    private const int LongestSheetName = 40;

    public static ReturnSheet Read(ReadOnlyMemory<byte> bytes, Catalogue catalogue, CancellationToken token = default)
    {
        try
        {
            using var reader = new XlsxReader(bytes, XlsxLimits.Default, token);
            return Read(reader, catalogue);
        }
        catch (XlsxRefusedException refusal)
        {
            return Refused(refusal.Code, [.. refusal.Arguments]);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            // The framework's own decoders fail in a dozen ways on bad bytes; to the sender they are all the same.
            return Refused(RefusalReasons.Damaged, "#cut-short");
        }
    }

    private static ReturnSheet Refused(string code, params string[] arguments) =>
        new(null, [], [Finding.OfFile(code, Severity.Error, arguments)]);

    private static ReturnSheet Read(XlsxReader reader, Catalogue catalogue)
    {
        if (reader.Sheets.FirstOrDefault(s => Same(s.Name.Trim(), HeaderSheet)) is not { } headerSheet) return Refused(RefusalReasons.WrongForm, "#no-header", SheetNames(reader));
        var cells = new GatheredCells(reader);
        var headerCells = cells.Gather(headerSheet, static (_, column) => column <= 2);

        var named = NamedInputs(reader);
        foreach (var sheet in named.Values.Select(p => p.Sheet).Distinct())
        {
            var places = named.Values.Where(p => p.Sheet == sheet).Select(p => (p.Row, p.Column)).ToHashSet();
            cells.Gather(sheet, (row, column) => places.Contains((row, column)));
        }

        cells.Resolve();
        var header = Header(headerCells);
        var version = catalogue.Forms.Where(f => f.Code == header.Form).OrderByDescending(f => f.Version).ToArray();
        var form = version.FirstOrDefault(f => f.Version.ToString(CultureInfo.InvariantCulture) == header.Version) ?? version.FirstOrDefault();
        if (form is not null && form.Fields.Any(f => !named.ContainsKey(f.Element)))
            FormLayout.FindWithoutNames(reader, form, catalogue, named, cells);

        var inputs = ImmutableArray.CreateBuilder<SheetInput>();
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var element in form?.Fields.Select(f => f.Element) ?? named.Keys)
        {
            if (!named.TryGetValue(element, out var place)) continue;
            var cell = cells.At(place);
            var input = InputAt(element, place, cells) with { Remark = named.TryGetValue(RemarkPrefix + element, out var remark) ? TextAt(remark, cells) : null };
            inputs.Add(input);
            if (cell is { Formula: true } && input.Kind is not (CellKind.FormulaWithoutValue or CellKind.Error or CellKind.Empty))
            {
                findings.Add(Finding.OfCell(
                    "formula-in-input", Severity.Warning, input, catalogue.Element(element)?.Name.Vi ?? element, Cut(input.Text)));
            }
        }

        var nil = named.TryGetValue(NilName, out var statement) ? InputAt(NilName, statement, cells) : null;
        return new ReturnSheet(header, inputs.ToImmutable(), findings.ToImmutable())
        {
            Nil = nil is null or { Kind: CellKind.Empty }
                ? null
                : new NilStatement(nil, named.TryGetValue(NilReasonName, out var reason) ? TextAt(reason, cells) : null),
        };
    }

    private static string SheetNames(XlsxReader reader) => string.Join(", ", reader.Sheets.Take(MostNames).Select(s => $"“{Cut(s.Name)}”")) + (reader.Sheets.Count > MostNames ? ", …" : "");

    private static SheetInput InputAt(string element, Place place, GatheredCells cells)
    {
        var cell = cells.At(place);
        var sheet = place.Sheet.Name.Length <= LongestSheetName ? place.Sheet.Name : place.Sheet.Name[..LongestSheetName];
        return new SheetInput(element, sheet, XlsxAddress.Of(place.Row, place.Column), cell?.Kind ?? CellKind.Empty, cell?.Text ?? "");
    }

    private static string? TextAt(Place place, GatheredCells cells) =>
        cells.At(place)?.Text.Trim() is { Length: > 0 } text ? FileNames.Text(text, LongestRemark) : null;

    private static Dictionary<string, Place> NamedInputs(XlsxReader reader)
    {
        var sheets = new Dictionary<string, XlsxSheet>(StringComparer.OrdinalIgnoreCase);
        foreach (var sheet in reader.Sheets) sheets.TryAdd(sheet.Name, sheet);
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var name in reader.Names)
        {
            if (!name.Name.StartsWith(NamePrefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (XlsxAddress.TryReadReference(name.RefersTo, out var sheetName, out var row, out var column)
                && sheets.TryGetValue(sheetName, out var sheet))
            {
                // Copying a sheet copies its names into the copy's scope; the first, the workbook's own, counts.
                places.TryAdd(name.Name[NamePrefix.Length..].ToLowerInvariant(), new Place(sheet, row, column));
            }
        }

        return places;
    }

    private static ReturnHeader Header(IReadOnlyList<GatheredCell> cells)
    {
        var lines = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in cells.Where(c => c.Column == 1))
        {
            var value = cells.FirstOrDefault(c => c.Row == key.Row && c.Column == 2)?.Text;
            if (!string.IsNullOrWhiteSpace(value)) lines.TryAdd(key.Text.Trim(), value.Trim() is { Length: <= LongestHeader } held ? held : value.Trim()[..LongestHeader]);
        }

        return new ReturnHeader(Line("form"), Line("version"), Line("facility"), Line("period"), Line("issued"), Line("seal"));

        string? Line(string key) => lines.GetValueOrDefault(key);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string Cut(string text) => text.Length <= 100 ? text : text[..99] + "…";
}

/// <summary>Where an input stands.</summary>
internal sealed record Place(XlsxSheet Sheet, int Row, int Column);

/// <summary>A cell with its text, once the shared strings are known.</summary>
internal sealed class GatheredCell(int row, int column)
{
    public int Row { get; } = row;

    public int Column { get; } = column;

    public CellKind Kind { get; set; }

    public string Text { get; set; } = "";

    public bool Formula { get; init; }

    public int SharedIndex { get; init; } = -1;
}

/// <summary>Collects the cells somebody asked for, over several sheets, and reads from the shared strings only what they point to.</summary>
internal sealed class GatheredCells(XlsxReader reader) : IXlsxCells
{
    private readonly Dictionary<string, Dictionary<(int, int), GatheredCell>> _sheets = [];
    private readonly List<GatheredCell> _unresolved = [];
    private List<GatheredCell> _found = [];
    private Dictionary<(int, int), GatheredCell> _sheet = [];
    private Func<int, int, bool> _wants = static (_, _) => false;

    public IReadOnlyList<GatheredCell> Gather(XlsxSheet sheet, Func<int, int, bool> wants)
    {
        if (!_sheets.TryGetValue(sheet.Part, out var held)) _sheets[sheet.Part] = held = [];
        _sheet = held;
        _found = [];
        _wants = wants;
        reader.Read(sheet, this);
        return _found;
    }

    public void Resolve()
    {
        var strings = reader.Strings(_unresolved.Select(c => c.SharedIndex).ToHashSet());
        foreach (var cell in _unresolved) Say(cell, XlsxReader.StringAt(strings, cell.SharedIndex));
        _unresolved.Clear();
    }

    public GatheredCell? At(Place place) => _sheets.GetValueOrDefault(place.Sheet.Part)?.GetValueOrDefault((place.Row, place.Column));

    bool IXlsxCells.Wants(int row, int column) => _wants(row, column);

    void IXlsxCells.Take(in XlsxCell cell)
    {
        var shared = cell is { HasValue: true, Type: XlsxCellType.Shared } ? XlsxReader.SharedIndex(cell.Text) : -1;
        var gathered = new GatheredCell(cell.Row, cell.Column) { Formula = cell.Formula, SharedIndex = shared };
        if (shared >= 0) _unresolved.Add(gathered);
        else Fill(gathered, cell);
        _sheet[(cell.Row, cell.Column)] = gathered;
        _found.Add(gathered);
    }

    private void Fill(GatheredCell gathered, in XlsxCell cell)
    {
        if (!cell.HasValue)
        {
            gathered.Kind = CellKind.FormulaWithoutValue;
            return;
        }

        switch (cell.Type)
        {
            case XlsxCellType.Number:
                var number = cell.Text.Trim();
                if (number.IsEmpty) gathered.Kind = cell.Formula ? CellKind.FormulaWithoutValue : CellKind.Empty;
                else if (reader.DayOf(cell.Style, number) is { } day)
                    (gathered.Kind, gathered.Text) = (CellKind.Day, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                // A number that is not written as one (`1,5`) is a text, and judged as if it had been typed.
                else (gathered.Kind, gathered.Text) = (NumberText.StoredNumber(number).Kind == ReadingKind.Unreadable ? CellKind.Text : CellKind.Number, number.ToString());
                break;
            case XlsxCellType.Boolean:
                (gathered.Kind, gathered.Text) = (CellKind.Boolean, cell.Text.Trim() is "1" or "true" ? "1" : "0");
                break;
            case XlsxCellType.Error:
                (gathered.Kind, gathered.Text) = (CellKind.Error, cell.Text.ToString());
                break;
            case XlsxCellType.IsoDay when NumberText.TypedDay(cell.Text.ToString()) is { } iso:
                (gathered.Kind, gathered.Text) = (CellKind.Day, iso.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            default:
                Say(gathered, XlsxReader.Decode(cell.Text.ToString()));
                break;
        }
    }

    private static void Say(GatheredCell cell, string text) =>
        (cell.Kind, cell.Text) = string.IsNullOrWhiteSpace(text) ? (CellKind.Empty, "") : (CellKind.Text, text);
}
