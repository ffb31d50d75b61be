using System.Collections.Immutable;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>
/// Looks for the elements of a form in a workbook of somebody's own design. It chooses only where the words of label and heading say so, one
/// place stands well ahead of every other, and what stands there can be a value of the element; all else is offered or left open.
/// </summary>
internal static class ProposeLines
{
    /// <summary>From here on a place is chosen without a person, when it leads by <see cref="Lead"/>.</summary>
    public const int Threshold = 800;

    public const int Lead = 80;
    private const int Lowest = 450, MostCandidates = 4, ByContext = 950, ByHeading = 950, BySection = 930, MostUnused = 200, FarthestPlace = 60;

    public static ProfileProposal From(IReadOnlyList<SheetGrid> sheets, Form form, Catalogue catalogue, LabelDictionary dictionary, Period period, CancellationToken token)
    {
        var wanted = form.Fields.Select(f => f.Element).ToHashSet(StringComparer.Ordinal);
        var stated = IndicatorsOf(form, catalogue, dictionary);
        var found = new List<Found>();
        var percentages = new List<Found>();
        var inPercent = new List<PercentCell>();
        var labels = new List<(SheetGrid Sheet, GridCell Cell)>();
        foreach (var sheet in sheets)
        {
            var stand = SheetPeriod.Of(sheet).For(period);
            if (stand == PeriodStand.Other) continue;
            foreach (var shape in new[] { LineShape.LabelsLeft, LineShape.LabelsAbove })
            {
                var sight = new LineSight(new GridView(sheet, shape), dictionary);
                foreach (var label in sheet.Cells.Where(c => c.IsLabel && c.UnitBy(dictionary) is null)) Look(sight, label, stand);
            }
        }

        var best = Best(found);
        var lines = form.Fields.Select(f => Line(f, catalogue.Element(f.Element)!, best)).ToImmutableArray();
        percentages.AddRange(BesideTheirCounts(inPercent, stated, lines));
        var alike = Best(percentages);
        ImmutableArray<ProposedPercentage> rates = [.. stated.Select(i => Percentage(i, alike, best))];
        var used = lines.Select(l => l.Chosen).Concat(rates.Select(r => r.Chosen)).OfType<LineCandidate>().Select(c => (c.Sheet, c.Label)).ToHashSet();
        ImmutableArray<string> unused =
        [
            .. labels.DistinctBy(l => (l.Sheet.Name, l.Cell.Address)).Where(l => !used.Contains((l.Sheet.Name, l.Cell.Address)))
                .OrderBy(l => l.Sheet.Name, StringComparer.Ordinal).ThenBy(l => l.Cell.Row).ThenBy(l => l.Cell.Column)
                .Select(l => $"{l.Sheet.Name}!{l.Cell.Address}: {FileNames.Text(l.Cell.Text, 200)}").Take(MostUnused),
        ];
        return new ProfileProposal(form.Code, FilePeriod(sheets)?.ToString(), lines, unused) { Percentages = rates };

        void Look(LineSight sight, GridCell label, PeriodStand stand)
        {
            token.ThrowIfCancellationRequested();
            var view = sight.View;
            int line = view.LineOf(label), place = view.PlaceOf(label);
            if (!sight.HasValueRightOf(line, place)) return;
            var words = label.WordsBy(dictionary);
            var context = sight.ContextOf(label);
            // In a table that has its times as labels they rule out what headings would.
            if (context.Outer.Append(label).Any(c => IsOfOtherTime(c.Text, period))) return;
            var contexts = Contexts(context, dictionary);
            var around = context.Section is { } section ? section.WordsBy(dictionary) : null;
            LookForPercentages(sight, label, contexts, around, stand);
            var columns = Columns(sight, line, place, dictionary, period, stand, percentages: false);
            if (columns.Count > 0 && view.Shape == LineShape.LabelsLeft) labels.Add((view.Grid, label));
            // A figure in percent is no count, however its label reads.
            foreach (var column in columns.Where(c => !sight.HasPercentUnit(line, c.Place)))
            {
                foreach (var match in Matches(words, column, contexts, around, dictionary.Match).Where(m => wanted.Contains(m.Match.Code)))
                {
                    var element = catalogue.Element(match.Match.Code)!;
                    var value = view.Shown(line, column.Place);
                    var factor = sight.FactorOf(label, line, column.Place, element);
                    // A heading that is half the name says which column it is.
                    var confidence = Math.Min(match.Match.Score, match.WithHeading && column.Role == HeadingRole.Unknown ? ByHeading : column.Confidence);
                    var doubt = Doubt(value, element, factor);
                    if (doubt is not null) confidence = Math.Min(confidence, value is null ? 700 : 600);
                    if (confidence < Lowest) continue;
                    found.Add(new Found(element.Code, view.Grid, new LineCandidate(
                        confidence, view.Grid.Name, label.Address, Shown(label.Text), string.Join(" › ", match.Context.Select(c => Shown(c.Text))),
                        view.AddressOf(line, column.Place), value is null ? null : Shown(value.Text), column.Headings.Length == 0 ? null : Joined(column.Headings),
                        NameOf(view.Shape), factor, Reason(label, match, column, view.AddressOf(line, column.Place), factor, doubt))));
                }
            }
        }

        void LookForPercentages(
            LineSight sight, GridCell label, List<(LabelWords Words, int Most, ImmutableArray<GridCell> Cells)> contexts, LabelWords? around, PeriodStand stand)
        {
            var view = sight.View;
            int line = view.LineOf(label), place = view.PlaceOf(label);
            var said = dictionary.SaysPercentage(label.WordsBy(dictionary));
            var columns = Columns(sight, line, place, dictionary, period, stand, percentages: true)
                .Where(c => said || sight.HasPercentUnit(line, c.Place) || c.Headings.Any(h => dictionary.SaysPercentage(h.WordsBy(dictionary)))).ToList();
            if (columns.Count == 0) return;
            if (view.Shape == LineShape.LabelsLeft) labels.Add((view.Grid, label));
            var words = dictionary.WithoutPercentMarks(label.WordsBy(dictionary));
            foreach (var column in columns)
            {
                var value = view.Shown(line, column.Place);
                var doubt = PercentageDoubt(value);
                inPercent.Add(new PercentCell(view.Grid, label, column, view.AddressOf(line, column.Place), value, NameOf(view.Shape), doubt));
                foreach (var match in Matches(words, column, contexts, around, dictionary.MatchPercentage).Where(m => stated.Exists(i => i.Code == m.Match.Code)))
                {
                    var confidence = Math.Min(match.Match.Score, match.WithHeading && column.Role == HeadingRole.Unknown ? ByHeading : column.Confidence);
                    if (doubt is not null) confidence = Math.Min(confidence, value is null ? 700 : 600);
                    if (confidence < Lowest) continue;
                    percentages.Add(new Found(match.Match.Code, view.Grid, new LineCandidate(
                        confidence, view.Grid.Name, label.Address, Shown(label.Text), string.Join(" › ", match.Context.Select(c => Shown(c.Text))),
                        view.AddressOf(line, column.Place), value is null ? null : Shown(value.Text), column.Headings.Length == 0 ? null : Joined(column.Headings),
                        NameOf(view.Shape), 1, Reason(label, match, column, view.AddressOf(line, column.Place), 1, doubt))));
                }
            }
        }
    }

    /// <summary>The ratios that a return of the form decides by itself and that offices are known to state.</summary>
    private static List<Indicator> IndicatorsOf(Form form, Catalogue catalogue, LabelDictionary dictionary) =>
    [
        .. dictionary.File.Indicators.Select(e => catalogue.Indicator(e.Indicator)).OfType<Indicator>()
            .Where(i => i.Kind == IndicatorKind.Ratio && i.Applies.Kinds.Intersect(form.FiledBy).Any() && i.Elements.All(e => form.Fields.Any(f => f.Element == e))),
    ];

    /// <summary>Percentages on the line of both the counts that they follow from: <c>đã cấp | đã liên thông | tỷ lệ</c>.</summary>
    private static IEnumerable<Found> BesideTheirCounts(List<PercentCell> cells, List<Indicator> indicators, ImmutableArray<ProposedLine> lines)
    {
        var chosen = lines.Where(l => l.Chosen is not null).ToDictionary(l => l.Element, l => l.Chosen!, StringComparer.Ordinal);
        foreach (var indicator in indicators)
        {
            var counts = indicator.Elements.Select(chosen.GetValueOrDefault).ToList();
            if (counts.Count < 2 || counts.Contains(null)) continue;
            foreach (var cell in cells)
            {
                if (counts.Any(c => c!.Sheet != cell.Sheet.Name || c.Label != cell.Label.Address || c.Shape != cell.Shape || c.Value == cell.Value)) continue;
                var confidence = Math.Min(ByHeading, cell.Column.Confidence);
                if (cell.Doubt is not null) confidence = Math.Min(confidence, cell.Shown is null ? 700 : 600);
                var heading = Joined(cell.Column.Headings);
                var both = string.Join(", ", counts.Select(c => c!.Value));
                var reason = new Text(
                    $"tỷ lệ ở {cell.Value} dưới tiêu đề “{heading}”, cùng dòng “{Shown(cell.Label.Text)}” với các số tạo nên nó ({both})",
                    $"percentage {cell.Value} under the heading “{heading}”, on the line “{Shown(cell.Label.Text)}” of the counts it follows from ({both})");
                if (cell.Doubt is { } doubt) reason = new Text($"{reason.Vi}; {doubt.Vi}", $"{reason.En}; {doubt.En}");
                yield return new Found(indicator.Code, cell.Sheet, new LineCandidate(
                    confidence, cell.Sheet.Name, cell.Label.Address, Shown(cell.Label.Text), "", cell.Value, cell.Shown is null ? null : Shown(cell.Shown.Text),
                    cell.Column.Headings.Length == 0 ? null : heading, cell.Shape, 1, reason));
            }
        }
    }

    private static List<Found> Best(List<Found> found) =>
        [.. found.GroupBy(f => (f.Code, f.Sheet.Name, f.Candidate.Value)).Select(g => g.MaxBy(f => f.Candidate.Confidence)!)];

    public static string NameOf(LineShape shape) => shape == LineShape.LabelsLeft ? "labels-left" : "labels-above";

    public static string Joined(IEnumerable<GridCell> headings) => string.Join(" / ", headings.Select(h => Shown(LineSight.TextOf(h))));

    /// <summary>The period that the titles of the sheets agree on; null when they say nothing, or different things.</summary>
    public static Period? FilePeriod(IEnumerable<SheetGrid> sheets) =>
        sheets.Select(s => SheetPeriod.Of(s).Title).OfType<Period>().Distinct().ToList() is [var only] ? only : null;

    private static bool IsOfOtherTime(string text, Period period) =>
        PeriodMention.In(text).Any(m => (m.Year is { } year && year != period.Year) || (m.Kind != PeriodKind.Year && !m.Means(period))) || PeriodSpan.In(text).Any(s => !s.Means(period));

    /// <summary>What may complete a label, the nearest first, with the most that can rest on it.</summary>
    private static List<(LabelWords Words, int Most, ImmutableArray<GridCell> Cells)> Contexts(LabelContext context, LabelDictionary dictionary)
    {
        var contexts = new List<(LabelWords, int, ImmutableArray<GridCell>)>();
        if (context.Parent is { } parent) Add(ByContext, parent);
        if (context.Outer.Length > 0) Add(ByContext, context.Outer[0]);
        if (context.Outer.Length > 1) Add(ByContext, [.. context.Outer[..2]]);
        if (context.Section is { } section)
        {
            Add(BySection, section);
            if (context.Parent is { } with) Add(BySection, with, section);
            if (context.Outer.Length > 0) Add(BySection, context.Outer[0], section);
        }

        return contexts;

        void Add(int most, params ImmutableArray<GridCell> cells) => contexts.Add((Both([.. cells.Select(c => c.WordsBy(dictionary))]), most, cells));
    }

    private static LabelWords Both(params ImmutableArray<LabelWords> parts) => new(
        string.Concat(parts.Select(p => p.Sequence)), [.. parts.SelectMany(p => p.Telling).Distinct(StringComparer.Ordinal)], parts.Select(p => p.Unit).FirstOrDefault(u => u is not null));

    /// <summary>The places right of a label that may hold its value for the period, with how surely.</summary>
    private static List<Column> Columns(LineSight sight, int line, int labelPlace, LabelDictionary dictionary, Period period, PeriodStand stand, bool percentages)
    {
        var view = sight.View;
        var columns = new List<Column>();
        var last = Math.Min(view.Places, labelPlace + FarthestPlace);
        for (var place = view.Span(line, labelPlace).Last + 1; place <= last; place++)
        {
            var cell = view.Own(line, place);
            if (view.Span(line, place).First != place) continue;
            // Beyond another label the values are that one's; below a label there is nothing between it and them.
            if (cell is { IsLabel: true } && cell.UnitBy(dictionary) is null && (columns.Count > 0 || view.Shape == LineShape.LabelsAbove)) break;
            if (cell is { IsValue: false }) continue;
            var headings = sight.HeadingsOf(line, place, labelPlace);
            if (cell is null && headings.IsEmpty) continue;
            var (role, rest) = sight.RoleOf(headings, period, percentages);
            if (role == HeadingRole.Other) continue;
            // A sheet about a longer period holds this one's values only under its name.
            if (role != HeadingRole.Period && stand == PeriodStand.Wider) continue;
            columns.Add(new Column(place, headings, role, rest, cell is not null));
        }

        var filled = columns.Where(c => c.Filled).ToList();
        var named = columns.Where(c => c.Role == HeadingRole.Period).ToList();
        if (named.Count > 0) columns = named;
        foreach (var column in columns)
        {
            column.IsOnly = filled.Count <= 1 && column.Filled;
            column.Confidence = column.Role switch
            {
                HeadingRole.Period => 1000,
                HeadingRole.Current => 980,
                HeadingRole.Value => 950,
                HeadingRole.None => filled.Count <= 1 ? 900 : 600,
                _ => filled.Count <= 1 && column.Filled ? 850 : 600,
            };
        }

        return columns;
    }

    private static IEnumerable<Matched> Matches(
        LabelWords words, Column column, List<(LabelWords Words, int Most, ImmutableArray<GridCell> Cells)> contexts, LabelWords? around,
        Func<LabelWords, LabelWords?, LabelWords?, IEnumerable<LabelMatch>> match)
    {
        var matches = new Dictionary<string, Matched>(StringComparer.Ordinal);
        var adds = column.Rest.Telling.Length > 0;
        var full = adds ? Both(words, column.Rest) : words;
        // A total says nothing of its own: the table is better seen the other way round.
        Take(match(full, null, around), words.Telling.IsEmpty ? ByHeading - 10 : 1000, [], adds);
        if (adds)
        {
            // What the heading adds was not used: beside other columns it may mean another thing than the label says alone.
            var ruledOut = match(full, null, around).Select(m => m.Code).ToHashSet(StringComparer.Ordinal);
            Take(match(words, null, around).Where(m => ruledOut.Contains(m.Code)), column.IsOnly ? 900 : Threshold - 10, [], false);
        }

        // Surroundings are asked only where the label does not say it all.
        if (matches.Values.All(m => m.Match.Score < ProposeLines.Threshold))
        {
            foreach (var (context, most, cells) in contexts)
            {
                Take(match(full, context, around), most, cells, adds);
                if (adds && column.IsOnly) Take(match(words, context, around), Math.Min(most, 880), cells, false);
            }
        }

        return matches.Values;

        void Take(IEnumerable<LabelMatch> found, int most, ImmutableArray<GridCell> context, bool withHeading)
        {
            foreach (var one in found)
            {
                var capped = one with { Score = Math.Min(one.Score, most) };
                if (!matches.TryGetValue(one.Code, out var before) || before.Match.Score < capped.Score) matches[one.Code] = new Matched(capped, context, withHeading);
            }
        }
    }

    /// <summary>Why what stands there is hardly a value of the element; null when it can be one.</summary>
    private static Text? Doubt(GridCell? value, DataElement element, int factor)
    {
        if (value is null) return new Text("ô đang trống", "the cell is empty");
        if (value.Kind is CellKind.Error or CellKind.FormulaWithoutValue) return null;
        var reading = NumberText.Of(new SheetInput(element.Code, "", value.Address, value.Kind, value.Text) { Factor = factor }, element.Kind);
        return reading switch
        {
            { Kind: ReadingKind.Value } fits when fits.Value >= element.Min && fits.Value <= element.Max => null,
            { Kind: ReadingKind.Ambiguous } => null,
            _ => new Text($"“{Shown(value.Text)}” không hợp với chỉ tiêu này", $"“{Shown(value.Text)}” does not fit this element"),
        };
    }

    /// <summary>Why what stands there is hardly a percentage; null when it can be one.</summary>
    private static Text? PercentageDoubt(GridCell? value) => value switch
    {
        null => new Text("ô đang trống", "the cell is empty"),
        { Kind: CellKind.Error or CellKind.FormulaWithoutValue } => null,
        { Kind: CellKind.Number or CellKind.Percent or CellKind.Text } when PercentageText.Read(value.Text, share: false) is not null => null,
        _ => new Text($"“{Shown(value.Text)}” không phải là tỷ lệ phần trăm", $"“{Shown(value.Text)}” is no percentage"),
    };

    private static ProposedLine Line(FormField field, DataElement element, List<Found> all)
    {
        var (state, candidates) = Choose(element.Code, all, all);
        return new ProposedLine(element.Code, element.Name, field.Required, state, candidates);
    }

    private static ProposedPercentage Percentage(Indicator indicator, List<Found> all, List<Found> elements)
    {
        var (state, candidates) = Choose(indicator.Code, all, all.Concat(elements));
        return new ProposedPercentage(indicator.Code, indicator.Name, state, candidates);
    }

    private static (LineState State, ImmutableArray<LineCandidate> Candidates) Choose(string code, List<Found> all, IEnumerable<Found> rivals)
    {
        var mine = all.Where(f => f.Code == code).OrderByDescending(f => f.Candidate.Confidence)
            .ThenBy(f => f.Sheet.Name, StringComparer.Ordinal).ThenBy(f => f.Candidate.Value, StringComparer.Ordinal).ToList();
        return (State(), [.. mine.Select(f => f.Candidate).Take(MostCandidates)]);

        LineState State()
        {
            if (mine.Count == 0) return LineState.NotFound;
            var best = mine[0];
            if (mine.Count > 1 && best.Candidate.Confidence - mine[1].Candidate.Confidence < Lead) return LineState.Twice;
            if (best.Candidate.Confidence < Threshold) return LineState.Unsure;
            var rival = rivals.Where(f => f.Code != code && f.Sheet == best.Sheet && f.Candidate.Value == best.Candidate.Value)
                .Select(f => f.Candidate.Confidence).DefaultIfEmpty(0).Max();
            return best.Candidate.Confidence - rival >= Lead ? LineState.Found : LineState.Unsure;
        }
    }

    private static Text Reason(GridCell label, Matched match, Column column, string value, int factor, Text? doubt)
    {
        var under = match.Context.IsEmpty ? "" : string.Join(" › ", match.Context.Select(c => Shown(c.Text)));
        var heading = column.Headings.IsEmpty ? "" : Joined(column.Headings);
        var same = match.Match.Score == 1000;
        var vi = $"nhãn “{Shown(label.Text)}” ở {label.Address}"
            + (under.Length > 0 ? $" thuộc “{under}”" : "") + (match.WithHeading ? $" cùng cột “{heading}”" : "")
            + (same ? $" trùng mục từ “{match.Match.Entry}”" : $" gần với mục từ “{match.Match.Entry}”")
            + $"; giá trị ở {value}" + (heading.Length > 0 ? $" dưới tiêu đề “{heading}”" : ", không có tiêu đề");
        var en = $"label “{Shown(label.Text)}” in {label.Address}"
            + (under.Length > 0 ? $" under “{under}”" : "") + (match.WithHeading ? $" with the column “{heading}”" : "")
            + (same ? $" = entry “{match.Match.Entry}”" : $" ≈ entry “{match.Match.Entry}”")
            + $"; value {value}" + (heading.Length > 0 ? $" under the heading “{heading}”" : " without a heading");
        if (factor != 1)
        {
            vi += string.Create(System.Globalization.CultureInfo.InvariantCulture, $"; nhân {factor}");
            en += string.Create(System.Globalization.CultureInfo.InvariantCulture, $"; times {factor}");
        }

        return doubt is null ? new Text(vi, en) : new Text($"{vi}; {doubt.Vi}", $"{en}; {doubt.En}");
    }

    private static string Shown(string text) => FileNames.Text(text.ReplaceLineEndings(" ").Trim(), 200);

    private sealed record Found(string Code, SheetGrid Sheet, LineCandidate Candidate);

    /// <summary>A cell that something says to be in percent, whatever of.</summary>
    private sealed record PercentCell(SheetGrid Sheet, GridCell Label, Column Column, string Value, GridCell? Shown, string Shape, Text? Doubt);

    private readonly record struct Matched(LabelMatch Match, ImmutableArray<GridCell> Context, bool WithHeading);

    private sealed class Column(int place, ImmutableArray<GridCell> headings, HeadingRole role, LabelWords rest, bool filled)
    {
        public int Place => place;

        public ImmutableArray<GridCell> Headings => headings;

        public HeadingRole Role => role;

        public LabelWords Rest => rest;

        public bool Filled => filled;

        /// <summary>Whether no other column of the line can hold the value.</summary>
        public bool IsOnly { get; set; }

        public int Confidence { get; set; }
    }
}
