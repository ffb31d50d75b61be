using System.Globalization;
using System.Net;
using System.Text;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// Walks XML that lies in memory and says where each token stands, so that a part can be changed in a few places and keep all its other
/// bytes. It believes that the text is well formed: <see cref="XlsxPackage.Text"/> gives only what the distrustful scanner has walked.
/// </summary>
internal ref struct XmlCursor(ReadOnlySpan<byte> xml)
{
    private readonly ReadOnlySpan<byte> _xml = xml;
    private int _at;
    private int _nameEnd;
    private int _local;

    public XmlToken Token { get; private set; }

    /// <summary>Place of the token's first byte.</summary>
    public int Start { get; private set; }

    /// <summary>Place behind the token's last byte.</summary>
    public readonly int End => _at;

    public bool IsEmpty { get; private set; }

    /// <summary>How many tags are open: of a start tag, with it; of an end tag, without it.</summary>
    public int Depth { get; private set; }

    /// <summary>Name without prefix.</summary>
    public readonly ReadOnlySpan<byte> Local => _xml[_local.._nameEnd];

    /// <summary>The prefix with its colon; empty where there is none.</summary>
    public readonly string Prefix => Encoding.UTF8.GetString(_xml[NameStart.._local]);

    private readonly int NameStart => Token == XmlToken.End ? Start + 2 : Start + 1;

    public bool Read()
    {
        while (_at < _xml.Length)
        {
            Start = _at;
            if (_xml[_at] != '<')
            {
                var length = _xml[_at..].IndexOf((byte)'<');
                _at = length < 0 ? _xml.Length : _at + length;
                Token = XmlToken.Text;
                return true;
            }

            var rest = _xml[_at..];
            if (rest.StartsWith("<?"u8)) Skip("?>"u8);
            else if (rest.StartsWith("<!--"u8)) Skip("-->"u8);
            else if (rest.StartsWith("<![CDATA["u8))
            {
                Skip("]]>"u8);
                Token = XmlToken.Text;
                return true;
            }
            else
            {
                Tag();
                return true;
            }
        }

        return false;
    }

    public readonly bool IsStart(ReadOnlySpan<byte> name) => Token == XmlToken.Start && Local.SequenceEqual(name);

    public readonly bool IsEnd(ReadOnlySpan<byte> name) => Token == XmlToken.End && Local.SequenceEqual(name);

    /// <summary>Where an attribute's value stands, and where the attribute begins with the space before it; false when there is none.</summary>
    public readonly bool Find(ReadOnlySpan<byte> name, bool prefixed, out Range value, out Range whole)
    {
        value = whole = default;
        for (var at = _nameEnd; at < _at;)
        {
            var before = at;
            while (at < _at && _xml[at] <= ' ') at++;
            var start = at;
            while (at < _at && _xml[at] is not (byte)'=' and > (byte)' ' and not (byte)'>') at++;
            var found = _xml[start..at];
            while (at < _at && _xml[at] != '"' && _xml[at] != '\'')
            {
                if (_xml[at] == '>') return false;
                at++;
            }

            if (at >= _at) return false;
            var quote = _xml[at];
            var from = ++at;
            while (at < _at && _xml[at] != quote) at++;
            var colon = found.IndexOf((byte)':');
            if (colon >= 0 == prefixed && found[(colon + 1)..].SequenceEqual(name) && !found.StartsWith("xmlns:"u8))
            {
                value = from..at;
                whole = before..(at + 1);
                return true;
            }

            at++;
        }

        return false;
    }

    /// <summary>An attribute's text, decoded; null when there is none.</summary>
    public readonly string? Attribute(ReadOnlySpan<byte> name, bool prefixed = false) =>
        Find(name, prefixed, out var value, out _) ? WebUtility.HtmlDecode(Encoding.UTF8.GetString(_xml[value])) : null;

    /// <summary>The text at hand, decoded.</summary>
    public readonly string Text()
    {
        var raw = _xml[Start.._at];
        return raw.StartsWith("<![CDATA["u8) ? Encoding.UTF8.GetString(raw[9..^3]) : WebUtility.HtmlDecode(Encoding.UTF8.GetString(raw));
    }

    private void Skip(ReadOnlySpan<byte> close)
    {
        var length = _xml[_at..].IndexOf(close);
        _at = length < 0 ? _xml.Length : _at + length + close.Length;
    }

    private void Tag()
    {
        Token = _at + 1 < _xml.Length && _xml[_at + 1] == '/' ? XmlToken.End : XmlToken.Start;
        var at = NameStart;
        _local = at;
        for (; at < _xml.Length && _xml[at] is > (byte)' ' and not ((byte)'>' or (byte)'/'); at++)
        {
            if (_xml[at] == ':') _local = at + 1;
        }

        _nameEnd = at;
        for (byte quote = 0; at < _xml.Length; at++)
        {
            var b = _xml[at];
            if (quote != 0) quote = b == quote ? (byte)0 : quote;
            else if (b is (byte)'"' or (byte)'\'') quote = b;
            else if (b == '>') break;
        }

        IsEmpty = Token == XmlToken.Start && at > 0 && _xml[at - 1] == '/';
        _at = Math.Min(at + 1, _xml.Length);
        if (Token == XmlToken.End) Depth--;
        else if (!IsEmpty) Depth++;
    }
}

/// <summary>Changes to a part, by place; everything between them keeps its bytes.</summary>
internal sealed class XmlSplice(byte[] xml)
{
    private readonly List<(int At, int Length, byte[] New, int Order)> _changes = [];

    public byte[] Original { get; } = xml;

    public bool IsEmpty => _changes.Count == 0;

    public void Insert(int at, string text) => Replace(at, 0, text);

    public void Remove(Range range) => Replace(range.Start.Value, range.End.Value - range.Start.Value, "");

    public void Replace(Range range, string text) => Replace(range.Start.Value, range.End.Value - range.Start.Value, text);

    private void Replace(int at, int length, string text) => _changes.Add((at, length, Encoding.UTF8.GetBytes(text), _changes.Count));

    /// <summary>Puts text into an element just before its end, also where the element closes itself.</summary>
    /// <param name="start">The range of the start tag.</param>
    /// <param name="name">The element's name as written, with its prefix.</param>
    /// <param name="endStart">Where its end tag begins; null when it closes itself.</param>
    /// <param name="text">What to put in.</param>
    public void Append(Range start, string name, int? endStart, string text)
    {
        if (endStart is { } end) Insert(end, text);
        else Replace(start.End.Value - 2, 2, $">{text}</{name}>");
    }

    public byte[] ToArray()
    {
        var result = new MemoryStream(Original.Length + 1024);
        var at = 0;
        foreach (var (start, length, text, _) in _changes.OrderBy(c => c.At).ThenBy(c => c.Order))
        {
            // A change within what another removed is gone with it.
            if (start < at) continue;
            result.Write(Original.AsSpan(at, start - at));
            result.Write(text);
            at = start + length;
        }

        result.Write(Original.AsSpan(at));
        return result.ToArray();
    }

    /// <summary>Text as XML carries it, in elements and attributes alike.</summary>
    public static string Escape(string text)
    {
        var plain = new StringBuilder(text.Length + 16);
        foreach (var letter in CellText.Fit(text))
        {
            plain = letter switch
            {
                '&' => plain.Append("&amp;"),
                '<' => plain.Append("&lt;"),
                '>' => plain.Append("&gt;"),
                '"' => plain.Append("&quot;"),
                _ => plain.Append(letter),
            };
        }

        return plain.ToString();
    }

    /// <summary>Text of a cell or note: besides, what would be read as an escaped character is itself escaped.</summary>
    public static string EscapeCell(string text)
    {
        for (var at = text.IndexOf("_x", StringComparison.Ordinal); at >= 0; at = text.IndexOf("_x", at + 2, StringComparison.Ordinal))
        {
            if (at + 6 >= text.Length || text[at + 6] != '_' || !ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)) continue;
            text = text.Insert(at, "_x005F");
            at += 6;
        }

        return Escape(text);
    }
}
