using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring.Composites;

[Parallelizable(ParallelScope.All)]
public sealed class RankStabilityTests
{
    private const ulong Seed = 0x0123_4567_89AB_CDEF;

    [Test]
    public void The_sequence_is_the_published_one()
    {
        var random = new SplitMix64(1234567);

        Enumerable.Range(0, 5).Select(_ => random.Next()).Should().Equal(
            6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL, 4593380528125082431UL, 16408922859458223821UL);
    }

    [Test]
    public void Who_is_better_in_everything_is_first_whatever_the_weights()
    {
        foreach (var mean in Enum.GetValues<CompositeMean>())
        {
            var spread = Run(mean, ("H001", 90, 90), ("H002", 50, 70), ("H003", 70, 50), ("H004", 10, 20));

            spread[0].Should().BeEquivalentTo(new { Rank = 1, Best = 1, Middle = 1, Worst = 1, Same = RankStability.Draws, TopThree = RankStability.Draws });
            spread[3].Should().BeEquivalentTo(new { Rank = 4, Best = 4, Worst = 4, TopThree = 0 });
            // Two that are equal by the weights as they are stand in each other's place in about half of the draws.
            spread[1].Rank.Should().Be(2);
            spread[2].Rank.Should().Be(2);
            spread[1].Should().BeEquivalentTo(new { Best = 2, Worst = 3 });
            spread[1].Same.Should().BeInRange(4_700, 5_300);
        }
    }

    [Test]
    public void The_same_run_has_the_same_answer() =>
        Run(CompositeMean.Arithmetic, ("H001", 55, 60), ("H002", 50, 70), ("H003", 70, 50)).Should().Equal(
            Run(CompositeMean.Arithmetic, ("H001", 55, 60), ("H002", 50, 70), ("H003", 70, 50)));

    [Test]
    public void Units_alike_in_every_part_share_their_rank_in_every_draw() =>
        Run(CompositeMean.Geometric, ("H001", 55, 60), ("H002", 55, 60), ("H003", 70, 50)).Take(2).Should().AllSatisfy(s => s.Same.Should().BeGreaterThan(0))
            .And.Subject.Select(s => (s.Best, s.Middle, s.Worst, s.Same)).Distinct().Should().ContainSingle();

    [Test]
    public void Nothing_of_one_is_last_of_a_geometric_mean_in_every_draw() =>
        Run(CompositeMean.Geometric, ("H001", 100, 0), ("H002", 1, 1)).Select(s => (s.Rank, s.Same)).Should().Equal((2, RankStability.Draws), (1, RankStability.Draws));

    [Test]
    public void More_units_than_can_be_ranked_so_often_are_refused()
    {
        var (composite, counts) = Counts(CompositeMean.Arithmetic, ("H001", 1, 1));

        FluentActions.Invoking(() => RankStability.Run(composite, [.. Enumerable.Repeat(counts[0], RankStability.MostUnits + 1)], Seed, 1, default))
            .Should().Throw<ArgumentOutOfRangeException>();
    }

    private static IReadOnlyList<RankSpread> Run(CompositeMean mean, params (string Code, long X, long Y)[] units)
    {
        var (composite, counts) = Counts(mean, units);
        return RankStability.Run(composite, counts, Seed, RankStability.Draws, default);
    }

    private static (Composite Composite, CompositeCount[] Counts) Counts(CompositeMean mean, params (string Code, long X, long Y)[] units)
    {
        var due = new DateOnly(2025, 12, 31);
        var world = new ScoringWorld().Flow("a", "b", "c").Ratio("x", "a", "c").Ratio("y", "b", "c")
            .Target("x", Comparison.All, Fraction.One, due).Target("y", Comparison.All, Fraction.One, due)
            .Composite("c", mean, ScoringWorld.Group("one", 1, ("x", 1)), ScoringWorld.Group("two", 1, ("y", 1)));
        foreach (var (code, x, y) in units) world.Hospital(code).Filed(code, "2025-12", ("a", x), ("b", y), ("c", 100));
        var inputs = world.Inputs("2025-12");
        var blocks = ScoringEngine.Run(inputs, default);
        return (inputs.Catalogue.Composites[0], [.. CompositeEngine.Count(
            inputs.Catalogue.Composites[0], inputs.Catalogue, inputs.Period, UnitLevel.Facility, i => blocks.Single(b => b.Indicator == i && b.Level == UnitLevel.Facility).Scores)]);
    }
}
