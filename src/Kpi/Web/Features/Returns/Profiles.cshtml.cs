using Kpi.App.Features.Returns.Profiles;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Kpi.Web.Features.Returns;

/// <summary>How units' own workbooks are read: what is confirmed, what waits, and a new file to propose from.</summary>
[Requires(Permission.Read)]
[EnableRateLimiting(Hardening.UploadLimit)]
public sealed class ProfilesModel(ProfileSight sight, ProposeProfile propose, UnitReader units, TimeProvider clock) : KpiPage
{
    // Beyond this a list of suggestions is slower than typing the code.
    private const int MostSuggestions = 400;

    public IReadOnlyList<ReadingProfile> Profiles { get; private set; } = [];

    public IReadOnlyList<StoredProposal> Waiting { get; private set; } = [];

    public IReadOnlyList<UnitVersion> Suggestions { get; private set; } = [];

    public Problem? Refusal { get; private set; }

    public bool MayPropose => Caller.Has(Permission.Submit) || Caller.Has(Permission.Review);

    public string? Facility { get; private set; }

    public string? Period { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken token)
    {
        await List(token);
        return Page();
    }

    public async Task<IActionResult> OnPost(IFormFile? file, string? facility, string? period, CancellationToken token)
    {
        (Facility, Period) = (facility?.Trim() ?? "", period?.Trim() ?? "");
        if (!await sight.MayPropose(Caller, Facility, token)) return Problem(ProblemMapping.NotAllowed);
        if (file is null) Refusal = Domain.Problem.Invalid("file-missing", Texts.NothingChosen.Vi, Texts.NothingChosen.En);
        else if (!Domain.Periods.Period.TryParse(Period, out var parsed)) Refusal = Queries.NoPeriod(Period);
        else
        {
            if ((await propose.Run(file.FileName, await UploadedFile.Bytes(file, token), Facility, null, parsed, Caller.Actor, token)).TryGet(out var made, out var problem))
                return LocalRedirect($"/profiles/proposals/{Ids.Show(made.Stored.Id)}");
            Refusal = problem;
        }

        await List(token);
        return Page();
    }

    private async Task List(CancellationToken token)
    {
        (Profiles, Waiting) = await sight.List(Caller, token);
        var today = BusinessDay.Today(clock);
        var access = Access.Of(Caller.Grants, await units.On(today, token));
        Suggestions = [.. access.Units(Permission.Submit).Concat(access.Units(Permission.Review)).Where(u => u.Files).DistinctBy(u => u.UnitId).Take(MostSuggestions)];
        Facility ??= Suggestions is [var only] ? only.Code : null;
        Period ??= Domain.Periods.Period.Containing(today, PeriodKind.Month).Previous.ToString();
    }
}
