using System.Collections.Immutable;

namespace Kpi.App.Platform.Workbooks;

/// <summary>A workbook that cannot or must not be read. The code and its arguments are those of the finding texts.</summary>
public sealed class XlsxRefusedException(string code, params string[] arguments) : Exception(code + ": " + string.Join(", ", arguments))
{
    public string Code { get; } = code;

    public ImmutableArray<string> Arguments { get; } = [.. arguments];

    internal static XlsxRefusedException Damaged(string where) => new("damaged", where);

    internal static XlsxRefusedException TooLarge(string what) => new("too-large", what);
}
