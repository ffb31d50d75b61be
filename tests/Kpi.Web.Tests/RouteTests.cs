using FluentAssertions;
using Kpi.Domain.Identity;
using Kpi.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using NUnit.Framework;

namespace Kpi.Web.Tests;

[TestFixture]
public sealed class RouteTests
{
    private static readonly string Manifest = Path.Combine(TestContext.CurrentContext.TestDirectory, "routes.txt");

    [Test]
    public async Task Every_route_has_the_permission_that_the_manifest_shows()
    {
        await using var app = await WebHost.Build(new HostSettings(Folder(), null), "http://127.0.0.1:0", CancellationToken.None);
        var lines = (await RouteGuard.Check(app, CancellationToken.None)).Select(r => $"{r.Methods} {r.Pattern} {r.Needs}").ToList();
        // When a route is meant to change, run with KPI_UPDATE_MANIFESTS=<path of routes.txt> and review the difference.
        if (Environment.GetEnvironmentVariable("KPI_UPDATE_MANIFESTS") is { } update && Environment.GetEnvironmentVariable("CI") != "true")
            await File.WriteAllLinesAsync(update, lines);
        lines.Should().Equal(await File.ReadAllLinesAsync(Manifest));
    }

    [Test]
    public async Task A_route_without_a_permission_stops_the_host()
    {
        var start = () => WebHost.Build(new HostSettings(Folder(), null), "http://127.0.0.1:0", CancellationToken.None, r => r.MapGet("/planted", () => "open"));
        await start.Should().ThrowAsync<UnguardedRouteException>().WithMessage("*/planted*no permission*");
    }

    [Test]
    public async Task A_route_that_is_anonymous_and_guarded_stops_the_host()
    {
        var start = () => WebHost.Build(new HostSettings(Folder(), null), "http://127.0.0.1:0", CancellationToken.None,
            r => r.MapGet("/planted", () => "both").WithMetadata(new RequiresAttribute(Permission.Read)).AllowAnonymous());
        await start.Should().ThrowAsync<UnguardedRouteException>().WithMessage("*/planted*Read and anonymous*");
    }

    private static string Folder() => Path.Combine(TestContext.CurrentContext.WorkDirectory, "route-tests-data");
}
