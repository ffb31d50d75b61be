using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Scoring;

/// <summary>Scores one indicator at every level.</summary>
internal sealed class IndicatorPass
{
    private readonly ScoringInputs _inputs;
    private readonly FilingTable _filings;
    private readonly CellBounds _bounds;
    private readonly FormulaEnclosure _enclosure;
    private readonly bool _ofSums;
    private readonly ImmutableArray<JudgedTarget> _targets;
    private readonly Dictionary<(UnitKind, Period), OwedFilings> _owed = [];
    private OwedFilings? _last;

    private const int MostShared = 16;
    private readonly List<ImmutableArray<TargetVerdict>> _verdicts = [];
    private readonly TargetVerdict[] _said;

    public IndicatorPass(ScoringInputs inputs, FilingTable filings, Indicator indicator)
    {
        _inputs = inputs;
        _filings = filings;
        Indicator = indicator;
        _bounds = new CellBounds(inputs.Catalogue.Elements, [.. indicator.Elements.Select(inputs.Catalogue.IndexOf)]);
        _enclosure = new FormulaEnclosure(_bounds);
        _ofSums = Counting.IsAskedOfSums(indicator);
        _targets = [.. JudgedTarget.InForce(inputs, indicator)];
        _said = new TargetVerdict[_targets.Length];
    }

    /// <summary>What is scored.</summary>
    public Indicator Indicator { get; }

    /// <summary>Whether anything is judged, so that it matters who is missing.</summary>
    public bool Judges => !_targets.IsEmpty;

    /// <summary>The areas whose sums a unit is in wholly.</summary>
    public AreaList AreasOf(int unit)
    {
        var one = _inputs.Units[unit];
        return one.Outside ? new AreaList(0, -1, -1) : new AreaList(0, one.Province, one.Commune);
    }

    private bool IsMilestone => Indicator.Kind == IndicatorKind.Milestone;

    /// <param name="now">Room for the period's tallies, a place for each unit; what stands in it is overwritten.</param>
    /// <param name="before">Likewise for the period before.</param>
    public ScoreBlock[] Score(Tally[] now, Tally[] before) => Score(now, before, out _);

    /// <summary>The same, telling who misses something.</summary>
    public ScoreBlock[] Score(Tally[] now, Tally[] before, out ImmutableArray<Gap> gaps)
    {
        Count(now, _inputs.Period);
        Count(before, _inputs.Period.Previous);
        gaps = Gaps(now);
        var weights = Weights(gaps, now.Length);
        return [.. Enum.GetValues<UnitLevel>().Select(level => new ScoreBlock(Indicator.Code, level, Finish(level, now, before, weights)))];
    }

    // ---- what units gave and did not give

    /// <summary>Counts a period.</summary>
    /// <param name="tallies">A place for each unit; what stands in it is overwritten.</param>
    /// <param name="period">The run's period, or the one before it.</param>
    public void Count(Tally[] tallies, Period period)
    {
        Array.Clear(tallies);
        foreach (var kind in Indicator.Applies.Kinds.Distinct())
        {
            foreach (var i in _filings.UnitsOf(kind))
            {
                if (!TryCount(i, period, out tallies[i])) continue;
                foreach (var area in AreasOf(i)) tallies[area].Add(tallies[i]);
                if (_inputs.Units[i] is { Shares: { } shares, Outside: false }) Share(tallies, shares, i);
            }
        }
    }

    /// <summary>Counts one unit that files; false when it owes nothing that the indicator asks for.</summary>
    public bool TryCount(int place, Period period, out Tally tally)
    {
        tally = default;
        var unit = _inputs.Units[place];
        if (unit.Level != UnitLevel.Facility
            || !Indicator.Applies.Includes(unit.Kind, unit.Class, unit.Ownership, unit.Manager, unit.Urban)) return false;
        if ((_last?.Kind != unit.Kind || _last.Period != period) && !_owed.TryGetValue((unit.Kind, period), out _last))
            _owed.Add((unit.Kind, period), _last = Owed(unit.Kind, period));
        var first = _last.FirstOf(unit);
        if (first == _last.Periods.Length) return false;

        tally = Indicator.Kind != IndicatorKind.Ratio ? Condition(place, _last, first)
            : _ofSums ? RatioOfSums(place, _last, first)
            : Ratio(place, _last, first, _last.Periods.Length);
        return true;
    }

    private OwedFilings Owed(UnitKind kind, Period period)
    {
        var periods = Counting.Periods(_inputs.Catalogue, Indicator, kind, period);
        ReturnLimits[] limits = [.. periods.Select(p => _filings.LimitsOf(kind, p))];
        return new OwedFilings(kind, period, periods, [.. periods.Select(_filings.Of)], limits,
            [.. limits.Select(l => Indicator.Denominator is { } denominator && l.Keep(Indicator.Numerator, denominator))]);
    }

    /// <summary>Each filing gives its numerator and its denominator, or is a gap.</summary>
    private Tally Ratio(int unit, OwedFilings owed, int first, int end)
    {
        var tally = new Tally { Expected = 1, Reporting = 1 };
        for (var i = first; i < end; i++)
        {
            var filing = owed.Filed[i][unit];
            if (filing?.Evaluate(Indicator.Numerator) is { } n && filing.Evaluate(Indicator.Denominator!) is { } d)
            {
                tally.Give(n, d);
                continue;
            }

            tally.Reporting = 0;
            var (numerator, denominator) = filing is null ? SilentIn(owed, i) : Enclose([(filing, owed.Limits[i])]);
            Lack(ref tally, numerator, denominator, owed.Within[i], unit, owed.Periods[i]);
        }

        return tally;
    }

    /// <summary>Adds the unit that was just counted to the areas it is shared among: amounts return by return, what is counted once to the largest weight.</summary>
    private void Share(Tally[] tallies, AreaShares shares, int unit)
    {
        var (owed, first) = (_last!, _last!.FirstOf(_inputs.Units[unit]));
        if (Indicator.Kind != IndicatorKind.Ratio || _ofSums) SharedTally.AddWhole(tallies, shares, tallies[unit]);
        else SharedTally.Add(tallies, shares, Indicator, tallies[unit], [.. Enumerable.Range(first, owed.Periods.Length - first).Select(i => Ratio(unit, owed, i, i + 1))]);
    }

    /// <summary>A unit that is itself what is counted is in the denominator once or not at all, by all its months together.</summary>
    private Tally RatioOfSums(int unit, OwedFilings owed, int first)
    {
        var tally = new Tally { Expected = 1 };
        var (numerator, denominator, filed) = OfSums(unit, owed, first);
        if (filed && numerator.IsOne && denominator.IsOne)
        {
            tally.Reporting = 1;
            tally.Give((long)numerator.Low, (long)denominator.Low);
        }
        else
        {
            Lack(ref tally, numerator, denominator, owed.Within[first], unit, owed.Periods[^1].Next);
        }

        return tally;
    }

    /// <summary>One unit against a condition: compliant (1), not (0), or between the two.</summary>
    private Tally Condition(int unit, OwedFilings owed, int first)
    {
        var coverage = Indicator.Kind == IndicatorKind.Coverage;
        var tally = new Tally { Expected = 1 };
        var (numerator, _, filed) = OfSums(unit, owed, first);
        if (filed && numerator.IsOne)
        {
            tally.Reporting = 1;
            tally.Give(coverage ? (long)Int128.Min(numerator.Low, 1) : (long)numerator.Low, coverage ? 1 : 0);
        }
        else
        {
            tally.Lack(numerator, coverage ? 1 : 0);
        }

        return tally;
    }

    /// <summary>The formulas asked of the months added up, and whether there is any return among them. What was given may decide them alone.</summary>
    private (Interval Numerator, Interval Denominator, bool Filed) OfSums(int unit, OwedFilings owed, int first)
    {
        var months = owed.Periods.Length - first;
        if (months == 1 && owed.Filed[first][unit] is { } only && only.Evaluate(Indicator.Numerator) is { } n && Denominator(only) is { } d)
            return (Interval.Of(n), Interval.Of(d), true);

        if (months == 1 && owed.Filed[first][unit] is null)
        {
            var (above, below) = SilentIn(owed, first);
            return (above, below, false);
        }

        var filed = false;
        var returns = new (Filing?, ReturnLimits)[months];
        for (var i = 0; i < months; i++)
        {
            var filing = owed.Filed[first + i][unit];
            returns[i] = (filing, owed.Limits[first + i]);
            filed |= filing is not null;
        }

        var (numerator, denominator) = filed ? Enclose(returns) : Silent(owed, first, months);
        return (numerator, denominator, filed);
    }

    private long? Denominator(Filing filing) => Indicator.Denominator is { } formula ? filing.Evaluate(formula) : 0;

    /// <summary>Between what the formulas lie for a unit that did not file a month.</summary>
    private ref readonly (Interval Numerator, Interval Denominator) SilentIn(OwedFilings owed, int month)
    {
        ref var bounds = ref owed.SilentIn[month];
        if (!bounds.IsKnown) bounds = (true, Silent(owed, month, 1));
        return ref bounds.Bounds;
    }

    /// <summary>Between what the formulas lie for a unit that filed none of some months.</summary>
    private (Interval Numerator, Interval Denominator) Silent(OwedFilings owed, int first, int months)
    {
        if (!owed.Silent.TryGetValue((first, months), out var bounds))
            owed.Silent.Add((first, months), bounds = Enclose(owed.Limits.Skip(first).Take(months).Select(l => ((Filing?)null, l))));
        return bounds;
    }

    private (Interval Numerator, Interval Denominator) Enclose(IEnumerable<(Filing? Filing, ReturnLimits Limits)> returns)
    {
        _bounds.Clear();
        foreach (var (filing, limits) in returns) _bounds.Add(filing?.Values, filing is { IsReturn: true }, limits);
        return (Indicator.Numerator.Accept(_enclosure), Indicator.Denominator?.Accept(_enclosure) ?? Interval.No);
    }

    /// <summary>Adds a gap of a ratio: its denominator is what was given, else once or not at all where units are counted, else the last one known.</summary>
    private void Lack(ref Tally tally, Interval numerator, Interval denominator, bool within, int unit, Period period)
    {
        if (denominator.IsOne)
        {
            LackNumerator(ref tally, numerator, (long)denominator.Low, within);
        }
        else if (Indicator.Denominator!.IsCondition)
        {
            // A unit that is in the numerator for certain is in the denominator, too.
            if (within && numerator.Low > 0) LackNumerator(ref tally, numerator, 1, within);
            else tally.LackEither(numerator, within);
            if (!Indicator.Numerator.IsCondition && !numerator.IsOne) tally.Unbounded = 1;
        }
        else if (LastKnownDenominator(unit, period) is { } last)
        {
            // What the return does give may already tell that there are more, or fewer, than there were.
            var least = within ? Int128.Max(denominator.Low, numerator.Low) : denominator.Low;
            tally.LastKnown = 1;
            LackNumerator(ref tally, numerator, (long)Int128.Max(least, Int128.Min(last, denominator.High)), within);
        }
        else
        {
            tally.LackAll(within);
        }
    }

    private void LackNumerator(ref Tally tally, Interval numerator, long denominator, bool within)
    {
        if (within)
        {
            var most = Int128.Min(numerator.High, denominator);
            numerator = new Interval(Int128.Min(numerator.Low, most), most);
        }
        else if (!Indicator.Numerator.IsCondition && !numerator.IsOne)
        {
            tally.Unbounded = 1;
        }

        tally.Lack(numerator, denominator);
    }

    private long? LastKnownDenominator(int unit, Period period)
    {
        foreach (var filing in _filings.Before(unit, period))
        {
            if (filing.Evaluate(Indicator.Denominator!) is { } known) return known;
        }

        return null;
    }

    /// <summary>The units that miss something and how far each can move a numerator, the greatest first; empty where nothing is judged.</summary>
    private ImmutableArray<Gap> Gaps(Tally[] tallies)
    {
        if (!Judges || tallies[0].Missing == 0) return [];
        return
        [
            .. Enumerable.Range(0, tallies.Length)
                .Where(i => _inputs.Units[i].Level == UnitLevel.Facility && tallies[i].Missing > 0)
                .Select(i => new Gap(i, tallies[i].Width)).Order(),
        ];
    }

    /// <summary>The same for each place that the gaps count towards.</summary>
    private List<Int128>?[] Weights(ImmutableArray<Gap> gaps, int places)
    {
        if (gaps.IsEmpty) return [];
        var weights = new List<Int128>?[places];
        foreach (var gap in gaps)
        {
            Add(gap.Unit);
            foreach (var area in AreasOf(gap.Unit)) Add(area);
            // How much of it can move a part nobody knows more narrowly than by the whole.
            if (_inputs.Units[gap.Unit] is { Shares: { } shares, Outside: false })
            {
                foreach (var area in shares.Touched) Add(area);
            }

            void Add(int place) => (weights[place] ??= []).Add(gap.Width);
        }

        return weights;
    }

    // ---- what is said of it

    private Fraction? Value(in Tally tally) =>
        tally.Known == 0 || IsMilestone ? null : Fraction.OrNull(tally.Numerator, CountedDenominator(tally));

    /// <summary>A coverage keeps units that did not report in its denominator, unless an analyst asked otherwise.</summary>
    private long CountedDenominator(in Tally tally) =>
        Indicator.Kind == IndicatorKind.Coverage && _inputs.Options.Missing == MissingPolicy.Strict ? tally.Whole : tally.Denominator;

    private ImmutableArray<Score> Finish(UnitLevel level, Tally[] now, Tally[] before, List<Int128>?[] weights)
    {
        var targets = TargetsAt(level);
        var scores = ImmutableArray.CreateBuilder<Score>();
        for (var unit = 0; unit < now.Length; unit++)
        {
            if (_inputs.Units[unit].Level == level && now[unit].Touched > 0)
                scores.Add(Finish(unit, targets, now[unit], before[unit], weights.Length == 0 ? null : weights[unit]));
        }

        return scores.DrainToImmutable();
    }

    private JudgedTarget[] TargetsAt(UnitLevel level) => [.. _targets.Where(t => t.Target.Scopes.Contains(level))];

    /// <summary>The score of one unit or area; the gaps are those of the whole run.</summary>
    public Score Finish(int unit, in Tally tally, in Tally before, ImmutableArray<Gap> gaps)
    {
        List<Int128>? weights = null;
        if (tally.Missing > 0) weights = [.. gaps.Where(g => _inputs.Units[g.Unit].IsWithin(g.Unit, unit)).Select(g => g.Width)];
        return Finish(unit, TargetsAt(_inputs.Units[unit].Level), tally, before, weights);
    }

    private Score Finish(int unit, JudgedTarget[] targets, in Tally tally, in Tally before, List<Int128>? weights)
    {
        var basis = tally.Basis;
        var value = Value(tally);
        var (low, high) = IsMilestone ? (null, null) : tally.Missing == 0 ? (value, value) : (tally.Low, tally.High);
        return new Score
        {
            Unit = unit,
            Expected = tally.Expected,
            Reporting = tally.Reporting,
            Numerator = tally.Known > 0 ? tally.Numerator : null,
            Denominator = tally.Known > 0 && !IsMilestone ? CountedDenominator(tally) : null,
            Range = ScoreRange.Around(value, low, high),
            Basis = IsMilestone && basis != RangeBasis.Complete ? RangeBasis.Proved : basis,
            WholeDenominator = Indicator.Kind == IndicatorKind.Ratio && tally is { Open: 0, Whole: not 0 and var whole } ? whole : null,
            Verdicts = targets.Length == 0 ? [] : Verdicts(unit, targets, tally, value, low, high, before, weights),
        };
    }

    private ImmutableArray<TargetVerdict> Verdicts(
        int unit, JudgedTarget[] targets, in Tally tally, Fraction? value, Fraction? low, Fraction? high, in Tally before, List<Int128>? weights)
    {
        var previous = Value(before);
        // More returns than last time must not look like progress: the worst of now is held against the best of then.
        var rose = low is { } worst && before.Touched > 0 && before.High is { } best && worst > best;
        var count = 0;
        foreach (var target in targets)
        {
            if (target.Within is { } area && (area < 0 || area == 0 || !_inputs.Units[unit].IsWithin(unit, area))) continue;
            _said[count++] = IsMilestone ? Milestone(target, tally) : Against(target, value, low, high, tally, previous, rose, weights);
        }

        // Most units get the same few verdicts: they share them.
        var said = _said.AsSpan(0, count);
        foreach (var known in _verdicts)
        {
            if (known.AsSpan().SequenceEqual(said)) return known;
        }

        ImmutableArray<TargetVerdict> verdicts = [.. said];
        if (_verdicts.Count < MostShared) _verdicts.Add(verdicts);
        return verdicts;
    }

    private static TargetVerdict Milestone(JudgedTarget target, in Tally tally)
    {
        if (tally.Known > 0 && tally.Numerator > 0) return new(target.Index, Verdict.Met, true);
        var verdict = tally.Known == 0 ? Verdict.NoData : target.IsDue ? Verdict.Missed : Verdict.OnTrack;
        // One that has it is enough; that nobody has it takes all.
        return tally.Missing == 0 ? new(target.Index, verdict, true) : new(target.Index, verdict, false, 1, Math.Max(1, tally.Moving));
    }

    private static TargetVerdict Against(
        JudgedTarget target, Fraction? value, Fraction? low, Fraction? high, in Tally tally, Fraction? previous, bool rose, List<Int128>? weights)
    {
        // All reported and there was nothing to count: not applicable. Otherwise, without a value, nothing is known yet.
        var verdict = value is { } known ? target.Judge(known, previous, rose)
            : tally.Missing == 0 ? Verdict.NotApplicable : Verdict.NoData;
        return tally.Missing == 0 || IsCertain(target, value, low, high, tally)
            ? new(target.Index, verdict, true)
            : new(target.Index, verdict, false, Deciders.AtLeast(target, tally, weights!), Math.Max(1, tally.Moving));
    }

    /// <summary>Whether the worst and the best the missing returns could bring stand where the value stands.</summary>
    private static bool IsCertain(JudgedTarget target, Fraction? value, Fraction? low, Fraction? high, in Tally tally)
    {
        if (value is not { } known || tally.MayBeEmpty) return false;
        var place = target.PlaceOf(known);
        // Nothing bounds a unit that never told its denominator; yet all of all is out of reach as soon as one is known to lack something.
        if (low is not { } worst) return place == 0 && target is { IsDue: true, IsOfAll: true } && tally is { Open: > 0, StaysWithin: true, Shortfall: var lacks } && lacks > 0;
        // Without a bound above the best is beyond every target.
        return target.PlaceOf(worst) == place && (high is { } best ? target.PlaceOf(best) : JudgedTarget.Places - 1) == place;
    }

    /// <summary>What units of one kind owe for a period, and where it is found.</summary>
    /// <param name="Kind">The kind.</param>
    /// <param name="Period">The period.</param>
    /// <param name="Periods">The filing periods that count, earliest first.</param>
    /// <param name="Filed">What was filed for each, by unit.</param>
    /// <param name="Limits">Of each, what the rules of its form say of every return.</param>
    /// <param name="Within">Of each, whether no return can have a numerator beyond its denominator.</param>
    private sealed record OwedFilings(
        UnitKind Kind, Period Period, ImmutableArray<Period> Periods, Filing?[][] Filed, ReturnLimits[] Limits, bool[] Within)
    {
        /// <summary>Between what the formulas lie for a unit that did not file one of the periods: what is asked for most.</summary>
        public (bool IsKnown, (Interval Numerator, Interval Denominator) Bounds)[] SilentIn { get; } = new (bool, (Interval, Interval))[Periods.Length];

        /// <summary>Between what the formulas lie for a unit that filed nothing, by the first of some filing periods and their number.</summary>
        public Dictionary<(int First, int Months), (Interval Numerator, Interval Denominator)> Silent { get; } = [];

        /// <summary>The place of the first filing period that a unit owes: none before it existed.</summary>
        public int FirstOf(ScoredUnit unit)
        {
            var first = 0;
            while (first < Periods.Length && unit.ActiveFrom > Periods[first].LastDay) first++;
            return first;
        }
    }
}

/// <summary>A unit that misses something, and how far its returns can move a numerator. The greatest comes first.</summary>
internal readonly record struct Gap(int Unit, Int128 Width) : IComparable<Gap>
{
    public int CompareTo(Gap other) => other.Width.CompareTo(Width) is not 0 and var order ? order : Unit.CompareTo(other.Unit);
}

/// <summary>At most three places of areas; those below zero are none.</summary>
internal readonly record struct AreaList(int Nation, int Province, int Commune)
{
    public Enumerator GetEnumerator() => new(this);

    internal struct Enumerator(AreaList areas)
    {
        private int _at = -1;

        public readonly int Current => _at switch { 0 => areas.Nation, 1 => areas.Province, _ => areas.Commune };

        public bool MoveNext()
        {
            while (++_at < 3)
            {
                if (Current >= 0) return true;
            }

            return false;
        }
    }
}
