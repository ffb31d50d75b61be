using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Scoring;

/// <summary>From a number to the cells it was typed in.</summary>
[Requires(Permission.Read)]
public sealed class ExplainModel(ExplainScore explain, CatalogueReader catalogues, IServiceProvider services) : KpiPage
{
    public const int PageSize = 100;

    public Explanation Explanation { get; private set; } = null!;

    public RunInfo Run { get; private set; } = null!;

    public Indicator Indicator { get; private set; } = null!;

    public Catalogue Catalogue { get; private set; } = null!;

    public int Number { get; private set; }

    public int Pages => Math.Max(1, (Explanation.Facilities.Count + PageSize - 1) / PageSize);

    public IEnumerable<ExplainedFacility> Shown => Explanation.Facilities.Skip((Number - 1) * PageSize).Take(PageSize);

    public Fraction? Value => Explanation is { Numerator: { } n, Denominator: { } d } ? Fraction.OrNull(n, d) : null;

    public string Address(int number) =>
        $"/explain?indicator={Uri.EscapeDataString(Explanation.Indicator)}&unit={Uri.EscapeDataString(Explanation.Unit)}&period={Explanation.Period}"
        + $"&run={App.Platform.Ids.Show(Explanation.Run)}&number={number}";

    public async Task<IActionResult> OnGet(string? indicator, string? unit, string? period, string? run, int number, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return Problem(Queries.NoPeriod(period ?? ""));
        var unitCode = unit ?? Caller.HomeUnit;
        if (!(await ScoredRuns.Find(services, parsed, string.IsNullOrEmpty(run) ? null : run, Caller.Actor, token)).TryGet(out var info, out var problem)) return Problem(problem);
        if (await ScoreSight.Refuses(Caller, services, info, unitCode, token) is { } refused) return Problem(refused);
        if (!(await explain.Run(indicator ?? "", unitCode, parsed, info.Id, token)).TryGet(out var explanation, out problem)) return Problem(problem);
        Run = info;
        Explanation = explanation;
        Catalogue = await catalogues.Of(info, token);
        Indicator = Catalogue.Indicator(explanation.Indicator)!;
        Number = Math.Clamp(number, 1, Pages);
        return Page();
    }
}
