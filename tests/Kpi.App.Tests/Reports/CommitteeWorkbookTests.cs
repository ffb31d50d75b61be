using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using FluentAssertions;
using Kpi.App.Features.Reports;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain;
using Kpi.TestKit;
using Kpi.TestKit.Reports;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace Kpi.App.Tests.Reports;

[Parallelizable(ParallelScope.All)]
public sealed class CommitteeWorkbookTests
{
    private static readonly TemplateLibrary Library = new(Options.Create(new ReportsOptions()));

    [TestCase(Language.Vi)]
    [TestCase(Language.En)]
    public void The_workbook_is_the_golden_one_cell_by_cell(Language language)
    {
        var path = Path.Combine(Repository.Root, "tests", "Kpi.App.Tests", "Golden", $"committee-{language.ToString().ToLowerInvariant()}.xlsx");
        var actual = Write(language, 40);
        if (Environment.GetEnvironmentVariable("KPI_UPDATE_GOLDEN") == "1")
        {
            Environment.GetEnvironmentVariable("CI").Should().NotBe("true", "golden files are refreshed by people who look at them");
            File.WriteAllBytes(path, actual);
        }

        WorkbookComparer.Differences(File.ReadAllBytes(path), actual).Should().BeEmpty();
    }

    [TestCase(Language.Vi)]
    [TestCase(Language.En)]
    public void The_schema_validator_finds_nothing(Language language)
    {
        using var stream = new MemoryStream(Write(language, 300));
        using var document = SpreadsheetDocument.Open(stream, false);
        new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(document)
            .Select(e => $"{e.Part?.Uri} {e.Path?.XPath}: {e.Description}").Should().BeEmpty();
    }

    [Test]
    public void Two_builds_give_the_same_bytes() => Write(Language.Vi, 40).Should().Equal(Write(Language.Vi, 40));

    [Test]
    public void A_decimal_comma_on_the_machine_changes_no_byte()
    {
        var english = Write(Language.Vi, 40);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("vi-VN");
            Write(Language.Vi, 40).Should().Equal(english);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Test]
    public void A_value_just_below_its_target_does_not_print_as_the_target()
    {
        // 89.96 % against 90 %, and 50.04 % against 50 %: the cell holds what it shows, so nothing is left to round.
        var targets = Cells(Write(Language.En, 0), "Targets");
        var row = RowOf(targets, "People with an electronic health record");
        targets[$"C{row}"].Should().Be("0.899");
        targets[$"C{RowOf(targets, "Urban cashless share of hospital fees")}"].Should().Be("0.5004");
    }

    [Test]
    public void A_missing_number_is_a_word_and_never_zero()
    {
        var provinces = Cells(Write(Language.En, 0), "Provinces");
        var row = RowOf(provinces, "Điện Biên");
        for (var column = 'C'; column <= 'N'; column++) provinces[$"{column}{row}"].Should().Be("no data");

        var figures = Cells(Write(Language.En, 0), "Figures");
        var line = figures.First(c => c.Key[0] == 'C' && c.Value == "station-digital").Key[1..];
        ((string[])["E", "F", "G", "H", "I"]).Select(c => figures.GetValueOrDefault(c + line, "")).Should().AllBe("");
    }

    [Test]
    public void Names_that_look_like_formulas_stay_text()
    {
        var bytes = Write(Language.En, 40);
        var missing = Cells(bytes, "Missing").Values;
        missing.Should().Contain(["=HYPERLINK(\"http://example.invalid\",\"Trạm\")", "+84 Phòng khám", "-Trạm y tế cũ", "@SUM(A1)"]);
        using var stream = new MemoryStream(bytes);
        using var document = SpreadsheetDocument.Open(stream, false);
        document.WorkbookPart!.WorksheetParts.SelectMany(p => p.Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.CellFormula>()).Should().BeEmpty();
    }

    [Test]
    public void Synthetic_data_are_called_so_on_every_sheet_and_real_data_are_not()
    {
        var made = Write(Language.En, 0);
        foreach (var sheet in (string[])["Summary", "Targets", "Provinces", "Missing", "Method", "Sources", "Figures"]) Cells(made, sheet)["A1"].Should().Be("SYNTHETIC DATA");
        var real = CommitteeWorkbook.Write(SampleReport.Of(0) with { Synthetic = false }, Library.Get("committee", Language.En).Value, Language.En);
        Cells(real, "Summary").GetValueOrDefault("A1", "").Should().BeEmpty();
    }

    [Test]
    public void A_target_without_a_value_for_2030_says_not_set()
    {
        var targets = Cells(Write(Language.En, 0), "Targets");
        targets[$"P{RowOf(targets, "People with a digital health profile")}"].Should().Be("Not set");
    }

    [Test]
    public void A_template_that_lost_a_name_is_refused_with_that_name()
    {
        var entry = TemplateLibrary.Manifest()["committee"];
        var parts = WorkbookParts.Open(TemplateLibrary.BuiltIn(entry.File));
        var xml = parts.Xml("xl/workbook.xml");
        xml.Descendants().First(e => (string?)e.Attribute("name") == "targets.row").Remove();
        parts.Put("xl/workbook.xml", xml);
        var problem = TemplateLibrary.Read("committee", entry, parts.ToArray(), Language.Vi).Problem;
        problem!.Message.Vi.Should().Contain("targets.row").And.NotContain("targets.group");
        problem.Message.En.Should().Contain("targets.row");
    }

    [Test]
    public void A_template_that_is_no_workbook_is_refused_in_words() =>
        TemplateLibrary.Read("committee", TemplateLibrary.Manifest()["committee"], [1, 2, 3], Language.Vi).Problem!.Code.Should().Be("report-template-unreadable");

    [Test]
    public void The_built_in_templates_are_sound() => Library.Check().Should().BeNull();

    [Test]
    public void The_tally_counts_every_target_once()
    {
        var model = SampleReport.Of(0);
        var targets = model.Lines.SelectMany(l => l.Targets).ToList();
        VerdictTally.Of(targets).All.Should().Be(targets.Count);
        VerdictTally.Of(targets).Undecided.Should().Be(targets.Count(t => ReportTexts.Look(t.Verdict) == ReportTexts.Undecided));
    }

    [Test]
    public void Percent_formats_a_person_changed_are_filled_without_rounding()
    {
        // A template restyled to whole percents: 89.96 % becomes 89 %, not 90 %.
        var template = Library.Get("committee", Language.En).Value;
        var parts = WorkbookParts.Open(template.Bytes);
        var styles = parts.Xml("xl/styles.xml");
        foreach (var format in styles.Descendants().Where(e => (string?)e.Attribute("formatCode") == "0.0%")) format.SetAttributeValue("formatCode", "0%");
        parts.Put("xl/styles.xml", styles);
        var targets = Cells(CommitteeWorkbook.Write(SampleReport.Of(0), template with { Bytes = parts.ToArray() }, Language.En), "Targets");
        targets[$"C{RowOf(targets, "People with an electronic health record")}"].Should().Be("0.89");
    }

    [Test]
    [Category("LibreOffice")]
    public void LibreOffice_opens_it_and_prints_pages()
    {
        if (LibreOffice.WhyNot() is { } reason)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
            Assert.Ignore(reason);
        }

        LibreOffice.ToPdf(Write(Language.Vi, 40)).AsSpan(0, 4).ToArray().Should().Equal("%PDF"u8.ToArray());
    }

    private static byte[] Write(Language language, int missing) =>
        CommitteeWorkbook.Write(SampleReport.Of(missing), Library.Get("committee", language).Value, language);

    private static string RowOf(IReadOnlyDictionary<string, string> cells, string text) => cells.First(c => c.Key[0] == 'B' && c.Value == text).Key[1..];

    private static Dictionary<string, string> Cells(byte[] bytes, string sheet)
    {
        using var stream = new MemoryStream(bytes);
        using var document = SpreadsheetDocument.Open(stream, false);
        var book = document.WorkbookPart!;
        var id = book.Workbook.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().First(s => s.Name == sheet).Id!.Value!;
        var shared = book.SharedStringTablePart!.SharedStringTable.Elements<DocumentFormat.OpenXml.Spreadsheet.SharedStringItem>().Select(s => s.InnerText).ToList();
        return ((WorksheetPart)book.GetPartById(id)).Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>().ToDictionary(
            c => c.CellReference!.Value!,
            c => c.CellValue is null && c.InlineString is null ? ""
                : c.DataType?.Value == DocumentFormat.OpenXml.Spreadsheet.CellValues.SharedString ? shared[int.Parse(c.CellValue!.Text, CultureInfo.InvariantCulture)]
                : c.DataType?.Value == DocumentFormat.OpenXml.Spreadsheet.CellValues.InlineString ? c.InnerText
                : c.CellValue?.Text ?? "");
    }
}
