using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

/// <summary>Forms that went through the programs offices use: the values must come back, whatever the program did to the file.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class OfficeProgramsTests
{
    private const int ProgressRow = 6;
    private string _folder = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("kpi-office-").FullName;
        File.WriteAllBytes(Path.Combine(_folder, "form.xlsx"), ReturnFormWorkbook.Fill(SampleForms.Blank(), SampleForms.Values()));
        File.WriteAllBytes(Path.Combine(_folder, "blank.xlsx"), SampleForms.Blank());
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, true);

    [Test]
    public void A_form_saved_again_by_openpyxl()
    {
        Run(OfficeProgram.Python, "-c", "import openpyxl; b = openpyxl.load_workbook('form.xlsx'); b.save('out.xlsx')");

        ShouldHoldTheValues("out.xlsx");
    }

    /// <summary>Makes the seeds of the fuzz run again, from the files the other tests here made; not needed unless the sample form changes.</summary>
    [Test]
    [Explicit("Writes into the sources.")]
    public void Make_the_seeds_again()
    {
        var seeds = Path.Combine(Kpi.TestKit.Repository.Root, "tests", "Kpi.App.Tests", "Returns", "Seeds");
        A_form_saved_again_by_openpyxl();
        File.Copy(Path.Combine(_folder, "out.xlsx"), Path.Combine(seeds, "openpyxl.xlsx"), overwrite: true);
        A_workbook_made_by_XlsxWriter();
        File.Copy(Path.Combine(_folder, "out.xlsx"), Path.Combine(seeds, "xlsxwriter.xlsx"), overwrite: true);
        A_form_that_went_through_LibreOffice_and_its_own_format();
        File.Copy(Path.Combine(_folder, "again", "form.xlsx"), Path.Combine(seeds, "libreoffice.xlsx"), overwrite: true);
    }

    [Test]
    public void A_form_filled_by_openpyxl()
    {
        Run(OfficeProgram.Python, "-c", """
            import openpyxl, datetime
            b = openpyxl.load_workbook('blank.xlsx')
            names = getattr(b.defined_names, 'definedName', None) or list(b.defined_names.values())
            values = {'fees_total_vnd': 12345678900, 'fees_cashless_vnd': '9.876.543.210 đ', 'fee_payments_total': 1234.0, 'fee_payments_cashless': '1 000',
                      'cashless_accepted': True, 'emr_level': 2, 'paperless_exam': 'khong', 'plan_signed_on': datetime.date(2023, 6, 30)}
            for n in names:
                if n.name.startswith('kpi.') and n.name[4:] in values:
                    for sheet, cell in n.destinations:
                        b[sheet][cell.replace('$', '')].value = values[n.name[4:]]
            b.save('out.xlsx')
            """);

        ShouldHoldTheValues("out.xlsx");
    }

    [Test]
    public void A_workbook_made_by_XlsxWriter()
    {
        Run(OfficeProgram.Python, "-c", """
            import xlsxwriter, datetime
            b = xlsxwriter.Workbook('out.xlsx')
            s = b.add_worksheet('Bao cao'); k = b.add_worksheet('_kpi'); k.very_hidden() if hasattr(k, 'very_hidden') else k.hide()
            day = b.add_format({'num_format': 'dd/mm/yyyy'})
            rows = [('fees_total_vnd', 12345678900), ('fees_cashless_vnd', '9,876,543,210'), ('fee_payments_total', 1234), ('fee_payments_cashless', 1e3),
                    ('cashless_accepted', 'Có'), ('emr_level', 2), ('paperless_exam', False)]
            for i, (name, value) in enumerate(rows):
                s.write(i, 3, value); b.define_name('kpi.' + name, "='Bao cao'!$D$%d" % (i + 1))
            s.write_datetime(7, 3, datetime.datetime(2023, 6, 30), day); b.define_name('kpi.plan_signed_on', "='Bao cao'!$D$8")
            for i, (key, value) in enumerate([('form', 'hospital'), ('version', '1'), ('facility', '01234'), ('period', '2026-09')]):
                k.write_string(i, 0, key); k.write_string(i, 1, value)
            b.close()
            """);

        ShouldHoldTheValues("out.xlsx");
    }

    [Test]
    public void A_form_that_went_through_LibreOffice_and_its_own_format()
    {
        var profile = "-env:UserInstallation=file://" + Path.Combine(_folder, "profile");
        Run("soffice", profile, "--headless", "--convert-to", "ods", "form.xlsx");
        Directory.CreateDirectory(Path.Combine(_folder, "again"));
        Run("soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", "again", "form.ods");

        ShouldHoldTheValues(Path.Combine("again", "form.xlsx"));
        ReturnWorkbook.Read(File.ReadAllBytes(Path.Combine(_folder, "form.ods")), SampleForms.Catalogue)
            .Findings.Should().ContainSingle().Which.Code.Should().Be("old-format");
    }

    [Test]
    public void The_form_says_what_is_missing_and_what_is_out_of_bounds_once_an_office_program_calculates_it()
    {
        var values = SampleForms.Values();
        values.Remove("cashless_accepted");
        values["emr_level"] = 9L;

        var sheet = Calculated(values);

        sheet[ProgressRow][1].Should().Be("Đã điền 7/8 · bắt buộc còn thiếu 1 · lỗi 1 · cảnh báo chưa giải trình 0\nFilled 7/8 · required missing 1 · errors 1 · unanswered warnings 0");
        Checks(sheet).Should().Equal(
            ("fees_total_vnd", "✓"), ("fees_cashless_vnd", "✓"), ("fee_payments_total", "✓"), ("fee_payments_cashless", "✓"),
            ("cashless_accepted", "● Chưa điền"), ("emr_level", "✗ Sai"), ("paperless_exam", "✓"), ("plan_signed_on", "✓"));
        CrossChecks(sheet).Should().Equal("✓", "–");
    }

    [Test]
    public void The_form_says_which_cross_checks_fail_once_an_office_program_calculates_it()
    {
        var values = SampleForms.Values();
        values["fees_cashless_vnd"] = 12_345_678_901L;
        values["cashless_accepted"] = false;
        values.Remove("plan_signed_on");

        var sheet = Calculated(values);

        sheet[ProgressRow][1].Should().Be("Đã điền 7/8 · bắt buộc còn thiếu 0 · lỗi 1 · cảnh báo chưa giải trình 1\nFilled 7/8 · required missing 0 · errors 1 · unanswered warnings 1");
        Checks(sheet).Select(c => c.Check).Should().Equal("✓", "✓", "✓", "✓", "✓", "✓", "✓", "");
        CrossChecks(sheet).Should().Equal("✗ Sai", "! Xem lại");
    }

    /// <summary>The first sheet after LibreOffice calculated it; the file it was given still kept the answers of the blank form.</summary>
    private Dictionary<int, XlsxRow> Calculated(Dictionary<string, object> values)
    {
        File.WriteAllBytes(Path.Combine(_folder, "form.xlsx"), ReturnFormWorkbook.Fill(SampleForms.Blank(), values));
        Run("soffice", "-env:UserInstallation=file://" + Path.Combine(_folder, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", "again", "form.xlsx");
        var table = XlsxReader.ReadTable(File.ReadAllBytes(Path.Combine(_folder, "again", "form.xlsx")), CancellationToken.None);
        table.Fault.Should().BeNull();
        return table.Rows.ToDictionary(r => r.Number);
    }

    private static IEnumerable<(string Element, string Check)> Checks(Dictionary<int, XlsxRow> sheet) =>
        sheet.Values.Where(r => SampleForms.Catalogue.Element(r[FormLayout.Code]) is not null).Select(r => (r[FormLayout.Code], r[FormLayout.Check]));

    private static IEnumerable<string> CrossChecks(Dictionary<int, XlsxRow> sheet) =>
        SampleForms.Form.Rules.Select(rule => sheet.Values.Single(r => r[FormLayout.Number] == rule.Message.Vi)[FormLayout.Check]);

    private void ShouldHoldTheValues(string file)
    {
        var sheet = ReturnWorkbook.Read(File.ReadAllBytes(Path.Combine(_folder, file)), SampleForms.Catalogue);

        sheet.Findings.Should().BeEmpty();
        sheet.Header.Should().BeEquivalentTo(new { Form = "hospital", Version = "1", Facility = "01234", Period = "2026-09" });
        sheet.Inputs.ToDictionary(i => i.Element, i => NumberText.Of(i, SampleForms.Catalogue.Element(i.Element)!.Kind)?.Value)
            .Should().BeEquivalentTo(SampleForms.Values().ToDictionary(
                p => p.Key, p => (long?)(p.Value switch { bool yes => yes ? 1 : 0, DateOnly day => DateNumber.From(day), _ => (long)p.Value })));
    }

    private void Run(string program, params string[] arguments) => OfficeProgram.Run(_folder, program, arguments);
}
