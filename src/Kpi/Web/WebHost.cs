using System.Text.Encodings.Web;
using System.Text.Unicode;
using Hangfire;
using Kpi.App;
using Kpi.App.Features.Identity;
using Kpi.App.Features.Receipts;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Hosting;
using Kpi.Web.Features.Calendar;
using Kpi.Web.Features.Completeness;
using Kpi.Web.Features.Forecasts;
using Kpi.Web.Features.Returns;
using Kpi.Web.Features.Scoring;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.WebEncoders;

namespace Kpi.Web;

/// <summary>Puts the web application together.</summary>
public static class WebHost
{
    private const string DefaultUrls = "http://localhost:5080";

    /// <param name="settings">Where the data are.</param>
    /// <param name="urls">Addresses to listen on; null takes the configured ones.</param>
    /// <param name="token">Gives up starting.</param>
    /// <param name="routes">Further routes, for tests that plant a bad one.</param>
    /// <exception cref="UnguardedRouteException">A route has no permission and no anonymous mark, or both.</exception>
    public static async Task<WebApplication> Build(
        HostSettings settings, string? urls, CancellationToken token, Action<IEndpointRouteBuilder>? routes = null)
    {
        var configuration = settings.Build();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // The pages are in this assembly, whoever started the process.
            ApplicationName = typeof(WebHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddFileLog(configuration);
        builder.WebHost.UseUrls(urls ?? configuration["Urls"] ?? DefaultUrls);
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = Hardening.BodyLimit;
        });
        AddServices(builder.Services, configuration);

        var app = builder.Build();
        Use(app);
        Map(app);
        routes?.Invoke(app);
        await RouteGuard.Check(app, token);
        return app;
    }

    /// <summary>The database and the queue, before the first request.</summary>
    public static async Task<Problem?> Prepare(WebApplication app, CancellationToken token)
    {
        if (await Preparation.Run(app.Services, token) is { } problem) return problem;
        // A key that cannot be had is said now, not in the answer to a return that has been taken in.
        await app.Services.GetRequiredService<ReceiptKeys>().All(token);
        JobHost.Reconcile(app.Services);
        return null;
    }

    /// <summary>The first administrator's one-time password, where there was nobody yet.</summary>
    public static Task<string?> FirstPassword(WebApplication app, CancellationToken token) =>
        app.Services.GetRequiredService<FirstAdministrator>().Ensure(token);

    private static void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddKpi(configuration).AddJobs(configuration).AddKpiAuthentication().AddRateLimits(configuration);
        services.AddDataProtection().SetApplicationName("kpi")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(configuration["Data:Folder"]!, "keys")));
        services.Configure<WebEncoderOptions>(o => o.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.Configure<FormOptions>(o => o.MultipartBodyLengthLimit = Hardening.BodyLimit);
        services.AddAntiforgery(o =>
        {
            o.HeaderName = "X-CSRF-TOKEN";
            o.Cookie.Name = "kpi.form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.HttpOnly = true;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.ConfigureHttpJsonOptions(o => JsonText.Configure(o.SerializerOptions));
        services.AddScoped<Speech>();
        services.AddSingleton<ReturnSight>();
        services.AddSingleton<ProfileSight>();
        services.AddSingleton<CalendarSight>();
        services.AddSingleton<CompletenessSight>();
        services.AddSingleton<WarningSight>();
        services.AddSingleton<TraceSight>();
        services.AddOpenApi();
        services.AddRazorPages(o => o.RootDirectory = "/Web/Features");
    }

    private static void Use(WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = ProblemMapping.Unexpected, AllowStatusCode404Response = true });
        app.UseSecurityHeaders();
        app.UseStatusCodePages(context => ProblemMapping.Write(
            context.HttpContext, context.HttpContext.Response.StatusCode,
            context.HttpContext.Response.StatusCode == StatusCodes.Status404NotFound ? ProblemMapping.NotFound : ProblemMapping.BadRequest));
        app.Use(NothingTooLarge);
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl =
                context.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.Use(OneTimePasswordFirst);
    }

    /// <summary>Somebody whose password was made by another may do nothing but change it.</summary>
    private static Task OneTimePasswordFirst(HttpContext context, RequestDelegate next)
    {
        var needs = context.GetEndpoint()?.Metadata.GetMetadata<RequiresAttribute>();
        if (needs is null or { Permission: Permission.None } || context.CallerOrNull() is not { MustChangePassword: true }) return next(context);
        if (!Paths.IsPage(context.Request.Path))
            return ProblemMapping.Write(context, StatusCodes.Status403Forbidden, ProblemMapping.MustChangePassword);
        context.Response.Redirect(Authentication.PasswordPath);
        return Task.CompletedTask;
    }

    /// <summary>Said before the body is read: a page's form looks for its token first, and would call what it cannot read a wrong form.</summary>
    private static Task NothingTooLarge(HttpContext context, RequestDelegate next) => context.Request.ContentLength > Hardening.BodyLimit
        ? ProblemMapping.Write(context, StatusCodes.Status413PayloadTooLarge, ProblemMapping.TooLarge)
        : next(context);

    private static void Map(WebApplication app)
    {
        app.MapRazorPages();
        Api.Map(app);
        app.MapOpenApi().AllowAnonymous();
        app.MapHangfireDashboard("/jobs", new DashboardOptions { Authorization = [], AppPath = "/", DisplayStorageConnectionString = false })
            .Requires(Permission.Administer);
    }
}
