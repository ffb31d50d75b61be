using Kpi.App.Features.Recalculation;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Recalculation;

/// <summary>What a proposed catalogue would do to the last official results, as a part of the page that shows the proposal. The page has checked that the reader may see it.</summary>
public sealed class TriedCatalogue(TryCatalogue tries) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(byte[] json, DateOnly? validFrom) =>
        View("/Web/Features/Recalculation/_TriedCatalogue.cshtml", await tries.Run(json, validFrom, HttpContext.RequestAborted));
}
