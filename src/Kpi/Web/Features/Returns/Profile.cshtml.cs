using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns.Profiles;
using Kpi.App.Platform;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Returns;

/// <summary>One confirmed way of reading a unit's own workbooks.</summary>
[Requires(Permission.Read)]
public sealed class ProfileModel(ProfileSight sight, ConfirmProfile confirm, CatalogueReader catalogues) : KpiPage
{
    public ReadingProfile Profile { get; private set; } = null!;

    public Catalogue Catalogue { get; private set; } = null!;

    public bool MayRetire { get; private set; }

    public async Task<IActionResult> OnGet(string id, CancellationToken token)
    {
        if (!(await sight.Find(Caller, id, token)).TryGet(out var profile, out var problem)) return Problem(problem);
        Profile = profile;
        Catalogue = await catalogues.Current(token);
        MayRetire = profile.RetiredAt is null && await sight.MayConfirm(Caller, profile.Content.Facility, token);
        return Page();
    }

    public async Task<IActionResult> OnPost(string id, string? reason, CancellationToken token)
    {
        if (!(await sight.Find(Caller, id, token)).TryGet(out var profile, out var problem)) return Problem(problem);
        if (!await sight.MayConfirm(Caller, profile.Content.Facility, token)) return Problem(ProblemMapping.NotAllowed);
        return (await confirm.Retire(profile.Id, reason, Caller.Actor, token)).TryGet(out var retired, out problem)
            ? LocalRedirect($"/profiles/{Ids.Show(retired.Id)}")
            : Problem(problem);
    }
}
