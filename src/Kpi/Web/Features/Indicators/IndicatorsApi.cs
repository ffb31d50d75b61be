using Kpi.App.Features.Indicators;
using Kpi.Domain.Identity;
using Kpi.Hosting;

namespace Kpi.Web.Features.Indicators;

/// <summary><c>GET /api/v1/catalogue</c>: the catalogue as published, byte for byte.</summary>
internal static class IndicatorsApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/catalogue", Get).Requires(Permission.Read);

    private static async Task<IResult> Get(CatalogueReader catalogues, int? version, CancellationToken token) =>
        (await catalogues.Export(version, token)).TryGet(out var json, out var problem)
            ? Results.Bytes(json, "application/json")
            : ProblemMapping.Result(problem);
}
