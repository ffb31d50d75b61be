using System.Globalization;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Hosting;

namespace Kpi.Web.Features.Units;

/// <summary><c>GET /api/v1/units</c>.</summary>
internal static class UnitsApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/units", List).Requires(Permission.Read).WithSummary("The units in force on a day that the caller may read.");

    private static async Task<IResult> List(HttpContext http, UnitReader units, TimeProvider clock, string? on, string? within, CancellationToken token)
    {
        var day = BusinessDay.Today(clock);
        if (on is not null && !DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            return ProblemMapping.Result(Problem.Invalid("bad-day", $"“{on}” không phải là ngày.", $"“{on}” is not a day."));
        var geography = await units.On(day, token);
        var access = Access.Of(http.Caller().Grants, geography);
        var list = access.Units(Permission.Read);
        if (within is not null)
        {
            if (geography.ByCode(within) is not { } area)
                return ProblemMapping.Result(Problem.NotFound("no-such-unit", $"Không có đơn vị “{within}”.", $"There is no unit “{within}”."));
            list = list.Where(u => geography.IsWithin(u, area));
        }

        return Results.Ok(new { Day = Words.Day(day), Units = list.Select(u => UnitDocument.Of(u, geography)).ToList() });
    }
}
