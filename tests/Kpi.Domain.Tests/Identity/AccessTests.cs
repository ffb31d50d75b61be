using FluentAssertions;
using Kpi.Domain.Identity;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Identity;

public sealed class AccessTests
{
    private static readonly DateOnly Day = new(2025, 7, 1);
    private static readonly Geography Geography = new UnitTree(
    [
        Unit("VN", UnitKind.Nation, null),
        Unit("01", UnitKind.City, "VN"),
        Unit("02", UnitKind.Province, "VN"),
        Unit("W1", UnitKind.Ward, "01"),
        Unit("H1", UnitKind.Hospital, "W1"),
        Unit("M1", UnitKind.Hospital, "W1", Manager.Defence),
        Unit("P1", UnitKind.Hospital, "W1", Manager.PublicSecurity),
        Unit("H2", UnitKind.Hospital, "02"),
    ], []).On(Day);

    // Rows: who; columns: unit; letters: what is allowed (R read, S submit, V review, C calculate, A administer).
    [TestCase("H1", Permission.Read | Permission.Submit, "VN:- 01:- W1:- H1:RS M1:- P1:- H2:-")]
    [TestCase("W1", Permission.Read, "VN:- 01:- W1:R H1:R M1:R P1:R H2:-")]
    [TestCase("01", Permission.Read | Permission.Review, "VN:- 01:RV W1:RV H1:RV M1:R P1:R H2:-")]
    [TestCase("02", Permission.Read | Permission.Review, "VN:- 01:- W1:- H1:- M1:- P1:- H2:RV")]
    [TestCase("M1", Permission.Review, "VN:- 01:- W1:- H1:- M1:V P1:- H2:-")]
    [TestCase("VN", Permission.Read | Permission.Calculate, "VN:RC 01:RC W1:RC H1:RC M1:RC P1:RC H2:RC")]
    [TestCase("VN", Permission.Review, "VN:V 01:V W1:V H1:V M1:V P1:V H2:V")]
    [TestCase("99", Permission.Read, "VN:- 01:- W1:- H1:- M1:- P1:- H2:-")]
    [TestCase("VN", Permission.None, "VN:- 01:- W1:- H1:- M1:- P1:- H2:-")]
    public void A_grant_reaches_its_unit_and_all_below_it_and_nothing_else(string unit, Permission permissions, string expected)
    {
        var access = Access.Of([new Grant("role", permissions, unit)], Geography);

        string.Join(' ', new[] { "VN", "01", "W1", "H1", "M1", "P1", "H2" }.Select(code => $"{code}:{Letters(access, code)}")).Should().Be(expected);
    }

    [Test]
    public void Grants_add_up_but_two_grants_never_make_one_permission_elsewhere()
    {
        var access = Access.Of([new Grant("a", Permission.Submit, "H1"), new Grant("b", Permission.Read, "02")], Geography);

        access.Allows(Permission.Submit).Should().BeTrue();
        access.Allows(Permission.Submit, "H2").Should().BeFalse();
        access.Allows(Permission.Read | Permission.Submit, "H1").Should().BeFalse();
        access.Units(Permission.Read).Select(u => u.Code).Should().Equal("02", "H2");
    }

    [Test]
    public void A_unit_that_is_not_in_force_is_left_to_the_nation()
    {
        Access.Of([new Grant("a", Permission.Read, "H9")], Geography).Allows(Permission.Read, "H9").Should().BeFalse();
        Access.Of([new Grant("a", Permission.Read, "VN")], Geography).Allows(Permission.Read, "H9").Should().BeTrue();
        Access.Of([], Geography).Allows(Permission.Read).Should().BeFalse();
    }

    private static string Letters(Access access, string code)
    {
        var letters = string.Concat(
            new[] { (Permission.Read, 'R'), (Permission.Submit, 'S'), (Permission.Review, 'V'), (Permission.Calculate, 'C'), (Permission.Administer, 'A') }
                .Where(p => access.Allows(p.Item1, code)).Select(p => p.Item2));
        return letters.Length == 0 ? "-" : letters;
    }

    private static UnitVersion Unit(string code, UnitKind kind, string? parent, Manager? manager = null) =>
        new(code, code, code, kind, null, null, null, manager, null, null, parent, Day, null);
}
