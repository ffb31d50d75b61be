using FluentAssertions;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Units;

public sealed class RegisterTests
{
    private static readonly DateOnly Begin = new(2008, 8, 1), Merger = new(2025, 7, 1);

    // VN; Yên Bái (15) became part of Lào Cai (15); Hà Nội (01) with a ward and a hospital in it.
    private static readonly UnitTree Tree = new(
    [
        Area("VN@2008-08-01", "VN", UnitKind.Nation, null, Begin, null),
        Area("15@2008-08-01", "15", UnitKind.Province, "VN@2008-08-01", Begin, Merger.AddDays(-1), "Yên Bái"),
        Area("15@2025-07-01", "15", UnitKind.Province, "VN@2008-08-01", Merger, null, "Lào Cai"),
        Area("01@2008-08-01", "01", UnitKind.City, "VN@2008-08-01", Begin, null, "Hà Nội"),
        Area("00004@2025-07-01", "00004", UnitKind.Ward, "01@2008-08-01", Merger, null, "Ba Đình"),
        Area("H1@2025-07-01", "H1", UnitKind.Hospital, "00004@2025-07-01", Merger, null, "Bệnh viện 1"),
    ],
    [new UnitSuccession("15@2008-08-01", "15@2025-07-01", Merger)]);

    [Test]
    public void A_code_that_is_used_again_resolves_by_the_day()
    {
        Tree.On(new DateOnly(2025, 6, 30)).ByCode("15")!.Name.Should().Be("Yên Bái");
        Tree.On(Merger).ByCode("15")!.Name.Should().Be("Lào Cai");
    }

    [Test]
    public void A_facility_of_a_merged_province_belongs_to_what_carries_it_on()
    {
        var result = Merge(Row(2, "H15", "hospital", parent: "15", from: "2010-01-01"));

        var hospital = result.Written.Should().ContainSingle().Which;
        hospital.ParentId.Should().Be("15@2008-08-01");
        var tree = new UnitTree(Tree.Versions.Add(hospital), Tree.Successions);
        tree.On(new DateOnly(2025, 6, 30)).ProvinceOf(hospital)!.Name.Should().Be("Yên Bái");
        tree.On(Merger).ProvinceOf(hospital)!.Name.Should().Be("Lào Cai");
    }

    [Test]
    public void A_repeated_row_changes_nothing_also_when_it_carries_a_later_day()
    {
        var result = Merge(
            Row(2, "H1", "hospital", "Bệnh viện 1", parent: "00004", from: "2025-07-01"),
            Row(3, "H1", "hospital", "Bệnh viện 1", parent: "00004", from: "2026-03-01"));

        result.Same.Should().Be(2);
        result.Changes.Should().BeEmpty();
        result.Written.Should().BeEmpty();
    }

    [Test]
    public void Other_attributes_from_a_later_day_make_a_version_and_end_the_one_before()
    {
        var result = Merge(Row(2, "H1", "hospital", "Bệnh viện 1", facilityClass: "I", parent: "00004", from: "2026-01-01"));

        result.Changes.Should().ContainSingle().Which.Kind.Should().Be(UnitChangeKind.Changed);
        result.Written.Select(v => (v.UnitId, v.ValidFrom, v.ValidTo, v.Class)).Should().Equal(
            ("H1@2025-07-01", Merger, new DateOnly(2025, 12, 31), null),
            ("H1@2025-07-01", new DateOnly(2026, 1, 1), null, FacilityClass.I));
        result.Replaced.Should().ContainSingle().Which.ValidFrom.Should().Be(Merger);
    }

    [Test]
    public void Other_attributes_on_the_same_day_correct_the_version_and_say_what_was()
    {
        var result = Merge(Row(2, "H1", "hospital", "Bệnh viện Một", facilityClass: "II", parent: "00004", from: "2025-07-01"));

        var change = result.Changes.Should().ContainSingle().Which;
        change.Kind.Should().Be(UnitChangeKind.Corrected);
        change.What.Vi.Should().Be("tên: Bệnh viện 1 → Bệnh viện Một; hạng: – → II");
    }

    [Test]
    public void A_last_day_ends_the_unit()
    {
        var result = Merge(Row(2, "H1", "hospital", "Bệnh viện 1", parent: "00004", from: "2025-07-01", to: "2026-05-31"));

        result.Changes.Should().ContainSingle().Which.Should().Match<UnitChange>(c => c.Kind == UnitChangeKind.Ended && c.Day == new DateOnly(2026, 5, 31));
    }

    [Test]
    public void An_old_file_read_again_does_not_undo_a_later_version()
    {
        var later = Merge(Row(2, "H1", "hospital", "Bệnh viện 1", facilityClass: "I", parent: "00004", from: "2026-01-01"));
        var tree = new UnitTree(Tree.Versions.RemoveAll(v => v.Code == "H1").AddRange(later.Written), Tree.Successions);

        RegisterMerge.Of(tree, [Row(2, "H1", "hospital", "Bệnh viện 1", parent: "00004", from: "2025-07-01")]).Same.Should().Be(1);
    }

    [Test]
    public void A_whole_history_in_one_file_is_one_new_unit_and_its_versions()
    {
        var result = Merge(
            Row(2, "H2", "hospital", facilityClass: "II", parent: "01", from: "2020-01-01"),
            Row(3, "H2", "hospital", facilityClass: "I", parent: "00004", from: "2026-01-01"));

        result.Changes.Select(c => c.Kind).Should().Equal(UnitChangeKind.Added, UnitChangeKind.Changed);
        result.Written.Select(v => (v.UnitId, v.ValidTo)).Should().Equal(("H2@2020-01-01", new DateOnly(2025, 12, 31)), ("H2@2020-01-01", null));
    }

    [Test]
    public void A_code_that_nobody_held_for_a_while_begins_another_unit()
    {
        var result = Merge(
            Row(2, "H2", "hospital", parent: "01", from: "2010-01-01", to: "2012-12-31"),
            Row(3, "H2", "clinic", parent: "01", from: "2020-01-01"));

        result.Written.Select(v => v.UnitId).Should().Equal("H2@2010-01-01", "H2@2020-01-01");
    }

    [Test]
    public void Parents_may_stand_below_their_children_in_the_file()
    {
        var result = Merge(Row(2, "T1", "station", parent: "00007", from: "2025-07-01"), Row(3, "00007", "ward", parent: "01", from: "2025-07-01"));

        result.Written.Single(v => v.Code == "T1").ParentId.Should().Be("00007@2025-07-01");
    }

    [Test]
    public void Rows_of_one_code_must_not_overlap() => FaultOf(
        Row(2, "H2", "hospital", parent: "01", from: "2020-01-01", to: "2027-12-31"),
        Row(3, "H2", "hospital", facilityClass: "I", parent: "01", from: "2026-01-01")).Should().Contain("Row 3, column valid_from: overlaps row 2");

    [Test]
    public void A_row_must_not_run_into_the_next_version() => FaultOf(
        Row(2, "15", "province", "Yên Bái", parent: "VN", from: "2008-08-01", to: "2025-07-31")).Should().Contain("Row 2, column valid_to: overlaps");

    [Test]
    public void A_code_and_day_stand_in_one_row_only() => FaultOf(
        Row(2, "H2", "hospital", parent: "01", from: "2020-01-01"),
        Row(3, "H2", "hospital", parent: "01", from: "2020-01-01")).Should().Contain("Row 3, column valid_from");

    [Test]
    public void A_parent_must_be_in_force_on_the_first_day() => FaultOf(
        Row(2, "H2", "hospital", parent: "00004", from: "2020-01-01")).Should().Contain("not in force on 2020-01-01").And.Contain("2025-07-01 – …");

    [Test]
    public void A_parent_must_exist_and_a_lost_zero_is_guessed() =>
        FaultOf(Row(2, "H2", "hospital", parent: "1", from: "2020-01-01")).Should().Contain("is it 01");

    [Test]
    public void A_parent_that_ends_earlier_would_drop_its_children_and_is_refused()
    {
        FaultOf(Row(2, "00004", "ward", "Ba Đình", parent: "01", from: "2025-07-01", to: "2026-12-31"))
            .Should().Contain("Row 2, column valid_to: 1 units still belong to it").And.Contain("H1");
        Merge(
            Row(2, "00004", "ward", "Ba Đình", parent: "01", from: "2025-07-01", to: "2026-12-31"),
            Row(3, "H1", "hospital", "Bệnh viện 1", parent: "01", from: "2027-01-01")).Faults.Should().BeEmpty();
    }

    [Test]
    public void Children_follow_a_successor()
    {
        var result = Merge(
            Row(2, "00004", "ward", "Ba Đình", parent: "01", from: "2025-07-01", to: "2026-12-31", successor: "00008"),
            Row(3, "00008", "ward", "Ngọc Hà", parent: "01", from: "2027-01-01"));

        result.Faults.Should().BeEmpty();
        result.Successions.Should().Equal(new UnitSuccession("00004@2025-07-01", "00008@2027-01-01", new DateOnly(2027, 1, 1)));
    }

    [Test]
    public void A_code_whose_unit_was_carried_on_by_another_begins_a_new_unit()
    {
        var result = Merge(
            Row(2, "00004", "ward", "Ba Đình", parent: "01", from: "2025-07-01", to: "2026-12-31", successor: "00008"),
            Row(3, "00008", "ward", "Ngọc Hà", parent: "01", from: "2025-07-01"),
            Row(4, "00004", "ward", "Phường khác", parent: "01", from: "2027-01-01"));

        result.Written.Should().Contain(v => v.UnitId == "00004@2027-01-01");
    }

    [Test]
    public void A_last_day_that_makes_room_for_the_next_row_is_no_end()
    {
        var result = Merge(
            Row(2, "H1", "hospital", "Bệnh viện 1", parent: "00004", from: "2025-07-01", to: "2025-12-31"),
            Row(3, "H1", "hospital", "Bệnh viện 1", facilityClass: "I", parent: "00004", from: "2026-01-01"));

        result.Changes.Should().ContainSingle().Which.Kind.Should().Be(UnitChangeKind.Changed);
        result.Same.Should().Be(1);
    }

    [Test]
    public void A_province_may_end_when_another_carries_it_on() => Merge(
        Row(2, "15", "province", "Lào Cai", parent: "VN", from: "2025-07-01", to: "2026-12-31", successor: "01"))
        .Changes.Should().ContainSingle().Which.Kind.Should().Be(UnitChangeKind.Ended);

    [Test]
    public void A_province_cannot_vanish() => FaultOf(
        Row(2, "15", "province", "Lào Cai", parent: "VN", from: "2025-07-01", to: "2026-12-31")).Should().Contain("cannot end without a successor");

    [Test]
    public void Parents_must_not_form_a_circle() => FaultOf(
        Row(2, "H2", "hospital", parent: "H3", from: "2026-01-01"), Row(3, "H3", "hospital", parent: "H2", from: "2026-01-01")).Should().Contain("circle");

    [Test]
    public void A_unit_is_not_its_own_parent() => FaultOf(Row(2, "H2", "hospital", parent: "H2", from: "2026-01-01")).Should().Contain("own parent");

    [Test]
    public void A_commune_belongs_to_a_province() =>
        FaultOf(Row(2, "00009", "commune", parent: "VN", from: "2026-01-01")).Should().Contain("cannot belong to");

    [Test]
    public void A_ward_cannot_become_a_hospital() =>
        FaultOf(Row(2, "00004", "hospital", parent: "01", from: "2026-01-01")).Should().Contain("cannot become");

    [Test]
    public void A_facility_is_urban_by_its_ward_unless_somebody_says_otherwise_with_a_reason()
    {
        var written = Merge(
            Row(2, "00011", "commune", parent: "01", from: "2008-08-01"),
            Row(3, "00012", "special-zone", parent: "01", from: "2008-08-01"),
            Row(4, "00013", "township", parent: "01", from: "2008-08-01", to: "2025-06-30", successor: "00011"),
            Row(5, "S1", "station", parent: "00004", from: "2025-07-01"),
            Row(6, "S2", "station", parent: "00011", from: "2025-07-01"),
            Row(7, "S3", "station", parent: "00012", from: "2025-07-01"),
            Row(8, "S4", "station", parent: "00011", from: "2025-07-01", urban: "có"),
            Row(9, "S5", "station", parent: "00004", from: "2025-07-01", urban: "no", reason: "ở rìa phường"),
            Row(10, "S6", "station", parent: "00013", from: "2010-01-01")).Written;
        var tree = new UnitTree(Tree.Versions.AddRange(written), Tree.Successions.Add(new UnitSuccession("00013@2008-08-01", "00011@2008-08-01", Merger)));
        var now = tree.On(new DateOnly(2026, 9, 30));
        var before = tree.On(new DateOnly(2025, 6, 30));

        written.Select(v => v.Code).Where(code => code[0] == 'S').Order().Select(code => now.IsUrban(now.ByCode(code)!))
            .Should().Equal(true, false, false, true, false, false);
        before.IsUrban(before.ByCode("S6")!).Should().BeTrue("a township was urban");
        now.ByCode("S4")!.UrbanReason.Should().Be("theo sổ đăng ký mẫu");
        now.ByCode("S5")!.UrbanReason.Should().Be("ở rìa phường");
    }

    [Test]
    public void Every_fault_of_every_row_is_told()
    {
        var faults = new List<RegisterFault>();
        var row = RegisterText.Read(7, column => column switch
        {
            "code" => "mã 1",
            "kind" => "bệnh xá",
            "class" => "V",
            "valid_from" => "31/02/2026",
            "urban" => "có lẽ",
            _ => "",
        }, "", faults);

        row.Should().BeNull();
        faults.Select(f => f.Column).Should().BeEquivalentTo("code", "name", "kind", "class", "urban", "valid_from");
        faults.Should().OnlyContain(f => f.Text.Vi.StartsWith("Dòng 7, cột ", StringComparison.Ordinal));
    }

    [TestCase("Bệnh viện", UnitKind.Hospital)]
    [TestCase("BENH VIEN", UnitKind.Hospital)]
    [TestCase("đặc khu", UnitKind.SpecialZone)]
    [TestCase("special_zone", UnitKind.SpecialZone)]
    [TestCase("Trạm Y tế", UnitKind.Station)]
    [TestCase("Sở Y tế", UnitKind.Department)]
    public void Offices_write_kinds_in_their_own_words(string text, UnitKind kind) => UnitNames.Kinds.Find(text).Should().Be(kind);

    [TestCase("hạng 1", FacilityClass.I)]
    [TestCase("Đặc biệt", FacilityClass.Special)]
    [TestCase("iii", FacilityClass.III)]
    public void Offices_write_classes_in_their_own_words(string text, FacilityClass facilityClass) => UnitNames.Classes.Find(text).Should().Be(facilityClass);

    [Test]
    public void Every_value_has_a_word_and_every_word_is_read_back()
    {
        Check(UnitNames.Kinds);
        Check(UnitNames.Classes);
        Check(UnitNames.Levels);
        Check(UnitNames.Ownerships);
        Check(UnitNames.Managers);

        static void Check<T>(UnitVocabulary<T> words)
            where T : struct, Enum
        {
            words.Words.Select(w => w.Value).Should().BeEquivalentTo(Enum.GetValues<T>());
            foreach (var word in words.Words)
                foreach (var text in word.Synonyms.Add(word.Code).Add(word.Name.Vi).Add(word.Name.En)) words.Find(text).Should().Be(word.Value, text);
        }
    }

    [Test]
    public void Names_are_composed_and_trimmed_and_codes_are_upper_case()
    {
        var row = Row(2, " h-9 ", "hospital", " Đa khoa Huế ".Normalize(System.Text.NormalizationForm.FormD), parent: "vn", from: "01/07/2025");

        (row.Code, row.Name, row.Parent, row.From).Should().Be(("H-9", "Đa khoa Huế".Normalize(), "VN", Merger));
    }

    private static RegisterResult Merge(params RegisterRow[] rows)
    {
        var result = RegisterMerge.Of(Tree, rows);
        result.Faults.Should().BeEmpty();
        return result;
    }

    private static string FaultOf(params RegisterRow[] rows) => string.Join('\n', RegisterMerge.Of(Tree, rows).Faults.Select(f => f.Text.En));

    private static UnitVersion Area(string id, string code, UnitKind kind, string? parent, DateOnly from, DateOnly? to, string name = "x") =>
        new(id, code, name, kind, null, null, null, null, null, null, parent, from, to);

    private static RegisterRow Row(
        int row, string code, string kind, string name = "x", string facilityClass = "", string parent = "", string from = "", string to = "",
        string urban = "", string reason = "", string successor = "")
    {
        var faults = new List<RegisterFault>();
        var read = RegisterText.Read(row, column => column switch
        {
            "code" => code,
            "name" => name,
            "kind" => kind,
            "class" => facilityClass,
            "parent" => parent,
            "valid_from" => from,
            "valid_to" => to,
            "urban" => urban,
            "urban_reason" => reason,
            "successor" => successor,
            _ => "",
        }, "theo sổ đăng ký mẫu", faults);
        faults.Should().BeEmpty();
        return read!;
    }
}
