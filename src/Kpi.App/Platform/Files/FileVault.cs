using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Kpi.App.Platform.Storage;

namespace Kpi.App.Platform.Files;

/// <summary>Bytes with the hash that <see cref="FileVault.HashOf"/> gives for them.</summary>
public readonly record struct StoredContent(string Sha256, ReadOnlyMemory<byte> Bytes);

/// <summary>Original bytes by their SHA-256 (lower-case hex), in the caller's transaction. The same content is kept once and never changed.</summary>
public sealed class FileVault(TimeProvider clock)
{
    private const int Batch = 500;

    /// <summary>Keeps the bytes and gives their hash.</summary>
    public async Task<string> Put(Session session, ReadOnlyMemory<byte> bytes, CancellationToken token) =>
        (await PutMany(session, [bytes], token))[0];

    /// <summary>Keeps many contents at once and gives their hashes in the same order.</summary>
    public async Task<IReadOnlyList<string>> PutMany(Session session, IReadOnlyList<ReadOnlyMemory<byte>> contents, CancellationToken token)
    {
        StoredContent[] hashed = [.. contents.Select(bytes => new StoredContent(HashOf(bytes.Span), bytes))];
        await PutMany(session, hashed, token);
        return [.. hashed.Select(content => content.Sha256)];
    }

    /// <summary>Keeps many contents whose hashes were made before the transaction began.</summary>
    public async Task PutMany(Session session, IReadOnlyList<StoredContent> contents, CancellationToken token)
    {
        var missing = contents.Select(content => content.Sha256).ToHashSet(StringComparer.Ordinal);
        foreach (var batch in missing.ToArray().Chunk(Batch)) missing.ExceptWith(await session.Query<string>(Sql.Held, new { Hashes = batch }, token));
        var now = clock.GetUtcNow();
        await session.BulkInsert("stored_file", ["sha256", "size", "bytes", "stored_at"], Rows(), token);

        IEnumerable<object?[]> Rows()
        {
            foreach (var content in contents)
            {
                if (missing.Remove(content.Sha256)) yield return [content.Sha256, (long)content.Bytes.Length, Whole(content.Bytes), now];
            }
        }
    }

    /// <summary>The bytes, or null when no such content is kept.</summary>
    public Task<byte[]?> Get(Session session, string sha256, CancellationToken token) => session.QueryOne<byte[]>(Sql.Bytes, new { Sha256 = sha256 }, token);

    private static byte[] Whole(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    internal static class Sql
    {
        public const string Held = "SELECT sha256 FROM stored_file WHERE sha256 IN @Hashes";
        public const string Bytes = "SELECT bytes FROM stored_file WHERE sha256 = @Sha256";
    }
}
