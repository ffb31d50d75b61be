using System.Collections.Immutable;
using System.Numerics;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring.Composites;

[Parallelizable(ParallelScope.All)]
public sealed class CompositeTests
{
    private static readonly DateOnly Due = new(2025, 12, 31);

    [Test]
    public void Groups_keep_their_weight_however_many_indicators_each_has()
    {
        var of = World().Composite("c", CompositeMean.Arithmetic, ScoringWorld.Group("one", 1, ("x", 1)), ScoringWorld.Group("two", 3, ("y", 1), ("z", 2)));
        File(of, "H001", (5, 10), (10, 10), (0, 10));

        // x reaches 5/9 of 90 %, y and z all and nothing of 100 %: 1/4 · 5/9 + 3/4 · (1/3 · 1).
        Exact(of, "H001").Should().Be(new Attainment(14, 36));
    }

    [Test]
    public void An_indicator_that_does_not_apply_leaves_its_weight_to_the_others_of_its_group()
    {
        var of = World().Composite("c", CompositeMean.Arithmetic, ScoringWorld.Group("one", 1, ("x", 1)), ScoringWorld.Group("two", 1, ("y", 1), ("z", 9)));
        File(of, "H001", (9, 10), (5, 10), (0, 0));

        Exact(of, "H001").Should().Be(new Attainment(3, 4));
        One(of, "H001").Should().BeEquivalentTo(new { Indicators = 2, Ranked = true });
    }

    [Test]
    public void Being_beyond_one_target_makes_up_for_nothing_elsewhere_unless_the_composite_says_so()
    {
        foreach (var (capped, expected) in new[] { (true, new Attainment(1, 2)), (false, new Attainment(5, 9)) })
        {
            var of = World();
            of.Composite(Simple("c", ("x", 1), ("y", 1)) with { Capped = capped });
            File(of, "H001", (10, 10), (0, 10), (0, 10));

            Exact(of, "H001").Should().Be(expected);
        }
    }

    [Test]
    public void What_is_owed_and_not_reported_counts_as_nothing_and_too_little_of_it_leaves_no_rank()
    {
        var of = World();
        of.Composite(Simple("c", ("x", 1), ("y", 8), ("z", 1)));
        of.Hospital("H001").Filed("H001", "2025-12", ("a", 9), ("b", 10), ("c", 10), ("d", 10));
        of.Hospital("H002").Filed("H002", "2025-12", ("a", 9), ("b", 10));

        Exact(of, "H001").Should().Be(new Attainment(9, 10));
        var (enough, few) = (One(of, "H001"), One(of, "H002"));
        enough.Ranked.Should().BeTrue("nine tenths are reported");
        enough.NotReported.Should().Equal(2);
        few.Ranked.Should().BeFalse();
        few.Reported.Should().Be(BigInteger.Pow(10, 11));
        few.High.Should().Be(BigInteger.Pow(10, 12), "capped, the missing parts could still be all there");
    }

    [Test]
    public void A_target_of_all_that_is_failed_stands_beside_the_figure()
    {
        var of = World();
        of.Composite(Simple("c", ("x", 1), ("y", 99)));
        File(of, "H001", (9, 10), (9_999, 10_000), (0, 10));

        One(of, "H001").Failed.Should().Equal(1);
    }

    [Test]
    public void An_area_counts_at_its_lowest_and_only_where_enough_of_it_reported()
    {
        var of = World();
        of.Composite(Simple("c", ("x", 1)));
        for (var i = 1; i <= 20; i++)
        {
            of.Hospital($"H{i:000}").Filed($"H{i:000}", "2025-11", ("a", 0), ("b", 10));
            if (i > 1) of.Filed($"H{i:000}", "2025-12", ("a", 9), ("b", 10));
        }

        // Nineteen of twenty report 171 of 190; with ten more to come it is at least 171 of 200: 171/180 of the target.
        Exact(of, "01").Should().Be(new Attainment(171, 180));
        One(of, "01").Should().BeEquivalentTo(new { Ranked = true, Basis = RangeBasis.LastKnown });

        var large = World();
        large.Composite(Simple("c", ("x", 1)));
        for (var i = 1; i <= 20; i++) large.Hospital($"H{i:000}").Filed($"H{i:000}", "2025-11", ("a", 0), ("b", i == 1 ? 1_000 : 10));
        for (var i = 2; i <= 20; i++) large.Filed($"H{i:000}", "2025-12", ("a", 9), ("b", 10));

        One(large, "01").Ranked.Should().BeFalse("the one that is missing is most of the province");
    }

    [Test]
    public void A_silent_hospital_that_is_shared_among_old_provinces_is_owed_in_each_of_them()
    {
        var since = new DateOnly(2025, 7, 1);
        var of = World();
        of.Unit("30", UnitKind.Province, "VN").Unit("36", UnitKind.Province, "VN").Joined("33", since, "30", "36")
            .Hospital("H001", "33").Shared("33", since, ("30", 1), ("36", 2)).Composite(Simple("c", ("x", 1)));

        var inputs = of.OnMapOf(new DateOnly(2025, 6, 30), "2025-12");
        var scores = ScoringEngine.Run(inputs, default);
        var provinces = CompositeEngine.Run(inputs.Catalogue, inputs.Period, scores, default).Single(b => b.Level == UnitLevel.Province).Scores;

        provinces.Select(s => inputs.Units[s.Unit].Code).Should().BeEquivalentTo("30", "36");
        provinces.Should().OnlyContain(s => !s.Ranked && s.Counted == 0 && s.NotReported.Length == 1);
        var small = scores.Single(b => b.Level == UnitLevel.Province && b.Indicator == "x").Scores.Single(s => inputs.Units[s.Unit].Code == "30");
        small.Should().BeEquivalentTo(new { Expected = 0, HasSubject = true }, "the hospital is counted once, where most of it is, and owed here as well");
    }

    [Test]
    public void Equal_figures_share_a_rank_and_the_next_is_left_out()
    {
        var of = World();
        of.Composite(Simple("c", ("x", 1)));
        foreach (var (code, a, b) in new[] { ("H001", 5, 10), ("H002", 9, 10), ("H003", 50, 100), ("H004", 4, 10) }) of.Hospital(code).Filed(code, "2025-12", ("a", a), ("b", b));
        of.Hospital("H005");

        var inputs = of.Inputs("2025-12");
        CompositeRanks.Of(Block(of, "c", UnitLevel.Facility), u => inputs.Units[u].Code).Select(r => (inputs.Units[r.Score.Unit].Code, r.Rank))
            .Should().Equal(("H002", 1), ("H001", 2), ("H003", 2), ("H004", 4), ("H005", null));
    }

    [Test]
    public void A_unit_to_which_nothing_of_it_applies_has_none()
    {
        var of = World();
        of.Composite(Simple("c", ("x", 1)));
        File(of, "H001", (0, 0), (1, 1), (1, 1));

        Block(of, "c", UnitLevel.Facility).Should().BeEmpty();
    }

    [Test]
    public void Attainment_is_against_the_target_due_next_or_last()
    {
        var composite = Simple("c", ("x", 1));
        var catalogue = World().Target("x", Comparison.AtLeast, new Fraction(99, 100), new DateOnly(2030, 12, 31)).Catalogue();

        Of(composite, "2025-12-31").Should().Be(Due);
        Of(composite, "2026-01-01").Should().Be(new DateOnly(2030, 12, 31));
        Of(composite with { Due = CompositeDue.Last }, "2025-01-01").Should().Be(new DateOnly(2030, 12, 31));
        Of(composite, "2031-01-01").Should().Be(new DateOnly(2030, 12, 31), "it fell due last");

        DateOnly Of(Composite which, string day) => which.TargetOf(catalogue, "x", UnitLevel.Nation, DateOnly.ParseExact(day, "yyyy-MM-dd"))!.Due;
    }

    [Test]
    public void Bytes_come_back_as_they_were()
    {
        var of = World();
        of.Composite(Simple("c", ("x", 1), ("y", 2)) with { Capped = false });
        File(of, "H001", (9_000_000_000_000, 1), (1, 7), (0, 10));
        of.Hospital("H002");

        var scores = Block(of, "c", UnitLevel.Facility);
        var bytes = CompositeCodec.Pack(scores);
        CompositeCodec.Unpack(bytes).Should().BeEquivalentTo(scores);
        CompositeCodec.Pack(CompositeCodec.Unpack(bytes)).Should().Equal(bytes);
    }

    [Test]
    public void No_way_to_fill_the_gaps_leaves_the_range()
    {
        foreach (var mean in Enum.GetValues<CompositeMean>())
        {
            for (var seed = 0; seed < 150; seed++)
            {
                var random = new Random(seed);
                // Counts of units only: their ranges rest on nothing but the rules.
                var of = new ScoringWorld().Stock("a", "b", "c").Coverage("x", "a >= 2").Coverage("y", "a >= 1 and b >= 1").Ratio("z", "b >= 2 and c >= 1", "c >= 1");
                foreach (var code in new[] { "x", "y", "z" }) of.Target(code, Comparison.AtLeast, new Fraction(9, 10), Due);
                of.Composite(Simple("c", ("x", 2), ("y", 1), ("z", 3)) with { Mean = mean }).Hospitals(3);
                var gaps = new List<(string Code, string Element)>();
                var filed = new Dictionary<string, List<(string, long)>>();
                foreach (var code in new[] { "H001", "H002", "H003" })
                {
                    filed[code] = [];
                    foreach (var element in new[] { "a", "b", "c" })
                    {
                        if (random.Next(3) == 0) gaps.Add((code, element));
                        else filed[code].Add((element, random.Next(0, 3)));
                    }
                }

                var before = of.Inputs("2025-12");
                var ranges = Blocks(Filings(before, filed, [])).ToDictionary(b => (b.Level, b.Unit), b => b.Score);
                for (var fill = 0; fill < 20; fill++)
                {
                    foreach (var (level, unit, score) in Blocks(Filings(before, filed, [.. gaps.Select(g => (g.Code, g.Element, (long)random.Next(0, 3)))])))
                    {
                        var range = ranges[(level, unit)];
                        score.Counted.Should().BeGreaterThanOrEqualTo(range.Low, $"seed {seed} {mean}").And.BeLessThanOrEqualTo(range.High!.Value, $"seed {seed} {mean}");
                        score.Counted.Should().BeGreaterThanOrEqualTo(range.Counted, $"what is counted is the least: seed {seed} {mean}");
                    }
                }
            }
        }
    }

    internal static Composite Simple(string code, params (string Indicator, int Weight)[] indicators) => new(
        code, new Text("x", "x"), new Text("x", "x"), "set", CompositeDue.Next, CompositeMean.Arithmetic, true, new Fraction(9, 10),
        [UnitLevel.Nation, UnitLevel.Province, UnitLevel.Facility], [ScoringWorld.Group("all", 1, indicators)]);

    internal static ImmutableArray<CompositeScore> Block(ScoringWorld world, string composite, UnitLevel level)
    {
        var inputs = world.Inputs("2025-12");
        return CompositeEngine.Run(inputs.Catalogue, inputs.Period, ScoringEngine.Run(inputs, default), default).Single(b => b.Composite == composite && b.Level == level).Scores;
    }

    private static ScoringInputs Filings(ScoringInputs inputs, Dictionary<string, List<(string Element, long Value)>> filed, (string Code, string Element, long Value)[] more) => new()
    {
        Period = inputs.Period,
        Catalogue = inputs.Catalogue,
        CatalogueHash = inputs.CatalogueHash,
        TargetSet = inputs.TargetSet,
        GeographyDay = inputs.GeographyDay,
        Options = inputs.Options,
        Units = inputs.Units,
        Filings =
        [
            .. filed.Select(f =>
            {
                var values = new long?[inputs.Catalogue.Elements.Length];
                foreach (var (element, value) in f.Value.Concat(more.Where(m => m.Code == f.Key).Select(m => (m.Element, m.Value)))) values[inputs.Catalogue.IndexOf(element)] = value;
                return new Filing(inputs.Units.Select((u, i) => (u, i)).Single(p => p.u.Code == f.Key).i, inputs.Period, 1, values);
            }),
        ],
    };

    private static IEnumerable<(UnitLevel Level, int Unit, CompositeScore Score)> Blocks(ScoringInputs inputs) =>
        CompositeEngine.Run(inputs.Catalogue, inputs.Period, ScoringEngine.Run(inputs, default), default).SelectMany(b => b.Scores.Select(s => (b.Level, s.Unit, s)));

    private static ScoringWorld World() => new ScoringWorld().Flow("a", "b", "c", "d", "e", "f").Rule("a <= b").Rule("c <= d").Rule("e <= f")
        .Ratio("x", "a", "b").Ratio("y", "c", "d").Ratio("z", "e", "f")
        .Target("x", Comparison.AtLeast, new Fraction(9, 10), Due).Target("y", Comparison.All, Fraction.One, Due).Target("z", Comparison.All, Fraction.One, Due);

    private static void File(ScoringWorld world, string code, (long N, long D) x, (long N, long D) y, (long N, long D) z) =>
        world.Hospital(code).Filed(code, "2025-12", ("a", x.N), ("b", x.D), ("c", y.N), ("d", y.D), ("e", z.N), ("f", z.D));

    private static CompositeCount CountOf(ScoringWorld world, string unit)
    {
        var inputs = world.Inputs("2025-12");
        var blocks = ScoringEngine.Run(inputs, default);
        var level = inputs.Units.Single(u => u.Code == unit).Level;
        return CompositeEngine.Count(
            inputs.Catalogue.Composites[0], inputs.Catalogue, inputs.Period, level, i => blocks.Single(b => b.Indicator == i && b.Level == level).Scores).Single(c => inputs.Units[c.Unit].Code == unit);
    }

    private static Attainment Exact(ScoringWorld world, string unit) => CountOf(world, unit).Counted!.Ratio!.Value;

    private static CompositeScore One(ScoringWorld world, string unit)
    {
        var inputs = world.Inputs("2025-12");
        var place = inputs.Units.Select((u, i) => (u, i)).Single(p => p.u.Code == unit);
        return Block(world, "c", place.u.Level).Single(s => s.Unit == place.i);
    }
}
