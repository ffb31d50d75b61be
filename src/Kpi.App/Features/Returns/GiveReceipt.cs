using Kpi.App.Features.Receipts;
using Kpi.App.Platform;
using Kpi.Domain;
using Microsoft.Extensions.Logging;

namespace Kpi.App.Features.Returns;

/// <summary>
/// The receipt of a return: of its bytes while nobody has judged them, of all that was understood afterwards. Before it vouches for stored
/// values they are counted again; should they differ from what was read, there is no receipt but an alarm.
/// </summary>
public sealed class GiveReceipt(ReceiptReader reader, SignReceipt sign, ILogger<GiveReceipt> logger)
{
    public async Task<Outcome<SignedReceipt>> Run(long id, CancellationToken token)
    {
        if (await reader.Get(id, token) is not { } row)
            return Problem.NotFound("no-such-return", $"Không có báo cáo mang mã “{Ids.Show(id)}”.", $"There is no return with the id “{Ids.Show(id)}”.");
        var facts = new ReceiptFacts(Ids.Show(row.Id), row.Sha256, row.Size, row.ReceivedAt);
        if (row.JudgedAt is not { } at || row.State is ReturnCodes.Received or ReturnCodes.Reading) return await sign.Run(facts, token);
        if (row.ValuesRead is { } read && (row.Stored != read || (row.Total ?? 0) != row.ValuesSum))
        {
            logger.ControlTotalsDiffer(facts.Number, read, row.ValuesSum ?? 0, row.Stored, row.Total ?? 0);
            return Problem.Unavailable("control-totals-differ",
                $"Số liệu đang lưu của báo cáo {facts.Number} khác với số liệu đã đọc từ tệp, nên không cấp biên nhận. Hãy báo ngay cho quản trị viên: cơ sở dữ liệu có thể đã bị hỏng hoặc bị sửa.",
                $"What is stored of return {facts.Number} differs from what was read from its file, so there is no receipt. Tell the administrator at once: the database may be damaged or was changed.");
        }

        var totals = row.CellsFilled is { } filled
            ? new ControlTotals(filled, row.NotApplicable, row.Nil > 0, row.ValuesRead, row.Stored, row.Total ?? 0)
            : null;
        return await sign.Run(
            facts with
            {
                Judged = new JudgedFacts(
                    at, row.State, row.Facility, row.Form, row.FormVersion, row.Period, row.Version, row.CatalogueVersion, row.Errors, row.Warnings, totals),
            },
            token);
    }

    /// <summary>The receipt of bytes, at the door.</summary>
    public Task<SignedReceipt> OfBytes(Receipt receipt, long size, CancellationToken token) =>
        sign.Run(new ReceiptFacts(Ids.Show(receipt.Id), receipt.Sha256, size, receipt.ReceivedAt), token);
}
