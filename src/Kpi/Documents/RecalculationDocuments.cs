using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.Documents;

/// <summary>A calculation that a job makes: what <c>POST /api/v1/runs</c> and, until there is a run, <c>GET /api/v1/runs/{id}</c> give.</summary>
/// <param name="Run">Its id; of a single period the id of the run to come.</param>
/// <param name="Hash">Null: there is none before the run.</param>
/// <param name="Done">Indicators scored, over all periods.</param>
/// <param name="Total">Indicators to score; 0 before it begins.</param>
/// <param name="Problem">Why it failed; null otherwise.</param>
/// <param name="Runs">The runs that are there so far.</param>
public sealed record RecalculationDocument(
    string Run, string? Hash, string State, int Done, int Total, IReadOnlyList<string> Periods, string? Name, string? Scenario, Text? Problem, IReadOnlyList<RunDocument> Runs)
{
    public static RecalculationDocument Of(Recalculation of, IEnumerable<RunInfo> runs) => new(
        Ids.Show(of.Id), null, Words.Kebab(of.State), of.Done, of.Total, of.Request.Periods, of.Request.Name,
        of.Request.Scenario is { } scenario ? Ids.Show(scenario.Id) : null, of.Problem, [.. runs.Select(RunDocument.Of)]);
}

public static class RecalculationTexts
{
    public static Text Of(RecalculationState state) => state switch
    {
        RecalculationState.Waiting => new("đang chờ", "waiting"),
        RecalculationState.Running => new("đang tính", "running"),
        RecalculationState.Done => new("xong", "done"),
        RecalculationState.Failed => new("lỗi", "failed"),
        _ => new("đã dừng", "stopped"),
    };
}
