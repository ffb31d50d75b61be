using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Returns;

/// <summary>Who has not filed yet, province by province.</summary>
[Requires(Permission.Read)]
public sealed class MissingModel(ReturnReader returns, UnitReader units, TimeProvider clock) : KpiPage
{
    public const int PageSize = 200;

    public Period Period { get; private set; }

    public int Expected { get; private set; }

    public IReadOnlyList<ExpectedReturn> Missing { get; private set; } = [];

    public IReadOnlyList<(string? Name, IReadOnlyList<ExpectedReturn> Missing)> Groups { get; private set; } = [];

    public int Number { get; private set; }

    public int Pages => Math.Max(1, (Missing.Count + PageSize - 1) / PageSize);

    public async Task<IActionResult> OnGet(string? period, int number, CancellationToken token)
    {
        Period = Period.Containing(BusinessDay.Today(clock), PeriodKind.Month).Previous;
        if (!string.IsNullOrWhiteSpace(period))
        {
            if (!Period.TryParse(period.Trim(), out var parsed)) return Problem(Queries.NoPeriod(period));
            Period = parsed;
        }

        var geography = await units.On(Period.LastDay, token);
        var access = Access.Of(Caller.Grants, geography);
        var mine = access.Units(Permission.Read).Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal);
        var expected = (await returns.Expected(Period, token)).Where(e => mine.Contains(e.Unit.UnitId)).ToList();
        Expected = expected.Count;
        Missing = [.. expected.Where(e => e.Current is null)
            .OrderBy(e => geography.ProvinceOf(e.Unit)?.Code ?? "", StringComparer.Ordinal).ThenBy(e => e.Unit.Code, StringComparer.Ordinal)];
        Number = Math.Clamp(number, 1, Pages);
        Groups = [.. Missing.Skip((Number - 1) * PageSize).Take(PageSize)
            .GroupBy(e => geography.ProvinceOf(e.Unit)?.Name)
            .Select(g => ((string?)g.Key, (IReadOnlyList<ExpectedReturn>)[.. g]))];
        return Page();
    }
}
