using Kpi.App.Features.Indicators;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Scoring;

public static class RunCatalogues
{
    /// <summary>The catalogue that a run was calculated by: a version as published, or that of its scenario.</summary>
    public static Task<Catalogue> Of(this CatalogueReader catalogues, RunInfo run, CancellationToken token) =>
        run.CatalogueSha256 is { } sha256 && run.Scenario is not null ? catalogues.BySha(sha256, token) : catalogues.Version(run.CatalogueVersion, token);
}
