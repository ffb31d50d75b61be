using System.Collections.Immutable;

namespace Kpi.Domain.Returns;

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>Refuses the return (lỗi).</summary>
    Error,

    /// <summary>Accepted, but somebody should look (cảnh báo).</summary>
    Warning,
}

/// <summary>One thing wrong or doubtful in a return. It holds facts; the sentence is made by <see cref="FindingTexts"/> at the edge.</summary>
/// <param name="Code">Stable, kebab-case; one of <see cref="FindingTexts.All"/> or the code of a form's rule.</param>
/// <param name="Severity">Whether it refuses the return.</param>
/// <param name="Sheet">Sheet; null when it concerns the whole file.</param>
/// <param name="Cell">Cell; null when it concerns the whole sheet or file.</param>
/// <param name="Element">Data element; null when it concerns none.</param>
/// <param name="Arguments">What the sentence is filled with: what was found, what was expected.</param>
public sealed record Finding(string Code, Severity Severity, string? Sheet, string? Cell, string? Element, ImmutableArray<string> Arguments)
{
    /// <summary>A finding about the whole file.</summary>
    public static Finding OfFile(string code, Severity severity, params string[] arguments) =>
        new(code, severity, null, null, null, [.. arguments]);

    /// <summary>A finding about one input cell.</summary>
    public static Finding OfCell(string code, Severity severity, SheetInput input, params string[] arguments) =>
        new(code, severity, input.Sheet, input.Cell, input.Element, [.. arguments]);
}
