using System.Threading.RateLimiting;

namespace Kpi.Hosting;

/// <summary>Limits and headers that hold for every answer.</summary>
internal static class Hardening
{
    public const long BodyLimit = 20 * 1024 * 1024;
    public const string SignInLimit = "sign-in", UploadLimit = "upload";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    // Hangfire's own pages set a few widths inline; they are for administrators only and still run no inline script.
    private const string DashboardPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration) => services.AddRateLimiter(o =>
    {
        o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        o.OnRejected = async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "60";
            await ProblemMapping.Write(context.HttpContext, StatusCodes.Status429TooManyRequests, ProblemMapping.TooMany);
        };
        o.AddPolicy(SignInLimit, context => Window(
            context.Request.Method == HttpMethods.Get ? null : context.Connection.RemoteIpAddress?.ToString() ?? "?",
            configuration.GetValue("Limits:SignInsPerMinute", 30)));
        o.AddPolicy(UploadLimit, context => Window(
            context.Request.Method == HttpMethods.Get ? null : context.User.Identity?.Name ?? "?",
            configuration.GetValue("Limits:UploadsPerMinute", 600)));
    });

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/jobs", StringComparison.Ordinal) ? DashboardPolicy : Policy;
        // Computers in offices are shared: what one person saw is not left in the browser for the next. Static files say otherwise.
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        return next(context);
    });

    private static RateLimitPartition<string> Window(string? partition, int limit) => partition is null
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetFixedWindowLimiter(partition, _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1) });
}
