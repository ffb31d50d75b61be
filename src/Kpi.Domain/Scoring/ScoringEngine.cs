using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring;

/// <summary>The scores of one indicator at one level, by unit.</summary>
/// <param name="Indicator">Code of the indicator.</param>
/// <param name="Level">The level.</param>
/// <param name="Scores">One for each unit of the level whose population is not empty, in the order of the run's units.</param>
public sealed record ScoreBlock(string Indicator, UnitLevel Level, ImmutableArray<Score> Scores);

/// <summary>
/// Counts against targets (design §8): pure, total and in whole numbers. Every sum is a sum of counts, never of percentages; every value
/// comes with the range that the missing returns leave open.
/// </summary>
public static class ScoringEngine
{
    /// <summary>The version of these rules; a run keeps the one that made it.</summary>
    public const string Version = "1";

    /// <summary>Scores every active indicator at every level.</summary>
    public static ImmutableArray<ScoreBlock> Run(ScoringInputs inputs, CancellationToken token)
    {
        var filings = new FilingTable(inputs);
        var blocks = ImmutableArray.CreateBuilder<ScoreBlock>();
        foreach (var indicator in inputs.Catalogue.Indicators.Where(i => i.Active))
        {
            token.ThrowIfCancellationRequested();
            var ended = indicator.EndsOn is { } end && inputs.Period.FirstDay > end;
            blocks.AddRange(ended ? [] : new IndicatorPass(inputs, filings, indicator).Score());
        }

        return blocks.ToImmutable();
    }

    /// <summary>
    /// What is said of a value against a target at the end of a period. Before the due day the value is held against the straight path from
    /// nothing on the day the target came into force to the target on its due day.
    /// </summary>
    /// <param name="target">The target.</param>
    /// <param name="value">The value, exactly.</param>
    /// <param name="period">The period it is the value of.</param>
    /// <param name="previous">The value of the period before; null when there is none.</param>
    /// <param name="rose">Whether it is better than in the period before, whatever the missing returns of either would say.</param>
    public static Verdict Judge(Target target, Fraction value, Period period, Fraction? previous, bool rose)
    {
        var overdue = period.FirstDay > target.Due;
        if (Satisfies(target, value)) return overdue && previous is { } before && Satisfies(target, before) ? Verdict.Held : Verdict.Met;
        if (period.LastDay >= target.Due) return overdue && rose ? Verdict.MissedProgressing : Verdict.Missed;

        var elapsed = Math.Max(0, period.LastDay.DayNumber - target.ValidFrom.DayNumber);
        var whole = target.Due.DayNumber - target.ValidFrom.DayNumber;
        // value ≥ target · elapsed ÷ whole, by cross-multiplication; days are few, so 128 bits are ample.
        var has = (Int128)value.Numerator * target.Value.Denominator * whole;
        var needs = (Int128)target.Value.Numerator * value.Denominator * elapsed;
        return has >= needs ? Verdict.OnTrack : has * 10 > needs * 9 ? Verdict.AtRisk : Verdict.OffTrack;
    }

    /// <summary>Whether a value satisfies a target, compared exactly.</summary>
    public static bool Satisfies(Target target, Fraction value) =>
        target.Comparison == Comparison.MoreThan ? value > target.Value : value >= target.Value;

    /// <summary>Finds the filing of a unit for a filing period, and the last one before it.</summary>
    private sealed class FilingTable
    {
        private readonly Dictionary<(int Unit, Period Period), Filing> _byPeriod;
        private readonly Filing[][] _byUnit;

        public FilingTable(ScoringInputs inputs)
        {
            _byPeriod = new(inputs.Filings.Length);
            foreach (var filing in inputs.Filings) _byPeriod[(filing.Unit, filing.Period)] = filing;
            _byUnit = new Filing[inputs.Units.Length][];
            foreach (var filings in inputs.Filings.GroupBy(f => f.Unit))
                _byUnit[filings.Key] = [.. filings.OrderByDescending(f => f.Period)];
        }

        public Filing? Of(int unit, Period period) => _byPeriod.GetValueOrDefault((unit, period));

        public IEnumerable<Filing> Before(int unit, Period period) => (_byUnit[unit] ?? []).Where(f => f.Period < period);
    }

    /// <summary>What units gave and did not give towards one score.</summary>
    private struct Tally
    {
        public int Expected, Reporting, Missing;
        public bool Known, Open;
        public long Numerator, Denominator, MissingDenominator;

        public void Add(in Tally other)
        {
            Expected += other.Expected;
            Reporting += other.Reporting;
            Missing += other.Missing;
            Known |= other.Known;
            Open |= other.Open;
            Numerator += other.Numerator;
            Denominator += other.Denominator;
            MissingDenominator += other.MissingDenominator;
        }
    }

    private sealed class IndicatorPass
    {
        private readonly ScoringInputs _inputs;
        private readonly FilingTable _filings;
        private readonly Indicator _indicator;
        private readonly bool _ofSums;
        private readonly int _elements;
        private readonly ImmutableArray<(int Index, Target Target)> _targets;
        private readonly Dictionary<(Period, Units.UnitKind), ImmutableArray<Period>> _filingPeriods = [];

        public IndicatorPass(ScoringInputs inputs, FilingTable filings, Indicator indicator)
        {
            _inputs = inputs;
            _filings = filings;
            _indicator = indicator;
            _elements = inputs.Catalogue.Elements.Length;
            _ofSums = Counting.IsAskedOfSums(indicator);
            var day = inputs.Period.LastDay;
            _targets =
            [
                .. inputs.Catalogue.Targets.Select((t, i) => (i, t)).Where(p =>
                    p.t.Set == inputs.TargetSet && p.t.Indicator == indicator.Code
                    && p.t.ValidFrom <= day && (p.t.ValidTo is not { } end || day <= end)),
            ];
        }

        public IEnumerable<ScoreBlock> Score()
        {
            var now = Tallies(_inputs.Period);
            var before = Tallies(_inputs.Period.Previous);
            foreach (var level in Enum.GetValues<UnitLevel>())
            {
                var scores = ImmutableArray.CreateBuilder<Score>();
                for (var unit = 0; unit < now.Length; unit++)
                {
                    if (_inputs.Units[unit].Level == level && now[unit].Expected > 0) scores.Add(Finish(unit, level, now[unit], before[unit]));
                }

                yield return new ScoreBlock(_indicator.Code, level, scores.ToImmutable());
            }
        }

        private Tally[] Tallies(Period period)
        {
            var tallies = new Tally[_inputs.Units.Length];
            for (var i = 0; i < tallies.Length; i++)
            {
                var unit = _inputs.Units[i];
                if (unit.Level != UnitLevel.Facility
                    || !_indicator.Applies.Includes(unit.Kind, unit.Class, unit.Ownership, unit.Manager, unit.Urban)) continue;
                var owed = Owed(unit, period);
                if (owed.Length == 0) continue;

                var tally = _indicator.Kind == IndicatorKind.Ratio ? Ratio(i, owed) : Condition(i, owed);
                tallies[i] = tally;
                tallies[0].Add(tally);
                if (unit.Outside) continue;
                if (unit.Province >= 0) tallies[unit.Province].Add(tally);
                if (unit.Commune >= 0) tallies[unit.Commune].Add(tally);
            }

            return tallies;
        }

        /// <summary>The filing periods whose values count: every one for a flow, the last for a stock; none before the unit existed.</summary>
        private ImmutableArray<Period> Owed(ScoredUnit unit, Period period)
        {
            if (!_filingPeriods.TryGetValue((period, unit.Kind), out var all))
                _filingPeriods.Add((period, unit.Kind), all = Counting.Periods(_inputs.Catalogue, _indicator, unit.Kind, period));
            return Counting.OwedBy(all, unit);
        }

        private Tally Ratio(int unit, ImmutableArray<Period> owed)
        {
            if (_ofSums && owed.Length > 1) return RatioOfSums(unit, owed);
            var tally = new Tally { Expected = 1 };
            foreach (var period in owed)
            {
                var values = _filings.Of(unit, period)?.Values;
                var denominator = values is null ? null : _indicator.Denominator!.Evaluate(values);
                if (denominator is { } d && _indicator.Numerator.Evaluate(values!) is { } n)
                {
                    tally.Known = true;
                    tally.Numerator += n;
                    tally.Denominator += d;
                    continue;
                }

                tally.Missing = 1;
                if ((denominator ?? LastKnownDenominator(unit, period)) is { } last) tally.MissingDenominator += last;
                else tally.Open = true;
            }

            tally.Reporting = 1 - tally.Missing;
            return tally;
        }

        /// <summary>A unit that is itself what is counted is in the denominator once or not at all, by all its months together.</summary>
        private Tally RatioOfSums(int unit, ImmutableArray<Period> owed)
        {
            var sums = Sums(unit, owed);
            var denominator = sums is null ? null : _indicator.Denominator!.Evaluate(sums);
            if (denominator is { } d && _indicator.Numerator.Evaluate(sums!) is { } n)
                return new Tally { Expected = 1, Reporting = 1, Known = true, Numerator = n, Denominator = d };
            var last = denominator ?? LastKnownDenominator(unit, owed[^1].Next);
            return new Tally { Expected = 1, Missing = 1, MissingDenominator = last ?? 0, Open = last is null };
        }

        private long? LastKnownDenominator(int unit, Period period)
        {
            foreach (var filing in _filings.Before(unit, period))
            {
                if (_indicator.Denominator!.Evaluate(filing.Values) is { } known) return known;
            }

            return null;
        }

        /// <summary>One unit against a condition: compliant (1), not (0), or nothing known of it.</summary>
        private Tally Condition(int unit, ImmutableArray<Period> owed)
        {
            var answer = Answer(unit, owed);
            var coverage = _indicator.Kind == IndicatorKind.Coverage;
            return new Tally
            {
                Expected = 1,
                Reporting = answer is null ? 0 : 1,
                Missing = answer is null ? 1 : 0,
                Known = answer is not null,
                Numerator = coverage ? Math.Min(answer ?? 0, 1) : answer ?? 0,
                Denominator = coverage && answer is not null ? 1 : 0,
                MissingDenominator = coverage && answer is null ? 1 : 0,
            };
        }

        private long? Answer(int unit, ImmutableArray<Period> owed)
        {
            if (owed.Length == 1) return _filings.Of(unit, owed[0]) is { } only ? _indicator.Numerator.Evaluate(only.Values) : null;

            return Sums(unit, owed) is { } sums ? _indicator.Numerator.Evaluate(sums) : null;
        }

        /// <summary>The months added up, element by element; null when a month is not there at all.</summary>
        private long?[]? Sums(int unit, ImmutableArray<Period> owed)
        {
            var sums = new long?[_elements];
            foreach (var period in owed)
            {
                if (_filings.Of(unit, period) is not { } filing) return null;
                for (var e = 0; e < sums.Length; e++)
                    sums[e] = period == owed[0] ? filing.Values[e] : sums[e] is { } sum && filing.Values[e] is { } value ? sum + value : null;
            }

            return sums;
        }

        private Fraction? Value(in Tally tally) =>
            !tally.Known || _indicator.Kind == IndicatorKind.Milestone ? null : Fraction.OrNull(tally.Numerator, CountedDenominator(tally));

        /// <summary>A coverage keeps units that did not report in its denominator, unless an analyst asked otherwise.</summary>
        private long CountedDenominator(in Tally tally) =>
            _indicator.Kind == IndicatorKind.Coverage && _inputs.Options.Missing == MissingPolicy.Strict
                ? tally.Denominator + tally.MissingDenominator
                : tally.Denominator;

        private Score Finish(int unit, UnitLevel level, in Tally tally, in Tally before)
        {
            var milestone = _indicator.Kind == IndicatorKind.Milestone;
            var whole = tally.Denominator + tally.MissingDenominator;
            var bounded = !milestone && !tally.Open;
            var score = new Score
            {
                Unit = unit,
                Expected = tally.Expected,
                Reporting = tally.Reporting,
                Numerator = tally.Known ? tally.Numerator : null,
                Denominator = tally.Known && !milestone ? CountedDenominator(tally) : null,
                Low = bounded ? Fraction.OrNull(tally.Numerator, whole) : null,
                High = bounded ? Fraction.OrNull(tally.Numerator + tally.MissingDenominator, whole) : null,
                RangeOpen = !milestone && tally.Open,
                DenominatorReported = _indicator.Kind == IndicatorKind.Ratio && bounded ? Fraction.OrNull(tally.Denominator, whole) : null,
            };
            var missing = tally.Missing;
            var previous = Value(before);
            // More returns than last time must not look like progress: the worst of now is held against the best of then.
            var rose = score.Low is { } low && !before.Open && before.Expected > 0
                && Fraction.OrNull(before.Numerator + before.MissingDenominator, before.Denominator + before.MissingDenominator) is { } best && low > best;
            return score with
            {
                Verdicts =
                [
                    .. _targets.Where(t => t.Target.Scopes.Contains(level)).Select(t => milestone
                        ? Milestone(t.Index, t.Target, score, missing)
                        : Against(t.Index, t.Target, score, missing, previous, rose)),
                ],
            };
        }

        private TargetVerdict Milestone(int index, Target target, Score score, int missing)
        {
            if (score.Numerator is not { } count) return new(index, Verdict.NoData, false);
            if (count > 0) return new(index, Verdict.Met, true);
            return new(index, _inputs.Period.LastDay >= target.Due ? Verdict.Missed : Verdict.OnTrack, missing == 0);
        }

        private TargetVerdict Against(int index, Target target, Score score, int missing, Fraction? previous, bool rose)
        {
            if (score.Value is not { } value)
            {
                // All reported and there was nothing to count: not applicable. Otherwise nothing is known yet.
                return missing == 0 ? new(index, Verdict.NotApplicable, true) : new(index, Verdict.NoData, false);
            }

            var verdict = Judge(target, value, _inputs.Period, previous, rose);
            var certain = missing == 0
                || (score.Low is { } low && score.High is { } high
                    && Side(Judge(target, low, _inputs.Period, previous, rose)) == Side(verdict)
                    && Side(Judge(target, high, _inputs.Period, previous, rose)) == Side(verdict));
            return new(index, verdict, certain);
        }

        /// <summary>Whether a missed target is nearer than before does not change that it is missed.</summary>
        private static Verdict Side(Verdict verdict) => verdict switch
        {
            Verdict.Held => Verdict.Met,
            Verdict.MissedProgressing => Verdict.Missed,
            _ => verdict,
        };
    }
}
