namespace Kpi.App.Platform.Workbooks;

/// <summary>A value for one cell: long, decimal, string, bool, DateOnly or null (which empties the cell).</summary>
/// <param name="Sheet">Name of the sheet.</param>
/// <param name="Cell">Address such as <c>D14</c>.</param>
/// <param name="Value">The value.</param>
public readonly record struct XlsxPatch(string Sheet, string Cell, object? Value);

/// <summary>Sets cell values in a workbook by rewriting only the sheets it touches.</summary>
public static class XlsxPatcher
{
    public static byte[] Apply(ReadOnlyMemory<byte> workbook, IReadOnlyList<XlsxPatch> patches) => throw new NotImplementedException();
}
