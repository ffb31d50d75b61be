using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>Reads a workbook that is no form of ours as grids of cells: untrusted bytes in, visible sheets out.</summary>
internal static class ForeignWorkbook
{
    /// <summary>A unit's monthly report has hundreds of cells; a book of more than these is no report, and looking through it would cost.</summary>
    public const int MostCells = 20_000;

    private const int MostSheets = 40;
    private static readonly XlsxLimits Limits = XlsxLimits.Default with { Cells = MostCells };

    /// <summary>The visible sheets that hold anything and warnings of those that list persons, or the finding that refuses the file.</summary>
    public static (IReadOnlyList<SheetGrid> Sheets, IReadOnlyList<Finding> Persons, Finding? Refusal) Read(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        try
        {
            using var reader = new XlsxReader(bytes, Limits, token);
            var cells = new GatheredCells(reader);
            var visible = reader.Sheets.Where(s => s.Visible && !AnnotatedWorkbook.IsFront(s.Name)).Take(MostSheets).Select(s => (Sheet: s, Cells: cells.Gather(s, static (_, _) => true))).ToList();
            cells.Resolve();
            var budget = new MergedCells();
            return ([.. visible.Where(v => v.Cells.Count > 0).Select(v => new SheetGrid(
                v.Sheet.Name, v.Cells.Select(c => new GridCell(c.Row, c.Column, c.Kind, c.Text) { Hidden = c.Hidden, Formula = c.Formula }), reader.Merged(v.Sheet).Select(ToRange).OfType<GridRange>(), budget))], [.. PersonalData.Findings(visible)], null);
        }
        catch (XlsxRefusedException refusal)
        {
            return ([], [], Finding.OfFile(refusal.Code, Severity.Error, [.. refusal.Arguments]));
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            return ([], [], Finding.OfFile(RefusalReasons.Damaged, Severity.Error, "#cut-short"));
        }
    }

    /// <summary>Whether it is a form of ours after all; a workbook that cannot be read is none.</summary>
    public static bool HasHeader(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        try
        {
            using var reader = new XlsxReader(bytes, Limits, token);
            return ReturnWorkbook.HeaderSheetOf(reader) is not null;
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            return false;
        }
    }

    private static GridRange? ToRange(string reference)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && XlsxAddress.TryRead(reference.AsSpan(0, colon), out var top, out var left)
            && XlsxAddress.TryRead(reference.AsSpan(colon + 1), out var bottom, out var right)
            ? new GridRange(top, left, bottom, right)
            : null;
    }
}
