using FluentAssertions;
using Kpi.App.Features.Units;
using Kpi.App.Tests.Storage;
using Kpi.Domain.Units;
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

    private static RegisterResult Result(UnitVersion[] written, UnitVersion[]? replaced = null, UnitSuccession[]? successions = null) =>
        new([], [], 0, [.. written], [.. replaced ?? []], [.. successions ?? []]);

    private Task<bool> Write(long revision, RegisterResult result) => Database.Write(session => _store.Write(session, revision, result, Token), Token);

    private Task<UnitTree> Tree() => Database.Read(session => _store.Tree(session, Token), Token);
}
