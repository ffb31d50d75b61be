using Kpi.App.Features.Receipts;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Hosting;

namespace Kpi.Web.Features.Receipts;

/// <summary><c>/api/v1/receipts</c>: what anybody needs to check a receipt. The receipt itself is given beside its return.</summary>
internal static class ReceiptsApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/receipts/key", Key).AllowAnonymous().Produces<ReceiptKeysDocument>()
        .WithSummary("The public keys that verify receipts; ?format=pem gives the one in use, or that of ?id=, as a PEM file.");

    private static async Task<IResult> Key(string? format, string? id, ReceiptKeys keys, CancellationToken token)
    {
        var all = await keys.All(token);
        if (format != "pem") return Results.Ok(new ReceiptKeysDocument([.. all.Where(k => id is null || k.KeyId == id).Select(ReceiptKeyDocument.Of)]));
        return all.FirstOrDefault(k => id is null ? k.IsCurrent : k.KeyId == id) is { } key
            ? Results.Text(key.Pem, "application/x-pem-file")
            : ProblemMapping.Result(Problem.NotFound("receipt-key-unknown", $"Không có khoá “{id}”.", $"There is no key “{id}”."));
    }
}
