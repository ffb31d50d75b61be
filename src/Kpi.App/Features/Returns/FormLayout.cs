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

    /// <summary>
    /// Finds the lines whose names are gone: by the column of element codes, else by label. The value stands in the column in which the
    /// named cells of that sheet stand, else under the title of the value column, else where our own form has it.
    /// </summary>
    public static void FindWithoutNames(
        XlsxReader reader, Form form, Catalogue catalogue, Dictionary<string, Place> places, GatheredCells cells)
    {
        var missing = form.Fields.Select(f => f.Element).Where(e => !places.ContainsKey(e)).ToHashSet(StringComparer.Ordinal);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in missing.Select(catalogue.Element).OfType<DataElement>())
        {
            foreach (var label in new[] { element.Name.Vi, element.Name.En }) labels.TryAdd(VietnameseText.Fold(label), element.Code);
        }

        foreach (var sheet in reader.Sheets.Where(s => s.Visible && s.Name is not (GuideSheet or ExampleSheet)))
        {
            if (missing.Count == 0) return;
            var found = cells.Gather(sheet, static (_, _) => true);
            cells.Resolve();
            var texts = found.Where(c => c.Kind == CellKind.Text).ToList();
            var remarks = Heading(texts, RemarkTitle)?.Column;
            var codes = texts.Where(c => missing.Contains(c.Text.Trim())).Select(c => (Cell: c, Element: c.Text.Trim()));
            var named = texts.Where(c => c.Text.Length < 1000)
                .Select(c => (Cell: c, Element: LabelOf(c.Text, labels))).Where(p => p.Element is not null);
            foreach (var (cell, element) in codes.Concat(named!))
            {
                if (!missing.Remove(element!)) continue;
                var column = ValueColumn(sheet, places, texts, cell, byCode: cell.Text.Trim() == element, labels);
                if (column < 1) continue;
                places[element!] = new Place(sheet, cell.Row, column);
                if (remarks is { } remark) places.TryAdd(ReturnWorkbook.RemarkPrefix + element, new Place(sheet, cell.Row, remark));
            }

            if (texts.FirstOrDefault(c => c.Text.Trim() == NilCode) is { } nil && remarks is { } reason
                && places.FirstOrDefault(p => p.Value.Sheet == sheet && !IsBeside(p.Key)).Value is { } line)
            {
                places.TryAdd(ReturnWorkbook.NilName, new Place(sheet, nil.Row, line.Column));
                places.TryAdd(ReturnWorkbook.NilReasonName, new Place(sheet, nil.Row, reason));
            }
        }
    }

    private static string? LabelOf(string text, Dictionary<string, string> labels)
    {
        // Our own cells hold both languages on two lines; a retyped one may hold either.
        var firstLine = text.AsSpan().IndexOf('\n') is var end and > 0 ? text[..end] : text;
        return labels.GetValueOrDefault(VietnameseText.Fold(firstLine)) ?? labels.GetValueOrDefault(VietnameseText.Fold(text));
    }

    private static int ValueColumn(
        XlsxSheet sheet, Dictionary<string, Place> places, List<GatheredCell> texts, GatheredCell anchor, bool byCode, Dictionary<string, string> labels)
    {
        if (places.FirstOrDefault(p => p.Value.Sheet == sheet && !IsBeside(p.Key)).Value is { } sibling) return sibling.Column;
        if (Heading(texts, ValueTitle) is { } heading) return heading.Column;
        // Label and value have always stood as far apart; the column of codes has moved to the right since the first forms.
        var label = byCode ? texts.FirstOrDefault(c => c.Row == anchor.Row && LabelOf(c.Text, labels) is not null) : anchor;
        return label is not null ? label.Column + Value - Label : anchor.Column + Value - Code;
    }

    private static GatheredCell? Heading(List<GatheredCell> texts, string title)
    {
        var folded = VietnameseText.Fold(title);
        return texts.FirstOrDefault(c => c.Text.Length < 100 && VietnameseText.Fold(c.Text).StartsWith(folded, StringComparison.Ordinal));
    }

    private static bool IsBeside(string name) =>
        name.StartsWith(ReturnWorkbook.RemarkPrefix, StringComparison.Ordinal) || name is ReturnWorkbook.NilName or ReturnWorkbook.NilReasonName;
}
