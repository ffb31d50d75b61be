using System.Globalization;
using System.Text;
using Kpi.App.Features.Forecasts;
using Kpi.Domain;
using Kpi.Domain.Forecasts;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Html;

namespace Kpi.Web.Features.Forecasts;

/// <summary>The months known as a line of dots, the months to come as a line within a widening band, targets as dashed lines.</summary>
internal static class FanMarks
{
    private const int Left = 52, Top = 12, Wide = 660, High = 220, Bottom = 34, Right = 16;

    /// <summary>As many months as are known, at least a year and at most three: further off the band says little.</summary>
    public static IReadOnlyList<ForecastPoint> Drawn(Forecast forecast) => [.. forecast.Points.Take(Math.Clamp(forecast.Months, 12, 36))];

    public static IHtmlContent Fan(Speech speech, IndicatorForecast of, Forecast forecast)
    {
        var known = of.Series.Points;
        var ahead = Drawn(forecast);
        var months = known.Length + ahead.Count;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"chart\" viewBox=\"0 0 {Left + Wide + Right} {Top + High + Bottom}\" role=\"img\" aria-label=\"{Marks.Encode($"{speech[Texts.Forecast]}: {speech[of.Indicator.Name]}, {of.Unit.Name}")}\">");
        for (var tick = 0; tick <= 100; tick += 25)
        {
            var y = Top + High - (tick * High / 100);
            svg.Append(CultureInfo.InvariantCulture,
                $"<path class=\"grid\" d=\"M{Left} {y}H{Left + Wide}\"/><text class=\"tick\" x=\"{Left - 6}\" y=\"{y + 4}\" text-anchor=\"end\">{tick} %</text>");
        }

        for (var i = 0; i < months; i++)
        {
            var period = i < known.Length ? known[i].Period : ahead[i - known.Length].Period;
            if (period.Number != 1 && i != 0) continue;
            svg.Append(CultureInfo.InvariantCulture,
                $"<path class=\"grid\" d=\"M{X(i, months)} {Top}V{Top + High}\"/><text class=\"tick\" x=\"{X(i, months)}\" y=\"{Top + High + 18}\" text-anchor=\"middle\">{period}</text>");
        }

        foreach (var broken in of.BreaksShown)
        {
            var at = X(known.Count(p => p.Period.FirstDay < broken.Day), months);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"break\" d=\"M{at} {Top}V{Top + High}\"><title>{Marks.Encode(speech[broken.Text])}</title></path>");
        }

        var upper = ahead.Select((p, i) => $"{X(known.Length + i, months)} {Y(p.High)}");
        var lower = ahead.Select((p, i) => $"{X(known.Length + i, months)} {Y(p.Low)}").Reverse();
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"fan\" d=\"M{string.Join('L', upper.Concat(lower))}Z\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"middle\" d=\"M{string.Join('L', ahead.Select((p, i) => $"{X(known.Length + i, months)} {Y(p.Value)}"))}\"/>");
        foreach (var target in forecast.Targets.Select(t => t.Target.Value).Distinct())
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"target\" d=\"M{Left} {Y(target)}H{Left + Wide}\"/>");
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i].Value is not { } value || value > Fraction.One) continue;
            svg.Append(CultureInfo.InvariantCulture,
                $"<circle class=\"{(known[i].IsTelling ? "known" : "thin")}\" cx=\"{X(i, months)}\" cy=\"{Y(value)}\" r=\"3\"><title>{known[i].Period}: {Marks.Encode(speech.Percent(value))}</title></circle>");
        }

        return new HtmlString(svg.Append("</svg>").ToString());
    }

    private static int X(int month, int months) => Left + (Wide * (2 * month + 1) / (2 * months));

    private static int Y(Fraction share) => Top + High - Marks.At(share, High);
}
