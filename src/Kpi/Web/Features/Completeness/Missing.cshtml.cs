using Kpi.App.Features.Completeness;
using Kpi.App.Platform;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Completeness;

/// <summary>Who owes a return and what came of it: by province and form, month by month, and one by one with whom to call.</summary>
[Requires(Permission.Read)]
public sealed class MissingModel(CompletenessSight sight, FindContacts contacts, TimeProvider clock) : KpiPage
{
    public const int PageSize = 200;
    private const int TrendMonths = 6;

    public Period Period { get; private set; }

    public string? Unit { get; private set; }

    /// <summary>Which the list shows; null shows all that are not filed.</summary>
    public FilingStatus? Status { get; private set; }

    public CompletenessOf Found { get; private set; } = null!;

    public IReadOnlyList<FilingMonth> Trend { get; private set; } = [];

    public IReadOnlyList<Filing> Listed { get; private set; } = [];

    public int Total { get; private set; }

    public IReadOnlyDictionary<string, FilingContact> Contacts { get; private set; } = new Dictionary<string, FilingContact>();

    /// <summary>Whether the list has a column of contacts at all.</summary>
    public bool MayCall => Caller.Has(Permission.Review);

    public int Number { get; private set; }

    public int Pages => Math.Max(1, (Total + PageSize - 1) / PageSize);

    public string Query(FilingStatus? status, int number) =>
        $"?period={Period}{(Unit is null ? "" : $"&unit={Uri.EscapeDataString(Unit)}")}{(status is { } s ? $"&state={Documents.Words.Kebab(s)}" : "")}{(number > 1 ? $"&number={number.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "")}";

    public async Task<IActionResult> OnGet(string? period, string? unit, string? state, int number, CancellationToken token)
    {
        Period = Period.Containing(BusinessDay.Today(clock), PeriodKind.Month).Previous;
        if (!string.IsNullOrWhiteSpace(period))
        {
            if (!Period.TryParse(period.Trim(), out var parsed)) return Problem(Queries.NoPeriod(period));
            Period = parsed;
        }

        Unit = string.IsNullOrWhiteSpace(unit) ? null : unit.Trim();
        foreach (var status in Enum.GetValues<FilingStatus>())
            if (Documents.Words.Kebab(status) == state) Status = status;
        if (!(await sight.Run(Caller, Period, Unit, token)).TryGet(out var found, out var problem)) return Problem(problem);
        Found = found;
        if (!(await sight.Trend(Caller, Period, TrendMonths, Unit, token)).TryGet(out var trend, out problem)) return Problem(problem);
        Trend = trend;
        var wanted = found.Filings.Where(f => Status is { } status ? f.Status == status : !f.IsFiled).ToList();
        Total = wanted.Count;
        Number = Math.Clamp(number, 1, Pages);
        Listed = [.. wanted.Skip((Number - 1) * PageSize).Take(PageSize)];
        var mayCall = await sight.MayCall(Caller, token);
        Contacts = await contacts.Run([.. Listed.Where(mayCall).Select(f => f.Unit)], token);
        return Page();
    }
}
