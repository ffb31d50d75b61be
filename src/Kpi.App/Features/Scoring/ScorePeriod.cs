using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Scoring;

/// <summary>Calculates one period and keeps the run.</summary>
public sealed class ScorePeriod
{
    public Task<Outcome<RunInfo>> Run(ScoreRequest request, Actor actor, CancellationToken token) => throw new NotImplementedException();
}

/// <summary>Calculates every period that is due.</summary>
public sealed class ScoreDuePeriods
{
    public Task<int> Run(Actor actor, CancellationToken token) => throw new NotImplementedException();
}
