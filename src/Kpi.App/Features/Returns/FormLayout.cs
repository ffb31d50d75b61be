using System.Collections.Frozen;
using System.Collections.Immutable;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>Where things stand on a form, known to who writes it and who must find its cells again without their names.</summary>
internal static class FormLayout
{
    public const int Number = 1, Label = 2, Unit = 3, Value = 4, Check = 5, Last = 6, Change = 7, Remark = 8, Definition = 9, Code = 10;

    public const string ValueTitle = "Số liệu", RemarkTitle = "Ghi chú, giải trình";

    /// <summary>Stands in the column of codes beside the nil statement, whose reason is the remark of its line.</summary>
    public const string NilCode = ReturnWorkbook.NamePrefix + ReturnWorkbook.NilName;

    public const string MainSheet = "Biểu báo cáo", GuideSheet = "Hướng dẫn", ExampleSheet = "Ví dụ";

    private const int LongestLabel = 1000, LongestTitle = 100;

    /// <summary>Lines of a form stand above and before these, whatever was inserted; what stands behind is noise.</summary>
    private const int LastRow = 5_000, LastColumn = 100;

    /// <summary>Sheets of our own on which nothing is filled in: nobody looks for inputs or for persons' data there.</summary>
    public static bool IsAside(string sheet) => Aside.Contains(sheet.Trim()) || AnnotatedWorkbook.IsFront(sheet);

    private static readonly FrozenSet<string> Aside = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, GuideSheet, ExampleSheet);

    /// <summary>
    /// Finds the lines whose names are gone: by the column of element codes, else by label. The value stands in the column in which the
    /// named cells of that sheet stand, else under the title of the value column, else where our own form has it. Where a line stands twice
    /// and says two things, that is a finding.
    /// </summary>
    public static void FindWithoutNames(
        XlsxReader reader, Form form, Catalogue catalogue, Dictionary<string, Place> places, GatheredCells cells, ImmutableArray<Finding>.Builder findings)
    {
        var missing = form.Fields.Select(f => f.Element).Where(e => !places.ContainsKey(e)).ToHashSet(StringComparer.Ordinal);
        var labels = Labels(missing.Select(catalogue.Element).OfType<DataElement>());
        var byCode = new Dictionary<string, List<Line>>(StringComparer.Ordinal);
        var byLabel = new Dictionary<string, List<Line>>(StringComparer.Ordinal);
        foreach (var sheet in reader.Sheets.Where(s => s.Visible && !IsAside(s.Name)))
        {
            var found = cells.Gather(sheet, static (row, column) => row <= LastRow && column <= LastColumn);
            cells.Resolve();
            var texts = found.Where(c => c.Kind == CellKind.Text).ToList();
            var remarks = Heading(texts, RemarkTitle)?.Column;
            var column = ValueColumn(sheet, places, texts);
            var firstLabels = new Dictionary<int, int>();
            foreach (var cell in texts)
            {
                if (cell.Text.Length < LongestLabel && LabelOf(cell.Text, labels) is { } element)
                {
                    Add(byLabel, element, sheet, cell.Row, column ?? cell.Column + Value - Label, remarks);
                    firstLabels.TryAdd(cell.Row, cell.Column);
                }
            }

            foreach (var cell in texts)
            {
                if (!missing.TryGetValue(cell.Text.Trim(), out var element)) continue;
                // Label and value have always stood as far apart; the column of codes has moved to the right since the first forms.
                var besideLabel = firstLabels.TryGetValue(cell.Row, out var label) ? label + Value - Label : cell.Column + Value - Code;
                Add(byCode, element, sheet, cell.Row, column ?? besideLabel, remarks);
            }

            if (texts.Find(c => c.Text.Trim() == NilCode) is { } nil && remarks is { } reason
                && (column ?? byCode.Values.SelectMany(l => l).FirstOrDefault(l => l.Place.Sheet == sheet)?.Place.Column) is { } answers)
            {
                places.TryAdd(ReturnWorkbook.NilName, new Place(sheet, nil.Row, answers));
                places.TryAdd(ReturnWorkbook.NilReasonName, new Place(sheet, nil.Row, reason));
            }
        }

        foreach (var element in missing)
        {
            if ((byCode.GetValueOrDefault(element) ?? byLabel.GetValueOrDefault(element)) is not { } lines) continue;
            var filled = lines.Where(l => cells.Says(l.Place).Length > 0).DistinctBy(l => cells.Says(l.Place)).ToArray();
            var line = filled.Length > 0 ? filled[0] : lines[0];
            places[element] = line.Place;
            if (line.Remark is { } remark) places.TryAdd(ReturnWorkbook.RemarkPrefix + element, remark);
            if (filled.Length > 1) findings.Add(ReturnWorkbook.TwoValues(element, filled[0].Place, filled[1].Place, 1, catalogue, cells));
        }

        static void Add(Dictionary<string, List<Line>> found, string element, XlsxSheet sheet, int row, int column, int? remark)
        {
            if (column < 1) return;
            if (!found.TryGetValue(element, out var list)) found.Add(element, list = []);
            list.Add(new Line(new Place(sheet, row, column), remark is { } at ? new Place(sheet, row, at) : null));
        }
    }

    /// <summary>The column of values of a sheet: that of its named cells, else that under the title; null when the sheet does not say.</summary>
    private static int? ValueColumn(XlsxSheet sheet, Dictionary<string, Place> places, List<GatheredCell> texts)
    {
        var named = places.Where(p => p.Value.Sheet == sheet && !IsBeside(p.Key)).Select(p => p.Value.Column).Distinct().ToArray();
        return named is [var only] ? only : Heading(texts, ValueTitle)?.Column;
    }

    /// <summary>Folded labels and what they mean; a label that two elements share means neither.</summary>
    private static Dictionary<string, string?> Labels(IEnumerable<DataElement> elements)
    {
        var labels = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var element in elements)
        {
            foreach (var label in new[] { element.Name.Vi, element.Name.En }.Select(Folded).Distinct())
                labels[label] = labels.TryGetValue(label, out var other) && other != element.Code ? null : element.Code;
        }

        return labels;
    }

    private static string? LabelOf(string text, Dictionary<string, string?> labels)
    {
        // Our own cells hold both languages on two lines; a retyped one may hold either.
        var firstLine = text.AsSpan().IndexOf('\n') is var end and > 0 ? text[..end] : text;
        return labels.GetValueOrDefault(Folded(firstLine)) ?? labels.GetValueOrDefault(Folded(text));
    }

    /// <summary>The star marks a required line and is no part of the label. A colon stays: by it the worked example is known wherever it stands.</summary>
    private static string Folded(string label) => VietnameseText.Fold(label).TrimEnd('*', ' ');

    private static GatheredCell? Heading(List<GatheredCell> texts, string title)
    {
        var folded = VietnameseText.Fold(title);
        return texts.Find(c => c.Text.Length < LongestTitle && VietnameseText.Fold(c.Text).StartsWith(folded, StringComparison.Ordinal));
    }

    private static bool IsBeside(string name) =>
        name.StartsWith(ReturnWorkbook.RemarkPrefix, StringComparison.Ordinal) || name is ReturnWorkbook.NilName or ReturnWorkbook.NilReasonName;

    /// <summary>Where a line's value stands, and its remark where the sheet has any.</summary>
    private sealed record Line(Place Place, Place? Remark);
}
