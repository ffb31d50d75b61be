using System.Globalization;
using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Scoring;

/// <summary>What people write for the map of a run: a day, <c>now</c> for today's map, <c>then</c> for that of the period's last day.</summary>
public static class MapDay
{
    /// <summary>The words for the map of the period's last day, and for today's.</summary>
    public const string Then = "then", Now = "now";

    /// <summary>The day; null for <c>then</c>, which is the default.</summary>
    public static Outcome<DateOnly?> Read(string text, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            Then => Outcome<DateOnly?>.Of(null),
            Now => Outcome<DateOnly?>.Of(BusinessDay.Today(clock)),
            _ => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? Outcome<DateOnly?>.Of(day)
                : Problem.Invalid("bad-day",
                    $"“{text}” không phải là ngày. Viết dạng 2026-09-30, hoặc now (địa giới hôm nay), then (địa giới cuối kỳ).",
                    $"“{text}” is not a day. Write it as 2026-09-30, or now (today's map), then (that of the period's last day)."),
        };
    }
}
