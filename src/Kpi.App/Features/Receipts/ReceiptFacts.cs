namespace Kpi.App.Features.Receipts;

/// <summary>What a receipt vouches for. It is made of what is kept, so the same return gives the same text until something becomes of it.</summary>
/// <param name="Number">The return's id, as people write it.</param>
/// <param name="Sha256">Of the bytes received.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ReceivedAt">When they first came.</param>
public sealed record ReceiptFacts(string Number, string Sha256, long Size, DateTimeOffset ReceivedAt)
{
    /// <summary>What came of reading it; null on a receipt of bytes, given at the door.</summary>
    public JudgedFacts? Judged { get; init; }
}

/// <summary>What a return was judged to be. What its file does not tell is null.</summary>
/// <param name="State">Where it stands, such as <c>accepted</c>.</param>
/// <param name="Errors">Findings that refuse it.</param>
/// <param name="Warnings">Other findings.</param>
/// <param name="Totals">The control totals; null for a return that was judged before they were counted.</param>
public sealed record JudgedFacts(
    DateTimeOffset At, string State, string? Unit, string? Form, int? FormVersion, string? Period, int? Version, int? Catalogue, int Errors, int Warnings,
    ControlTotals? Totals);

/// <summary>Counted three times, each time where the thing is: in the file, in what was read from it, and in the database now.</summary>
/// <param name="CellsFilled">Input cells of the file that hold something.</param>
/// <param name="NotApplicable">Those of them that say, with a reason, that the line does not concern the unit.</param>
/// <param name="Nil">Whether the return states that there was nothing to report, which stands for zeros.</param>
/// <param name="ValuesRead">Values understood; null for a refused return, of which none are kept.</param>
/// <param name="ValuesStored">Values in the database at the moment of asking.</param>
/// <param name="ValuesSum">Their sum, as stored: it means nothing, and changes with every one of them.</param>
public sealed record ControlTotals(int CellsFilled, int NotApplicable, bool Nil, int? ValuesRead, int ValuesStored, long ValuesSum);
