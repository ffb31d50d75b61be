using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Changes;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class ScoreChangesTests
{
    private static readonly Period August = Period.Parse("2026-08"), September = Period.Parse("2026-09");

    [Test]
    public void A_run_compared_with_itself_has_not_moved()
    {
        var inputs = Base().Filed("H001", "2026-09", ("n", 5), ("d", 10)).Inputs("2026-09");

        Compare(inputs, inputs).Of("share", "VN@x").Should().BeEquivalentTo(new { Before = new Fraction(5, 10), After = new Fraction(5, 10), Steps = Array.Empty<ChangeStep>() });
    }

    [Test]
    public void A_correction_and_a_late_return_each_get_their_share_and_their_returns()
    {
        var before = Base().Filed("H001", "2026-09", ("n", 5), ("d", 10)).Inputs("2026-09");
        var after = With(before, before.Catalogue, before.Units, [Return("H001@x", September, 7, 6, 10), Return("H002@x", September, 8, 10, 10)]);

        var change = Compare(before, after).Of("share", "VN@x");

        change.Steps.Select(s => (s.Cause, s.Share!.Value.ToString())).Should().Equal((ChangeCause.Corrections, "1/10"), (ChangeCause.LateReturns, "1/5"));
        change.Total.Should().Be(new Change(3, 10));
        change.Steps[0].Units.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new UnitPart("H001@x", "H001", 1, 7, 1, 0, new Change(1, 10)));
        change.Steps[1].Units.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new UnitPart("H002@x", "H002", null, 8, 10, 10, new Change(1, 5)));
    }

    [Test]
    public void A_return_that_was_sent_back_is_a_correction()
    {
        var before = Base().Filed("H001", "2026-09", ("n", 5), ("d", 10)).Filed("H002", "2026-09", ("n", 1), ("d", 10)).Inputs("2026-09");
        var after = With(before, before.Catalogue, before.Units, [Return("H001@x", September, 1, 5, 10)]);

        var step = Compare(before, after).Of("share", "VN@x").Steps.Should().ContainSingle().Subject;

        step.Cause.Should().Be(ChangeCause.Corrections);
        step.Units.Should().ContainSingle().Which.Should().BeEquivalentTo(new { UnitId = "H002@x", ReturnBefore = 2L, ReturnAfter = (long?)null });
    }

    [Test]
    public void A_unit_that_the_later_register_lacks_is_geography_and_sent_nothing_back()
    {
        var before = Base().Filed("H001", "2026-09", ("n", 5), ("d", 10)).Filed("H002", "2026-09", ("n", 1), ("d", 10)).Inputs("2026-09");
        var after = With(before, before.Catalogue, [.. before.Units.Where(u => u.Code != "H002")], [Return("H001@x", September, 1, 5, 10)]);

        Compare(before, after).Of("share", "VN@x").Steps.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Cause = ChangeCause.Geography, Share = new Change(1, 5) });
    }

    [Test]
    public void Another_target_moves_the_verdict_and_not_the_value()
    {
        var world = Base().Filed("H001", "2026-09", ("n", 5), ("d", 10));
        var before = world.Target("share", Comparison.AtLeast, new Fraction(4, 10), new DateOnly(2025, 12, 31)).Inputs("2026-09");
        var harder = Base().Target("share", Comparison.AtLeast, new Fraction(6, 10), new DateOnly(2025, 12, 31)).Catalogue();
        var after = With(before, harder, before.Units, [Return("H001@x", September, 1, 5, 10)], "other");

        var step = Compare(before, after).Of("share", "VN@x").Steps.Should().ContainSingle().Subject;

        step.Should().BeEquivalentTo(new { Cause = ChangeCause.Targets, Share = new Change(0, 1) });
        (step.VerdictsBefore.Single().Verdict, step.VerdictsAfter.Single().Verdict).Should().Be((Verdict.Met, Verdict.Missed));
    }

    [Test]
    public void A_value_that_appears_is_no_change_from_zero()
    {
        var before = Base().Inputs("2026-09");
        var after = With(before, before.Catalogue, before.Units, [Return("H001@x", September, 1, 5, 10)]);

        var change = Compare(before, after).Of("share", "VN@x");

        change.Total.Should().BeNull();
        change.Steps.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Cause = ChangeCause.LateReturns, Before = (Fraction?)null, Share = (Change?)null });
    }

    [Test]
    public void The_next_month_is_new_data_after_what_came_late_for_this_one()
    {
        var before = Base().Filed("H001", "2026-08", ("n", 5), ("d", 10)).Inputs("2026-08");
        ImmutableArray<Returned> later = [Return("H001@x", August, 1, 5, 10), Return("H002@x", August, 9, 9, 10)];
        var known = With(before, before.Catalogue, before.Units, later);
        var after = With(before, before.Catalogue, before.Units, [.. later, Return("H001@x", September, 10, 9, 10), Return("H002@x", September, 11, 9, 10)], period: September);

        var change = new ScoreChanges(before, ChangePath.Between(before, known, after), default).Of("share", "VN@x");

        change.Steps.Select(s => (s.Cause, s.Share)).Should().Equal((ChangeCause.LateReturns, new Change(1, 5)), (ChangeCause.NewData, new Change(1, 5)));
    }

    [Test]
    public void Printed_parts_add_up_to_the_printed_whole()
    {
        Change[] thirds = [new(1, 3), new(1, 3), new(-1, 7), new(2, 9)];
        var total = Change.Printed(new Fraction(1, 7), new Fraction(8, 9), 3);

        var printed = Change.PrintTogether(thirds, total, 3);

        printed.Sum(p => (int)(decimal.Parse(p, CultureInfo.InvariantCulture) * 1000)).Should().Be((int)total);
    }

    [Test]
    public void Whatever_changed_at_once_the_parts_are_the_whole([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        var world = Base(random.Next(3, 7));
        var before = With(world.Inputs("2026-08"), world.Catalogue(), null, [.. Random(random, August, 1), .. Random(random, Period.Parse("2026-07"), 100)]);
        var later = before.Filings.Where(_ => random.Next(5) > 0)
            .Select(f => random.Next(3) == 0 ? Return(before.Units[f.Unit].UnitId, f.Period, f.ReturnId + 1000, random.Next(9), random.Next(9)) : Of(before, f))
            .Concat(Random(random, August, 500)).DistinctBy(r => (r.UnitId, r.Period)).ToImmutableArray();
        var samePeriod = random.Next(2) == 0;
        var moved = Moved(before.Units, random);
        var catalogue = random.Next(2) == 0 ? world.Catalogue() : Base(2, random.Next(2) == 0 ? "n + n" : "x").Catalogue();
        var after = With(
            before, catalogue, moved, samePeriod ? later : [.. later, .. Random(random, September, 2000).DistinctBy(r => r.UnitId)],
            random.Next(2) == 0 ? "test" : "other", samePeriod ? null : September, random.Next(2) == 0 ? MissingPolicy.Reported : MissingPolicy.Strict);
        var changes = new ScoreChanges(before, ChangePath.Between(before, samePeriod ? after : With(before, before.Catalogue, before.Units, later), after), default);

        foreach (var (indicator, unit) in changes.Indicators.SelectMany(i => changes.UnitIds.Select(u => (i, u))))
        {
            var change = changes.Of(indicator, unit);
            Same(change.Before, Value(before, indicator, unit)).Should().BeTrue();
            Same(change.After, Value(after, indicator, unit)).Should().BeTrue();
            var at = change.Before;
            foreach (var step in change.Steps)
            {
                Same(step.Before, at).Should().BeTrue("the steps of {0} for {1} hang together", indicator, unit);
                at = step.After;
                if (step.Share is not { } share) continue;
                step.Units.Aggregate(new Change(0, 1), (sum, u) => sum + u.Part!.Value).Should().Be(share, "{0} of {1} in {2}", step.Cause, indicator, unit);
            }

            Same(at, change.After).Should().BeTrue();
            if (change.Total is not { } total || change.Steps.Any(s => s.Share is null)) continue;
            change.Steps.Aggregate(new Change(0, 1), (sum, s) => sum + s.Share!.Value).Should().Be(total);
            var printed = Change.Printed(change.Before!.Value, change.After!.Value, 6);
            Change.PrintTogether([.. change.Steps.Select(s => s.Share!.Value)], printed, 6)
                .Aggregate(BigInteger.Zero, (sum, p) => sum + BigInteger.Parse(p.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
                .Should().Be(change.Steps.Length == 0 ? 0 : printed);
        }
    }

    private static ScoreChanges Compare(ScoringInputs before, ScoringInputs after) => new(before, ChangePath.Between(before, after, after), default);

    private static ScoringWorld Base(int hospitals = 2, string numerator = "n") => new ScoringWorld().Flow("n", "d", "x").Hospitals(hospitals)
        .Ratio("share", numerator, "d").Coverage("enough", "n >= 3").Milestone("plans", "x >= 1");

    private static bool Same(Fraction? one, Fraction? other) => one is { } a && other is { } b ? a.SameValue(b) : one is null && other is null;

    private static Fraction? Value(ScoringInputs inputs, string indicator, string unitId)
    {
        var score = ScoringEngine.Run(inputs, default).Where(b => b.Indicator == indicator).SelectMany(b => b.Scores).SingleOrDefault(s => inputs.Units[s.Unit].UnitId == unitId);
        if (inputs.Catalogue.Indicator(indicator)?.Kind == IndicatorKind.Milestone) return score?.Numerator is { } count ? new Fraction(count, 1) : null;
        return score?.Value;
    }

    private static IEnumerable<Returned> Random(Random random, Period period, long id)
    {
        for (var i = 1; i <= 6; i++)
        {
            if (random.Next(3) > 0) yield return Return($"H{i:000}@x", period, id + i, random.Next(9), random.Next(9), random.Next(2));
        }
    }

    /// <summary>A register in which some hospitals are gone and others come, and one stands outside the province's sums.</summary>
    private static ImmutableArray<ScoredUnit> Moved(ImmutableArray<ScoredUnit> units, Random random) =>
        random.Next(2) == 0 ? units :
        [
            .. units.Where(u => u.Level != UnitLevel.Facility || random.Next(4) > 0)
                .Select(u => u.Level == UnitLevel.Facility && random.Next(4) == 0 ? u with { Manager = Manager.Defence } : u),
        ];

    private static Returned Of(ScoringInputs inputs, Filing filing) => new(inputs.Units[filing.Unit].UnitId, filing.Period, filing.ReturnId, filing.Values);

    private static Returned Return(string unitId, Period period, long id, long n, long d, long? x = null) => new(unitId, period, id, [n, d, x]);

    private static ScoringInputs With(
        ScoringInputs before, Catalogue catalogue, ImmutableArray<ScoredUnit>? units, ImmutableArray<Returned> returns, string hash = "test", Period? period = null,
        MissingPolicy missing = MissingPolicy.Strict)
    {
        var all = units ?? before.Units;
        return new ScoringInputs
        {
            Period = period ?? before.Period,
            Catalogue = catalogue,
            CatalogueHash = hash,
            TargetSet = before.TargetSet,
            GeographyDay = before.GeographyDay,
            Options = new ScoringOptions(missing, false),
            Units = all,
            Filings =
            [
                .. returns.DistinctBy(r => (r.UnitId, r.Period))
                    .Select(r => (Place: all.Select(u => u.UnitId).ToList().IndexOf(r.UnitId), Return: r))
                    .Where(r => r.Place >= 0)
                    .Select(r => new Filing(r.Place, r.Return.Period, r.Return.Id, r.Return.Values)),
            ],
        };
    }

    private sealed record Returned(string UnitId, Period Period, long Id, long?[] Values);
}
