using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;

namespace Kpi.App.Features.Identity;

/// <summary>Keys for programs: one role over one unit, expiring, kept as a hash.</summary>
public sealed class ApiKeys(Database database, UserStore store, Accounts accounts, Roles roles, AuditTrail audit, TimeProvider clock)
{
    private const string Prefix = "kpi", Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int IdLength = 12, SecretLength = 40, LongestName = 200, MostDays = 731;

    public Task<IReadOnlyList<ApiKeyInfo>> List(CancellationToken token) => database.Read(async session =>
        (IReadOnlyList<ApiKeyInfo>)[.. (await store.AllKeys(session, token)).Select(Info)], token);

    public async Task<Outcome<NewApiKey>> Add(
        string name, string role, string unitCode, TimeSpan lifetime, Actor actor, CancellationToken token)
    {
        var label = name.Trim().Normalize();
        if (label.Length is 0 or > LongestName)
        {
            return Problem.Invalid("key-name-refused",
                $"Tên khóa phải có từ 1 đến {LongestName} ký tự, ví dụ tên hệ thống sẽ dùng nó.", $"A key's name has 1 to {LongestName} characters, such as the system that will use it.");
        }

        if (lifetime <= TimeSpan.Zero || lifetime.TotalDays > MostDays)
        {
            return Problem.Invalid("key-lifetime-refused",
                "Thời hạn của khóa phải lớn hơn 0 và không quá hai năm.", "A key's lifetime is more than nothing and at most two years.");
        }

        if (!(await accounts.Check([new GrantRequest(role, unitCode)], token)).TryGet(out var grants, out var problem)) return problem;
        var now = clock.GetUtcNow();
        var id = RandomNumberGenerator.GetString(Letters, IdLength);
        var key = $"{Prefix}_{id}_{RandomNumberGenerator.GetString(Letters, SecretLength)}";
        var row = new UserStore.KeyRow
        {
            KeyId = id,
            KeyHash = HashOf(key),
            Name = label,
            Role = role,
            UnitCode = grants[0].UnitCode,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        await database.Write(async session =>
        {
            await store.AddKey(session, row, token);
            await audit.Append(session, actor, "key.added", id, string.Create(CultureInfo.InvariantCulture, $"{row.Role}@{row.UnitCode} → {row.ExpiresAt.UtcDateTime:yyyy-MM-dd}"), token);
        }, token);
        return new NewApiKey(id, key, row.ExpiresAt);
    }

    public Task<Outcome<ApiKeyInfo>> Revoke(string keyId, Actor actor, CancellationToken token) => database.Write(async session =>
    {
        if (await store.FindKey(session, keyId, token) is not { } row)
        {
            return Problem.NotFound("key-not-found", $"Không có khóa “{keyId}”.", $"There is no key “{keyId}”.");
        }

        if (row.RevokedAt is not null) return Outcome<ApiKeyInfo>.Of(Info(row));
        var now = clock.GetUtcNow();
        await store.RevokeKey(session, keyId, now, token);
        await audit.Append(session, actor, "key.revoked", keyId, "", token);
        return Outcome<ApiKeyInfo>.Of(Info(row with { RevokedAt = now }));
    }, token);

    /// <summary>What a presented key may do; null when it is unknown, revoked or expired.</summary>
    public async Task<ApiKeyAccount?> Check(string presented, CancellationToken token)
    {
        if (presented.Split('_') is not [Prefix, { Length: IdLength } id, { Length: SecretLength }]) return null;
        var row = await database.Read(session => store.FindKey(session, id, token), token);
        // A key of high entropy needs no slow hash; the comparison takes the same time whatever it finds.
        if (row is null || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(row.KeyHash), Encoding.ASCII.GetBytes(HashOf(presented)))) return null;
        if (row.RevokedAt is not null || row.ExpiresAt <= clock.GetUtcNow()) return null;
        return new ApiKeyAccount(row.KeyId, row.Name, [roles.Over(row.Role, row.UnitCode)]);
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static ApiKeyInfo Info(UserStore.KeyRow row) =>
        new(row.KeyId, row.Name, row.Role, row.UnitCode, row.CreatedAt, row.ExpiresAt, row.RevokedAt);
}
