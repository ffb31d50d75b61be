using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>Reads an uploaded return: untrusted bytes in, cells as text out. Bad input of any kind becomes findings, never an exception.</summary>
public static class ReturnWorkbook
{
    public static ReturnSheet Read(ReadOnlyMemory<byte> bytes, Catalogue catalogue, CancellationToken token = default) =>
        throw new NotImplementedException();
}
