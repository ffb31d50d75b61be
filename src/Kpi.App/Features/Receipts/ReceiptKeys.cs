using System.Security.Cryptography;
using System.Text;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Receipts;

/// <summary>A key as everybody may know it.</summary>
/// <param name="KeyId">The first 16 hexadecimal digits of the SHA-256 of its SubjectPublicKeyInfo.</param>
/// <param name="Pem">The public key, PEM.</param>
/// <param name="IsCurrent">Whether new receipts are signed with it. One that is not still verifies what it signed.</param>
public sealed record ReceiptKey(string KeyId, string Pem, DateTimeOffset FirstUsedAt, bool IsCurrent);

/// <summary>
/// The key that signs receipts, configured or made once in the data folder, and the public halves of all that ever did. These stand in the
/// database: several machines that share one each sign with their own.
/// </summary>
public sealed class ReceiptKeys(
    Database database, ReceiptStore store, AuditTrail audit, Ids ids, TimeProvider clock, IOptions<ReceiptsOptions> options,
    IOptions<StorageOptions> storage) : IDisposable
{
    private const string FileName = "receipts.pem";
    private static readonly Actor Service = new("receipts");
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SigningKey? _current;

    /// <summary>Every key that signed here, the current one among them, oldest first.</summary>
    public async Task<IReadOnlyList<ReceiptKey>> All(CancellationToken token)
    {
        var current = await Current(token);
        var rows = await database.Read(session => store.Keys(session, token), token);
        return [.. rows.Select(r => new ReceiptKey(r.KeyId, r.PublicKey, r.FirstUsedAt, r.KeyId == current.KeyId))];
    }

    public void Dispose() => _turn.Dispose();

    internal async Task<SigningKey> Current(CancellationToken token)
    {
        if (Volatile.Read(ref _current) is { } known) return known;
        await _turn.WaitAsync(token);
        try
        {
            if (_current is { } made) return made;
            using var key = Configured() ?? await Kept(token);
            var info = key.ExportSubjectPublicKeyInfo();
            var current = new SigningKey(Convert.ToHexStringLower(SHA256.HashData(info))[..16], key.ExportParameters(includePrivateParameters: true));
            await Publish(current.KeyId, PemEncoding.WriteString("PUBLIC KEY", info) + "\n", token);
            Volatile.Write(ref _current, current);
            return current;
        }
        finally
        {
            _turn.Release();
        }
    }

    private ECDsa? Configured()
    {
        if (options.Value.SigningKey is not { Length: > 0 } text) return null;
        var key = ECDsa.Create();
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal)) key.ImportFromPem(text);
            else key.ImportPkcs8PrivateKey(Convert.FromBase64String(text), out _);
            return OnP256(key, $"{ReceiptsOptions.Section}:{nameof(ReceiptsOptions.SigningKey)}");
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException)
        {
            key.Dispose();
            // What stands there is a secret: it is not repeated.
            throw Wrong($"{ReceiptsOptions.Section}:{nameof(ReceiptsOptions.SigningKey)}");
        }
    }

    /// <summary>The key of the data folder, made when there is none, for the service's own eyes.</summary>
    private async Task<ECDsa> Kept(CancellationToken token)
    {
        var folder = Path.Combine(Path.GetFullPath(storage.Value.Folder), "keys");
        var path = Path.Combine(folder, FileName);
        Directory.CreateDirectory(folder);
        if (!File.Exists(path))
        {
            // Of two that start at once, both sign with the first one's key. Moving a file does not see to that: where nothing stood, two may move.
            await using var turn = await FileLock.Take(folder + ".making", token);
            if (!File.Exists(path)) await Make(path, token);
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(await File.ReadAllTextAsync(path, token));
            return OnP256(key, path);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw Wrong(path);
        }
    }

    private async Task Make(string path, CancellationToken token)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var beside = $"{path}.{Ids.Show(ids.Next())}";
        await using (var stream = new FileStream(beside, file))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), token);
            // Renamed before it is on the disk, it would be an empty key after a power cut.
            stream.Flush(flushToDisk: true);
        }

        // Whole or not at all.
        File.Move(beside, path, overwrite: false);
    }

    private Task Publish(string keyId, string pem, CancellationToken token) => database.Write(async session =>
    {
        if ((await store.Keys(session, token)).Any(k => k.KeyId == keyId)) return;
        await store.Add(session, new ReceiptStore.KeyRow { KeyId = keyId, PublicKey = pem, FirstUsedAt = clock.GetUtcNow() }, token);
        await audit.Append(session, Service, "receipt-key.published", keyId, "ECDSA P-256", token);
    }, token);

    private static ECDsa OnP256(ECDsa key, string where) =>
        key.ExportParameters(includePrivateParameters: true) is { D: not null } parameters && parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
            ? key
            : throw Wrong(where);

    private static OptionsValidationException Wrong(string where) => new(
        where, typeof(ReceiptsOptions), [$"{where}: không phải khoá riêng ECDSA P-256 (PEM hoặc PKCS#8 base64) / is no private ECDSA P-256 key (PEM or base64 PKCS#8)."]);

    internal sealed record SigningKey(string KeyId, ECParameters Parameters);
}
