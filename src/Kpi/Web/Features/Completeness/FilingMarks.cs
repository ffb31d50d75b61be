using System.Globalization;
using System.Text;
using Kpi.App.Features.Completeness;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Html;

namespace Kpi.Web.Features.Completeness;

/// <summary>Drawings of completeness. Each stands beside its numbers; patterns and order carry the meaning, colour only helps.</summary>
internal static class FilingMarks
{
    private const int BarWidth = 120, BarHeight = 14;
    private const int Left = 44, Top = 14, Column = 74, Wide = 44, High = 150;

    /// <summary>Filed in time (dark), filed late (light), the rest empty.</summary>
    public static IHtmlContent Bar(Speech speech, FilingCounts counts)
    {
        var inTime = Part(counts.InTime + counts.Nil, counts.Expected, BarWidth);
        var filed = Part(counts.Filed, counts.Expected, BarWidth);
        var label = $"{speech.Count(counts.Filed)} / {speech.Count(counts.Expected)}";
        return new HtmlString(string.Create(CultureInfo.InvariantCulture,
            $"<svg class=\"bar\" viewBox=\"0 0 {BarWidth} {BarHeight}\" width=\"{BarWidth}\" height=\"{BarHeight}\" role=\"img\" aria-label=\"{Marks.Encode(label)}\"><rect class=\"track\" x=\"0\" y=\"3\" width=\"{BarWidth}\" height=\"8\" rx=\"2\"/><rect class=\"late\" x=\"0\" y=\"3\" width=\"{filed}\" height=\"8\" rx=\"2\"/><rect class=\"fill\" x=\"0\" y=\"3\" width=\"{inTime}\" height=\"8\" rx=\"2\"/></svg>"));
    }

    /// <summary>A column for each month: what was filed in time below, what came late above, of all that was owed.</summary>
    public static IHtmlContent Chart(Speech speech, IReadOnlyList<FilingMonth> months)
    {
        var width = Left + months.Count * Column + 10;
        var height = Top + High + 40;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"chart columns\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{Marks.Encode(speech[Texts.MonthByMonth])}\">");
        foreach (var percent in new[] { 0, 50, 100 })
        {
            var y = Top + High - percent * High / 100;
            svg.Append(CultureInfo.InvariantCulture,
                $"<path class=\"grid\" d=\"M{Left} {y}H{width}\"/><text class=\"tick\" x=\"{Left - 6}\" y=\"{y + 4}\" text-anchor=\"end\">{percent} %</text>");
        }

        for (var i = 0; i < months.Count; i++)
        {
            var c = months[i].Counts;
            var x = Left + i * Column + (Column - Wide) / 2;
            var (inTime, filed) = (Part(c.InTime + c.Nil, c.Expected, High), Part(c.Filed, c.Expected, High));
            svg.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"late\" x=\"{x}\" y=\"{Top + High - filed}\" width=\"{Wide}\" height=\"{filed}\"/><rect class=\"fill\" x=\"{x}\" y=\"{Top + High - inTime}\" width=\"{Wide}\" height=\"{inTime}\"/><text class=\"label\" x=\"{x + Wide / 2}\" y=\"{Top + High - filed - 4}\" text-anchor=\"middle\">{Marks.Encode(speech.Count(c.Filed))}</text><text class=\"tick\" x=\"{x + Wide / 2}\" y=\"{Top + High + 18}\" text-anchor=\"middle\">{months[i].Month}</text>");
        }

        return new HtmlString(svg.Append("</svg>").ToString());
    }

    /// <summary>A part of a length, cut: only all of it looks like all.</summary>
    private static int Part(int of, int all, int length) => all == 0 ? 0 : (int)((long)of * length / all);
}
