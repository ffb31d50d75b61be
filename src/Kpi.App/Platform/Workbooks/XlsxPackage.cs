using System.Buffers.Binary;
using System.Collections.Frozen;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Kpi.Domain.Returns;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// The zip and its relationships, distrusted: sizes are checked as declared and again as inflated, checksums are compared, and a part is only
/// ever walked forward.
/// </summary>
internal sealed class XlsxPackage
{
    private const string RelationshipsMark = "_rels/", ContentTypes = "[Content_Types].xml";
    private static readonly byte[] CompoundFile = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    private static readonly byte[] EncryptedPackage = Encoding.Unicode.GetBytes("EncryptedPackage");
    private static readonly byte[] BiffStream = Encoding.Unicode.GetBytes("Workbook"), OldBiffStream = Encoding.Unicode.GetBytes("Book\0");
    private static readonly byte[] WordStream = Encoding.Unicode.GetBytes("WordDocument");

    private static readonly string[] MacroTypes = ["macroEnabled", "vbaProject", "macrosheet", "dialogsheet"];

    /// <summary>What a content type holds when its part acts by itself, and what that is called.</summary>
    private static readonly (string Mark, string What)[] ActiveTypes =
    [
        ("externalLink", "#external-link"), ("oleObject", "#embedded-object"), ("activeX", "#control"), ("webextension", "#control"), ("connections+xml", "#connection"),
    ];

    private static readonly (string Mark, string Document)[] OtherDocuments =
        [("wordprocessingml.", "#word-document"), ("presentationml.", "#presentation"), ("ms-word.", "#word-document"), ("ms-powerpoint.", "#presentation")];

    private static readonly string[] MacroFolders = ["xl/macrosheets/", "xl/intlMacrosheets/", "xl/dialogsheets/"];

    private static readonly (string Folder, string What)[] ActiveFolders =
    [
        ("xl/externalLinks/", "#external-link"), ("xl/embeddings/", "#embedded-object"), ("xl/activeX/", "#control"), ("xl/webextensions/", "#control"),
        ("xl/connections.", "#connection"),
    ];

    /// <summary>Last words of relationship types: office programs go by them, whatever the content type says.</summary>
    private static readonly FrozenDictionary<string, string> ActiveRelationships = new Dictionary<string, string>
    {
        ["externalLink"] = "#external-link",
        ["externalLinkPath"] = "#external-link",
        ["attachedTemplate"] = "#external-link",
        ["oleObject"] = "#embedded-object",
        ["package"] = "#embedded-object",
        ["control"] = "#control",
        ["activeXControlBinary"] = "#control",
        ["webextension"] = "#control",
        ["webextensiontaskpanes"] = "#control",
        ["connections"] = "#connection",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> MacroRelationships =
        new[] { "vbaProject", "xlMacrosheet", "xlIntlMacrosheet", "attachedToolbars" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, List<(string Id, string Type, string? Target)>> _relationships = new(StringComparer.OrdinalIgnoreCase);
    private readonly ArraySegment<byte> _bytes;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly XlsxLimits _limits;
    private readonly CancellationToken _token;
    private long _inflated;
    private int _nodes;

    public XlsxPackage(ReadOnlyMemory<byte> bytes, XlsxLimits limits, CancellationToken token)
    {
        _limits = limits;
        _token = token;
        Sniff(bytes.Span, limits);
        _bytes = MemoryMarshal.TryGetArray(bytes, out var array) ? array : bytes.ToArray();
        CheckEntries();
        CheckContentTypes();
        CheckRelationships();
    }

    public bool Has(string path) => _entries.ContainsKey(path);

    public IReadOnlyCollection<ZipEntry> Entries => _entries.Values;

    /// <summary>A part as it lies in the package, unpacked.</summary>
    public byte[] Bytes(string path)
    {
        if (!_entries.TryGetValue(path, out var entry)) throw XlsxRefusedException.Damaged(path);
        using var packed = new MemoryStream(_bytes.Array!, _bytes.Offset + entry.Start, entry.Packed, writable: false);
        using Stream inflated = entry.Deflated ? new DeflateStream(packed, CompressionMode.Decompress) : packed;
        using var source = new CheckedStream(this, entry, inflated);
        var bytes = new MemoryStream((int)Math.Min(entry.Length, _limits.InflatedBytes));
        source.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A part as UTF-8, walked to its end: it is well formed as far as anybody here looks.</summary>
    public byte[] Text(string path)
    {
        Walk(path, static xml =>
        {
            while (xml.Read())
            {
            }
        });
        var bytes = Bytes(path);
        if (bytes.AsSpan() is [0xFF, 0xFE, ..] or [0x3C, 0, ..]) return InUtf8(Encoding.Unicode.GetString(bytes));
        return bytes.AsSpan() is [0xFE, 0xFF, ..] or [0, 0x3C, ..] ? InUtf8(Encoding.BigEndianUnicode.GetString(bytes)) : bytes;

        static byte[] InUtf8(string text)
        {
            // The declaration names the other encoding; without one it is UTF-8.
            text = text.TrimStart('\uFEFF');
            var end = text.StartsWith("<?xml", StringComparison.Ordinal) ? text.IndexOf("?>", StringComparison.Ordinal) + 2 : 0;
            return Encoding.UTF8.GetBytes(text[end..]);
        }
    }

    /// <summary>Walks a part and makes sure of its checksum, also when the walk stopped early.</summary>
    public void Walk(string path, Action<XmlScanner> walk)
    {
        if (!_entries.TryGetValue(path, out var entry)) throw XlsxRefusedException.Damaged(path);
        using var inflated = Open(entry);
        using var source = new CheckedStream(this, entry, inflated);
        if (source.Utf16() is { } encoding)
        {
            using var transcoded = Encoding.CreateTranscodingStream(source, encoding, new UTF8Encoding(false), leaveOpen: true);
            using var slow = new XmlScanner(transcoded, path, _limits, _nodes);
            walk(slow);
            _nodes = slow.Nodes;
        }
        else
        {
            using var scanner = new XmlScanner(source, path, _limits, _nodes);
            walk(scanner);
            _nodes = scanner.Nodes;
        }

        source.Drain();
    }

    private Stream Open(ZipEntry entry)
    {
        var packed = new MemoryStream(_bytes.Array!, _bytes.Offset + entry.Start, entry.Packed, writable: false);
        return entry.Deflated ? new DeflateStream(packed, CompressionMode.Decompress) : packed;
    }

    /// <summary>Relationships of a part: id, last word of the type, target path (null for one outside the package).</summary>
    public List<(string Id, string Type, string? Target)> Relationships(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        var path = string.Concat(part.AsSpan(0, slash), RelationshipsMark, part.AsSpan(slash), ".rels");
        var found = _relationships.GetValueOrDefault(path) ?? [];
        return found.ConvertAll(r => r with { Target = r.Target is null ? null : Resolve(part[..slash], r.Target) });
    }

    /// <summary>Reads all relationships there are, also those of parts that are never opened: nothing may lead out of the file but a hyperlink.</summary>
    private void CheckRelationships()
    {
        int count = 0, characters = 0;
        foreach (var path in _entries.Keys)
        {
            if (!path.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)) continue;
            var found = new List<(string, string, string?)>();
            Walk(path, xml =>
            {
                while (xml.Read())
                {
                    if (!xml.IsStart("Relationship"u8)) continue;
                    var type = xml.Attribute("Type"u8) ?? "";
                    var outside = string.Equals(xml.Attribute("TargetMode"u8), "External", StringComparison.OrdinalIgnoreCase);
                    type = type[(type.LastIndexOf('/') + 1)..];
                    if (MacroRelationships.Contains(type)) throw new XlsxRefusedException(RefusalReasons.Macros);
                    if (ActiveRelationships.TryGetValue(type, out var what)) throw new XlsxRefusedException(RefusalReasons.ActiveContent, what, type);
                    if (outside && type != "hyperlink") throw new XlsxRefusedException(RefusalReasons.ActiveContent, "#external-link", Shown(type));
                    var (id, target) = (xml.Attribute("Id"u8) ?? "", outside ? null : xml.Attribute("Target"u8) ?? "");
                    characters += id.Length + type.Length + (target?.Length ?? 0);
                    if (++count > _limits.Declarations || characters > _limits.NameChars) throw XlsxRefusedException.TooLarge("#markup", Shown(path), _limits.Declarations);
                    found.Add((id, type, target));
                }
            });
            _relationships.Add(path, found);
        }
    }

    private static void Sniff(ReadOnlySpan<byte> bytes, XlsxLimits limits)
    {
        if (bytes.Length > limits.FileBytes)
            throw new XlsxRefusedException(RefusalReasons.TooLarge, "#file", XlsxRefusedException.Shown(bytes.Length >> 20), XlsxRefusedException.Shown(limits.FileBytes >> 20));
        if (bytes.IsEmpty) throw XlsxRefusedException.NotAWorkbook("#nothing");
        if (bytes.StartsWith("PK\u0003\u0004"u8)) return;
        if (bytes.StartsWith(CompoundFile))
        {
            if (bytes.IndexOf(EncryptedPackage) >= 0) throw new XlsxRefusedException(RefusalReasons.Encrypted);
            if (bytes.IndexOf(BiffStream) >= 0 || bytes.IndexOf(OldBiffStream) >= 0) throw new XlsxRefusedException(RefusalReasons.OldFormat, ".xls");
            throw XlsxRefusedException.NotAWorkbook("#other-document", bytes.IndexOf(WordStream) >= 0 ? "#word-document" : "#office-document");
        }

        if (bytes.Length > 4 && BinaryPrimitives.ReadUInt32LittleEndian(bytes) is 0x00060809 or 0x00040409 or 0x00020009 or 0x00100809)
            throw new XlsxRefusedException(RefusalReasons.OldFormat, ".xls");
        var head = bytes[..Math.Min(bytes.Length, 4096)];
        if (head.IndexOf("urn:schemas-microsoft-com:office:spreadsheet"u8) >= 0) throw new XlsxRefusedException(RefusalReasons.OldFormat, "XML 2003");
        if (head.StartsWith("%PDF"u8)) throw XlsxRefusedException.NotAWorkbook("#pdf");
        if (IsPicture(head)) throw XlsxRefusedException.NotAWorkbook("#picture");
        if (IsArchive(head)) throw XlsxRefusedException.NotAWorkbook("#other-archive");
        if (IsWebPage(head)) throw XlsxRefusedException.NotAWorkbook("#web-page");
        if (IsText(head)) throw XlsxRefusedException.NotAWorkbook("#text");
        throw new XlsxRefusedException(RefusalReasons.NotAWorkbook);
    }

    private static bool IsPicture(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) || head.StartsWith("GIF8"u8)
        || head.StartsWith("BM"u8) || (head.Length > 12 && (head[4..8].SequenceEqual("ftyp"u8) || head[8..12].SequenceEqual("WEBP"u8)));

    private static bool IsArchive(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\u0005\u0006"u8) || head.StartsWith("Rar!"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])
        || head.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF]);

    private static bool IsWebPage(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        return text.StartsWith("MIME-Version:", StringComparison.OrdinalIgnoreCase) || text.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || text.Contains("<table", StringComparison.OrdinalIgnoreCase) || text.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsText(ReadOnlySpan<byte> head) => head.IndexOfAnyInRange((byte)0, (byte)8) < 0 && head.IndexOfAny(",;\t\n"u8) >= 0;

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
                throw XlsxRefusedException.BadEntry(Shown(name));
            if (!_entries.TryAdd(name, entry)) throw XlsxRefusedException.BadEntry("2 × " + Shown(name));
            declared += entry.Length;
            if (declared > _limits.InflatedBytes)
                throw XlsxRefusedException.TooLarge("#unpacked", _limits.InflatedBytes >> 20);
            if (entry.Length > _limits.RatioExempt && entry.Length / Math.Max(1, entry.Packed) > _limits.Ratio)
                throw XlsxRefusedException.TooLarge("#ratio", Shown(name), _limits.Ratio);
        }
    }

    private void CheckContentTypes()
    {
        if (!Has(ContentTypes)) throw WithoutContentTypes();
        foreach (var name in _entries.Keys)
        {
            if (name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase) || Array.Exists(MacroFolders, f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase)))
                throw new XlsxRefusedException(RefusalReasons.Macros);
            if (Array.Find(ActiveFolders, f => name.StartsWith(f.Folder, StringComparison.OrdinalIgnoreCase)) is { What: { } what })
                throw new XlsxRefusedException(RefusalReasons.ActiveContent, what, Shown(name));
        }

        var doubtful = new List<(string Extension, string Type)>();
        Walk(ContentTypes, xml =>
        {
            var count = 0;
            while (xml.Read())
            {
                if (xml.Token != XmlToken.Start || xml.Attribute("ContentType"u8) is not { } type) continue;
                if (++count > _limits.Declarations) throw XlsxRefusedException.TooLarge("#markup", ContentTypes, _limits.Declarations);
                if (Refusal("", type) is null) continue;
                if (xml.Attribute("PartName"u8) is { } part) throw Refusal(part, type)!;
                if (xml.Attribute("Extension"u8) is { } extension) doubtful.Add((extension, type));
            }
        });
        // A default type does harm only where an entry goes by it.
        if (doubtful.Count == 0) return;
        var own = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Walk(ContentTypes, xml =>
        {
            while (xml.Read())
            {
                if (xml.Token == XmlToken.Start && xml.Attribute("PartName"u8) is { } part) own.Add(part.TrimStart('/'));
            }
        });
        foreach (var (extension, type) in doubtful)
        {
            if (_entries.Keys.FirstOrDefault(name => !own.Contains(name) && name.EndsWith("." + extension, StringComparison.OrdinalIgnoreCase)) is { } part)
                throw Refusal(part, type)!;
        }
    }

    /// <summary>Why a part of this type is refused; null when it is not.</summary>
    private static XlsxRefusedException? Refusal(string part, string type)
    {
        if (type.Contains("sheet.binary", StringComparison.OrdinalIgnoreCase)) return new XlsxRefusedException(RefusalReasons.OldFormat, ".xlsb");
        if (Array.Find(OtherDocuments, d => type.Contains(d.Mark, StringComparison.OrdinalIgnoreCase)) is { Document: { } document })
            return XlsxRefusedException.NotAWorkbook("#other-document", document);
        if (Array.Exists(MacroTypes, m => type.Contains(m, StringComparison.OrdinalIgnoreCase))) return new XlsxRefusedException(RefusalReasons.Macros);
        return Array.Find(ActiveTypes, a => type.Contains(a.Mark, StringComparison.OrdinalIgnoreCase)) is { What: { } what }
            ? new XlsxRefusedException(RefusalReasons.ActiveContent, what, Shown(part))
            : null;
    }

    private XlsxRefusedException WithoutContentTypes()
    {
        if (!_entries.TryGetValue("mimetype", out var entry)) return XlsxRefusedException.NotAWorkbook("#other-archive");
        Span<byte> head = stackalloc byte[100];
        using var inflated = Open(entry);
        var type = Encoding.ASCII.GetString(head[..inflated.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
        return type.Contains("spreadsheet", StringComparison.Ordinal) ? new XlsxRefusedException(RefusalReasons.OldFormat, ".ods")
            : type.Contains("opendocument.text", StringComparison.Ordinal) ? XlsxRefusedException.NotAWorkbook("#other-document", "#word-document")
            : XlsxRefusedException.NotAWorkbook("#other-document", "#office-document");
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
                throw XlsxRefusedException.TooLarge("#unpacked", package._limits.InflatedBytes >> 20);
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
