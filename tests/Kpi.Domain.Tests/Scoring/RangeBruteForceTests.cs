using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

/// <summary>
/// Fills the gaps of small worlds in every way that would be accepted, adds up by hand, and holds the engine's ranges and verdicts against all of it.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class RangeBruteForceTests
{
    private const int Most = 3, Rounds = 120;
    private const long Boundless = 1_000_000;
    private static readonly DateOnly Over = new(2025, 12, 31), Ahead = new(2030, 12, 31);

    private static readonly World[] Worlds =
    [
        new("ratio within its denominator", "a", "b") { Rule = "a <= b" },
        new("ratio within its denominator by a chain of rules", "a", "b") { Rule = "a <= c and c <= b" },
        new("ratio of sums within its denominator", "a + c", "b") { Rule = "a + c <= b", WholeReturns = true },
        new("ratio that may exceed one", "a", "b"),
        new("ratio of conditions", "b > 0 and a + a >= b", "b > 0") { Rule = "a <= b", WholeReturns = true },
        new("ratio of conditions that may exceed one", "a > 1", "b > 0"),
        new("coverage", "(a >= 2 and not b = 0) or c = 3", null),
        new("coverage that an empty cell answers", "given a and a <= 1", null),
        new("milestone", "a + b >= 4", null) { Kind = IndicatorKind.Milestone },
        new("ratio over a quarter", "a", "b") { Rule = "a <= b", Flow = true, Units = 2 },
        new("coverage over a quarter", "a >= 5", null) { Flow = true },
    ];

    [TestCaseSource(nameof(Worlds))]
    public void No_filling_of_the_gaps_leaves_the_range_and_both_ends_are_reached(World world)
    {
        var (bounded, above) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var (score, units, _) = Drawn(world, round, Comparison.AtLeast, new Fraction(1, 2), Over);
            if (score is null || world.Kind == IndicatorKind.Milestone) continue;
            var open = units.Any(u => u.Outcomes is null);
            score.RangeOpen.Should().Be(open, $"round {round}");
            if (open)
            {
                (score.Low, score.High).Should().Be((null, null), $"round {round}");
                continue;
            }

            var totals = Totals(units.Select(u => u.Outcomes!)).Where(t => t.D > 0).Select(t => new Fraction(t.N, t.D)).ToList();
            if (totals.Count == 0)
            {
                (score.Low, score.High).Should().Be((null, null), $"round {round}");
                continue;
            }

            bounded++;
            score.Low!.Value.SameValue(totals.Min()).Should().BeTrue($"round {round}: {score.Low} against {totals.Min()}");
            if (score.Basis == RangeBasis.OpenAbove)
            {
                above++;
                score.High.Should().BeNull($"round {round}");
                units.Should().Contain(u => u.Unbounded, $"round {round}");
                continue;
            }

            units.Should().NotContain(u => u.Unbounded, $"round {round}");
            score.High!.Value.SameValue(totals.Max()).Should().BeTrue($"round {round}: {score.High} against {totals.Max()}");
            (score.Basis == RangeBasis.LastKnown).Should().Be(units.Any(u => u.Assumed), $"round {round}");
        }

        if (world.Kind != IndicatorKind.Milestone) bounded.Should().BeGreaterThan(Rounds / 4);
        if (world.Name == "ratio that may exceed one") above.Should().BePositive();
    }

    [TestCaseSource(nameof(Worlds))]
    public void Verdict_is_certain_when_and_only_when_every_filling_agrees(World world)
    {
        foreach (var (target, round) in Asked())
        {
            var (score, units, judge) = Drawn(world, round, target.Comparison, target.Value, target.Due);
            if (score is null) continue;
            var said = score.Verdicts.Single();
            var possible = Totals(units.Select(u => u.Rest)).Select(judge).Distinct().ToList();
            var standing = judge((score.Numerator ?? 0, score.Denominator ?? 0));
            var agreed = possible.Count == 1 && (possible[0] == standing || score.Reporting == score.Expected);
            // Without a bound above, the best is taken to be beyond every target.
            if (score.Basis == RangeBasis.OpenAbove && agreed) continue;
            if (score.Numerator is null && score.Reporting < score.Expected) agreed = false;
            said.Certain.Should().Be(agreed, $"round {round}, {target}: {said} of {score}, possible {string.Join(' ', possible)}");
        }
    }

    [TestCaseSource(nameof(Worlds))]
    public void Undecided_verdict_is_decided_by_no_fewer_returns_than_it_says_and_by_those_at_the_most(World world)
    {
        var undecided = 0;
        foreach (var (target, round) in Asked())
        {
            var (score, units, judge) = Drawn(world, round, target.Comparison, target.Value, target.Due);
            if (score is null || score.Verdicts.Single() is not { Certain: false } said) continue;
            var missing = units.Where(u => u.Missing).ToList();
            var given = Totals(units.Where(u => !u.Missing).Select(u => u.Outcomes!)).Single();
            var fewest = Enumerable.Range(0, missing.Count + 1).First(k => Choices(missing.Count, k).Any(chosen => CanDecide(missing, chosen, given, judge)));
            var exact = world.Name != "ratio of conditions that may exceed one";
            if (exact) said.AtLeast.Should().Be(Math.Max(1, fewest), $"round {round}, {target}: {said} of {score}");
            else said.AtLeast.Should().BeInRange(1, Math.Max(1, fewest), $"round {round}, {target}: {said} of {score}");

            var moving = missing.Count(u => u.Outcomes is not { Count: 1 });
            said.AtMost.Should().Be(Math.Max(1, moving), $"round {round}, {target}: {said} of {score}");
            undecided++;
        }

        undecided.Should().BeGreaterThan(Rounds / 4);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void No_filling_leaves_the_range_where_a_formula_asks_twice_of_a_cell_that_is_missing(bool quarter)
    {
        var world = new World("half returns", quarter ? "b > 3 and a + a >= b" : "b > 0 and a + a >= b", quarter ? "b > 3" : "b > 0")
        {
            Rule = "a <= b",
            Flow = quarter,
            Units = quarter ? 2 : 4,
        };
        for (var round = 0; round < Rounds * 3; round++)
        {
            var (score, units, judge) = Drawn(world, round, Comparison.AtLeast, new Fraction(1, 2), Over);
            var totals = Totals(units.Select(u => u.Outcomes!)).ToList();
            foreach (var value in totals.Where(t => t.D > 0).Select(t => new Fraction(t.N, t.D)))
                (score!.Low <= value && value <= score.High).Should().BeTrue($"round {round}: {value} against {score}");
            if (score!.Verdicts.Single() is { Certain: true }) totals.Select(judge).Distinct().Should().ContainSingle($"round {round}");
        }
    }

    [Test]
    public void Heaviest_of_the_missing_decide_and_are_named_first()
    {
        var world = new ScoringWorld().Flow("a", "b").Rule("a <= b").Ratio("share", "a", "b").Hospitals(4)
            .Target("share", Comparison.AtLeast, new Fraction(1, 2), Over).Filed("H001", "2026-02", ("a", 40), ("b", 100));
        foreach (var (unit, b) in new[] { ("H002", 10), ("H003", 30), ("H004", 60) }) world.Filed(unit, "2026-01", ("a", 0), ("b", b));
        var inputs = world.Inputs("2026-02");
        var blocks = ScoringEngine.Run(inputs, default);

        var nation = blocks.Single(b => b.Level == UnitLevel.Nation).Scores.Single();
        // 100 of 200 are needed and 40 are there: 60 of the missing 100 for yes, 41 of them not for no.
        nation.Verdicts.Single().Should().Be(new TargetVerdict(0, Verdict.Missed, false, 1, 3));
        var missing = Deciders.Among(inputs.Catalogue.Indicators.Single(), blocks.Single(b => b.Level == UnitLevel.Facility).Scores, inputs.Units, 0);
        missing.Select(m => (inputs.Units[m.Unit].Code, m.Weight, m.Basis)).Should().Equal(
            ("H004", 60L, RangeBasis.LastKnown), ("H003", 30L, RangeBasis.LastKnown), ("H002", 10L, RangeBasis.LastKnown));
    }

    private static IEnumerable<((Comparison Comparison, Fraction Value, DateOnly Due) Target, int Round)> Asked() =>
        from round in Enumerable.Range(0, Rounds)
        from target in new[]
        {
            (Comparison.AtLeast, new Fraction(1, 2), Over), (Comparison.MoreThan, new Fraction(1, 3), Over), (Comparison.All, Fraction.One, Over),
            (Comparison.AtLeast, new Fraction(1, 1), Ahead),
        }
        select (target, round);

    /// <summary>Whether some answers of the chosen leave the rest no say.</summary>
    private static bool CanDecide(List<DrawnUnit> missing, HashSet<int> chosen, (long N, long D) given, Func<(long N, long D), int> judge) =>
        Totals(chosen.Select(i => missing[i].Answers)).Any(answer =>
            Totals(missing.Where((_, i) => !chosen.Contains(i)).Select(u => u.Rest))
                .Select(rest => judge((given.N + answer.N + rest.N, given.D + answer.D + rest.D))).Distinct().Count() == 1);

    private static IEnumerable<HashSet<int>> Choices(int of, int count) =>
        Enumerable.Range(0, 1 << of).Select(bits => Enumerable.Range(0, of).Where(i => (bits >> i & 1) == 1).ToHashSet()).Where(c => c.Count == count);

    private static IEnumerable<(long N, long D)> Totals(IEnumerable<IReadOnlyList<(long N, long D)>> outcomes) =>
        outcomes.Aggregate<IReadOnlyList<(long N, long D)>, IEnumerable<(long N, long D)>>([(0, 0)],
            (sums, unit) => [.. sums.SelectMany(s => unit.Select(u => (s.N + u.N, s.D + u.D))).Distinct()]);

    private static (Score? Score, List<DrawnUnit> Units, Func<(long N, long D), int> Judge) Drawn(
        World world, int round, Comparison comparison, Fraction value, DateOnly due)
    {
        var random = new Random(round);
        var milestone = world.Kind == IndicatorKind.Milestone;
        var scored = new ScoringWorld().Most(Most);
        _ = world.Flow ? scored.Flow("a", "b", "c") : scored.Stock("a", "b", "c");
        if (world.Rule is { } text) scored.Rule(text);
        _ = world.Denominator is { } denominator ? scored.Ratio("x", world.Numerator, denominator)
            : milestone ? scored.Milestone("x", world.Numerator) : scored.Coverage("x", world.Numerator);
        scored.Hospitals(world.Units).Target("x", milestone ? Comparison.Done : comparison, value, due);
        var catalogue = scored.Catalogue();
        var indicator = catalogue.Indicators.Single();
        var rule = catalogue.Forms[0].Rules.SingleOrDefault()?.Check;
        var every = Fillings([null, null, null], false).Where(v => rule?.Evaluate(v) != 0).ToList();

        string[] months = world.Flow ? ["2026-07", "2026-08", "2026-09"] : ["2026-09"];
        var units = new List<DrawnUnit>();
        for (var u = 1; u <= world.Units; u++)
        {
            var code = $"H{u:000}";
            var last = random.Next(3) > 0 ? every[random.Next(every.Count)] : null;
            if (last is not null) File("2026-06", last);
            var returns = new List<long?[]?>();
            var known = new List<long?>();
            foreach (var month in months)
            {
                long?[]? filed = null;
                if (random.Next(world.Flow ? 4 : 3) > 0)
                {
                    filed = [.. every[random.Next(every.Count)]];
                    for (var e = 0; e < 3; e++)
                    {
                        if (random.Next(4) == 0 && !world.WholeReturns) filed[e] = null;
                    }

                    File(month, filed);
                }

                returns.Add(filed);
                // What was last known before this month.
                known.Add(last is null ? null : indicator.Denominator?.Evaluate(last));
                if (filed is not null && indicator.Denominator?.Evaluate(filed) is not null) last = filed;
            }

            units.Add(Outcome(indicator, rule, world, returns, known));

            void File(string month, long?[] values) => scored.Filed(code, month,
                [.. values.Select((v, e) => (Element: "abc"[e].ToString(), v)).Where(p => p.v is not null).Select(p => (p.Element, p.v!.Value))]);
        }

        var period = world.Flow ? "2026Q3" : "2026-09";
        var target = catalogue.Targets.Single();
        return (scored.Score(period, "x").Score, units, total =>
            milestone ? (total.N > 0 ? 3 : 0)
            : total.D == 0 ? -1
            : ScoringEngine.Judge(target, new Fraction(total.N, total.D), Period.Parse(period), null, false) switch
            {
                Verdict.Met or Verdict.Held => 3,
                Verdict.OnTrack => 2,
                Verdict.AtRisk => 1,
                _ => 0,
            });
    }

    /// <summary>Everything a unit can come to contribute, by trying all that a return may say.</summary>
    private static DrawnUnit Outcome(Indicator indicator, Formula? rule, World world, List<long?[]?> returns, List<long?> known)
    {
        var givenIsAnswer = world.Numerator.Contains("given", StringComparison.Ordinal);
        var counted = world.Denominator is null || indicator.Denominator!.IsCondition;
        var within = world.Rule is not null;
        var fillings = returns.Select(r => r is null ? Fillings([null, null, null], givenIsAnswer) : givenIsAnswer ? [r] : Fillings(r, false))
            .Select(all => all.Where(v => rule?.Evaluate(v) != 0).ToList()).ToList();
        if (counted)
        {
            var sums = fillings.Aggregate<List<long?[]>, IEnumerable<long?[]>>([[0, 0, 0]],
                (so, month) => so.SelectMany(s => month.Select(m => (long?[])[.. s.Zip(m, (x, y) => x + y)])).DistinctBy(v => (v[0], v[1], v[2])).ToList());
            List<(long, long)> outcomes = [.. sums.Select(v => (
                indicator.Numerator.Evaluate(v)!.Value,
                world.Kind == IndicatorKind.Milestone ? 0 : indicator.Denominator?.Evaluate(v) ?? 1)).Distinct()];
            // It reports when there is a return, and what was given decides: by the words of the formula, or by the bounds of the months left.
            return new DrawnUnit(outcomes, [], returns.All(r => r is null) || outcomes.Count > 1, false, false, false);
        }

        var (assumed, missing, open, unbounded) = (false, false, false, false);
        var months = new List<(IReadOnlyList<(long N, long D)> Said, bool Open)>();
        for (var m = 0; m < returns.Count; m++)
        {
            var n = returns[m] is { } values ? indicator.Numerator.Evaluate(values) : null;
            var d = returns[m] is { } some ? indicator.Denominator!.Evaluate(some) : null;
            var least = n ?? (returns[m] is { } parts ? Fillings(parts, false).Min(v => indicator.Numerator.Evaluate(v)!.Value) : 0);
            var pairs = fillings[m].Select(v => (N: indicator.Numerator.Evaluate(v)!.Value, D: indicator.Denominator!.Evaluate(v)!.Value)).Distinct().ToList();
            missing |= n is null || d is null;
            // The rules may leave a cell no choice.
            if (pairs.Select(p => p.D).Distinct().ToList() is [var only]) d = only;
            unbounded |= n is null && !within && (d is not null || known[m] is not null);
            if (d is null)
            {
                if (known[m] is not { } last)
                {
                    open = true;
                    months.Add((pairs, true));
                    continue;
                }

                assumed = true;
                // The last one known, as far as what the return gives allows it.
                var allowed = pairs.Select(p => p.D).Where(x => !within || x >= least).ToList();
                var taken = Math.Clamp(last, allowed.Min(), allowed.Max());
                pairs = [.. pairs.Where(p => p.D == taken)];
            }

            months.Add((pairs, false));
        }

        return new DrawnUnit(open ? null : [.. Totals(months.Select(x => x.Said))], months, missing, assumed, unbounded, !within);
    }

    private static IEnumerable<long?[]> Fillings(long?[] given, bool alsoEmpty)
    {
        IEnumerable<long?[]> all = [[]];
        foreach (var cell in given)
        {
            IEnumerable<long?> possible = cell is not null ? [cell] : alsoEmpty ? [null, 0, 1, 2, 3] : [0, 1, 2, 3];
            all = all.SelectMany(_ => possible, (so, value) => (long?[])[.. so, value]);
        }

        return all;
    }

    /// <summary>What is scored: formulas over the elements a, b and c, each 0 to 3.</summary>
    public sealed record World(string Name, string Numerator, string? Denominator)
    {
        public string? Rule { get; init; }

        public bool Flow { get; init; }

        public int Units { get; init; } = 4;

        /// <summary>
        /// Returns come whole or not at all: where a formula asks twice of a cell, or a rule limits a sum, bounds over half of a return are wider
        /// than they need be.
        /// </summary>
        public bool WholeReturns { get; init; }

        public IndicatorKind Kind { get; init; } = Denominator is null ? IndicatorKind.Coverage : IndicatorKind.Ratio;

        public override string ToString() => Name;
    }

    /// <param name="Outcomes">What it can contribute within what the range rests on; null where nothing bounds it.</param>
    /// <param name="Months">What each month can contribute by itself, and whether nothing bounds it.</param>
    /// <param name="Beyond">Whether a numerator may exceed its denominator.</param>
    private sealed record DrawnUnit(
        IReadOnlyList<(long N, long D)>? Outcomes, List<(IReadOnlyList<(long N, long D)> Said, bool Open)> Months,
        bool Missing, bool Assumed, bool Unbounded, bool Beyond)
    {
        /// <summary>What it may answer: where nothing bounds it, also what dwarfs all that is known.</summary>
        public IReadOnlyList<(long N, long D)> Answers => Outcomes ?? UpTo(Boundless);

        /// <summary>What it may still bring while it is silent: where nothing bounds it, also what dwarfs every answer.</summary>
        public IReadOnlyList<(long N, long D)> Rest => Outcomes ?? UpTo(Boundless * Boundless);

        private IReadOnlyList<(long N, long D)> UpTo(long size) => [.. Totals(Months.Select(m =>
            !m.Open ? m.Said : Beyond ? [.. m.Said, (0, size), (size, size), (2 * size, size)] : [.. m.Said, (0, size), (size, size)]))];
    }
}
