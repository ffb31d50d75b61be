using Kpi.Domain;
using Kpi.Domain.Periods;

namespace Kpi.Web.Shared;

/// <summary>What pages and API read from a request in the same way.</summary>
internal static class Queries
{
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static Problem NoPeriod(string text)
    {
        var near = PeriodRange.Hint(text);
        return Problem.Invalid("bad-period",
            $"“{text}” không phải là kỳ báo cáo. Viết 2026-09, 2026Q3, 2026H1 hoặc 2026.{near.Vi}",
            $"“{text}” is not a period. Write 2026-09, 2026Q3, 2026H1 or 2026.{near.En}");
    }

    /// <summary>A period that need not be said: null where it is not; a problem where what is said is none.</summary>
    public static Outcome<Period?> PeriodIn(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Outcome<Period?>.Of(null)
        : Period.TryParse(text.Trim(), out var period) ? Outcome<Period?>.Of(period)
        : NoPeriod(text);

    public static Problem NoDay(string text) => Problem.Invalid("bad-day",
        $"“{text}” không phải là ngày. Viết dạng 2026-10-20.", $"“{text}” is not a day. Write it as 2026-10-20.");

    /// <summary>Programs say their language by header, people by cookie.</summary>
    public static Language LanguageOf(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(Speech.CookieName)) return Speech.Of(context);
        return context.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase) ? Language.En : Language.Vi;
    }
}
