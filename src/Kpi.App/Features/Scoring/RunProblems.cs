using System.Globalization;
using Kpi.Domain;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Scoring;

/// <summary>What is not there when somebody asks for results.</summary>
public static class RunProblems
{
    /// <summary>There is no official run at all.</summary>
    public static Problem NothingScored { get; } = Problem.NotFound("nothing-scored",
        "Chưa có kỳ nào được tính điểm chính thức nên chưa có kết quả nào để so. Tính một kỳ bằng: kpi score --period P.",
        "No period has been scored officially yet, so that there are no results to compare with. Score one with: kpi score --period P.");

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

    /// <param name="hint">What the code means today, or which codes of the run are near.</param>
    public static Problem NoUnit(string code, RunInfo run, Text hint) => Problem.NotFound("no-such-unit",
        string.Create(CultureInfo.InvariantCulture,
            $"Không có đơn vị mang mã “{code}” vào ngày {run.Geography:dd/MM/yyyy}; lượt tính kỳ {run.Period} theo địa giới ngày đó.{hint.Vi}"),
        string.Create(CultureInfo.InvariantCulture,
            $"There was no unit with the code “{code}” on {run.Geography:yyyy-MM-dd}; the run of period {run.Period} follows the geography of that day.{hint.En}"));
}
