using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

/// <summary>What holds for every world: order does not matter, better is never worse, knowing more is never knowing less.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ScoringPropertyTests
{
    private const int Worlds = 150;
    private static readonly DateOnly Due = new(2030, 12, 31);

    [Test]
    public void Order_of_the_filings_changes_neither_results_nor_hashes()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var (one, _) = Drawn(seed);
            var shuffled = one.Filings.ToArray();
            new Random(seed).Shuffle(shuffled);
            var other = one.With([.. shuffled]);

            other.Hash().Should().Be(one.Hash(), $"world {seed}");
            HashOf(other).Should().Be(HashOf(one), $"world {seed}");
        }
    }

    [Test]
    public void Calculated_again_the_same_bytes_come_out()
    {
        for (var seed = 0; seed < Worlds; seed++) HashOf(Drawn(seed).Inputs).Should().Be(HashOf(Drawn(seed).Inputs), $"world {seed}");
    }

    [Test]
    public void One_more_in_a_numerator_never_lowers_the_value_or_an_end_of_the_range()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var (before, random) = Drawn(seed);
            var raised = before.Filings.Select((f, i) => (f, i)).Where(p => p.f.Period == before.Period && p.f.Values[0] < p.f.Values[1]).ToList();
            if (raised.Count == 0) continue;
            var (filing, at) = raised[random.Next(raised.Count)];
            var better = filing with { Values = [filing.Values[0] + 1, .. filing.Values[1..]] };
            var after = before.With(before.Filings.SetItem(at, better));

            foreach (var (was, now) in Pairs(before, after))
            {
                NotBelow(now.Value, was.Value, seed);
                NotBelow(now.Low, was.Low, seed);
                NotBelow(now.High, was.High, seed);
            }
        }
    }

    [Test]
    public void Return_that_comes_in_as_its_range_expects_never_widens_the_range_nor_unsettles_a_verdict()
    {
        var filled = 0;
        for (var seed = 0; seed < Worlds * 2; seed++)
        {
            var (before, random) = Drawn(seed);
            var silent = Enumerable.Range(0, before.Units.Length).Where(u => before.Units[u].Level == UnitLevel.Facility
                && before.Filings.All(f => f.Unit != u || f.Period != before.Period)).ToList();
            if (silent.Count == 0) continue;
            var unit = silent[random.Next(silent.Count)];
            // The denominator last known, where there is one: that is what the range rests on.
            var last = before.Filings.Where(f => f.Unit == unit).OrderByDescending(f => f.Period).FirstOrDefault()?.Values[1] ?? random.Next(0, 9);
            var return_ = new Filing(unit, before.Period, 999, [random.Next(0, (int)last + 1), last, random.Next(0, 2)]);
            var after = before.With(before.Filings.Add(return_));

            foreach (var (was, now) in Pairs(before, after))
            {
                // With everything in there may turn out to be nothing to count.
                if (now is { Reporting: var reporting, Denominator: 0 } && reporting == now.Expected) continue;
                if (was.Low is { } low) (now.Low is { } l && l >= low).Should().BeTrue($"world {seed}: {was} then {now}");
                if (was.High is { } high) (now.High is { } h && h <= high).Should().BeTrue($"world {seed}: {was} then {now}");
                foreach (var (then, said) in was.Verdicts.Zip(now.Verdicts))
                {
                    // A missed target may turn out to be nearer than before; it stays missed.
                    if (then.Certain) (said with { Verdict = Side(said.Verdict) }).Should().Be(then with { Verdict = Side(then.Verdict) }, $"world {seed}: {was} then {now}");
                    // One return in, at most one fewer to wait for is needed.
                    else said.AtLeast.Should().BeGreaterThanOrEqualTo(then.AtLeast - 1, $"world {seed}: {was} then {now}");
                }
            }

            filled++;
        }

        filled.Should().BeGreaterThan(Worlds / 2);
    }

    [Test]
    public void Sums_of_the_provinces_are_the_sums_of_the_nation()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            foreach (var indicator in ScoringEngine.Run(Drawn(seed).Inputs, default).GroupBy(b => b.Indicator))
            {
                var nation = indicator.Single(b => b.Level == UnitLevel.Nation).Scores;
                foreach (var level in new[] { UnitLevel.Province, UnitLevel.Facility })
                {
                    var parts = indicator.Single(b => b.Level == level).Scores;
                    parts.Sum(s => s.Expected).Should().Be(nation.Sum(s => s.Expected), $"world {seed}");
                    parts.Sum(s => s.Numerator ?? 0).Should().Be(nation.Sum(s => s.Numerator ?? 0), $"world {seed}");
                    if (indicator.Key == "share") parts.Sum(s => s.Denominator ?? 0).Should().Be(nation.Sum(s => s.Denominator ?? 0), $"world {seed}");
                }
            }
        }
    }

    private static Verdict Side(Verdict verdict) => verdict == Verdict.MissedProgressing ? Verdict.Missed : verdict;

    private static void NotBelow(Fraction? now, Fraction? was, int seed)
    {
        if (was is { } before) (now >= before).Should().BeTrue($"world {seed}: {was} then {now}");
    }

    private static IEnumerable<(Score Was, Score Now)> Pairs(ScoringInputs before, ScoringInputs after) =>
        ScoringEngine.Run(before, default).Zip(ScoringEngine.Run(after, default)).SelectMany(b => b.First.Scores.Zip(b.Second.Scores));

    private static (ScoringInputs Inputs, Random Random) Drawn(int seed)
    {
        var random = new Random(seed);
        var world = new ScoringWorld().Stock("a", "b", "c").Rule("a <= b").Ratio("share", "a", "b").Coverage("has", "c = yes").Milestone("any", "c")
            .Ratio("half", "b > 0 and a + a >= b", "b > 0").Unit("10", UnitKind.Province, "VN")
            .Target("share", Comparison.AtLeast, new Fraction(3, 5), Due).Target("has", Comparison.AtLeast, new Fraction(1, 2), new DateOnly(2025, 12, 31))
            .Target("half", Comparison.All, Fraction.One, new DateOnly(2025, 12, 31)).Target("any", Comparison.Done, Fraction.One, Due);
        for (var i = 1; i <= 6; i++)
        {
            var code = $"H{i:000}";
            world.Hospital(code, i % 2 == 0 ? "10" : "01");
            foreach (var month in new[] { "2026-08", "2026-09" })
            {
                if (random.Next(3) == 0) continue;
                var b = random.Next(0, 9);
                world.Filed(code, month, ("a", random.Next(0, b + 1)), ("b", b), ("c", random.Next(0, 2)));
            }
        }

        return (world.Inputs("2026-09"), random);
    }

    private static string HashOf(ScoringInputs inputs) => ScoreCodec.Hash(
        ScoreCodec.Pack(inputs.Units), ScoringEngine.Run(inputs, default).Select(b => (b.Indicator, b.Level.ToString(), ScoreCodec.Pack(b.Scores))));
}
