using System.Security.Claims;
using System.Text.Encodings.Web;
using Kpi.App.Features.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Kpi.Hosting;

/// <summary>Cookies for people, bearer keys for programs.</summary>
internal static class Authentication
{
    public const string Cookie = "cookie", Key = "key", Either = "either";
    public const string SignInPath = "/sign-in", PasswordPath = "/password";
    private const string StampClaim = "stamp";
    private static readonly TimeSpan Session = TimeSpan.FromHours(8);

    public static IServiceCollection AddKpiAuthentication(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, o => o.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? Key : Cookie)
            .AddScheme<AuthenticationSchemeOptions, KeyHandler>(Key, _ => { })
            .AddCookie(Cookie, o =>
            {
                o.Cookie.Name = "kpi.session";
                o.Cookie.HttpOnly = true;
                // Lax, so that a link in a letter opens signed in; every change needs an antiforgery token as well.
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                o.ExpireTimeSpan = Session;
                o.SlidingExpiration = true;
                o.LoginPath = SignInPath;
                o.ReturnUrlParameter = "return";
                o.Events.OnValidatePrincipal = Validate;
                // The sign-in page decides where to go on; the handler would take the address as it stands in the query.
                o.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;
                o.Events.OnRedirectToLogin = context => Challenge(context);
                o.Events.OnRedirectToAccessDenied = context => Refuse(context.HttpContext);
            });
        services.AddAuthorizationBuilder();
        services.AddSingleton<IAuthorizationHandler, RequiresHandler>();
        return services;
    }

    public static Task SignIn(HttpContext context, Account account) => context.SignInAsync(Cookie, new ClaimsPrincipal(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, account.Login), new Claim(StampClaim, account.SecurityStamp)], Cookie)));

    /// <summary>A session holds only a name and a stamp; what it may do is read afresh, so that a leaver is out at once.</summary>
    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        var login = context.Principal?.FindFirstValue(ClaimTypes.Name);
        var stamp = context.Principal?.FindFirstValue(StampClaim);
        var account = login is null || stamp is null
            ? null
            : await context.HttpContext.RequestServices.GetRequiredService<SignIn>().Current(login, stamp, context.HttpContext.RequestAborted);
        if (account is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Cookie);
            return;
        }

        context.HttpContext.Features.Set(new Caller(account.Login, account.DisplayName, account.Grants, account.MustChangePassword, IsKey: false));
    }

    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (Paths.IsPage(context.Request.Path))
        {
            // Without the host: the request's own word for it is not to be trusted.
            context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
            return Task.CompletedTask;
        }

        return ProblemMapping.Write(context.HttpContext, StatusCodes.Status401Unauthorized, ProblemMapping.NotSignedIn);
    }

    private static Task Refuse(HttpContext context) => ProblemMapping.Write(context, StatusCodes.Status403Forbidden, ProblemMapping.NotAllowed);

    private sealed class KeyHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        private const string Prefix = "Bearer ";

        protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers.Authorization.ToString();
            if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
            if (await keys.Check(header[Prefix.Length..].Trim(), Context.RequestAborted) is not { } key) return AuthenticateResult.Fail("unknown key");
            var name = "key:" + key.KeyId;
            Context.Features.Set(new Caller(name, key.Name, key.Grants, MustChangePassword: false, IsKey: true));
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], Key);
            return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
        }

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Headers.WWWAuthenticate = "Bearer";
            return ProblemMapping.Write(Context, StatusCodes.Status401Unauthorized, ProblemMapping.NotSignedIn);
        }

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refuse(Context);
    }
}

/// <summary>Which addresses are pages, and which are for programs.</summary>
internal static class Paths
{
    public const string Api = "/api/v1";

    public static bool IsPage(PathString path) => !path.StartsWithSegments("/api", StringComparison.Ordinal) && !path.StartsWithSegments("/healthz", StringComparison.Ordinal);
}
