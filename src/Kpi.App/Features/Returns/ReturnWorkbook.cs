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
    private const int HeaderRows = 200;
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

    /// <summary>What is said of a file whose reading was given up.</summary>
    internal static ReturnSheet TookTooLong(TimeSpan allowed) =>
        Refused(RefusalReasons.TooLarge, "#time", allowed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));

    private static ReturnSheet Refused(string code, params string[] arguments) =>
        new(null, [], [Finding.OfFile(code, Severity.Error, arguments)]);

    private static ReturnSheet Read(XlsxReader reader, Catalogue catalogue)
    {
        if (HeaderSheetOf(reader) is not { } headerSheet) return Refused(RefusalReasons.WrongForm, "#no-header", SheetNames(reader)) with { IsForeign = true };
        var cells = new GatheredCells(reader);
        var headerCells = cells.Gather(headerSheet, static (row, column) => row <= HeaderRows && column <= 2);

        var places = NamedCells(reader, out var copies);
        cells.Gather(places.Values.Concat(copies.SelectMany(c => c.Value.Values)));
        var others = PersonalData.Gather(reader, cells, [headerSheet, .. places.Values.Select(p => p.Sheet), .. copies.Keys]);
        cells.Resolve();

        var header = Header(headerCells);
        var version = catalogue.Forms.Where(f => f.Code == header.Form).OrderByDescending(f => f.Version).ToArray();
        var form = version.FirstOrDefault(f => f.Version.ToString(CultureInfo.InvariantCulture) == header.Version) ?? version.FirstOrDefault();
        var findings = ImmutableArray.CreateBuilder<Finding>();
        if (copies.Count > 0) ChooseBetweenCopies(places, copies, form, catalogue, cells, findings);
        if (form is not null && form.Fields.Any(f => !places.ContainsKey(f.Element)))
            FormLayout.FindWithoutNames(reader, form, catalogue, places, cells, findings);
        MoveIntoMerges(places, cells);

        var inputs = ImmutableArray.CreateBuilder<SheetInput>();
        var hidden = new List<SheetInput>();
        foreach (var element in form?.Fields.Select(f => f.Element) ?? places.Keys)
        {
            if (!places.TryGetValue(element, out var place)) continue;
            var known = catalogue.Element(element);
            var cell = cells.At(place);
            var input = InputAt(element, place, cells, known) with { Remark = places.TryGetValue(RemarkPrefix + element, out var remark) ? TextAt(remark, cells) : null };
            inputs.Add(input);
            if (input.Kind == CellKind.Empty) continue;
            if (cell is { Hidden: true } || !place.Sheet.Visible) hidden.Add(input);
            if (cell is { Formula: true } && input.Kind is not (CellKind.FormulaWithoutValue or CellKind.Error))
                findings.Add(Finding.OfCell("formula-in-input", Severity.Warning, input, known?.Name.Vi ?? element, Cut(input.Text)));
        }

        findings.AddRange(MergedInputs(inputs, catalogue));
        findings.AddRange(hidden.GroupBy(i => i.Sheet).Select(g => new Finding(
            "hidden-inputs", Severity.Warning, g.Key, g.First().Cell, null, [g.Key, Listed(g.Select(i => i.Cell))])));
        findings.AddRange(PersonalData.Findings(others));
        var nil = places.TryGetValue(NilName, out var statement) ? InputAt(NilName, statement, cells, null) : null;
        return new ReturnSheet(header, inputs.ToImmutable(), findings.ToImmutable())
        {
            Nil = nil is null or { Kind: CellKind.Empty }
                ? null
                : new NilStatement(nil, places.TryGetValue(NilReasonName, out var reason) ? TextAt(reason, cells) : null),
        };
    }

    /// <summary>Some programs write each table of a sheet as a sheet of its own and add to its name.</summary>
    internal static XlsxSheet? HeaderSheetOf(XlsxReader reader) =>
        reader.Sheets.FirstOrDefault(s => Same(s.Name.Trim(), HeaderSheet))
        ?? reader.Sheets.FirstOrDefault(s => s.Name.TrimStart().StartsWith(HeaderSheet + " ", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Who copies the sheet of the form within its workbook copies its names as well. Where only one of the sheets is filled in, that is the
    /// return; where two are and differ, nobody can know which is meant.
    /// </summary>
    private static void ChooseBetweenCopies(
        Dictionary<string, Place> places, Dictionary<XlsxSheet, Dictionary<string, Place>> copies, Form? form, Catalogue catalogue, GatheredCells cells,
        ImmutableArray<Finding>.Builder findings)
    {
        string[] elements = [.. form?.Fields.Select(f => f.Element) ?? places.Keys];
        var filled = copies.Where(c => elements.Any(e => c.Value.TryGetValue(e, out var p) && cells.Says(p).Length > 0)).ToArray();
        if (filled.Length == 1 && !elements.Any(e => places.TryGetValue(e, out var p) && cells.Says(p).Length > 0))
        {
            foreach (var (name, place) in filled[0].Value) places[name] = place;
            return;
        }

        var differing = filled.SelectMany(c => elements
            .Where(e => places.ContainsKey(e) && c.Value.TryGetValue(e, out var copy) && cells.Says(copy) is { Length: > 0 } said && said != cells.Says(places[e]))
            .Select(e => (Element: e, Copy: c.Value[e]))).ToArray();
        if (differing.Length > 0) findings.Add(TwoValues(differing[0].Element, places[differing[0].Element], differing[0].Copy, differing.Length, catalogue, cells));
    }

    /// <summary>The finding that a value stands in two places and differs.</summary>
    internal static Finding TwoValues(string element, Place first, Place second, int count, Catalogue catalogue, GatheredCells cells)
    {
        var input = InputAt(element, first, cells, null);
        return Finding.OfCell(
            "two-values", Severity.Error, input, catalogue.Element(element)?.Name.Vi ?? element, Where(first), Said(first), Where(second), Said(second),
            count.ToString(CultureInfo.InvariantCulture));

        static string Where(Place place) => $"{ShownName(place.Sheet)}!{XlsxAddress.Of(place.Row, place.Column)}";

        string Said(Place place) => cells.Says(place) is { Length: > 0 } said ? Cut(said) : "—";
    }

    /// <summary>What a merged block shows is the value of its first cell, wherever in it the name points.</summary>
    private static void MoveIntoMerges(Dictionary<string, Place> places, GatheredCells cells)
    {
        var moved = places.Select(p => (p.Key, First: cells.FirstOfMerge(p.Value))).Where(p => p.First is not null).ToArray();
        if (moved.Length == 0) return;
        foreach (var (name, first) in moved) places[name] = first!;
        cells.Gather(moved.Select(m => m.First!));
        cells.Resolve();
    }

    private static IEnumerable<Finding> MergedInputs(IEnumerable<SheetInput> inputs, Catalogue catalogue) =>
        from block in inputs.GroupBy(i => (i.Sheet, i.Cell))
        where block.Count() > 1
        from input in block
        select Finding.OfCell("merged-inputs", Severity.Error, input, catalogue.Element(input.Element)?.Name.Vi ?? input.Element, input.Cell);

    private static string SheetNames(XlsxReader reader) => Listed(reader.Sheets.Select(s => $"“{Cut(s.Name)}”"));

    private static SheetInput InputAt(string name, Place place, GatheredCells cells, DataElement? element)
    {
        var cell = cells.At(place);
        return new SheetInput(name, ShownName(place.Sheet), XlsxAddress.Of(place.Row, place.Column), cell?.Kind ?? CellKind.Empty, cell?.Text ?? "")
        {
            PerhapsDay = element?.Kind == ElementKind.Date && cell?.Kind == CellKind.Number ? cells.DayOf(cell.Text) : null,
        };
    }

    internal static string ShownName(XlsxSheet sheet) => FileNames.Text(sheet.Name, LongestSheetName);

    /// <summary>A few of many, so that a sentence stays one.</summary>
    internal static string Listed(IEnumerable<string> all)
    {
        var listed = all.Take(MostNames + 1).ToArray();
        return string.Join(", ", listed.Take(MostNames)) + (listed.Length > MostNames ? ", …" : "");
    }

    private static string? TextAt(Place place, GatheredCells cells) =>
        cells.At(place)?.Text.Trim() is { Length: > 0 } text ? FileNames.Text(text, LongestRemark) : null;

    /// <summary>Where the names of ours point. The workbook's own names count; what a copied sheet brought along is kept apart, by sheet.</summary>
    private static Dictionary<string, Place> NamedCells(XlsxReader reader, out Dictionary<XlsxSheet, Dictionary<string, Place>> copies)
    {
        var sheets = new Dictionary<string, XlsxSheet>(StringComparer.OrdinalIgnoreCase);
        foreach (var sheet in reader.Sheets) sheets.TryAdd(sheet.Name, sheet);
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        List<(string Name, Place Place)>? local = null;
        foreach (var name in reader.Names)
        {
            if (OurName(name.Name) is not { } ours || !XlsxAddress.TryReadReference(name.RefersTo, out var sheetName, out var row, out var column)
                || !sheets.TryGetValue(sheetName, out var sheet))
            {
                continue;
            }

            if (name.Local) (local ??= []).Add((ours, new Place(sheet, row, column)));
            else places.TryAdd(ours, new Place(sheet, row, column));
        }

        copies = [];
        if (local is null) return places;
        // A sheet moved to another workbook has names of its own only; the first such sheet is then the form.
        var own = places.Values.Select(p => p.Sheet).ToHashSet();
        if (own.Count == 0) own.Add(local[0].Place.Sheet);
        foreach (var (name, place) in local)
        {
            if (own.Contains(place.Sheet)) places.TryAdd(name, place);
            else if (copies.TryGetValue(place.Sheet, out var copy)) copy.TryAdd(name, place);
            else copies.Add(place.Sheet, new Dictionary<string, Place>(StringComparer.Ordinal) { [name] = place });
        }

        return places;
    }

    /// <summary>A name without its prefix; null when it is none of ours. Where a program allows no dots in names, underscores stand for them.</summary>
    private static string? OurName(string name)
    {
        if (!name.StartsWith("kpi", StringComparison.OrdinalIgnoreCase) || name.Length <= NamePrefix.Length || name[3] is not ('.' or '_')) return null;
        if (name.Equals(WorkbookAnnotator.FrontName, StringComparison.OrdinalIgnoreCase)) return null;
        var ours = name[NamePrefix.Length..].ToLowerInvariant();
        if (name[3] == '.') return ours;
        return ours == "nil_reason" ? NilReasonName
            : ours.StartsWith("note_", StringComparison.Ordinal) ? RemarkPrefix + ours["note_".Length..]
            : ours;
    }

    private static ReturnHeader Header(IReadOnlyList<GatheredCell> cells)
    {
        var lines = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in cells.Where(c => c.Column == 1))
        {
            if (cells.FirstOrDefault(c => c.Row == key.Row && c.Column == 2) is not { } cell) continue;
            var name = key.Text.Trim();
            var value = Plain(cell, name).Trim();
            if (value.Length > 0) lines.TryAdd(name, FileNames.Text(value, LongestHeader));
        }

        return new ReturnHeader(Line("form"), Line("version"), Line("facility"), Line("period"), Line("issued"), Line("seal"));

        string? Line(string key) => lines.GetValueOrDefault(key);

        // Programs make 1.0 of a 1 and a day of a month; the seal tells whether it was the same before.
        static string Plain(GatheredCell cell, string name) => cell.Kind switch
        {
            CellKind.Number when NumberText.StoredNumber(cell.Text) is { Kind: ReadingKind.Value } number => number.Value.ToString(CultureInfo.InvariantCulture),
            CellKind.Day when Same(name, "period") => cell.Text[..7],
            _ => cell.Text,
        };
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string Cut(string text) => text.Length <= 100 ? text : FileNames.Text(text, 99) + "…";
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

    public bool Hidden { get; init; }

    public int SharedIndex { get; init; } = -1;
}

/// <summary>Collects the cells somebody asked for, over several sheets, and reads from the shared strings only what they point to.</summary>
internal sealed class GatheredCells(XlsxReader reader) : IXlsxCells
{
    /// <summary>More than a form ever holds; what is kept of one text, and of all together, is bounded too.</summary>
    private const int MostCells = 200_000, LongestText = 2_000, MostCharacters = 20_000_000, MostMerges = 10_000;
    private readonly Dictionary<string, Dictionary<(int, int), GatheredCell>> _sheets = [];
    private readonly Dictionary<string, List<XlsxMerge>> _merges = [];
    private readonly List<GatheredCell> _unresolved = [];
    private Dictionary<(int, int), GatheredCell> _found = [];
    private List<XlsxMerge>? _merged;
    private XlsxSheet? _sheet;
    private Func<int, int, bool> _wants = static (_, _) => false;
    private int _count;
    private int _characters;

    public IReadOnlyList<GatheredCell> Gather(XlsxSheet sheet, Func<int, int, bool> wants)
    {
        _found = [];
        _merged = _merges.ContainsKey(sheet.Part) ? null : [];
        _wants = wants;
        _sheet = sheet;
        reader.Read(sheet, this);
        if (_merged is not null) _merges.Add(sheet.Part, _merged);
        if (!_sheets.TryAdd(sheet.Part, _found))
        {
            foreach (var (address, cell) in _found) _sheets[sheet.Part][address] = cell;
        }

        return [.. _found.Values];
    }

    /// <summary>Gathers single cells, sheet by sheet.</summary>
    public void Gather(IEnumerable<Place> places)
    {
        foreach (var sheet in places.GroupBy(p => p.Sheet))
        {
            var wanted = sheet.Select(p => (p.Row, p.Column)).ToHashSet();
            Gather(sheet.Key, (row, column) => wanted.Contains((row, column)));
        }
    }

    public void Resolve()
    {
        if (_unresolved.Count == 0) return;
        var strings = reader.Strings(_unresolved.Select(c => c.SharedIndex).ToHashSet());
        foreach (var cell in _unresolved) Say(cell, XlsxReader.StringAt(strings, cell.SharedIndex));
        _unresolved.Clear();
    }

    public GatheredCell? At(Place place) => _sheets.GetValueOrDefault(place.Sheet.Part)?.GetValueOrDefault((place.Row, place.Column));

    /// <summary>What a cell says, in one form whatever program wrote it; empty when it says nothing.</summary>
    public string Says(Place place) => At(place) switch
    {
        null or { Kind: CellKind.Empty } => "",
        { Kind: CellKind.FormulaWithoutValue } => "=",
        { Kind: CellKind.Number } number when NumberText.StoredNumber(number.Text) is { Kind: ReadingKind.Value } read => read.Value.ToString(CultureInfo.InvariantCulture),
        { Text: var text } => text.Trim(),
    };

    /// <summary>The first cell of the merged block that a place stands in; null when it stands in none or is the first itself.</summary>
    public Place? FirstOfMerge(Place place)
    {
        foreach (var merge in _merges.GetValueOrDefault(place.Sheet.Part) ?? [])
        {
            if (merge.Covers(place.Row, place.Column))
                return (merge.FirstRow, merge.FirstColumn) == (place.Row, place.Column) ? null : new Place(place.Sheet, merge.FirstRow, merge.FirstColumn);
        }

        return null;
    }

    public DateOnly? DayOf(string number) => reader.DayOf(number);

    bool IXlsxCells.Wants(int row, int column) => _wants(row, column);

    void IXlsxCells.Merged(XlsxMerge merge)
    {
        if (_merged is null) return;
        if (_merged.Count == MostMerges) throw XlsxRefusedException.TooLarge("#markup", _sheet!.Part, MostMerges);
        _merged.Add(merge);
    }

    void IXlsxCells.Take(in XlsxCell cell)
    {
        if (++_count > MostCells) throw XlsxRefusedException.TooLarge("#cells", MostCells);
        var shared = cell is { HasValue: true, Type: XlsxCellType.Shared } ? XlsxReader.SharedIndex(cell.Text) : -1;
        var gathered = new GatheredCell(cell.Row, cell.Column) { Formula = cell.Formula, Hidden = cell.Hidden, SharedIndex = shared };
        if (!_found.TryAdd((cell.Row, cell.Column), gathered))
            throw new XlsxRefusedException(RefusalReasons.Damaged, "#twice", _sheet!.Name, XlsxAddress.Of(cell.Row, cell.Column));
        if (shared >= 0) _unresolved.Add(gathered);
        else Fill(gathered, cell);
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
                // A number that is not written as one (`1,5`) is a text, and judged as if it had been typed.
                else if (NumberText.StoredNumber(number).Kind == ReadingKind.Unreadable) (gathered.Kind, gathered.Text) = (CellKind.Text, Kept(number));
                else if (reader.DayOf(cell.Style, number) is { } day)
                    (gathered.Kind, gathered.Text) = (CellKind.Day, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                else if (reader.LookOf(cell.Style) == XlsxLook.Percent) (gathered.Kind, gathered.Text) = (CellKind.Percent, NumberText.ShownPercent(number));
                else (gathered.Kind, gathered.Text) = (CellKind.Number, number.ToString());
                break;
            case XlsxCellType.Boolean:
                (gathered.Kind, gathered.Text) = (CellKind.Boolean, cell.Text.Trim() is "1" or "true" ? "1" : "0");
                break;
            case XlsxCellType.Error:
                (gathered.Kind, gathered.Text) = (CellKind.Error, Kept(cell.Text));
                break;
            case XlsxCellType.IsoDay when NumberText.IsoDay(cell.Text) is { } iso:
                (gathered.Kind, gathered.Text) = (CellKind.Day, iso.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            default:
                Say(gathered, XlsxReader.Decode(cell.Text.ToString()));
                break;
        }
    }

    private void Say(GatheredCell cell, string text) =>
        (cell.Kind, cell.Text) = string.IsNullOrWhiteSpace(text) ? (CellKind.Empty, "") : (CellKind.Text, Kept(text));

    /// <summary>Far more than any value or label has; a text this long is neither, whatever stands behind.</summary>
    private string Kept(ReadOnlySpan<char> text) => Kept(text[..Math.Min(text.Length, LongestText + 1)].ToString());

    private string Kept(string text)
    {
        text = FileNames.Text(text, LongestText);
        _characters += text.Length;
        if (_characters > MostCharacters) throw XlsxRefusedException.TooLarge("#strings", MostCharacters);
        return text;
    }
}
