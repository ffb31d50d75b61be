using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Units;
using Kpi.Domain.Units;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Units;

public sealed class ShippedUnitsTests
{
    private static readonly DateOnly Merger = new(2025, 7, 1);
    private static readonly Geography Before = ShippedUnits.Tree.On(Merger.AddDays(-1)), After = ShippedUnits.Tree.On(Merger);

    private static string Changed => "02 06 08 10 15 17 19 24 25 26 27 30 31 33 34 35 36 37 44 45 48 49 51 52 54 56 58 60 62 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96";

    [Test]
    public void There_are_63_provinces_before_the_merger_and_34_after_it()
    {
        Before.Units.Count(u => u.IsProvince).Should().Be(63);
        After.Units.Count(u => u.IsProvince).Should().Be(34);
        ShippedUnits.Tree.On(new DateOnly(2008, 8, 1)).Units.Count(u => u.IsProvince).Should().Be(63);
        After.ByCode("VN")!.Kind.Should().Be(UnitKind.Nation);
        After.ParentOf(After.ByCode("BYT")!)!.Code.Should().Be("VN");
    }

    [Test]
    public void Eleven_provinces_keep_their_identity_and_23_are_new()
    {
        var kept = After.Units.Where(u => u.IsProvince && Before.ById(u.UnitId) is not null).Select(u => u.Code);

        kept.Should().Equal("01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46");
        After.Units.Count(u => u.IsProvince && Before.ById(u.UnitId) is null).Should().Be(23);
    }

    [Test]
    public void Every_old_province_is_carried_on_exactly_once_or_unchanged()
    {
        ShippedUnits.Tree.Successions.Select(s => s.UnitId[..2]).Order(StringComparer.Ordinal).Should().Equal(Changed.Split(' '));
        ShippedUnits.Tree.Successions.Should().OnlyContain(s => s.Since == Merger && After.ById(s.SuccessorId) != null && Before.ById(s.UnitId) != null);
        ShippedUnits.Tree.Successions.Select(s => s.SuccessorId).Distinct().Should().HaveCount(23);
        Before.Units.Where(u => u.IsProvince).Should().OnlyContain(u => After.CarriedOn(u.UnitId) != null);
    }

    [TestCase("15", "Yên Bái", "Lào Cai", "10 15")]
    [TestCase("24", "Bắc Giang", "Bắc Ninh", "24 27")]
    [TestCase("44", "Quảng Bình", "Quảng Trị", "44 45")]
    [TestCase("52", "Bình Định", "Gia Lai", "52 64")]
    [TestCase("80", "Long An", "Tây Ninh", "72 80")]
    [TestCase("82", "Tiền Giang", "Đồng Tháp", "82 87")]
    [TestCase("91", "Kiên Giang", "An Giang", "89 91")]
    public void The_seven_codes_that_changed_meaning_resolve_by_date(string code, string before, string after, string predecessors)
    {
        Before.ByCode(code)!.Name.Should().Be(before);
        After.ByCode(code)!.Name.Should().Be(after);
        Before.ByCode(code)!.UnitId.Should().NotBe(After.ByCode(code)!.UnitId);
        ShippedUnits.Tree.Successions.Where(s => s.SuccessorId == After.ByCode(code)!.UnitId).Select(s => s.UnitId[..2])
            .Order(StringComparer.Ordinal).Should().Equal(predecessors.Split(' '));
    }

    [Test]
    public void Only_these_seven_codes_changed_their_name_at_the_merger() =>
        After.Units.Where(u => Before.ByCode(u.Code) is { } old && old.Name != u.Name).Select(u => u.Code).Should().Equal("15", "24", "44", "52", "80", "82", "91");

    [Test]
    public void Dong_Nai_is_a_city_from_30_April_2026_and_the_same_unit()
    {
        var day = new DateOnly(2026, 4, 30);
        var (province, city) = (ShippedUnits.Tree.On(day.AddDays(-1)).ByCode("75")!, ShippedUnits.Tree.On(day).ByCode("75")!);

        (province.Kind, city.Kind).Should().Be((UnitKind.Province, UnitKind.City));
        city.UnitId.Should().Be(province.UnitId);
        Cities(day.AddDays(-1)).Should().Equal("01", "31", "46", "48", "79", "92");
        Cities(day).Should().Equal("01", "31", "46", "48", "75", "79", "92");
    }

    [Test]
    public void Hue_is_a_city_from_2025_and_the_same_unit()
    {
        Cities(new DateOnly(2024, 12, 31)).Should().Equal("01", "31", "48", "79", "92");
        ShippedUnits.Tree.On(new DateOnly(2024, 12, 31)).ByCode("46")!.Name.Should().Be("Thừa Thiên Huế");
        Before.ByCode("46")!.Name.Should().Be("Huế");
    }

    [Test]
    public void Versions_of_a_unit_and_of_a_code_do_not_overlap_and_names_are_composed()
    {
        foreach (var versions in ShippedUnits.Tree.Versions.GroupBy(v => v.Code).Concat(ShippedUnits.Tree.Versions.GroupBy(v => v.UnitId)))
        {
            var ordered = versions.OrderBy(v => v.ValidFrom).ToList();
            ordered.Zip(ordered.Skip(1)).Should().NotContain(pair => pair.First.ValidTo == null || pair.First.ValidTo >= pair.Second.ValidFrom);
        }

        ShippedUnits.Tree.Versions.Should().OnlyContain(v => v.Name.IsNormalized() && v.UnitId.StartsWith(v.Code + "@", StringComparison.Ordinal));
    }

    [Test]
    public async Task They_are_put_into_the_register_once_and_what_is_missing_is_put_back()
    {
        await using var world = await World.New();
        var token = TestContext.CurrentContext.CancellationToken;
        await world.Get<ShippedUnits>().Ensure(token);
        await world.Get<ShippedUnits>().Ensure(token);

        (await world.Get<UnitReader>().Tree(token)).Versions.Should().BeEquivalentTo(ShippedUnits.Tree.Versions);
        (await Entries()).Should().Be(1);

        await world.Database.Write(async session =>
        {
            await session.Execute("DELETE FROM unit_version WHERE code = '31'", null, token);
            await session.Execute("UPDATE unit_version SET name = 'Thủ đô' WHERE code = '01'", null, token);
            await session.Execute("UPDATE unit_register SET revision = revision + 1", null, token);
        }, token);
        await world.Get<ShippedUnits>().Ensure(token);

        var tree = await world.Get<UnitReader>().Tree(token);
        tree.On(Merger).ByCode("31")!.Name.Should().Be("Hải Phòng");
        tree.On(Merger).ByCode("01")!.Name.Should().Be("Thủ đô", "what is there stays as it is");

        async Task<int> Entries() => (await world.Get<AuditReader>().List(0, 100, token)).Count(e => e.Action == "units.shipped");
    }

    private static IEnumerable<string> Cities(DateOnly day) => ShippedUnits.Tree.On(day).Units.Where(u => u.Kind == UnitKind.City).Select(u => u.Code);
}
