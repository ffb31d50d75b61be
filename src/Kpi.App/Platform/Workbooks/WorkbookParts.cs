using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// A workbook of our own as its parts. The same parts are written as the same bytes: fixed order, fixed times, no machine's name in them.
/// Uploads never come here; they are read by <see cref="XlsxReader"/>, which keeps to limits.
/// </summary>
public sealed class WorkbookParts
{
    private const string ContentTypes = "[Content_Types].xml";
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static readonly DateTimeOffset Stamp = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SortedDictionary<string, Action<Stream>> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _bytes = new(StringComparer.Ordinal);

    private WorkbookParts()
    {
    }

    public IReadOnlyCollection<string> Parts => _parts.Keys;

    /// <exception cref="InvalidDataException">The bytes are not a zip file.</exception>
    public static WorkbookParts Open(Stream stream)
    {
        var package = new WorkbookParts();
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            using var source = entry.Open();
            using var target = new MemoryStream();
            source.CopyTo(target);
            package.Put(entry.FullName, target.ToArray());
        }

        return package;
    }

    public static WorkbookParts Open(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return Open(stream);
    }

    public XDocument Xml(string part)
    {
        if (!_bytes.TryGetValue(part, out var bytes)) throw new InvalidDataException($"The workbook has no part {part}.");
        using var stream = new MemoryStream(bytes, writable: false);
        return XDocument.Load(stream, LoadOptions.PreserveWhitespace);
    }

    public void Put(string part, byte[] bytes)
    {
        _bytes[part] = bytes;
        _parts[part] = stream => stream.Write(bytes);
    }

    public void Put(string part, XDocument xml) => Put(part, Encoded(xml));

    /// <summary>A part that is too long to hold: it is written when the package is.</summary>
    public void Put(string part, Action<Stream> write)
    {
        _bytes.Remove(part);
        _parts[part] = write;
    }

    public void Remove(string part)
    {
        _bytes.Remove(part);
        _parts.Remove(part);
    }

    /// <summary>The part that holds the cells of a sheet.</summary>
    public string PartOf(string sheet)
    {
        var id = Xml("xl/workbook.xml").Descendants(Main + "sheet").FirstOrDefault(s => (string?)s.Attribute("name") == sheet)
            ?.Attribute(Relations + "id")?.Value ?? throw new InvalidDataException($"The workbook has no sheet '{sheet}'.");
        var target = Xml("xl/_rels/workbook.xml.rels").Root!.Elements().First(r => (string?)r.Attribute("Id") == id).Attribute("Target")!.Value;
        return target.StartsWith('/') ? target[1..] : "xl/" + target;
    }

    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            // Some readers want the content types first.
            foreach (var (name, write) in _parts.OrderByDescending(p => p.Key == ContentTypes))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = Stamp;
                using var target = entry.Open();
                write(target);
            }
        }

        return stream.ToArray();
    }

    internal static byte[] Encoded(XDocument xml)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) })) xml.Save(writer);
        return stream.ToArray();
    }
}
