using System.Collections.Immutable;

namespace Kpi.App.Platform.Workbooks;

/// <summary>A row of a sheet read as a table.</summary>
/// <param name="Number">Row number as the file gives it, from 1.</param>
/// <param name="Cells">Cells that hold something, left to right.</param>
public sealed record XlsxRow(int Number, ImmutableArray<XlsxText> Cells)
{
    /// <summary>The text in a column counted from 1; empty when there is none.</summary>
    public string this[int column]
    {
        get
        {
            foreach (var cell in Cells) if (cell.Column == column) return cell.Text;
            return "";
        }
    }
}

/// <summary>A cell as text: numbers invariant, days yyyy-MM-dd, logical values TRUE and FALSE.</summary>
public readonly record struct XlsxText(string Address, int Column, string Text);

/// <summary>The rows of the first visible sheet, or why the file was refused (a code and arguments of FindingTexts).</summary>
public sealed record XlsxTable(string? Fault, ImmutableArray<string> Arguments, string Sheet, ImmutableArray<XlsxRow> Rows);

/// <summary>Reads workbooks from anywhere by streaming; keeps to limits and computes nothing.</summary>
public sealed class XlsxReader
{
    /// <summary>The first visible sheet as rows of text. Never throws for bad input.</summary>
    public static XlsxTable ReadTable(ReadOnlyMemory<byte> bytes, CancellationToken token) => throw new NotImplementedException();
}
