using System.Security.Cryptography;
using Kpi.App.Platform.Storage;

namespace Kpi.App.Platform.Files;

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
        var hashes = new string[contents.Count];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = HashOf(contents[i].Span);
        var missing = new HashSet<string>(hashes, StringComparer.Ordinal);
        foreach (var batch in hashes.Distinct(StringComparer.Ordinal).Chunk(Batch))
        {
            missing.ExceptWith(await session.Query<string>(Sql.Held, new { Hashes = batch }, token));
        }

        var now = clock.GetUtcNow();
        await session.BulkInsert("stored_file", ["sha256", "size", "bytes", "stored_at"], Rows(), token);
        return hashes;

        IEnumerable<object?[]> Rows()
        {
            for (var i = 0; i < hashes.Length; i++)
            {
                if (missing.Remove(hashes[i])) yield return [hashes[i], (long)contents[i].Length, contents[i].ToArray(), now];
            }
        }
    }

    /// <summary>The bytes, or null when no such content is kept.</summary>
    public Task<byte[]?> Get(Session session, string sha256, CancellationToken token) => session.QueryOne<byte[]>(Sql.Bytes, new { Sha256 = sha256 }, token);

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    internal static class Sql
    {
        public const string Held = "SELECT sha256 FROM stored_file WHERE sha256 IN @Hashes";
        public const string Bytes = "SELECT bytes FROM stored_file WHERE sha256 = @Sha256";
    }
}
