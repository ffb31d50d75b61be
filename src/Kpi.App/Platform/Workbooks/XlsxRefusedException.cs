using System.Collections.Immutable;
using System.Globalization;
using Kpi.Domain.Returns;

namespace Kpi.App.Platform.Workbooks;

/// <summary>A workbook that cannot or must not be read. The code and its arguments are those of <see cref="RefusalReasons"/>.</summary>
public sealed class XlsxRefusedException(string code, params string[] arguments) : Exception(code + ": " + string.Join(", ", arguments))
{
    private const int LongestArgument = 100;

    public string Code { get; } = code;

    public ImmutableArray<string> Arguments { get; } = [.. arguments.Select(a => a.Length <= LongestArgument ? a : a[..(LongestArgument - 1)] + "…")];

    /// <summary>A part that is not as it must be.</summary>
    internal static XlsxRefusedException Damaged(string part) => new(RefusalReasons.Damaged, "#part", part);

    /// <summary>An entry of the package that must not be.</summary>
    internal static XlsxRefusedException BadEntry(string name) => new(RefusalReasons.Damaged, "#entry", name);

    /// <summary>The package itself is broken.</summary>
    internal static XlsxRefusedException CutShort() => new(RefusalReasons.Damaged, "#cut-short");

    /// <summary>Beyond a limit: which, what of, and the limit.</summary>
    internal static XlsxRefusedException TooLarge(string which, long limit) => new(RefusalReasons.TooLarge, which, Shown(limit));

    internal static XlsxRefusedException TooLarge(string which, string what, long limit) => new(RefusalReasons.TooLarge, which, what, Shown(limit));

    internal static XlsxRefusedException NotAWorkbook(string what, params string[] arguments) => new(RefusalReasons.NotAWorkbook, [what, .. arguments]);

    internal static string Shown(long number) => number.ToString(CultureInfo.InvariantCulture);
}
