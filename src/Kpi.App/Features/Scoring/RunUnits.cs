using System.Collections.Immutable;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>A unit with its place in a run's list of units.</summary>
public sealed record PlacedUnit(ImmutableArray<ScoredUnit> All, int Place)
{
    public ScoredUnit Unit => All[Place];
}

/// <summary>Finds a unit of a run by its code. A code means what it meant on the day whose geography the run follows.</summary>
public sealed class RunUnits(ScoreReader scores, UnitReader register, TimeProvider clock)
{
    public async Task<Outcome<PlacedUnit>> Find(RunInfo run, string code, CancellationToken token)
    {
        var units = await scores.Units(run.Id, token);
        for (var i = 0; i < units.Length; i++)
        {
            if (units[i].Code == code) return new PlacedUnit(units, i);
        }

        return RunProblems.NoUnit(code, run, await Today(units, code, token));
    }

    /// <summary>What the code means today and what stood for it then; else the codes of then that are near.</summary>
    private async Task<Text> Today(ImmutableArray<ScoredUnit> units, string code, CancellationToken token)
    {
        var today = await register.On(BusinessDay.Today(clock), token);
        if (today.ByCode(code) is not { } now) return NearMatch.Question(code, units.Select(u => u.Code));
        var then = string.Join(", ", units.Where(u => today.CarriedOn(u.UnitId)?.UnitId == now.UnitId).Select(u => $"{u.Code} {u.Name}"));
        return then.Length > 0
            ? new Text($" Hôm nay mã đó là {now.Name}; trong lượt tính này là: {then}.", $" Today it is {now.Name}; in this run that is: {then}.")
            : new Text($" Hôm nay mã đó là {now.Name}, chưa có trong lượt tính này.", $" Today it is {now.Name}, which this run does not have.");
    }
}
