using System.Globalization;
using Kpi.Domain;
using Kpi.Domain.Forecasts;

namespace Kpi.Documents;

/// <summary>What is said of a forecast, the same on pages and terminals.</summary>
public static class ForecastWords
{
    /// <summary>When a target is likely to be met, and the chance by the due day.</summary>
    public static Text Meeting(TargetForecast target)
    {
        var when = (target.MetNow, target) switch
        {
            (true, { Latest: not null }) => new Text("đang đạt và có thể giữ được", "met now and likely to stay so"),
            (true, _) => new Text("đang đạt nhưng chưa chắc giữ được", "met now, perhaps not for long"),
            (_, { Earliest: null }) => new Text("khó đạt trong 60 tháng tới", "hardly within sixty months"),
            (_, { Earliest: { } earliest, Likely: null }) => new Text($"sớm nhất {earliest}; có thể không đạt trong 60 tháng", $"{earliest} at the earliest; perhaps not within sixty months"),
            (_, { Earliest: { } earliest, Likely: { } likely, Latest: null }) => new Text(
                $"khoảng {likely} (sớm nhất {earliest}; có thể không đạt trong 60 tháng)", $"about {likely} ({earliest} at the earliest; perhaps not within sixty months)"),
            (_, { Earliest: { } earliest, Likely: { } likely, Latest: { } latest }) => new Text(
                $"khoảng {likely} (từ {earliest} đến {latest})", $"about {likely} (between {earliest} and {latest})"),
        };
        return target.Chance is { } chance
            ? new Text($"{when.Vi}; khả năng đạt vào kỳ hạn: {Percent(chance)}", $"{when.En}; chance of being met when due: {Percent(chance)}")
            : when;
    }

    /// <summary>On how many months it rests and how it would have done on them.</summary>
    public static Text Basis(Forecast forecast)
    {
        var since = forecast.Since is { } broken ? broken.Text : null;
        var season = forecast.Seasonal ? new Text(", có tính mùa vụ", ", with a pattern of the year") : new Text("", "");
        var basis = new Text(
            $"Dựa trên {Number(forecast.Months)} tháng{(since is null ? "" : $" kể từ {since.Vi}")}{season.Vi}.",
            $"Rests on {Number(forecast.Months)} months{(since is null ? "" : $" since {since.En}")}{season.En}.");
        if (forecast.BackTest is not { Error: { } error, NaiveError: { } naive } test)
            return new Text($"{basis.Vi} Chưa đủ tháng để thử lại trên chính chuỗi này.", $"{basis.En} Too few months to test it on this very series.");
        return new Text(
            $"{basis.Vi} Thử lại trên chính chuỗi này ({Number(test.Forecasts)} lần): lệch trung bình {Points(error, Language.Vi)} điểm %, kéo dài đoạn cuối lệch {Points(naive, Language.Vi)}; {Number(test.Covered)} lần nằm trong khoảng.",
            $"{basis.En} Tested on this very series ({Number(test.Forecasts)} looks): off by {Points(error, Language.En)} points on average, last value plus last slope by {Points(naive, Language.En)}; {Number(test.Covered)} fell inside the interval.");
    }

    private static string Percent(int chance) => $"{Number(chance)} %";

    private static string Points(Fraction share, Language language) => share.ToPercentText(language)[..^2];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
