using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>What stands around a label: what it belongs to, from the nearest outwards.</summary>
/// <param name="Outer">Names outside it on its own line: a joined cell at its left, a heading over its heading.</param>
/// <param name="Parent">The line it is a part of (<c>Trong đó</c>, <c>1.1</c> under <c>1</c>); null when it stands for itself.</param>
/// <param name="Section">The title of its section; null when there is none.</param>
internal sealed record LabelContext(ImmutableArray<GridCell> Outer, GridCell? Parent, GridCell? Section)
{
    /// <summary>The same for every month.</summary>
    public ImmutableArray<string> Masked =>
    [
        .. Outer.Select(o => o.Masked),
        .. new[] { Parent, Section }.OfType<GridCell>().Select(c => c.Masked),
    ];
}

/// <summary>Finds what belongs to a label on a sheet: its surroundings, the headings of a column, the unit of a value. Proposing and reading share it.</summary>
internal sealed class LineSight(GridView view, LabelDictionary dictionary)
{
    private const int MostHeadings = 4, FarthestHeading = 300, FarthestSection = 40, FarthestOuter = 10, FarthestParent = 30, LongestUnit = 20;

    private readonly Dictionary<int, bool> _hasValues = [];
    private readonly Dictionary<(int Line, int Place, int LabelPlace), (ImmutableArray<GridCell> Stack, int Lowest)> _headings = [];
    private readonly Dictionary<(string Texts, Period Asked, bool Percentages), (HeadingRole Role, LabelWords Left)> _roles = [];
    private List<GridCell>? _unitStatements;

    public GridView View => view;

    /// <summary>Whether a value stands anywhere right of a place on a line.</summary>
    public bool HasValueRightOf(int line, int place) => view.Line(line).Any(c => view.PlaceOf(c) > place && c.IsValue);

    public LabelContext ContextOf(GridCell label)
    {
        int line = view.LineOf(label), place = view.PlaceOf(label);
        var parent = ParentOf(label, line, place);
        return new LabelContext(OuterOf(label, line, place), parent, SectionOf(line, place));
    }

    /// <summary>The headings over a place of a line, outermost first; nothing when there are none.</summary>
    public ImmutableArray<GridCell> HeadingsOf(int line, int place, int labelPlace)
    {
        if (!_headings.TryGetValue((line, place, labelPlace), out var found)) _headings[(line, place, labelPlace)] = found = Stack(line, place, labelPlace);
        return line - found.Lowest <= FarthestHeading ? found.Stack : [];
    }

    /// <summary>What a stack of headings says of the values below it.</summary>
    public (HeadingRole Role, LabelWords Left) RoleOf(ImmutableArray<GridCell> headings, Period asked, bool percentages)
    {
        var texts = headings.Select(TextOf).ToList();
        var key = (string.Join('\n', texts), asked, percentages);
        if (!_roles.TryGetValue(key, out var role)) _roles[key] = role = dictionary.RoleOf(texts, asked, percentages);
        return role;
    }

    /// <summary>Whether the unit of what stands at a place of a line is %: by a cell of its row or of its column, whichever way the table is looked at.</summary>
    public bool HasPercentUnit(int line, int place) => IsPercentUnit(view.Line(line)) || IsPercentUnit(view.Across(place));

    private bool IsPercentUnit(IEnumerable<GridCell> cells) => cells.Any(c => c is { Kind: CellKind.Text, Text.Length: <= LongestUnit } && dictionary.IsPercentUnit(c.Text));

    private (ImmutableArray<GridCell> Stack, int Lowest) Stack(int line, int place, int labelPlace)
    {
        var stack = new List<GridCell>();
        var lowest = 0;
        for (var above = line - 1; above >= 1 && line - above <= FarthestHeading; above--)
        {
            var cell = view.Shown(above, place);
            var isHeading = cell is not null && IsHeading(cell, above, place, labelPlace);
            if (stack.Count == 0)
            {
                if (isHeading) lowest = above;
                // Where nothing stands between, the line above has the same headings.
                else if (_headings.TryGetValue((above, place, labelPlace), out var same)) return same;
                if (isHeading) stack.Add(cell!);
                continue;
            }

            if (!isHeading || stack.Count == MostHeadings) break;
            if (!stack.Contains(cell!)) stack.Add(cell!);
        }

        stack.Reverse();
        return ([.. stack], lowest);
    }

    /// <summary>What a heading says, a month that the file keeps as a day included.</summary>
    public static string TextOf(GridCell heading) =>
        heading.Kind == CellKind.Day && NumberText.TypedDay(heading.Text) is { } day
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Tháng {day.Month}/{day.Year}")
            : heading.Text;

    /// <summary>
    /// What a value of an element is multiplied by, as the file itself states it: at the label, in the line's column of units, in the headings,
    /// over the section, or for the whole sheet, the nearest first.
    /// </summary>
    public int FactorOf(GridCell label, int line, int place, DataElement element)
    {
        var money = element.Kind == ElementKind.Amount;
        if (element.Kind is not (ElementKind.Amount or ElementKind.Count)) return 1;
        int labelPlace = view.PlaceOf(label);
        var context = ContextOf(label);
        if (Fits(label.WordsBy(dictionary).Unit) is { } own) return own;
        foreach (var cell in view.Line(line).Where(c => c != label && c.Kind == CellKind.Text && view.PlaceOf(c) != place))
        {
            if (Fits(cell.UnitBy(dictionary)) is { } column) return column;
        }

        foreach (var heading in HeadingsOf(line, place, labelPlace).Reverse())
        {
            if (Fits((heading.Kind == CellKind.Text ? heading.WordsBy(dictionary) : dictionary.Words(TextOf(heading))).Unit) is { } over) return over;
        }

        foreach (var around in context.Outer.Append(context.Parent).Append(context.Section).OfType<GridCell>())
        {
            if (Fits(around.WordsBy(dictionary).Unit) is { } section) return section;
        }

        _unitStatements ??= [.. view.Grid.Cells.Where(c => c.Kind == CellKind.Text && LabelDictionary.IsUnitStatement(c.Text))];
        var above = _unitStatements
            .Where(c => c.Row < label.Row)
            .OrderByDescending(c => c.Row)
            .Select(c => Fits(dictionary.StatedUnit(AfterUnit(c.Text))))
            .FirstOrDefault(f => f is not null);
        return above ?? 1;

        int? Fits(UnitWord? unit) => unit is not null && unit.Money == money ? unit.Factor : null;
    }

    private static string AfterUnit(string text) =>
        text.LastIndexOf(':') is var colon and >= 0 ? text[(colon + 1)..].Trim(' ', ')', '.') : text.Trim('(', ')');

    /// <summary>A text over the values that is not the title of a section or of the sheet, which spans the labels, too.</summary>
    private bool IsHeading(GridCell cell, int line, int place, int labelPlace)
    {
        if (view.Span(line, place) is var (first, _) && first <= labelPlace) return false;
        if (cell.Kind == CellKind.Day) return NumberText.TypedDay(cell.Text) is { Day: 1 } && !view.Line(line).Any(c => c.Kind == CellKind.Number);
        return cell.Kind == CellKind.Text && !cell.IsValue && cell.Text.Any(char.IsLetterOrDigit);
    }

    private ImmutableArray<GridCell> OuterOf(GridCell label, int line, int place)
    {
        var outer = ImmutableArray.CreateBuilder<GridCell>();
        for (var at = view.Span(line, place).First - 1; at >= 1; at--)
        {
            var cell = view.Shown(line, at);
            // A group's name is written once and left blank below it.
            for (var up = line - 1; cell is null && up >= 1 && line - up <= FarthestOuter && view.Own(up, place) is { IsLabel: true }; up--)
                cell = view.Shown(up, at) is { IsLabel: true } above && !dictionary.IsIgnored(above.Text) ? above : null;

            if (cell is null) break;
            if (cell.IsLabel && cell != label && !outer.Contains(cell) && cell.UnitBy(dictionary) is null) outer.Add(cell);
        }

        return outer.ToImmutable();
    }

    private GridCell? ParentOf(GridCell label, int line, int place)
    {
        var number = NumberOf(label, line, place);
        if (number?.LastIndexOf('.') is { } dot and > 0)
        {
            var wanted = number[..dot];
            for (var up = line - 1; up >= 1 && line - up <= FarthestParent; up--)
            {
                if (view.Own(up, place) is { IsLabel: true } above && NumberOf(above, up, place) == wanted) return above;
            }
        }

        if (!IsPart(label.Text)) return null;
        for (var up = line - 1; up >= 1 && line - up <= FarthestParent; up--)
        {
            if (view.Own(up, place) is { IsLabel: true } above && !IsPart(above.Text)) return above;
        }

        return null;
    }

    private static bool IsPart(string text)
    {
        var folded = VietnameseText.Fold(text);
        return folded.Length > 0 && (folded[0] is '-' or '+' or '*' or '•' or '–')
            || folded.StartsWith("trong do", StringComparison.Ordinal) || folded.StartsWith("trong so do", StringComparison.Ordinal) || folded.StartsWith("gom", StringComparison.Ordinal)
            || text.StartsWith("  ", StringComparison.Ordinal);
    }

    private string? NumberOf(GridCell label, int line, int place)
    {
        if (GridTexts.Number().Match(label.Text) is { Success: true } own) return own.Groups["number"].Value;
        for (var at = place - 1; at >= 1; at--)
        {
            if (view.Own(line, at) is { } left) return GridTexts.Number().Match(left.Text) is { Success: true } found ? found.Groups["number"].Value : null;
        }

        return null;
    }

    /// <summary>The nearest line above with one text and no values: a section's title. Lines of headings hold several texts and are passed by.</summary>
    private GridCell? SectionOf(int line, int place)
    {
        for (var up = line - 1; up >= 1 && line - up <= FarthestSection; up--)
        {
            if (ValuesOn(up)) continue;
            var texts = view.Line(up).Where(c => c.IsLabel).ToList();
            if (texts.Count == 1 && view.PlaceOf(texts[0]) <= place) return texts[0];
        }

        return null;
    }

    private bool ValuesOn(int line)
    {
        if (_hasValues.TryGetValue(line, out var known)) return known;
        // A number before the first text is the line's own number.
        var cells = view.Line(line).SkipWhile(c => !c.IsLabel);
        return _hasValues[line] = cells.Any(c => c.IsValue);
    }
}
