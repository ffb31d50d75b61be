using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Kpi.TestKit.Hostile;

/// <summary>
/// Spoils honest workbooks. Everything about a case follows from its number, so that one case can be made again. Most cases change the parts and
/// pack them again with right checksums, for the reader to get behind the zip; the others change the bytes of the file.
/// </summary>
public sealed class Mutator
{
    private static readonly string[] Values =
    [
        "", "0", "-1", "1", "2147483647", "2147483648", "-2147483648", "4294967295", "9223372036854775807", "99999999999999999999", "1E400", "1e-400", "-0", "NaN", "INF",
        "1,5", "1.234.567,5", "12 %", "#REF!", "TRUE", "true", "A1", "XFD1048576", "XFE1", "A0", "$D$1", "D", "1", "AAAA1", "s", "str", "inlineStr", "b", "e", "d", "n", "x",
        "r1", "rId1", "../../a.xml", "/xl/workbook.xml", "%00", "External", "worksheet", "veryHidden", "2026-09-01", "2026-09-01T00:00:00Z", "45000.5", "2958466", "_x000D_",
        "_xD800_", "_x", "&amp;", "&#65;", "&#x1F600;", "&#xD800;", "&#0;", "&lol;", "&", "<", ">", "'", "\"", "]]>", "\u0000", "\u0085", "\u2028", "e\u0301", "🙂",
        "kpi.fees_total_vnd", "Data!$D$1", "#REF!$A$1", "'a''b'!$A$1:$B$2", "hospital", "2026-09", "01234", "có", "khong", "14", "49", "1 234", "00000000000000000001",
    ];

    private static readonly string[] Snippets =
    [
        "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<!-- -->", "<!---->", "<![CDATA[1]]>", "<![CDATA[]]>", "<?pi?>", "<?xml version='1.0' encoding='utf-7'?>", "<c/>", "<c><v>7</v></c>",
        "<c r='D1'><v>7</v></c>", "<row/>", "<row r='1'>", "</row>", "</c>", "<v>", "</v>", "<is><t>x</t></is>", "<f>1+1</f>", "<f/>", "<si><t>x</t></si>", "<rPh><t>x</t></rPh>",
        "<t xml:space='preserve'> </t>", "<x:c xmlns:x='y' r='D2'><x:v>9</x:v></x:c>", "<sheetData/>", "<sheetData>", "</sheetData>", "<definedName name='kpi.emr_level'>S!A1</definedName>",
        "<sheet name='_kpi' r:id='rId1'/>", "<numFmt numFmtId='164' formatCode='yyyy'/>", "<xf numFmtId='14'/>", "<cellXfs>", "<workbookPr date1904='1'/>", "\uFEFF", "\0", "\r\n", "\t",
    ];

    private readonly List<(byte[] File, List<(string Name, byte[] Bytes)> Parts)> _seeds;

    public Mutator(IEnumerable<byte[]> seeds) => _seeds = [.. seeds.Select(seed => (seed, Unpack(seed)))];

    /// <summary>The spoilt file, and the part that was spoilt last with its bytes; null when the file itself was.</summary>
    public (byte[] File, byte[]? Part) Make(int number)
    {
        var random = new Random(number);
        var (file, parts) = _seeds[random.Next(_seeds.Count)];
        if (random.Next(5) == 0) return (SpoilFile((byte[])file.Clone(), random), null);

        parts = [.. parts];
        byte[]? last = null;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = Choose(parts, random);
            switch (random.Next(24))
            {
                case 0:
                    parts.RemoveAt(at);
                    last = null;
                    break;
                case 1:
                    parts[at] = (parts[at].Name, parts[random.Next(parts.Count)].Bytes);
                    break;
                case 2:
                    parts[at] = (SpoilText(parts[at].Name, random), parts[at].Bytes);
                    break;
                case 3 or 4 or 5:
                    parts[at] = (parts[at].Name, last = SpoilBytes(parts[at].Bytes, random));
                    break;
                default:
                    parts[at] = (parts[at].Name, last = SpoilMarkup(parts[at].Bytes, random));
                    break;
            }

            if (parts.Count == 0) break;
        }

        var zip = new RawZip();
        var method = (ushort)(random.Next(8) == 0 ? 8 : 0);
        foreach (var (name, bytes) in parts) zip.Entries.Add(new RawEntry(name, bytes) { Method = method, SizesFollow = number % 7 == 0, Wide = number % 11 == 0 });
        return (zip.ToBytes(), last);
    }

    private static List<(string Name, byte[] Bytes)> Unpack(byte[] seed)
    {
        using var zip = new ZipArchive(new MemoryStream(seed, writable: false), ZipArchiveMode.Read);
        var parts = new List<(string, byte[])>();
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            parts.Add((entry.FullName, bytes.ToArray()));
        }

        return parts;
    }

    /// <summary>Parts that nobody reads (themes, properties) are seldom worth spoiling.</summary>
    private static int Choose(List<(string Name, byte[] Bytes)> parts, Random random)
    {
        for (var tries = 0; ; tries++)
        {
            var at = random.Next(parts.Count);
            var name = parts[at].Name;
            if (tries > 20 || name.Contains("heet", StringComparison.Ordinal) || name.Contains("workbook", StringComparison.Ordinal) || name.Contains("trings", StringComparison.Ordinal)
                || name.EndsWith(".rels", StringComparison.Ordinal) || name.StartsWith('[') || random.Next(6) == 0)
            {
                return at;
            }
        }
    }

    private byte[] SpoilFile(byte[] file, Random random)
    {
        for (var times = random.Next(1, 6); times > 0 && file.Length > 0; times--)
        {
            var at = random.Next(file.Length);
            switch (random.Next(7))
            {
                case 0:
                    file = file[..at];
                    break;
                case 1:
                    file = [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 200))..]];
                    break;
                case 2:
                    var other = _seeds[random.Next(_seeds.Count)].File;
                    var from = random.Next(other.Length);
                    file = [.. file[..at], .. other[from..Math.Min(other.Length, from + random.Next(1, 2_000))], .. file[at..]];
                    break;
                case 3:
                    // The fields behind a signature are where sizes, offsets and flags stand.
                    var mark = file.AsSpan(at).IndexOf("PK"u8);
                    var place = mark < 0 ? at : Math.Min(file.Length - 1, at + mark + random.Next(4, 46));
                    file[place] = (byte)(random.Next(2) == 0 ? 0xFF : random.Next(256));
                    break;
                default:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return file;
    }

    private static byte[] SpoilBytes(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];
        var at = random.Next(bytes.Length);
        var spoilt = (byte[])bytes.Clone();
        switch (random.Next(5))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 100))..]];
            case 2:
                random.NextBytes(spoilt.AsSpan(at, Math.Min(8, bytes.Length - at)));
                return spoilt;
            default:
                spoilt[at] ^= (byte)(1 << random.Next(8));
                return spoilt;
        }
    }

    private static string SpoilText(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        return random.Next(3) switch
        {
            0 => text[..at],
            1 => text.Insert(at, Values[random.Next(Values.Length)]),
            _ => text.ToUpper(CultureInfo.InvariantCulture),
        };
    }

    private static byte[] SpoilMarkup(byte[] bytes, Random random)
    {
        var text = Encoding.UTF8.GetString(bytes);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var (start, end) = Tag(text, random.Next(Math.Max(1, text.Length)));
            if (start < 0) return Encoding.UTF8.GetBytes(text);
            var tag = text[start..end];
            switch (random.Next(11))
            {
                case 0:
                    text = text.Remove(start, tag.Length);
                    break;
                case 1:
                    text = text.Insert(end, tag);
                    break;
                case 2:
                    var (otherStart, otherEnd) = Tag(text, random.Next(text.Length));
                    if (otherStart >= end) text = string.Concat(text[..start], text[otherStart..otherEnd], text[end..otherStart], tag + text[otherEnd..]);
                    break;
                case 3 or 4:
                    text = string.Concat(text.AsSpan(0, start), SpoilAttribute(tag, random), text.AsSpan(end));
                    break;
                case 5:
                    text = text.Insert(random.Next(2) == 0 ? start : end, Snippets[random.Next(Snippets.Length)]);
                    break;
                case 6 or 7:
                    // The text behind the tag.
                    var next = text.IndexOf('<', end);
                    if (next >= end) text = string.Concat(text.AsSpan(0, end), Values[random.Next(Values.Length)], text.AsSpan(next));
                    break;
                case 8:
                    var repeated = string.Concat(Enumerable.Repeat(tag, random.Next(2, random.Next(20) == 0 ? 3_000 : 20)));
                    text = text.Insert(end, repeated);
                    break;
                case 9:
                    var name = tag.IndexOfAny([' ', '/', '>'], 2);
                    if (name > 0) text = string.Concat(text.AsSpan(0, start), tag.Insert(random.Next(1, name), "x"), text.AsSpan(end));
                    break;
                default:
                    // An element with what stands within, as long as it is not long.
                    var close = text.IndexOf("</", end, StringComparison.Ordinal);
                    if (close > 0 && close - start < 4_000) text = text.Insert(start, text[start..Math.Min(text.Length, close + random.Next(12))]);
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static string SpoilAttribute(string tag, Random random)
    {
        var quotes = new List<int>();
        for (var i = 0; i < tag.Length; i++)
        {
            if (tag[i] is '"' or '\'') quotes.Add(i);
        }

        var inside = tag.EndsWith("/>", StringComparison.Ordinal) ? tag.Length - 2 : tag.Length - 1;
        if (quotes.Count < 2 || random.Next(8) == 0) return inside < 1 ? tag : tag.Insert(inside, $" {"rst"[random.Next(3)]}=\"{Values[random.Next(Values.Length)]}\"");
        var at = random.Next(quotes.Count / 2) * 2;
        var (open, close) = (quotes[at], quotes[at + 1]);
        return random.Next(5) switch
        {
            0 => tag.Remove(open, close - open + 1),
            1 => tag.Insert(close + 1, " " + tag[(tag.LastIndexOf(' ', open) + 1)..(close + 1)]),
            2 => tag.Remove(close, 1),
            _ => string.Concat(tag.AsSpan(0, open + 1), Values[random.Next(Values.Length)], tag.AsSpan(close)),
        };
    }

    /// <summary>The first tag at or behind a place; from the beginning when there is none.</summary>
    private static (int Start, int End) Tag(string text, int from)
    {
        var start = text.IndexOf('<', Math.Min(from, text.Length));
        if (start < 0) start = text.IndexOf('<', 0);
        var end = start < 0 ? -1 : text.IndexOf('>', start);
        return end < 0 ? (-1, -1) : (start, end + 1);
    }
}
