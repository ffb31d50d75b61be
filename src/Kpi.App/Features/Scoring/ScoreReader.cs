using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>Reads runs and their scores.</summary>
public sealed class ScoreReader
{
    public Task<RunInfo?> Current(Period period, CancellationToken token) => throw new NotImplementedException();

    public Task<RunInfo?> Run(long id, CancellationToken token) => throw new NotImplementedException();

    public Task<RunInfo?> Latest(CancellationToken token) => throw new NotImplementedException();

    public Task<IReadOnlyList<RunInfo>> Runs(int take, CancellationToken token) => throw new NotImplementedException();

    public Task<IReadOnlyList<Period>> Periods(CancellationToken token) => throw new NotImplementedException();

    public Task<ImmutableArray<ScoredUnit>> Units(long runId, CancellationToken token) => throw new NotImplementedException();

    public Task<ImmutableArray<long>> Returns(long runId, CancellationToken token) => throw new NotImplementedException();

    public Task<ImmutableArray<Score>> Scores(long runId, string indicator, UnitLevel level, CancellationToken token) => throw new NotImplementedException();

    /// <summary>Every active indicator's score for one unit; where the indicator is not counted for the unit, a score with nothing expected.</summary>
    public Task<IReadOnlyList<(Indicator Indicator, Score Score)>> ScoresOfUnit(long runId, string unitCode, CancellationToken token) =>
        throw new NotImplementedException();
}
