using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.Domain.Identity;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Indicators;

/// <summary>The versions of the catalogue, what changed between them, and what is proposed.</summary>
[Requires(Permission.Calculate)]
public sealed class CatalogueModel(CatalogueReader catalogues, PublishCatalogue publish, IServiceProvider services) : KpiPage
{
    public const int MostChanges = 200;

    public IReadOnlyList<CatalogueVersion> Versions { get; private set; } = [];

    public IReadOnlyList<CatalogueDraft> Drafts { get; private set; } = [];

    /// <summary>What is looked at; null where nothing is.</summary>
    public CatalogueDifference? Difference { get; private set; }

    /// <summary>Against which version.</summary>
    public int Against { get; private set; }

    /// <summary>The proposal that is looked at and that nobody has decided; null where there is none.</summary>
    public (byte[] Json, DateOnly? ValidFrom)? Undecided { get; private set; }

    public bool MayPropose { get; private set; }

    public bool MayPublish { get; private set; }

    public bool IsOwn(CatalogueDraft draft) => Caller.Actor.DidItself(draft.ProposedBy);

    /// <param name="version">Shows what a version changed.</param>
    /// <param name="draft">Shows what a proposal changes.</param>
    /// <param name="token">Gives up.</param>
    public async Task<IActionResult> OnGet(int? version, string? draft, CancellationToken token)
    {
        Versions = await catalogues.Versions(token);
        MayPropose = await IndicatorsApi.May(Caller, Permission.Calculate, services, token);
        MayPublish = await IndicatorsApi.May(Caller, Permission.Administer, services, token);
        if (MayPropose) Drafts = await catalogues.Drafts(token);
        if (draft is not null)
        {
            if (!MayPropose || !Ids.TryRead(draft, out var number)) return Problem(ProblemMapping.NotFound);
            if (!(await catalogues.Draft(number, token)).TryGet(out var proposed, out var problem)) return Problem(problem);
            if (proposed.Draft.State == DraftState.Proposed) Undecided = (proposed.Json, proposed.Draft.ValidFrom);
            return await Show(Versions[0].Version, proposed.Json, token);
        }

        if (version is not { } wanted) return Page();
        if (!(await catalogues.Export(wanted, token)).TryGet(out var after, out var missing)) return Problem(missing);
        return Versions.FirstOrDefault(v => v.Version < wanted) is { } before ? await Show(before.Version, after, token) : Page();
    }

    public async Task<IActionResult> OnGetFile(int version, string? format, [FromServices] Speech speech, CancellationToken token)
    {
        if (!(await catalogues.Export(version, token)).TryGet(out var json, out var problem)) return Problem(problem);
        return format == "json"
            ? File(json, "application/json", $"kpi-catalogue-{version.ToString(CultureInfo.InvariantCulture)}.json")
            : File(CatalogueWorkbook.Write(json, speech.Language), Queries.Xlsx, IndicatorsApi.FileName(version));
    }

    public async Task<IActionResult> OnPostPropose(IFormFile? file, string? reason, string? validFrom, CancellationToken token)
    {
        if (!await IndicatorsApi.May(Caller, Permission.Calculate, services, token)) return Problem(ProblemMapping.NotAllowed);
        if (file is null) return Problem(Domain.Problem.Invalid("file-missing", "Chưa chọn tệp nào.", "No file was chosen."));
        if (!IndicatorsApi.DayOf(validFrom).TryGet(out var from, out var problem)) return Problem(problem);
        if (!CatalogueFile.Read(await UploadedFile.Bytes(file, token), token).TryGet(out var brought, out problem)) return Problem(problem);
        return (await publish.Propose(brought.Json, reason ?? "", from.Day, Caller.Actor, token)).TryGet(out var draft, out problem)
            ? LocalRedirect($"/catalogue?draft={Ids.Show(draft.Id)}")
            : Problem(problem);
    }

    public async Task<IActionResult> OnPostDecide(string? id, string? decision, string? reason, CancellationToken token)
    {
        if (!Ids.TryRead(id, out var number)) return Problem(ProblemMapping.NotFound);
        var needed = decision == "publish" ? Permission.Administer : Permission.Calculate;
        if (!await IndicatorsApi.May(Caller, needed, services, token)) return Problem(ProblemMapping.NotAllowed);
        var problem = decision == "publish"
            ? (await publish.Approve(number, Caller.Actor, token)).Problem
            : (await publish.Decline(number, reason ?? "", Caller.Actor, token)).Problem;
        return problem is null ? LocalRedirect("/catalogue") : Problem(problem);
    }

    private async Task<IActionResult> Show(int against, byte[] after, CancellationToken token)
    {
        if (!(await catalogues.Export(against, token)).TryGet(out var before, out var problem)) return Problem(problem);
        (Difference, Against) = (CatalogueDifference.Between(before, after), against);
        return Page();
    }
}
