using System.Globalization;
using System.Text.RegularExpressions;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>A stretch of time that a title or a heading speaks of: <c>9 tháng</c>, <c>từ tháng 1 đến tháng 9</c>, <c>từ 01/01 đến 30/9</c>.</summary>
/// <param name="First">Its first day; null where only its length is said.</param>
/// <param name="Last">Its last; null where only its length is said.</param>
/// <param name="Months">How many months it has; 0 where its days are said.</param>
internal readonly partial record struct PeriodSpan(SpanDay? First, SpanDay? Last, int Months)
{
    private const int LongestText = 400;

    /// <summary>Whether it is exactly the period; a year that is not said is taken from it.</summary>
    public bool Means(Period period) => First is { } first && Last is { } last
        ? first.In(last.Year ?? period.Year, start: true) == period.FirstDay && last.In(period.Year, start: false) == period.LastDay
        : Months == 12 && period.Kind == PeriodKind.Year;

    public static IReadOnlyList<PeriodSpan> In(string text)
    {
        var folded = VietnameseText.Fold(text.Length <= LongestText ? text : text[..LongestText]);
        return [.. Pattern().Matches(folded).Select(Of)];
    }

    private static PeriodSpan Of(Match match)
    {
        if (Group("length") is { } months) return new PeriodSpan(null, null, months);
        return new PeriodSpan(
            new SpanDay(Group("d1") ?? 0, Group("m1") ?? 0, Group("y1")),
            new SpanDay(Group("d2") ?? 0, Group("m2") ?? 0, Group("y2")), 0);

        int? Group(string name) => match.Groups[name] is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(
        """
        (?<![\d/.\-])(?<d1>\d{1,2})(\s*[/.\-]\s*|\s*thang\s*)(?<m1>\d{1,2})((\s*[/.\-]\s*|\s*nam\s*)(?<y1>\d{4}))?\s*(den|toi|-|–)\s*(het\s*)?(ngay\s*)?(?<d2>\d{1,2})(\s*[/.\-]\s*|\s*thang\s*)(?<m2>\d{1,2})((\s*[/.\-]\s*|\s*nam\s*)(?<y2>\d{4}))?(?!\d)
        |(?<![a-z\d])(thang|t)\.?\s*(?<m1>\d{1,2})((\s*/\s*|\s*nam\s*)(?<y1>\d{4}))?\s*(den|toi|-|–)\s*(het\s*)?(thang\s*|t)?(?<m2>\d{1,2})((\s*[/\-]\s*|\s*nam\s*)(?<y2>\d{4}))?(?![\d/])
        |(?<![\d/.\-])(?!0?6\s+thang\s+(dau|cuoi)\s+nam\b)(?<length>\d{1,2})\s+thang\b(?!\s*\d)
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}

/// <summary>An end of a stretch of time.</summary>
/// <param name="Day">0 where only the month is said.</param>
/// <param name="Year">Null where it is not said.</param>
internal readonly record struct SpanDay(int Day, int Month, int? Year)
{
    /// <summary>The day it means; null where there is none such.</summary>
    public DateOnly? In(int otherwise, bool start)
    {
        var year = Year ?? otherwise;
        if (Month is < 1 or > 12 || year is < 1 or > 9999) return null;
        var days = DateTime.DaysInMonth(year, Month);
        var day = Day > 0 ? Day : start ? 1 : days;
        return day > days ? null : new DateOnly(year, Month, day);
    }
}
