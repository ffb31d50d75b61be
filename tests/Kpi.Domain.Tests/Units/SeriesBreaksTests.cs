using FluentAssertions;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Units;

/// <summary>Where the register breaks the series of a unit.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SeriesBreaksTests
{
    private static readonly DateOnly Begin = new(2024, 1, 1), Merger = new(2025, 7, 1), Town = new(2026, 4, 30), End = new(2026, 12, 31);

    /// <summary>10 and 15 became the new 15; 20 took 21 in and goes on; 30 was divided into 31 and 32; 40 gave 41 away and goes on.</summary>
    private static readonly UnitTree Tree = new(
        [
            Unit("VN", UnitKind.Nation, null, Begin),
            Unit("10", UnitKind.Province, "VN", Begin, Merger), Unit("15", UnitKind.Province, "VN", Begin, Merger), Unit("15b", UnitKind.Province, "VN", Merger),
            Unit("20", UnitKind.Province, "VN", Begin), Unit("21", UnitKind.Province, "VN", Begin, Merger),
            Unit("30", UnitKind.Province, "VN", Begin, Merger), Unit("31", UnitKind.Province, "VN", Merger), Unit("32", UnitKind.Province, "VN", Merger),
            Unit("40", UnitKind.Province, "VN", Begin), Unit("41", UnitKind.Province, "VN", Merger),
            Unit("50", UnitKind.Province, "VN", Begin, Town), Unit("50", UnitKind.City, "VN", Town),
            Unit("501", UnitKind.Commune, "50", Begin, Town), Unit("501", UnitKind.Ward, "50", Town), Unit("502", UnitKind.Ward, "50", Begin),
            Unit("H1", UnitKind.Hospital, "501", Begin), Unit("H2", UnitKind.Hospital, "502", Begin),
            Unit("H3", UnitKind.Hospital, "502", Begin, Town), Unit("H3", UnitKind.Hospital, "20", Town),
            Unit("H4", UnitKind.Hospital, "10", Begin, Merger), Unit("H4", UnitKind.Hospital, "15b", Merger),
            Unit("H5", UnitKind.Station, "502", Begin, Merger), Unit("H5", UnitKind.HealthCentre, "502", Merger),
        ],
        [
            new("10", "15b", Merger), new("15", "15b", Merger), new("21", "20", Merger),
            new("30", "31", Merger), new("30", "32", Merger), new("40", "41", Merger),
        ]);

    [TestCase("15b", "2025-07-01 Merged")]
    [TestCase("20", "2025-07-01 Merged")]
    [TestCase("31", "2025-07-01 Divided")]
    [TestCase("40", "2025-07-01 Divided")]
    [TestCase("41", "2025-07-01 Divided")]
    [TestCase("10", "")]
    [TestCase("50", "2026-04-30 UrbanChanged, 2026-04-30 KindChanged")]
    [TestCase("VN", "2026-04-30 UrbanChanged")]
    [TestCase("501", "2026-04-30 UrbanChanged, 2026-04-30 KindChanged")]
    [TestCase("H1", "2026-04-30 UrbanChanged")]
    [TestCase("H2", "")]
    [TestCase("H3", "2026-04-30 UrbanChanged, 2026-04-30 Moved")]
    [TestCase("H4", "")]
    [TestCase("H5", "2025-07-01 KindChanged")]
    [TestCase("nobody", "")]
    public void Break_has_its_day_and_its_reason(string unitId, string expected) =>
        string.Join(", ", SeriesBreaks.Of(Tree, unitId, Begin, End).Select(b => $"{b.Day:yyyy-MM-dd} {b.Reason}")).Should().Be(expected);

    [Test]
    public void What_happened_on_the_first_day_of_a_series_or_after_its_last_breaks_nothing()
    {
        SeriesBreaks.Of(Tree, "20", Merger, End).Should().BeEmpty();
        SeriesBreaks.Of(Tree, "20", Begin, Merger.AddDays(-1)).Should().BeEmpty();
        SeriesBreaks.Of(Tree, "20", Merger.AddDays(-1), Merger).Should().HaveCount(1);
    }

    [Test]
    public void Every_reason_is_said_in_both_languages_with_its_day()
    {
        foreach (var reason in Enum.GetValues<BreakReason>())
        {
            var text = new SeriesBreak(Merger, reason).Text;
            text.Vi.Should().EndWith("01/07/2025");
            text.En.Should().EndWith("2025-07-01");
        }

        Enum.GetValues<BreakReason>().Select(r => new SeriesBreak(Merger, r).Text.Vi).Should().OnlyHaveUniqueItems();
    }

    private static UnitVersion Unit(string id, UnitKind kind, string? parent, DateOnly from, DateOnly? until = null) =>
        new(id, id.TrimEnd('b'), id, kind, null, null, Ownership.Public, Manager.Province, null, null, parent, from, until?.AddDays(-1));
}
