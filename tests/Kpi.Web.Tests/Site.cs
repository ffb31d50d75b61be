using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Kpi.App.Features.Identity;
using Kpi.App.Platform;
using Kpi.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.Web.Tests;

/// <summary>The whole service on a loopback port over a data folder of its own.</summary>
internal sealed partial class Site : IAsyncDisposable
{
    private readonly string _folder;

    private Site(string folder, WebApplication app, string password)
    {
        _folder = folder;
        App = app;
        Password = password;
    }

    public WebApplication App { get; }

    /// <summary>The first administrator's one-time password.</summary>
    public string Password { get; }

    public string Address => App.Urls.First();

    public static async Task<Site> Start(Action<IEndpointRouteBuilder>? routes = null)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-web-").FullName;
        var app = await WebHost.Build(new HostSettings(folder, null), "http://127.0.0.1:0", CancellationToken.None, routes);
        if (await WebHost.Prepare(app, CancellationToken.None) is { } problem) throw new InvalidOperationException(problem.Message.En);
        var password = await WebHost.FirstPassword(app, CancellationToken.None)
            ?? throw new InvalidOperationException("A new data folder had users already.");
        await app.StartAsync();
        return new Site(folder, app, password);
    }

    /// <summary>A visitor with cookies who follows no redirect by itself.</summary>
    public HttpClient Visitor() => new(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false })
    {
        BaseAddress = new Uri(Address),
    };

    /// <summary>A visitor who is signed in over a unit.</summary>
    public async Task<HttpClient> SignedIn(string login, string role, string unit)
    {
        var users = App.Services.GetRequiredService<ManageUsers>();
        var once = (await users.Add(login, login, [new GrantRequest(role, unit)], new Actor("test"), CancellationToken.None)).Value;
        const string own = "một câu dài dễ nhớ 2026";
        _ = (await App.Services.GetRequiredService<ChangePassword>().Run(login, once, own, CancellationToken.None)).Value;
        var visitor = Visitor();
        (await SignIn(visitor, login, own)).StatusCode.Should().Be(HttpStatusCode.Redirect);
        return visitor;
    }

    public async Task<HttpClient> WithKey(string role, string unit)
    {
        var key = (await App.Services.GetRequiredService<ApiKeys>()
            .Add("test", role, unit, TimeSpan.FromDays(1), new Actor("test"), CancellationToken.None)).Value;
        var visitor = Visitor();
        visitor.DefaultRequestHeaders.Authorization = new("Bearer", key.Key);
        return visitor;
    }

    public static async Task<HttpResponseMessage> SignIn(HttpClient visitor, string login, string password) => await Post(
        visitor, "/sign-in", new Dictionary<string, string> { ["Login"] = login, ["password"] = password });

    /// <summary>Opens a page for its form token, then posts to it.</summary>
    public static async Task<HttpResponseMessage> Post(HttpClient visitor, string page, IReadOnlyDictionary<string, string> fields)
    {
        var token = TokenOf(await visitor.GetStringAsync(new Uri(page, UriKind.Relative)));
        using var form = new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", token)));
        return await visitor.PostAsync(new Uri(page, UriKind.Relative), form);
    }

    /// <summary>A return of the API once the jobs have judged it.</summary>
    public static async Task<JsonElement> Judged(HttpClient visitor, string address)
    {
        for (var i = 0; i < 600; i++)
        {
            var one = JsonSerializer.Deserialize<JsonElement>(await visitor.GetStringAsync(new Uri(address, UriKind.RelativeOrAbsolute)));
            if (one.GetProperty("state").GetString() is not ("received" or "reading")) return one;
            await Task.Delay(50);
        }

        throw new TimeoutException("The return was not judged.");
    }

    public static string TokenOf(string html) => FormToken().Match(html).Groups[1].Value;

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
