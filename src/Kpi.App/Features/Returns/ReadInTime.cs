using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Returns;

/// <summary>
/// Reads a workbook within the time a file may take. The reader asks whether it should go on with every few kilobytes that it unpacks, and all
/// it does between is bounded by its limits (docs/adr/0016), so a file that takes too long ends in a verdict and not in a worker that hangs.
/// </summary>
public sealed class ReadInTime(IOptions<ReturnsOptions> options, TimeProvider clock)
{
    public ReturnSheet Read(ReadOnlyMemory<byte> bytes, Catalogue catalogue, CancellationToken token)
    {
        var allowed = options.Value.ReadingTime;
        using var deadline = new CancellationTokenSource(allowed, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, deadline.Token);
        try
        {
            return ReturnWorkbook.Read(bytes, catalogue, either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return ReturnWorkbook.TookTooLong(allowed);
        }
    }
}
