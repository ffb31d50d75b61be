using System.Globalization;
using Kpi.App.Features.Forecasts;
using Kpi.App.Platform;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Forecasts;

/// <summary>What in a month's returns is unlike the months before, with the reason in words and the return it stands in.</summary>
[Requires(Permission.Read)]
public sealed class WarningsModel(WarningSight sight, TimeProvider clock) : KpiPage
{
    public const int PageSize = 100;

    public Period Period { get; private set; }

    public string? Unit { get; private set; }

    /// <summary>Null where nothing was filed yet.</summary>
    public WarningsOf? Found { get; private set; }

    public IReadOnlyList<UnitWarning> Listed { get; private set; } = [];

    public int Number { get; private set; }

    public int Pages => Math.Max(1, ((Found?.Warnings.Count ?? 0) + PageSize - 1) / PageSize);

    /// <summary>Whether the caller can open returns at all; others read the warning only.</summary>
    public bool OpensReturns => Caller.Has(Permission.Submit) || Caller.Has(Permission.Review);

    public string Query(int number) =>
        $"?period={Period}{(Unit is null ? "" : $"&unit={Uri.EscapeDataString(Unit)}")}&number={number.ToString(CultureInfo.InvariantCulture)}";

    public async Task<IActionResult> OnGet(string? period, string? unit, int number, CancellationToken token)
    {
        Period = Period.Containing(BusinessDay.Today(clock), PeriodKind.Month).Previous;
        if (!string.IsNullOrWhiteSpace(period))
        {
            if (!Period.TryParse(period.Trim(), out var parsed)) return Problem(Queries.NoPeriod(period));
            Period = parsed;
        }

        Unit = string.IsNullOrWhiteSpace(unit) ? null : unit.Trim();
        if ((await sight.Run(Caller, Period, Unit, token)).TryGet(out var found, out var problem)) Found = found;
        // A month in which nobody has filed is an empty page to come back to, not an error.
        else if (problem.Code != "nothing-filed") return Problem(problem);
        Number = Math.Clamp(number, 1, Pages);
        Listed = [.. (Found?.Warnings ?? []).Skip((Number - 1) * PageSize).Take(PageSize)];
        return Page();
    }
}
