using System.IO.Compression;
using System.Text;

namespace Kpi.App.Tests.Returns;

/// <summary>A workbook written by hand, to hold what no library would write.</summary>
internal sealed class RawWorkbook
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string Strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private readonly List<(string Name, byte[] Bytes)> _extra = [];

    public string Space { get; init; } = Main;

    public string WorkbookPath { get; init; } = "xl/workbook.xml";

    public string? WorkbookProperties { get; init; }

    /// <summary>Rows of the sheet with the inputs.</summary>
    public required string Rows { get; init; }

    /// <summary>Defined names, as XML; the default names D1, D2 and so on after the elements given.</summary>
    public string? Names { get; init; }

    public string[] Elements { get; init; } = ["fees_total_vnd", "fees_cashless_vnd", "fee_payments_total", "fee_payments_cashless"];

    public string? Strings { get; init; }

    public string? Styles { get; init; }

    public string? Sheet { get; init; }

    public string Types { get; init; } = "";

    public Encoding Encoding { get; init; } = new UTF8Encoding(false);

    public RawWorkbook With(string name, string text)
    {
        _extra.Add((name, Encoding.UTF8.GetBytes(text)));
        return this;
    }

    public byte[] ToBytes()
    {
        var folder = WorkbookPath[..(WorkbookPath.LastIndexOf('/') + 1)];
        var names = Names ?? string.Concat(Elements.Select((e, i) => $"<definedName name=\"kpi.{e}\">'Số liệu'!$D${i + 1}</definedName>"));
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + Types + "</Types>");
            Add("_rels/.rels", Rels($"<Relationship Id=\"r1\" Type=\"{Relations}/officeDocument\" Target=\"{WorkbookPath}\"/>"));
            Add(folder + "_rels/" + WorkbookPath[folder.Length..] + ".rels", Rels(
                $"<Relationship Id=\"r1\" Type=\"{Relations}/worksheet\" Target=\"sheets/data.xml\"/>"
                + $"<Relationship Id=\"r2\" Type=\"{Relations}/worksheet\" Target=\"/{folder}sheets/kpi.xml\"/>"
                + (Strings is null ? "" : $"<Relationship Id=\"r3\" Type=\"{Relations}/sharedStrings\" Target=\"strings.xml\"/>")
                + (Styles is null ? "" : $"<Relationship Id=\"r4\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/>")));
            Add(WorkbookPath,
                $"<workbook xmlns=\"{Space}\" xmlns:r=\"{Relations}\">{WorkbookProperties}<sheets><sheet name=\"Số liệu\" sheetId=\"1\" r:id=\"r1\"/>"
                + $"<sheet name=\"_kpi\" sheetId=\"2\" state=\"veryHidden\" r:id=\"r2\"/></sheets><definedNames>{names}</definedNames></workbook>");
            Add(folder + "sheets/data.xml", Sheet ?? $"<worksheet xmlns=\"{Space}\"><sheetData>{Rows}</sheetData></worksheet>");
            Add(folder + "sheets/kpi.xml", $"<worksheet xmlns=\"{Space}\"><sheetData>" + string.Concat(
                new[] { ("form", "hospital"), ("version", "1"), ("facility", "01234"), ("period", "2026-09"), ("issued", "2026-09-01"), ("seal", "x") }
                    .Select((p, i) => $"<row r=\"{i + 1}\"><c r=\"A{i + 1}\" t=\"inlineStr\"><is><t>{p.Item1}</t></is></c><c r=\"B{i + 1}\" t=\"inlineStr\"><is><t>{p.Item2}</t></is></c></row>"))
                + "</sheetData></worksheet>");
            if (Strings is not null) Add(folder + "strings.xml", $"<sst xmlns=\"{Space}\">{Strings}</sst>");
            if (Styles is not null) Add(folder + "styles.xml", $"<styleSheet xmlns=\"{Space}\">{Styles}</styleSheet>");
            foreach (var (name, bytes) in _extra)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(bytes);
            }

            void Add(string name, string text)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.GetPreamble());
                stream.Write(Encoding.GetBytes(text));
            }
        }

        return file.ToArray();

        static string Rels(string inner) => $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>";
    }
}
