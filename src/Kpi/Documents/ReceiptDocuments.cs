using Kpi.App.Features.Receipts;

namespace Kpi.Documents;

/// <summary>A signed receipt: <c>GET /api/v1/returns/{id}/receipt</c> and <c>kpi returns receipt --json</c>.</summary>
/// <param name="Kind"><c>received</c> or <c>judged</c>.</param>
/// <param name="Key">Id of the key that signed.</param>
/// <param name="Text">What is signed, byte for byte.</param>
/// <param name="Signature">ECDSA P-256 over SHA-256, DER, base64.</param>
public sealed record SignedReceiptDocument(string Number, string Kind, string Key, string Text, string Signature)
{
    public static SignedReceiptDocument Of(SignedReceipt receipt) =>
        new(receipt["number"] ?? "", receipt["kind"] ?? "", receipt.KeyId, receipt.Text, receipt.Signature);
}

/// <summary>A public key that verifies receipts.</summary>
public sealed record ReceiptKeyDocument(string Key, string Algorithm, string Pem, string FirstUsed, bool Current)
{
    public static ReceiptKeyDocument Of(ReceiptKey key) => new(key.KeyId, "ECDSA P-256, SHA-256", key.Pem, Words.Instant(key.FirstUsedAt), key.IsCurrent);
}

public sealed record ReceiptKeysDocument(IReadOnlyList<ReceiptKeyDocument> Keys);
