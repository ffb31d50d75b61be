using System.Text;

namespace Kpi.TestKit.Hostile;

/// <summary>The parts of a small workbook with an identity sheet, each replaceable.</summary>
public sealed class RawParts
{
    public const string Types = "[Content_Types].xml", Roots = "_rels/.rels", Book = "xl/workbook.xml", BookRoots = "xl/_rels/workbook.xml.rels",
        Data = "xl/worksheets/sheet1.xml", Identity = "xl/worksheets/sheet2.xml", Strings = "xl/sharedStrings.xml", Styles = "xl/styles.xml";

    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private readonly Dictionary<string, byte[]> _parts = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <param name="element">Data element whose name points at D1.</param>
    public RawParts(string element = "fees_total_vnd")
    {
        Put(Types, "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default Extension='xml' ContentType='application/xml'/></Types>");
        Put(Roots, Relationships($"<Relationship Id='r1' Type='{Office}/officeDocument' Target='xl/workbook.xml'/>"));
        Put(Book, Workbook($"<definedName name='kpi.{element}'>Data!$D$1</definedName>"));
        Put(BookRoots, Relationships(
            $"<Relationship Id='r1' Type='{Office}/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='r2' Type='{Office}/worksheet' Target='worksheets/sheet2.xml'/>"
            + $"<Relationship Id='r3' Type='{Office}/sharedStrings' Target='sharedStrings.xml'/><Relationship Id='r4' Type='{Office}/styles' Target='styles.xml'/>"));
        Put(Data, Sheet("<row r='1'><c r='D1' s='1'><v>12</v></c></row>"));
        Put(Identity, Sheet(
            "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row><row r='2'><c r='A2' t='s'><v>2</v></c><c r='B2'><v>1</v></c></row>"));
        Put(Strings, SharedStrings("<si><t>form</t></si><si><t>hospital</t></si><si><t>version</t></si>"));
        Put(Styles, $"<styleSheet xmlns='{Main}'><cellXfs><xf numFmtId='0'/><xf numFmtId='3'/></cellXfs></styleSheet>");
    }

    public static string Relationships(string inside) => $"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{inside}</Relationships>";

    public static string Relationship(string id, string type, string target) => $"<Relationship Id='{id}' Type='{Office}/{type}' Target='{target}'/>";

    public static string Workbook(string names, string? sheets = null) =>
        $"<workbook xmlns='{Main}' xmlns:r='{Office}'><sheets>{sheets ?? "<sheet name='Data' sheetId='1' r:id='r1'/><sheet name='_kpi' sheetId='2' r:id='r2'/>"}</sheets>"
        + $"<definedNames>{names}</definedNames></workbook>";

    public static string Sheet(string rows) => $"<worksheet xmlns='{Main}'><sheetData>{rows}</sheetData></worksheet>";

    public static string SharedStrings(string items) => $"<sst xmlns='{Main}' count='3' uniqueCount='3'>{items}</sst>";

    public RawParts Put(string part, string xml) => Put(part, Encoding.UTF8.GetBytes(xml));

    public RawParts Put(string part, byte[] bytes)
    {
        if (!_parts.ContainsKey(part)) _order.Add(part);
        _parts[part] = bytes;
        return this;
    }

    public RawParts Without(string part)
    {
        _parts.Remove(part);
        _order.Remove(part);
        return this;
    }

    public string Text(string part) => Encoding.UTF8.GetString(_parts[part]);

    /// <summary>All parts as entries, each as <paramref name="lie"/> would have it.</summary>
    public byte[] ToBytes(Func<RawEntry, RawEntry>? lie = null, RawZip? zip = null)
    {
        zip ??= new RawZip();
        zip.Entries.InsertRange(0, _order.Select(name => new RawEntry(name, _parts[name])).Select(lie ?? (static e => e)));
        return zip.ToBytes();
    }
}
