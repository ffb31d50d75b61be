using System.Globalization;
using System.Numerics;
using System.Text;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring.Changes;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Scoring;

/// <summary>Why the scores of a unit moved between two runs.</summary>
[Requires(Permission.Read)]
public sealed class CompareModel(CompareRuns compare, ScoreReader scores, FindRun find, IServiceProvider services) : KpiPage
{
    public const int MostUnits = 5;
    private const int LabelWidth = 200, PlotWidth = 460, RowHeight = 26, PointDigits = 2;

    public RunComparison? Comparison { get; private set; }

    public string UnitCode { get; private set; } = "";

    public string? Before { get; private set; }

    public string? After { get; private set; }

    /// <summary>Without runs, the latest and the one that was current for the period before.</summary>
    public async Task<IActionResult> OnGet(string? a, string? b, string? unit, string? indicator, CancellationToken token)
    {
        UnitCode = string.IsNullOrWhiteSpace(unit) ? Caller.HomeUnit : unit.Trim();
        if (!(await Caller.Access(services, token)).Allows(Permission.Read, UnitCode)) return Problem(ProblemMapping.NotAllowed);
        if (!(await Find(b, () => scores.Latest(token), token)).TryGet(out var after, out var unknown)) return Problem(unknown);
        if (after.Run is not { } later) return Page();
        After = Ids.Show(later.Id);
        if (!(await Find(a, async () => await scores.Current(later.Period.Previous, token) ?? await scores.LastBefore(later.Period, later.Id, token), token)).TryGet(out var found, out unknown))
            return Problem(unknown);
        if (found.Run is not { } before) return Page();
        Before = Ids.Show(before.Id);
        if (!(await compare.Run(before.Id, later.Id, UnitCode, string.IsNullOrWhiteSpace(indicator) ? null : indicator.Trim(), token)).TryGet(out var comparison, out var problem))
            return Problem(problem);
        Comparison = comparison;
        return Page();
    }

    /// <summary>The shares in percentage points (of a milestone: counts), printed so that they add up to the printed whole.</summary>
    public static (IReadOnlyList<string> Shares, string Whole) Points(ComparedIndicator compared)
    {
        var (change, scale, digits) = (compared.Change, Scale(compared.Indicator), Digits(compared.Indicator));
        if (change is not { Before: { } before, After: { } after } || change.Steps.Any(s => s.Share is null))
            return ([.. change.Steps.Select(s => s.Share is { } share ? Scaled(share, scale).ToDecimalText(digits) : "–")], "–");
        // Both values are cut as they are printed elsewhere, and the parts share what is between them.
        var whole = Change.Printed(before, after, digits + (scale == 1 ? 0 : 2));
        return (Change.PrintTogether([.. change.Steps.Select(s => Scaled(s.Share!.Value, scale))], whole, digits), new Change(whole, BigInteger.Pow(10, digits)).ToDecimalText(digits));
    }

    /// <summary>The shares as bars to the left and right of nothing, with their figures, so that the page needs no script.</summary>
    public static IHtmlContent Chart(Speech speech, ComparedIndicator compared, IReadOnlyList<string> shares)
    {
        var steps = compared.Change.Steps;
        var height = (steps.Length * RowHeight) + 8;
        // How long a bar is need not be exact; what it says is the figure beside it.
        var most = steps.Select(s => Thousandths(s.Share)).Select(Math.Abs).DefaultIfEmpty(1).Max();
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"chart\" viewBox=\"0 0 {LabelWidth + PlotWidth + 90} {height}\" role=\"img\" aria-label=\"{Marks.Encode(speech[compared.Indicator.Name])}\">");
        var middle = LabelWidth + (PlotWidth / 2);
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{middle}\" x2=\"{middle}\" y1=\"0\" y2=\"{height}\"/>");
        for (var i = 0; i < steps.Length; i++)
        {
            var top = 4 + (i * RowHeight);
            var size = Thousandths(steps[i].Share);
            var width = (int)(Math.Abs(size) * (PlotWidth / 2) / Math.Max(1, most));
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{LabelWidth - 8}\" y=\"{top + 15}\" text-anchor=\"end\">{Marks.Encode(speech[CauseTexts.Of(steps[i].Cause)])}</text>");
            svg.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"{(size < 0 ? "fall" : "fill")}\" x=\"{(size < 0 ? middle - width : middle)}\" y=\"{top + 3}\" width=\"{width}\" height=\"{RowHeight - 8}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{LabelWidth + PlotWidth + 8}\" y=\"{top + 15}\">{Marks.Encode(Shown(speech, shares[i]))}</text>");
        }

        return new HtmlString(svg.Append("</svg>").ToString());
    }

    /// <summary>A printed number in the reader's way.</summary>
    public static string Shown(Speech speech, string number) => speech.Code == "vi" ? number.Replace('.', ',') : number;

    private static int Scale(Indicator indicator) => indicator.Kind == IndicatorKind.Milestone ? 1 : 100;

    private static int Digits(Indicator indicator) => indicator.Kind == IndicatorKind.Milestone ? 0 : PointDigits;

    private static Change Scaled(Change change, int scale) => new(change.Numerator * scale, change.Denominator);

    private static long Thousandths(Change? share) => share is { } given ? (long)BigInteger.Divide(given.Numerator * 1_000_000, given.Denominator) : 0;

    /// <summary>The run that is named, else the usual one; of which there may be none.</summary>
    private async Task<Outcome<Found>> Find(string? id, Func<Task<RunInfo?>> usual, CancellationToken token) => string.IsNullOrWhiteSpace(id)
        ? new Found(await usual())
        : (await find.Run(id, null, Caller.Actor, token)).Then(run => Outcome<Found>.Of(new Found(run)));

    private sealed record Found(RunInfo? Run);
}
