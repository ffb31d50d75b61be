using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>
/// Looks whether somebody sent persons along: the service takes counts, never people. Only sheets that are not the form's own are looked at,
/// so that an ordinary return pays nothing for it.
/// </summary>
internal static class PersonalData
{
    /// <summary>So many alike in one column are a list; fewer may be the telephone number of whoever filled the form in.</summary>
    private const int List = 5;
    private const int Rows = 1_000, Columns = 60, MostCells = 50_000, LongestHeading = 60;

    private static readonly string[] NameHeadings = ["ho va ten", "ho ten", "ten benh nhan", "ten nguoi benh", "full name", "patient name"];

    private static readonly string[] PersonHeadings =
    [
        "ngay sinh", "nam sinh", "ngay thang nam sinh", "date of birth", "cccd", "cmnd", "can cuoc", "so dinh danh", "ma dinh danh", "so the bhyt", "ma the bhyt",
        "dia chi", "so dien thoai",
    ];

    /// <summary>Gathers what stands at the top of the sheets that are not the form's own; enough to recognise a list, however long it is.</summary>
    public static IReadOnlyList<(XlsxSheet Sheet, IReadOnlyList<GatheredCell> Cells)> Gather(XlsxReader reader, GatheredCells cells, IReadOnlyCollection<XlsxSheet> own)
    {
        var left = MostCells;
        return
        [
            .. reader.Sheets.Where(s => !own.Contains(s) && !FormLayout.IsAside(s.Name))
                .Select(s => (s, cells.Gather(s, (row, column) => row <= Rows && column <= Columns && left-- > 0))),
        ];
    }

    /// <summary>A warning for each sheet that looks as if it listed persons.</summary>
    public static IEnumerable<Finding> Findings(IEnumerable<(XlsxSheet Sheet, IReadOnlyList<GatheredCell> Cells)> sheets) =>
        from sheet in sheets
        let seen = Look(sheet.Cells)
        where seen.What is not null
        select new Finding(
            "personal-data", Severity.Warning, ReturnWorkbook.ShownName(sheet.Sheet), XlsxAddress.Of(seen.First!.Row, seen.First.Column), null,
            [ReturnWorkbook.ShownName(sheet.Sheet), seen.What!, seen.Count.ToString(CultureInfo.InvariantCulture)]);

    private static (string? What, int Count, GatheredCell? First) Look(IReadOnlyList<GatheredCell> cells)
    {
        foreach (var column in cells.Where(c => c.Kind == CellKind.Text).GroupBy(c => c.Column))
        {
            foreach (var (what, fits) in Patterns)
            {
                var alike = column.Where(c => fits(c.Text.Trim())).ToArray();
                if (alike.Length >= List) return (what, alike.Length, alike[0]);
            }
        }

        // The heading of a list of persons stands in one row: a name and at least one thing that only persons have.
        foreach (var row in cells.Where(c => c.Kind == CellKind.Text && c.Text.Length <= LongestHeading).GroupBy(c => c.Row))
        {
            var headings = row.Select(c => (Cell: c, Text: VietnameseText.Fold(c.Text))).ToArray();
            var name = Array.Find(headings, h => Array.Exists(NameHeadings, n => h.Text.StartsWith(n, StringComparison.Ordinal)));
            if (name.Cell is null || !Array.Exists(headings, h => Array.Exists(PersonHeadings, p => h.Text.Contains(p, StringComparison.Ordinal)))) continue;
            var below = cells.Count(c => c.Column == name.Cell.Column && c.Row > row.Key && c.Kind == CellKind.Text);
            if (below > 0) return ("#names", below, name.Cell);
        }

        return default;
    }

    private static readonly (string What, Func<string, bool> Fits)[] Patterns =
    [
        // Numbers of the identity card begin with the three digits of a province, all below 100.
        ("#identity-numbers", text => text.Length == 12 && text[0] == '0' && text.All(char.IsAsciiDigit)),
        ("#insurance-numbers", text => text.Length == 15 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]) && text.Skip(2).All(char.IsAsciiDigit)),
        ("#telephone-numbers", text => text.Length == 10 && text[0] == '0' && text.All(char.IsAsciiDigit)),
    ];
}
