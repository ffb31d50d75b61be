namespace Kpi.Domain.Forecasts;

/// <summary>What makes somebody look again at a figure.</summary>
public enum WarningKind
{
    /// <summary>All figures of the month are those of the month before (chép số tháng trước).</summary>
    Pasted,

    /// <summary>Two figures stand in each other's place (đảo hai cột).</summary>
    Swapped,

    /// <summary>A nought too many or too few, or two digits that changed places (sai chữ số).</summary>
    DigitSlip,

    /// <summary>Everything is done at once where much was left before (100 % khó tin).</summary>
    Complete,

    /// <summary>What is counted of has changed by more than a fifth (mẫu số thay đổi).</summary>
    WholeMoved,

    /// <summary>A count that had only risen has fallen (số lũy kế giảm).</summary>
    Fall,

    /// <summary>Far from what is usual (đột biến).</summary>
    Jump,

    /// <summary>A count that used to rise stands still short of its whole (chững lại).</summary>
    Stall,
}

/// <summary>Something in a month's figures that is unlike what the unit filed before. It is a question, not a finding: nothing is refused.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Element">The element; null where all figures of the month are meant.</param>
/// <param name="Other">The other element of a swap, or the whole of a part; null otherwise.</param>
/// <param name="Value">What was filed; for <see cref="WarningKind.Pasted"/> how many figures are the same.</param>
/// <param name="Usual">What was to be expected, or stood there before; null where that says nothing.</param>
/// <param name="Meant">What may have been meant; null when nothing suggests itself.</param>
/// <param name="Months">On how many months of the past it rests; for <see cref="WarningKind.Stall"/> how long it has stood still.</param>
/// <param name="Strength">How far off, as a multiple of the usual distance, from 1 to 99: what to look at first.</param>
public sealed record Warning(
    WarningKind Kind, string? Element, string? Other, long Value, long? Usual, long? Meant, int Months, int Strength);
