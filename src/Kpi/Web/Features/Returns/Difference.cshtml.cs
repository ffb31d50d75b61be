using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Returns;

/// <summary>What a table of differences shows.</summary>
public sealed record ChangesTable(ImmutableArray<ValueChange> Changes, Catalogue Catalogue);

/// <summary>How two versions of a return differ, element by element.</summary>
[Requires(Permission.Read)]
public sealed class DifferenceModel(ReturnSight sight, ReturnHistory history, CatalogueReader catalogues) : KpiPage
{
    public VersionDifference Difference { get; private set; } = null!;

    public ChangesTable Table { get; private set; } = null!;

    public async Task<IActionResult> OnGet(string id, string? with, CancellationToken token)
    {
        if (!(await sight.Find(Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        var chain = await sight.Chain(Caller, detail.Summary, token);
        if (!(await history.Difference(detail, chain, with, token)).TryGet(out var difference, out problem)) return Problem(problem);
        Difference = difference;
        Table = new ChangesTable(difference.Changes, await catalogues.Current(token));
        return Page();
    }
}
