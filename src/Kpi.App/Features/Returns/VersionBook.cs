using Kpi.Domain.Periods;

namespace Kpi.App.Features.Returns;

/// <summary>
/// Gives the accepted returns of a batch their version numbers and decides which of each unit, form and period counts: the one sent last.
/// Versions count acceptances; the two orders differ only when a later return was judged before an earlier one.
/// </summary>
internal sealed class VersionBook
{
    private readonly Dictionary<(string Unit, string Form, string Period), Page> _pages = [];

    public VersionBook(IEnumerable<PlacedReturn> placed)
    {
        foreach (var one in placed)
        {
            var page = PageOf((one.UnitId, one.Form, one.Period));
            page.LastVersion = Math.Max(page.LastVersion, one.Version);
            if (one.IsCurrent) page.Stored = page.Current = (one.SentAt, one.Id);
        }
    }

    /// <summary>Stored returns that count no more.</summary>
    public IEnumerable<long> Replaced => _pages.Values.Where(p => p.Stored is not null && p.Stored != p.Current).Select(p => p.Stored!.Value.Id);

    /// <summary>Periods in which another return counts than before.</summary>
    public IEnumerable<Period> Changed => _pages.Where(p => p.Value.Stored != p.Value.Current).Select(p => Period.Parse(p.Key.Period));

    /// <summary>Numbers a return. They must come in the order in which they were sent.</summary>
    public JudgedReturn Enter(JudgedReturn judged)
    {
        var page = PageOf(KeyOf(judged));
        (DateTimeOffset, long) sent = (judged.Taken.SentAt, judged.Taken.Id);
        if (page.Current is not { } current || current.CompareTo(sent) < 0) page.Current = sent;
        return judged with { Version = ++page.LastVersion };
    }

    /// <summary>Once all are entered: whether any return of the same unit, form and period was ever accepted.</summary>
    public bool Holds(JudgedReturn judged) => _pages.TryGetValue(KeyOf(judged), out var page) && page.LastVersion > 0;

    /// <summary>Once all are entered: marks the one that counts.</summary>
    public JudgedReturn Settle(JudgedReturn judged) =>
        judged.Accepted && _pages[KeyOf(judged)].Current?.Id == judged.Taken.Id ? judged with { IsCurrent = true } : judged;

    private static (string, string, string) KeyOf(JudgedReturn judged) => (judged.UnitId!, judged.Form!, judged.Period.ToString()!);

    private Page PageOf((string, string, string) key)
    {
        if (!_pages.TryGetValue(key, out var page)) _pages[key] = page = new Page();
        return page;
    }

    private sealed class Page
    {
        public int LastVersion { get; set; }

        public (DateTimeOffset SentAt, long Id)? Stored { get; set; }

        public (DateTimeOffset SentAt, long Id)? Current { get; set; }
    }
}
