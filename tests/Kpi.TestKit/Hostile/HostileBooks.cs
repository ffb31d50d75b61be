using System.Text;

namespace Kpi.TestKit.Hostile;

/// <summary>A file that somebody hostile, or some odd program, could send.</summary>
/// <param name="Name">What is odd about it.</param>
/// <param name="Codes">The refusals that fit; empty where it may be read as well.</param>
/// <param name="Make">Makes the bytes.</param>
public sealed record HostileBook(string Name, string[] Codes, Func<byte[]> Make)
{
    public override string ToString() => Name;
}

/// <summary>
/// Every kind of hostile and odd file that is known to have hurt a reader of workbooks, made by code. Each must end in a verdict: without an
/// exception, within five seconds and 256 MB, measured by the tests and by <c>Kpi.Benchmarks hostile</c> in a process of its own.
/// </summary>
public static class HostileBooks
{
    private const string Damaged = "damaged", TooLarge = "too-large", NotAWorkbook = "not-a-workbook", Encrypted = "encrypted";
    private const string Form = "<definedName name='kpi.fees_total_vnd'>Data!$D$1</definedName>";
    private static readonly string[] Parts =
        [RawParts.Types, RawParts.Roots, RawParts.Book, RawParts.BookRoots, RawParts.Data, RawParts.Identity, RawParts.Strings, RawParts.Styles];

    /// <param name="filled">An honest return, to be spoilt.</param>
    public static IReadOnlyList<HostileBook> All(byte[] filled) =>
        [.. Zips(filled), .. Bombs(), .. Entities(), .. Markup(), .. Sheets(), .. StringsAndStyles(), .. Packages(), .. Encodings()];

    private static IEnumerable<HostileBook> Zips(byte[] filled)
    {
        yield return new("empty file", [NotAWorkbook], () => []);
        yield return new("nothing but the end of a zip", [NotAWorkbook, Damaged], () => new RawZip().ToBytes());
        yield return new("a zip signature and noise", [Damaged], () => [.. "PK\u0003\u0004"u8, .. Noise(100_000)]);
        yield return new("garbage before", [NotAWorkbook, Damaged], () => new RawParts().ToBytes(zip: new RawZip { Before = Noise(5_000) }));
        yield return new("a script before (self-extracting)", [NotAWorkbook, Damaged], () => new RawParts().ToBytes(zip: new RawZip { Before = "MZ\0\0"u8.ToArray() }));
        yield return new("garbage after", [], () => new RawParts().ToBytes(zip: new RawZip { After = "\r\n\r\n"u8.ToArray() }));
        yield return new("a megabyte of garbage after", [Damaged], () => new RawParts().ToBytes(zip: new RawZip { After = Noise(1 << 20) }));
        yield return new("the longest comment", [], () => new RawParts().ToBytes(zip: new RawZip { Comment = Noise(ushort.MaxValue) }));
        yield return new("a comment that holds the end of another zip", [], () => new RawParts().ToBytes(zip: new RawZip { Comment = new RawZip().ToBytes() }));
        yield return new("two workbooks, one behind the other", [Damaged], () => [.. filled, .. new RawParts().ToBytes()]);
        yield return new("a directory of a million entries", [Damaged, TooLarge], () => ManyEntries(1_000_000));
        yield return new("a directory that claims fewer entries", [Damaged], () => new RawParts().ToBytes(zip: new RawZip { Count = 3 }));
        yield return new("a directory that claims more entries", [Damaged], () => new RawParts().ToBytes(zip: new RawZip { Count = 30 }));
        yield return new("a directory beyond the end", [Damaged], () => new RawParts().ToBytes(zip: new RawZip { DirectoryOffset = 0x7FFFFFF0 }));
        yield return new("two thousand entries", [TooLarge], () =>
        {
            var zip = new RawZip();
            for (var i = 0; i < 2_000; i++) zip.Entries.Add(new RawEntry($"xl/media/{i}.png", [1]) { Method = 0 });
            return new RawParts().ToBytes(zip: zip);
        });
        yield return new("overlapping entries", [Damaged], () =>
        {
            var zip = new RawZip();
            var kernel = new string(' ', 100_000);
            for (var i = 0; i < 900; i++)
                zip.Entries.Add(new RawEntry($"xl/media/{i}.xml", Encoding.UTF8.GetBytes(kernel)) { SharesWith = RawParts.Styles });
            return new RawParts().Put(RawParts.Styles, kernel).ToBytes(zip: zip);
        });
        yield return new("quine-like: an entry that holds the entry after it", [Damaged], () =>
        {
            var zip = new RawZip();
            zip.Entries.Add(new RawEntry("xl/a.xml", Noise(500)) { Method = 0 });
            zip.Entries.Add(new RawEntry("xl/b.xml", Noise(100)) { Method = 0 });
            return new RawParts().ToBytes(lie: e => e.Name == RawParts.Styles ? e with { Method = 0, DeclaredPacked = e.Bytes.Length + 300, DeclaredLength = e.Bytes.Length + 300 } : e, zip);
        });
        yield return new("the same part twice", [Damaged], () =>
        {
            var zip = new RawZip();
            zip.Entries.Add(new RawEntry(RawParts.Data, Encoding.UTF8.GetBytes(RawParts.Sheet("<row r='1'><c r='D1'><v>99</v></c></row>"))));
            return new RawParts().ToBytes(zip: zip);
        });
        yield return new("the same part twice, differing in case", [Damaged], () =>
        {
            var zip = new RawZip();
            zip.Entries.Add(new RawEntry(RawParts.Data.ToUpperInvariant(), Encoding.UTF8.GetBytes(RawParts.Sheet(""))));
            return new RawParts().ToBytes(zip: zip);
        });
        yield return Lie("another name in the entry than in the directory", Damaged, e => e with { LocalName = "xl/worksheets/sheet9.xml" });
        yield return Lie("another size in the entry than in the directory", Damaged, e => e with { LocalLength = e.Bytes.Length + 1 });
        yield return Lie("a declared size too small", Damaged, e => e with { DeclaredLength = e.Bytes.Length - 1 });
        yield return Lie("a declared size too large", Damaged, e => e with { DeclaredLength = e.Bytes.Length + 1 });
        yield return Lie("a declared size of 4 GB", TooLarge, e => e with { DeclaredLength = 0xFFFFFFF0 });
        yield return Lie("a declared 64-bit size", TooLarge, e => e with { Wide = true, DeclaredLength = long.MaxValue / 2 });
        yield return Lie("a negative 64-bit size", Damaged, e => e with { Wide = true, DeclaredLength = -5 });
        yield return Lie("packed bytes beyond the file", Damaged, e => e with { DeclaredPacked = 0x7FFFFFF0 });
        yield return Lie("an entry that begins beyond the file", Damaged, e => e with { Offset = 0x7FFFFFF0 });
        yield return Lie("an entry that begins before the file", Damaged, e => e with { Offset = -3 });
        yield return Lie("an entry that begins in the middle of another", Damaged, e => e with { Offset = 40 });
        yield return Lie("a wrong checksum", Damaged, e => e with { Checksum = 1 });
        yield return Lie("no deflated data", Damaged, e => e with { Packed = Noise(400), DeclaredPacked = 400 });
        yield return Lie("an encrypted entry", Encrypted, e => e with { Flags = 1 });
        yield return Lie("deflate64", Damaged, e => e with { Method = 9 });
        yield return Lie("lzma", Damaged, e => e with { Method = 14 });
        yield return new("sizes behind the bytes", [], () => new RawParts().ToBytes(e => e with { SizesFollow = true }));
        yield return new("64-bit sizes of small parts", [], () => new RawParts().ToBytes(e => e with { Wide = true }));
        yield return new("stored, not packed", [], () => new RawParts().ToBytes(e => e with { Method = 0 }));
        yield return new("names with backslashes", [], () => new RawParts().ToBytes(e => e with { Name = e.Name.Replace('/', '\\') }));
        yield return Lie("a name that climbs out", Damaged, e => e with { Name = "xl/../../../etc/passwd" });
        yield return Lie("an absolute name", Damaged, e => e with { Name = "/xl/worksheets/sheet1.xml" });
        yield return Lie("a name with a drive", Damaged, e => e with { Name = "C:\\sheet1.xml" });
        yield return new("a workbook within a workbook", [], () => new RawParts().Put("xl/media/inner.xlsx", filled).ToBytes());

        HostileBook Lie(string name, string code, Func<RawEntry, RawEntry> lie) =>
            new(name, [code], () => new RawParts().ToBytes(e => e.Name == RawParts.Data ? lie(e) : e));
    }

    private static IEnumerable<HostileBook> Bombs()
    {
        yield return new("one value of 60 MB", [TooLarge], () => Data($"<row r='1'><c r='D1'><v>{new string('0', 60_000_000)}</v></c></row>"));
        yield return new("one value of 30 MB, mixed with noise so that the ratio is honest", [TooLarge, Damaged], () =>
            Data($"<row r='1'><c r='D1' t='str'><v>{Letters(30_000_000)}</v></c></row>"));
        yield return new("an attribute of 60 MB", [TooLarge], () => new RawParts().Put(RawParts.Data, $"<worksheet a='{new string('x', 60_000_000)}'/>").ToBytes());
        yield return new("attributes of nearly a megabyte each", [TooLarge, Damaged], () =>
            Data(string.Concat(Enumerable.Repeat($"<row a='{Letters(900_000)}'/>", 100))));
        yield return new("a tag of a million closing signs within quotes", [], () => Data($"<row r='1' a='{new string('>', 1_000_000)}'/>"));
        yield return new("two hundred of them", [], () =>
            Data(string.Concat(Enumerable.Repeat($"<row a='{new string('>', 500_000)}' b='{Letters(20_000)}'/>", 200))));
        yield return new("a comment of 50 MB", [TooLarge], () => Data($"<!--{new string('-', 50_000_000)} -->"));
        yield return new("comments of nearly a megabyte each", [], () => Data(string.Concat(Enumerable.Repeat($"<!--{Letters(900_000)}-->", 30))));
        yield return new("ten million empty tags", [TooLarge], () => Data(Padded("<a/>", 10_000_000)));
        yield return new("a million attributes on one tag", [TooLarge, Damaged], () =>
            Data($"<row {string.Concat(Enumerable.Range(0, 200_000).Select(i => $"a{i}='' "))}/>"));
        yield return new("a million attributes on many tags", [], () =>
            Data(string.Concat(Enumerable.Repeat($"<row {string.Concat(Enumerable.Range(0, 1_000).Select(i => $"a{i}='' "))}/>", 1_000))));
        yield return new("a part of 60 MB that nobody reads", [], () => new RawParts().Put("xl/media/a.xml", new byte[60_000_000]).ToBytes());
        yield return new("parts that are small each and large together", [TooLarge], () =>
        {
            var zip = new RawZip();
            var zeros = new byte[1_000_000];
            for (var i = 0; i < 300; i++) zip.Entries.Add(new RawEntry($"xl/media/{i}.bin", zeros));
            return new RawParts().ToBytes(zip: zip);
        });
        yield return new("fifty sheets that are one part of 20 MB", [TooLarge], () => new RawParts()
            .Put(RawParts.Data, RawParts.Sheet(Padded("<row/>", 900_000)))
            .Put(RawParts.Book, RawParts.Workbook(
                string.Concat(Enumerable.Range(0, 50).Select(i => $"<definedName name='kpi.e{i}'>S{i}!$A$1</definedName>")),
                string.Concat(Enumerable.Range(0, 50).Select(i => $"<sheet name='S{i}' r:id='r1'/>")) + "<sheet name='_kpi' r:id='r2'/>"))
            .ToBytes());
    }

    private static IEnumerable<HostileBook> Entities()
    {
        const string Laughs =
            "<!DOCTYPE a [<!ENTITY a '0000000000'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
            + "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'>]>";
        foreach (var part in Parts)
        {
            // Strings and styles are looked at only when a cell needs them; here one does.
            yield return new($"entity expansion in {part}", [Damaged], () => WithPrologue(part, Laughs));
            yield return new($"an external entity in {part}", [Damaged], () => WithPrologue(part, "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"));
            yield return new($"an external document type in {part}", [Damaged], () => WithPrologue(part, "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'>"));
        }

        yield return new("a document type behind a comment of 2 kB", [Damaged], () => WithPrologue(RawParts.Data, $"<!--{new string('x', 2_000)}--><!DOCTYPE a>"));
        yield return new("an entity nobody declared", [Damaged], () => Data("<row r='1'><c r='D1' t='str'><v>&lol;</v></c></row>"));
        yield return new("a reference to the character zero", [Damaged], () => Data("<row r='1'><c r='D1' t='str'><v>&#0;</v></c></row>"));
        yield return new("a reference to half a character", [Damaged], () => Data("<row r='1'><c r='D1' t='str'><v>&#xD800;</v></c></row>"));
        yield return new("a reference to no character", [Damaged], () => Data("<row r='1'><c r='D1' t='str'><v>&#x110000;</v></c></row>"));
        yield return new("a million references", [], () => Data($"<row r='1'><c r='D1' t='str'><v>{string.Concat(Enumerable.Repeat("&#49;", 32_000))}</v></c></row>"));
    }

    private static IEnumerable<HostileBook> Markup()
    {
        yield return new("a hundred thousand nested tags", [TooLarge], () => Data(string.Concat(Enumerable.Repeat("<x>", 100_000)) + string.Concat(Enumerable.Repeat("</x>", 100_000))));
        yield return new("nested cells", [], () => Data("<row r='1'><c r='D1'><c r='E1'><v>1</v></c><v>2</v></c></row>"));
        yield return new("a sheet within a sheet", [], () => Data("<row r='1'><c r='D1'><v>1</v></c></row><sheetData><row><c r='D1'><v>2</v></c></row></sheetData>"));
        yield return new("two sets of cells", [], () => Data("<row r='1'><c r='D1'><v>1</v></c></row></sheetData><sheetData><row><c r='D1'><v>2</v></c></row>"));
        yield return new("a part that stops", [Damaged], () => new RawParts().Put(RawParts.Data, "<worksheet><sheetData><row r='1'><c r='D1'><v>12").ToBytes());
        yield return new("an empty part", [], () => new RawParts().Put(RawParts.Data, "").ToBytes());
        yield return new("only blanks", [], () => new RawParts().Put(RawParts.Data, new string(' ', 100_000)).ToBytes());
        yield return new("control characters", [Damaged], () => Data("<row r='1'><c r='D1' t='str'><v>\u0001</v></c></row>"));
        yield return new("bytes that are no UTF-8", [Damaged], () => new RawParts()
            .Put(RawParts.Data, [.. "<worksheet><sheetData><row r='1'><c r='D1' t='str'><v>"u8, 0xFF, 0xC3, 0x28, .. "</v></c></row></sheetData></worksheet>"u8]).ToBytes());
        yield return new("a cell given twice", [], () => Data("<row r='1'><c r='D1'><v>1</v></c><c r='D1'><v>2</v></c></row>"));
        yield return new("an address given twice", [Damaged], () => Data("<row r='1'><c r='D1' r='E1'><v>1</v></c></row>"));
    }

    private static IEnumerable<HostileBook> Sheets()
    {
        yield return new("a million styled empty rows", [], () => Data(Padded("<row s='1' customFormat='1'/>", 1_048_576)));
        yield return new("more rows than there are", [TooLarge, Damaged], () => Data(Padded("<row/>", 1_100_000)));
        yield return new("one cell at XFD1048576", [], () => Data("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"));
        yield return new("one cell beyond the last", [Damaged], () => Data("<row r='1048577'><c r='XFE1048577'><v>1</v></c></row>"));
        yield return new("an address of ten letters", [Damaged], () => Data("<row r='1'><c r='AAAAAAAAAA1'><v>1</v></c></row>"));
        yield return new("rows out of order", [], () => Data("<row r='9'><c r='D9'><v>1</v></c></row><row r='1'><c r='D1'><v>12</v></c></row>"));
        yield return new("1.1 million cells", [TooLarge], () => Data($"<row>{Padded("<c/><c/></row><row>", 550_000)}</row>"));
        yield return new("a million numbers in the identity sheet", [], () => new RawParts()
            .Put(RawParts.Identity, RawParts.Sheet(string.Concat(Enumerable.Range(1, 490_000).Select(i => $"<row><c><v>{i}</v></c><c><v>{i * 7919L % 1_000_003}</v></c></row>")))).ToBytes());
        yield return new("half a million texts where a form lost its names", [], () => new RawParts()
            .Put(RawParts.Book, RawParts.Workbook(""))
            .Put(RawParts.Data, RawParts.Sheet(string.Concat(Enumerable.Range(1, 30_000).Select(r =>
                $"<row r='{r}'>{string.Concat(Enumerable.Range(0, 16).Select(c => $"<c t='str'><v>Tổng số lượt {r * 31 + c}</v></c>"))}</row>"))))
            .ToBytes());
        yield return new("texts of 30,000 letters where a form lost its names", [TooLarge, ""], () => new RawParts()
            .Put(RawParts.Book, RawParts.Workbook(""))
            .Put(RawParts.Data, RawParts.Sheet(string.Concat(Enumerable.Range(1, 1_500).Select(r => $"<row r='{r}'><c t='str'><v>{Letters(30_000)}</v></c></row>"))))
            .ToBytes());
        yield return new("no address is a number", [], () => Data("<row r='x'><c r='D1'><v>1</v></c></row>"));
        yield return new("a style that is not there", [], () => Data("<row r='1'><c r='D1' s='4000000000'><v>1</v></c></row>"));
        yield return new("a number of 400 digits", [], () => Data($"<row r='1'><c r='D1'><v>{new string('9', 400)}</v></c></row>"));
        yield return new("an exponent without end", [], () => Data("<row r='1'><c r='D1' s='1'><v>1E999999999</v></c></row>"));
        yield return new("infinity", [], () => Data("<row r='1'><c r='D1'><v>INF</v></c></row>"));
    }

    private static IEnumerable<HostileBook> StringsAndStyles()
    {
        yield return new("strings that promise four billion", [], () => new RawParts()
            .Put(RawParts.Strings, RawParts.SharedStrings("<si><t>form</t></si><si><t>hospital</t></si><si><t>version</t></si>").Replace("count='3'", "count='4294967295'", StringComparison.Ordinal)).ToBytes());
        yield return new("a string out of range", [Damaged], () => Data("<row r='1'><c r='D1' t='s'><v>2147483646</v></c></row>"));
        yield return new("a negative string", [Damaged], () => Data("<row r='1'><c r='D1' t='s'><v>-1</v></c></row>"));
        yield return new("a string of 30 MB", [TooLarge], () => Strings($"<si><t>{Letters(30_000_000)}</t></si>"));
        yield return new("a string of a million runs", [TooLarge], () => Strings($"<si>{Padded("<r><t>x</t></r>", 1_000_000)}</si>"));
        yield return new("three million strings", [], () => Strings(Padded("<si><t/></si>", 2_500_000) + "<si><t>form</t></si>"));
        yield return new("a million cells that share a million strings", [TooLarge, ""], () => new RawParts()
            .Put(RawParts.Book, RawParts.Workbook(""))
            .Put(RawParts.Data, RawParts.Sheet(string.Concat(Enumerable.Range(0, 20_000).Select(r =>
                $"<row>{string.Concat(Enumerable.Range(0, 45).Select(c => $"<c t='s'><v>{r * 45 + c + 3}</v></c>"))}</row>"))))
            .Put(RawParts.Strings, RawParts.SharedStrings(
                "<si><t>form</t></si><si><t>hospital</t></si><si><t>version</t></si>" + string.Concat(Enumerable.Range(0, 900_000).Select(i => $"<si><t>s{i}</t></si>"))))
            .ToBytes());
        yield return new("a million formats", [TooLarge, ""], () => StyledDay(Padded("<xf numFmtId='14'/>", 1_000_000)));
        yield return new("a million number formats", [TooLarge, ""], () => new RawParts()
            .Put(RawParts.Styles, "<styleSheet><numFmts>" + string.Concat(Enumerable.Range(200, 1_000_000).Select(i => $"<numFmt numFmtId='{i}' formatCode='d'/>"))
                + "</numFmts><cellXfs><xf/><xf numFmtId='200'/></cellXfs></styleSheet>").ToBytes());
        yield return new("a number format of brackets", [], () => new RawParts()
            .Put(RawParts.Styles, $"<styleSheet><numFmt numFmtId='200' formatCode='{new string('[', 900_000)}'/><cellXfs><xf/><xf numFmtId='200'/></cellXfs></styleSheet>").ToBytes());
        yield return new("no styles part although cells have styles", [], () => new RawParts().Without(RawParts.Styles).ToBytes());
    }

    private static IEnumerable<HostileBook> Packages()
    {
        foreach (var part in Parts) yield return new($"without {part}", [], () => new RawParts().Without(part).ToBytes());
        foreach (var part in Parts) yield return new($"{part} replaced by noise", [], () => new RawParts().Put(part, Noise(10_000)).ToBytes());
        yield return new("a workbook related to itself", [], () => new RawParts()
            .Put(RawParts.BookRoots, RawParts.Relationships(string.Concat("r1 r2".Split(' ').Select(id => RawParts.Relationship(id, "worksheet", "workbook.xml"))))).ToBytes());
        yield return new("relationships related to themselves", [], () => new RawParts()
            .Put(RawParts.Roots, RawParts.Relationships(RawParts.Relationship("r1", "officeDocument", "_rels/.rels"))).ToBytes());
        yield return new("the identity sheet is the sheet of strings", [], () => new RawParts()
            .Put(RawParts.BookRoots, new RawParts().Text(RawParts.BookRoots).Replace("worksheets/sheet2.xml", "sharedStrings.xml", StringComparison.Ordinal)).ToBytes());
        yield return new("a target that climbs out", [], () => new RawParts()
            .Put(RawParts.BookRoots, new RawParts().Text(RawParts.BookRoots).Replace("worksheets/sheet1.xml", "../../../../etc/passwd", StringComparison.Ordinal)).ToBytes());
        yield return new("a target with half an escape", [], () => new RawParts()
            .Put(RawParts.BookRoots, new RawParts().Text(RawParts.BookRoots).Replace("worksheets/sheet1.xml", "worksheets/%FF%00%sheet1.xml", StringComparison.Ordinal)).ToBytes());
        yield return new("five million relationships", [TooLarge], () => new RawParts()
            .Put(RawParts.BookRoots, RawParts.Relationships(Padded("<Relationship/>", 5_000_000))).ToBytes());
        yield return new("two million default types", [TooLarge], () => new RawParts()
            .Put(RawParts.Types, "<Types>" + Padded("<Default Extension='q' ContentType=''/>", 2_000_000) + "</Types>").ToBytes());
        yield return new("a million sheets of charts", [TooLarge], () => new RawParts()
            .Put(RawParts.BookRoots, RawParts.Relationships(string.Concat(Enumerable.Range(0, 60_000).Select(i => RawParts.Relationship("r" + i, "chartsheet", "a.xml")))))
            .Put(RawParts.Book, RawParts.Workbook("", Padded("<sheet name='a' r:id='r59999'/>", 1_000_000))).ToBytes());
        yield return new("three hundred sheets", [TooLarge], () => new RawParts()
            .Put(RawParts.Book, RawParts.Workbook("", string.Concat(Enumerable.Range(0, 300).Select(i => $"<sheet name='S{i}' sheetId='{i + 1}' r:id='r1'/>")))).ToBytes());
        yield return new("twenty thousand names", [], () => new RawParts().Put(RawParts.Book, RawParts.Workbook(Form + Names(19_999, 5))).ToBytes());
        yield return new("a hundred thousand names", [TooLarge], () => new RawParts().Put(RawParts.Book, RawParts.Workbook(Form + Names(100_000, 5))).ToBytes());
        yield return new("names that refer to 8,000 letters each", [TooLarge], () => new RawParts().Put(RawParts.Book, RawParts.Workbook(Form + Names(15_000, 8_000))).ToBytes());
        yield return new("two sheets of one name", [], () => new RawParts()
            .Put(RawParts.Book, RawParts.Workbook(Form, "<sheet name='Data' r:id='r1'/><sheet name='data' r:id='r2'/><sheet name='_kpi' r:id='r2'/>")).ToBytes());
        yield return new("a name that refers to its own name", [], () => new RawParts().Put(RawParts.Book, RawParts.Workbook("<definedName name='kpi.fees_total_vnd'>kpi.fees_total_vnd</definedName>")).ToBytes());
        yield return new("a name that refers to another workbook", [], () => new RawParts().Put(RawParts.Book, RawParts.Workbook("<definedName name='kpi.fees_total_vnd'>[1]Data!$D$1</definedName>")).ToBytes());
    }

    private static IEnumerable<HostileBook> Encodings()
    {
        foreach (var part in Parts)
        {
            yield return new($"{part} in UTF-16", [], () => Encoded(part, new UnicodeEncoding(false, true)));
            yield return new($"{part} in big-endian UTF-16", [], () => Encoded(part, new UnicodeEncoding(true, true)));
            yield return new($"{part} in UTF-32", [], () => Encoded(part, new UTF32Encoding(false, true)));
        }

        yield return new("UTF-8 with a mark", [], () => Encoded(RawParts.Data, new UTF8Encoding(true)));
        yield return new("an encoding by a name nobody knows", [], () => WithPrologue(RawParts.Data, "<?xml version='1.0' encoding='utf-7'?>"));
        yield return new("UTF-16 that is cut in the middle of a character", [Damaged], () =>
        {
            var bytes = new UnicodeEncoding(false, true).GetBytes("<worksheet><sheetData><row r='1'><c r='D1' t='str'><v>đ");
            return new RawParts().Put(RawParts.Data, [0xFF, 0xFE, .. bytes[..^1]]).ToBytes();
        });
        yield return new("60 MB of UTF-16", [], () => Encoded(RawParts.Data, new UnicodeEncoding(false, true), RawParts.Sheet(Padded("<row/>", 800_000))));
    }

    private static byte[] Data(string rows) => new RawParts().Put(RawParts.Data, RawParts.Sheet(rows)).ToBytes();

    private static byte[] Strings(string items) => new RawParts()
        .Put(RawParts.Data, RawParts.Sheet("<row r='1'><c r='D1' t='s'><v>2500000</v></c></row>"))
        .Put(RawParts.Strings, RawParts.SharedStrings("<si><t>form</t></si><si><t>hospital</t></si>" + items)).ToBytes();

    private static byte[] StyledDay(string formats) =>
        new RawParts().Put(RawParts.Styles, $"<styleSheet><cellXfs><xf/>{formats}</cellXfs></styleSheet>").ToBytes();

    private static byte[] WithPrologue(string part, string prologue)
    {
        var parts = new RawParts();
        return parts.Put(part, prologue + parts.Text(part)).ToBytes();
    }

    private static byte[] Encoded(string part, Encoding encoding, string? xml = null)
    {
        var parts = new RawParts();
        return parts.Put(part, [.. encoding.GetPreamble(), .. encoding.GetBytes(xml ?? parts.Text(part))]).ToBytes();
    }

    private static string Names(int count, int length) => string.Concat(Enumerable.Range(0, count).Select(i => $"<definedName name='n{i}'>Data!${new string('A', length)}$1</definedName>"));

    /// <summary>So often, with noise between, so that it does not shrink like a bomb.</summary>
    private static string Padded(string xml, int count)
    {
        const int Every = 4_000;
        var random = new Random(7);
        var text = new StringBuilder(count * xml.Length);
        Span<byte> noise = stackalloc byte[100];
        for (var i = 0; i < count; i++)
        {
            if (i % Every == 0)
            {
                random.NextBytes(noise);
                text.Append("<!--").Append(Convert.ToHexString(noise)).Append("-->");
            }

            text.Append(xml);
        }

        return text.ToString();
    }

    /// <summary>Letters that hardly shrink: a stretch of noise longer than deflate looks back, again and again.</summary>
    private static string Letters(int count)
    {
        const int Stretch = 50_021;
        var random = new Random(7);
        var stretch = string.Create(Stretch, random, static (letters, random) =>
        {
            for (var i = 0; i < letters.Length; i++) letters[i] = (char)('a' + random.Next(26));
        });
        return string.Create(count, stretch, static (letters, stretch) =>
        {
            for (var at = 0; at < letters.Length; at += stretch.Length) stretch.AsSpan(0, Math.Min(stretch.Length, letters.Length - at)).CopyTo(letters[at..]);
        });
    }

    private static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static byte[] ManyEntries(int count)
    {
        // 46 bytes of directory each, all of one entry: a zip of 46 MB.
        var one = new RawParts().ToBytes();
        var header = one.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var file = new byte[header + (count * 46) + 22];
        one.AsSpan(0, header).CopyTo(file);
        var entry = new byte[46];
        "PK\u0001\u0002"u8.CopyTo(entry);
        for (var i = 0; i < count; i++) entry.CopyTo(file, header + (i * 46));
        var end = file.AsSpan(^22);
        "PK\u0005\u0006"u8.CopyTo(end);
        end[8..12].Fill(0xFF);
        BitConverter.TryWriteBytes(end[12..], count * 46);
        BitConverter.TryWriteBytes(end[16..], header);
        return file;
    }
}
