using FluentAssertions;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Tests.Storage;
using Kpi.Domain.Units;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Units;

[TestFixtureSource(nameof(Dialects))]
public sealed class UnitStoreContract(string dialect) : StorageContract(dialect)
{
    private static readonly DateOnly Begin = new(2025, 7, 1);
    private readonly UnitStore _store = new();

    [Test, Order(1)]
    public async Task Every_attribute_comes_back_as_it_was()
    {
        UnitVersion[] versions =
        [
            new("H1@2025-07-01", "H1", "Bệnh viện Đa khoa 𝒳", UnitKind.Hospital, FacilityClass.Special, TechnicalLevel.Specialised, Ownership.Public,
                Manager.MinistryOfHealth, true, "ở khu đô thị", "01@2008-08-01", Begin, new DateOnly(2026, 12, 31)),
            new("H1@2025-07-01", "H1", "Bệnh viện Đa khoa", UnitKind.Hospital, FacilityClass.I, null, null, null, false, "chuyển ra xã", null,
                new DateOnly(2027, 1, 1), null),
            new("Z1@2025-07-01", "Z1", "Đặc khu Phú Quốc", UnitKind.SpecialZone, null, null, null, null, null, null, "VN@2008-08-01", Begin, null),
        ];
        var succession = new UnitSuccession("10@2008-08-01", "15@2025-07-01", Begin);

        (await Write(0, Result(written: versions, successions: [succession]))).Should().BeTrue();

        var tree = await Tree();
        tree.Versions.Should().BeEquivalentTo(versions);
        tree.Successions.Should().Equal(succession);
    }

    [Test, Order(2)]
    public async Task A_version_is_replaced_by_its_unit_and_first_day()
    {
        var old = (await Tree()).Versions.Single(v => v.Code == "Z1");

        (await Write(1, Result(written: [old with { Name = "Phú Quốc" }], replaced: [old]))).Should().BeTrue();

        (await Tree()).Versions.Where(v => v.Code == "Z1").Should().Equal(old with { Name = "Phú Quốc" });
    }

    [Test, Order(3)]
    public async Task A_change_worked_out_from_an_older_register_is_not_written()
    {
        (await Write(1, Result(written: [new UnitVersion("L@1", "L", "x", UnitKind.Clinic, null, null, null, null, null, null, null, Begin, null)]))).Should().BeFalse();

        (await Tree()).Versions.Should().NotContain(v => v.Code == "L");
        (await Database.Read(session => _store.Revision(session, Token), Token)).Should().Be(2);
    }

    [Test, Order(4)]
    public async Task What_was_believed_at_an_instant_comes_back_though_it_was_corrected_since()
    {
        var z1 = (await Tree()).Versions.Single(v => v.Code == "Z1");
        var (monday, tuesday) = (World.Morning.AddDays(1), World.Morning.AddDays(2));
        var split = new UnitSplit("15@2025-07-01", "10@2008-08-01", Begin, null, 3, "Niên giám 2024");
        var later = new UnitSuccession("15@2008-08-01", "15@2025-07-01", Begin);
        (await Write(2, Result(written: [z1 with { Name = "Monday" }], replaced: [z1]) with { Splits = [split] }, monday)).Should().BeTrue();
        (await Write(3, Result(written: [z1 with { Name = "Tuesday" }], replaced: [z1], successions: [later]) with { Splits = [split with { Weight = 4 }], ReplacedSplits = [split] }, tuesday))
            .Should().BeTrue();

        (await Believed(monday.AddSeconds(-1))).Should().Be(("Phú Quốc", null, 1));
        (await Believed(monday)).Should().Be(("Monday", 3, 1));
        (await Believed(tuesday.AddSeconds(-1))).Should().Be(("Monday", 3, 1));
        (await Believed(tuesday)).Should().Be(("Tuesday", 4, 2));
        var now = await Tree();
        now.Splits.Should().Equal(split with { Weight = 4 });
        now.Versions.Should().BeEquivalentTo((await AsKnown(tuesday.AddYears(9))).Versions);

        async Task<(string, long?, int)> Believed(DateTimeOffset at)
        {
            var tree = await AsKnown(at);
            return (tree.Versions.Single(v => v.Code == "Z1").Name, tree.Splits.SingleOrDefault()?.Weight, tree.Successions.Length);
        }

        Task<UnitTree> AsKnown(DateTimeOffset at) => Database.Read(session => _store.TreeAsKnown(session, at, Token), Token);
    }

    private static RegisterResult Result(UnitVersion[] written, UnitVersion[]? replaced = null, UnitSuccession[]? successions = null) =>
        new([], [], 0, [.. written], [.. replaced ?? []], [.. successions ?? []]);

    private Task<bool> Write(long revision, RegisterResult result, DateTimeOffset? knownFrom = null) => Database.Write(session => _store.Write(session, revision, result, knownFrom ?? World.Morning, new Ids(TimeProvider.System), Token), Token);

    private Task<UnitTree> Tree() => Database.Read(session => _store.Tree(session, Token), Token);
}
