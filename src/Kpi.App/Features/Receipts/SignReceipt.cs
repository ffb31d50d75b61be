using System.Security.Cryptography;
using System.Text;

namespace Kpi.App.Features.Receipts;

/// <summary>Signs receipts with the key in use.</summary>
public sealed class SignReceipt(ReceiptKeys keys)
{
    public async Task<SignedReceipt> Run(ReceiptFacts facts, CancellationToken token)
    {
        var key = await keys.Current(token);
        var text = ReceiptText.Of(facts, key.KeyId);
        using var signer = ECDsa.Create(key.Parameters);
        var signature = signer.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new SignedReceipt(text, key.KeyId, Convert.ToBase64String(signature));
    }
}
