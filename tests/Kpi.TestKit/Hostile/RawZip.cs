using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Kpi.TestKit.Hostile;

/// <summary>An entry of a zip file, with everything that can be said wrongly of it. What is null is said as it is.</summary>
public sealed record RawEntry(string Name, byte[] Bytes)
{
    /// <summary>0 stored, 8 deflated; any other is stored and called so.</summary>
    public ushort Method { get; init; } = 8;

    public ushort Flags { get; init; }

    /// <summary>Sizes and checksum behind the bytes instead of before them, as programs write that cannot seek.</summary>
    public bool SizesFollow { get; init; }

    /// <summary>64-bit sizes, as some programs write for small files as well.</summary>
    public bool Wide { get; init; }

    public uint? Checksum { get; init; }

    public long? DeclaredLength { get; init; }

    public long? DeclaredPacked { get; init; }

    public long? LocalLength { get; init; }

    public string? LocalName { get; init; }

    /// <summary>Bytes put in place of the packed ones.</summary>
    public byte[]? Packed { get; init; }

    /// <summary>Where the directory says the entry begins.</summary>
    public int? Offset { get; init; }

    /// <summary>Only listed in the directory: shares its bytes with the entry of this name.</summary>
    public string? SharesWith { get; init; }
}

/// <summary>Writes a zip file by hand, to hold what no library would write.</summary>
public sealed class RawZip
{
    public List<RawEntry> Entries { get; } = [];

    public byte[] Before { get; init; } = [];

    public byte[] After { get; init; } = [];

    public byte[] Comment { get; init; } = [];

    public ushort? Count { get; init; }

    public uint? DirectoryOffset { get; init; }

    public static byte[] Deflated(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(bytes);
        return packed.ToArray();
    }

    public byte[] ToBytes()
    {
        var file = new MemoryStream();
        using var to = new BinaryWriter(file);
        to.Write(Before);
        var places = new Dictionary<string, (int Offset, byte[] Packed)>(StringComparer.Ordinal);
        foreach (var entry in Entries.Where(e => e.SharesWith is null))
        {
            var packed = entry.Packed ?? (entry.Method == 8 ? Deflated(entry.Bytes) : entry.Bytes);
            places[entry.Name] = ((int)file.Length, packed);
            var name = Encoding.UTF8.GetBytes(entry.LocalName ?? entry.Name);
            var follow = entry.SizesFollow;
            long length = entry.LocalLength ?? entry.DeclaredLength ?? entry.Bytes.Length, size = entry.DeclaredPacked ?? packed.Length;
            to.Write(0x04034b50);
            to.Write((ushort)20);
            to.Write((ushort)(entry.Flags | (follow ? 8 : 0)));
            to.Write(entry.Method);
            to.Write(0);
            to.Write(follow ? 0 : entry.Checksum ?? Crc32.HashToUInt32(entry.Bytes));
            to.Write(follow ? 0 : entry.Wide ? uint.MaxValue : (uint)size);
            to.Write(follow ? 0 : entry.Wide ? uint.MaxValue : (uint)length);
            to.Write((ushort)name.Length);
            to.Write((ushort)(entry.Wide ? 20 : 0));
            to.Write(name);
            if (entry.Wide) Wide(length, size);
            to.Write(packed);
            if (!follow) continue;
            to.Write(0x08074b50);
            to.Write(entry.Checksum ?? Crc32.HashToUInt32(entry.Bytes));
            to.Write((uint)size);
            to.Write((uint)length);
        }

        var directory = (int)file.Length;
        foreach (var entry in Entries)
        {
            var (offset, packed) = places[entry.SharesWith ?? entry.Name];
            var name = Encoding.UTF8.GetBytes(entry.Name);
            long length = entry.DeclaredLength ?? entry.Bytes.Length, size = entry.DeclaredPacked ?? packed.Length;
            to.Write(0x02014b50);
            to.Write(0x00140014);
            to.Write((ushort)(entry.Flags | (entry.SizesFollow ? 8 : 0)));
            to.Write(entry.Method);
            to.Write(0);
            to.Write(entry.Checksum ?? Crc32.HashToUInt32(entry.Bytes));
            to.Write(entry.Wide ? uint.MaxValue : (uint)size);
            to.Write(entry.Wide ? uint.MaxValue : (uint)length);
            to.Write((ushort)name.Length);
            to.Write((ushort)(entry.Wide ? 20 : 0));
            to.Write((ushort)0);
            to.Write(0);
            to.Write(0);
            to.Write(entry.Offset ?? offset);
            to.Write(name);
            if (entry.Wide) Wide(length, size);
        }

        var end = (int)file.Length;
        to.Write(0x06054b50);
        to.Write(0);
        to.Write(Count ?? (ushort)Entries.Count);
        to.Write(Count ?? (ushort)Entries.Count);
        to.Write(end - directory);
        to.Write(DirectoryOffset ?? (uint)directory);
        to.Write((ushort)Comment.Length);
        to.Write(Comment);
        to.Write(After);
        to.Flush();
        return file.ToArray();

        void Wide(long length, long size)
        {
            to.Write((ushort)1);
            to.Write((ushort)16);
            to.Write(length);
            to.Write(size);
        }
    }
}
