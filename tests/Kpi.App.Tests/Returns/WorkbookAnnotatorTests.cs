using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Returns;
using Kpi.TestKit.Hostile;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

/// <summary>Somebody else's workbook comes back as it was, with marks.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class WorkbookAnnotatorTests
{
    private const string Python = "/usr/bin/python3";
    private const string Sheet = FormLayout.MainSheet;
    private static readonly CellMark[] Marks = [new(Sheet, "D11", MarkTone.Error, "LỖI\nSai rồi."), new(Sheet, "D13", MarkTone.Warning, "CẢNH BÁO\nXem lại.")];

    private static FrontSheet Front(params string[] lines) => new(
        AnnotatedWorkbook.FrontName, [10, 40], [.. lines.Select(l => new FrontRow([new(l), new("→", FrontLook.Link, new FrontLink(Sheet, "D11"))]))]);

    [Test]
    public void Parts_that_need_no_change_keep_their_packed_bytes_and_the_sheet_all_but_the_marks()
    {
        var before = Filled();
        var after = Annotated(before, Marks);

        ShouldKeepAllBut(before, after, "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml");
        var (old, now) = (Part(before, "xl/worksheets/sheet1.xml"), Part(after, "xl/worksheets/sheet1.xml"));
        System.Text.RegularExpressions.Regex.Replace(now.Replace(" xmlns:kpi=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"", "", StringComparison.Ordinal),
            "<legacyDrawing[^>]*/>|(?<=<c r=\"D1[13]\" s=\")\\d+", "")
            .Should().Be(System.Text.RegularExpressions.Regex.Replace(old.Replace(" tabSelected=\"1\"", "", StringComparison.Ordinal), "(?<=<c r=\"D1[13]\" s=\")\\d+", ""));
    }

    [Test]
    public void A_marked_workbook_is_valid_by_the_schema() => Faults(Annotated(Filled(), Marks)).Should().BeEmpty();

    [Test]
    public void The_reader_takes_from_a_marked_workbook_what_it_took_from_the_one_sent()
    {
        var before = ReturnWorkbook.Read(Filled(), SampleForms.Catalogue);
        var after = ReturnWorkbook.Read(Annotated(Filled(), Marks), SampleForms.Catalogue);

        after.Should().BeEquivalentTo(before);
    }

    [Test]
    public void The_front_sheet_is_not_taken_for_the_form_when_all_names_are_lost()
    {
        var marked = WorkbookParts.Open(Annotated(Filled(), Marks, "Tổng thu viện phí trong kỳ", "fees_total_vnd"));
        var book = marked.Xml("xl/workbook.xml");
        book.Root!.Elements().Single(e => e.Name.LocalName == "definedNames").Remove();
        marked.Put("xl/workbook.xml", book);

        var sheet = ReturnWorkbook.Read(marked.ToArray(), SampleForms.Catalogue);

        sheet.Inputs.Should().HaveCount(8).And.OnlyContain(i => i.Sheet == Sheet && i.Kind != CellKind.Empty);
    }

    [Test]
    public void Marking_again_leaves_one_front_sheet_and_the_new_marks_only()
    {
        var once = Annotated(Filled(), Marks);
        var twice = Annotated(once, [new CellMark(Sheet, "D12", MarkTone.Error, "LỖI\nÔ khác.")]);
        var clean = Annotated(twice, []);

        SheetsOf(twice).Should().Equal(AnnotatedWorkbook.FrontName, Sheet, FormLayout.GuideSheet, FormLayout.ExampleSheet, "_kpi");
        NotesOf(twice).Should().ContainSingle().Which.Should().Be(("D12", SheetNotes.Mark + "LỖI\nÔ khác."));
        NotesOf(clean).Should().BeEmpty();
        LooksOf(clean).Should().Equal(LooksOf(Filled()), "the fills under the marks are back");
        LooksOf(twice).Where(p => LooksOf(Filled())[p.Key] != p.Value).Select(p => p.Key).Should().Equal("D12");
        Faults(clean).Should().BeEmpty();
        Part(Annotated(twice, Marks), "xl/styles.xml").Length.Should().Be(Part(Annotated(Annotated(Annotated(twice, Marks), Marks), Marks), "xl/styles.xml").Length, "looks do not pile up");
    }

    [Test]
    public void No_text_becomes_a_formula_and_none_breaks_the_file()
    {
        string[] hostile = ["=cmd|' /C calc'!A0", "<f>1+1</f>&amp;\"'", "+1", "@x", "_x000D_ \u0001\uFFFE ]]>", new string('ă', 40_000), "😀 e\u0301"];
        var bytes = Annotated(Filled(), hostile.Select((h, i) => new CellMark(Sheet, $"D{11 + i}", MarkTone.Error, h)), hostile);

        Faults(bytes).Should().BeEmpty();
        Part(bytes, "xl/worksheets/kpi-findings1.xml").Should().NotContain("<f>").And.NotContain("<f ");
        var rows = XlsxReader.ReadTable(bytes, CancellationToken.None).Rows;
        rows.Select(r => r[1]).Should().Equal("=cmd|' /C calc'!A0", "<f>1+1</f>&amp;\"'", "+1", "@x", "_x000D_  ]]>", new string('ă', 32_766) + "…", "😀 e\u0301");
    }

    [Test]
    public void A_workbook_without_styles_with_prefixes_and_without_addresses_is_marked()
    {
        var raw = new RawWorkbook
        {
            Rows = "",
            Sheet = $"<x:worksheet xmlns:x=\"{RawWorkbook.Main}\"><x:sheetData><x:row><x:c/><x:c/><x:c/><x:c><x:v>12</x:v></x:c></x:row><x:row r=\"3\"/><x:row r=\"7\" spans=\"1:2\"><x:c r=\"E7\"/></x:row></x:sheetData><x:pageMargins left=\"1\" right=\"1\" top=\"1\" bottom=\"1\" header=\"1\" footer=\"1\"/></x:worksheet>",
        }.ToBytes();
        var bytes = Annotated(raw, [Mark("D1"), Mark("B3"), Mark("A2"), Mark("D7"), Mark("F7"), Mark("C9")], "Trang");

        var xml = Part(bytes, "xl/sheets/data.xml");
        xml.Should().Contain("<x:row><x:c/><x:c/><x:c/><x:c s=\"1\"><x:v>12</x:v></x:c></x:row><x:row r=\"2\"><x:c r=\"A2\" s=\"1\"/></x:row><x:row r=\"3\"><x:c r=\"B3\" s=\"1\"/></x:row>"
            + "<x:row r=\"7\"><x:c r=\"D7\" s=\"1\"/><x:c r=\"E7\"/><x:c r=\"F7\" s=\"1\"/></x:row><x:row r=\"9\"><x:c r=\"C9\" s=\"1\"/></x:row></x:sheetData>");
        xml.Should().Contain("<x:legacyDrawing xmlns:kpi=");
        NotesOf(bytes).Should().HaveCount(6);
        ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Inputs[0].Text.Should().Be("12");

        static CellMark Mark(string cell) => new("Số liệu", cell, MarkTone.Error, "LỖI");
    }

    [Test]
    public void Parts_in_sixteen_bits_are_marked()
    {
        var raw = new RawWorkbook { Rows = "<row r='1'><c r='D1'><v>12</v></c></row>", Encoding = Encoding.Unicode }.ToBytes();

        var bytes = Annotated(raw, [new CellMark("Số liệu", "D1", MarkTone.Warning, "CẢNH BÁO")], "Trang");

        ReturnWorkbook.Read(bytes, SampleForms.Catalogue).Inputs[0].Text.Should().Be("12");
        NotesOf(bytes).Should().ContainSingle();
    }

    [Test]
    public void A_sheet_of_the_users_own_that_is_called_like_ours_stays()
    {
        var book = RawSheets(("BC", One, ""), (AnnotatedWorkbook.FrontName, One, ""));
        var once = Annotated(book, [], "Trang");

        SheetsOf(once).Should().Equal($"{AnnotatedWorkbook.FrontName} (2)", "BC", AnnotatedWorkbook.FrontName);
        SheetsOf(Annotated(once, [], "Trang")).Should().Equal($"{AnnotatedWorkbook.FrontName} (2)", "BC", AnnotatedWorkbook.FrontName);
        AnnotatedWorkbook.IsFront($"{AnnotatedWorkbook.FrontName} (2)").Should().BeTrue();
        AnnotatedWorkbook.IsFront($"{AnnotatedWorkbook.FrontName} nội bộ").Should().BeFalse();
    }

    [Test]
    public void A_front_sheet_that_lost_its_name_is_known_by_its_title()
    {
        var marked = WorkbookParts.Open(Annotated(Filled(), Marks));
        var book = marked.Xml("xl/workbook.xml");
        book.Root!.Elements().Single(e => e.Name.LocalName == "definedNames").Remove();
        marked.Put("xl/workbook.xml", book);

        SheetsOf(Annotated(marked.ToArray(), [])).Should().Equal(AnnotatedWorkbook.FrontName, Sheet, FormLayout.GuideSheet, FormLayout.ExampleSheet, "_kpi");
    }

    [TestCase(60_000, null)]
    [TestCase(100_000, "too-large")]
    public void Very_many_fills_hold_nobody_up(int fills, string? fault)
    {
        var styles = new StringBuilder("<fills>");
        for (var i = 0; i < fills; i++) styles.Append(System.Globalization.CultureInfo.InvariantCulture, $"<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{i:X8}\"/></patternFill></fill>");
        var book = new RawWorkbook { Rows = "<row r='1'><c r='A1'><v>1</v></c></row>", Styles = styles.Append("</fills><cellXfs><xf numFmtId=\"0\"/></cellXfs>").ToString() }.ToBytes();

        var (result, time) = Timed(() => WorkbookAnnotator.Annotate(
            book, Front("x"), [.. Enumerable.Range(1, 25).Select(i => new CellMark("Số liệu", $"A{i}", (MarkTone)(i % 2), "LỖI"))], CancellationToken.None));

        result.Fault.Should().Be(fault);
        time.Should().BeLessThan(TimeSpan.FromSeconds(2));
    }

    [Test]
    public void Shapes_that_nobody_closes_hold_nobody_up()
    {
        const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        var book = RawSheets(("BC", One + "<legacyDrawing r:id=\"rId2\"/>",
            $"<Relationship Id=\"rId1\" Type=\"{Relations}/comments\" Target=\"../comments1.xml\"/><Relationship Id=\"rId2\" Type=\"{Relations}/vmlDrawing\" Target=\"../v.vml\"/>"), ("X", One, ""));
        var parts = WorkbookParts.Open(book);
        parts.Put("xl/comments1.xml", Encoding.UTF8.GetBytes($"<comments xmlns=\"{RawWorkbook.Main}\"><authors><author>Kpi</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text><t>{SheetNotes.Mark}x</t></text></comment></commentList></comments>"));
        parts.Put("xl/v.vml", Encoding.UTF8.GetBytes("<xml xmlns:v=\"urn:schemas-microsoft-com:vml\">" + string.Concat(Enumerable.Repeat("<v:shape ", 100_000)) + "</xml>"));

        var (result, time) = Timed(() => WorkbookAnnotator.Annotate(parts.ToArray(), Front("x"), [], CancellationToken.None));

        result.Fault.Should().BeNull();
        time.Should().BeLessThan(TimeSpan.FromSeconds(2));
    }

    [Test]
    public void Cells_out_of_order_are_marked_where_they_stand()
    {
        var raw = new RawWorkbook { Rows = "<row r='1'><c r='F1'><v>7</v></c><c r='D1'><v>12</v></c></row><row r='3'><c r='D3'/></row><row r='2'><c r='D2'><v>3</v></c></row>" }.ToBytes();

        var bytes = Annotated(raw, [.. ((string[])["D1", "E1", "D2", "G2"]).Select(c => new CellMark("Số liệu", c, MarkTone.Error, "LỖI"))], "Trang");

        var xml = Part(bytes, "xl/sheets/data.xml");
        foreach (var cell in (string[])["D1", "E1", "F1", "D2", "G2", "D3"]) xml.Split($"r='{cell}'").Concat(xml.Split($"r=\"{cell}\"")).Should().HaveCount(3, cell);
        var again = ReturnWorkbook.Read(bytes, SampleForms.Catalogue);
        again.Findings.Should().BeEquivalentTo(ReturnWorkbook.Read(raw, SampleForms.Catalogue).Findings);
        again.Inputs[0].Text.Should().Be("12");
    }

    [Test]
    public void A_form_whose_names_belong_to_its_sheet_reads_the_same_once_it_is_marked()
    {
        var raw = new RawWorkbook { Rows = "<row r='1'><c r='D1'><v>12</v></c></row>", Names = "<definedName name='kpi.fees_total_vnd' localSheetId='0'>'Số liệu'!$D$1</definedName>" }.ToBytes();

        var sheet = ReturnWorkbook.Read(Annotated(raw, [], "Trang"), SampleForms.Catalogue);

        sheet.Should().BeEquivalentTo(ReturnWorkbook.Read(raw, SampleForms.Catalogue));
        sheet.Inputs[0].Text.Should().Be("12");
    }

    [TestCase("not a workbook")]
    [TestCase("PK\u0003\u0004 cut short")]
    public void A_file_that_cannot_be_opened_says_why(string text)
    {
        var result = WorkbookAnnotator.Annotate(Encoding.Latin1.GetBytes(text), Front("x"), [], CancellationToken.None);

        result.Bytes.Should().BeNull();
        result.Fault.Should().BeOneOf("not-a-workbook", "damaged");
        Faults(WorkbookAnnotator.Alone(Front("x", "=1+1"))).Should().BeEmpty();
        XlsxReader.ReadTable(WorkbookAnnotator.Alone(Front("x", "=1+1")), CancellationToken.None).Rows.Select(r => r[1]).Should().Equal("x", "=1+1");
    }

    [Test]
    public void Cut_or_flipped_anywhere_a_workbook_is_marked_or_refused_never_thrown()
    {
        var whole = Annotated(Filled(), Marks);
        var random = new Random(2026);
        for (var round = 0; round < 300; round++)
        {
            var bytes = round % 3 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (var i = 0; i < 3 && bytes.Length > 0; i++) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            var result = WorkbookAnnotator.Annotate(bytes, Front("x"), Marks, CancellationToken.None);
            (result.Bytes is null).Should().Be(result.Fault is not null);
        }
    }

    [Test]
    public void Charts_pictures_and_other_peoples_notes_survive()
    {
        using var folder = new WorkFolder();
        folder.Run(Python, "-c", """
            import xlsxwriter, struct, zlib
            def chunk(t, d): return struct.pack('>I', len(d)) + t + d + struct.pack('>I', zlib.crc32(t + d))
            open('p.png', 'wb').write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 2, 0, 0, 0)) + chunk(b'IDAT', zlib.compress(b'\0\xff\0\0')) + chunk(b'IEND', b''))
            b = xlsxwriter.Workbook('in.xlsx')
            s = b.add_worksheet('Báo cáo'); t = b.add_worksheet('Biểu đồ')
            for i in range(8): s.write(i, 3, i * 10)
            s.write_comment('D3', 'Ghi chú của chị Lan'); s.write_comment('D5', 'Khác')
            s.insert_image('G2', 'p.png')
            c = b.add_chart({'type': 'column'}); c.add_series({'values': "='Báo cáo'!$D$1:$D$8"}); t.insert_chart('B2', c)
            s.conditional_format('D1:D8', {'type': 'data_bar'}); s.data_validation('D1', {'validate': 'integer', 'criteria': '>', 'value': 0})
            s.repeat_rows(0); t.repeat_rows(1); b.define_name("'Biểu đồ'!riêng", "='Biểu đồ'!$A$1"); t.activate()
            b.close()
            """);
        var before = folder.Read("in.xlsx");
        var after = Annotated(before, [new("Báo cáo", "D3", MarkTone.Error, "LỖI\nsai"), new("Báo cáo", "D4", MarkTone.Warning, "xem lại")], "Trang");
        folder.Write("out.xlsx", after);

        ShouldKeepAllBut(before, after,
            "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
            "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml");
        Faults(after).Except(Faults(before)).Should().BeEmpty();
        folder.Run(Python, "-c", """
            import openpyxl
            b = openpyxl.load_workbook('out.xlsx'); s = b['Báo cáo']
            print(b.sheetnames, b.active.title)
            print(b['Biểu đồ'].print_title_rows, s.print_title_rows)
            print(s['D3'].fill.fgColor.rgb, s['D4'].fill.fgColor.rgb, s['D5'].fill.fgColor.rgb)
            print(repr(s['D3'].comment.text), repr(s['D4'].comment.text), repr(s['D5'].comment.text))
            print(len(b['Biểu đồ']._charts))
            """).Should().Be("""
            ['Kết quả kiểm tra', 'Báo cáo', 'Biểu đồ'] Kết quả kiểm tra
            $2:$2 $1:$1
            FFF6B7B0 FFFBDD8F 00000000
            'Ghi chú của chị Lan\n\nKpi ▸ LỖI\nsai' 'Kpi ▸ xem lại' 'Khác'
            1

            """);

        var clean = Annotated(after, [], "Trang");
        NotesOf(clean).Should().Equal(("D3", "Ghi chú của chị Lan"), ("D5", "Khác"));
        Part(clean, "xl/drawings/vmlDrawing1.vml").Should().Be(Part(before, "xl/drawings/vmlDrawing1.vml"));
    }

    [Test]
    public void Marks_are_gone_also_after_office_programs_have_saved_the_marked_workbook()
    {
        using var folder = new WorkFolder();
        folder.Write("marked.xlsx", Annotated(Filled(), Marks));
        Directory.CreateDirectory(Path.Combine(folder.Path, "office"));
        folder.Run("soffice", "-env:UserInstallation=file://" + Path.Combine(folder.Path, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", "office", "marked.xlsx");
        folder.Run(Python, "-c", "import openpyxl; openpyxl.load_workbook('marked.xlsx').save('openpyxl.xlsx')");

        foreach (var file in (string[])["office/marked.xlsx", "openpyxl.xlsx"])
        {
            var saved = folder.Read(file);
            NotesOf(saved).Should().HaveCount(2, file);
            var clean = Annotated(saved, []);
            NotesOf(clean).Should().BeEmpty(file);
            SheetsOf(clean).Should().Equal([AnnotatedWorkbook.FrontName, Sheet, FormLayout.GuideSheet, FormLayout.ExampleSheet, "_kpi"], file);
            ReturnWorkbook.Read(clean, SampleForms.Catalogue).Inputs.Select(i => i.Text).Should().Equal(ReturnWorkbook.Read(Filled(), SampleForms.Catalogue).Inputs.Select(i => i.Text), file);
            folder.Write("clean.xlsx", clean);
            folder.Run(Python, "-c", "import openpyxl; s = openpyxl.load_workbook('clean.xlsx')['Biểu báo cáo']; print(s['D11'].fill.fgColor.rgb, s['D13'].fill.fgColor.rgb, s['D12'].fill.fgColor.rgb)")
                .Should().Be("FFFFFDF0 FFFFFDF0 FFFFFDF0\n", file);
        }
    }

    private const string One = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>";

    private static (AnnotatedBytes Result, TimeSpan Time) Timed(Func<AnnotatedBytes> annotate)
    {
        var used = Used.By(annotate, out var result);
        return (result, used.Time);
    }

    /// <summary>A workbook of sheets by name, with what is in them and what they are related to.</summary>
    private static byte[] RawSheets(params (string Name, string Content, string Relations)[] sheets)
    {
        const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", Package = "http://schemas.openxmlformats.org/package/2006/relationships";
        var file = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(file, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/></Types>");
            Add("_rels/.rels", $"<Relationships xmlns=\"{Package}\"><Relationship Id=\"r1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Add("xl/workbook.xml", $"<workbook xmlns=\"{RawWorkbook.Main}\" xmlns:r=\"{Relations}\"><sheets>"
                + string.Concat(sheets.Select((s, i) => $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\" r:id=\"r{i + 1}\"/>")) + "</sheets></workbook>");
            Add("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}\">"
                + string.Concat(sheets.Select((_, i) => $"<Relationship Id=\"r{i + 1}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>")) + "</Relationships>");
            for (var i = 0; i < sheets.Length; i++)
            {
                Add($"xl/worksheets/sheet{i + 1}.xml", $"<worksheet xmlns=\"{RawWorkbook.Main}\" xmlns:r=\"{Relations}\">{sheets[i].Content}</worksheet>");
                if (sheets[i].Relations.Length > 0) Add($"xl/worksheets/_rels/sheet{i + 1}.xml.rels", $"<Relationships xmlns=\"{Package}\">{sheets[i].Relations}</Relationships>");
            }

            void Add(string name, string text)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }

    private static byte[] Filled() => ReturnFormWorkbook.Fill(SampleForms.Blank(), SampleForms.Values());

    private static byte[] Annotated(byte[] workbook, IEnumerable<CellMark> marks, params string[] lines)
    {
        var result = WorkbookAnnotator.Annotate(workbook, Front(lines is [] ? ["Trang"] : lines), [.. marks], CancellationToken.None);
        result.Fault.Should().BeNull(string.Join(", ", result.Arguments));
        return result.Bytes!;
    }

    private static void ShouldKeepAllBut(byte[] before, byte[] after, params string[] changed)
    {
        var (old, now) = (Entries(before), Entries(after));
        foreach (var (name, packed) in old.Where(e => !changed.Contains(e.Key))) now[name].Should().Equal(packed, name);
        old.Keys.Should().Contain(changed);
    }

    private static Dictionary<string, byte[]> Entries(byte[] file) =>
        ZipDirectory.Read(file, XlsxLimits.Default).ToDictionary(e => e.Name, e => file[e.Start..(e.Start + e.Packed)], StringComparer.Ordinal);

    private static string Part(byte[] file, string name) => Encoding.UTF8.GetString(new XlsxPackage(file, XlsxLimits.Default, CancellationToken.None).Bytes(name));

    private static List<string> SheetsOf(byte[] file)
    {
        using var reader = new XlsxReader(file, XlsxLimits.Default, CancellationToken.None);
        return [.. reader.Sheets.Select(s => s.Name)];
    }

    private static List<(string Cell, string Text)> NotesOf(byte[] file)
    {
        return [.. Entries(file).Keys.Where(name => name.Contains("comments", StringComparison.Ordinal))
            .SelectMany(name => System.Xml.Linq.XDocument.Parse(Part(file, name)).Descendants().Where(e => e.Name.LocalName == "comment"))
            .Select(c => (c.Attribute("ref")!.Value, string.Concat(c.Descendants().Where(e => e.Name.LocalName == "t").Select(t => t.Value)))).OrderBy(c => c.Item1)];
    }

    /// <summary>What each cell with a style of its own looks like: number format, font, fill, border, alignment.</summary>
    private static Dictionary<string, string> LooksOf(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), false);
        var book = document.WorkbookPart!;
        var id = book.Workbook.Sheets!.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Single(s => s.Name == Sheet).Id!.Value!;
        var styles = book.WorkbookStylesPart!.Stylesheet;
        return ((WorksheetPart)book.GetPartById(id)).Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>().ToDictionary(c => c.CellReference!.Value!, c =>
        {
            var look = (DocumentFormat.OpenXml.Spreadsheet.CellFormat)styles.CellFormats!.ElementAt((int)(c.StyleIndex?.Value ?? 0));
            return $"{look.NumberFormatId} {look.FontId} {look.BorderId} {styles.Fills!.ElementAt((int)look.FillId!.Value).OuterXml} {look.InnerXml}";
        });
    }

    private static List<string> Faults(byte[] bytes)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(bytes), false);
        return [.. new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document).Select(e => $"{e.Part?.Uri} {e.Path?.XPath}: {e.Description}")];
    }

    /// <summary>A folder of its own in which other programs run.</summary>
    private sealed class WorkFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("kpi-marks-").FullName;

        public byte[] Read(string name) => File.ReadAllBytes(System.IO.Path.Combine(Path, name));

        public void Write(string name, byte[] bytes) => File.WriteAllBytes(System.IO.Path.Combine(Path, name), bytes);

        public string Run(string program, params string[] arguments)
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Path, RedirectStandardError = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
            start.Environment["PYTHONIOENCODING"] = "utf-8";
            try
            {
                using var process = Process.Start(start)!;
                var errors = new StringBuilder();
                process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
                process.BeginErrorReadLine();
                var output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                var said = errors.ToString();
                if (said.Contains("ModuleNotFoundError", StringComparison.Ordinal)) Missing(said.Trim().Split('\n')[^1]);
                process.ExitCode.Should().Be(0, said);
                return output;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Missing(program);
                throw;
            }
        }

        public void Dispose() => Directory.Delete(Path, true);

        private static void Missing(string what)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"Continuous integration needs {what}.");
            Assert.Ignore($"Not installed here: {what}.");
        }
    }
}
