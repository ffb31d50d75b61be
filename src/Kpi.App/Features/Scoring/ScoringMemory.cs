using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Scoring;

/// <summary>
/// Scores what holds for a period, and keeps the sums of the last periods in this process so that a few returns more cost what they touch. Nothing
/// is told to it: it compares the ids of the returns that count with those it has taken in. Whatever else has changed, or too much has, everything
/// is scored again; the bytes are the same either way.
/// </summary>
public sealed class ScoringMemory(LoadInputs inputs, UnitReader units, CatalogueReader catalogues)
{
    private const int KeptPeriods = 2, MostChanges = 500;
    private readonly LinkedList<Kept> _kept = [];
    private readonly Lock _lock = new();

    /// <summary>The scores of everything known now, by the first target set.</summary>
    public async Task<ScoredPeriod> Score(Catalogue catalogue, Period period, Action<int, int> progress, CancellationToken token)
    {
        var tree = await units.Tree(token);
        var set = catalogue.TargetSets[0].Code;
        var scored = Find(period) is { } kept && ReferenceEquals(kept.Tree, tree)
            && kept.Scored.Inputs.CatalogueHash == await catalogues.Hash(catalogue.Version, token)
            && await inputs.Since(kept.Scored.Inputs, MostChanges, token) is { } changes
            ? kept.Scored.With(changes, token)
            : ScoredPeriod.Of(await inputs.Run(catalogue, set, ScoreRequest.Due(period), token), progress, token);
        Put(new Kept(period, tree, scored));
        return scored;
    }

    private Kept? Find(Period period)
    {
        lock (_lock) return _kept.FirstOrDefault(k => k.Period == period);
    }

    private void Put(Kept kept)
    {
        lock (_lock)
        {
            if (_kept.FirstOrDefault(k => k.Period == kept.Period) is { } other) _kept.Remove(other);
            _kept.AddFirst(kept);
            if (_kept.Count > KeptPeriods) _kept.RemoveLast();
        }
    }

    private sealed record Kept(Period Period, UnitTree Tree, ScoredPeriod Scored);
}
