using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Indicators;

/// <summary>Why nothing can be said of an indicator.</summary>
public static class IndicatorProblems
{
    /// <summary>There is none of that code; those nearest to it are named.</summary>
    public static Problem Unknown(string code, Catalogue catalogue)
    {
        var near = NearMatch.Question(code, catalogue.Indicators.Select(i => i.Code));
        return Problem.NotFound("no-such-indicator",
            $"Không có chỉ số “{code}”.{near.Vi} Xem: kpi catalogue export.", $"There is no indicator “{code}”.{near.En} See: kpi catalogue export.");
    }
}
