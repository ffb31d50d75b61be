namespace Kpi.App.Features.Receipts;

/// <summary>Section <c>Receipts</c>.</summary>
public sealed class ReceiptsOptions
{
    public const string Section = "Receipts";

    /// <summary>The private key that signs, as PEM or base64 PKCS#8 (ECDSA, P-256). Without one, a key is made in the data folder at first use.</summary>
    public string? SigningKey { get; set; }
}
