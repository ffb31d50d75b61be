using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>One cell of a workbook that is no form of ours.</summary>
internal sealed record GridCell(int Row, int Column, CellKind Kind, string Text)
{
    private string? _masked;
    private LabelWords? _words;
    private (bool Known, UnitWord? Unit) _stated;

    /// <summary>Whether its row, its column or its sheet is hidden.</summary>
    public bool Hidden { get; init; }

    public bool Formula { get; init; }

    public string Address => XlsxAddress.Of(Row, Column);

    /// <summary>Its text as it is the same every month.</summary>
    public string Masked => _masked ??= PeriodMention.Mask(Text);

    /// <summary>Its words, looked up once: a cell is read by one dictionary.</summary>
    public LabelWords WordsBy(LabelDictionary dictionary) => _words ??= dictionary.Words(Text);

    /// <summary>The unit that it states, looked up once.</summary>
    public UnitWord? UnitBy(LabelDictionary dictionary) => (_stated.Known ? _stated : _stated = (true, dictionary.StatedUnit(Text))).Unit;

    /// <summary>Whether it can hold the value of something: a number, a day, yes or no, a level, a dash for nothing.</summary>
    public bool IsValue { get; } = Kind switch
    {
        CellKind.Text => Texts.IsValue(Text),
        CellKind.Empty => false,
        _ => true,
    };

    /// <summary>Whether it can be the name of something.</summary>
    public bool IsLabel { get; } = Kind == CellKind.Text && Text.Length <= 300 && Text.Count(char.IsLetter) >= 2 && !Texts.IsValue(Text);

    private static class Texts
    {
        public static bool IsValue(string text)
        {
            if (text.Length > 60) return false;
            if (NumberText.TypedYesNo(text) is not null || NumberText.TypedDay(text) is not null) return true;
            var plain = text.Trim();
            return plain is "-" or "–" or "—"
                || NumberText.TypedNumber(plain.TrimEnd('%').TrimEnd(), amount: true).Kind != ReadingKind.Unreadable
                || GridTexts.Level().IsMatch(VietnameseText.Fold(plain));
        }
    }
}

/// <summary>Cells that were joined into one; it shows the text of its first.</summary>
internal readonly record struct GridRange(int Top, int Left, int Bottom, int Right)
{
    public bool Holds(int row, int column) => row >= Top && row <= Bottom && column >= Left && column <= Right;
}

internal static partial class GridTexts
{
    [GeneratedRegex(@"^muc (do )?\d$", RegexOptions.CultureInvariant)]
    public static partial Regex Level();

    /// <summary>What a line of column numbers holds: <c>A</c>, <c>1</c>, <c>(2)</c>, <c>3=2/1</c>.</summary>
    [GeneratedRegex(@"^\(?([a-z]{1,2}|\d{1,2})\)?$|^\(?\d{1,2}\)?\s*=[\d\s()+\-:/*x%]+$", RegexOptions.CultureInvariant)]
    public static partial Regex ColumnNumber();

    [GeneratedRegex(@"^\s*(?<number>\d+(\.\d+)*)(?=[\s.):]|$)", RegexOptions.CultureInvariant)]
    public static partial Regex Number();
}

/// <summary>How many joined cells a workbook may still have; beyond all reason it is refused.</summary>
internal sealed class MergedCells
{
    public const int Most = 200_000;

    private long _left = Most;

    public void Take(long cells)
    {
        _left -= cells;
        if (_left < 0) throw XlsxRefusedException.TooLarge("#cells", Most);
    }
}

/// <summary>The cells of a sheet by place. Lines that only number the columns are left out: they look like values and are none.</summary>
internal sealed class SheetGrid
{
    private readonly Dictionary<(int Row, int Column), GridCell> _cells = [];
    private readonly Dictionary<(int Row, int Column), GridRange> _merged = [];
    private readonly ILookup<int, GridCell> _byRow, _byColumn;

    public SheetGrid(string name, IEnumerable<GridCell> cells, IEnumerable<GridRange> merged, MergedCells budget)
    {
        Name = name;
        var byRow = cells.Where(c => c.Kind != CellKind.Empty).GroupBy(c => c.Row);
        var rows = byRow.OrderBy(r => r.Key).Select(r => r.OrderBy(c => c.Column).ToList()).ToList();
        foreach (var row in rows.Where((r, at) => !(NumbersColumns(r) && IsBetweenHeadingsAndValues(rows, at))))
        {
            foreach (var cell in row) _cells[(cell.Row, cell.Column)] = cell;
        }

        Rows = _cells.Count == 0 ? 0 : _cells.Keys.Max(k => k.Row);
        Columns = _cells.Count == 0 ? 0 : _cells.Keys.Max(k => k.Column);
        foreach (var range in merged.Where(r => r.Bottom >= r.Top && r.Right >= r.Left))
        {
            // What is joined beyond the last cell that holds anything shows nothing.
            int bottom = Math.Min(range.Bottom, Rows), right = Math.Min(range.Right, Columns);
            if (bottom < range.Top || right < range.Left) continue;
            budget.Take((long)(bottom - range.Top + 1) * (right - range.Left + 1));
            for (var row = range.Top; row <= bottom; row++)
            {
                for (var column = range.Left; column <= right; column++) _merged[(row, column)] = range;
            }
        }

        _byRow = _cells.Values.ToLookup(c => c.Row);
        _byColumn = _cells.Values.ToLookup(c => c.Column);
    }

    public string Name { get; }

    public int Rows { get; }

    public int Columns { get; }

    public IEnumerable<GridCell> Cells => _cells.Values;

    /// <summary>What stands exactly there.</summary>
    public GridCell? Own(int row, int column) => _cells.GetValueOrDefault((row, column));

    /// <summary>What is to be seen there: of joined cells, their first.</summary>
    public GridCell? Shown(int row, int column) => Own(row, column) ?? (Merged(row, column) is { } range ? Own(range.Top, range.Left) : null);

    public GridRange? Merged(int row, int column) => _merged.TryGetValue((row, column), out var range) ? range : null;

    /// <summary>The cells of a row from left to right.</summary>
    public IEnumerable<GridCell> InRow(int row) => _byRow[row];

    /// <summary>The cells of a column from top to bottom.</summary>
    public IEnumerable<GridCell> InColumn(int column) => _byColumn[column];

    /// <summary>A line of 1, 2, 3 … numbers the columns only there; elsewhere these are values.</summary>
    private static bool IsBetweenHeadingsAndValues(List<List<GridCell>> rows, int at)
    {
        const int near = 5;
        return at > 0 && rows[at - 1].Exists(c => c.IsLabel) && !rows[at - 1].Exists(c => c.Kind == CellKind.Number)
            && rows.Skip(at + 1).Take(near).Any(r => r.Exists(c => c.IsValue));
    }

    private static bool NumbersColumns(IReadOnlyList<GridCell> row)
    {
        if (row.Count < 3) return false;
        var next = 1;
        foreach (var cell in row)
        {
            var text = VietnameseText.Fold(cell.Text);
            if (cell.Kind is not (CellKind.Text or CellKind.Number) || !GridTexts.ColumnNumber().IsMatch(text)) return false;
            var digits = text.TrimStart('(').Split('=', ')')[0].Trim();
            if (!int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)) continue;
            if (number != next) return false;
            next++;
        }

        return next > 2;
    }
}

/// <summary>How a table is drawn.</summary>
internal enum LineShape
{
    /// <summary>Names down the left, values to their right.</summary>
    LabelsLeft,

    /// <summary>Names across the top, values below them.</summary>
    LabelsAbove,
}

/// <summary>A sheet looked at so that names stand left of their values: as it is, or turned over its diagonal. A line then is a row, or a column.</summary>
internal sealed class GridView(SheetGrid grid, LineShape shape)
{
    private readonly bool _turned = shape == LineShape.LabelsAbove;

    public SheetGrid Grid => grid;

    public LineShape Shape => shape;

    public int Places => _turned ? grid.Rows : grid.Columns;

    public int LineOf(GridCell cell) => _turned ? cell.Column : cell.Row;

    public int PlaceOf(GridCell cell) => _turned ? cell.Row : cell.Column;

    public GridCell? Own(int line, int place) => _turned ? grid.Own(place, line) : grid.Own(line, place);

    public GridCell? Shown(int line, int place) => _turned ? grid.Shown(place, line) : grid.Shown(line, place);

    public string AddressOf(int line, int place) => _turned ? XlsxAddress.Of(place, line) : XlsxAddress.Of(line, place);

    /// <summary>The first and last place that joined cells cover there; the place itself where nothing is joined.</summary>
    public (int First, int Last) Span(int line, int place)
    {
        var range = _turned ? grid.Merged(place, line) : grid.Merged(line, place);
        return range is not { } r ? (place, place) : _turned ? (r.Top, r.Bottom) : (r.Left, r.Right);
    }

    /// <summary>The cells of a line, from left to right.</summary>
    public IEnumerable<GridCell> Line(int line) => _turned ? grid.InColumn(line) : grid.InRow(line);

    /// <summary>The cells that stand at a place of every line, from top to bottom.</summary>
    public IEnumerable<GridCell> Across(int place) => _turned ? grid.InRow(place) : grid.InColumn(place);
}
