using Kpi.App.Features.Indicators;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Changes;

namespace Kpi.App.Features.Scoring;

/// <summary>One indicator in two runs.</summary>
/// <param name="Indicator">As the later run defines it; as the earlier one does where the later has none.</param>
public sealed record ComparedIndicator(Indicator Indicator, ScoreChange Change);

/// <summary>Two runs compared for one unit.</summary>
/// <param name="Unit">The unit as the later run knows it, else as the earlier one does.</param>
/// <param name="Indicators">Those that were asked for; without the question, those that have moved.</param>
public sealed record RunComparison(RunInfo Before, RunInfo After, ScoredUnit Unit, IReadOnlyList<ComparedIndicator> Indicators);

/// <summary>Answers: why did it move? Walks from one run's inputs to the other's, a cause at a time, and scores every point with the ordinary engine.</summary>
public sealed class CompareRuns(LoadRun runs, LoadInputs inputs)
{
    /// <param name="indicator">One indicator, moved or not; null for all that moved.</param>
    public async Task<Outcome<RunComparison>> Run(long beforeId, long afterId, string unitCode, string? indicator, CancellationToken token)
    {
        if (!(await runs.Run(beforeId, token)).TryGet(out var before, out var problem)) return problem;
        if (!(await runs.Run(afterId, token)).TryGet(out var after, out problem)) return problem;
        if ((Find(after, unitCode) ?? Find(before, unitCode)) is not { } unit)
        {
            var near = NearMatch.Question(unitCode, after.Inputs.Units.Select(u => u.Code));
            return Problem.NotFound("no-such-unit",
                $"Không có đơn vị “{unitCode}” trong hai lượt tính này.{near.Vi}", $"There is no unit “{unitCode}” in either run.{near.En}");
        }

        if (indicator is not null && Definition(indicator) is null)
        {
            return IndicatorProblems.Unknown(indicator, after.Inputs.Catalogue);
        }

        // A run that leaves returns out by choice does not know that they were sent back.
        var sameChoice = before.Info.Options.ApprovedOnly == after.Info.Options.ApprovedOnly && before.Info.AsKnownAt == after.Info.AsKnownAt;
        var known = before.Info.Period == after.Info.Period && sameChoice ? after.Inputs : await KnownLater(before, after.Info, token);
        var changes = new ScoreChanges(before.Inputs, ChangePath.Between(before.Inputs, known, after.Inputs), token);
        var compared = (indicator is null ? changes.Indicators : [indicator])
            .Select(code => new ComparedIndicator(Definition(code)!, changes.Of(code, unit.UnitId)))
            .Where(c => indicator is not null || !c.Change.Steps.IsEmpty)
            .ToList();
        return new RunComparison(before.Info, after.Info, unit, compared);

        Indicator? Definition(string code) => after.Inputs.Catalogue.Indicator(code) ?? before.Inputs.Catalogue.Indicator(code);
    }

    /// <summary>The earlier run's period as it was known when the later run was made: what was corrected and what came late lies between.</summary>
    private Task<ScoringInputs> KnownLater(KeptRun before, RunInfo after, CancellationToken token) => inputs.Run(
        before.Inputs.Catalogue,
        before.Info.Set,
        new ScoreRequest(
            before.Info.Period, before.Info.Set, before.Info.Geography, after.AsKnownAt ?? after.MadeAt, before.Info.Options.Missing,
            before.Info.Options.ApprovedOnly, null, Official: false)
        {
            Scenario = before.Info.Scenario,
        },
        token);

    private static ScoredUnit? Find(KeptRun run, string code) => run.Inputs.Units.FirstOrDefault(u => u.Code == code);
}
