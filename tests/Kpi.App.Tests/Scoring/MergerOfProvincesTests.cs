using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.App.Tests.Scoring;

/// <summary>63 provinces became 34 on 2025-07-01, and Đồng Nai a city with ten more wards on 2026-04-30: the shipped register, a hospital and a department in each.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MergerOfProvincesTests
{
    private const string Cases = "disease-cases-digital", Records = "ehr-coverage";
    private static readonly DateOnly Merger = new(2025, 7, 1), City = new(2026, 4, 30);
    private static readonly Period June = Period.Parse("2025-06"), July = Period.Parse("2025-07");
    private static readonly Catalogue Catalogue = ShippedCatalogue.Load();

    /// <summary>Resolution 237/NQ-UBTVQH16; names and codes as in the list of the statistics office.</summary>
    private static readonly (string Code, string Name)[] NewWards =
    [
        ("25270", "Lộc Ninh"), ("25357", "Tân Khai"), ("25363", "Đồng Phú"), ("26116", "Tân Phú"), ("26170", "Trị An"),
        ("26248", "Trảng Bom"), ("26326", "Dầu Giây"), ("26368", "Long Thành"), ("26425", "Xuân Lộc"), ("26485", "Nhơn Trạch"),
    ];

    [TestCase(Cases)]
    [TestCase(Records)]
    public void Restated_to_34_provinces_each_has_what_those_it_was_made_of_had_and_nothing_is_lost(string indicator)
    {
        var tree = Register([]);
        var (by63, by34) = (Scores(tree, June, June.LastDay, indicator), Scores(tree, June, Merger, indicator));

        by63.Provinces.Should().HaveCount(63);
        by34.Provinces.Should().HaveCount(34);
        by34.Nation.Should().Be(by63.Nation);
        Sum(by63.Provinces.Values).Should().Be(by63.Nation);
        foreach (var (id, score) in by34.Provinces)
        {
            var made = tree.Successions.Where(s => s.SuccessorId == id && !s.UnitId.StartsWith('S')).Select(s => by63.Provinces[s.UnitId]).DefaultIfEmpty(by63.Provinces.GetValueOrDefault(id)).ToList();
            score.Should().Be(Sum(made), id);
        }
    }

    [Test]
    public void Restated_to_63_provinces_by_weights_the_parts_of_each_of_the_23_add_up_to_it()
    {
        // The number of the code as its weight: as good as any, and no two alike.
        var weights = ShippedUnits.Tree.Successions.Select(s => new UnitSplit(
            s.SuccessorId, s.UnitId, Merger, null, int.Parse(s.UnitId.AsSpan(0, 2), System.Globalization.CultureInfo.InvariantCulture), "test"));
        var tree = Register(weights);
        var (by34, by63) = (Scores(tree, July, July.LastDay, Records), Scores(tree, July, June.LastDay, Records));

        by63.Provinces.Should().HaveCount(63);
        by63.Nation.Should().Be(by34.Nation);
        foreach (var merged in ShippedUnits.Tree.Successions.GroupBy(s => s.SuccessorId))
            Sum(merged.Select(s => by63.Provinces[s.UnitId])).Should().Be(by34.Provinces[merged.Key], merged.Key);
        foreach (var (id, score) in by34.Provinces.Where(p => by63.Provinces.ContainsKey(p.Key))) by63.Provinces[id].Should().Be(score, id);
    }

    [Test]
    public void Without_weights_the_23_departments_of_merged_provinces_are_named_as_counted_in_the_nation_only()
    {
        var tree = Register([]);
        var restated = ScoredUnits.On(tree, July.LastDay, June.LastDay);

        restated.Where(u => u.Kind == UnitKind.Department && u.Placing == Placing.NoProvince).Should().HaveCount(23);
        restated.Where(u => u.Code[0] == 'H').Should().HaveCount(63).And.OnlyContain(u => u.Placing == Placing.Full, "they stood somewhere themselves");
        Scores(tree, July, June.LastDay, Records).Nation.Should().Be(Scores(tree, July, July.LastDay, Records).Nation);
    }

    [TestCase("15", "Yên Bái", "Lào Cai", "10 15")]
    [TestCase("24", "Bắc Giang", "Bắc Ninh", "24 27")]
    [TestCase("44", "Quảng Bình", "Quảng Trị", "44 45")]
    [TestCase("52", "Bình Định", "Gia Lai", "52 64")]
    [TestCase("80", "Long An", "Tây Ninh", "72 80")]
    [TestCase("82", "Tiền Giang", "Đồng Tháp", "82 87")]
    [TestCase("91", "Kiên Giang", "An Giang", "89 91")]
    public void Code_that_was_used_again_scores_to_the_unit_that_held_it_on_the_day(string code, string before, string after, string made)
    {
        var tree = Register([]);
        var (old, merged) = (ByCode(June, June.LastDay), ByCode(July, July.LastDay));

        old[code].Should().Be((before, Given(code)));
        merged[code].Name.Should().Be(after);
        merged[code].Score.Should().Be(Sum(made.Split(' ').Select(Given)));
        ByCode(June, Merger)[code].Should().Be(merged[code], "the same counts on the new map");
        ByCode(July, June.LastDay)[code].Should().Be((before, Given(code)), "hospitals keep the province they stood in");

        Dictionary<string, (string Name, (long, long) Score)> ByCode(Period period, DateOnly map)
        {
            var units = ScoredUnits.On(tree, period.LastDay, map);
            return Scores(tree, period, map, Cases).Provinces.ToDictionary(p => p.Key[..2], p => (units.Single(u => u.UnitId == p.Key).Name, p.Value), StringComparer.Ordinal);
        }

        static (long, long) Given(string province) => (Number(province), 100 + Number(province));
    }

    [Test]
    public void Ten_new_wards_of_Dong_Nai_move_who_is_urban_from_the_month_they_came_and_mark_the_series()
    {
        var tree = Register([]);
        var (march, april) = (Period.Parse("2026-03"), Period.Parse("2026-04"));

        Urban(march, march.LastDay).Should().Be(1, "Trấn Biên has been a ward since the reform");
        Urban(april, april.LastDay).Should().Be(11);
        Urban(march, april.LastDay).Should().Be(1, "who was urban in March is a matter of March");
        SeriesBreaks.Of(tree, "75@2025-07-01", march.FirstDay, april.LastDay).Should().Equal(new SeriesBreak(City, BreakReason.UrbanChanged), new SeriesBreak(City, BreakReason.KindChanged));
        SeriesBreaks.Of(tree, "VN@2008-08-01", march.FirstDay, april.LastDay).Should().Equal(new SeriesBreak(City, BreakReason.UrbanChanged));
        Counting.IsBrokenBy(Catalogue.Indicator("cashless-urban-share")!, BreakReason.UrbanChanged).Should().BeTrue();
        Counting.IsBrokenBy(Catalogue.Indicator(Records)!, BreakReason.UrbanChanged).Should().BeFalse("an indicator that does not ask who is urban goes on");

        int Urban(Period period, DateOnly map)
        {
            var inputs = Inputs(tree, period, map);
            return ScoringEngine.Run(inputs, default).Single(b => b is { Indicator: "cashless-urban-share", Level: UnitLevel.Province }).Scores
                .Single(s => inputs.Units[s.Unit].Code == "75").Expected;
        }
    }

    /// <summary>The shipped register with a hospital and a department in each province; hospitals go on where the province goes, departments end with it.</summary>
    private static UnitTree Register(IEnumerable<UnitSplit> splits)
    {
        var shipped = ShippedUnits.Tree;
        var next = shipped.Successions.ToDictionary(s => s.UnitId, s => s.SuccessorId, StringComparer.Ordinal);
        var versions = shipped.Versions.ToList();
        foreach (var province in shipped.On(June.LastDay).Units.Where(u => u.IsProvince))
        {
            var ends = next.GetValueOrDefault(province.UnitId);
            DateOnly? last = ends is null ? null : June.LastDay;
            versions.Add(Unit($"H{province.Code}", UnitKind.Hospital, province.UnitId, new DateOnly(2020, 1, 1), last));
            if (ends is not null) versions.Add(Unit($"H{province.Code}", UnitKind.Hospital, ends, Merger, null));
            versions.Add(Unit($"S{province.Code}", UnitKind.Department, province.UnitId, new DateOnly(2020, 1, 1), last));
        }

        versions.AddRange(next.Values.Distinct().Select(id => Unit($"S{id[..2]}", UnitKind.Department, id, Merger, null) with { UnitId = $"S{id[..2]}@new" }));
        versions.Add(Commune("26041", "Trấn Biên", UnitKind.Ward, Merger, null));
        versions.Add(Unit("D26041", UnitKind.Hospital, "26041", Merger, null));
        foreach (var (code, name) in NewWards)
        {
            versions.Add(Commune(code, name, UnitKind.Commune, Merger, City.AddDays(-1)));
            versions.Add(Commune(code, name, UnitKind.Ward, City, null));
            versions.Add(Unit($"D{code}", UnitKind.Hospital, code, Merger, null));
        }

        return new UnitTree(versions, shipped.Successions, splits);

        static UnitVersion Unit(string code, UnitKind kind, string parent, DateOnly from, DateOnly? to) =>
            new(code, code, code, kind, null, null, Ownership.Public, Manager.Province, null, null, parent, from, to);

        static UnitVersion Commune(string code, string name, UnitKind kind, DateOnly from, DateOnly? to) =>
            new(code, code, name, kind, null, null, null, null, null, null, "75@2025-07-01", from, to);
    }

    private static ScoringInputs Inputs(UnitTree tree, Period period, DateOnly map)
    {
        var units = ScoredUnits.On(tree, period.LastDay, map);
        return new ScoringInputs
        {
            Period = period,
            Catalogue = Catalogue,
            CatalogueHash = "test",
            TargetSet = Catalogue.TargetSets[0].Code,
            GeographyDay = map,
            Options = ScoringOptions.Official,
            Units = units,
            Filings = [.. units.Index().Where(u => u.Item.Code[0] is 'H' or 'S').Select(u => new Filing(u.Index, period, u.Index, Values(u.Item)))],
        };
    }

    private static long?[] Values(ScoredUnit unit)
    {
        var values = new long?[Catalogue.Elements.Length];
        var number = Number(unit.Code[1..3]);
        var (above, below) = unit.Kind == UnitKind.Hospital ? ("cases_on_platform", "cases_notifiable") : ("ehr_persons", "population");
        values[Catalogue.IndexOf(above)] = number;
        values[Catalogue.IndexOf(below)] = 100 + number;
        return values;
    }

    private static (Dictionary<string, (long, long)> Provinces, (long, long) Nation) Scores(UnitTree tree, Period period, DateOnly map, string indicator)
    {
        var inputs = Inputs(tree, period, map);
        var blocks = ScoringEngine.Run(inputs, default).Where(b => b.Indicator == indicator).ToDictionary(b => b.Level, b => b.Scores);
        return (blocks[UnitLevel.Province].ToDictionary(s => inputs.Units[s.Unit].UnitId, Counts, StringComparer.Ordinal), Counts(blocks[UnitLevel.Nation].Single()));

        static (long, long) Counts(Score score) => (score.Numerator ?? 0, score.Denominator ?? 0);
    }

    private static (long, long) Sum(IEnumerable<(long Numerator, long Denominator)> parts) =>
        parts.Aggregate((0L, 0L), (sum, part) => (sum.Item1 + part.Numerator, sum.Item2 + part.Denominator));

    private static long Number(string code) => long.Parse(code, System.Globalization.CultureInfo.InvariantCulture);
}
