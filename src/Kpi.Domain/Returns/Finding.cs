using System.Collections.Immutable;

namespace Kpi.Domain.Returns;

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>Refuses the return (lỗi).</summary>
    Error,

    /// <summary>Accepted, but somebody should look (cảnh báo).</summary>
    Warning,

    /// <summary>A rule that is only watched was broken: recorded for analysts, never shown to who files (theo dõi).</summary>
    Shadow,
}

/// <summary>The reason somebody gave why a warning is right as it stands.</summary>
/// <param name="Text">In their words.</param>
/// <param name="By">Who; null while it stands in the file only.</param>
/// <param name="At">When; null while it stands in the file only.</param>
public sealed record FindingAnswer(string Text, string? By, DateTimeOffset? At);

/// <summary>One thing wrong or doubtful in a return. It holds facts; the sentence is made by <see cref="FindingTexts"/> at the edge.</summary>
/// <param name="Code">Stable, kebab-case; one of <see cref="FindingTexts.All"/> or the code of a form's rule.</param>
/// <param name="Severity">Whether it refuses the return.</param>
/// <param name="Sheet">Sheet; null when it concerns the whole file.</param>
/// <param name="Cell">Cell; null when it concerns the whole sheet or file.</param>
/// <param name="Element">Data element; null when it concerns none.</param>
/// <param name="Arguments">What the sentence is filled with: what was found, what was expected.</param>
public sealed record Finding(string Code, Severity Severity, string? Sheet, string? Cell, string? Element, ImmutableArray<string> Arguments)
{
    /// <summary>Its number within its return, from 1; 0 while it is not stored.</summary>
    public int Number { get; init; }

    /// <summary>The answer to a warning; null while nobody has given one.</summary>
    public FindingAnswer? Answer { get; init; }

    /// <summary>Whether it says the same of the same numbers, wherever they stand.</summary>
    public bool SaysTheSameAs(Finding other) => Code == other.Code && Element == other.Element && Arguments.SequenceEqual(other.Arguments);

    /// <summary>A finding about the whole file.</summary>
    public static Finding OfFile(string code, Severity severity, params string[] arguments) =>
        new(code, severity, null, null, null, [.. arguments]);

    /// <summary>A finding about one input cell.</summary>
    public static Finding OfCell(string code, Severity severity, SheetInput input, params string[] arguments) =>
        new(code, severity, input.Sheet, input.Cell, input.Element, [.. arguments]);
}
