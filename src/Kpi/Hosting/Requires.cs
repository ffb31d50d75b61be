using Kpi.Domain.Identity;
using Microsoft.AspNetCore.Authorization;

namespace Kpi.Hosting;

/// <summary>
/// The one permission a route needs, over any unit; which units is decided inside, by <see cref="Caller.Access"/>.
/// <see cref="Permission.None"/> means: signed in is enough. Every route has exactly one of these or an explicit anonymous mark.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequiresAttribute(Permission permission) : AuthorizeAttribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    public Permission Permission { get; } = permission;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

internal sealed class RequiresHandler(IHttpContextAccessor accessor) : AuthorizationHandler<RequiresAttribute>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RequiresAttribute requirement)
    {
        if (accessor.HttpContext?.Features.Get<Caller>() is { } caller
            && (requirement.Permission == Permission.None || (requirement.Permission == Permission.Administer ? caller.MayAdminister : caller.Has(requirement.Permission))))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

internal static class RequiresRoutes
{
    public static TBuilder Requires<TBuilder>(this TBuilder builder, Permission permission) where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new RequiresAttribute(permission));
        return builder;
    }
}
