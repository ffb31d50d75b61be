using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring.Composites;

/// <summary>
/// A thousand facilities over twelve months: whichever of its months or cells one of them keeps to itself, it comes out no higher than had it told them.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class SilenceSimulation
{
    private const int Facilities = 1_000, Months = 12, Elements = 7;
    private static readonly Period Year = Period.Parse("2025");
    private static readonly Period[] Filed = [.. Year.Months.Select(m => Period.Containing(m.FirstDay, PeriodKind.Month))];

    private static readonly string[] Strategies =
    [
        "worst month", "worst three months", "largest month", "months with the largest denominators", "last month", "every second month", "all but the best month", "all months",
        "cells of the worst indicator", "denominators of the worst months", "cells of the last month",
    ];

    [TestCase(CompositeMean.Arithmetic)]
    [TestCase(CompositeMean.Geometric)]
    public void Keeping_silent_about_bad_months_never_raises_a_facility(CompositeMean mean)
    {
        var honest = Honest(mean);
        var told = Scores(honest, honest.Filings.ToLookup(f => f.Unit));
        var fell = 0;
        foreach (var strategy in Strategies)
        {
            var random = new Random(7);
            var silent = Scores(honest, honest.Filings.GroupBy(f => f.Unit).SelectMany(of => Without(strategy, [.. of.OrderBy(f => f.Period)], random)).ToLookup(f => f.Unit));
            foreach (var unit in told.Keys)
            {
                var now = silent.GetValueOrDefault(unit);
                if (now is null) continue;
                now.Counted!.CompareTo(told[unit].Counted!).Should().BeLessThanOrEqualTo(0, $"{strategy}: unit {unit}");
                // Nobody else told less, so that who is not higher does not rank higher; and who tells less is ranked no sooner.
                (now.IsRanked(new Fraction(9, 10)) && !told[unit].IsRanked(new Fraction(9, 10))).Should().BeFalse($"{strategy}: unit {unit}");
                if (now.Counted.CompareTo(told[unit].Counted!) < 0) fell++;
            }
        }

        fell.Should().BeGreaterThan(Facilities, "silence has cost most of them something, so that there was something to try");
    }

    private static Dictionary<int, CompositeCount> Scores(ScoringInputs honest, ILookup<int, Filing> filings)
    {
        var inputs = new ScoringInputs
        {
            Period = honest.Period,
            Catalogue = honest.Catalogue,
            CatalogueHash = honest.CatalogueHash,
            TargetSet = honest.TargetSet,
            GeographyDay = honest.GeographyDay,
            Options = honest.Options,
            Units = honest.Units,
            Filings = [.. filings.SelectMany(f => f)],
        };
        var blocks = ScoringEngine.Run(inputs, default).ToDictionary(b => (b.Indicator, b.Level), b => b.Scores);
        return CompositeEngine.Count(inputs.Catalogue.Composites[0], inputs.Catalogue, inputs.Period, UnitLevel.Facility, i => blocks[(i, UnitLevel.Facility)])
            .ToDictionary(c => c.Unit);
    }

    private static IEnumerable<Filing> Without(string strategy, Filing[] of, Random random)
    {
        // By how good a month looks: all parts over all wholes.
        long Worth(Filing f) => (f.Values[0] ?? 0) * 1_000 / Math.Max(1, f.Values[1] ?? 1);
        Filing[] worst = [.. of.OrderBy(Worth).ThenBy(f => f.Period)];
        Filing[] large = [.. of.OrderByDescending(f => f.Values[1] ?? 0)];
        return strategy switch
        {
            "worst month" => of.Except(worst.Take(1)),
            "worst three months" => of.Except(worst.Take(3)),
            "largest month" => of.Except(large.Take(1)),
            "months with the largest denominators" => of.Except(large.Take(random.Next(1, 6))),
            "last month" => of[..^1],
            "every second month" => of.Where((_, i) => i % 2 == 0),
            "all but the best month" => worst[^1..],
            "all months" => [],
            "cells of the worst indicator" => of.Select(f => Blank(f, 0)),
            "denominators of the worst months" => of.Select(f => worst.Take(3).Contains(f) ? Blank(f, 1, 3) : f),
            _ => [.. of[..^1], Blank(of[^1], [.. Enumerable.Range(0, Elements).Where(_ => random.Next(2) == 0)])],
        };
    }

    private static Filing Blank(Filing filing, params int[] elements) =>
        filing with { Values = [.. filing.Values.Select((v, i) => elements.Contains(i) ? null : v)] };

    /// <summary>Ratios of flows, a ratio of stocks, a condition over stocks and one over flows; some have nothing to count in some months, some do not file all.</summary>
    private static ScoringInputs Honest(CompositeMean mean)
    {
        var due = new DateOnly(2025, 12, 31);
        var world = new ScoringWorld().Flow("a", "b", "c", "d").Stock("e", "f", "g")
            .Ratio("x", "a", "b").Ratio("y", "c", "d").Ratio("s", "e", "f").Coverage("k", "g >= 2").Coverage("m", "a >= 30 and c >= 30")
            .Target("x", Comparison.AtLeast, new Fraction(1, 2), due).Target("y", Comparison.All, Fraction.One, due)
            .Target("s", Comparison.AtLeast, new Fraction(9, 10), due).Target("k", Comparison.All, Fraction.One, due).Target("m", Comparison.All, Fraction.One, due)
            .Composite("c", mean, ScoringWorld.Group("one", 3, ("x", 2), ("y", 1)), ScoringWorld.Group("two", 2, ("s", 1), ("k", 1), ("m", 1)))
            .Hospitals(Facilities);
        var inputs = world.Inputs("2025");
        var random = new Random(3);
        var filings = new List<Filing>();
        for (var unit = 0; unit < inputs.Units.Length; unit++)
        {
            if (inputs.Units[unit].Level != UnitLevel.Facility) continue;
            var (size, good, empty) = (random.Next(1, 200), random.Next(0, 101), random.Next(10) == 0);
            foreach (var month in Filed)
            {
                if (random.Next(200) == 0) continue;
                long[] wholes = [random.Next(0, size), empty ? 0 : random.Next(0, size), random.Next(0, size)];
                long Part(long whole) => whole * Math.Clamp(good + random.Next(-40, 41), 0, 100) / 100;
                filings.Add(new Filing(unit, month, filings.Count + 1, [Part(wholes[0]), wholes[0], Part(wholes[1]), wholes[1], Part(wholes[2]), wholes[2], random.Next(0, 4)]));
            }
        }

        return new ScoringInputs
        {
            Period = Year,
            Catalogue = inputs.Catalogue,
            CatalogueHash = inputs.CatalogueHash,
            TargetSet = inputs.TargetSet,
            GeographyDay = inputs.GeographyDay,
            Options = inputs.Options,
            Units = inputs.Units,
            Filings = [.. filings],
        };
    }
}
