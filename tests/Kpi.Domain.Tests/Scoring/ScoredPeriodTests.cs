using System.Collections.Immutable;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

/// <summary>One more return changes what it touches, to the bytes of scoring everything again.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ScoredPeriodTests
{
    private static readonly string[] Months = ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09"];

    [TestCase("2026-09")]
    [TestCase("2026Q3")]
    public void Changes_taken_in_one_after_the_other_give_the_bytes_of_scoring_everything(string period)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var inputs = Drawn(random, period);
            var scored = ScoredPeriod.Of(inputs, default);
            BlocksOf(scored).Should().Equal(BlocksOf(inputs), $"world {seed}");
            for (var step = 0; step < 8; step++)
            {
                var changes = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Change(random, inputs)).DistinctBy(c => (c.Unit, c.Period)).ToList();
                inputs = Changed(inputs, changes);
                scored = scored.With(changes, default);

                BlocksOf(scored).Should().Equal(BlocksOf(inputs), $"world {seed}, step {step}");
                scored.InputsHash().Should().Be(inputs.Hash(), $"world {seed}, step {step}");
            }
        }
    }

    [Test]
    public void Return_touches_its_unit_its_commune_its_province_and_the_nation_and_nothing_else()
    {
        var inputs = Drawn(new Random(7), "2026-09");
        var unit = Enumerable.Range(0, inputs.Units.Length).First(i => inputs.Units[i].Commune >= 0);
        var filing = inputs.Filings.FirstOrDefault(f => f.Unit == unit && f.Period == inputs.Period);
        var more = new Filing(unit, inputs.Period, 999, [.. (filing?.Values ?? [0, 3, 1]).Select((v, i) => i == 1 ? (v ?? 0) + 5 : v)]);
        var scored = ScoredPeriod.Of(inputs, default);
        var before = Scores(scored);

        scored = scored.With([new FilingChange(unit, inputs.Period, more)], default);

        var moved = Scores(scored).Where(s => s.Value != before[s.Key]).Select(s => s.Key.Unit).Distinct();
        moved.Should().BeSubsetOf([0, inputs.Units[unit].Province, inputs.Units[unit].Commune, unit]).And.Contain(unit).And.Contain(0);
    }

    [Test]
    public void Block_that_nothing_changed_in_is_the_same_object()
    {
        var inputs = Drawn(new Random(3), "2026-09");
        var unit = Enumerable.Range(0, inputs.Units.Length).First(i => inputs.Units[i].Level == UnitLevel.Facility);
        // An element that only "any" and "has" look at.
        var changed = new Filing(unit, inputs.Period, 999, [1, 2, inputs.Filings.FirstOrDefault(f => f.Unit == unit && f.Period == inputs.Period)?.Values[2] == 1 ? 0 : 1]);
        var first = new Filing(unit, inputs.Period, 998, [1, 2, changed.Values[2] == 1 ? 0 : 1]);
        var scored = ScoredPeriod.Of(Changed(inputs, [new FilingChange(unit, inputs.Period, first)]), default);
        var before = scored.Blocks.ToDictionary(b => (b.Indicator, b.Level), b => b.Bytes);

        scored = scored.With([new FilingChange(unit, inputs.Period, changed)], default);

        foreach (var block in scored.Blocks.Where(b => b.Indicator is "share" or "half")) block.Bytes.Should().BeSameAs(before[(block.Indicator, block.Level)]);
        scored.Blocks.Single(b => b is { Indicator: "has", Level: UnitLevel.Facility }).Bytes.Should().NotBeSameAs(before[("has", UnitLevel.Facility)]);
    }

    [Test]
    public void Return_sent_back_leaves_the_scores_as_if_it_had_never_come()
    {
        var inputs = Drawn(new Random(11), "2026-09");
        var unit = Enumerable.Range(0, inputs.Units.Length).First(i => inputs.Units[i].Level == UnitLevel.Facility
            && inputs.Filings.All(f => f.Unit != i || f.Period != inputs.Period));
        var scored = ScoredPeriod.Of(inputs, default);
        var (hash, blocks) = (scored.InputsHash(), BlocksOf(scored));

        scored = scored.With([new FilingChange(unit, inputs.Period, new Filing(unit, inputs.Period, 5, [3, 4, 1]))], default);
        scored.InputsHash().Should().NotBe(hash);
        scored = scored.With([new FilingChange(unit, inputs.Period, null)], default);

        scored.InputsHash().Should().Be(hash);
        BlocksOf(scored).Should().Equal(blocks);
    }

    private static FilingChange Change(Random random, ScoringInputs inputs)
    {
        var facilities = Enumerable.Range(0, inputs.Units.Length).Where(i => inputs.Units[i].Level == UnitLevel.Facility).ToList();
        var (unit, period) = (facilities[random.Next(facilities.Count)], Period.Parse(Months[random.Next(Months.Length)]));
        if (random.Next(4) == 0) return new(unit, period, null);
        var b = random.Next(0, 9);
        return new(unit, period, new Filing(unit, period, random.Next(1_000, 9_999), [Maybe(random.Next(0, b + 1)), Maybe(b), Maybe(random.Next(0, 2))]));

        long? Maybe(long value) => random.Next(6) == 0 ? null : value;
    }

    private static ScoringInputs Changed(ScoringInputs inputs, IReadOnlyCollection<FilingChange> changes) => inputs.With(
        [
            .. inputs.Filings.Where(f => !changes.Any(c => c.Unit == f.Unit && c.Period == f.Period)),
            .. changes.Select(c => c.Filing).OfType<Filing>(),
        ]);

    private static ImmutableArray<string> BlocksOf(ScoredPeriod scored) =>
        [.. scored.Blocks.Select(b => $"{b.Indicator} {b.Level} {Convert.ToHexString(b.Bytes)}")];

    private static ImmutableArray<string> BlocksOf(ScoringInputs inputs) =>
        [.. ScoringEngine.Run(inputs, default).Select(b => $"{b.Indicator} {b.Level} {Convert.ToHexString(ScoreCodec.Pack(b.Scores))}")];

    private static Dictionary<(string Indicator, int Unit), string> Scores(ScoredPeriod scored) => scored.Blocks
        .SelectMany(b => ScoreCodec.Unpack(b.Bytes).Select(s => (b.Indicator, Score: s)))
        .ToDictionary(s => (s.Indicator, s.Score.Unit), s => Convert.ToHexString(ScoreCodec.Pack([s.Score])));

    private static ScoringInputs Drawn(Random random, string period)
    {
        var world = new ScoringWorld().Stock("a", "b", "c").Rule("a <= b").Ratio("share", "a", "b").Ratio("free", "b", "a").Coverage("has", "c = yes")
            .Milestone("any", "c").Ratio("half", "b > 0 and a + a >= b", "b > 0").Unit("10", UnitKind.Province, "VN").Unit("00001", UnitKind.Ward, "01")
            .Target("share", Comparison.AtLeast, new Fraction(3, 5), new DateOnly(2030, 12, 31))
            .Target("has", Comparison.AtLeast, new Fraction(1, 2), new DateOnly(2025, 12, 31))
            .Target("half", Comparison.All, Fraction.One, new DateOnly(2025, 12, 31)).Target("any", Comparison.Done, Fraction.One, new DateOnly(2030, 12, 31));
        for (var i = 1; i <= 8; i++)
        {
            var code = $"H{i:000}";
            world.Hospital(code, (i % 3) switch { 0 => "10", 1 => "01", _ => "00001" });
            foreach (var month in Months)
            {
                if (random.Next(3) == 0) continue;
                var b = random.Next(0, 9);
                if (random.Next(5) == 0) world.Filed(code, month, ("b", b));
                else world.Filed(code, month, ("a", random.Next(0, b + 1)), ("b", b), ("c", random.Next(0, 2)));
            }
        }

        return world.Inputs(period);
    }
}
