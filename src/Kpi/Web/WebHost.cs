using Kpi.Hosting;

namespace Kpi.Web;

/// <summary>Puts the web application together.</summary>
public static class WebHost
{
    private const string DefaultUrls = "http://localhost:5080";

    public static WebApplication Build(HostSettings settings, string? urls)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings.Build());
        builder.WebHost.UseUrls(urls ?? builder.Configuration["Urls"] ?? DefaultUrls);
        builder.Services.AddRazorPages(o => o.RootDirectory = "/Web/Features");

        var app = builder.Build();
        app.UseStaticFiles();
        app.MapRazorPages();
        return app;
    }
}
