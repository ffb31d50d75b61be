using System.Collections.Immutable;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>A return as lists show it. What the file did not tell (or could not) is null.</summary>
public sealed record ReturnSummary(
    long Id, string Sha256, string FileName, string Source, string Sender, ReturnState State, string? UnitId, string? Facility, string? Form,
    Period? Period, int? Version, DateTimeOffset ReceivedAt, DateTimeOffset? JudgedAt, bool? Late, bool IsCurrent)
{
    /// <summary>The last version before this one that stands approved; null when there is none.</summary>
    public int? ApprovedBefore { get; init; }

    /// <summary>It counts in place of a version that a department had approved, and nobody has reviewed it yet.</summary>
    public bool IsChangedSinceApproval => State == ReturnState.Accepted && IsCurrent && ApprovedBefore is not null;
}

/// <summary>A return with all that is known of it.</summary>
/// <param name="CatalogueVersion">The catalogue it was judged by; null while it is not judged.</param>
/// <param name="Note">The reviewer's reason; null when there is none.</param>
public sealed record ReturnDetail(
    ReturnSummary Summary, int? CatalogueVersion, DateTimeOffset? ReviewedAt, string? ReviewedBy, string? Note, ImmutableArray<Finding> Findings, ImmutableArray<ReturnValue> Values)
{
    /// <summary>What it states in place of values.</summary>
    public ImmutableArray<ReturnStatement> Statements { get; init; } = [];

    public ReturnContent Content => new(Values, Statements);

    /// <summary>The reading profile by which a workbook of the unit's own design was read; null for a form of ours.</summary>
    public long? ProfileId { get; init; }

    /// <summary>Its version.</summary>
    public int? ProfileVersion { get; init; }
}

/// <summary>Which returns a list shows; null does not restrict.</summary>
public sealed record ReturnFilter
{
    public Period? Period { get; init; }

    /// <summary>Code of the facility, as the file says it.</summary>
    public string? Facility { get; init; }

    public ReturnState? State { get; init; }

    public string? Form { get; init; }

    /// <summary>Only what this sender sent.</summary>
    public string? Sender { get; init; }

    /// <summary>Only the versions that count.</summary>
    public bool CurrentOnly { get; init; }

    /// <summary>Only returns with warnings (true) or without (false).</summary>
    public bool? Warned { get; init; }

    /// <summary>Only returns of these units (identities): what a reviewer of a subtree may see. Files nobody could place are left out then.</summary>
    public IReadOnlyCollection<string>? UnitIds { get; init; }

    /// <summary>Beside those of <see cref="UnitIds"/>, what this sender sent.</summary>
    public string? OrSender { get; init; }
}

/// <summary>The original file of a return.</summary>
public sealed record ReturnFile(string FileName, string Sha256, byte[] Bytes);

/// <summary>Where a value of a return stands in its file.</summary>
public sealed record ReturnCell(long ReturnId, string Element, long Value, string Sheet, string Cell, string Text)
{
    /// <summary>What the number in the cell was multiplied by; 1 on every form of ours.</summary>
    public int Factor { get; init; } = 1;
}

/// <summary>The values of one return that counts, by the index of the element in the catalogue; null where the cell was left empty.</summary>
public sealed record FiledReturn(long Id, string UnitId, string Form, Period Period, long?[] Values);

/// <summary>That a return counts, without its values: these never change.</summary>
internal readonly record struct CountedReturn(long Id, string UnitId, string Form, Period Period);

/// <summary>How often a finding stands in the returns that count in a period.</summary>
internal sealed class FiredFinding
{
    public string Code { get; init; } = "";

    public string Severity { get; init; } = "";

    public int Returns { get; init; }

    /// <summary>Of them, answered with a reason.</summary>
    public int Answered { get; init; }
}
