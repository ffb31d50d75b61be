using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Returns;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

[TestFixture("")]
[TestFixture("vi-VN")]
[Parallelizable(ParallelScope.Self)]
public sealed class ReturnWorkbookTests(string culture)
{
    [SetUp]
    public void UseCulture() => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

    [Test]
    public void A_filled_form_gives_its_header_and_its_values_with_their_cells()
    {
        var sheet = ReturnWorkbook.Read(ReturnFormWorkbook.Fill(SampleForms.Blank(), SampleForms.Values()), SampleForms.Catalogue);

        sheet.Findings.Should().BeEmpty();
        sheet.Header.Should().BeEquivalentTo(new { Form = "hospital", Version = "1", Facility = "01234", Period = "2026-09", Issued = "2026-09-01" });
        FormSeal.Holds(sheet.Header!, [SampleForms.Key]).Should().BeTrue();
        sheet.Inputs.Select(i => (i.Element, i.Kind, i.Text)).Should().Equal(
            ("fees_total_vnd", CellKind.Number, "12345678900"), ("fees_cashless_vnd", CellKind.Number, "9876543210"),
            ("fee_payments_total", CellKind.Number, "1234"), ("fee_payments_cashless", CellKind.Number, "1000"), ("cashless_accepted", CellKind.Text, "Có"),
            ("emr_level", CellKind.Number, "2"), ("paperless_exam", CellKind.Text, "Không"), ("plan_signed_on", CellKind.Day, "2023-06-30"));
        sheet.Inputs[0].Cell.Should().Be("D11");
        sheet.Inputs[0].Sheet.Should().Be("Biểu báo cáo");
    }

    [Test]
    public void A_blank_form_gives_empty_inputs()
    {
        var sheet = ReturnWorkbook.Read(SampleForms.Blank(), SampleForms.Catalogue);

        sheet.Inputs.Should().HaveCount(8).And.OnlyContain(i => i.Kind == CellKind.Empty);
    }

    [TestCase("<row r='1'><c r='D1'><v>12</v></c></row>", CellKind.Number, "12", TestName = "number")]
    [TestCase("<row r='1'><c r='D1'><v>1.2E+3</v></c></row>", CellKind.Number, "1.2E+3", TestName = "exponent")]
    [TestCase("<row><c/><c/><c/><c><v>12</v></c></row>", CellKind.Number, "12", TestName = "cells without addresses")]
    [TestCase("<row r='1'><c r='D1' t='inlineStr'><is><r><t>1 </t></r><r><t>234</t></r><rPh sb='0' eb='1'><t>no</t></rPh></is></c></row>", CellKind.Text, "1 234", TestName = "rich inline text without its phonetics")]
    [TestCase("<row r='1'><c r='D1' t='s'><v>1</v></c></row>", CellKind.Text, "một & hai", TestName = "shared string")]
    [TestCase("<row r='1'><c r='D1' t='s'><v>2</v></c></row>", CellKind.Text, "a\rb", TestName = "escaped carriage return")]
    [TestCase("<row r='1'><c r='D1' t='str'><f>A1</f><v>34</v></c></row>", CellKind.Text, "34", TestName = "text of a formula")]
    [TestCase("<row r='1'><c r='D1'><f>A1</f></c></row>", CellKind.FormulaWithoutValue, "", TestName = "formula without a value")]
    [TestCase("<row r='1'><c r='D1' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>", CellKind.Error, "#DIV/0!", TestName = "error")]
    [TestCase("<row r='1'><c r='D1' t='b'><v>1</v></c></row>", CellKind.Boolean, "1", TestName = "logical value")]
    [TestCase("<row r='1'><c r='D1' t='d'><v>2023-06-30T00:00:00</v></c></row>", CellKind.Day, "2023-06-30", TestName = "ISO day")]
    [TestCase("<row r='1'><c r='D1' s='1'><v>45107</v></c></row>", CellKind.Day, "2023-06-30", TestName = "day by a built-in style")]
    [TestCase("<row r='1'><c r='D1' s='2'><v>45107.5</v></c></row>", CellKind.Day, "2023-06-30", TestName = "day by a style of one's own")]
    [TestCase("<row r='1'><c r='D1' s='3'><v>45107</v></c></row>", CellKind.Number, "45107", TestName = "a quoted d in a format is not a day")]
    [TestCase("<row r='1'><c r='D1'><v>1,5</v></c></row>", CellKind.Text, "1,5", TestName = "a number written with a comma is a text")]
    [TestCase("<row r='1'><c r='D1' t='inlineStr'><is><t>   </t></is></c></row>", CellKind.Empty, "", TestName = "white space is nothing")]
    [TestCase("<row r='1'><c r='D1'><v><![CDATA[7]]></v></c><!-- > --><?pi x?></row>", CellKind.Number, "7", TestName = "CDATA, comment, instruction")]
    [TestCase("<row r='1'><c r='D1' t='inlineStr'><is><t>&#x1ED9;&lt;&#60;</t></is></c></row>", CellKind.Text, "ộ<<", TestName = "character references")]
    public void A_cell_of_any_shape_is_read(string rows, CellKind kind, string text)
    {
        var bytes = new RawWorkbook
        {
            Rows = rows,
            Strings = "<si><t>không</t></si><si><r><t xml:space=\"preserve\">một </t></r><r><rPr><b/></rPr><t>&amp; hai</t></r></si><si><t>a_x000D_b</t></si>",
            Styles = "<numFmts><numFmt numFmtId=\"170\" formatCode=\"[$-42A]dd/mm/yyyy;@\"/><numFmt numFmtId=\"171\" formatCode=\"#,##0&quot; đồng/ngày d&quot;\"/></numFmts>"
                + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/></cellXfs>",
        }.ToBytes();

        var input = ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Inputs[0];

        (input.Kind, input.Text).Should().Be((kind, text));
    }

    [Test]
    public void A_formula_in_an_input_is_used_and_mentioned()
    {
        var sheet = ReturnWorkbook.Read(new RawWorkbook { Rows = "<row r='1'><c r='D1'><f>5+7</f><v>12</v></c></row>" }.ToBytes(), SampleForms.Catalogue);

        sheet.Inputs[0].Text.Should().Be("12");
        sheet.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "formula-in-input", Severity = Severity.Warning, Cell = "D1" });
    }

    [Test]
    public void Prefixes_strict_namespaces_odd_part_names_and_utf16_make_no_difference()
    {
        const string Row = "<row r='1'><c r='D1'><v>12</v></c></row>";
        byte[][] books =
        [
            new RawWorkbook { Rows = Row, Space = RawWorkbook.Strict }.ToBytes(),
            new RawWorkbook { Rows = Row, WorkbookPath = "xl/workbook2.xml" }.ToBytes(),
            new RawWorkbook { Rows = Row, WorkbookPath = "deep/er/book.xml" }.ToBytes(),
            new RawWorkbook { Rows = Row, Encoding = new UnicodeEncoding(false, true) }.ToBytes(),
            new RawWorkbook { Rows = Row, Encoding = new UnicodeEncoding(true, true) }.ToBytes(),
            new RawWorkbook
            {
                Rows = "",
                Sheet = $"<q:worksheet xmlns:q='{RawWorkbook.Main}'><q:sheetData><q:row r='1'><q:c r='D1'><q:v>12</q:v></q:c></q:row></q:sheetData></q:worksheet>",
            }.ToBytes(),
        ];

        foreach (var book in books) ReturnWorkbook.Read(book, SampleForms.Catalogue).Inputs[0].Text.Should().Be("12");
    }

    [Test]
    public void Days_of_a_1904_workbook_are_read_as_meant()
    {
        var bytes = new RawWorkbook
        {
            Rows = "<row r='1'><c r='D1' s='1'><v>43645</v></c></row>",
            WorkbookProperties = "<workbookPr date1904=\"1\"/>",
            Styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>",
        }.ToBytes();

        ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Inputs[0].Text.Should().Be("2023-06-30");
    }

    [TestCase("<definedName name=\"kpi.fees_total_vnd\" localSheetId=\"0\">'Số liệu'!$D$5</definedName>")]
    [TestCase("<definedName name=\"KPI.Fees_Total_VND\">'Số liệu'!D5</definedName>")]
    [TestCase("<definedName name=\"kpi.fees_total_vnd\">'Số liệu'!$D$5:$E$5</definedName>")]
    public void Names_are_found_in_every_way_programs_write_them(string name)
    {
        var bytes = new RawWorkbook { Rows = "<row r='5'><c r='D5'><v>77</v></c></row>", Names = name }.ToBytes();

        ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Inputs.Should().ContainSingle().Which.Text.Should().Be("77");
    }

    [Test]
    public void Without_names_the_element_codes_lead_to_the_value_column()
    {
        var bytes = new RawWorkbook
        {
            Rows = Text(3, "C", "Số liệu\nValue") + Line(7, "C", 41, "F", "fees_total_vnd") + Line(9, "C", 42, "F", "fees_cashless_vnd"),
            Names = "<definedName name=\"kpi.fees_total_vnd\">#REF!</definedName>",
        }.ToBytes();

        var sheet = ReturnWorkbook.Read(bytes, SampleForms.Catalogue);

        sheet.Inputs.Select(i => (i.Element, i.Cell, i.Text)).Should().Equal(("fees_total_vnd", "C7", "41"), ("fees_cashless_vnd", "C9", "42"));

        static string Line(int row, string value, int number, string code, string element) =>
            $"<row r='{row}'><c r='{value}{row}'><v>{number}</v></c><c r='{code}{row}' t='inlineStr'><is><t>{element}</t></is></c></row>";
    }

    [Test]
    public void Without_names_and_codes_the_labels_lead_to_the_value_column_composed_or_not()
    {
        var label = "TỔNG thu  viện phí trong kỳ".Normalize(NormalizationForm.FormD);
        var bytes = new RawWorkbook
        {
            Rows = $"<row r='4'><c r='B4' t='inlineStr'><is><t>{label}</t></is></c><c r='D4'><v>41</v></c></row>",
            Names = "",
        }.ToBytes();

        ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Inputs.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Cell = "D4", Text = "41" });
    }

    [Test]
    public void A_table_is_read_with_its_row_numbers_and_addresses()
    {
        var table = XlsxReader.ReadTable(
            new RawWorkbook { Rows = Text(2, "B", "mã") + "<row r='5'><c r='A5'><v>1.20E3</v></c><c r='C5' t='b'><v>1</v></c></row>" }.ToBytes(), CancellationToken.None);

        table.Fault.Should().BeNull();
        table.Rows.Select(r => r.Number).Should().Equal(2, 5);
        table.Rows[1].Cells.Should().Equal(ImmutableArray.Create(new XlsxText("A5", 1, "1200"), new XlsxText("C5", 3, "TRUE")));
        table.Rows[0][2].Should().Be("mã");
        table.Rows[0][1].Should().BeEmpty();
    }

    [Test]
    public void A_workbook_without_the_hidden_sheet_is_not_a_form()
    {
        using var book = new ClosedXML.Excel.XLWorkbook();
        book.AddWorksheet("Sheet1").Cell(1, 1).SetValue("x");
        using var file = new MemoryStream();
        book.SaveAs(file);

        ReturnWorkbook.Read(file.ToArray(), SampleForms.Catalogue).Findings.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Code = "wrong-form", Arguments = new[] { "#no-header", "“Sheet1”" } });
    }

    private static string Text(int row, string column, string text) =>
        $"<row r='{row}'><c r='{column}{row}' t='inlineStr'><is><t>{text}</t></is></c></row>";
}
