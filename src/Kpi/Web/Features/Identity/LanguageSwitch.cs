using Kpi.Web.Shared;

namespace Kpi.Web.Features.Identity;

/// <summary>Remembers the reader's language and goes back to where they were.</summary>
internal static class LanguageSwitch
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/language/{code}", (string code, string? @return, HttpContext context) =>
    {
        context.Response.Cookies.Append(Speech.CookieName, code == "en" ? "en" : "vi", new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(365),
            Secure = context.Request.IsHttps,
        });
        return Results.LocalRedirect(IsLocal(@return) ? @return! : "/");
    }).AllowAnonymous().ExcludeFromDescription();

    /// <summary>An address of this service: one slash first, no second that would make it another host, and only what a header may carry.</summary>
    public static bool IsLocal(string? address) =>
        address is { Length: > 0 } && address[0] == '/' && (address.Length == 1 || address[1] is not ('/' or '\\'))
        && address.All(c => c is > ' ' and < (char)0x7f);
}
