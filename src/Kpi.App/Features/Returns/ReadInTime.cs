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
    public ReturnSheet Read(ReadOnlyMemory<byte> bytes, Catalogue catalogue, CancellationToken token) =>
        Within(either => ReturnWorkbook.Read(bytes, catalogue, either), static late => late, token);

    /// <summary>Does what reads a file within the same time; <paramref name="late"/> makes an answer of the refusal.</summary>
    internal T Within<T>(Func<CancellationToken, T> read, Func<ReturnSheet, T> late, CancellationToken token)
    {
        var allowed = options.Value.ReadingTime;
        using var deadline = new CancellationTokenSource(allowed, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, deadline.Token);
        try
        {
            return read(either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return late(ReturnWorkbook.TookTooLong(allowed));
        }
    }
}
