using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// The zip and its relationships, distrusted: sizes are checked as declared and again as inflated, checksums are compared, and a part is only
/// ever walked forward.
/// </summary>
internal sealed class XlsxPackage
{
    private const string RelationshipsMark = "_rels/";
    private static readonly byte[] CompoundFile = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    private static readonly byte[] EncryptedPackage = Encoding.Unicode.GetBytes("EncryptedPackage");

    private static readonly string[] MacroTypes = ["macroEnabled", "vbaProject", "macrosheet", "dialogsheet"];
    private static readonly string[] ActiveTypes = ["externalLink", "oleObject", "activeX", "connections+xml"];
    private static readonly string[] ActiveFolders = ["xl/externalLinks/", "xl/embeddings/", "xl/activeX/", "xl/macrosheets/"];

    private readonly ArraySegment<byte> _bytes;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly XlsxLimits _limits;
    private readonly CancellationToken _token;
    private long _inflated;

    public XlsxPackage(ReadOnlyMemory<byte> bytes, XlsxLimits limits, CancellationToken token)
    {
        _limits = limits;
        _token = token;
        Sniff(bytes.Span, limits);
        _bytes = MemoryMarshal.TryGetArray(bytes, out var array) ? array : bytes.ToArray();
        CheckEntries();
        CheckContentTypes();
    }

    public bool Has(string path) => _entries.ContainsKey(path);

    /// <summary>Walks a part and makes sure of its checksum, also when the walk stopped early.</summary>
    public void Walk(string path, Action<XmlScanner> walk)
    {
        if (!_entries.TryGetValue(path, out var entry)) throw XlsxRefusedException.Damaged(path);
        using var packed = new MemoryStream(_bytes.Array!, _bytes.Offset + entry.Start, entry.Packed, writable: false);
        using Stream inflated = entry.Deflated ? new DeflateStream(packed, CompressionMode.Decompress) : packed;
        using var source = new CheckedStream(this, entry, inflated);
        if (source.Utf16() is { } encoding)
        {
            using var transcoded = Encoding.CreateTranscodingStream(source, encoding, new UTF8Encoding(false), leaveOpen: true);
            using var slow = new XmlScanner(transcoded, path, _limits);
            walk(slow);
        }
        else
        {
            using var scanner = new XmlScanner(source, path, _limits);
            walk(scanner);
        }

        source.Drain();
    }

    /// <summary>Relationships of a part: id, last word of the type, target path (null for one outside the package).</summary>
    public List<(string Id, string Type, string? Target)> Relationships(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        var path = string.Concat(part.AsSpan(0, slash), RelationshipsMark, part.AsSpan(slash), ".rels");
        var found = new List<(string, string, string?)>();
        if (!Has(path)) return found;
        Walk(path, xml =>
        {
            while (xml.Read())
            {
                if (!xml.IsStart("Relationship"u8)) continue;
                var type = xml.Attribute("Type"u8) ?? "";
                var target = xml.Attribute("Target"u8) ?? "";
                var outside = string.Equals(xml.Attribute("TargetMode"u8), "External", StringComparison.OrdinalIgnoreCase);
                type = type[(type.LastIndexOf('/') + 1)..];
                if (outside && type != "hyperlink") throw new XlsxRefusedException("active-content", type);
                if (found.Count == _limits.Declarations) throw XlsxRefusedException.TooLarge($"{path}: > {_limits.Declarations}");
                found.Add((xml.Attribute("Id"u8) ?? "", type, outside ? null : Resolve(part[..slash], target)));
            }
        });
        return found;
    }

    private static void Sniff(ReadOnlySpan<byte> bytes, XlsxLimits limits)
    {
        if (bytes.Length > limits.FileBytes)
            throw XlsxRefusedException.TooLarge(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length >> 20} MB > {limits.FileBytes >> 20} MB"));
        if (bytes.StartsWith(CompoundFile))
            throw bytes.IndexOf(EncryptedPackage) >= 0 ? new XlsxRefusedException("encrypted") : new XlsxRefusedException("old-format", ".xls");
        if (bytes.Length > 4 && BinaryPrimitives.ReadUInt32LittleEndian(bytes) is 0x00060809 or 0x00040409 or 0x00020009 or 0x00100809)
            throw new XlsxRefusedException("old-format", ".xls");
        if (bytes[..Math.Min(bytes.Length, 4096)].IndexOf("urn:schemas-microsoft-com:office:spreadsheet"u8) >= 0)
            throw new XlsxRefusedException("old-format", "XML 2003");
        if (!bytes.StartsWith("PK\u0003\u0004"u8)) throw new XlsxRefusedException("not-a-workbook");
    }

    private static string? Resolve(string folder, string target)
    {
        var path = Uri.UnescapeDataString(target.Replace('\\', '/'));
        var segments = new List<string>();
        foreach (var segment in (path.StartsWith('/') ? path : folder + path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == ".") continue;
            if (segment != "..") segments.Add(segment);
            else if (segments.Count > 0) segments.RemoveAt(segments.Count - 1);
        }

        return string.Join('/', segments);
    }

    private void CheckEntries()
    {
        long declared = 0;
        foreach (var entry in ZipDirectory.Read(_bytes, _limits))
        {
            var name = entry.Name;
            if (name.StartsWith('/') || name.Contains(':', StringComparison.Ordinal) || (name.Contains("..", StringComparison.Ordinal) && name.Split('/').Contains("..")))
                throw XlsxRefusedException.Damaged("zip: " + Shown(name));
            if (!_entries.TryAdd(name, entry)) throw XlsxRefusedException.Damaged("zip: 2 × " + Shown(name));
            declared += entry.Length;
            if (declared > _limits.InflatedBytes)
                throw XlsxRefusedException.TooLarge(string.Create(CultureInfo.InvariantCulture, $"> {_limits.InflatedBytes >> 20} MB"));
            if (entry.Length > _limits.RatioExempt && entry.Length / Math.Max(1, entry.Packed) > _limits.Ratio)
                throw XlsxRefusedException.TooLarge(string.Create(CultureInfo.InvariantCulture, $"{Shown(name)}: > {_limits.Ratio}×"));
        }
    }

    private void CheckContentTypes()
    {
        if (_entries.ContainsKey("mimetype") && !Has("[Content_Types].xml")) throw new XlsxRefusedException("old-format", ".ods");
        if (!Has("[Content_Types].xml")) throw new XlsxRefusedException("not-a-workbook");
        foreach (var name in _entries.Keys)
        {
            if (name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)) throw new XlsxRefusedException("macros");
            if (Array.Find(ActiveFolders, f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase)) is not null)
                throw new XlsxRefusedException("active-content", Shown(name));
        }

        var extensions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in _entries.Keys) extensions.TryAdd(name[(name.LastIndexOf('.') + 1)..], name);
        Walk("[Content_Types].xml", xml =>
        {
            var count = 0;
            while (xml.Read())
            {
                if (xml.Token != XmlToken.Start || xml.Attribute("ContentType"u8) is not { } type) continue;
                if (++count > _limits.Declarations) throw XlsxRefusedException.TooLarge($"[Content_Types].xml: > {_limits.Declarations}");
                // A default type that no entry uses does no harm.
                var part = xml.Attribute("PartName"u8) ?? (xml.Attribute("Extension"u8) is { } extension ? extensions.GetValueOrDefault(extension) : null);
                if (part is null) continue;
                if (type.Contains("sheet.binary", StringComparison.OrdinalIgnoreCase)) throw new XlsxRefusedException("old-format", ".xlsb");
                if (Array.Exists(MacroTypes, m => type.Contains(m, StringComparison.OrdinalIgnoreCase))) throw new XlsxRefusedException("macros");
                if (Array.Exists(ActiveTypes, m => type.Contains(m, StringComparison.OrdinalIgnoreCase)))
                    throw new XlsxRefusedException("active-content", Shown(part));
            }
        });
    }

    private static string Shown(string name) => name.Length <= 60 ? name : name[..60] + "…";

    /// <summary>Counts, measures and checks what is really inflated.</summary>
    private sealed class CheckedStream(XlsxPackage package, ZipEntry entry, Stream inner) : Stream
    {
        private readonly Crc32 _checksum = new();
        private readonly byte[] _head = new byte[2];
        private int _headAt;
        private int _headEnd;
        private long _read;
        private bool _done;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        /// <summary>UTF-16 shows in the first two bytes; null for all else. To be asked before reading.</summary>
        public Encoding? Utf16()
        {
            for (int count; _headEnd < 2 && (count = ReadChecked(_head.AsSpan(_headEnd))) > 0;) _headEnd += count;
            return (_head[0], _head[1]) switch
            {
                (0xFF, 0xFE) or (0x3C, 0) => new UnicodeEncoding(false, true, true),
                (0xFE, 0xFF) or (0, 0x3C) => new UnicodeEncoding(true, true, true),
                _ => null,
            };
        }

        public override int Read(Span<byte> buffer)
        {
            if (_headAt == _headEnd) return ReadChecked(buffer);
            var count = Math.Min(buffer.Length, _headEnd - _headAt);
            _head.AsSpan(_headAt, count).CopyTo(buffer);
            _headAt += count;
            return count;
        }

        private int ReadChecked(Span<byte> buffer)
        {
            if (_done || buffer.IsEmpty) return 0;
            package._token.ThrowIfCancellationRequested();
            var count = inner.Read(buffer);
            if (count == 0)
            {
                _done = true;
                if (_read != entry.Length || _checksum.GetCurrentHashAsUInt32() != entry.Checksum) throw XlsxRefusedException.Damaged(Shown(entry.Name));
                return 0;
            }

            var part = buffer[..count];
            _checksum.Append(part);
            _read += count;
            package._inflated += count;
            if (_read > entry.Length) throw XlsxRefusedException.Damaged(Shown(entry.Name));
            if (package._inflated > package._limits.InflatedBytes)
                throw XlsxRefusedException.TooLarge(string.Create(CultureInfo.InvariantCulture, $"> {package._limits.InflatedBytes >> 20} MB"));
            return count;
        }

        public void Drain()
        {
            Span<byte> rest = stackalloc byte[4096];
            while (Read(rest) > 0)
            {
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
