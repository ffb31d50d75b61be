using System.Security.Cryptography;
using System.Text;
using Kpi.Domain;

namespace Kpi.App.Features.Receipts;

/// <summary>Tells whether a receipt was given here and is unchanged, with any key that ever signed.</summary>
public sealed class VerifyReceipt(ReceiptKeys keys)
{
    private const int Longest = 16 * 1024;

    /// <param name="bytes">The receipt's file.</param>
    /// <param name="publicKey">PEM of the key to trust; null trusts the keys of this service.</param>
    public async Task<Outcome<SignedReceipt>> Run(ReadOnlyMemory<byte> bytes, string? publicKey, CancellationToken token)
    {
        if (Read(bytes.Span) is not { } receipt) return Unreadable;
        var pem = publicKey ?? (await keys.All(token)).FirstOrDefault(k => k.KeyId == receipt.KeyId)?.Pem;
        if (pem is null)
        {
            return Problem.NotFound("receipt-key-unknown",
                $"Biên nhận được ký bằng khoá “{receipt.KeyId}”, không phải khoá của hệ thống này.", $"The receipt names the key “{receipt.KeyId}”, which never signed here.");
        }

        return Holds(receipt, pem)
            ? receipt
            : Problem.Invalid("receipt-forged",
                "Chữ ký không khớp: biên nhận đã bị sửa sau khi cấp, hoặc không do hệ thống này cấp.",
                "The signature does not match: the receipt was changed after it was given, or was not given here.");
    }

    private static Problem Unreadable => Problem.Invalid("receipt-unreadable",
        "Tệp không phải biên nhận của hệ thống. Hãy dùng đúng tệp đã tải về, không sửa hay lưu lại bằng chương trình khác.",
        "The file is no receipt of this service. Use the file as it was downloaded, not changed or saved by another program.");

    private static bool Holds(SignedReceipt receipt, string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return key.VerifyData(
                Encoding.UTF8.GetBytes(receipt.Text), Convert.FromBase64String(receipt.Signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Takes the file apart; null when it is none. Line ends that a mail program changed are put right: no line holds any itself.</summary>
    private static SignedReceipt? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Longest) return null;
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var text = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        var end = text.LastIndexOf('\n' + ReceiptText.Signature, StringComparison.Ordinal) + 1;
        if (end <= 0 || !text.StartsWith(ReceiptText.First + "\n", StringComparison.Ordinal)) return null;
        var receipt = new SignedReceipt(text[..end], "", text[(end + ReceiptText.Signature.Length)..].Trim());
        return receipt[ReceiptText.Key[..^2]] is { } key ? receipt with { KeyId = key } : null;
    }
}
