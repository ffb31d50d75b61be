using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;
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
    public void The_raised_mark_of_a_footnote_is_no_digit_of_the_number()
    {
        const string Marked = "<r><t>125</t></r><r><rPr><vertAlign val='superscript'/><sz val='9'/></rPr><t>2</t></r><r><rPr><vertAlign val='baseline'/></rPr><t> 0</t></r>";
        var sheet = ReturnWorkbook.Read(
            new RawWorkbook
            {
                Rows = $"<row r='1'><c r='D1' t='inlineStr'><is>{Marked}</is></c></row><row r='2'><c r='D2' t='s'><v>0</v></c></row><row r='3'><c r='D3' t='s'><v>1</v></c></row>",
                Strings = $"<si>{Marked}</si><si><t>12</t></si>",
            }.ToBytes(), SampleForms.Catalogue);

        sheet.Inputs.Take(3).Select(i => i.Text).Should().Equal("125² 0", "125² 0", "12");
    }

    [TestCase("12\uFFFE")]
    [TestCase("12\uFFFF &amp;")]
    [TestCase("12&#xFFFE;")]
    [TestCase("12&#65535;")]
    [TestCase("<![CDATA[12\uFFFF]]>")]
    public void What_is_no_character_makes_a_file_damaged(string text)
    {
        foreach (var raw in (RawWorkbook[])
            [
                new() { Rows = $"<row r='1'><c r='D1' t='inlineStr'><is><t>{text}</t></is></c></row>" },
                new() { Rows = "<row r='1'><c r='D1' t='s'><v>0</v></c></row>", Strings = $"<si><t>{text}</t></si>" },
            ])
        {
            ReturnWorkbook.Read(raw.ToBytes(), SampleForms.Catalogue).Findings.Should().ContainSingle().Which.Code.Should().Be("damaged");
        }
    }

    [TestCase("12_xFFFE_")]
    [TestCase("12_xD800_")]
    public void An_escape_of_no_character_stays_as_it_is_written(string text) =>
        ReturnWorkbook.Read(new RawWorkbook { Rows = $"<row r='1'><c r='D1' t='inlineStr'><is><t>{text}</t></is></c></row>" }.ToBytes(), SampleForms.Catalogue)
            .Inputs[0].Text.Should().Be(text);

    [TestCase("", "12")]
    [TestCase(" *", "12")]
    [TestCase(":", "")]
    public void The_worked_example_is_not_taken_for_the_form_whatever_its_sheet_is_called(string end, string value)
    {
        var rows = $"<row r='1'><c r='B1' t='inlineStr'><is><t>Tổng thu viện phí trong kỳ{end}</t></is></c><c r='D1'><v>12</v></c></row>";

        string.Concat(ReturnWorkbook.Read(new RawWorkbook { Rows = rows, Names = "" }.ToBytes(), SampleForms.Catalogue).Inputs.Select(i => i.Text)).Should().Be(value);
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

    [TestCase("<row r='1'><c r='D1' s='1'><v>0.85</v></c></row>", CellKind.Percent, "85%", TestName = "percent by a built-in style")]
    [TestCase("<row r='1'><c r='D1' s='2'><v>1</v></c></row>", CellKind.Percent, "100%", TestName = "percent by a style of one's own")]
    [TestCase("<row r='1'><c r='D1' s='3'><v>12</v></c></row>", CellKind.Number, "12", TestName = "a quoted percent sign is not a percentage")]
    [TestCase("<row r='1'><c r='D1'><f t='shared' si='0'/><v>12</v></c></row>", CellKind.Number, "12", TestName = "shared formula")]
    [TestCase("<row r='1'><c r='D1'><f t='shared' si='0'/></c></row>", CellKind.FormulaWithoutValue, "", TestName = "shared formula without a value")]
    [TestCase("<row r='1'><c r='D1'><f t='array' ref='D1:D3'>A1:A3*2</f><v></v></c></row>", CellKind.FormulaWithoutValue, "", TestName = "array formula without a value")]
    [TestCase("<row r='1'><c r='D1' t='str'><f>A1</f></c></row>", CellKind.FormulaWithoutValue, "", TestName = "formula of text without a value")]
    [TestCase("<row r='1'><c r='D1' t='str'><f>A1</f><v></v></c></row>", CellKind.Empty, "", TestName = "formula that shows nothing")]
    [TestCase("<row r='1'><c r='D1' t='e'><v>#REF!</v></c></row>", CellKind.Error, "#REF!", TestName = "error without its formula")]
    [TestCase("<row r='1'><c r='D1' t='d'><v>2023-06-30T14:30:00.000Z</v></c></row>", CellKind.Day, "2023-06-30", TestName = "ISO day with a time")]
    [TestCase("<row r='1'><c r='D1' t='b'><v>true</v></c></row>", CellKind.Boolean, "1", TestName = "logical value in a word")]
    [TestCase("<row><c/><c/><c/><c t='s'><v>0</v></c></row>", CellKind.Text, "không", TestName = "shared string without an address")]
    public void A_cell_of_yet_another_shape_is_read(string rows, CellKind kind, string text)
    {
        var bytes = new RawWorkbook
        {
            Rows = rows,
            Strings = "<si><t>không</t></si>",
            Styles = "<numFmts><numFmt numFmtId='170' formatCode='#,##0.0%;[Red]-0%'/><numFmt numFmtId='171' formatCode='0&quot; %&quot;'/></numFmts>"
                + "<cellXfs><xf numFmtId='0'/><xf numFmtId='9'/><xf numFmtId='170'/><xf numFmtId='171'/></cellXfs>",
        }.ToBytes();

        var input = ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Inputs[0];

        (input.Kind, input.Text).Should().Be((kind, text));
    }

    [Test]
    public void An_extension_of_the_workbook_does_not_take_1904_back()
    {
        var bytes = new RawWorkbook
        {
            Rows = "<row r='1'><c r='D1' s='1'><v>43645</v></c></row>",
            WorkbookProperties = "<workbookPr date1904=\"1\"/><extLst><ext><x15:workbookPr xmlns:x15='x' chartTrackingRefBase='1'/></ext></extLst>",
            Styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>",
        }.ToBytes();

        ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Inputs[0].Text.Should().Be("2023-06-30");
    }

    [Test]
    public void A_cell_written_twice_is_damage_not_a_choice()
    {
        var finding = ReturnWorkbook.Read(new RawWorkbook { Rows = "<row r='1'><c r='D1'><v>1</v></c><c r='D1'><v>2</v></c></row>" }.ToBytes(), SampleForms.Catalogue)
            .Findings.Should().ContainSingle().Subject;

        finding.Should().BeEquivalentTo(new { Code = "damaged", Arguments = new[] { "#twice", "Số liệu", "D1" } });
    }

    [TestCase("cmd|'/C calc'!A0", true)]
    [TestCase("DDE(\"soffice\",\"a\",\"b\")", true)]
    [TestCase("IF(A1=\"a|b\",'x|y'!A1,0)", false)]
    [TestCase("ADDED(1)", false)]
    public void A_formula_that_calls_another_program_refuses_the_file(string formula, bool refused)
    {
        var rows = $"<row r='1'><c r='D1'><f>{System.Security.SecurityElement.Escape(formula)}</f><v>1</v></c></row>";

        var sheet = ReturnWorkbook.Read(new RawWorkbook { Rows = rows }.ToBytes(), SampleForms.Catalogue);

        sheet.Findings.Select(f => f.Code).Should().Equal(refused ? "active-content" : "formula-in-input");
        if (refused) FindingTexts.Say(sheet.Findings[0], SampleForms.Catalogue).En.Should().Contain("Cell D1 of sheet “Số liệu”");
    }

    [Test]
    public void A_percentage_where_a_count_is_asked_is_never_taken_for_the_count()
    {
        var book = Book.Filled();
        book.Fill("fee_payments_total", new Percent("1"));
        book.Fill("fee_payments_cashless", new Words("85 %"));

        foreach (var dialect in Dialect.All.Where(d => d.HasStyles))
        {
            Faults(book, dialect).Should().Equal(
                "“Fee payments” holds the percentage “100%” where a count is asked. Write the count itself (and take the percent format off the cell).",
                "“Of which: cashless payments” holds the percentage “85 %” where a count is asked. Write the count itself (and take the percent format off the cell).");
        }
    }

    [TestCase(false, "45107")]
    [TestCase(true, "43645")]
    [TestCase(false, "20230630")]
    [TestCase(false, "30062023")]
    public void A_plain_number_where_a_day_is_asked_is_not_guessed_but_the_day_it_may_be_is_named(bool date1904, string number)
    {
        var book = Book.Filled();
        book.Date1904 = date1904;
        book.Fill("plan_signed_on", new Figure(number));

        Faults(book, Dialect.Excel2007).Should().Equal(
            $"“Day the digital transformation plan was signed” must be a day; the cell holds the number “{number}”, and nobody can know whether a day is meant. If it is 30/06/2023, type 30/06/2023.");
    }

    [Test]
    public void Two_filled_sheets_that_differ_are_one_finding_that_names_both()
    {
        var book = Book.Filled();
        var copy = book.CopyForm("Biểu báo cáo (2)");
        copy.Cells[book.Places["emr_level"]] = new Figure("3");
        copy.Cells[book.Places["fee_payments_total"]] = new Figure("1235");

        Faults(book, Dialect.Excel2007).Should().Equal(
            "“Fee payments” stands in two places of the file and differs: Biểu báo cáo!D12 says “1234”, Biểu báo cáo (2)!D12 says “1235” (cells that differ: 2). Keep one sheet of the form, delete the other and send the file again.");
    }

    [Test]
    public void Where_only_the_copy_is_filled_in_the_copy_is_the_return()
    {
        var book = Book.Filled();
        book.CopyForm("Tháng 9");
        foreach (var place in book.Places.Values) book.Form.Cells.Remove(place);

        var sheet = ReturnWorkbook.Read(Dialect.Excel2007.Write(book), SampleForms.Catalogue);

        sheet.Findings.Should().BeEmpty();
        sheet.Inputs.Should().OnlyContain(i => i.Sheet == "Tháng 9" && i.Kind != CellKind.Empty);
    }

    [Test]
    public void Two_lines_merged_into_one_cell_are_told_at_each()
    {
        var book = Book.Filled();
        book.Form.Cells.Remove(book.Places["fees_cashless_vnd"]);
        book.Form.Merges.Add("D10:D11");

        Faults(book, Dialect.Excel2007).Should().HaveCount(2).And.OnlyContain(t => t.Contains("was merged with another line's into one (D10)", StringComparison.Ordinal));
    }

    [Test]
    public void A_line_that_stands_twice_without_names_and_differs_is_not_chosen_between()
    {
        var book = Book.Filled();
        book.Names.Clear();
        book.Form.Cells[(30, FormLayout.Code)] = new Words("emr_level");
        book.Form.Cells[(30, FormLayout.Value)] = new Figure("3");

        Faults(book, Dialect.Excel2007).Should().ContainSingle().Which.Should().Contain("D15 says “2”").And.Contain("D30 says “3”");
    }

    [Test]
    public void Figures_in_hidden_rows_columns_and_sheets_count_and_are_mentioned()
    {
        var book = Book.Filled();
        book.Form.HiddenRows.Add(11);
        var sheet = ReturnWorkbook.Read(Dialect.Excel365.Write(book), SampleForms.Catalogue);
        sheet.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Code = "hidden-inputs", Severity = Severity.Warning, Sheet = "Biểu báo cáo", Cell = "D11", Arguments = new[] { "Biểu báo cáo", "D11" } });

        book.Form.HiddenColumns.Add(4);
        ReturnWorkbook.Read(Dialect.GoogleSheets.Write(book), SampleForms.Catalogue).Findings.Should().ContainSingle().Which.Arguments
            .Should().Equal("Biểu báo cáo", "D10, D11, D12, D13, D14, …");

        book.Form.State = "hidden";
        ReturnWorkbook.Read(Dialect.Poi.Write(book), SampleForms.Catalogue).Findings.Should().ContainSingle().Which.Code.Should().Be("hidden-inputs");
    }

    [TestCase("Họ và tên|Ngày sinh", "Nguyễn Văn A|1/1/1980", 1, "#names")]
    [TestCase("HỌ TÊN NGƯỜI BỆNH|Số thẻ BHYT", "Nguyễn Văn A|x", 2, "#names")]
    [TestCase("Số|Ghi chú", "001085012345|x", 5, "#identity-numbers")]
    [TestCase("Mã|Ghi chú", "GD4010112345678|x", 5, "#insurance-numbers")]
    [TestCase("Liên hệ|Ghi chú", "0912345678|x", 5, "#telephone-numbers")]
    [TestCase("Liên hệ|Ghi chú", "0912345678|x", 4, null)]
    [TestCase("Họ và tên|Chức vụ", "Nguyễn Văn A|Trưởng phòng", 9, null)]
    [TestCase("Tháng|Số tiền", "1|123456789012", 9, null)]
    public void A_sheet_that_looks_like_a_list_of_persons_is_warned_about(string headings, string line, int count, string? what)
    {
        var book = Book.Filled();
        var extra = new BookSheet("Danh sách");
        book.Sheets.Add(extra);
        for (var row = 3; row <= 3 + count; row++)
        {
            var texts = (row == 3 ? headings : line).Split('|');
            for (var i = 0; i < texts.Length; i++) extra.Cells[(row, i + 2)] = new Words(texts[i]);
        }

        var findings = ReturnWorkbook.Read(Dialect.Excel365.Write(book), SampleForms.Catalogue).Findings;

        if (what is null) findings.Should().BeEmpty();
        else findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "personal-data", Severity = Severity.Warning, Sheet = "Danh sách", Arguments = new[] { "Danh sách", what, $"{count}" } });
    }

    [Test]
    public void A_header_that_a_program_took_for_numbers_and_days_is_still_the_header()
    {
        var book = Book.Filled();
        var header = book.Sheets.Single(s => s.Name == "_kpi");
        header.Name = "_kpi - Table 1";
        header.Cells[(2, 2)] = new Figure("1");
        header.Cells[(4, 2)] = new Day(new DateOnly(2026, 9, 1));

        ReturnWorkbook.Read(Dialect.GoogleSheets.Write(book), SampleForms.Catalogue).Header.Should().BeEquivalentTo(new { Version = "1", Period = "2026-09", Facility = "01234" });
    }

    [Test]
    public void Names_in_which_underscores_stand_for_dots_are_ours()
    {
        var bytes = new RawWorkbook
        {
            Rows = "<row r='5'><c r='D5'><v>77</v></c><c r='E5' t='inlineStr'><is><t>đã rà soát</t></is></c></row>",
            Names = "<definedName name='kpi_fees_total_vnd'>'Số liệu'!$D$5</definedName><definedName name='kpi_note_fees_total_vnd'>'Số liệu'!$E$5</definedName>",
        }.ToBytes();

        ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Inputs.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Text = "77", Remark = "đã rà soát" });
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

    /// <summary>What is wrong with the lines of a book, said in English.</summary>
    private static string[] Faults(Book book, Dialect dialect)
    {
        var unit = SampleForms.Unit;
        var header = new ReturnHeader("hospital", "1", unit.Code, "2026-09", "2026-09-01", null);
        var sheet = ReturnWorkbook.Read(dialect.Write(book), SampleForms.Catalogue) with { Header = header with { Seal = FormSeal.Of(header, SampleForms.Key) } };
        var context = new ReturnContext(SampleForms.Catalogue, new UnitTree([unit], []), null, new DateOnly(2026, 10, 3), [SampleForms.Key]);
        return [.. ReturnValidator.Judge(sheet, context).Findings.Select(f => FindingTexts.Say(f, SampleForms.Catalogue).En)];
    }

    private static string Text(int row, string column, string text) =>
        $"<row r='{row}'><c r='{column}{row}' t='inlineStr'><is><t>{text}</t></is></c></row>";
}
