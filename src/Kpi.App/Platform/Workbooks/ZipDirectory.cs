using System.Buffers.Binary;
using System.Text;
using Kpi.Domain.Returns;

namespace Kpi.App.Platform.Workbooks;

/// <summary>An entry of a zip file: where its packed bytes stand and what they should become.</summary>
/// <param name="Name">As written, with slashes for backslashes.</param>
/// <param name="Start">Place of the first packed byte.</param>
/// <param name="Packed">How many packed bytes.</param>
/// <param name="Length">How many bytes they should unpack to.</param>
/// <param name="Checksum">CRC-32 of the unpacked bytes.</param>
/// <param name="Deflated">Whether they are deflated; else they are stored as they are.</param>
/// <param name="Header">Place of its line in the directory.</param>
internal readonly record struct ZipEntry(string Name, int Start, int Packed, long Length, uint Checksum, bool Deflated, int Header);

/// <summary>
/// Reads the directory of a zip file that lies in memory, and believes none of it: what the directory and the entries themselves say must agree,
/// and no two entries may share a byte. ZipArchive checks neither, and makes an object of each of a million entries before anybody can count them.
/// </summary>
internal static class ZipDirectory
{
    private const int EndLength = 22, HeaderLength = 46, LocalLength = 30, WideEndLength = 56, WideLocatorLength = 20, LongestComment = ushort.MaxValue;
    private const uint End = 0x06054b50, Header = 0x02014b50, Local = 0x04034b50, WideEnd = 0x06064b50, WideLocator = 0x07064b50;
    private const int Encrypted = 1 | 1 << 6 | 1 << 13, SizesFollow = 1 << 3, Utf8Names = 1 << 11;
    private const int Stored = 0, Deflate = 8;

    public static List<ZipEntry> Read(ReadOnlySpan<byte> file, XlsxLimits limits)
    {
        var (start, length, count) = FindDirectory(file);
        if (count > limits.Entries) throw XlsxRefusedException.TooLarge("#entries", XlsxRefusedException.Shown(count), limits.Entries);
        var directory = file.Slice(start, length);
        var entries = new List<ZipEntry>((int)count);
        var extents = new List<(int Start, int End)>((int)count);
        var at = 0;
        for (var left = count; left > 0; left--)
        {
            var header = Part(directory, at, HeaderLength);
            if (U32(header) != Header) throw Damaged();
            int nameLength = U16(header[28..]), extraLength = U16(header[30..]), commentLength = U16(header[32..]);
            var name = Part(directory, at + HeaderLength, nameLength);
            var extra = Part(directory, at + HeaderLength + nameLength, extraLength);
            var place = start + at;
            at += HeaderLength + nameLength + extraLength + commentLength;

            int flags = U16(header[8..]), method = U16(header[10..]);
            var shown = Name(name, flags);
            if ((flags & Encrypted) != 0) throw new XlsxRefusedException(RefusalReasons.Encrypted);
            if (method is not (Stored or Deflate)) throw Damaged(shown);
            var (size, packed, offset) = Sizes(header, extra);
            if (offset > start || packed > start || (method == Stored && size != packed)) throw Damaged(shown);
            var checksum = U32(header[16..]);
            var from = CheckLocal(file, (int)offset, header, name, shown, size, packed);
            if (from + packed > start) throw Damaged(shown);
            extents.Add(((int)offset, from + (int)packed));
            // Folders have entries of their own where a person zipped them.
            if (size == 0 && name.EndsWith("/"u8)) continue;
            entries.Add(new ZipEntry(shown, from, (int)packed, size, checksum, method == Deflate, place));
        }

        if (at <= directory.Length - HeaderLength && U32(directory[at..]) == Header) throw Damaged();

        // Entries that share their bytes are how small files become large ones.
        extents.Sort();
        for (var i = 1; i < extents.Count; i++)
        {
            if (extents[i].Start < extents[i - 1].End) throw Damaged();
        }

        return entries;
    }

    private static (int Start, int Length, long Count) FindDirectory(ReadOnlySpan<byte> file)
    {
        for (var at = file.Length - EndLength; at >= 0 && at >= file.Length - EndLength - LongestComment; at--)
        {
            // A comment may follow; bytes that some gateway appended may follow it.
            if (U32(file[at..]) != End || at + EndLength + U16(file[(at + 20)..]) > file.Length) continue;
            var end = file[at..];
            if ((U16(end[4..]) is not (0 or ushort.MaxValue)) || U16(end[8..]) != U16(end[10..])) throw Damaged();
            long count = U16(end[10..]), length = U32(end[12..]), start = U32(end[16..]);
            if (count == ushort.MaxValue || length == uint.MaxValue || start == uint.MaxValue) (start, length, count) = FindWide(file, at, (start, length, count));
            if (start < 0 || length < 0 || count < 0 || start > at || length > at - start) throw Damaged();
            return ((int)start, (int)length, count);
        }

        throw Damaged();
    }

    /// <summary>The 64-bit end of the directory, which some programs write for small files as well.</summary>
    private static (long Start, long Length, long Count) FindWide(ReadOnlySpan<byte> file, int end, (long Start, long Length, long Count) narrow)
    {
        var locator = end - WideLocatorLength;
        if (locator < 0 || U32(file[locator..]) != WideLocator) return narrow;
        var offset = U64(file[(locator + 8)..]);
        if (offset < 0 || offset > locator - WideEndLength) throw Damaged();
        var wide = file[(int)offset..];
        if (U32(wide) != WideEnd || U64(wide[24..]) != U64(wide[32..])) throw Damaged();
        return (U64(wide[48..]), U64(wide[40..]), U64(wide[32..]));
    }

    private static (long Length, long Packed, long Offset) Sizes(ReadOnlySpan<byte> header, ReadOnlySpan<byte> extra)
    {
        long packed = U32(header[20..]), length = U32(header[24..]), offset = U32(header[42..]);
        if (packed != uint.MaxValue && length != uint.MaxValue && offset != uint.MaxValue) return (length, packed, offset);
        for (var at = 0; at + 4 <= extra.Length;)
        {
            int id = U16(extra[at..]), size = U16(extra[(at + 2)..]);
            at += 4;
            if (id == 1)
            {
                // Only what did not fit above stands here, in this order.
                var wide = Part(extra, at, size);
                if (length == uint.MaxValue) length = Next(ref wide);
                if (packed == uint.MaxValue) packed = Next(ref wide);
                if (offset == uint.MaxValue) offset = Next(ref wide);
                break;
            }

            at += size;
        }

        if (length < 0 || packed < 0 || offset < 0) throw Damaged();
        return (length, packed, offset);

        static long Next(ref ReadOnlySpan<byte> wide)
        {
            var value = U64(Part(wide, 0, 8));
            wide = wide[8..];
            return value;
        }
    }

    /// <summary>Where the packed bytes begin. What stands before them must not contradict the directory: other programs believe it.</summary>
    private static int CheckLocal(ReadOnlySpan<byte> file, int at, ReadOnlySpan<byte> header, ReadOnlySpan<byte> name, string shown, long length, long packed)
    {
        var local = Part(file, at, LocalLength);
        int nameLength = U16(local[26..]), extraLength = U16(local[28..]);
        if (U32(local) != Local || !Part(file, at + LocalLength, nameLength).SequenceEqual(name)) throw Damaged(shown);
        int flags = U16(local[6..]);
        if ((flags & Encrypted) != 0) throw new XlsxRefusedException(RefusalReasons.Encrypted);
        if (U16(local[8..]) != U16(header[10..])) throw Damaged(shown);
        if ((flags & SizesFollow) == 0)
        {
            long localPacked = U32(local[18..]), localLength = U32(local[22..]);
            if ((localPacked != uint.MaxValue && localPacked != packed) || (localLength != uint.MaxValue && localLength != length)
                || U32(local[14..]) != U32(header[16..]))
            {
                throw Damaged(shown);
            }
        }

        return at + LocalLength + nameLength + extraLength;
    }

    private static string Name(ReadOnlySpan<byte> name, int flags) =>
        ((flags & Utf8Names) != 0 ? Encoding.UTF8 : Encoding.Latin1).GetString(name).Replace('\\', '/');

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, int at, int length) =>
        at >= 0 && at <= bytes.Length - length ? bytes.Slice(at, length) : throw Damaged();

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long U64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private static XlsxRefusedException Damaged(string? entry = null) =>
        entry is null ? XlsxRefusedException.CutShort() : XlsxRefusedException.BadEntry(entry.Length <= 60 ? entry : entry[..60] + "…");
}
