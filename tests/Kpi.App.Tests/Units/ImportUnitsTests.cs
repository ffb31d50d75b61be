using System.Globalization;
using System.Text;
using ClosedXML.Excel;
using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Units;
using Kpi.Domain;
using Kpi.Domain.Units;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Units;

public sealed class ImportUnitsTests
{
    private const string Header = "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n";
    private const string Small =
        "00004,Phường Ba Đình,ward,,,,,,01,2025-07-01,\n"
        + "01001,Bệnh viện Bạch Mai,hospital,special,specialised,public,ministry-of-health,,00004,2025-07-01,\n"
        + "TYT-1,Trạm y tế Ba Đình,trạm y tế,,Ban đầu,công lập,địa phương,không,00004,01/07/2025,\n";

    private World _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task New() => _world = await World.New();

    [TearDown]
    public async Task Remove() => await _world.DisposeAsync();

    [Test]
    public async Task A_register_comes_in_whole()
    {
        var import = (await Import(Header + Small)).Value;

        (import.Added, import.Changed, import.Ended, import.Same).Should().Be((3, 0, 0, 0));
        var geography = await _world.Get<UnitReader>().On(new DateOnly(2026, 9, 30), Token);
        var hospital = geography.ByCode("01001")!;
        hospital.Should().Be(new UnitVersion("01001@2025-07-01", "01001", "Bệnh viện Bạch Mai", UnitKind.Hospital, FacilityClass.Special,
            TechnicalLevel.Specialised, Ownership.Public, Manager.MinistryOfHealth, null, null, "00004@2025-07-01", new DateOnly(2025, 7, 1), null));
        geography.IsUrban(hospital).Should().BeTrue();
        geography.ProvinceOf(hospital)!.Name.Should().Be("Hà Nội");
        var station = geography.ByCode("TYT-1")!;
        geography.IsUrban(station).Should().BeFalse();
        station.UrbanReason.Should().Be("theo sổ đăng ký units.csv");
    }

    [Test]
    public async Task A_dry_run_tells_the_changes_and_makes_none()
    {
        var import = (await Import(Header + Small, dryRun: true)).Value;

        (import.DryRun, import.Added).Should().Be((true, 3));
        import.Changes.Select(c => (c.Row, c.Kind, c.Code)).Should().Equal(
            (2, UnitChangeKind.Added, "00004"), (3, UnitChangeKind.Added, "01001"), (4, UnitChangeKind.Added, "TYT-1"));
        (await Tree()).Versions.Should().NotContain(v => v.Code == "01001");
    }

    [Test]
    public async Task The_same_file_again_changes_nothing_and_writes_nothing()
    {
        await Import(Header + Small);
        var before = (await Audit()).Count;

        var import = (await Import(Header + Small)).Value;

        (import.Added, import.Changed, import.Ended, import.Same).Should().Be((0, 0, 0, 3));
        (await Audit()).Should().HaveCount(before);
    }

    [Test]
    public async Task A_later_file_makes_versions_corrections_and_ends_and_each_is_audited()
    {
        await Import(Header + Small);

        var import = (await Import(Header
            + "00004,Phường Ba Đình,ward,,,,,,01,2025-07-01,\n"
            + "01001,Bệnh viện Bạch Mai,hospital,I,specialised,public,ministry-of-health,,00004,2026-01-01,\n"
            + "TYT-1,Trạm y tế Ba Đình,station,,initial,public,province,no,00004,2025-07-01,2026-06-30\n"
            + "TYT-2,Trạm mới,station,,,public,province,,00004,2026-07-01,\n")).Value;

        (import.Added, import.Changed, import.Ended, import.Same).Should().Be((1, 1, 1, 1));
        (await Audit()).Select(e => (e.Action, e.Subject)).Should().Contain([("unit.changed", "01001"), ("unit.ended", "TYT-1")]);
        var reader = _world.Get<UnitReader>();
        (await reader.On(new DateOnly(2025, 12, 31), Token)).ByCode("01001")!.Class.Should().Be(FacilityClass.Special);
        (await reader.On(new DateOnly(2026, 1, 1), Token)).ByCode("01001")!.Class.Should().Be(FacilityClass.I);
        (await reader.On(new DateOnly(2026, 7, 1), Token)).ByCode("TYT-1").Should().BeNull();

        // The older file once more: it says what held then, and that still holds.
        (await Import(Header + "01001,Bệnh viện Bạch Mai,hospital,special,specialised,public,ministry-of-health,,00004,2025-07-01,\n")).Value.Same.Should().Be(1);
        (await _world.Get<AuditReader>().Verify(Token)).IsWhole.Should().BeTrue();
    }

    [Test]
    public async Task Bad_rows_are_all_told_and_nothing_is_imported()
    {
        var problem = (await Import(Header + Small
            + "01002,,hospital,V,,,,,00004,2025-07-01,\n"
            + "01003,Bệnh viện,hospital,,,,,,99999,2025-07-01,\n"
            + "01004,Bệnh viện,hospital,,,,,,00004,2025-13-01,\n")).Problem!;

        problem.Kind.Should().Be(ProblemKind.Invalid);
        problem.Details.Select(d => d.En[..d.En.IndexOf(':', StringComparison.Ordinal)]).Should().Equal(
            "Row 5, column name", "Row 5, column class", "Row 7, column valid_from");
        (await Tree()).Versions.Should().NotContain(v => v.Code == "01001");

        // Faults between rows are told once the rows by themselves are right.
        (await Import(Header + Small + "01003,Bệnh viện,hospital,,,,,,99999,2025-07-01,\n")).Problem!.Details.Single().En
            .Should().StartWith("Row 5, column parent: no unit has the code 99999");
        (await Tree()).Versions.Should().NotContain(v => v.Code == "01001");
    }

    [Test]
    public async Task At_most_200_faults_are_told_and_all_are_counted()
    {
        var text = new StringBuilder(Header);
        for (var i = 0; i < 250; i++) text.Append(CultureInfo.InvariantCulture, $"H{i},Bệnh viện,bệnh xá,,,,,,01,2025-07-01,\n");

        var problem = (await Import(text.ToString())).Problem!;

        problem.Message.En.Should().Contain("250 faults");
        problem.Details.Should().HaveCount(201);
        problem.Details[^1].En.Should().Be("… and 50 more faults.");
    }

    [TestCase("code,name,kind\nA,B,hospital\n", "missing columns: class, level")]
    [TestCase("code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_untill\n", "valid_untill")]
    [TestCase("code,code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n", "there twice")]
    [TestCase("", "no rows")]
    public async Task A_wrong_header_says_which_columns_are_expected(string text, string expected) =>
        (await Import(text)).Problem!.Message.En.Should().Contain(expected).And.Contain("code, name, kind, class, level, ownership, manager, urban, parent, valid_from, valid_to");

    [Test]
    public async Task A_file_with_a_header_only_says_so() => (await Import(Header)).Problem!.Code.Should().Be("register-empty");

    [Test]
    public async Task A_quotation_mark_that_is_never_closed_is_told_with_its_row() =>
        (await Import(Header + "H1,\"Bệnh viện,hospital,,,,,,01,2025-07-01,\n")).Problem!.Message.En.Should().Contain("Row 2").And.Contain("quotation mark");

    [Test]
    public async Task Semicolons_a_byte_order_mark_and_quotes_are_read()
    {
        var text = "sep=;\n" + (Header + "Q1,\"Bệnh viện \"\"Tâm Anh\"\"; cơ sở 2\",hospital,II,,private,private,,01,2025-07-01,\n").Replace(',', ';');
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)];

        (await _world.Get<ImportUnits>().Run("a.csv", bytes, false, _world.Actor, Token)).Value.Added.Should().Be(1);
        (await Tree()).Versions.Single(v => v.Code == "Q1").Name.Should().Be("Bệnh viện \"Tâm Anh\"; cơ sở 2");
    }

    [Test]
    public async Task Row_numbers_count_lines_also_below_a_name_of_two_lines() =>
        (await Import(Header + "H1,\"Bệnh viện\nhai dòng\",hospital,,,,,,01,2025-07-01,\nH2,x,bệnh xá,,,,,,01,2025-07-01,\n")).Problem!.Details.Single().En
            .Should().StartWith("Row 4, column kind");

    [Test]
    public async Task Text_that_is_not_UTF_8_is_refused_rather_than_garbled()
    {
        var bytes = Encoding.Latin1.GetBytes(Header + "H1,Bénh,hospital,,,,,,01,2025-07-01,\n");

        (await _world.Get<ImportUnits>().Run("a.csv", bytes, false, _world.Actor, Token)).Problem!.Code.Should().Be("register-encoding");
    }

    [Test]
    public async Task A_workbook_is_read_with_numbers_days_and_all()
    {
        using var workbook = new XLWorkbook();
        var sheet = workbook.AddWorksheet("Danh mục");
        var columns = Header.Trim().Split(',');
        for (var i = 0; i < columns.Length; i++) sheet.Cell(1, i + 1).Value = columns[i];
        sheet.Cell(2, 1).Style.NumberFormat.Format = "@";
        sheet.Cell(2, 1).SetValue("01001");
        sheet.Cell(2, 2).SetValue("Bệnh viện Bạch Mai");
        sheet.Cell(2, 3).SetValue("Bệnh viện");
        sheet.Cell(2, 4).SetValue(1);
        sheet.Cell(2, 9).SetValue("01");
        sheet.Cell(2, 10).SetValue(new DateTime(2025, 7, 1));
        sheet.Cell(4, 1).SetValue("X1");
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);

        var refused = await _world.Get<ImportUnits>().Run("so.xlsx", stream.ToArray(), false, _world.Actor, Token);
        refused.Problem!.Details.Should().Contain(d => d.En.StartsWith("Row 4, column name"));

        sheet.Row(4).Clear();
        using var mended = new MemoryStream();
        workbook.SaveAs(mended);
        (await _world.Get<ImportUnits>().Run("so.xlsx", mended.ToArray(), false, _world.Actor, Token)).Value.Added.Should().Be(1);
        var unit = (await Tree()).Versions.Single(v => v.Code == "01001");
        (unit.Class, unit.ValidFrom).Should().Be((FacilityClass.I, new DateOnly(2025, 7, 1)));
    }

    [TestCase("units.csv")]
    [TestCase("units.xlsx")]
    public async Task What_is_exported_is_read_back_without_a_change(string fileName)
    {
        await Import(Header + Small + "T-1,=1+1,station,,,,,,00004,2025-07-01,\n");
        var bytes = (await _world.Get<ExportUnits>().Run(fileName, Token)).Value;

        var again = (await _world.Get<ImportUnits>().Run(fileName, bytes, true, _world.Actor, Token)).Value;
        again.Changes.Should().BeEmpty();
        again.Same.Should().Be((await Tree()).Versions.Length);

        await using var other = await World.New();
        (await other.Get<ImportUnits>().Run(fileName, bytes, false, other.Actor, Token)).Value.Added.Should().Be(4);
        (await other.Get<UnitReader>().Tree(Token)).Versions.Should().BeEquivalentTo((await Tree()).Versions);
        (await other.Get<UnitReader>().Tree(Token)).Successions.Should().BeEquivalentTo((await Tree()).Successions);
    }

    [Test]
    public async Task A_csv_cell_that_a_spreadsheet_would_run_is_guarded()
    {
        await Import(Header + "T-1,=1+1,station,,,,,,01,2025-07-01,\n");

        Encoding.UTF8.GetString((await _world.Get<ExportUnits>().Run("u.csv", Token)).Value).Should().Contain("'=1+1");
    }

    [Test]
    public async Task An_export_of_another_kind_is_refused() =>
        (await _world.Get<ExportUnits>().Run("units.pdf", Token)).Problem!.Code.Should().Be("register-format");

    [Test]
    public async Task The_nation_s_register_comes_in_quickly()
    {
        var text = new StringBuilder(Header);
        for (var i = 0; i < 3321; i++) text.Append(CultureInfo.InvariantCulture, $"C{i:00000},Phường {i},ward,,,,,,{(i % 2 == 0 ? "01" : "79")},2025-07-01,\n");
        for (var i = 0; i < 13000; i++) text.Append(CultureInfo.InvariantCulture, $"H{i:00000},Cơ sở {i},hospital,II,basic,public,province,,C{i % 3321:00000},2025-07-01,\n");
        await _world.Get<ShippedUnits>().Ensure(Token);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        (await Import(text.ToString())).Value.Added.Should().Be(16321);
        TestContext.Out.WriteLine($"imported in {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        var tree = await Tree();
        TestContext.Out.WriteLine($"read in {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        tree.On(new DateOnly(2026, 9, 30)).Units.Should().HaveCountGreaterThan(16000);
        TestContext.Out.WriteLine($"geography in {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        (await Import(text.ToString())).Value.Same.Should().Be(16321);
        TestContext.Out.WriteLine($"imported again in {watch.ElapsedMilliseconds} ms");
        // Ten times what it takes alone: the machine may be busy, but nothing may grow with the square of the rows.
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    private Task<Outcome<UnitImport>> Import(string text, bool dryRun = false) =>
        _world.Get<ImportUnits>().Run("units.csv", Encoding.UTF8.GetBytes(text), dryRun, _world.Actor, Token);

    private Task<UnitTree> Tree() => _world.Get<UnitReader>().Tree(Token);

    private Task<IReadOnlyList<AuditEntry>> Audit() => _world.Get<AuditReader>().List(0, 1000, Token);
}
