using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using Kpi.App.Platform.Workbooks;

namespace Kpi.App.Tests.Returns;

/// <summary>How one program writes a workbook: after files that the programs really wrote, part by part, with what only they put in.</summary>
internal sealed record Dialect(string Name)
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelations = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    public enum Texts
    {
        Shared,
        Inline,

        /// <summary>As if each were the result of a formula.</summary>
        Results,
    }

    public static readonly Dialect Excel2007 = new("Excel 2007")
    {
        BeforeSheets = "<fileVersion appName=\"xl\" lastEdited=\"4\" lowestEdited=\"4\" rupBuild=\"4505\"/><workbookPr{1904} defaultThemeVersion=\"124226\"/><bookViews><workbookView xWindow=\"0\" yWindow=\"90\"/></bookViews>",
        AfterNames = "<calcPr calcId=\"125725\"/>",
        RowAttributes = " spans=\"1:7\"",
        Standalone = true,
    };

    public static readonly Dialect Excel365 = new("Excel 365")
    {
        WorkbookAttributes = " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" mc:Ignorable=\"x15 xr xr6\" xmlns:x15=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/main\" xmlns:xr=\"http://schemas.microsoft.com/office/spreadsheetml/2014/revision\"",
        SheetAttributes = " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" mc:Ignorable=\"x14ac xr\" xmlns:x14ac=\"http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac\" xr:uid=\"{00000000-0001-0000-0000-000000000000}\" xmlns:xr=\"http://schemas.microsoft.com/office/spreadsheetml/2014/revision\"",
        BeforeSheets = "<fileVersion appName=\"xl\" lastEdited=\"7\" lowestEdited=\"7\" rupBuild=\"28526\"/><workbookPr{1904} defaultThemeVersion=\"202300\"/>"
            + "<mc:AlternateContent xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><mc:Choice Requires=\"x15\"><x15ac:absPath url=\"D:\\Bao cao\\\" xmlns:x15ac=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac\"/></mc:Choice></mc:AlternateContent>"
            + "<xr:revisionPtr revIDLastSave=\"0\" documentId=\"8_{0}\"/><bookViews><workbookView xWindow=\"-110\" yWindow=\"-110\" xr2:uid=\"{00000000-000D-0000-FFFF-FFFF00000000}\" xmlns:xr2=\"http://schemas.microsoft.com/office/spreadsheetml/2015/revision2\"/></bookViews>",
        AfterNames = "<calcPr calcId=\"191029\"/><extLst><ext uri=\"{140A7094-0E35-4892-8432-C4D2E57EDEB5}\"><x15:workbookPr chartTrackingRefBase=\"1\"/></ext></extLst>",
        RowAttributes = " spans=\"1:7\" x14ac:dyDescent=\"0.25\"",
        Standalone = true,
        Extra = [("docMetadata/LabelInfo.xml", "<clbl:labelList xmlns:clbl=\"http://schemas.microsoft.com/office/2020/mipLabelMetadata\"/>")],
    };

    public static readonly Dialect Strict = Excel365 with
    {
        Name = "Excel 365, strict",
        IsStrict = true,
        WorkbookAttributes = Excel365.WorkbookAttributes + " conformance=\"strict\"",
        IsoDays = true,
    };

    public static readonly Dialect Wps = new("WPS")
    {
        WorkbookAttributes = " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" mc:Ignorable=\"xr9\" xmlns:xr9=\"http://schemas.microsoft.com/office/spreadsheetml/2016/revision9\"",
        SheetAttributes = " xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:etc=\"http://www.wps.cn/officeDocument/2017/etCustomData\"",
        BeforeSheets = "<fileVersion appName=\"xl\" lastEdited=\"3\" lowestEdited=\"5\" rupBuild=\"9302\"/><workbookPr{1904}/><bookViews><workbookView windowWidth=\"28800\" windowHeight=\"12300\"/></bookViews>",
        AfterNames = "<calcPr calcId=\"144525\"/>",
        RowAttributes = " ht=\"24\" customHeight=\"1\" spans=\"1:7\"",
        Standalone = true,
        Extra =
        [
            ("docProps/custom.xml", "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\"><property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\" name=\"KSOProductBuildVer\"><vt:lpwstr xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">1033-12.2.0.13431</vt:lpwstr></property></Properties>"),
        ],
    };

    public static readonly Dialect GoogleSheets = new("Google Sheets")
    {
        SheetAttributes = " xmlns:mx=\"http://schemas.microsoft.com/office/mac/excel/2008/main\" xmlns:mv=\"urn:schemas-microsoft-com:mac:vml\" xmlns:x14=\"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main\"",
        BeforeSheets = "<workbookPr{1904}/>",
        RowAttributes = " ht=\"15.75\" customHeight=\"1\"",
        Floating = true,
        SaysVisible = true,
        AfterCells = "<drawing r:id=\"rId1\"/>",
    };

    public static readonly Dialect Poi = new("Apache POI")
    {
        BeforeSheets = "<workbookPr date1904=\"{1904?}\"/><bookViews><workbookView activeTab=\"0\"/></bookViews>",
        Floating = true,
        ExplicitNumbers = true,
    };

    public static readonly Dialect PoiStreaming = Poi with { Name = "Apache POI, streaming", Strings = Texts.Inline };

    public static readonly Dialect OpenXmlSdk = new("Open XML SDK")
    {
        Prefix = "x:",
        Strings = Texts.Inline,
        Addresses = false,
        HasStyles = false,
        IsoDays = true,
        AbsoluteTargets = true,
        BeforeSheets = "<x:workbookPr{1904}/>",
    };

    public static readonly Dialect SheetJs = new("SheetJS") { Strings = Texts.Results, BeforeSheets = "<workbookPr{1904}/>", AbsoluteTargets = true };

    public static readonly Dialect[] All = [Excel2007, Excel365, Strict, Wps, GoogleSheets, Poi, PoiStreaming, OpenXmlSdk, SheetJs];

    public string Prefix { get; init; } = "";

    public Texts Strings { get; init; } = Texts.Shared;

    /// <summary>Whether rows and cells say where they are; else they only stand in order.</summary>
    public bool Addresses { get; init; } = true;

    public bool HasStyles { get; init; } = true;

    public bool IsStrict { get; init; }

    /// <summary>Days as ISO texts of their own type.</summary>
    public bool IsoDays { get; init; }

    /// <summary>Numbers as a floating-point type prints them: 1234.0, 1.23456789E10.</summary>
    public bool Floating { get; init; }

    public bool ExplicitNumbers { get; init; }

    public bool SaysVisible { get; init; }

    public bool AbsoluteTargets { get; init; }

    public bool Standalone { get; init; }

    public string WorkbookAttributes { get; init; } = "";

    public string SheetAttributes { get; init; } = "";

    public string RowAttributes { get; init; } = "";

    public string BeforeSheets { get; init; } = "";

    public string AfterNames { get; init; } = "";

    public string AfterCells { get; init; } = "";

    public (string Name, string Text)[] Extra { get; init; } = [];

    public override string ToString() => Name;

    public byte[] Write(Book book)
    {
        var strings = new List<string>();
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + Override("/xl/workbook.xml", "spreadsheetml.sheet.main") + string.Concat(book.Sheets.Select((_, i) => Override($"/xl/worksheets/sheet{i + 1}.xml", "spreadsheetml.worksheet")))
                + (Strings == Texts.Shared ? Override("/xl/sharedStrings.xml", "spreadsheetml.sharedStrings") : "") + (HasStyles ? Override("/xl/styles.xml", "spreadsheetml.styles") : "")
                + "</Types>");
            Add(zip, "_rels/.rels", Rels($"<Relationship Id=\"rId1\" Type=\"{Relation}/officeDocument\" Target=\"xl/workbook.xml\"/>"));
            Add(zip, "xl/_rels/workbook.xml.rels", Rels(
                string.Concat(book.Sheets.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"{Relation}/worksheet\" Target=\"{Target}worksheets/sheet{i + 1}.xml\"/>"))
                + (Strings == Texts.Shared ? $"<Relationship Id=\"rId98\" Type=\"{Relation}/sharedStrings\" Target=\"{Target}sharedStrings.xml\"/>" : "")
                + (HasStyles ? $"<Relationship Id=\"rId99\" Type=\"{Relation}/styles\" Target=\"{Target}styles.xml\"/>" : "")));
            Add(zip, "xl/workbook.xml", Workbook(book));
            for (var i = 0; i < book.Sheets.Count; i++)
            {
                Add(zip, $"xl/worksheets/sheet{i + 1}.xml", Sheet(book.Sheets[i], book.Date1904, strings));
                if (AfterCells.Length == 0) continue;
                Add(zip, $"xl/worksheets/_rels/sheet{i + 1}.xml.rels", Rels($"<Relationship Id=\"rId1\" Type=\"{Relation}/drawing\" Target=\"../drawings/drawing{i + 1}.xml\"/>"));
                Add(zip, $"xl/drawings/drawing{i + 1}.xml", "<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\"/>");
            }

            if (Strings == Texts.Shared) Add(zip, "xl/sharedStrings.xml", $"<{Prefix}sst{Space}>{string.Concat(strings)}</{Prefix}sst>");
            if (HasStyles)
            {
                Add(zip, "xl/styles.xml",
                    $"<styleSheet{Space}><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy;@\"/></numFmts><fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Arial\"/></font></fonts>"
                    + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
                    + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
                    + $"<cellXfs count=\"4\">{string.Concat(new[] { 0, 164, 9, 3 }.Select(f => $"<xf numFmtId=\"{f}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"))}</cellXfs>"
                    + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>");
            }

            foreach (var (name, text) in Extra) Add(zip, name, text);
        }

        return file.ToArray();
    }

    private string Space => $" xmlns{(Prefix.Length > 0 ? ":" + Prefix[..^1] : "")}=\"{(IsStrict ? RawWorkbook.Strict : RawWorkbook.Main)}\"";

    private string Relation => IsStrict ? StrictRelations : Relations;

    private string Target => AbsoluteTargets ? "/xl/" : "";

    private string Workbook(Book book)
    {
        var before = BeforeSheets.Replace("{1904}", book.Date1904 ? " date1904=\"1\"" : "", StringComparison.Ordinal)
            .Replace("{1904?}", book.Date1904 ? "true" : "false", StringComparison.Ordinal);
        var text = new StringBuilder($"<{Prefix}workbook{Space} xmlns:r=\"{Relation}\"{WorkbookAttributes}>{before}<{Prefix}sheets>");
        for (var i = 0; i < book.Sheets.Count; i++)
        {
            var sheet = book.Sheets[i];
            var state = sheet.State != "visible" || SaysVisible ? $" state=\"{sheet.State}\"" : "";
            text.Append(CultureInfo.InvariantCulture, $"<{Prefix}sheet{state} name=\"{Escaped(sheet.Name)}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>");
        }

        text.Append(CultureInfo.InvariantCulture, $"</{Prefix}sheets>");
        if (book.Names.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"<{Prefix}definedNames>");
            foreach (var name in book.Names.OrderBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Of is null ? 1 : 0))
            {
                var local = name.Of is null ? "" : string.Create(CultureInfo.InvariantCulture, $" localSheetId=\"{book.Sheets.IndexOf(name.Of)}\"");
                text.Append(CultureInfo.InvariantCulture, $"<{Prefix}definedName name=\"{name.Name}\"{local}>{Escaped(name.RefersTo)}</{Prefix}definedName>");
            }

            text.Append(CultureInfo.InvariantCulture, $"</{Prefix}definedNames>");
        }

        return text.Append(AfterNames).Append(CultureInfo.InvariantCulture, $"</{Prefix}workbook>").ToString();
    }

    private string Sheet(BookSheet sheet, bool date1904, List<string> strings)
    {
        var text = new StringBuilder($"<{Prefix}worksheet{Space} xmlns:r=\"{Relation}\"{SheetAttributes}>");
        if (sheet.HiddenColumns.Count > 0)
        {
            var columns = string.Concat(sheet.HiddenColumns.Select(c => $"<{Prefix}col min=\"{c}\" max=\"{c}\" width=\"0\" hidden=\"1\" customWidth=\"1\"/>"));
            text.Append(CultureInfo.InvariantCulture, $"<{Prefix}cols>{columns}</{Prefix}cols>");
        }

        text.Append(CultureInfo.InvariantCulture, $"<{Prefix}sheetData>");
        var at = 0;
        foreach (var row in sheet.Cells.GroupBy(c => c.Key.Row))
        {
            // Without addresses what is blank must still stand in its place.
            for (at++; at < row.Key && !Addresses; at++) text.Append(CultureInfo.InvariantCulture, $"<{Prefix}row/>");
            at = row.Key;
            text.Append(CultureInfo.InvariantCulture, $"<{Prefix}row{(Addresses ? $" r=\"{row.Key}\"" : "")}{RowAttributes}{(sheet.HiddenRows.Contains(row.Key) ? " hidden=\"1\"" : "")}>");
            var column = 0;
            foreach (var (place, value) in row)
            {
                for (column++; column < place.Column && !Addresses; column++) text.Append(CultureInfo.InvariantCulture, $"<{Prefix}c/>");
                column = place.Column;
                text.Append(Cell(Addresses ? $" r=\"{XlsxAddress.Of(place.Row, place.Column)}\"" : "", value, date1904, strings));
            }

            text.Append(CultureInfo.InvariantCulture, $"</{Prefix}row>");
        }

        text.Append(CultureInfo.InvariantCulture, $"</{Prefix}sheetData>");
        if (sheet.Merges.Count > 0)
        {
            var merges = string.Concat(sheet.Merges.Select(m => $"<{Prefix}mergeCell ref=\"{m}\"/>"));
            text.Append(CultureInfo.InvariantCulture, $"<{Prefix}mergeCells count=\"{sheet.Merges.Count}\">{merges}</{Prefix}mergeCells>");
        }

        return text.Append(AfterCells).Append(CultureInfo.InvariantCulture, $"</{Prefix}worksheet>").ToString();
    }

    private string Cell(string address, BookValue value, bool date1904, List<string> strings) => value switch
    {
        Figure number => Valued(address + (ExplicitNumbers ? " t=\"n\"" : "") + (HasStyles ? " s=\"3\"" : ""), Shown(number.Text)),
        Percent percent => Valued(address + " s=\"2\"", percent.Share),
        Logical logical => Valued(address + " t=\"b\"", logical.Yes ? "1" : "0"),
        Day day when IsoDays => Valued(address + " t=\"d\"", day.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        Day day => Valued(address + " s=\"1\"", Shown(string.Create(CultureInfo.InvariantCulture, $"{day.On.DayNumber - new DateOnly(1899, 12, 30).DayNumber - (date1904 ? 1462 : 0)}"))),
        Calculated formula => $"<{Prefix}c{address}><{Prefix}f>{Escaped(formula.Text)}</{Prefix}f><{Prefix}v>{formula.Result}</{Prefix}v></{Prefix}c>",
        Words words => Text(address, $"<{Prefix}t xml:space=\"preserve\">{Escaped(words.Text)}</{Prefix}t>", words.Text, strings),
        RichWords rich => Text(
            address,
            $"<{Prefix}r><{Prefix}t>{Escaped(rich.First)}</{Prefix}t></{Prefix}r><{Prefix}r><{Prefix}rPr><{Prefix}b/></{Prefix}rPr><{Prefix}t>{Escaped(rich.Second)}</{Prefix}t></{Prefix}r>"
                + $"<{Prefix}rPh sb=\"0\" eb=\"1\"><{Prefix}t>không đọc</{Prefix}t></{Prefix}rPh>",
            rich.First + rich.Second,
            strings),
        _ => throw new NotSupportedException(value.ToString()),
    };

    private string Text(string address, string runs, string plain, List<string> strings)
    {
        if (Strings == Texts.Results) return Valued(address + " t=\"str\"", Escaped(plain));
        if (Strings == Texts.Inline) return $"<{Prefix}c{address} t=\"inlineStr\"><{Prefix}is>{runs}</{Prefix}is></{Prefix}c>";
        strings.Add($"<{Prefix}si>{runs}</{Prefix}si>");
        return Valued(address + " t=\"s\"", (strings.Count - 1).ToString(CultureInfo.InvariantCulture));
    }

    private string Valued(string attributes, string value) => $"<{Prefix}c{attributes}><{Prefix}v>{value}</{Prefix}v></{Prefix}c>";

    private string Shown(string number)
    {
        if (!Floating) return number;
        var value = decimal.Parse(number, CultureInfo.InvariantCulture);
        if (value < 10_000_000) return value.ToString("0.0", CultureInfo.InvariantCulture);
        var digits = number.TrimEnd('0');
        return $"{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{number.Length - 1}";
    }

    private static string Escaped(string text) => SecurityElement.Escape(text).Replace("\n", "&#10;", StringComparison.Ordinal);

    private static string Rels(string inner) => $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>";

    private static string Override(string part, string type) => $"<Override PartName=\"{part}\" ContentType=\"application/vnd.openxmlformats-officedocument.{type}+xml\"/>";

    private void Add(ZipArchive zip, string name, string text)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"{(Standalone ? " standalone=\"yes\"" : "")}?>\n{text}"));
    }
}
