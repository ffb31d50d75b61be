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

/// <summary>From a number down to the cells it was typed in, and from a return or a cell up to the scores it went into.</summary>
[Requires(Permission.Read)]
public sealed class ExplainModel(ExplainScore explain, TraceSight sight, CatalogueReader catalogues, IServiceProvider services) : KpiPage
{
    public const int PageSize = 100;

    /// <summary>What was asked upwards; null where a score is explained downwards.</summary>
    public CellTrace? Trace { get; private set; }

    public string? TracedCell { get; private set; }

    public bool EveryRun { get; private set; }

    public Explanation Explanation { get; private set; } = null!;

    public RunInfo Run { get; private set; } = null!;

    public Indicator Indicator { get; private set; } = null!;

    public Catalogue Catalogue { get; private set; } = null!;

    public int Number { get; private set; }

    public IEnumerable<(MissingReturns, IReadOnlyList<ExplainedFacility>)> ShownMissing => Explanation.Missing.Take(PageSize).Select(m => (m.Of, m.Returns));

    public IReadOnlyList<string> Targets(Speech speech) =>
        ScoreTargetTexts.Of(Run, Explanation.Indicator, Explanation.Score, Catalogue, speech.Language);

    public int Pages => Math.Max(1, (Explanation.Facilities.Count + PageSize - 1) / PageSize);

    public IEnumerable<ExplainedFacility> Shown => Explanation.Facilities.Skip((Number - 1) * PageSize).Take(PageSize);

    public Fraction? Value => Explanation.Score.Value;

    public string Address(int number) =>
        $"/explain?indicator={Uri.EscapeDataString(Explanation.Indicator.Code)}&unit={Uri.EscapeDataString(Explanation.Unit.Code)}&period={Explanation.Period}"
        + $"&run={App.Platform.Ids.Show(Run.Id)}&number={number}";

    public async Task<IActionResult> OnGet(
        string? indicator, string? unit, string? period, string? run, int number, [FromQuery(Name = "return")] string? of, string? cell, string? element,
        bool all, CancellationToken token)
    {
        if (of is not null) return await Upwards(of, cell, element, all, token);
        if (!Period.TryParse(period, out var parsed)) return Problem(Queries.NoPeriod(period ?? ""));
        var unitCode = unit ?? Caller.HomeUnit;
        if (!(await ScoredRuns.Find(services, parsed, string.IsNullOrEmpty(run) ? null : run, Caller.Actor, token)).TryGet(out var info, out var problem)) return Problem(problem);
        if (await ScoreSight.Refuses(Caller, services, info, unitCode, token) is { } refused) return Problem(refused);
        if (!(await explain.Run(info, indicator ?? "", unitCode, before: false, token)).TryGet(out var explanation, out problem)) return Problem(problem);
        Run = info;
        Explanation = explanation;
        Catalogue = explanation.Catalogue;
        Indicator = explanation.Indicator;
        Number = Math.Clamp(number, 1, Pages);
        return Page();
    }

    private async Task<IActionResult> Upwards(string of, string? cell, string? element, bool all, CancellationToken token)
    {
        if (!(await sight.Run(Caller, of, Given(cell), Given(element), all, token)).TryGet(out var trace, out var problem)) return Problem(problem);
        (Trace, TracedCell, EveryRun) = (trace, Given(cell), all);
        Catalogue = await catalogues.Current(token);
        return Page();

        static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
