using System.Buffers;

namespace Kpi.App.Tests.Returns;

/// <summary>Bytes during whose reading something happens.</summary>
internal sealed class SlowMemory(byte[] bytes, Action meanwhile) : MemoryManager<byte>
{
    public override Span<byte> GetSpan()
    {
        meanwhile();
        return bytes;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
