using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

[Parallelizable(ParallelScope.All)]
public sealed class ReturnFormWorkbookTests
{
    private static IEnumerable<Form> ShippedForms => ShippedCatalogue.Load().Forms;

    [Test]
    public void The_same_form_is_the_same_bytes_even_when_its_skeleton_is_made_again()
    {
        var catalogue = SampleForms.Catalogue;

        FormSkeletonWorkbook.Build(catalogue, SampleForms.Form, SampleForms.September.LastDay).Should().Equal(FormSkeletonWorkbook.Build(catalogue, SampleForms.Form, SampleForms.September.LastDay));
        SampleForms.Blank().Should().Equal(SampleForms.Blank());
    }

    [TestCaseSource(nameof(ShippedForms))]
    public void Every_shipped_form_is_valid_by_the_schema_and_gives_each_of_its_inputs(Form form)
    {
        var catalogue = ShippedCatalogue.Load();
        var blank = ReturnFormWorkbook.Blank(catalogue, form, SampleForms.Unit, SampleForms.September, SampleForms.Issued, SampleForms.Key);

        Faults(blank).Should().BeEmpty();
        var sheet = ReturnWorkbook.Read(blank, catalogue);
        sheet.Findings.Should().BeEmpty();
        sheet.Inputs.Select(i => i.Element).Should().Equal(form.Fields.Select(f => f.Element));
    }

    [TestCase("vi-VN")]
    [TestCase("ar-SA")]
    [TestCase("th-TH")]
    public void A_form_made_under_another_culture_or_calendar_is_the_same(string name)
    {
        var culture = CultureInfo.CurrentCulture;
        var plain = FormSkeletonWorkbook.Build(SampleForms.Catalogue, SampleForms.Form, SampleForms.September.LastDay);
        var blank = SampleForms.Blank();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
            FormSkeletonWorkbook.Build(SampleForms.Catalogue, SampleForms.Form, SampleForms.September.LastDay).Should().Equal(plain);
            SampleForms.Blank().Should().Equal(blank);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Test]
    public void A_filled_form_is_valid_by_the_schema() =>
        Faults(ReturnFormWorkbook.Fill(SampleForms.Blank(), SampleForms.Values())).Should().BeEmpty();

    [Test]
    public void What_is_filled_in_is_read_back_whatever_it_is()
    {
        var random = new Random(2026);
        var catalogue = ShippedCatalogue.Load();
        foreach (var form in ShippedForms)
        {
            var blank = ReturnFormWorkbook.Blank(catalogue, form, SampleForms.Unit, SampleForms.September, SampleForms.Issued, SampleForms.Key);
            for (var round = 0; round < 20; round++)
            {
                var meant = form.Fields.Where(_ => random.Next(4) > 0)
                    .ToDictionary(f => f.Element, f => Any(catalogue.Element(f.Element)!), StringComparer.Ordinal);

                var sheet = ReturnWorkbook.Read(ReturnFormWorkbook.Fill(blank, meant), catalogue);

                foreach (var input in sheet.Inputs)
                {
                    var read = NumberText.Of(input, catalogue.Element(input.Element)!.Kind);
                    if (meant.TryGetValue(input.Element, out var value)) read.Should().Be(new Reading(ReadingKind.Value, Number(value)), input.Element);
                    else read.Should().BeNull(input.Element);
                }
            }
        }

        object Any(DataElement element) => element.Kind switch
        {
            ElementKind.YesNo => random.Next(2) == 1,
            ElementKind.Date => DateNumber.ToDay(element.Min).AddDays(random.Next(2000)),
            _ => random.NextInt64(element.Min, element.Max + 1),
        };

        static long Number(object value) => value switch { bool yes => yes ? 1 : 0, DateOnly day => DateNumber.From(day), _ => (long)value };
    }

    [Test]
    public void Input_cells_are_open_all_else_is_locked_and_the_header_sheet_is_very_hidden()
    {
        using var book = new ClosedXML.Excel.XLWorkbook(new MemoryStream(SampleForms.Blank()));
        var sheet = book.Worksheet(FormLayout.MainSheet);

        sheet.Protection.IsProtected.Should().BeTrue();
        book.Worksheet("_kpi").Visibility.Should().Be(ClosedXML.Excel.XLWorksheetVisibility.VeryHidden);
        foreach (var row in Enumerable.Range(9, 10))
        {
            var isLine = sheet.Cell(row, FormLayout.Code).GetString().Length > 0 && !sheet.Cell(row, 1).IsMerged();
            sheet.Cell(row, FormLayout.Value).Style.Protection.Locked.Should().Be(!isLine);
        }
    }

    [Test]
    public void Remarks_and_the_nil_statement_are_read_from_their_cells_also_when_the_names_are_lost()
    {
        var filled = XlsxPatcher.Apply(ReturnFormWorkbook.Fill(SampleForms.Blank(), SampleForms.Values()),
        [
            new XlsxPatch(FormLayout.MainSheet, "H12", "Máy POS hỏng"),
            new XlsxPatch(FormLayout.MainSheet, "D9", "Có"), new XlsxPatch(FormLayout.MainSheet, "H9", "Cơ sở đóng cửa"),
        ]);

        foreach (var bytes in (byte[][])[filled, WithoutNames(filled)])
        {
            var sheet = ReturnWorkbook.Read(bytes, SampleForms.Catalogue);
            sheet.Inputs.Should().HaveCount(8);
            sheet.Inputs.Single(i => i.Element == "fees_cashless_vnd").Remark.Should().Be("Máy POS hỏng");
            sheet.Inputs.Where(i => i.Element != "fees_cashless_vnd").Should().OnlyContain(i => i.Remark == null && i.Text.Length > 0);
            sheet.Nil!.Mark.Text.Should().Be("Có");
            sheet.Nil.Reason.Should().Be("Cơ sở đóng cửa");
        }
    }

    [Test]
    public void A_form_that_nobody_has_touched_states_nothing()
    {
        var sheet = ReturnWorkbook.Read(SampleForms.Blank(), SampleForms.Catalogue);

        sheet.Nil.Should().BeNull();
        sheet.Inputs.Should().OnlyContain(i => i.Remark == null);
    }

    [Test]
    public void The_last_return_stands_beside_the_cells_and_a_dash_where_it_gave_nothing()
    {
        var values = new long?[SampleForms.Catalogue.Elements.Length];
        values[SampleForms.Catalogue.IndexOf("fees_total_vnd")] = 12_000_000_000;
        values[SampleForms.Catalogue.IndexOf("cashless_accepted")] = 0;
        values[SampleForms.Catalogue.IndexOf("plan_signed_on")] = 20230630;
        var blank = ReturnFormWorkbook.Blank(
            SampleForms.Catalogue, SampleForms.Form, SampleForms.Unit, SampleForms.September, SampleForms.Issued, SampleForms.Key,
            new PastReturn(Kpi.Domain.Periods.Period.Parse("2026-07"), [.. values]));

        Faults(blank).Should().BeEmpty();
        var rows = XlsxReader.ReadTable(blank, CancellationToken.None).Rows;
        rows.Single(r => r.Number == 8)[FormLayout.Last].Should().Contain("2026-07");
        rows.Where(r => r[FormLayout.Code].Contains('_', StringComparison.Ordinal)).ToDictionary(r => r[FormLayout.Code], r => r[FormLayout.Last]).Should().Equal(
            new Dictionary<string, string>
            {
                ["fees_total_vnd"] = "12000000000",
                ["fees_cashless_vnd"] = "–",
                ["fee_payments_total"] = "–",
                ["fee_payments_cashless"] = "–",
                ["cashless_accepted"] = "Không",
                ["emr_level"] = "–",
                ["paperless_exam"] = "–",
                ["plan_signed_on"] = "2023-06-30",
            });
        ReturnWorkbook.Read(blank, SampleForms.Catalogue).Inputs.Should().HaveCount(8).And.OnlyContain(i => i.Kind == CellKind.Empty);
    }

    private static byte[] WithoutNames(byte[] workbook)
    {
        var package = WorkbookParts.Open(workbook);
        var xml = package.Xml("xl/workbook.xml");
        xml.Root!.Elements().Single(e => e.Name.LocalName == "definedNames").Remove();
        package.Put("xl/workbook.xml", xml);
        return package.ToArray();
    }

    [Test]
    public void A_cell_that_is_not_there_cannot_be_patched()
    {
        var act = () => XlsxPatcher.Apply(SampleForms.Blank(), [new XlsxPatch(FormLayout.MainSheet, "ZZ900", 1L)]);

        act.Should().Throw<InvalidOperationException>();
    }

    private static List<string> Faults(byte[] bytes)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(bytes), false);
        return [.. new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document).Select(e => $"{e.Part?.Uri} {e.Path?.XPath}: {e.Description}")];
    }
}
