using System.Collections.Immutable;

namespace Kpi.Domain.Returns;

/// <summary>What the file holds in a cell, before anyone decides what it means.</summary>
public enum CellKind
{
    /// <summary>Nothing, or only white space.</summary>
    Empty,

    /// <summary>A number; the text is as the file writes it (invariant, perhaps with an exponent).</summary>
    Number,

    /// <summary>A number that its style shows as a day; the text is the day, <c>yyyy-MM-dd</c>.</summary>
    Day,

    /// <summary>A number that its style shows as a percentage; the text is what is shown, such as <c>85%</c>.</summary>
    Percent,

    /// <summary>Text, as typed.</summary>
    Text,

    /// <summary>A logical value; the text is <c>1</c> or <c>0</c>.</summary>
    Boolean,

    /// <summary>An error value such as <c>#REF!</c>.</summary>
    Error,

    /// <summary>A formula for which the file keeps no computed value. Formulas are never computed here.</summary>
    FormulaWithoutValue,
}

/// <summary>One input of a return as it stands in the file: untrusted.</summary>
/// <param name="Element">The data element whose place this is.</param>
/// <param name="Sheet">Name of the sheet.</param>
/// <param name="Cell">Address as the file itself gives it, such as <c>D14</c>.</param>
/// <param name="Kind">What the cell holds.</param>
/// <param name="Text">The text of it; empty for <see cref="CellKind.Empty"/>.</param>
public sealed record SheetInput(string Element, string Sheet, string Cell, CellKind Kind, string Text)
{
    /// <summary>What the clerk wrote beside it: why it is not applicable, or the answer to a warning. Null where nothing stands.</summary>
    public string? Remark { get; init; }

    /// <summary>For a plain number where a day is asked: the day it would be if it were the serial number of one. Null elsewhere.</summary>
    public DateOnly? PerhapsDay { get; init; }

    /// <summary>What a number in the cell is multiplied by, a power of ten: 1,000,000 where the file counts in millions of dong; else 1.</summary>
    public int Factor { get; init; } = 1;
}

/// <summary>The statement on a form that there is nothing to report; untrusted.</summary>
/// <param name="Mark">The cell in which it is said.</param>
/// <param name="Reason">Why; null where nothing stands.</param>
public sealed record NilStatement(SheetInput Mark, string? Reason);

/// <summary>The identity a return carries on its <c>_kpi</c> sheet; untrusted text, null where a line is missing.</summary>
/// <param name="Form">Form code.</param>
/// <param name="Version">Form version.</param>
/// <param name="Facility">Code of the unit.</param>
/// <param name="Period">Period.</param>
/// <param name="Issued">Day the blank form was issued, <c>yyyy-MM-dd</c>.</param>
/// <param name="Seal">The seal over the others, see <see cref="FormSeal"/>.</param>
public sealed record ReturnHeader(string? Form, string? Version, string? Facility, string? Period, string? Issued, string? Seal)
{
    /// <summary>
    /// Version of the reading profile by which a workbook of the unit's own design was read; null for a form of ours. Such a file carries no
    /// identity and no seal: who files what for when is what the sender stated.
    /// </summary>
    public int? Profile { get; init; }
}

/// <summary>What a reader got out of a workbook: the header, the inputs as text with their places, and what it stumbled over.</summary>
/// <param name="Header">The identity; null when the workbook has no <c>_kpi</c> sheet or could not be opened.</param>
/// <param name="Inputs">The input cells found, each element at most once.</param>
/// <param name="Findings">What the reader itself found; an error here refuses the return.</param>
public sealed record ReturnSheet(ReturnHeader? Header, ImmutableArray<SheetInput> Inputs, ImmutableArray<Finding> Findings)
{
    /// <summary>The nil statement, where its cell holds something; else null.</summary>
    public NilStatement? Nil { get; init; }

    /// <summary>Whether it is a sound workbook without a <c>_kpi</c> sheet: perhaps one of the sender's own design.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Percentages typed beside the counts, where the workbook has a place for them.</summary>
    public ImmutableArray<StatedPercentage> Percentages { get; init; } = [];
}
