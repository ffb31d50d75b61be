using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Kpi.App.Platform.Workbooks;

/// <summary>A value for one cell: long, int, decimal, string, bool, DateOnly, or null, which empties the cell.</summary>
/// <param name="Sheet">Name of the sheet.</param>
/// <param name="Cell">Address such as <c>D14</c>; the cell must stand in the file, if only for its style.</param>
/// <param name="Value">The value; for a formula, the one the file keeps for it.</param>
public readonly record struct XlsxPatch(string Sheet, string Cell, object? Value);

/// <summary>Sets cell values in a trusted workbook by rewriting only the sheets it touches; all else keeps its bytes.</summary>
public static class XlsxPatcher
{
    /// <summary>The one time stamp of every entry, so that the same content gives the same file.</summary>
    internal static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly XmlWriterSettings Plain = new() { Encoding = new UTF8Encoding(false), CloseOutput = false };
    private static readonly XmlReaderSettings Guarded = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static byte[] Apply(ReadOnlyMemory<byte> workbook, IReadOnlyList<XlsxPatch> patches)
    {
        IReadOnlyList<XlsxSheet> sheets;
        using (var reader = new XlsxReader(workbook, XlsxLimits.Default, CancellationToken.None)) sheets = reader.Sheets;
        var file = new MemoryStream(workbook.Length + 4096);
        file.Write(workbook.Span);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var group in patches.GroupBy(p => p.Sheet, StringComparer.Ordinal))
            {
                var sheet = sheets.FirstOrDefault(s => s.Name == group.Key) ?? throw new InvalidOperationException($"No sheet '{group.Key}'.");
                var entry = zip.GetEntry(sheet.Part) ?? throw new InvalidOperationException($"No part '{sheet.Part}'.");
                using var part = entry.Open();
                var rewritten = new MemoryStream();
                Rewrite(part, rewritten, group.ToDictionary(p => p.Cell, p => p.Value, StringComparer.Ordinal));
                part.SetLength(0);
                part.Write(rewritten.GetBuffer().AsSpan(0, (int)rewritten.Length));
                entry.LastWriteTime = Epoch;
            }
        }

        return file.ToArray();
    }

    private static void Rewrite(Stream source, Stream target, Dictionary<string, object?> values)
    {
        using var reader = XmlReader.Create(source, Guarded);
        using var writer = XmlWriter.Create(target, Plain);
        reader.Read();
        while (!reader.EOF)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "c" } && reader.GetAttribute("r") is { } address && values.Remove(address, out var value))
                WriteCell(reader, writer, value);
            else
                CopyNode(reader, writer);
        }

        if (values.Count > 0) throw new InvalidOperationException($"No cell '{values.Keys.First()}'.");
    }

    private static void CopyNode(XmlReader reader, XmlWriter writer)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.XmlDeclaration:
                writer.WriteStartDocument(true);
                break;
            case XmlNodeType.Element:
                writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                var empty = reader.IsEmptyElement;
                writer.WriteAttributes(reader, false);
                if (empty) writer.WriteEndElement();
                break;
            case XmlNodeType.EndElement:
                writer.WriteEndElement();
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                writer.WriteString(reader.Value);
                break;
        }

        reader.Read();
    }

    private static void WriteCell(XmlReader reader, XmlWriter writer, object? value)
    {
        var space = reader.NamespaceURI;
        writer.WriteStartElement(reader.Prefix, "c", space);
        writer.WriteAttributeString("r", reader.GetAttribute("r"));
        if (reader.GetAttribute("s") is { } style) writer.WriteAttributeString("s", style);
        var depth = reader.Depth;
        string? formula = null;
        if (reader.IsEmptyElement)
        {
            reader.Read();
        }
        else
        {
            reader.Read();
            while (reader.Depth > depth)
            {
                if (reader.Depth == depth + 1 && reader is { NodeType: XmlNodeType.Element, LocalName: "f" }) formula = reader.ReadElementContentAsString();
                else reader.Read();
            }

            reader.Read();
        }

        var type = value switch { string => formula is null ? "inlineStr" : "str", bool => "b", _ => null };
        if (type is not null) writer.WriteAttributeString("t", type);
        if (formula is not null) writer.WriteElementString("f", space, formula);
        if (type == "inlineStr")
        {
            writer.WriteStartElement("is", space);
            writer.WriteStartElement("t", space);
            writer.WriteAttributeString("xml", "space", null, "preserve");
            writer.WriteString((string)value!);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        else if (value is not null)
        {
            writer.WriteElementString("v", space, value switch
            {
                string text => text,
                bool yes => yes ? "1" : "0",
                DateOnly day => (day.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(CultureInfo.InvariantCulture),
                long or int or decimal => Convert.ToString(value, CultureInfo.InvariantCulture),
                _ => throw new ArgumentException($"A cell cannot hold a {value.GetType().Name}.", nameof(value)),
            });
        }

        writer.WriteEndElement();
    }
}
