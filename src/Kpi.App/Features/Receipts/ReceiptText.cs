using System.Globalization;
using System.Text;

namespace Kpi.App.Features.Receipts;

/// <summary>
/// The canonical text of a receipt, the bytes that are signed: UTF-8 without mark, lines of “name: value” that end with a line feed, always
/// the same names in the same order, “-” for what is not there. docs/receipts.md explains each line.
/// </summary>
public static class ReceiptText
{
    internal const string First = "kpi-receipt: 1", Key = "key: ", Signature = "signature: ";

    public static string Of(ReceiptFacts facts, string keyId)
    {
        var text = new StringBuilder(First).Append('\n');
        Line("kind", facts.Judged is null ? "received" : "judged");
        Line("number", facts.Number);
        Line("sha256", facts.Sha256);
        Line("size", Number(facts.Size));
        Line("received", Instant(facts.ReceivedAt));
        if (facts.Judged is { } judged)
        {
            Line("judged", Instant(judged.At));
            Line("state", judged.State);
            Line("unit", judged.Unit);
            Line("form", judged.Form);
            Line("form-version", Number(judged.FormVersion));
            Line("period", judged.Period);
            Line("version", Number(judged.Version));
            Line("catalogue", Number(judged.Catalogue));
            Line("errors", Number(judged.Errors));
            Line("warnings", Number(judged.Warnings));
            Line("cells-filled", Number(judged.Totals?.CellsFilled));
            Line("not-applicable", Number(judged.Totals?.NotApplicable));
            Line("nil", judged.Totals is { } totals ? (totals.Nil ? "yes" : "no") : null);
            Line("values-read", Number(judged.Totals?.ValuesRead));
            Line("values-stored", Number(judged.Totals?.ValuesStored));
            Line("values-sum", Number(judged.Totals?.ValuesSum));
        }

        return text.Append(Key).Append(keyId).Append('\n').ToString();

        void Line(string name, string? value) => text.Append(name).Append(": ").Append(Single(value)).Append('\n');
    }

    /// <summary>One line whatever it holds: what stands in a stranger's file must not begin a line of its own.</summary>
    private static string Single(string? value) =>
        string.IsNullOrEmpty(value) ? "-" : string.Concat(value.Select(letter => char.IsControl(letter) ? ' ' : letter)).Normalize();

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

/// <summary>A receipt as it is handed out.</summary>
/// <param name="Text">What is signed.</param>
/// <param name="KeyId">Under which key.</param>
/// <param name="Signature">ECDSA over SHA-256 on P-256, in DER, base64.</param>
public sealed record SignedReceipt(string Text, string KeyId, string Signature)
{
    /// <summary>The text with its signature as the last line: one file that can be checked by itself.</summary>
    public string File => $"{Text}{ReceiptText.Signature}{Signature}\n";

    /// <summary>The value of a line; null when there is none of that name.</summary>
    public string? this[string name] => Text.Split('\n').FirstOrDefault(l => l.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..];
}
