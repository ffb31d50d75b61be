using System.Globalization;
using System.Numerics;
using System.Text;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring.Composites;
using Kpi.Domain.Units;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Scoring;

/// <summary>A composite: who stands where, how firmly, who is not ranked and why, and which parts make a unit's figure.</summary>
[Requires(Permission.Read)]
public sealed class CompositesModel(FindComposites composites, ScoreReader scores, CatalogueReader catalogues, IServiceProvider services) : KpiPage
{
    private const int BarWidth = 160, BarHeight = 14;

    public static IReadOnlyList<string> Classes { get; } = [.. UnitNames.Classes.Words.Select(w => w.Code)];

    public RunInfo? Run { get; private set; }

    public Catalogue? Catalogue { get; private set; }

    public CompositeLeague? League { get; private set; }

    /// <summary>Those of the list that the reader may see.</summary>
    public IReadOnlyList<CompositeRow> Rows { get; private set; } = [];

    public CompositeExplanation? Explanation { get; private set; }

    public Period Period { get; private set; }

    public string? Unit { get; private set; }

    public string? Class { get; private set; }

    public bool Firm { get; private set; }

    public IReadOnlyList<CompositeRow> Ranked => [.. Rows.Where(r => r.Rank is not null)];

    public IReadOnlyList<CompositeRow> NotRanked => [.. Rows.Where(r => r.Rank is null)];

    public async Task<IActionResult> OnGet(
        string? composite, string? period, string? level, string? unit, string? @class, string? run, string? of, bool firm, CancellationToken token)
    {
        var latest = await scores.Latest(token);
        if (string.IsNullOrWhiteSpace(period) && latest is null) return Page();
        if (!Queries.PeriodIn(period).TryGet(out var asked, out var problem)) return Problem(problem);
        Period = asked ?? latest!.Period;
        if (!(await ScoredRuns.Find(services, Period, Given(run), Caller.Actor, token)).TryGet(out var info, out problem)) return Problem(problem);
        Run = info;
        Catalogue = await catalogues.Of(info, token);
        if (Catalogue.Composites.IsEmpty) return Page();
        (Unit, Class, Firm) = (Given(unit), Given(@class), firm);
        var access = await Caller.Access(services, token);
        if (Given(of) is { } hidden && !access.Allows(Permission.Read, hidden)) return Problem(ProblemMapping.NotAllowed);
        // Who reads for a facility looks for it among those of its province.
        var home = Unit is null && level is null ? (await scores.Units(info.Id, token)).FirstOrDefault(u => u.Code == Caller.HomeUnit) : null;
        if (home is { Level: UnitLevel.Facility, Province: >= 0 })
        {
            level = "facility";
            Unit = (await scores.Units(info.Id, token))[home.Province].Code;
        }

        // The list is of an area; of its rows the reader sees those that are theirs to read.
        if (!CompositeRequest.Read(composite, level, Unit, Class, firm).TryGet(out var request, out problem)) return Problem(problem);
        if (!(await composites.League(info, request, token)).TryGet(out var league, out problem)) return Problem(problem);
        League = league;
        Rows = [.. league.Rows.Where(r => access.Allows(Permission.Read, r.Unit.Code))];
        if (Given(of) is { } explained)
        {
            if (!(await composites.Explain(info, league.Composite.Code, explained, token)).TryGet(out var explanation, out problem)) return Problem(problem);
            Explanation = explanation;
        }

        return Page();
    }

    /// <summary>The same list with a unit's parts, or with the stability of the ranks.</summary>
    public string Address(string? of, bool firm)
    {
        var address = new StringBuilder();
        address.Append(CultureInfo.InvariantCulture, $"/composites?composite={League!.Composite.Code}&period={Period}&run={Ids.Show(Run!.Id)}&level={Words.Kebab(League.Level)}");
        if (Unit is not null) address.Append(CultureInfo.InvariantCulture, $"&unit={Uri.EscapeDataString(Unit)}");
        if (Class is not null) address.Append(CultureInfo.InvariantCulture, $"&class={Uri.EscapeDataString(Class)}");
        if (of is not null) address.Append(CultureInfo.InvariantCulture, $"&of={Uri.EscapeDataString(of)}");
        if (firm) address.Append("&firm=true");
        return address.ToString();
    }

    /// <summary>The figure as a bar, its range as a thin line; ends at 100 %.</summary>
    public static IHtmlContent Bar(CompositeScore score, string label)
    {
        var (figure, low, high) = (At(score.Counted), At(score.Low), score.High is { } best ? At(best) : BarWidth);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"bar\" viewBox=\"0 0 {BarWidth} {BarHeight}\" width=\"{BarWidth}\" height=\"{BarHeight}\" role=\"img\" aria-label=\"{Marks.Encode(label)}\">");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"track\" x=\"0\" y=\"3\" width=\"{BarWidth}\" height=\"8\" rx=\"2\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"fill\" x=\"0\" y=\"3\" width=\"{figure}\" height=\"8\" rx=\"2\"/>");
        if (score.High != score.Low) svg.Append(CultureInfo.InvariantCulture, $"<path class=\"range\" d=\"M{low} 7H{high}M{low} 4v6M{high} 4v6\"/>");
        return new HtmlString(svg.Append("</svg>").ToString());

        static int At(BigInteger of) => (int)BigInteger.Min(BarWidth, of * BarWidth / BigInteger.Pow(10, CompositeScore.Digits));
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
