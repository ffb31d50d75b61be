using System.IO.Compression;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// Takes out of a freshly saved workbook what differs from one saving to the next (time stamps, random ids and part names), the calculation
/// chain, which nobody needs, and the namespace prefix on every tag. The same workbook then is the same bytes.
/// </summary>
public static partial class XlsxNormalizer
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string CorePath = "docProps/core.xml";
    private const string AppPath = "docProps/app.xml";
    private static readonly XmlWriterSettings Plain = new() { Encoding = new UTF8Encoding(false), CloseOutput = false };

    /// <param name="saved">The workbook as the library saved it.</param>
    /// <param name="title">Title among the document's properties.</param>
    /// <param name="created">The moment to be written as its making.</param>
    public static byte[] Normalize(Stream saved, string title, DateTimeOffset created)
    {
        using var source = new ZipArchive(saved, ZipArchiveMode.Read, leaveOpen: true);
        var parts = source.Entries.Where(e => Kept(e.FullName)).OrderBy(e => Rank(e.FullName)).ThenBy(e => e.FullName, StringComparer.Ordinal);
        var target = new MemoryStream();
        using (var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in parts)
            {
                switch (part.FullName)
                {
                    case "[Content_Types].xml":
                        Write(zip, part.FullName, stream => CopyTypes(part, stream));
                        break;
                    case "_rels/.rels":
                        Write(zip, part.FullName, WriteRootRelationships);
                        WriteText(zip, CorePath, CoreProperties(title, created));
                        // Not claiming to be Excel makes other programs compute the formulas afresh instead of trusting what is stored.
                        WriteText(zip, AppPath,
                            "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Application>Kpi</Application></Properties>");
                        break;
                    default:
                        Write(zip, part.FullName, stream => Copy(part, stream));
                        break;
                }
            }
        }

        return target.ToArray();
    }

    private static bool Kept(string name) =>
        name != "xl/calcChain.xml" && !name.StartsWith("package/", StringComparison.Ordinal) && !name.StartsWith("docProps/", StringComparison.Ordinal);

    private static int Rank(string name) => name switch { "[Content_Types].xml" => 0, "_rels/.rels" => 1, "xl/workbook.xml" => 2, _ => 3 };

    private static void Write(ZipArchive zip, string name, Action<Stream> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = XlsxPatcher.Epoch;
        using var stream = entry.Open();
        write(stream);
    }

    private static void WriteText(ZipArchive zip, string name, string xml) =>
        Write(zip, name, stream => stream.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + xml)));

    private static void CopyTypes(ZipArchiveEntry part, Stream target)
    {
        var types = new XmlDocument { XmlResolver = null };
        using (var stream = part.Open()) types.Load(stream);
        var root = types.DocumentElement!;
        foreach (var child in root.ChildNodes.OfType<XmlElement>().ToList())
        {
            var name = child.GetAttribute("PartName");
            if (child.GetAttribute("Extension") == "psmdcp" || name is "/xl/calcChain.xml" or "/" + CorePath or "/" + AppPath) root.RemoveChild(child);
        }

        Add("/" + CorePath, "application/vnd.openxmlformats-package.core-properties+xml");
        Add("/" + AppPath, "application/vnd.openxmlformats-officedocument.extended-properties+xml");
        using var writer = XmlWriter.Create(target, Plain);
        types.Save(writer);

        void Add(string name, string type)
        {
            var added = types.CreateElement("Override", root.NamespaceURI);
            added.SetAttribute("PartName", name);
            added.SetAttribute("ContentType", type);
            root.AppendChild(added);
        }
    }

    private static void WriteRootRelationships(Stream target)
    {
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
        const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";
        (string Type, string Target)[] all =
        [
            (Office + "officeDocument", "xl/workbook.xml"),
            (Package + "/metadata/core-properties", CorePath),
            (Office + "extended-properties", AppPath),
        ];
        using var writer = XmlWriter.Create(target, Plain);
        writer.WriteStartElement("Relationships", Package);
        for (var i = 0; i < all.Length; i++)
        {
            writer.WriteStartElement("Relationship", Package);
            writer.WriteAttributeString("Id", $"rId{i + 1}");
            writer.WriteAttributeString("Type", all[i].Type);
            writer.WriteAttributeString("Target", all[i].Target);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static string CoreProperties(string title, DateTimeOffset created) =>
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\""
        + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
        + $"<dc:title>{SecurityElement.Escape(title)}</dc:title><dc:creator>Kpi</dc:creator>"
        + $"<dcterms:created xsi:type=\"dcterms:W3CDTF\">{created.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}</dcterms:created></cp:coreProperties>";

    private static void Copy(ZipArchiveEntry part, Stream target)
    {
        using var stream = part.Open();
        if (!part.FullName.EndsWith(".xml", StringComparison.Ordinal) && !part.FullName.EndsWith(".rels", StringComparison.Ordinal))
        {
            stream.CopyTo(target);
            return;
        }

        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        using var writer = XmlWriter.Create(target, Plain);
        var printTitles = false;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName == "Relationship" && (reader.GetAttribute("Target") ?? "").EndsWith("calcChain.xml", StringComparison.Ordinal):
                    break;
                case XmlNodeType.Element:
                    printTitles = reader.LocalName == "definedName" && reader.GetAttribute("name") == "_xlnm.Print_Titles";
                    writer.WriteStartElement(reader.NamespaceURI == Main ? "" : reader.Prefix, reader.LocalName, reader.NamespaceURI);
                    var empty = reader.IsEmptyElement;
                    var emptyCell = empty && reader.LocalName == "c";
                    while (reader.MoveToNextAttribute())
                    {
                        if (reader.Value == Main && reader.Prefix == "xmlns") continue;
                        // An empty cell has no type, though the library gives it one.
                        if (emptyCell && reader.LocalName == "t") continue;
                        writer.WriteAttributeString(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
                    }

                    reader.MoveToElement();
                    if (empty) writer.WriteEndElement();
                    break;
                case XmlNodeType.EndElement:
                    writer.WriteEndElement();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    // The library writes rows to repeat as 8:8, which means other rows from elsewhere; only $8:$8 is repeated by every program.
                    writer.WriteString(printTitles ? Relative().Replace(reader.Value, "!$$$1:$$$2") : reader.Value);
                    break;
            }
        }
    }

    [GeneratedRegex(@"!([0-9]+):([0-9]+)")]
    private static partial Regex Relative();
}
