using System.Globalization;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.Web.Shared;

/// <summary>The reader's language, and how numbers and times are written in it. One per request.</summary>
public sealed class Speech(IHttpContextAccessor accessor)
{
    public const string CookieName = "kpi.lang";
    private static readonly NumberFormatInfo Vietnamese = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };
    private static readonly TimeSpan Hanoi = TimeSpan.FromHours(7);

    public Language Language => Of(accessor.HttpContext);

    public string Code => Language == Language.Vi ? "vi" : "en";

    public string this[Text text] => text.In(Language);

    public string Say(string vi, string en) => Language == Language.Vi ? vi : en;

    public string Count(long? value) => value is { } given
        ? given.ToString("#,0", Language == Language.Vi ? Vietnamese : CultureInfo.InvariantCulture.NumberFormat)
        : "–";

    /// <summary>A value of an element as it is meant: a day, yes or no, or a number. What is not known of (null) is a number.</summary>
    public string Value(long value, ElementKind? kind) => kind switch
    {
        ElementKind.Date => Day(DateNumber.ToDay(value)),
        ElementKind.YesNo => value == 0 ? Say("Không", "no") : Say("Có", "yes"),
        _ => Count(value),
    };

    /// <summary>One decimal, cut; more where the cut would seem to reach the target.</summary>
    public string Percent(Fraction? value, Fraction? target = null) => value?.ToPercentText(Language, target) ?? "–";

    /// <summary>A target as documents write it: 90 %, not 90,0 %.</summary>
    public string Target(Fraction value)
    {
        var whole = (Int128)value.Numerator * 100 % value.Denominator == 0;
        return value.ToPercentText(Language, digits: whole ? 0 : 1);
    }

    public string Day(DateOnly day) => day.ToString(Language == Language.Vi ? "dd/MM/yyyy" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Hà Nội time.</summary>
    public string Moment(DateTimeOffset instant) => instant.ToOffset(Hanoi)
        .ToString(Language == Language.Vi ? "HH:mm dd/MM/yyyy" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static Language Of(HttpContext? context) =>
        context?.Request.Cookies[CookieName] == "en" ? Language.En : Language.Vi;
}
