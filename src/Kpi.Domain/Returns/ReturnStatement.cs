namespace Kpi.Domain.Returns;

/// <summary>What a return can say in place of numbers.</summary>
public enum StatementKind
{
    /// <summary>Nothing happened in the period (không phát sinh): what is counted within a period is zero; the rest is as filled in.</summary>
    Nil,

    /// <summary>The element does not concern the unit (không áp dụng): it has no value, and that is no gap in the form.</summary>
    NotApplicable,
}

/// <summary>A statement of the unit, with the reason it must have.</summary>
/// <param name="Kind">What is stated.</param>
/// <param name="Element">The data element; null when it is stated of the whole return.</param>
/// <param name="Sheet">Sheet it stands on.</param>
/// <param name="Cell">Cell it stands in.</param>
/// <param name="Text">As typed.</param>
/// <param name="Reason">Why, as typed.</param>
public sealed record ReturnStatement(StatementKind Kind, string? Element, string Sheet, string Cell, string Text, string Reason);
