using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>A period that a title, a heading or a sheet's name speaks of: <c>Tháng 9/2026</c>, <c>T9</c>, <c>Quý III</c>.</summary>
/// <param name="Year">Null where it is not said.</param>
internal readonly partial record struct PeriodMention(PeriodKind Kind, int Number, int? Year)
{
    private const int LongestText = 400;

    /// <summary>Whether it can mean the period: what it says agrees, and what it leaves out is taken from it.</summary>
    public bool Means(Period period) => Kind == period.Kind && Number == period.Number && (Year is not { } year || year == period.Year);

    /// <summary>The period it means; null where the year is not said.</summary>
    public Period? ToPeriod() => Year is { } year ? In(year) : null;

    /// <summary>The period it means where the year that it does not say is this one.</summary>
    public Period In(int otherwise) => (Kind, Year ?? otherwise) switch
    {
        (PeriodKind.Month, var year) => Period.Month(year, Number),
        (PeriodKind.Quarter, var year) => Period.Parse($"{Digits(year)}Q{Digits(Number)}"),
        (PeriodKind.Half, var year) => Period.Parse($"{Digits(year)}H{Digits(Number)}"),
        (_, var year) => Period.Parse(Digits(year)),
    };

    /// <summary>Every period a text speaks of; days of signing are not periods.</summary>
    public static IReadOnlyList<PeriodMention> In(string text) => Read(text).Mentions;

    /// <summary>The mentions with the one year that is said apart from them: <c>Tháng 8 (năm 2026)</c>.</summary>
    public static IReadOnlyList<PeriodMention> Whole(IReadOnlyList<PeriodMention> mentions)
    {
        var years = mentions.Where(m => m.Kind == PeriodKind.Year).Select(m => m.Year).Distinct().ToList();
        return years is not [var year] ? mentions : [.. mentions.Select(m => m.Year is null ? m with { Year = year } : m)];
    }

    /// <summary>The folded text with a mark in the place of each period, without the number in front: the same for every month.</summary>
    public static string Mask(string text) => Read(text).Masked;

    private static (string Masked, List<PeriodMention> Mentions) Read(string text)
    {
        var folded = VietnameseText.Fold(text.Length <= LongestText ? text : text[..LongestText]);
        var mentions = new List<PeriodMention>();
        var masked = new StringBuilder(folded.Length);
        var at = 0;
        foreach (Match match in Pattern().Matches(folded))
        {
            masked.Append(folded, at, match.Index - at);
            at = match.Index + match.Length;
            if (Of(match) is { } mention)
            {
                mentions.Add(mention);
                masked.Append('{').Append(mention.Kind.ToString().ToLowerInvariant()).Append('}');
            }
            else
            {
                masked.Append(match.Groups["day"].Success ? "{day}" : match.Value);
            }
        }

        masked.Append(folded, at, folded.Length - at);
        return (Numbering().Replace(masked.ToString(), "").Trim(), mentions);
    }

    private static PeriodMention? Of(Match match)
    {
        if (match.Groups["day"].Success || match.Groups["span"].Success) return null;
        int? year = Group("y1") ?? Group("y2") ?? Group("y3") ?? Group("y4") ?? Group("y5") ?? Group("y6");
        if (year is < 1990 or > 2199) return null;
        if ((Group("month") ?? Group("short") ?? Group("bare")) is { } month)
            return month is >= 1 and <= 12 ? new PeriodMention(PeriodKind.Month, month, year) : null;
        if (match.Groups["quarter"] is { Success: true } quarter)
            return new PeriodMention(PeriodKind.Quarter, quarter.Value switch { "i" or "1" => 1, "ii" or "2" => 2, "iii" or "3" => 3, _ => 4 }, year);
        if (match.Groups["half"] is { Success: true } half)
            return new PeriodMention(PeriodKind.Half, half.Value == "dau" ? 1 : 2, year);
        return year is null ? null : new PeriodMention(PeriodKind.Year, 1, year);

        int? Group(string name) => match.Groups[name] is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : null;
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """
        (?<day>\bngay\s*[\d.…_]{0,6}\s*(thang|/|-)\s*[\d.…_]{1,6}(\s*(nam|/|-)\s*[\d.…_]{2,6})?|\b\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}\b)
        |(?<span>\b(tu\s+)?thang\s*\d{1,2}\s*(den|-)\s*(het\s*)?(thang\s*)?\d{1,2}\b|\b(?!6\b)\d{1,2}\s+thang\b(\s*(dau\s+)?nam)?)
        |(?<![a-z\d])thang\s*0?(?<month>\d{1,2})(\s*(/|-|\.|,)?\s*(nam\s*)?(?<y1>\d{4}))?\b
        |(?<![a-z\d])t\.?\s?0?(?<short>\d{1,2})([/\-._](?<y2>\d{4}))?(?=[\s,;):]|$)
        |(?<![a-z\d])quy\s*(?<quarter>i{1,3}|iv|[1-4])\b(\s*(/|-|,)?\s*(nam\s*)?(?<y3>\d{4})\b)?
        |\b6\s*thang\s*(?<half>dau|cuoi)\s*nam(\s*(?<y4>\d{4}))?\b
        |(?<![\d/.\-])0?(?<bare>\d{1,2})[/\-](?<y5>\d{4})\b(?!/)
        |\bnam\s*(?<y6>\d{4})\b
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^\s*(([ivx]{1,5}|\d{1,2}(\.\d{1,2})*|[a-z])\s*[.):/\-]\s*|\d{1,2}(\.\d{1,2})+\s+|[-+*•]+\s*)+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Numbering();
}
