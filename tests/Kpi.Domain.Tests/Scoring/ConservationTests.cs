using System.Globalization;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

/// <summary>Restating a period to another day's map loses nothing and adds nothing, through mergers and divisions, forward and back.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ConservationTests
{
    private const int Worlds = 200;
    private static readonly DateOnly[] Eras = [new(2024, 1, 1), new(2025, 7, 1), new(2026, 4, 30), new(2027, 7, 1)];
    private static readonly Catalogue Counted = new ScoringWorld().Flow("a", "b").Stock("c").Most(1_000)
        .Ratio("share", "a", "b", Everybody).Ratio("other", "a + c", "b", Everybody).Coverage("yes", "c >= 5", Everybody).Milestone("done", "c >= 9")
        .Target("share", Comparison.AtLeast, new Fraction(1, 2), new DateOnly(2025, 12, 31)).Catalogue();

    private static Applicability Everybody => new([UnitKind.Hospital, UnitKind.Department], null, null, null, []);

    [Test]
    public void Nation_is_the_same_on_every_days_map_and_the_parts_add_up_to_it()
    {
        var (moved, shared, unplaced) = (0, 0, 0);
        for (var seed = 0; seed < Worlds; seed++)
        {
            var world = new DrawnRegister(seed);
            for (var then = 0; then < Eras.Length; then++)
            {
                var own = world.Inputs(Eras[then], Eras[then]);
                var nation = Nation(own);
                foreach (var map in Eras)
                {
                    var inputs = world.Inputs(Eras[then], map);
                    inputs.Units.Where(u => u.Level == UnitLevel.Facility).Select(u => (u.UnitId, u.Kind, u.Class, u.Urban)).Should()
                        .Equal(own.Units.Where(u => u.Level == UnitLevel.Facility).Select(u => (u.UnitId, u.Kind, u.Class, u.Urban)), $"world {seed}: who is counted does not depend on the map");
                    Nation(inputs).Should().Equal(nation, $"world {seed}, {Eras[then]} on the map of {map}");
                    foreach (var block in ScoringEngine.Run(inputs, default)) PartsAddUp(inputs, block.Indicator, seed);
                    moved += map == Eras[then] ? 0 : 1;
                    shared += inputs.Units.Count(u => u.Shares is not null);
                    unplaced += inputs.Units.Count(u => u.Placing == Placing.NoProvince);
                }
            }
        }

        (moved > 0 && shared > 100 && unplaced > 100).Should().BeTrue($"the worlds must hold every case: {moved} {shared} {unplaced}");
    }

    [Test]
    public void Part_of_a_return_keeps_its_numerator_within_its_denominator()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var inputs = new DrawnRegister(seed).Inputs(Eras[1], Eras[0]);
            var provinces = ScoringEngine.Run(inputs, default).Single(b => b is { Indicator: "share", Level: UnitLevel.Province }).Scores;
            provinces.Should().NotContain(s => s.Numerator > s.Denominator, $"world {seed}");
        }
    }

    [Test]
    public void Merged_and_split_again_by_its_own_counts_every_part_has_what_it_had()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(2, 6);
            var counts = Enumerable.Range(0, count).Select(_ => random.Next(1, 500)).Select(b => (A: random.Next(0, b + 1), B: b)).ToArray();
            var ids = Enumerable.Range(0, count).Select(i => $"1{i}@old").ToArray();
            var tree = new UnitTree(
                [
                    Version("VN@x", "VN", UnitKind.Nation, null, Eras[0], null),
                    .. ids.Select((id, i) => Version(id, $"1{i}", UnitKind.Province, "VN@x", Eras[0], Eras[1].AddDays(-1))),
                    Version("20@new", "20", UnitKind.Province, "VN@x", Eras[1], null),
                    Version("S20@new", "S20", UnitKind.Department, "20@new", Eras[1], null),
                ],
                ids.Select(id => new UnitSuccession(id, "20@new", Eras[1])),
                ids.SelectMany((id, i) => new[]
                {
                    new UnitSplit("20@new", id, Eras[1], null, 1, "test"),
                    new UnitSplit("20@new", id, Eras[1], "a", counts[i].A, "counts of 2025"),
                    new UnitSplit("20@new", id, Eras[1], "b", counts[i].B, "counts of 2025"),
                }));
            if (counts.Sum(c => c.A) == 0) continue;

            var inputs = Inputs(tree, Eras[1], Eras[0], [("S20@new", [counts.Sum(c => c.A), counts.Sum(c => c.B), 7])]);
            var scores = ScoringEngine.Run(inputs, default).Single(b => b is { Indicator: "share", Level: UnitLevel.Province }).Scores;

            scores.Select(s => (inputs.Units[s.Unit].UnitId, s.Numerator, s.Denominator)).Should()
                .Equal(ids.Select((id, i) => (id, (long?)counts[i].A, (long?)counts[i].B)), $"world {seed}");
        }
    }

    [Test]
    public void Missing_return_of_a_shared_unit_makes_no_part_look_complete()
    {
        var tree = TwoJoined(3, 1);
        var inputs = Inputs(tree, Eras[1], Eras[0], Enumerable.Empty<(string, long[])>());

        var scores = ScoringEngine.Run(inputs, default).Single(b => b is { Indicator: "share", Level: UnitLevel.Province }).Scores;

        scores.Select(s => (inputs.Units[s.Unit].Code, s.Expected, s.Basis)).Should().Equal(("10", 1, RangeBasis.Open), ("15", 0, RangeBasis.Open));
        scores.SelectMany(s => s.Verdicts).Should().OnlyContain(v => !v.Certain && v.Verdict == Verdict.NoData);
    }

    [Test]
    public void Range_of_a_part_holds_whatever_the_missing_return_will_say()
    {
        // Last known: 13 of 40. Whatever it files now, shared 5 to 2, no part may leave the range it was given.
        var tree = TwoJoined(5, 2);
        var gap = Scores([("S15@new", 1, [13, 40, 0])]);
        for (var a = 0; a <= 40; a++)
        {
            foreach (var (was, now) in gap.Zip(Scores([("S15@new", 1, [13, 40, 0]), ("S15@new", 0, [a, 40, 0])])))
                (was.Low <= now.Value!.Value && (was.High is null || now.Value.Value <= was.High)).Should().BeTrue($"{a}: {was.Low} .. {was.High} holds {now.Value}");
        }

        IEnumerable<Score> Scores((string, int, long[])[] filed) =>
            ScoringEngine.Run(Inputs(tree, Eras[1], Eras[0], filed), default).Single(b => b is { Indicator: "share", Level: UnitLevel.Province }).Scores;
    }

    [Test]
    public void What_is_counted_once_goes_whole_to_the_largest_weight()
    {
        var inputs = Inputs(TwoJoined(2, 3), Eras[1], Eras[0], [("S15@new", [5, 9, 7])]);

        var yes = ScoringEngine.Run(inputs, default).Single(b => b is { Indicator: "yes", Level: UnitLevel.Province }).Scores;

        yes.Select(s => (inputs.Units[s.Unit].Code, s.Numerator, s.Denominator, s.Expected)).Should().Equal(("15", 1, 1, 1));
    }

    [Test]
    public void Department_of_a_joined_province_without_stated_weights_is_counted_in_the_nation_only_and_said()
    {
        var joined = TwoJoined(1, 1);
        var inputs = Inputs(new UnitTree(joined.Versions, joined.Successions), Eras[1], Eras[0], [("S15@new", [5, 9, 7])]);

        inputs.Units.Single(u => u.Kind == UnitKind.Department).Should().Match<ScoredUnit>(u => u.Placing == Placing.NoProvince && u.Province == -1);
        var blocks = ScoringEngine.Run(inputs, default);
        blocks.Single(b => b is { Indicator: "share", Level: UnitLevel.Nation }).Scores.Single().Numerator.Should().Be(5);
        blocks.Single(b => b is { Indicator: "share", Level: UnitLevel.Province }).Scores.Should().BeEmpty();
    }

    [Test]
    public void One_more_return_on_another_map_gives_the_bytes_of_scoring_everything()
    {
        var ofShared = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var inputs = new DrawnRegister(seed).Inputs(Eras[1], seed % 2 == 0 ? Eras[0] : Eras[3]);
            int[] facilities = [.. inputs.Units.Index().Where(u => u.Item.Level == UnitLevel.Facility).Select(u => u.Index)];
            var random = new Random(seed);
            var scored = ScoredPeriod.Of(inputs, default);
            for (var step = 0; step < 6 && facilities.Length > 0; step++)
            {
                var (unit, whole) = (facilities[random.Next(facilities.Length)], random.Next(0, 100));
                var filing = random.Next(4) == 0 ? null : new Filing(unit, inputs.Period, 1_000 + step, [random.Next(0, whole + 1), whole, random.Next(0, 11)]);
                inputs = inputs.With([.. inputs.Filings.Where(f => (f.Unit, f.Period) != (unit, inputs.Period)), .. filing is null ? Array.Empty<Filing>() : [filing]]);

                scored = scored.With([new FilingChange(unit, inputs.Period, filing)], default);

                scored.InputsHash().Should().Be(inputs.Hash(), $"world {seed}, step {step}");
                scored.Blocks.Select(b => (b.Indicator, b.Level, Convert.ToHexString(b.Bytes))).Should().Equal(
                    ScoringEngine.Run(inputs, default).Select(b => (b.Indicator, b.Level, Convert.ToHexString(ScoreCodec.Pack(b.Scores)))), $"world {seed}, step {step}");
                if (inputs.Units[unit].Shares is not null) ofShared++;
            }
        }

        ofShared.Should().BeGreaterThan(10, "the worlds must hold returns that are shared");
    }

    [Test]
    public void Units_with_their_shares_come_back_from_their_bytes()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var units = new DrawnRegister(seed).Inputs(Eras[2], Eras[0]).Units;
            ScoreCodec.UnpackUnits(ScoreCodec.Pack(units)).Should().Equal(units);
        }
    }

    private static UnitTree TwoJoined(long tenth, long fifteenth) => new(
        [
            Version("VN@x", "VN", UnitKind.Nation, null, Eras[0], null),
            Version("10@old", "10", UnitKind.Province, "VN@x", Eras[0], Eras[1].AddDays(-1)),
            Version("15@old", "15", UnitKind.Province, "VN@x", Eras[0], Eras[1].AddDays(-1)),
            Version("15@new", "15", UnitKind.Province, "VN@x", Eras[1], null),
            Version("S15@new", "S15", UnitKind.Department, "15@new", Eras[1], null),
        ],
        [new UnitSuccession("10@old", "15@new", Eras[1]), new UnitSuccession("15@old", "15@new", Eras[1])],
        [new UnitSplit("15@new", "10@old", Eras[1], null, tenth, "test"), new UnitSplit("15@new", "15@old", Eras[1], null, fifteenth, "test")]);

    private static UnitVersion Version(string id, string code, UnitKind kind, string? parent, DateOnly from, DateOnly? to, Manager manager = Manager.Province) =>
        new(id, code, code, kind, null, null, Ownership.Public, manager, null, null, parent, from, to);

    private static ScoringInputs Inputs(UnitTree tree, DateOnly then, DateOnly map, IEnumerable<(string Unit, long[] Values)> filed) =>
        Inputs(tree, then, map, filed.Select(f => (f.Unit, 0, f.Values)));

    private static ScoringInputs Inputs(UnitTree tree, DateOnly then, DateOnly map, IEnumerable<(string Unit, int MonthsAgo, long[] Values)> filed)
    {
        var period = Period.Month(then.Year, then.Month);
        var units = ScoredUnits.On(tree, period.LastDay, map.AddDays(30));
        var places = units.Index().ToDictionary(u => u.Item.UnitId, u => u.Index);
        return new ScoringInputs
        {
            Period = period,
            Catalogue = Counted,
            CatalogueHash = "test",
            TargetSet = "set",
            GeographyDay = map,
            Options = ScoringOptions.Official,
            Units = units,
            Filings =
            [
                .. filed.Where(f => places.ContainsKey(f.Unit))
                    .Select((f, i) => new Filing(places[f.Unit], f.MonthsAgo == 0 ? period : period.Previous, i + 1, [.. f.Values.Select(v => (long?)v)])),
            ],
        };
    }

    private static IEnumerable<(string, int, int, long?, long?, Fraction?, Fraction?)> Nation(ScoringInputs inputs) =>
        ScoringEngine.Run(inputs, default).Where(b => b.Level == UnitLevel.Nation)
            .SelectMany(b => b.Scores.Select(s => (b.Indicator, s.Expected, s.Reporting, s.Numerator, s.Denominator, s.Low, s.High)));

    /// <summary>Nation = provinces + what stands in none of them; each province = its communes + what stands in none of its own.</summary>
    private static void PartsAddUp(ScoringInputs inputs, string indicator, int seed)
    {
        var blocks = ScoringEngine.Run(inputs, default).Where(b => b.Indicator == indicator).ToDictionary(b => b.Level, b => b.Scores);
        if (blocks[UnitLevel.Nation].IsEmpty) return;
        var elsewhere = blocks[UnitLevel.Facility].Where(s => inputs.Units[s.Unit] is { Outside: true } or { Province: -1, Shares: null });
        Sum(blocks[UnitLevel.Province].Concat(elsewhere)).Should().Be(Sum(blocks[UnitLevel.Nation]), $"world {seed}, {indicator} of {inputs.Period} on the map of {inputs.GeographyDay}");

        // A unit that said nothing is in the denominator of a coverage; where nobody did, no denominator is printed.
        (long, long, long, long) Sum(IEnumerable<Score> scores)
        {
            var all = scores.ToList();
            return (all.Sum(s => s.Numerator ?? 0), all.Sum(s => s.Denominator ?? (indicator == "yes" ? s.Expected : 0)), all.Sum(s => (long)s.Expected), all.Sum(s => (long)s.Reporting));
        }
    }

    /// <summary>Provinces that are joined and divided at three days, with or without weights, and units in them that come, go, move and stay.</summary>
    private sealed class DrawnRegister
    {
        private readonly Random _random;
        private readonly List<UnitVersion> _versions = [Version("VN@x", "VN", UnitKind.Nation, null, Eras[0], null)];
        private readonly List<UnitSuccession> _successions = [];
        private readonly List<UnitSplit> _splits = [];
        private readonly UnitTree _tree;
        private int _code = 10;

        public DrawnRegister(int seed)
        {
            _random = new Random(seed);
            var provinces = new List<string>[Eras.Length];
            provinces[0] = [.. Enumerable.Range(0, _random.Next(2, 7)).Select(_ => New(Eras[0]))];
            for (var era = 1; era < Eras.Length; era++) provinces[era] = Next(provinces[era - 1], Eras[era]);
            for (var i = 0; i < 12; i++) Unit(i, provinces);
            _tree = new UnitTree(_versions, _successions, _splits);
        }

        public ScoringInputs Inputs(DateOnly then, DateOnly map)
        {
            var random = new Random(then.DayNumber);
            var filed = _tree.On(then).Units.Where(u => u.Files && random.Next(5) > 0).Select(u =>
            {
                var whole = random.Next(0, 100);
                return (u.UnitId, random.Next(4) == 0 ? 1 : 0, new long[] { random.Next(0, whole + 1), whole, random.Next(0, 11) });
            }).ToList();
            return ConservationTests.Inputs(_tree, then, map, filed);
        }

        private string New(DateOnly since)
        {
            var code = (_code++).ToString(CultureInfo.InvariantCulture);
            _versions.Add(Version($"{code}@x", code, UnitKind.Province, "VN@x", since, null));
            return $"{code}@x";
        }

        private void End(string id, DateOnly day)
        {
            var at = _versions.FindIndex(v => v.UnitId == id);
            _versions[at] = _versions[at] with { ValidTo = day.AddDays(-1) };
        }

        private List<string> Next(List<string> before, DateOnly day)
        {
            var after = new List<string>();
            var left = new Queue<string>(before);
            while (left.TryDequeue(out var one))
            {
                var fate = _random.Next(4);
                if (fate == 0 && left.TryDequeue(out var other))
                {
                    var joined = New(day);
                    Follows(one, joined, day);
                    Follows(other, joined, day);
                    Weigh(joined, [one, other], day);
                    after.Add(joined);
                }
                else if (fate == 1)
                {
                    string[] parts = [New(day), New(day), New(day)];
                    foreach (var part in parts) Follows(one, part, day);
                    Weigh(one, parts, day);
                    after.AddRange(parts);
                }
                else if (fate == 2 && left.TryDequeue(out var taken))
                {
                    // One takes the other in and goes on under its own identity.
                    Follows(taken, one, day);
                    Weigh(one, [one, taken], day);
                    after.Add(one);
                }
                else
                {
                    after.Add(one);
                }
            }

            return after;
        }

        private void Follows(string id, string successor, DateOnly day)
        {
            End(id, day);
            _successions.Add(new UnitSuccession(id, successor, day));
        }

        private void Weigh(string whole, string[] parts, DateOnly day)
        {
            if (_random.Next(3) == 0) return;
            foreach (var part in parts)
            {
                _splits.Add(new UnitSplit(whole, part, day, null, _random.Next(1, 50), "test"));
                if (_random.Next(2) == 0) _splits.Add(new UnitSplit(whole, part, day, "a", _random.Next(1, 50), "test"));
            }
        }

        private void Unit(int number, List<string>[] provinces)
        {
            var code = $"H{number:00}";
            var kind = number % 3 == 0 ? UnitKind.Department : UnitKind.Hospital;
            var manager = _random.Next(8) == 0 ? Manager.Defence : Manager.Province;
            var first = _random.Next(Eras.Length);
            var last = _random.Next(first, Eras.Length);
            var parent = Parent(first);
            var from = Eras[first];
            for (var era = first + 1; era <= last; era++)
            {
                // It keeps the parent it had, or is written down anew where it may be another.
                if (_random.Next(3) > 0 && Stands(parent, era)) continue;
                _versions.Add(Version($"{code}@x", code, kind, parent, from, Eras[era].AddDays(-1), manager));
                (parent, from) = (Parent(era), Eras[era]);
            }

            _versions.Add(Version($"{code}@x", code, kind, parent, from, last == Eras.Length - 1 ? null : Eras[last + 1].AddDays(-1), manager));

            string Parent(int era) => _random.Next(10) == 0 ? "VN@x" : provinces[era][_random.Next(provinces[era].Count)];

            bool Stands(string id, int era) => id == "VN@x" || provinces[era].Contains(id);
        }
    }
}
