using System.Collections.Immutable;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Identity;
using Kpi.Domain.Units;

namespace Kpi.Hosting;

/// <summary>Who stands behind a request: a signed-in person or an API key.</summary>
/// <param name="Name">Login, or <c>key:</c> and the key's id.</param>
/// <param name="DisplayName">What the page shows.</param>
/// <param name="MustChangePassword">Nothing but changing the password is allowed yet.</param>
/// <param name="IsKey">A program: it carries no cookie, so no other site can act in its name.</param>
public sealed record Caller(string Name, string DisplayName, ImmutableArray<Grant> Grants, bool MustChangePassword, bool IsKey)
{
    public Actor Actor => new(Name);

    public bool Has(Permission permission) => Grants.Any(g => g.Permissions.HasFlag(permission));

    /// <summary>What is administered here — audit, jobs, the system — is the nation's and has no part that were a province's own.</summary>
    public bool MayAdminister => Grants.Any(g => g.UnitCode == Geography.NationCode && g.Permissions.HasFlag(Permission.Administer));

    /// <summary>The unit a page shows first: the top of what the caller may read.</summary>
    public string HomeUnit => Grants.Where(g => g.Permissions.HasFlag(Permission.Read)).Select(g => g.UnitCode)
        .OrderBy(code => code == Geography.NationCode ? 0 : 1).ThenBy(code => code.Length).FirstOrDefault() ?? Geography.NationCode;

    /// <summary>What the grants allow today.</summary>
    public async Task<Access> Access(IServiceProvider services, CancellationToken token)
    {
        var today = BusinessDay.Today(services.GetRequiredService<TimeProvider>());
        return Domain.Identity.Access.Of(Grants, await services.GetRequiredService<UnitReader>().On(today, token));
    }

    /// <summary>
    /// Over which units a permission holds, by identity: a code alone changes its meaning. Grants speak of the register of today; a unit of then is
    /// looked up by what carries it on.
    /// </summary>
    public async Task<Func<string, bool>> Sees(IServiceProvider services, Permission permission, CancellationToken token)
    {
        var today = await services.GetRequiredService<UnitReader>().On(BusinessDay.Today(services.GetRequiredService<TimeProvider>()), token);
        var access = Domain.Identity.Access.Of(Grants, today);
        return access.AllowsEverywhere(permission)
            ? static _ => true
            : unitId => today.CarriedOn(unitId) is { } now && access.Allows(permission, now.Code);
    }
}

internal static class CallerOfRequest
{
    /// <summary>The caller of a request that has passed authorization.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The route is anonymous: it has no caller.");

    public static Caller? CallerOrNull(this HttpContext context) => context.Features.Get<Caller>();
}
