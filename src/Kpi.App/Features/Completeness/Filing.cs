using System.Collections.Immutable;
using Kpi.Domain.Calendar;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Completeness;

/// <summary>How far one return that is owed has come. Each owed return stands in exactly one.</summary>
public enum FilingStatus
{
    /// <summary>It counts, and came in time (đúng hạn).</summary>
    InTime,

    /// <summary>It counts, and came late (nộp trễ).</summary>
    Late,

    /// <summary>It counts, and states that there was nothing to report (không phát sinh); late or not.</summary>
    Nil,

    /// <summary>Nothing counts: the last file was refused (bị từ chối).</summary>
    Refused,

    /// <summary>Nothing counts: the last return was sent back by the reviewer (bị trả lại).</summary>
    SentBack,

    /// <summary>Nothing came, and its day is over (chưa nộp, quá hạn).</summary>
    Missing,

    /// <summary>Nothing came yet; the unit was given more time, which is not over (được gia hạn).</summary>
    Extended,

    /// <summary>Nothing came yet, and it is not due (chưa đến hạn).</summary>
    NotYetDue,
}

/// <summary>A return that is owed, by the register of its period's last day.</summary>
/// <param name="Province">Where its unit stands, or what carries that on at the end of the time asked for; null for those of the nation itself.</param>
/// <param name="Window">Until when it could be filed.</param>
/// <param name="ReturnId">The return that counts, else the last that was refused or sent back; null when nothing came.</param>
/// <param name="ReceivedAt">When that came; null when nothing did.</param>
/// <param name="Overdue">Nothing counts, and its day (with grace) is over.</param>
public sealed record Filing(
    UnitVersion Unit, UnitVersion? Province, Form Form, Period Period, FilingWindow Window, FilingStatus Status, long? ReturnId, DateTimeOffset? ReceivedAt,
    bool Overdue)
{
    /// <summary>Whether a return counts.</summary>
    public bool IsFiled => Status <= FilingStatus.Nil;
}

/// <summary>How many of the owed returns stand where. They add up: every owed return is counted once.</summary>
public readonly record struct FilingCounts(
    int Expected, int InTime, int Late, int Nil, int Refused, int SentBack, int Missing, int Extended, int NotYetDue)
{
    /// <summary>Returns that count.</summary>
    public int Filed => InTime + Late + Nil;

    public static FilingCounts Of(IEnumerable<Filing> filings)
    {
        Span<int> counts = stackalloc int[8];
        var expected = 0;
        foreach (var filing in filings)
        {
            expected++;
            counts[(int)filing.Status]++;
        }

        return new FilingCounts(expected, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7]);
    }
}

/// <summary>The counts of a province (null: the nation's own) and a form.</summary>
public sealed record FilingGroup(UnitVersion? Province, Form Form, FilingCounts Counts);

/// <summary>The counts of a month.</summary>
public sealed record FilingMonth(Period Month, FilingCounts Counts);

/// <summary>Everything owed for a period within a unit.</summary>
/// <param name="Unit">Null for all that the asker may see.</param>
/// <param name="AsOf">The day by which it is overdue or not.</param>
/// <param name="Filings">By province, unit, form and period.</param>
public sealed record CompletenessOf(Period Period, UnitVersion? Unit, DateOnly AsOf, ImmutableArray<Filing> Filings)
{
    public FilingCounts Counts { get; } = FilingCounts.Of(Filings);

    /// <summary>By province and form.</summary>
    public ImmutableArray<FilingGroup> Groups { get; } =
    [
        .. Filings.GroupBy(f => (Province: f.Province?.UnitId, f.Form.Code))
            .OrderBy(g => g.First().Province?.Code ?? "", StringComparer.Ordinal).ThenBy(g => g.Key.Code, StringComparer.Ordinal)
            .Select(g => new FilingGroup(g.First().Province, g.First().Form, FilingCounts.Of(g))),
    ];
}
