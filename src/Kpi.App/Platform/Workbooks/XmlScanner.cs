using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Kpi.App.Platform.Workbooks;

internal enum XmlToken
{
    Start,
    End,
    Text,
}

/// <summary>
/// Walks the UTF-8 XML of a workbook part, forward only, without building anything: XmlReader alone takes longer than the whole reading of
/// a return may (docs/adr/0013). It knows what such parts may hold and no more: a document type is refused, tags must match, nesting is
/// bounded and needs no stack of the machine. Memory is bounded by the longest stretch without a tag.
/// </summary>
internal sealed class XmlScanner(Stream source, string part, XlsxLimits limits, int before = 0) : IDisposable
{
    /// <summary>Up to this many bytes a plain loop is quicker than any other way.</summary>
    private const int ShortText = 16;

    /// <summary>What XML may not hold, and what no text can be normalized with.</summary>
    private const string NoCharacters = "\uFFFE\uFFFF";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly int[] _open = new int[limits.Depth];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
    private int _at;
    private int _end;
    private bool _last;
    private bool _started;
    private bool _raw;
    private int _tokenStart;
    private int _tokenLength;
    private int _nameStart;
    private int _nameLength;

    public XmlToken Token { get; private set; }

    /// <summary>Whether a start tag closes itself; no end is reported for it.</summary>
    public bool IsEmpty { get; private set; }

    public int Depth { get; private set; }

    /// <summary>Tags and texts so far, with those that were read of other parts before.</summary>
    public int Nodes { get; private set; } = before;

    /// <summary>Name of the tag, without its prefix.</summary>
    public ReadOnlySpan<byte> Name => _buffer.AsSpan(_nameStart, _nameLength);

    /// <summary>What follows the name in a start tag.</summary>
    public ReadOnlySpan<byte> Attributes => _buffer.AsSpan(_tokenStart, _tokenLength);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    public bool Is(ReadOnlySpan<byte> name) => Name.SequenceEqual(name);

    public bool IsStart(ReadOnlySpan<byte> name) => Token == XmlToken.Start && Name.SequenceEqual(name);

    public bool IsEnd(ReadOnlySpan<byte> name) => Token == XmlToken.End && Name.SequenceEqual(name);

    public bool Read()
    {
        if (!_started) Begin();
        while (true)
        {
            if (++Nodes > limits.Nodes) throw XlsxRefusedException.TooLarge("#markup", part, limits.Nodes);
            if (_at == _end && !Fill())
            {
                if (Depth != 0) throw Damaged();
                return false;
            }

            if (_buffer[_at] != '<')
            {
                var length = _buffer.AsSpan(_at, _end - _at).IndexOf((byte)'<');
                if (length < 0) length = Find((byte)'<', 0);
                var start = _at;
                _at += length < 0 ? _end - _at : length;
                if (Depth == 0)
                {
                    if (_buffer.AsSpan(start, _at - start).IndexOfAnyExcept(" \t\r\n"u8) >= 0) throw Damaged();
                    continue;
                }

                if (length < 0) throw Damaged();
                (Token, _tokenStart, _tokenLength, _raw) = (XmlToken.Text, start, length, false);
                return true;
            }

            if (_end - _at < 2 && !Fill()) throw Damaged();
            switch (_buffer[_at + 1])
            {
                case (byte)'?':
                    Skip("?>"u8);
                    continue;
                case (byte)'!':
                    while (_end - _at < 9 && Fill())
                    {
                    }

                    if (Ahead("<!--"u8))
                    {
                        Skip("-->"u8);
                        continue;
                    }

                    // Document types are refused before anything in them can be looked at.
                    if (!Ahead("<![CDATA["u8) || Depth == 0) throw Damaged();
                    _at += 9;
                    var from = _at;
                    var length = FindSequence("]]>"u8);
                    from = _at;
                    (Token, _tokenStart, _tokenLength, _raw) = (XmlToken.Text, from, length, true);
                    _at += length + 3;
                    return true;
                case (byte)'/':
                    EndTag();
                    return true;
                default:
                    StartTag();
                    return true;
            }
        }
    }

    /// <summary>The text of an attribute, with a namespace prefix or without; null when there is none.</summary>
    public string? Attribute(ReadOnlySpan<byte> name, bool prefixed = false)
    {
        var rest = Attributes;
        while (NextAttribute(ref rest, out var found, out var value))
        {
            var colon = found.IndexOf((byte)':');
            if (colon >= 0 == prefixed && found[(colon + 1)..].SequenceEqual(name) && !found.StartsWith("xmlns:"u8)) return Decode(value);
        }

        return null;
    }

    /// <summary>The value of an attribute without a prefix, as written: for numbers and words, which need no decoding.</summary>
    public bool TryAttribute(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var rest = Attributes;
        while (NextAttribute(ref rest, out var found, out value))
        {
            if (found.SequenceEqual(name)) return true;
        }

        return false;
    }

    /// <summary>Takes the next attribute off the rest of a start tag. The value is as written, references and all.</summary>
    public bool NextAttribute(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        var at = 0;
        // Cells, by far the most of what is read, have attributes of one letter.
        if (rest.Length > 4 && rest[0] == ' ' && rest[1] > '>' && rest[2] == '=' && rest[3] == '"')
        {
            var close = rest[4..].IndexOf((byte)'"');
            if (close < 0) throw Damaged();
            name = rest.Slice(1, 1);
            value = rest.Slice(4, close);
            rest = rest[(close + 5)..];
            return true;
        }

        while (at < rest.Length && rest[at] <= ' ') at++;
        if (at == rest.Length) return false;
        var start = at;
        while (at < rest.Length && rest[at] is not (byte)'=' and > (byte)' ') at++;
        name = rest[start..at];
        while (at < rest.Length && rest[at] <= ' ') at++;
        if (name.IsEmpty || at == rest.Length || rest[at] != '=') throw Damaged();
        at++;
        while (at < rest.Length && rest[at] <= ' ') at++;
        if (at == rest.Length || rest[at] is not ((byte)'"' or (byte)'\'')) throw Damaged();
        var quote = rest[at];
        start = ++at;
        // Nearly all are a few characters long: a plain loop is quicker on them, and slow on the megabytes somebody may send.
        for (var soon = Math.Min(rest.Length, start + 16); at < soon && rest[at] != quote;) at++;
        if (at == rest.Length) throw Damaged();
        if (rest[at] != quote)
        {
            var end = rest[at..].IndexOf(quote);
            if (end < 0) throw Damaged();
            at += end;
        }

        value = rest[start..at];
        rest = rest[(at + 1)..];
        return true;
    }

    /// <summary>The text at hand, decoded.</summary>
    public string Text() => _raw ? Checked(Strict.GetString(Attributes)) : Decode(Attributes);

    /// <summary>Appends the text at hand; false when it does not fit.</summary>
    public bool AppendText(char[] target, ref int length)
    {
        var bytes = Attributes;
        if (bytes.Length <= ShortText && bytes.Length <= target.Length - length)
        {
            var at = 0;
            for (; at < bytes.Length && bytes[at] is >= 0x20 and < 0x7F and not (byte)'&'; at++) target[length + at] = (char)bytes[at];
            if (at == bytes.Length)
            {
                length += at;
                return true;
            }
        }

        // Nearly all others are plain words: no references, no control characters.
        if (_raw || bytes.IndexOf((byte)'&') >= 0 || bytes.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0)
        {
            var text = Text();
            if (text.Length > target.Length - length) return false;
            text.CopyTo(target.AsSpan(length));
            length += text.Length;
            return true;
        }

        if (bytes.Length > target.Length - length && Strict.GetCharCount(bytes) > target.Length - length) return false;
        var count = Strict.GetChars(bytes, target.AsSpan(length));
        if (target.AsSpan(length, count).IndexOfAny(NoCharacters) >= 0) throw Damaged();
        length += count;
        return true;
    }

    private string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf((byte)'&') < 0) return Checked(Strict.GetString(bytes));
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var mark = bytes.IndexOf((byte)'&');
            text.Append(Checked(Strict.GetString(mark < 0 ? bytes : bytes[..mark])));
            if (mark < 0) break;
            bytes = bytes[(mark + 1)..];
            var end = bytes.IndexOf((byte)';');
            if (end is < 1 or > 10) throw Damaged();
            text.Append(Reference(bytes[..end]));
            bytes = bytes[(end + 1)..];
        }

        return text.ToString();
    }

    private string Reference(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("amp"u8)) return "&";
        if (name.SequenceEqual("lt"u8)) return "<";
        if (name.SequenceEqual("gt"u8)) return ">";
        if (name.SequenceEqual("quot"u8)) return "\"";
        if (name.SequenceEqual("apos"u8)) return "'";
        if (name[0] != '#' || name.Length < 2) throw Damaged();
        var hex = name[1] == 'x';
        var digits = name[(hex ? 2 : 1)..];
        if (!Utf8Parser.TryParse(digits, out int code, out var used, hex ? 'X' : 'D') || used != digits.Length || !Rune.IsValid(code)
            || code is 0xFFFE or 0xFFFF || (code < 0x20 && code is not (0x9 or 0xA or 0xD)))
        {
            throw Damaged();
        }

        return new Rune(code).ToString();
    }

    private string Checked(string text)
    {
        if (text.AsSpan().IndexOfAny(NoCharacters) >= 0) throw Damaged();
        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0) return text;
        foreach (var c in text)
        {
            if (c < ' ' && c is not ('\t' or '\n' or '\r')) throw Damaged();
        }

        return text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
    }

    private void Begin()
    {
        _started = true;
        while (_end < 200 && Fill())
        {
        }

        if (Ahead([0xEF, 0xBB, 0xBF])) _at = 3;
        if (!Ahead("<?xml"u8)) return;
        var declaration = _buffer.AsSpan(_at, Math.Min(200, _end - _at));
        var end = declaration.IndexOf("?>"u8);
        if (end < 0) throw Damaged();
        var name = Encoding.ASCII.GetString(declaration[..end]);
        // Every program of an office writes UTF-8; a part in another encoding is transcoded before it comes here, or not read.
        if (name.Contains("encoding", StringComparison.Ordinal) && !name.Contains("utf-8", StringComparison.OrdinalIgnoreCase)
            && !name.Contains("utf8", StringComparison.OrdinalIgnoreCase) && !name.Contains("ascii", StringComparison.OrdinalIgnoreCase)
            && !name.Contains("utf-16", StringComparison.OrdinalIgnoreCase))
        {
            throw Damaged();
        }
    }

    private void StartTag()
    {
        // Names are short: a plain loop over them beats looking for each sign.
        var ahead = _buffer.AsSpan(_at, _end - _at);
        int at = 1, local = 1;
        for (; at < ahead.Length && ahead[at] is > (byte)' ' and not ((byte)'>' or (byte)'/'); at++)
        {
            if (ahead[at] == ':') local = at + 1;
        }

        at += _at;
        local += _at;
        if (at + 1 < _end && _buffer[at] == '>') (IsEmpty, _tokenLength) = (false, 0);
        else if (at + 1 < _end && _buffer[at] == '/' && _buffer[at + 1] == '>') (IsEmpty, _tokenLength) = (true, 0);
        else
        {
            // Reading on moves what was read to the front, and may bring the rest of the name: it is looked at again.
            var length = TagLength();
            local = at = _at + 1;
            for (; at < _at + length && _buffer[at] is > (byte)' ' and not (byte)'/'; at++)
            {
                if (_buffer[at] == ':') local = at + 1;
            }

            IsEmpty = _buffer[_at + length - 1] == '/';
            _tokenLength = _at + length - at - (IsEmpty ? 1 : 0);
            if (_tokenLength < 0) throw Damaged();
        }

        (_nameStart, _nameLength, _tokenStart) = (local, at - local, at);
        if (_nameLength <= 0) throw Damaged();
        Token = XmlToken.Start;
        if (!IsEmpty)
        {
            if (Depth == _open.Length) throw XlsxRefusedException.TooLarge("#markup", part, limits.Depth);
            _open[Depth++] = Mark(_buffer.AsSpan(_at + 1, at - _at - 1));
        }

        _at = at + _tokenLength + (IsEmpty ? 2 : 1);
    }

    private void EndTag()
    {
        var ahead = _buffer.AsSpan(_at, _end - _at);
        int at = 2, local = 2;
        for (; at < ahead.Length && ahead[at] is > (byte)' ' and not (byte)'>'; at++)
        {
            if (ahead[at] == ':') local = at + 1;
        }

        at += _at;
        local += _at;
        var close = at;
        if (at == _end || _buffer[at] != '>')
        {
            var length = Find((byte)'>', 2);
            if (length < 0) throw Damaged();
            at = local = _at + 2;
            close = _at + length;
            for (; at < close && _buffer[at] > ' '; at++)
            {
                if (_buffer[at] == ':') local = at + 1;
            }

            if (_buffer.AsSpan(at, close - at).IndexOfAnyExcept(" \t\r\n"u8) >= 0) throw Damaged();
        }

        if (Depth == 0 || _open[--Depth] != Mark(_buffer.AsSpan(_at + 2, at - _at - 2))) throw Damaged();
        (_nameStart, _nameLength) = (local, at - local);
        Token = XmlToken.End;
        _at = close + 1;
    }

    /// <summary>Enough of a name to notice a tag that does not match: its length and its ends.</summary>
    private static int Mark(ReadOnlySpan<byte> name) => name.IsEmpty ? 0 : (name.Length << 16) | (name[0] << 8) | name[^1];

    /// <summary>How far the end of the tag is; a '>' within quotes does not end it. Nothing is looked at twice, however many of them there are.</summary>
    private int TagLength()
    {
        // Nearly all tags are short and whole, their values in double quotes: an even number of them before the first '>' closes every value.
        var ahead = _buffer.AsSpan(_at, _end - _at);
        var length = ahead.IndexOf((byte)'>');
        if (length > 0 && ahead[..length].IndexOf((byte)'\'') < 0 && ahead[..length].Count((byte)'"') % 2 == 0) return length;
        length = 1;
        while (true)
        {
            length = FindAny(">\"'"u8, length);
            var found = _buffer[_at + length];
            if (found == '>') return length;
            length = Find(found, length + 1);
            if (length < 0) throw Damaged();
            length++;
        }
    }

    private void Skip(ReadOnlySpan<byte> close)
    {
        var length = FindSequence(close);
        _at += length + close.Length;
    }

    private int FindSequence(ReadOnlySpan<byte> sequence)
    {
        var from = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_at + from, _end - _at - from).IndexOf(sequence);
            if (found >= 0) return from + found;
            // The sequence may begin in what was there already.
            from = Math.Max(from, _end - _at - sequence.Length + 1);
            if (!Fill()) throw Damaged();
        }
    }

    private int FindAny(ReadOnlySpan<byte> sought, int offset)
    {
        while (true)
        {
            if (_end - _at > offset)
            {
                var found = _buffer.AsSpan(_at + offset, _end - _at - offset).IndexOfAny(sought);
                if (found >= 0) return offset + found;
                offset = _end - _at;
            }

            if (!Fill()) throw Damaged();
        }
    }

    /// <summary>Distance from here to a byte at or after an offset, reading on as needed; negative at the end of the part.</summary>
    private int Find(byte sought, int offset)
    {
        while (true)
        {
            if (_end - _at > offset)
            {
                var found = _buffer.AsSpan(_at + offset, _end - _at - offset).IndexOf(sought);
                if (found >= 0) return offset + found;
                offset = _end - _at;
            }

            if (!Fill()) return -1;
        }
    }

    private bool Ahead(ReadOnlySpan<byte> bytes) => _buffer.AsSpan(_at, _end - _at).StartsWith(bytes);

    private bool Fill()
    {
        if (_last) return false;
        if (_at > 0)
        {
            _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
            _end -= _at;
            _at = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end >= limits.TagGap) throw XlsxRefusedException.TooLarge("#text", part, limits.TagGap);
            var larger = ArrayPool<byte>.Shared.Rent(_end * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var count = source.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _last = count == 0;
        return count > 0;
    }

    private XlsxRefusedException Damaged() => XlsxRefusedException.Damaged(part);
}
