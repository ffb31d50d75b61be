using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

[Parallelizable(ParallelScope.All)]
public sealed class TargetSetTests
{
    private static readonly DateOnly End2025 = new(2025, 12, 31);

    [Test]
    public void Province_is_judged_by_the_national_target_and_beside_it_by_its_own()
    {
        var world = Two().Target("share", Comparison.MoreThan, new Fraction(1, 2), End2025)
            .Set("lao-cai", "10").Target("share", Comparison.MoreThan, new Fraction(3, 10), End2025, "lao-cai");

        world.Score("2025-12", "share", "10").Score!.Verdicts.Select(v => (v.TargetIndex, v.Verdict))
            .Should().Equal((0, Verdict.Missed), (1, Verdict.Met));
        world.Score("2025-12", "share", "H2").Score!.Verdicts.Select(v => (v.TargetIndex, v.Verdict))
            .Should().Equal((0, Verdict.Missed), (1, Verdict.Met));
        var catalogue = world.Catalogue();
        catalogue.Targets[1].IsLaxerThan(catalogue.NationalOf(catalogue.Targets[1])!).Should().BeTrue();
    }

    [Test]
    public void Other_provinces_and_the_nation_know_nothing_of_it()
    {
        var world = Two().Target("share", Comparison.MoreThan, new Fraction(1, 2), End2025)
            .Set("lao-cai", "10").Target("share", Comparison.MoreThan, new Fraction(3, 10), End2025, "lao-cai");

        foreach (var unit in new[] { "VN", "01", "H1" })
            world.Score("2025-12", "share", unit).Score!.Verdicts.Should().ContainSingle().Which.TargetIndex.Should().Be(0, unit);
    }

    [Test]
    public void Own_target_ends_with_its_province()
    {
        var world = Two().Target("share", Comparison.MoreThan, new Fraction(1, 2), End2025)
            .Set("yen-bai", "15").Target("share", Comparison.MoreThan, new Fraction(3, 10), End2025, "yen-bai");

        foreach (var unit in new[] { "VN", "01", "10" }) world.Score("2025-12", "share", unit).Score!.Verdicts.Should().ContainSingle();
    }

    [Test]
    public void Sets_are_judged_side_by_side_and_the_own_set_keeps_its_verdicts()
    {
        var world = Two().Target("share", Comparison.AtLeast, new Fraction(1, 2), End2025)
            .Set("later").Target("share", Comparison.AtLeast, new Fraction(9, 10), new DateOnly(2030, 12, 31), "later");

        var alone = Nation(world.Inputs("2025-12"));
        var both = Nation(world.Inputs("2025-12", MissingPolicy.Strict, "later"));

        alone.Verdicts.Should().ContainSingle();
        both.Verdicts.Should().HaveCount(2);
        both.VerdictsOf(world.Catalogue(), "set").Should().Equal(alone.Verdicts);
        both.VerdictsOf(world.Catalogue(), "later").Should().ContainSingle();
        world.Inputs("2025-12", MissingPolicy.Strict, "later").Hash().Should().NotBe(world.Inputs("2025-12").Hash());
    }

    [Test]
    public void Target_that_is_over_is_said_to_be_closed_and_not_judged()
    {
        var world = Two().Target("share", Comparison.AtLeast, new Fraction(1, 2), new DateOnly(2025, 6, 30), validTo: new DateOnly(2025, 6, 30));

        world.Score("2025-12", "share").Score!.Verdicts.Should().BeEmpty();
        world.Catalogue().ClosedBefore(End2025, "share", "set").Should().ContainSingle().Which.ValidTo.Should().Be(new DateOnly(2025, 6, 30));
        world.Catalogue().ClosedBefore(new DateOnly(2025, 6, 30), "share", "set").Should().BeEmpty();
    }

    private static Score Nation(ScoringInputs inputs) => ScoringEngine.Run(inputs, default).First(b => b.Level == UnitLevel.Nation).Scores.Single();

    private static ScoringWorld Two() => new ScoringWorld().Flow("a", "b").Rule("a <= b").Ratio("share", "a", "b")
        .Unit("10", UnitKind.Province, "VN").Hospital("H1").Hospital("H2", "10")
        .Filed("H1", "2025-12", ("a", 50), ("b", 100)).Filed("H2", "2025-12", ("a", 40), ("b", 100));
}
