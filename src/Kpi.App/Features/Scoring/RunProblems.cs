using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>What is not there when somebody asks for results.</summary>
public static class RunProblems
{
    /// <param name="near">Which runs may have been meant; null tells how to find one.</param>
    public static Problem NoRun(string id, Text? near = null)
    {
        var told = near ?? new Text(" Xem mã lượt tính bằng: kpi scores --period P.", " See the ids of runs with: kpi scores --period P.");
        return Problem.NotFound("no-such-run", $"Không có lượt tính “{id}”.{told.Vi}", $"There is no run “{id}”.{told.En}");
    }

    /// <param name="near">Which periods near it are scored.</param>
    public static Problem NotScored(Period period, Text near) => Problem.NotFound("not-scored",
        $"Kỳ {period} chưa được tính điểm. Hãy chạy “kpi score --period {period}” hoặc đợi tác vụ tự động.{near.Vi}",
        $"Period {period} has not been scored. Run “kpi score --period {period}”, or wait for the job.{near.En}");

    public static Problem NoUnit(string code, Period period, IEnumerable<ScoredUnit> units)
    {
        var near = NearMatch.Question(code, units.Select(u => u.Code));
        return Problem.NotFound("no-such-unit",
            $"Không có đơn vị “{code}” trong lượt tính kỳ {period}.{near.Vi}", $"There is no unit “{code}” in the run of period {period}.{near.En}");
    }
}
