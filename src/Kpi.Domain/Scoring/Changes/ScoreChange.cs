using System.Collections.Immutable;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring.Changes;

/// <summary>What a unit that files has to do with a step.</summary>
/// <param name="UnitId">Identity.</param>
/// <param name="Code">Code, of the later point where it is in both.</param>
/// <param name="ReturnBefore">Its last return that counted before; null when none did.</param>
/// <param name="ReturnAfter">Its last return that counts after; null when none does.</param>
/// <param name="Numerator">By how much its numerator moved; one that counts for nothing is nothing.</param>
/// <param name="Denominator">By how much its denominator moved.</param>
/// <param name="Part">
/// Its part of the step: (Δnumerator − value before × Δdenominator) ÷ denominator after. The parts of all units add up to the step. Null where
/// there was no value before or is none after.
/// </param>
public sealed record UnitPart(string UnitId, string Code, long? ReturnBefore, long? ReturnAfter, long Numerator, long Denominator, Change? Part);

/// <summary>One cause's share of a change.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Before">The value at the point before; null when there was none.</param>
/// <param name="After">The value at this point; null when there is none.</param>
/// <param name="Share">After less before; null when either is missing: a value that appears is no change from zero.</param>
/// <param name="VerdictsBefore">The verdicts by the lead set at the point before, by due day.</param>
/// <param name="VerdictsAfter">The verdicts by the lead set at this point.</param>
/// <param name="Units">The units that moved, those that moved it most first.</param>
public sealed record ChangeStep(
    ChangeCause Cause, Fraction? Before, Fraction? After, Change? Share, ImmutableArray<(DateOnly Due, Verdict Verdict)> VerdictsBefore,
    ImmutableArray<(DateOnly Due, Verdict Verdict)> VerdictsAfter, ImmutableArray<UnitPart> Units);

/// <summary>Why an indicator's value for a unit is another in one run than in another, split into causes that add up to the whole exactly.</summary>
/// <param name="Indicator">Code of the indicator.</param>
/// <param name="UnitId">Identity of the unit.</param>
/// <param name="Before">The value in the earlier run; a milestone's count over one. Null when there was none.</param>
/// <param name="After">The value in the later run. Null when there is none.</param>
/// <param name="Steps">The causes that had to do with it, in the order they were walked.</param>
public sealed record ScoreChange(string Indicator, string UnitId, Fraction? Before, Fraction? After, ImmutableArray<ChangeStep> Steps)
{
    /// <summary>After less before; null when either is missing.</summary>
    public Change? Total => Before is { } before && After is { } after ? Change.Between(before, after) : null;
}

/// <summary>Scores the points of the way between two runs and says what each cause did.</summary>
public sealed class ScoreChanges
{
    private readonly ImmutableArray<ScoredPoint> _points;

    /// <summary>Scores every point.</summary>
    /// <param name="before">Inputs of the earlier run.</param>
    /// <param name="path">The way to the later one.</param>
    /// <param name="token">Gives up.</param>
    public ScoreChanges(ScoringInputs before, ImmutableArray<ChangePoint> path, CancellationToken token) =>
        _points = [new ScoredPoint(null, before, token), .. path.Select(p => new ScoredPoint(p.Cause, p.Inputs, token))];

    /// <summary>The units that are in either run, of the levels above those that file and these.</summary>
    public IEnumerable<string> UnitIds => _points[0].Inputs.Units.Concat(_points[^1].Inputs.Units).Select(u => u.UnitId).Distinct(StringComparer.Ordinal);

    /// <summary>The indicators of either run, the later one's order first.</summary>
    public IEnumerable<string> Indicators =>
        _points[^1].Inputs.Catalogue.Indicators.Concat(_points[0].Inputs.Catalogue.Indicators).Where(i => i.Active).Select(i => i.Code).Distinct(StringComparer.Ordinal);

    /// <summary>Why one indicator's value for one unit moved.</summary>
    public ScoreChange Of(string indicator, string unitId)
    {
        var steps = ImmutableArray.CreateBuilder<ChangeStep>();
        for (var i = 1; i < _points.Length; i++)
        {
            if (Step(_points[i - 1], _points[i], indicator, unitId) is { } step) steps.Add(step);
        }

        return new ScoreChange(indicator, unitId, _points[0].Value(indicator, unitId), _points[^1].Value(indicator, unitId), steps.ToImmutable());
    }

    private static ChangeStep? Step(ScoredPoint before, ScoredPoint after, string indicator, string unitId)
    {
        var (was, becomes) = (before.Value(indicator, unitId), after.Value(indicator, unitId));
        var (verdictsBefore, verdictsAfter) = (before.Verdicts(indicator, unitId), after.Verdicts(indicator, unitId));
        var (old, now) = (before.Facilities(indicator, unitId), after.Facilities(indicator, unitId));
        var bottom = after.Score(indicator, unitId)?.Denominator ?? 1;
        var units = old.Keys.Union(now.Keys, StringComparer.Ordinal)
            .Select(id => Moved(id, old.GetValueOrDefault(id), now.GetValueOrDefault(id), was, becomes, bottom))
            .OfType<UnitPart>()
            .OrderByDescending(u => u.Part is { } part ? new Change(System.Numerics.BigInteger.Abs(part.Numerator), part.Denominator) : new Change(0, 1), Comparer<Change>.Create(Change.Compare))
            .ThenBy(u => u.Code, StringComparer.Ordinal)
            .ToImmutableArray();
        var same = was is { } w && becomes is { } b ? w.SameValue(b) : was is null && becomes is null;
        if (same && units.IsEmpty && verdictsBefore.SequenceEqual(verdictsAfter)) return null;
        return new ChangeStep(after.Cause!.Value, was, becomes, was is { } x && becomes is { } y ? Change.Between(x, y) : null, verdictsBefore, verdictsAfter, units);
    }

    private static UnitPart? Moved(string id, Counted? old, Counted? now, Fraction? was, Fraction? becomes, long bottom)
    {
        var (numerator, denominator) = ((now?.Numerator ?? 0) - (old?.Numerator ?? 0), (now?.Denominator ?? 0) - (old?.Denominator ?? 0));
        if (numerator == 0 && denominator == 0) return null;
        Change? part = was is { } value && becomes is not null
            ? new Change(((System.Numerics.BigInteger)numerator * value.Denominator) - ((System.Numerics.BigInteger)value.Numerator * denominator), (System.Numerics.BigInteger)value.Denominator * bottom)
            : null;
        return new UnitPart(id, (now ?? old)!.Code, old?.ReturnId, now?.ReturnId, numerator, denominator, part);
    }

    /// <summary>What a unit that files counts for, and the last return it rests on.</summary>
    private sealed record Counted(string Code, long Numerator, long Denominator, long? ReturnId);

    /// <summary>A point with its scores, looked up by identity.</summary>
    private sealed class ScoredPoint
    {
        private readonly Dictionary<(string Indicator, UnitLevel Level), ImmutableArray<Score>> _blocks;
        private readonly Dictionary<string, int> _places;
        private readonly Dictionary<int, long> _returns;

        public ScoredPoint(ChangeCause? cause, ScoringInputs inputs, CancellationToken token)
        {
            Cause = cause;
            Inputs = inputs;
            _blocks = ScoringEngine.Run(inputs, token).ToDictionary(b => (b.Indicator, b.Level), b => b.Scores);
            _places = inputs.Units.Index().ToDictionary(u => u.Item.UnitId, u => u.Index, StringComparer.Ordinal);
            _returns = [];
            foreach (var filing in inputs.Filings.Where(f => f.Period.LastDay <= inputs.Period.LastDay && f.Period.FirstDay >= inputs.Period.FirstDay).OrderBy(f => f.Period))
                _returns[filing.Unit] = filing.ReturnId;
        }

        public ChangeCause? Cause { get; }

        public ScoringInputs Inputs { get; }

        public Score? Score(string indicator, string unitId)
        {
            if (!_places.TryGetValue(unitId, out var place)) return null;
            var scores = Block(indicator, Inputs.Units[place].Level);
            // In the order of the run's units.
            int low = 0, high = scores.Length - 1;
            while (low <= high)
            {
                var middle = (low + high) / 2;
                if (scores[middle].Unit == place) return scores[middle];
                if (scores[middle].Unit < place) low = middle + 1;
                else high = middle - 1;
            }

            return null;
        }

        /// <summary>The value; of a milestone, which has no denominator, its count.</summary>
        public Fraction? Value(string indicator, string unitId)
        {
            if (Score(indicator, unitId) is not { } score) return null;
            return IsMilestone(indicator) ? score.Numerator is { } count ? new Fraction(count, 1) : null : score.Value;
        }

        public ImmutableArray<(DateOnly Due, Verdict Verdict)> Verdicts(string indicator, string unitId) => Score(indicator, unitId) is not { } score ? [] :
        [
            .. score.Verdicts.Select(v => (Target: Inputs.Catalogue.Targets[v.TargetIndex], v.Verdict))
                .Where(v => v.Target.Set == Inputs.TargetSet)
                .Select(v => (v.Target.Due, v.Verdict)).OrderBy(v => v.Due),
        ];

        /// <summary>What each unit that files within a unit counts for.</summary>
        public Dictionary<string, Counted> Facilities(string indicator, string unitId)
        {
            var found = new Dictionary<string, Counted>(StringComparer.Ordinal);
            if (!_places.TryGetValue(unitId, out var area)) return found;
            var kind = Inputs.Catalogue.Indicator(indicator)?.Kind;
            // A unit that said nothing stands in the denominator of a coverage all the same, unless the run leaves it out.
            var silent = kind == IndicatorKind.Coverage && Inputs.Options.Missing == MissingPolicy.Strict ? 1 : 0;
            foreach (var score in Block(indicator, UnitLevel.Facility))
            {
                var unit = Inputs.Units[score.Unit];
                if (!unit.IsWithin(score.Unit, area)) continue;
                var denominator = kind == IndicatorKind.Milestone ? 0 : score.Denominator ?? silent;
                found.Add(unit.UnitId, new Counted(unit.Code, score.Numerator ?? 0, denominator, _returns.TryGetValue(score.Unit, out var id) ? id : null));
            }

            return found;
        }

        private ImmutableArray<Score> Block(string indicator, UnitLevel level) => _blocks.GetValueOrDefault((indicator, level), []);

        private bool IsMilestone(string indicator) => Inputs.Catalogue.Indicator(indicator)?.Kind == IndicatorKind.Milestone;
    }
}
