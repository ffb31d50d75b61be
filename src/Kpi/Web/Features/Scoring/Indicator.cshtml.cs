using System.Globalization;
using System.Text;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Scoring;

/// <summary>One indicator: its own result, the provinces side by side, how it is computed.</summary>
[Requires(Permission.Read)]
public sealed class IndicatorModel(ScoreReader scores, ScorePeriod score, FindUndecided undecided, CatalogueReader catalogues, IServiceProvider services) : KpiPage
{
    private const int RecentRuns = 400, MostDeciders = 10;
    private const int LabelWidth = 170, PlotWidth = 560, RowHeight = 20, Top = 24, Bottom = 8;

    public RunInfo Run { get; private set; } = null!;

    public Catalogue Catalogue { get; private set; } = null!;

    public Indicator Indicator { get; private set; } = null!;

    public ScoredUnit? Unit { get; private set; }

    public ScoreRow? Own { get; private set; }

    public IReadOnlyList<(ScoredUnit Unit, ScoreRow Row)> Provinces { get; private set; } = [];

    public Footnotes Notes { get; } = new();

    /// <summary>Codes of the sets that were asked for beside the run's own.</summary>
    public IReadOnlyList<string> Beside { get; private set; } = [];

    /// <summary>Whether there is a run that judges by them all.</summary>
    public bool BesideScored => Beside.All(s => Run.Options.Beside.Contains(s));

    /// <summary>The sets of the whole country that can be judged beside the run's own; a province's own set is always.</summary>
    public IEnumerable<TargetSet> OtherSets => Catalogue.TargetSets.Where(s => s.Overrides is null && s.Code != Run.Set);

    /// <summary>Whose returns would decide what is undecided; null where nothing is.</summary>
    public UndecidedScore? Undecided { get; private set; }

    public bool MayScore => Caller.Has(Permission.Calculate);

    public string RunId => App.Platform.Ids.Show(Run.Id);

    public async Task<IActionResult> OnGet(string code, string? period, string? unit, string? run, string[]? beside, CancellationToken token)
    {
        var wanted = await Wanted(period, token);
        if (!wanted.TryGet(out var of, out var problem)) return Problem(problem);
        if (!(await ScoredRuns.Find(services, of, string.IsNullOrEmpty(run) ? null : run, Caller.Actor, token)).TryGet(out var info, out problem)) return Problem(problem);
        Beside = [.. (beside ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Run = Beside.Count > 0 && string.IsNullOrEmpty(run) ? await JudgedBeside(info, token) ?? info : info;
        info = Run;
        if (Beside.Count == 0) Beside = info.Options.Beside;
        Catalogue = await catalogues.Of(info, token);
        if (Catalogue.Indicator(code) is not { } indicator)
            return Problem(IndicatorProblems.Unknown(code, Catalogue));
        Indicator = indicator;
        var access = await Caller.Access(services, token);
        var unitCode = unit ?? Caller.HomeUnit;
        var sees = await Caller.Sees(services, Permission.Read, token);
        var units = await scores.Units(info.Id, token);
        var place = units.IndexOf(units.FirstOrDefault(u => u.Code == unitCode)!);
        if (!(place >= 0 ? sees(units[place].UnitId) : access.Allows(Permission.Read, unitCode))) return Problem(ProblemMapping.NotAllowed);
        if (place >= 0)
        {
            Unit = units[place];
            var own = (await scores.Scores(info.Id, code, Unit.Level, token)).FirstOrDefault(s => s.Unit == place);
            if (own is not null) Own = ScoreRow.Of(info, indicator, own, Catalogue, Notes);
            if (own is not null && own.Verdicts.Any(v => !v.Certain))
                Undecided = (await undecided.Run(info, unitCode, code, MostDeciders, token)).Value.Indicators is [var open, ..] ? open : null;
        }

        Provinces = [.. (await scores.Scores(info.Id, code, UnitLevel.Province, token))
            .Where(s => sees(units[s.Unit].UnitId))
            .Select(s => (units[s.Unit], ScoreRow.Of(info, indicator, s, Catalogue, Notes)))
            .OrderByDescending(p => p.Item2.Score.Value ?? new Fraction(-1, 1))
            .ThenBy(p => p.Item1.Code, StringComparer.Ordinal)];
        return Page();
    }

    /// <summary>Judges the period by further sets beside its own: a trial run, the official one stays.</summary>
    public async Task<IActionResult> OnPost(string code, string? period, string? unit, string[]? beside, CancellationToken token)
    {
        if (!MayScore) return Problem(ProblemMapping.NotAllowed);
        if (!Period.TryParse(period, out var of)) return Problem(Queries.NoPeriod(period ?? ""));
        if (!(await ScoredRuns.Find(services, of, null, Caller.Actor, token)).TryGet(out var info, out var problem)) return Problem(problem);
        var sets = (beside ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var request = ScoreRequest.Due(of) with { Set = string.Join(',', sets.Prepend(info.Set)), Official = false };
        return (await score.Run(request, Caller.Actor, token)).TryGet(out _, out problem)
            ? LocalRedirect($"/indicators/{Uri.EscapeDataString(code)}?period={of}&unit={Uri.EscapeDataString(unit ?? Caller.HomeUnit)}"
                + string.Concat(sets.Select(s => $"&beside={Uri.EscapeDataString(s)}")))
            : Problem(problem);
    }

    /// <summary>The newest trial that judges by these sets as well and changes nothing else; none older than the run that holds.</summary>
    private async Task<RunInfo?> JudgedBeside(RunInfo current, CancellationToken token) => (await scores.Runs(RecentRuns, token)).FirstOrDefault(r =>
        r.Id > current.Id && r.Period == current.Period && r.Set == current.Set && r.OtherEngine is null && r.CatalogueVersion == current.CatalogueVersion
        && r.Scenario is null && r.AsKnownAt is null && r.Geography == current.Geography
        && r.Options.Beside.Order(StringComparer.Ordinal).SequenceEqual(Beside) && r.Options with { Beside = [] } == ScoringOptions.Official);

    /// <summary>The provinces as bars, longest first, drawn here so that the page needs no script.</summary>
    public IHtmlContent Chart(Speech speech)
    {
        var height = Top + Provinces.Count * RowHeight + Bottom;
        var svg = new StringBuilder();
        var title = Marks.Encode($"{speech[Indicator.Name]}, {Run.Period}");
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"chart\" viewBox=\"0 0 {LabelWidth + PlotWidth + 70} {height}\" role=\"img\" aria-label=\"{title}\">");
        for (var tick = 0; tick <= 100; tick += 25)
        {
            var x = LabelWidth + PlotWidth * tick / 100;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{x} {Top - 6}V{height - Bottom}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{x}\" y=\"{Top - 10}\" text-anchor=\"middle\">{tick} %</text>");
        }

        for (var i = 0; i < Provinces.Count; i++)
        {
            var (unit, row) = Provinces[i];
            var y = Top + i * RowHeight;
            var middle = y + RowHeight / 2;
            svg.Append(CultureInfo.InvariantCulture,
                $"<text class=\"label\" x=\"{LabelWidth - 8}\" y=\"{middle + 4}\" text-anchor=\"end\">{Marks.Encode(unit.Name)}</text>");
            if (row.Score.Value is { } value)
            {
                svg.Append(CultureInfo.InvariantCulture,
                    $"<rect class=\"fill\" x=\"{LabelWidth}\" y=\"{y + 4}\" width=\"{Marks.At(value, PlotWidth)}\" height=\"{RowHeight - 8}\" rx=\"2\"/>");
            }

            if (row.Score is { Low: { } low, High: { } high } && !low.SameValue(high))
            {
                svg.Append(CultureInfo.InvariantCulture,
                    $"<path class=\"range\" d=\"M{LabelWidth + Marks.At(low, PlotWidth)} {middle}H{LabelWidth + Marks.At(high, PlotWidth)}\"/>");
            }

            var end = row.Score.High is { } best ? Marks.At(best, PlotWidth) : row.Score.Value is { } v ? Marks.At(v, PlotWidth) : 0;
            svg.Append(CultureInfo.InvariantCulture,
                $"<text class=\"tick\" x=\"{LabelWidth + end + 6}\" y=\"{middle + 4}\">{Marks.Encode(speech.Percent(row.Score.Value, row.Nearest))}</text>");
        }

        foreach (var target in Provinces.SelectMany(p => p.Row.Cells).Where(c => c.Target.Comparison != Comparison.Done).Select(c => c.Target.Value).Distinct())
        {
            var x = LabelWidth + Marks.At(target, PlotWidth);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"target\" d=\"M{x} {Top - 6}V{height - Bottom}\"/>");
        }

        return new HtmlString(svg.Append("</svg>").ToString());
    }

    private async Task<Outcome<Period>> Wanted(string? period, CancellationToken token)
    {
        if (period is not null) return Period.TryParse(period, out var parsed) ? parsed : Queries.NoPeriod(period);
        return await scores.Latest(token) is { } latest
            ? latest.Period
            : Domain.Problem.NotFound("not-scored", Texts.NoScores.Vi, Texts.NoScores.En);
    }
}
