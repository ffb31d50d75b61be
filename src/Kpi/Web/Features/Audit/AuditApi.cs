using Kpi.App.Features.Audit;
using Kpi.Documents;
using Kpi.Domain.Identity;
using Kpi.Hosting;

namespace Kpi.Web.Features.Audit;

/// <summary><c>GET /api/v1/audit</c>: the log, newest first.</summary>
internal static class AuditApi
{
    private const int MostRows = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit", List).Requires(Permission.Administer);

    private static async Task<IResult> List(AuditReader audit, int? skip, int? take, CancellationToken token)
    {
        var entries = await audit.List(Math.Max(skip ?? 0, 0), Math.Clamp(take ?? 100, 1, MostRows), token);
        return Results.Ok(new
        {
            Entries = entries.Select(e => new { e.Seq, At = Words.Instant(e.At), e.Actor, e.Action, e.Subject, e.Detail, e.Hash }),
        });
    }
}
