using System.Globalization;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Returns;

/// <summary>A line of a return that somebody speaks of: an element, with its cell where the return has one.</summary>
/// <param name="Element">Code of the data element; null for a cell that is no element's.</param>
public sealed record ReturnPlace(string? Element, string? Sheet, string? Cell)
{
    /// <summary>How a list names it.</summary>
    public string Shown => Cell is null ? Element ?? "" : $"{Sheet}!{Cell}";

    /// <summary>The line that a text names: the code of an element of the form, or a cell of an input, with or without its sheet.</summary>
    public static Outcome<ReturnPlace> Find(ReturnDetail detail, Catalogue catalogue, string text)
    {
        var wanted = text.Trim();
        var places = detail.Values.Select(v => new ReturnPlace(v.Element, v.Sheet, v.Cell))
            .Concat(detail.Statements.Where(s => s.Element is not null).Select(s => new ReturnPlace(s.Element, s.Sheet, s.Cell)))
            .Concat(detail.Findings.Where(f => f.Cell is not null).Select(f => new ReturnPlace(f.Element, f.Sheet, f.Cell)))
            .ToList();
        if (places.Find(p => p.Element == wanted) is { } filled) return filled;
        if (catalogue.Element(wanted) is not null && IsAsked(detail.Summary, catalogue, wanted)) return new ReturnPlace(wanted, null, null);
        var cell = wanted[(wanted.LastIndexOf('!') + 1)..];
        var sheet = wanted.Length > cell.Length ? wanted[..^(cell.Length + 1)].Trim('\'') : null;
        return places.Find(p => string.Equals(p.Cell, cell, StringComparison.OrdinalIgnoreCase) && (sheet is null || p.Sheet == sheet)) is { } found
            ? found
            : Problem.Invalid("no-such-place",
                $"Báo cáo không có chỉ tiêu hay ô “{wanted}”. Ghi mã chỉ tiêu, ví dụ fees_total_vnd, hoặc ô đã điền, ví dụ D14.",
                string.Create(CultureInfo.InvariantCulture,
                    $"The return has no element or filled cell “{wanted}”. Give the code of an element, such as fees_total_vnd, or a cell, such as D14."));
    }

    private static bool IsAsked(ReturnSummary item, Catalogue catalogue, string element) =>
        catalogue.Forms.Any(f => f.Code == item.Form && f.Fields.Any(field => field.Element == element));
}
