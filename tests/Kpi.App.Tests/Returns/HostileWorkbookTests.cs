using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Returns;
using Kpi.TestKit.Hostile;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

[Parallelizable(ParallelScope.All)]
public sealed class HostileWorkbookTests
{
    private const string Good = "<row r='1'><c r='D1'><v>12</v></c></row>";
    private static readonly byte[] Filled = ReturnFormWorkbook.Fill(SampleForms.Blank(), SampleForms.Values());

    [TestCase("", "not-a-workbook")]
    [TestCase("P", "not-a-workbook")]
    [TestCase("ma,ten\n1,2", "not-a-workbook")]
    [TestCase("<html><table></table></html>", "not-a-workbook")]
    [TestCase("%PDF-1.7", "not-a-workbook")]
    [TestCase("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>", "old-format")]
    [TestCase("PK\u0003\u0004 and then nothing of the kind", "damaged")]
    public void What_is_no_workbook_is_named(string text, string code) => Refusal(Encoding.UTF8.GetBytes(text)).Should().Be(code);

    [TestCase("", "empty (0 bytes)")]
    [TestCase("ma,ten\n1,2", "plain text")]
    [TestCase("<html><table></table></html>", "a web page")]
    [TestCase("MIME-Version: 1.0\nX-Document-Type: Workbook", "a web page")]
    [TestCase("%PDF-1.7", "a PDF")]
    [TestCase("\u00FF\u00D8\u00FF\u00E0 JFIF", "a picture")]
    [TestCase("Rar!\u001A\u0007", "an archive")]
    [TestCase("PK\u0003\u0004 and then nothing of the kind", "cut short")]
    public void What_was_found_instead_of_a_workbook_is_said(string text, string said) => Said(Encoding.Latin1.GetBytes(text)).Should().Contain(said);

    [Test]
    public void Other_documents_are_named()
    {
        byte[] magic = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

        Said([.. magic, .. new byte[600], .. Encoding.Unicode.GetBytes("WordDocument")]).Should().Contain("a Word document");
        Said(Zip(("[Content_Types].xml", "<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>")))
            .Should().Contain("a Word document");
        Said(Zip(("mimetype", "application/vnd.oasis.opendocument.presentation"))).Should().Contain("a document of another program");
    }

    [TestCase("externalLink", "", "active-content")]
    [TestCase("oleObject", "", "active-content")]
    [TestCase("control", "", "active-content")]
    [TestCase("connections", "", "active-content")]
    [TestCase("image", "TargetMode='External'", "active-content")]
    [TestCase("worksheet", "TargetMode='external'", "active-content")]
    [TestCase("vbaProject", "", "macros")]
    public void A_relationship_that_leads_out_is_refused_wherever_it_stands(string type, string mode, string code)
    {
        var book = new RawWorkbook { Rows = Good }.With(
            "xl/drawings/_rels/drawing9.xml.rels", $"<Relationships><Relationship Id='r1' Type='http://x/{type}' Target='a.bin' {mode}/></Relationships>");

        Refusal(book.ToBytes()).Should().Be(code);
    }

    [Test]
    public void A_hyperlink_may_lead_out() => ReturnWorkbook.Read(
        new RawWorkbook { Rows = Good }.With(
            "xl/sheets/_rels/data.xml.rels",
            "<Relationships><Relationship Id='r1' Type='http://x/hyperlink' Target='https://moh.gov.vn/' TargetMode='External'/></Relationships>").ToBytes(),
        SampleForms.Catalogue).Findings.Should().BeEmpty();

    [Test]
    public void A_default_type_for_objects_does_no_harm_where_every_such_entry_has_its_own() => ReturnWorkbook.Read(
        new RawWorkbook
        {
            Rows = Good,
            Types = "<Default Extension='bin' ContentType='application/vnd.openxmlformats-officedocument.oleObject'/>"
                + "<Override PartName='/xl/printerSettings/printerSettings1.bin' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings'/>",
        }.With("xl/printerSettings/printerSettings1.bin", "x").ToBytes(),
        SampleForms.Catalogue).Findings.Should().BeEmpty();

    [Test]
    public void Old_and_encrypted_files_are_told_apart()
    {
        byte[] magic = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

        Refusal([.. magic, .. new byte[600], .. Encoding.Unicode.GetBytes("Workbook")]).Should().Be("old-format");
        Refusal([.. magic, .. new byte[600], .. Encoding.Unicode.GetBytes("EncryptedPackage")]).Should().Be("encrypted");
    }

    [Test]
    public void Open_document_and_other_packages_are_named()
    {
        Refusal(Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>"))).Should().Be("old-format");
        Refusal(Zip(("readme.txt", "hello"))).Should().Be("not-a-workbook");
    }

    [TestCase("<Override PartName='/xl/workbook.xml' ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/>", "macros")]
    [TestCase("<Override PartName='/xl/a.bin' ContentType='application/vnd.ms-office.vbaProject'/>", "macros")]
    [TestCase("<Override PartName='/xl/workbook.bin' ContentType='application/vnd.ms-excel.sheet.binary.macroEnabled.main'/>", "old-format")]
    [TestCase("<Override PartName='/xl/e.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml'/>", "active-content")]
    [TestCase("<Override PartName='/xl/c.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml'/>", "active-content")]
    public void Active_content_is_refused_by_its_type(string types, string code) =>
        Refusal(new RawWorkbook { Rows = Good, Types = types }.ToBytes()).Should().Be(code);

    [TestCase("xl/vbaProject.bin", "macros")]
    [TestCase("xl/embeddings/oleObject1.bin", "active-content")]
    [TestCase("xl/externalLinks/externalLink1.xml", "active-content")]
    [TestCase("../evil.xml", "damaged")]
    [TestCase("/absolute.xml", "damaged")]
    [TestCase("C:/drive.xml", "damaged")]
    [TestCase("XL/Workbook.xml", "damaged")]
    public void Bad_entries_are_refused_by_their_name(string name, string code) =>
        Refusal(new RawWorkbook { Rows = Good }.With(name, "x").ToBytes()).Should().Be(code);

    [Test]
    public void A_document_type_is_refused_before_anything_in_it_is_looked_at()
    {
        var sheet = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><worksheet><sheetData><row><c r='D1'><v>&b;</v></c></row></sheetData></worksheet>";

        Refusal(new RawWorkbook { Rows = "", Sheet = sheet }.ToBytes()).Should().Be("damaged");
    }

    [Test]
    public void A_hundred_thousand_nested_tags_are_refused()
    {
        var sheet = "<worksheet><sheetData>" + string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000))
            + "</sheetData></worksheet>";

        Refusal(new RawWorkbook { Rows = "", Sheet = sheet }.ToBytes()).Should().Be("too-large");
    }

    [TestCase("<worksheet><sheetData><row><c r='D1'><v>12</v></c></row>", TestName = "unclosed")]
    [TestCase("<worksheet><sheetData><row><c r='D1'><v>12</c></v></row></sheetData></worksheet>", TestName = "crossed")]
    [TestCase("<worksheet><sheetData><row><c r='D1'><v>&unknown;</v></c></row></sheetData></worksheet>", TestName = "unknown entity")]
    [TestCase("<worksheet><sheetData><row><c r='D1'><v>&#0;</v></c></row></sheetData></worksheet>", TestName = "null character")]
    [TestCase("<worksheet><sheetData><row><c r='D0'><v>1</v></c></row></sheetData></worksheet>", TestName = "row zero")]
    [TestCase("<worksheet><sheetData><row><c r='XFE1'><v>1</v></c></row></sheetData></worksheet>", TestName = "column too far")]
    [TestCase("<worksheet><sheetData><row r='1048577'/></sheetData></worksheet>", TestName = "row too far")]
    [TestCase("<worksheet><sheetData><row><c r='D1' t='s'><v>99</v></c></row></sheetData></worksheet>", TestName = "shared string out of range")]
    [TestCase("<worksheet><sheetData><row><c r=D1><v>1</v></c></row></sheetData></worksheet>", TestName = "attribute without quotes")]
    [TestCase("text only", TestName = "no xml")]
    public void Broken_xml_is_damage(string sheet) => Refusal(new RawWorkbook { Rows = "", Sheet = sheet }.ToBytes()).Should().Be("damaged");

    [Test]
    public void Bombs_are_refused_at_once_and_without_memory()
    {
        var zeros = new string('0', 90_000_000);
        byte[][] bombs =
        [
            new RawWorkbook { Rows = $"<row r='1'><c r='D1'><v>{zeros}</v></c></row>" }.ToBytes(),
            new RawWorkbook { Rows = "", Sheet = $"<worksheet a='{zeros}'/>" }.ToBytes(),
            new RawWorkbook { Rows = Good }.With("xl/media/a.xml", zeros).ToBytes(),
        ];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();

        foreach (var bomb in bombs) Refusal(bomb).Should().Be("too-large");

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(20_000_000);
    }

    [Test]
    public void A_text_beyond_what_a_cell_may_hold_is_refused() =>
        Refusal(new RawWorkbook { Rows = $"<row r='1'><c r='D1' t='inlineStr'><is><t>{new string('ă', 40_000)}</t></is></c></row>" }.ToBytes()).Should().Be("too-large");

    [Test]
    public void A_lying_size_is_noticed()
    {
        var bytes = new RawWorkbook { Rows = Good }.ToBytes();
        for (var at = 0; at < bytes.Length - 46; at++)
        {
            // The uncompressed size in the central directory.
            if (bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == 1 && bytes[at + 3] == 2) bytes[at + 24] -= 1;
        }

        Refusal(bytes).Should().Be("damaged");
    }

    [Test]
    public void Cut_anywhere_a_file_is_refused()
    {
        for (var percent = 0; percent < 100; percent++)
        {
            var cut = Filled[..(Filled.Length * percent / 100)];

            Refusal(cut).Should().BeOneOf("damaged", "not-a-workbook");
            XlsxReader.ReadTable(cut, CancellationToken.None).Fault.Should().NotBeNull();
        }
    }

    [Test]
    public void No_flipped_bit_changes_a_value_unnoticed()
    {
        var whole = ReturnWorkbook.Read(Filled, SampleForms.Catalogue);
        var random = new Random(157);
        for (var i = 0; i < 3_000; i++)
        {
            var flipped = (byte[])Filled.Clone();
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));

            var sheet = ReturnWorkbook.Read(flipped, SampleForms.Catalogue);

            if (sheet.Findings.Any(f => f.Severity == Severity.Error)) continue;
            sheet.Header.Should().Be(whole.Header);
            sheet.Inputs.Should().Equal(whole.Inputs);
        }
    }

    [Test]
    public void Random_bytes_behind_a_zip_signature_never_throw()
    {
        var random = new Random(42);
        for (var i = 0; i < 500; i++)
        {
            var noise = new byte[random.Next(4, 4000)];
            random.NextBytes(noise);
            "PK\u0003\u0004"u8.CopyTo(noise);

            ReturnWorkbook.Read(noise, SampleForms.Catalogue).Findings.Should().ContainSingle();
        }
    }

    [Test]
    public void Scrambled_xml_never_throws_and_always_says_something_or_reads()
    {
        const string Signs = "<>/=\"'&;!?[]-cvrtsi dD1\u0000\u001f\u00ff";
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var sheet = new StringBuilder("<worksheet><sheetData><row r='1'><c r='D1' s='1' t='n'><v>12</v></c></row></sheetData></worksheet>");
            for (var k = random.Next(1, 5); k > 0; k--) sheet[random.Next(sheet.Length)] = Signs[random.Next(Signs.Length)];
            var act = () => ReturnWorkbook.Read(new RawWorkbook { Rows = "", Sheet = sheet.ToString() }.ToBytes(), SampleForms.Catalogue);

            act.Should().NotThrow();
        }
    }

    [Test]
    public void A_tag_that_lies_across_two_gulps_of_the_reader_keeps_its_name()
    {
        // The reader takes 32 kB at a time: rows of changing length put every letter of a tag on the border.
        for (var length = 0; length < 40; length++)
        {
            var rows = string.Concat(Enumerable.Range(0, 1_200).Select(i => $"<row spans='{new string('1', length)}'><customRowName/></row>"));

            ReturnWorkbook.Read(new RawWorkbook { Rows = Good + rows }.ToBytes(), SampleForms.Catalogue).Inputs[0].Text.Should().Be("12");
        }
    }

    [Test]
    public void A_workbook_of_charts_alone_is_whole_but_no_form()
    {
        var parts = new RawParts();
        parts.Put(RawParts.BookRoots, parts.Text(RawParts.BookRoots).Replace("/worksheet'", "/chartsheet'", StringComparison.Ordinal));

        Refusal(parts.ToBytes()).Should().Be("wrong-form");
    }

    [Test]
    public void A_sheet_without_a_part_as_old_modules_have_is_passed_over()
    {
        const string Sheets = "<sheet name='Module' sheetId='9' r:id=''/><sheet name='Data' sheetId='1' r:id='r1'/><sheet name='_kpi' sheetId='2' r:id='r2'/>";
        var book = new RawParts().Put(
            RawParts.Book,
            RawParts.Workbook("<definedName name='kpi.fees_total_vnd'>Data!$D$1</definedName>", Sheets));

        ReturnWorkbook.Read(book.ToBytes(), SampleForms.Catalogue).Inputs.Should().ContainSingle(i => i.Text == "12");
    }

    [Test]
    public void A_file_that_takes_longer_than_a_file_may_is_refused_as_too_large()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var inTime = new ReadInTime(Microsoft.Extensions.Options.Options.Create(new ReturnsOptions { ReadingTime = TimeSpan.FromSeconds(1) }), clock);
        using var slow = new SlowMemory(Filled, () => clock.Advance(TimeSpan.FromSeconds(2)));

        var sheet = inTime.Read(slow.Memory, SampleForms.Catalogue, CancellationToken.None);

        sheet.Findings.Should().ContainSingle().Which.Code.Should().Be("too-large");
        inTime.Read(Filled, SampleForms.Catalogue, CancellationToken.None).Findings.Should().BeEmpty();
    }

    [Test]
    public void Cancelling_is_not_a_finding()
    {
        var act = () => ReturnWorkbook.Read(Filled, SampleForms.Catalogue, new CancellationToken(true));

        act.Should().Throw<OperationCanceledException>();
    }

    private static string Refusal(byte[] bytes)
    {
        var sheet = ReturnWorkbook.Read(bytes, SampleForms.Catalogue);
        sheet.Header.Should().BeNull();
        var finding = sheet.Findings.Should().ContainSingle().Subject;
        finding.Severity.Should().Be(Severity.Error);
        RefusalReasons.Of(finding.Code).Should().NotBeNull();
        FindingTexts.Say(finding, SampleForms.Catalogue).ToString().Should().NotContain("{").And.NotContain("#");
        return finding.Code;
    }

    private static string Said(byte[] bytes) =>
        FindingTexts.Say(ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Findings.Should().ContainSingle().Subject, SampleForms.Catalogue).En;

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }
}
