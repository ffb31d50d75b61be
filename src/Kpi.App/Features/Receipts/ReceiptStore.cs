using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Receipts;

/// <summary>The public halves of all keys that ever signed a receipt here.</summary>
public sealed class ReceiptStore
{
    internal Task<IReadOnlyList<KeyRow>> Keys(Session session, CancellationToken token) => session.Query<KeyRow>(Sql.Keys, null, token);

    internal Task Add(Session session, KeyRow key, CancellationToken token) => session.Execute(Sql.Add, key, token);

    internal sealed class KeyRow
    {
        public string KeyId { get; init; } = "";

        public string PublicKey { get; init; } = "";

        public DateTimeOffset FirstUsedAt { get; init; }
    }

    internal static class Sql
    {
        public const string Keys = "SELECT key_id, public_key, first_used_at FROM receipt_key ORDER BY first_used_at, key_id";

        public const string Add = "INSERT INTO receipt_key (key_id, public_key, first_used_at) VALUES (@KeyId, @PublicKey, @FirstUsedAt)";
    }
}
