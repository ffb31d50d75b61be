using Kpi.Domain.Periods;

namespace Kpi.Domain.Calendar;

/// <summary>Where a request for more time stands.</summary>
public enum ExtensionState
{
    /// <summary>Nobody has answered it (đã đề nghị).</summary>
    Asked,

    /// <summary>The due day is moved (được gia hạn).</summary>
    Granted,

    /// <summary>The due day stays (bị từ chối).</summary>
    Refused,
}

/// <summary>A request of a unit, for itself or for all within it, to file a period later.</summary>
/// <param name="Id">Number.</param>
/// <param name="UnitId">For which unit and all within it.</param>
/// <param name="UnitCode">Its code when it was asked.</param>
/// <param name="Period">The filing period.</param>
/// <param name="AskedUntil">The due day asked for.</param>
/// <param name="Reason">Why.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="AskedBy">Who asked.</param>
/// <param name="State">Where it stands.</param>
/// <param name="GrantedUntil">The new due day; there exactly when it is granted. It can be another day than asked for.</param>
/// <param name="DecidedAt">When it was answered; null while it is not.</param>
/// <param name="DecidedBy">Who answered; null while nobody has.</param>
/// <param name="Note">The answer's remark; null when there is none. A refusal has one.</param>
public sealed record Extension(
    long Id, string UnitId, string UnitCode, Period Period, DateOnly AskedUntil, string Reason, DateTimeOffset AskedAt, string AskedBy,
    ExtensionState State, DateOnly? GrantedUntil, DateTimeOffset? DecidedAt, string? DecidedBy, string? Note);
