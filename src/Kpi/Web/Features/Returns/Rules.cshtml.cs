using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Returns;

/// <summary>The rules, how often they were broken, and who would break them.</summary>
[Requires(Permission.Calculate)]
public sealed class RulesModel(TryRules rules, IServiceProvider services) : KpiPage
{
    public const int MostBreakers = 100;

    public RuleList Listed { get; private set; } = null!;

    /// <summary>What was tried; null where nothing was.</summary>
    public RuleTrials? Trials { get; private set; }

    public Period? Period { get; private set; }

    /// <summary>A rule's code tries it.</summary>
    public Task<IActionResult> OnGet(string? period, string? code, CancellationToken token) => Show(period, code, null, token);

    /// <summary>A proposed catalogue is tried; it is not kept.</summary>
    public async Task<IActionResult> OnPost(string? period, IFormFile? file, CancellationToken token)
    {
        if (file is null) return Problem(Domain.Problem.Invalid("file-missing", "Chưa chọn tệp nào.", "No file was chosen."));
        return CatalogueFile.Read(await UploadedFile.Bytes(file, token), token).TryGet(out var brought, out var problem)
            ? await Show(period, null, brought.Catalogue, token)
            : Problem(problem);
    }

    private async Task<IActionResult> Show(string? period, string? code, Catalogue? proposed, CancellationToken token)
    {
        if (!RulesApi.PeriodOf(period).TryGet(out var wanted, out var problem)) return Problem(problem);
        Listed = await rules.List(wanted.Value, token);
        Period = wanted.Value ?? Listed.Period;
        if (code is null && proposed is null) return Page();
        var outcome = await rules.Run(code, proposed, Period, await RulesApi.Sees(Caller, services, token), token);
        if (!outcome.TryGet(out var trials, out problem)) return Problem(problem);
        Trials = trials;
        return Page();
    }
}
