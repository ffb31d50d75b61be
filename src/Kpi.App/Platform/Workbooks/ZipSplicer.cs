using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// Writes a zip file anew with some entries changed: all others are copied as they lie, packed, without being unpacked. Their order stays;
/// new ones follow.
/// </summary>
internal static class ZipSplicer
{
    private const int LocalLength = 30, HeaderLength = 46, EndLength = 22;
    private const ushort SizesFollow = 1 << 3, Utf8Names = 1 << 11, Deflate = 8;
    // 1 January 1980: what is new carries no clock, so that the same changes give the same bytes.
    private const ushort FirstDay = (1 << 5) | 1;

    /// <param name="file">The zip file.</param>
    /// <param name="entries">Its entries.</param>
    /// <param name="changes">By name: the new bytes, or null for an entry that goes.</param>
    public static byte[] Write(ReadOnlySpan<byte> file, IReadOnlyCollection<ZipEntry> entries, IReadOnlyDictionary<string, byte[]?> changes)
    {
        var target = new MemoryStream(file.Length + (32 << 10));
        var directory = new MemoryStream(4 << 10);
        var count = 0;
        var left = new Dictionary<string, byte[]?>(changes, StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
        {
            var header = file.Slice(entry.Header, HeaderLength);
            var name = file.Slice(entry.Header + HeaderLength, U16(header, 28));
            if (left.Remove(entry.Name, out var change))
            {
                if (change is not null) Add(change, name, header);
            }
            else
            {
                Put(header, name, file.Slice(entry.Start, entry.Packed), entry.Checksum, (uint)entry.Length, U16(header, 10));
            }
        }

        Span<byte> fresh = stackalloc byte[HeaderLength];
        foreach (var (path, bytes) in left.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (bytes is null) continue;
            fresh.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(fresh, 0x02014b50);
            W16(fresh, 4, 20);
            W16(fresh, 6, 20);
            W16(fresh, 8, path.All(char.IsAscii) ? (ushort)0 : Utf8Names);
            W16(fresh, 14, FirstDay);
            Add(bytes, Encoding.UTF8.GetBytes(path), fresh);
        }

        var start = target.Position;
        directory.WriteTo(target);
        Span<byte> end = stackalloc byte[EndLength];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        W16(end, 8, (ushort)count);
        W16(end, 10, (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)start);
        target.Write(end);
        return target.ToArray();

        void Add(byte[] bytes, ReadOnlySpan<byte> name, ReadOnlySpan<byte> header)
        {
            var packed = new MemoryStream();
            using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(bytes);
            Put(header, name, packed.GetBuffer().AsSpan(0, (int)packed.Length), Crc32.HashToUInt32(bytes), (uint)bytes.Length, Deflate);
        }

        void Put(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name, ReadOnlySpan<byte> packed, uint checksum, uint length, ushort method)
        {
            count++;
            var at = (uint)target.Position;
            Span<byte> central = stackalloc byte[HeaderLength];
            header[..HeaderLength].CopyTo(central);
            // Sizes stand before the bytes from now on, whole and in 32 bits: no descriptor follows, no wide field is needed.
            W16(central, 8, (ushort)(U16(central, 8) & ~SizesFollow));
            W16(central, 10, method);
            BinaryPrimitives.WriteUInt32LittleEndian(central[16..], checksum);
            BinaryPrimitives.WriteUInt32LittleEndian(central[20..], (uint)packed.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(central[24..], length);
            W16(central, 28, (ushort)name.Length);
            W16(central, 30, 0);
            W16(central, 32, 0);
            W16(central, 34, 0);
            BinaryPrimitives.WriteUInt32LittleEndian(central[42..], at);
            directory.Write(central);
            directory.Write(name);

            Span<byte> local = stackalloc byte[LocalLength];
            BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034b50);
            // Version, flags, method, time, checksum and sizes stand in the same order in both.
            central.Slice(6, 24).CopyTo(local[4..]);
            W16(local, 28, 0);
            target.Write(local);
            target.Write(name);
            target.Write(packed);
        }
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static void W16(Span<byte> bytes, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes[at..], value);
}
