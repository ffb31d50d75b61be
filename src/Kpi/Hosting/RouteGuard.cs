using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;

namespace Kpi.Hosting;

/// <summary>A route that would be open, or guarded twice. The host does not start with one.</summary>
public sealed class UnguardedRouteException : Exception
{
    public UnguardedRouteException()
    {
    }

    public UnguardedRouteException(string message)
        : base(message)
    {
    }

    public UnguardedRouteException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>One route and what it needs: a line of the manifest.</summary>
public sealed record GuardedRoute(string Methods, string Pattern, string Needs);

/// <summary>Every route has exactly one permission or an explicit anonymous mark.</summary>
public static class RouteGuard
{
    /// <summary>Every route with what it needs, sorted.</summary>
    /// <exception cref="UnguardedRouteException">A route has none, or more than one.</exception>
    public static async Task<IReadOnlyList<GuardedRoute>> Check(IEndpointRouteBuilder routes, CancellationToken token)
    {
        var manifest = new List<GuardedRoute>();
        var faults = new List<string>();
        foreach (var endpoint in routes.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>())
        {
            var methods = string.Join(',', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>());
            var metadata = await MetadataOf(endpoint, routes.ServiceProvider, token);
            var needs = metadata.OfType<RequiresAttribute>().Select(r => r.Permission.ToString()).ToList();
            if (metadata.OfType<IAllowAnonymous>().Any()) needs.Add("anonymous");
            var pattern = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            if (needs.Count == 1) manifest.Add(new GuardedRoute(methods.Length == 0 ? "*" : methods, pattern, needs[0]));
            else faults.Add($"{methods} {pattern}: {(needs.Count == 0 ? "no permission and no anonymous mark" : string.Join(" and ", needs))}");
        }

        if (faults.Count > 0) throw new UnguardedRouteException("Routes without exactly one permission: " + string.Join("; ", faults));
        return [.. manifest.Distinct().OrderBy(r => r.Pattern, StringComparer.Ordinal).ThenBy(r => r.Methods, StringComparer.Ordinal)];
    }

    /// <summary>A page's own marks are known only once it is loaded, which the framework puts off until its first request.</summary>
    private static async Task<EndpointMetadataCollection> MetadataOf(RouteEndpoint endpoint, IServiceProvider services, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page) return endpoint.Metadata;
        var loaded = await services.GetRequiredService<PageLoader>().LoadAsync(page, endpoint.Metadata);
        return loaded.Endpoint?.Metadata ?? endpoint.Metadata;
    }
}
