using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring;

/// <summary>A target at the end of a period: what a value must reach to be called what.</summary>
internal sealed class JudgedTarget
{
    /// <summary>How many places a value can stand at: off the path, near it, on it, at the target.</summary>
    public const int Places = 4;

    private readonly bool _overdue;
    private readonly PathPoint? _path;

    /// <param name="index">Place of the target in the catalogue.</param>
    /// <param name="target">The target.</param>
    /// <param name="period">The period at whose end it is judged.</param>
    public JudgedTarget(int index, Target target, Period period)
    {
        (Index, Target) = (index, target);
        _overdue = period.FirstDay > target.Due;
        IsDue = period.LastDay >= target.Due;
        _path = IsDue || target.Comparison == Comparison.Done ? null : PathPoint.At(target, period.LastDay);
    }

    /// <summary>The targets of an indicator that a run judges: those of its set, of sets asked for beside it, and of provinces' own beside these.</summary>
    public static IEnumerable<JudgedTarget> InForce(ScoringInputs inputs, Indicator indicator)
    {
        var day = inputs.Period.LastDay;
        for (var i = 0; i < inputs.Catalogue.Targets.Length; i++)
        {
            var target = inputs.Catalogue.Targets[i];
            if (target.Indicator != indicator.Code || !target.HoldsOn(day)) continue;
            var over = inputs.Catalogue.TargetSet(target.Set)?.Overrides;
            if (!IsJudged(target.Set) && !(over is not null && IsJudged(over.Set))) continue;
            yield return new JudgedTarget(i, target, inputs.Period)
            {
                Within = over is null ? null : PlaceOf(over.UnitId),
            };
        }

        bool IsJudged(string set) => set == inputs.TargetSet || inputs.Options.Beside.Contains(set);

        int PlaceOf(string unitId)
        {
            for (var i = 0; i < inputs.Units.Length; i++)
            {
                if (inputs.Units[i].UnitId == unitId) return i;
            }

            return -1;
        }
    }

    public int Index { get; }

    public Target Target { get; }

    /// <summary>Whether the due day is over.</summary>
    public bool IsDue { get; }

    /// <summary>Whether it asks for all there is.</summary>
    public bool IsOfAll => Target.Value >= Fraction.One;

    /// <summary>The only unit within which it is judged, by its place; -1 where the run has no such unit; null when it is judged everywhere.</summary>
    public int? Within { get; init; }

    public Verdict Judge(Fraction value, Fraction? previous, bool rose)
    {
        if (ScoringEngine.Satisfies(Target, value))
            return _overdue && previous is { } before && ScoringEngine.Satisfies(Target, before) ? Verdict.Held : Verdict.Met;
        if (_path is null) return _overdue && rose ? Verdict.MissedProgressing : Verdict.Missed;
        return _path.IsReachedBy(value) ? Verdict.OnTrack : _path.IsNearlyReachedBy(value) ? Verdict.AtRisk : Verdict.OffTrack;
    }

    /// <summary>
    /// The place of a value, from 0; it never falls as the value rises. What was in the period before does not count: a missed target is no less
    /// missed for being nearer.
    /// </summary>
    public int PlaceOf(Fraction value)
    {
        if (ScoringEngine.Satisfies(Target, value)) return 3;
        if (_path is null) return 0;
        return _path.IsReachedBy(value) ? 2 : _path.IsNearlyReachedBy(value) ? 1 : 0;
    }
}
