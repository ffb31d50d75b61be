using System.Globalization;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns.Profiles;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns.Profiles;

/// <summary>Sheets of units' own design that speak of another time than the one asked for, or cost more than a report may.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ForeignSheetTests
{
    private const string Label = "Tổng số ca bệnh truyền nhiễm phải báo cáo";
    private static readonly Period September = Period.Month(2026, 9);
    private static readonly Catalogue Catalogue = ShippedCatalogue.Load();
    private static readonly LabelDictionary Dictionary = LabelDictionary.For(Catalogue);

    [TestCase("BÁO CÁO CHUYỂN ĐỔI SỐ THÁNG 8", "BC")]
    [TestCase("BÁO CÁO CHUYỂN ĐỔI SỐ", "T8")]
    [TestCase("BÁO CÁO CHUYỂN ĐỔI SỐ", "BC_T8")]
    [TestCase("BÁO CÁO THÁNG 9 NĂM 2026", "T8")]
    [TestCase("BÁO CÁO THÁNG 8 (NĂM 2026)", "BC")]
    [TestCase("BÁO CÁO QUÝ II", "BC")]
    [TestCase("BÁO CÁO 9 THÁNG NĂM 2026", "BC")]
    [TestCase("BÁO CÁO 9 THÁNG (NĂM 2026)", "BC")]
    [TestCase("Từ ngày 01/01/2026 đến 30/9/2026", "BC")]
    [TestCase("Từ tháng 1 đến tháng 9 năm 2026", "BC")]
    public void A_title_or_name_of_another_time_is_refused_and_nothing_is_proposed(string title, string name)
    {
        var sheet = Sheet(name, ("A1", title), ("B3", "Chỉ tiêu"), ("C3", "Thực hiện"), ("D3", "Ghi chú"), ("B4", Label), ("C4", "12"));

        var (inputs, misfits) = Fit(sheet, Line("thuc hien"));

        inputs.Should().BeEmpty();
        misfits.Should().ContainSingle().Which.Arguments[0].Should().Be("#title-disagrees");
        SheetPeriod.OtherThan([sheet], September).Should().NotBeNull();
        Chosen(sheet).Should().BeEmpty();
    }

    [TestCase("BÁO CÁO CHUYỂN ĐỔI SỐ THÁNG 9", "BC")]
    [TestCase("BÁO CÁO CHUYỂN ĐỔI SỐ", "T9")]
    [TestCase("BÁO CÁO THÁNG 9 (NĂM 2026)", "Sheet1")]
    [TestCase("Từ ngày 01/9/2026 đến ngày 30/9/2026", "BC")]
    [TestCase("Hà Nội, ngày 05 tháng 10 năm 2026", "BC")]
    [TestCase("Ban hành kèm theo Công văn số 12/2026/SYT", "BC")]
    public void A_title_of_the_asked_time_is_read(string title, string name)
    {
        var sheet = Sheet(name, ("A1", title), ("B3", "Chỉ tiêu"), ("C3", "Thực hiện"), ("D3", "Ghi chú"), ("B4", Label), ("C4", "12"));

        Fit(sheet, Line("thuc hien")).Inputs.Should().ContainSingle().Which.Text.Should().Be("12");
        Chosen(sheet).Should().Equal("C4");
    }

    [Test]
    public void The_month_and_year_of_a_title_may_be_said_apart()
    {
        ProposeLines.FilePeriod([Sheet("BC", ("A1", "BÁO CÁO THÁNG 8 (NĂM 2026)"))]).Should().Be(Period.Month(2026, 8));
        ProposeLines.FilePeriod([Sheet("BC", ("A1", "BÁO CÁO THÁNG 8"), ("A2", "Năm 2026"))]).Should().Be(Period.Month(2026, 8));
    }

    [TestCase("Năm 2025", "Tháng 9")]
    [TestCase("Năm 2026", "Thực hiện 9 tháng")]
    public void A_column_of_another_year_or_of_many_months_is_not_read(string outer, string inner)
    {
        var sheet = Sheet("BC", ("B3", "Chỉ tiêu"), ("C3", outer), ("D3", "Ghi chú"), ("C4", inner), ("B5", Label), ("C5", "12"));
        var heading = string.Join(" / ", new[] { outer, inner }.Select(PeriodMention.Mask));

        Fit(sheet, Line(heading)).Misfits.Should().ContainSingle().Which.Arguments[0].Should().Be("#heading-changed");
        Chosen(sheet).Should().BeEmpty();
        Dictionary.RoleOf([outer, inner], September).Role.Should().Be(HeadingRole.Other);
    }

    [Test]
    public void A_figure_whose_unit_is_percent_is_no_count_but_the_percentage_of_it()
    {
        const string label = "Ca bệnh truyền nhiễm được quản lý trên nền tảng số";
        var sheet = Sheet(
            "BC", ("B3", "Chỉ tiêu"), ("C3", "Đơn vị tính"), ("D3", "Thực hiện"), ("B4", Label), ("C4", "ca"), ("D4", "12"), ("B5", label), ("C5", "%"), ("D5", "90"));

        var proposal = ProposeLines.From([sheet], Catalogue.FormFor("station", September)!, Catalogue, Dictionary, September, CancellationToken.None);

        proposal.Lines.Single(l => l.Element == "cases_on_platform").Candidates.Should().BeEmpty();
        proposal.Percentages.Single(l => l.Indicator == "disease-cases-digital").Chosen!.Value.Should().Be("D5");
    }

    [Test]
    public void Joined_cells_beyond_what_is_used_cost_nothing_and_all_sheets_share_one_limit()
    {
        var budget = new MergedCells();
        GridCell[] cells = [new(1, 1, CellKind.Number, "1")];
        for (var sheet = 0; sheet < 40; sheet++) new SheetGrid($"S{sheet}", cells, [new GridRange(1, 1, 199_999, 1)], budget).Merged(2, 1).Should().BeNull();
        GridCell[] far = [.. cells, new(150_000, 1, CellKind.Number, "1")];
        _ = new SheetGrid("A", far, [new GridRange(1, 1, 150_000, 1)], budget);

        var second = () => new SheetGrid("B", far, [new GridRange(1, 1, 150_000, 1)], budget);

        second.Should().Throw<XlsxRefusedException>().Which.Code.Should().Be("too-large");
    }

    [Test]
    public void Values_1_2_3_are_no_column_numbers_unless_they_stand_between_headings_and_values()
    {
        var values = Sheet("BC", ("A1", "Số ca"), ("B1", "Số giấy"), ("C1", "Số đơn"), ("A2", "1"), ("B2", "2"), ("C2", "3"));
        var numbers = Sheet("BC", ("A1", "STT"), ("B1", "Chỉ tiêu"), ("C1", "Số liệu"), ("A2", "1"), ("B2", "2"), ("C2", "3"), ("A3", "1"), ("B3", Label), ("C3", "12"));

        values.Own(2, 3).Should().NotBeNull();
        numbers.Own(2, 3).Should().BeNull();
    }

    [Test]
    public void A_large_table_is_looked_through_until_its_time_is_up()
    {
        var sheet = Large();
        using var up = new CancellationTokenSource();
        up.Cancel();

        var late = () => ProposeLines.From([sheet], Catalogue.FormFor("station", September)!, Catalogue, Dictionary, September, up.Token);
        late.Should().Throw<OperationCanceledException>();
        ProposeLines.From([sheet], Catalogue.FormFor("station", September)!, Catalogue, Dictionary, September, CancellationToken.None).Lines.Should().NotBeEmpty();
    }

    [Test]
    public void Hidden_and_computed_values_are_warned_of()
    {
        var cells = new[] { new GridCell(4, 2, CellKind.Text, Label), new GridCell(4, 3, CellKind.Number, "12") { Hidden = true, Formula = true }, new GridCell(3, 3, CellKind.Text, "Thực hiện") };
        var fitting = new ProfileFitting([new SheetGrid("BC", cells, [], new MergedCells())], Content(Line("thuc hien")), Catalogue, Dictionary, September);

        fitting.Read().Misfits.Should().BeEmpty();
        fitting.Warnings.Select(w => w.Code).Should().Equal("formula-in-input", "hidden-inputs");
    }

    private static SheetGrid Large()
    {
        const string label = "Số ca bệnh truyền nhiễm đã báo cáo trên nền tảng số của đơn vị trong kỳ và các khoa phòng trực thuộc trung tâm y tế ";
        var cells = Enumerable.Range(2, 61).Select(c => new GridCell(1, c, CellKind.Text, $"Nội dung chi tiết số lượng khám chữa bệnh không xác định {c}")).ToList();
        foreach (var row in Enumerable.Range(2, 320))
        {
            cells.Add(new GridCell(row, 1, CellKind.Text, label + row));
            cells.AddRange(Enumerable.Range(2, 61).Select(c => new GridCell(row, c, CellKind.Number, row.ToString(CultureInfo.InvariantCulture))));
        }

        return new SheetGrid("S", cells, [], new MergedCells());
    }

    private static SheetGrid Sheet(string name, params (string At, string Text)[] cells) => new(name, cells.Select(c =>
    {
        XlsxAddress.TryRead(c.At, out var row, out var column);
        return new GridCell(row, column, c.Text.All(char.IsDigit) ? CellKind.Number : CellKind.Text, c.Text);
    }), [], new MergedCells());

    private static ProfileLine Line(string heading) =>
        new("cases_notifiable", "bc", "labels-left", PeriodMention.Mask(Label), Label, true, [], heading, heading, 1, 1, 1);

    private static ProfileContent Content(ProfileLine line) => new("TX1", "", "f.xlsx", "2026-08", [line]);

    private static (IReadOnlyList<SheetInput> Inputs, IReadOnlyList<Finding> Misfits) Fit(SheetGrid sheet, ProfileLine line)
    {
        var (inputs, misfits) = new ProfileFitting([sheet], Content(line), Catalogue, Dictionary, September).Read();
        return (inputs, misfits);
    }

    private static IEnumerable<string> Chosen(SheetGrid sheet) =>
        ProposeLines.From([sheet], Catalogue.FormFor("station", September)!, Catalogue, Dictionary, September, CancellationToken.None)
            .Lines.Where(l => l.Element == "cases_notifiable").Select(l => l.Chosen?.Value).OfType<string>();
}
