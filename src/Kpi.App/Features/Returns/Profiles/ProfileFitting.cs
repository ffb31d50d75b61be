using System.Collections.Immutable;
using System.Globalization;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>
/// Reads a workbook by a confirmed profile. Rows may have moved and sheets been renamed, for every label is looked up again; but each label,
/// heading and unit must still be there, once, or nothing at all is read.
/// </summary>
internal sealed class ProfileFitting(IReadOnlyList<SheetGrid> sheets, ProfileContent profile, Catalogue catalogue, LabelDictionary dictionary, Period period, CancellationToken token = default)
{
    private const int MostMisfits = 20, FarthestPlace = 200, LongestSheetName = 40;

    private readonly List<Finding> _misfits = [], _formulas = [];
    private readonly List<SheetInput> _hidden = [];
    private readonly Dictionary<(SheetGrid, string), LineSight> _sights = [];
    private readonly Dictionary<SheetGrid, PeriodStand> _stands = [];
    private readonly Dictionary<string, SheetGrid> _found = new(StringComparer.Ordinal);

    /// <summary>What a form of ours would be warned of, too: values that are hidden or computed.</summary>
    public IEnumerable<Finding> Warnings => _formulas.Concat(_hidden.GroupBy(i => i.Sheet).Select(g => new Finding(
        "hidden-inputs", Severity.Warning, g.Key, g.First().Cell, null, [g.Key, ReturnWorkbook.Listed(g.Select(i => i.Cell))])));

    /// <summary>The inputs, or every reason why the workbook does not fit.</summary>
    public (ImmutableArray<SheetInput> Inputs, ImmutableArray<Finding> Misfits) Read()
    {
        var inputs = ImmutableArray.CreateBuilder<SheetInput>(profile.Lines.Length);
        foreach (var group in profile.Lines.GroupBy(l => l.Sheet, StringComparer.Ordinal))
        {
            if (SheetFor(group.Key, [.. group]) is not { } sheet) continue;
            _found[group.Key] = sheet;
            foreach (var line in group)
            {
                token.ThrowIfCancellationRequested();
                if (Input(sheet, line) is { } input) inputs.Add(input);
            }
        }

        // Two elements in one cell: the design has changed in a way that only looks the same.
        foreach (var twice in inputs.GroupBy(i => (i.Sheet, i.Cell)).Where(g => g.Count() > 1))
            Misfit("#cell-twice", twice.Key.Sheet, twice.Key.Cell, string.Join(", ", twice.Select(i => catalogue.Element(i.Element)?.Name.Vi ?? i.Element)));
        return _misfits.Count == 0 ? (inputs.ToImmutable(), []) : ([], [.. _misfits.Take(MostMisfits)]);
    }

    /// <summary>
    /// The percentages that the workbook states, to be asked for when the inputs have been read. No number rests on one, so a line of them that has
    /// gone, or is not to be found again beyond doubt, refuses nothing: it is not compared, and never with a guess.
    /// </summary>
    public ImmutableArray<StatedPercentage> Percentages(IReadOnlyCollection<SheetInput> inputs)
    {
        var taken = inputs.Select(i => (i.Sheet, i.Cell)).ToHashSet();
        var misfits = _misfits.Count;
        var stated = new List<StatedPercentage>();
        foreach (var group in profile.Percentages.GroupBy(l => l.Sheet, StringComparer.Ordinal))
        {
            if ((_found.GetValueOrDefault(group.Key) ?? SheetFor(group.Key, [.. group])) is not { } sheet) continue;
            foreach (var line in group)
            {
                token.ThrowIfCancellationRequested();
                if (Place(sheet, line) is not { } found || !taken.Add((Named(sheet), found.Address))) continue;
                // A cell in percent style comes as it is shown, sign and all.
                stated.Add(new StatedPercentage(line.Indicator, Named(sheet), found.Address, found.Cell?.Kind ?? CellKind.Empty, found.Cell?.Text ?? "", false));
            }
        }

        _misfits.RemoveRange(misfits, _misfits.Count - misfits);
        return [.. stated];
    }

    private SheetGrid? SheetFor(string masked, IReadOnlyList<LineAnchor> lines)
    {
        var named = sheets.Where(s => PeriodMention.Mask(s.Name) == masked).ToList();
        // Renamed: the one sheet that has every label.
        if (named.Count == 0) named = sheets.Count == 1 ? [.. sheets] : [.. sheets.Where(s => lines.All(l => Labels(s, l).Count > 0))];
        var about = named.Where(s => StandOf(s) != PeriodStand.Other).ToList();
        if (about.Count > 1 && about.Where(s => StandOf(s) == PeriodStand.Agrees).ToList() is [var exactly]) return exactly;
        if (about.Count == 1) return about[0];
        if (about.Count > 1 || named.Count == 0) Misfit("#sheet-gone", null, null, lines[0].SheetText, string.Join(", ", sheets.Take(5).Select(s => $"“{Shown(s.Name)}”")));
        else Add(RefusalReasons.WrongPeriod, "#title-disagrees", named[0].Name, null, period.ToString(), SheetPeriod.Of(named[0]).OtherThan(period)!);
        return null;
    }

    private PeriodStand StandOf(SheetGrid sheet)
    {
        if (!_stands.TryGetValue(sheet, out var stand)) _stands[sheet] = stand = SheetPeriod.Of(sheet).For(period);
        return stand;
    }

    /// <summary>Where a line stands now; null, with a misfit, where it is not to be found.</summary>
    private LinePlace? Place(SheetGrid sheet, LineAnchor line)
    {
        var labels = Labels(sheet, line);
        if (labels.Count == 0) return NoPlace("#label-gone", sheet.Name, null, line.LabelText, Shown(sheet.Name), line.LabelCell);
        if (labels.Count > 1)
        {
            var same = line.Alone ? [] : labels.Where(l => Sight(sheet, line).ContextOf(l).Masked.SequenceEqual(line.Under)).ToList();
            if (same.Count != 1) return NoPlace("#label-twice", sheet.Name, labels[1].Address, line.LabelText, Shown(sheet.Name), string.Join(", ", labels.Take(5).Select(l => l.Address)));
            labels = same;
        }
        else if (!line.Alone && !Sight(sheet, line).ContextOf(labels[0]).Masked.SequenceEqual(line.Under))
        {
            // There were several of these words; the one left need not be the one that was meant.
            return NoPlace("#label-twice", sheet.Name, labels[0].Address, line.LabelText, Shown(sheet.Name), labels[0].Address);
        }

        var label = labels[0];
        var sight = Sight(sheet, line);
        var view = sight.View;
        var at = view.LineOf(label);
        return ValuePlace(sight, sheet, line, at, view.PlaceOf(label)) is { } place ? new LinePlace(sight, label, at, place) : null;

        LinePlace? NoPlace(string why, string name, string? cell, params string[] arguments)
        {
            Misfit(why, name, cell, arguments);
            return null;
        }
    }

    private SheetInput? Input(SheetGrid sheet, ProfileLine line)
    {
        if (Place(sheet, line) is not { } found) return null;
        var (sight, label, at, place) = (found.Sight, found.Label, found.Line, found.Place);
        var element = catalogue.Element(line.Element)!;
        var stated = sight.FactorOf(label, at, place, element);
        if (stated != line.StatedFactor)
        {
            return Misfit(
                "#unit-changed", sheet.Name, label.Address, line.LabelText, Shown(sheet.Name), Number(line.StatedFactor), Number(stated));
        }

        var cell = found.Cell;
        var input = new SheetInput(line.Element, Named(sheet), found.Address, cell?.Kind ?? CellKind.Empty, cell?.Text ?? "")
        {
            Factor = element.Kind is ElementKind.Amount or ElementKind.Count ? line.Factor : 1,
        };
        if (cell is { Hidden: true }) _hidden.Add(input);
        if (cell is { Formula: true, Kind: not (CellKind.FormulaWithoutValue or CellKind.Error or CellKind.Empty) })
            _formulas.Add(Finding.OfCell("formula-in-input", Severity.Warning, input, element.Name.Vi, Shown(input.Text)));
        return input;
    }

    private int? ValuePlace(LineSight sight, SheetGrid sheet, LineAnchor line, int at, int labelPlace)
    {
        var view = sight.View;
        var address = view.AddressOf(at, labelPlace);
        if (line.Heading.Length == 0)
        {
            var place = labelPlace + line.Gap;
            var others = view.Line(at).Where(c => view.PlaceOf(c) > labelPlace && c.IsValue && view.PlaceOf(c) != place).ToList();
            if (others.Count > 0 || !sight.HeadingsOf(at, place, labelPlace).IsEmpty)
            {
                Misfit("#heading-changed", sheet.Name, address, line.LabelText, Shown(sheet.Name), "", others.Count > 0 ? others[0].Text : ProposeLines.Joined(sight.HeadingsOf(at, place, labelPlace)));
                return null;
            }

            return SaysItsPeriod(sheet, line, address) ? place : null;
        }

        var found = new List<int>();
        string? seen = null;
        for (var place = view.Span(at, labelPlace).Last + 1; place <= Math.Min(view.Places, labelPlace + FarthestPlace); place++)
        {
            if (view.Span(at, place).First != place) continue;
            var headings = sight.HeadingsOf(at, place, labelPlace);
            if (headings.IsEmpty) continue;
            if (MaskedHeading(headings) != line.Heading)
            {
                if (place == labelPlace + line.Gap) seen = ProposeLines.Joined(headings);
                continue;
            }

            var mentions = headings.SelectMany(h => PeriodMention.In(LineSight.TextOf(h))).ToList();
            var spans = headings.SelectMany(h => PeriodSpan.In(LineSight.TextOf(h))).ToList();
            var named = mentions.Where(m => m.Kind == period.Kind).ToList();
            var another = mentions.Exists(m => m.Year is { } year && year != period.Year) || spans.Exists(s => !s.Means(period));
            if (!another && (named.Count + spans.Count > 0 ? named.TrueForAll(m => m.Means(period)) : SaysItsPeriod(sheet, null, address))) found.Add(place);
            else seen ??= ProposeLines.Joined(headings);
        }

        if (found.Count == 1) return found[0];
        Misfit("#heading-changed", sheet.Name, address, line.LabelText, Shown(sheet.Name), line.HeadingText, found.Count > 1 ? string.Join(", ", found.Select(p => view.AddressOf(at, p))) : seen ?? "—");
        return null;
    }

    /// <summary>Whether a sheet whose columns name no period is about no longer one.</summary>
    private bool SaysItsPeriod(SheetGrid sheet, LineAnchor? line, string address)
    {
        if (StandOf(sheet) is PeriodStand.Silent or PeriodStand.Agrees) return true;
        if (line is not null) Misfit("#heading-changed", sheet.Name, address, line.LabelText, Shown(sheet.Name), period.ToString(), SheetPeriod.Of(sheet).Title?.ToString() ?? "—");
        return false;
    }

    private List<GridCell> Labels(SheetGrid sheet, LineAnchor line) => LabelsLike(Sight(sheet, line).View, line);

    /// <summary>The labels of a sheet with the words of a line's.</summary>
    public static List<GridCell> LabelsLike(GridView view, LineAnchor line) =>
        [.. view.Grid.Cells.Where(c => c.IsLabel && c.Masked == line.Label).OrderBy(c => c.Row).ThenBy(c => c.Column)];

    private LineSight Sight(SheetGrid sheet, LineAnchor line)
    {
        if (!_sights.TryGetValue((sheet, line.Shape), out var sight))
            _sights[(sheet, line.Shape)] = sight = new LineSight(new GridView(sheet, ShapeOf(line.Shape)), dictionary);
        return sight;
    }

    public static LineShape ShapeOf(string name) => name == "labels-above" ? LineShape.LabelsAbove : LineShape.LabelsLeft;

    public static string MaskedHeading(ImmutableArray<GridCell> headings) => string.Join(" / ", headings.Select(h => PeriodMention.Mask(LineSight.TextOf(h))));

    private static string Number(int factor) => factor.ToString(CultureInfo.InvariantCulture);

    private static string Shown(string text) => FileNames.Text(text, 100);

    private static string Named(SheetGrid sheet) => sheet.Name.Length <= LongestSheetName ? sheet.Name : sheet.Name[..LongestSheetName];

    private SheetInput? Misfit(string why, string? sheet, string? cell, params string[] arguments) => Add(RefusalReasons.WrongForm, why, sheet, cell, arguments);

    private SheetInput? Add(string code, string why, string? sheet, string? cell, params string[] arguments)
    {
        var name = sheet is null ? null : sheet.Length <= LongestSheetName ? sheet : sheet[..LongestSheetName];
        _misfits.Add(new Finding(code, Severity.Error, name, cell, null, [why, .. arguments.Select(a => FileNames.Text(a, 200))]));
        return null;
    }

    /// <summary>Where the label and the value of a line stand, looked at so that the label is left of the value.</summary>
    private sealed record LinePlace(LineSight Sight, GridCell Label, int Line, int Place)
    {
        /// <summary>What is to be seen there; null when the cell is empty.</summary>
        public GridCell? Cell => Sight.View.Shown(Line, Place);

        public string Address => Cell?.Address ?? Sight.View.AddressOf(Line, Place);
    }
}
