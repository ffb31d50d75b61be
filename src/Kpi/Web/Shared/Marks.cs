using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Kpi.App.Features.Scoring;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Microsoft.AspNetCore.Html;

namespace Kpi.Web.Shared;

/// <summary>Small drawings made on the server. A shape and a word carry the meaning; colour only helps.</summary>
public static class Marks
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private const int BarWidth = 120, BarHeight = 14;
    private const string OpenShape = "<circle cx=\"8\" cy=\"8\" r=\"6.5\" stroke-dasharray=\"2.5 2.5\"/><path d=\"M6.2 6.4a1.9 1.9 0 1 1 2.6 2.1c-.6.3-.8.6-.8 1.2M8 11.7v.2\"/>";

    /// <summary>
    /// Verdict as shape and word. One that missing returns could change is printed as undecided, with how it stands so far and how many decide it.
    /// </summary>
    public static IHtmlContent Verdict(Speech speech, TargetVerdict said)
    {
        var (verdict, certain) = (said.Verdict, said.Certain);
        var word = speech[VerdictTexts.Of(verdict)];
        if (certain || verdict is Domain.Scoring.Verdict.NotApplicable or Domain.Scoring.Verdict.NoData)
            return new HtmlString($"<span class=\"verdict {Tone(verdict)}\">{Drawing(Shape(verdict))}<span>{Encode(word)}</span></span>");
        return new HtmlString(
            $"<span class=\"verdict open\" title=\"{Encode(speech[Texts.UndecidedHelp])}\">{Drawing(OpenShape)}<span>{Encode(speech[Texts.Undecided])}</span></span>"
            + $" <small class=\"so-far\">{Encode(speech[Texts.SoFar])}: {Encode(word)}</small>"
            + $" <small class=\"so-far\">{Encode(speech[ScoreTexts.Deciding(said)])}</small>");
    }

    /// <summary>The value between 0 and 100 %, its possible range as a thin line, its targets as ticks.</summary>
    public static IHtmlContent Bar(Score score, IEnumerable<Fraction> targets, string label)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"bar\" viewBox=\"0 0 {BarWidth} {BarHeight}\" width=\"{BarWidth}\" height=\"{BarHeight}\" role=\"img\" aria-label=\"{Encode(label)}\">");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"track\" x=\"0\" y=\"3\" width=\"{BarWidth}\" height=\"8\" rx=\"2\"/>");
        if (score.Value is { } value)
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"fill\" x=\"0\" y=\"3\" width=\"{At(value, BarWidth)}\" height=\"8\" rx=\"2\"/>");
        if (score is { Low: { } low, High: { } high } && !low.SameValue(high))
        {
            var (from, to) = (At(low, BarWidth), At(high, BarWidth));
            svg.Append(CultureInfo.InvariantCulture,
                $"<path class=\"range\" d=\"M{from} 7H{to}M{from} 4v6M{to} 4v6\"/>");
        }

        foreach (var target in targets.Distinct())
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"target\" d=\"M{At(target, BarWidth)} 0v{BarHeight}\"/>");
        return new HtmlString(svg.Append("</svg>").ToString());
    }

    /// <summary>What a target demands, as documents write it: ≥ 90 %.</summary>
    public static string Demand(Speech speech, Target target) => target.Comparison switch
    {
        Comparison.AtLeast => $"≥ {speech.Target(target.Value)}",
        Comparison.MoreThan => $"> {speech.Target(target.Value)}",
        Comparison.All => $"= {speech.Target(target.Value)}",
        _ => "",
    };

    /// <summary>Where a share lies on a width, in whole steps; never outside.</summary>
    public static int At(Fraction share, int width) =>
        (int)Math.Clamp((long)((Int128)share.Numerator * width / share.Denominator), 0, width);

    public static string Encode(string text) => Encoder.Encode(text);

    private static string Tone(Verdict verdict) => verdict switch
    {
        Domain.Scoring.Verdict.Met or Domain.Scoring.Verdict.Held or Domain.Scoring.Verdict.OnTrack => "good",
        Domain.Scoring.Verdict.AtRisk or Domain.Scoring.Verdict.MissedProgressing => "warn",
        Domain.Scoring.Verdict.OffTrack or Domain.Scoring.Verdict.Missed => "bad",
        _ => "none",
    };

    private static string Shape(Verdict verdict) => verdict switch
    {
        Domain.Scoring.Verdict.Met => "<circle cx=\"8\" cy=\"8\" r=\"7\"/><path d=\"M4.6 8.2l2.4 2.4 4.4-4.8\"/>",
        Domain.Scoring.Verdict.Held => "<circle cx=\"8\" cy=\"8\" r=\"7\"/><path d=\"M3.6 8.2l2 2 3.2-3.6M7.6 10.2l3.8-4.4\"/>",
        Domain.Scoring.Verdict.OnTrack => "<rect x=\"1\" y=\"1\" width=\"14\" height=\"14\" rx=\"7\"/><path d=\"M5 11l6-6M6.4 5H11v4.6\"/>",
        Domain.Scoring.Verdict.AtRisk => "<path d=\"M8 1.5L15 14.5H1z\"/><path d=\"M8 6v4M8 12v.4\"/>",
        Domain.Scoring.Verdict.OffTrack => "<path d=\"M8 15L1 3.5h14z\"/><path d=\"M8 5.6v4.6M6.2 8.6L8 10.4l1.8-1.8\"/>",
        Domain.Scoring.Verdict.Missed => "<rect x=\"1\" y=\"1\" width=\"14\" height=\"14\" rx=\"2\"/><path d=\"M5 5l6 6M11 5l-6 6\"/>",
        Domain.Scoring.Verdict.MissedProgressing => "<rect x=\"1\" y=\"1\" width=\"14\" height=\"14\" rx=\"2\"/><path d=\"M8 11.5v-7M5 7.4l3-3 3 3\"/>",
        Domain.Scoring.Verdict.NotApplicable => "<path d=\"M3 8h10\"/>",
        _ => "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/>",
    };

    private static string Drawing(string path) =>
        $"<svg class=\"shape\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">{path}</svg>";
}
