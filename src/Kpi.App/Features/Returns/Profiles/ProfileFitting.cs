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

    private SheetGrid? SheetFor(string masked, IReadOnlyList<ProfileLine> lines)
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

    private SheetInput? Input(SheetGrid sheet, ProfileLine line)
    {
        var labels = Labels(sheet, line);
        if (labels.Count == 0) return Misfit("#label-gone", sheet.Name, null, line.LabelText, Shown(sheet.Name), line.LabelCell);
        if (labels.Count > 1)
        {
            var same = line.Alone ? [] : labels.Where(l => Sight(sheet, line).ContextOf(l).Masked.SequenceEqual(line.Under)).ToList();
            if (same.Count != 1) return Misfit("#label-twice", sheet.Name, labels[1].Address, line.LabelText, Shown(sheet.Name), string.Join(", ", labels.Take(5).Select(l => l.Address)));
            labels = same;
        }
        else if (!line.Alone && !Sight(sheet, line).ContextOf(labels[0]).Masked.SequenceEqual(line.Under))
        {
            // There were several of these words; the one left need not be the one that was meant.
            return Misfit("#label-twice", sheet.Name, labels[0].Address, line.LabelText, Shown(sheet.Name), labels[0].Address);
        }

        var label = labels[0];
        var sight = Sight(sheet, line);
        var view = sight.View;
        int at = view.LineOf(label), labelPlace = view.PlaceOf(label);
        if (ValuePlace(sight, sheet, line, at, labelPlace) is not { } place) return null;
        var element = catalogue.Element(line.Element)!;
        var stated = sight.FactorOf(label, at, place, element);
        if (stated != line.StatedFactor)
        {
            return Misfit(
                "#unit-changed", sheet.Name, label.Address, line.LabelText, Shown(sheet.Name), Number(line.StatedFactor), Number(stated));
        }

        var cell = view.Shown(at, place);
        var name = sheet.Name.Length <= LongestSheetName ? sheet.Name : sheet.Name[..LongestSheetName];
        var input = new SheetInput(line.Element, name, cell?.Address ?? view.AddressOf(at, place), cell?.Kind ?? CellKind.Empty, cell?.Text ?? "")
        {
            Factor = element.Kind is ElementKind.Amount or ElementKind.Count ? line.Factor : 1,
        };
        if (cell is { Hidden: true }) _hidden.Add(input);
        if (cell is { Formula: true, Kind: not (CellKind.FormulaWithoutValue or CellKind.Error or CellKind.Empty) })
            _formulas.Add(Finding.OfCell("formula-in-input", Severity.Warning, input, element.Name.Vi, Shown(input.Text)));
        return input;
    }

    private int? ValuePlace(LineSight sight, SheetGrid sheet, ProfileLine line, int at, int labelPlace)
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
    private bool SaysItsPeriod(SheetGrid sheet, ProfileLine? line, string address)
    {
        if (StandOf(sheet) is PeriodStand.Silent or PeriodStand.Agrees) return true;
        if (line is not null) Misfit("#heading-changed", sheet.Name, address, line.LabelText, Shown(sheet.Name), period.ToString(), SheetPeriod.Of(sheet).Title?.ToString() ?? "—");
        return false;
    }

    private List<GridCell> Labels(SheetGrid sheet, ProfileLine line) => LabelsLike(Sight(sheet, line).View, line);

    /// <summary>The labels of a sheet with the words of a line's.</summary>
    public static List<GridCell> LabelsLike(GridView view, ProfileLine line) =>
        [.. view.Grid.Cells.Where(c => c.IsLabel && c.Masked == line.Label).OrderBy(c => c.Row).ThenBy(c => c.Column)];

    private LineSight Sight(SheetGrid sheet, ProfileLine line)
    {
        if (!_sights.TryGetValue((sheet, line.Shape), out var sight))
            _sights[(sheet, line.Shape)] = sight = new LineSight(new GridView(sheet, ShapeOf(line.Shape)), dictionary);
        return sight;
    }

    public static LineShape ShapeOf(string name) => name == "labels-above" ? LineShape.LabelsAbove : LineShape.LabelsLeft;

    public static string MaskedHeading(ImmutableArray<GridCell> headings) => string.Join(" / ", headings.Select(h => PeriodMention.Mask(LineSight.TextOf(h))));

    private static string Number(int factor) => factor.ToString(CultureInfo.InvariantCulture);

    private static string Shown(string text) => FileNames.Text(text, 100);

    private SheetInput? Misfit(string why, string? sheet, string? cell, params string[] arguments) => Add(RefusalReasons.WrongForm, why, sheet, cell, arguments);

    private SheetInput? Add(string code, string why, string? sheet, string? cell, params string[] arguments)
    {
        var name = sheet is null ? null : sheet.Length <= LongestSheetName ? sheet : sheet[..LongestSheetName];
        _misfits.Add(new Finding(code, Severity.Error, name, cell, null, [why, .. arguments.Select(a => FileNames.Text(a, 200))]));
        return null;
    }
}
