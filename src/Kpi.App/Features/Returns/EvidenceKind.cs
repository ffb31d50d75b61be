using System.Collections.Immutable;
using Kpi.App.Platform.Workbooks;

namespace Kpi.App.Features.Returns;

/// <summary>A sort of file that is taken as evidence; its bytes decide, never its name.</summary>
/// <param name="Code">As it stands in the database.</param>
/// <param name="MediaType">What a download says it is.</param>
/// <param name="Extensions">Endings it goes by, the usual one first.</param>
public sealed record EvidenceKind(string Code, string MediaType, ImmutableArray<string> Extensions)
{
    public static ImmutableArray<EvidenceKind> All { get; } =
    [
        new("pdf", "application/pdf", [".pdf"]),
        new("png", "image/png", [".png"]),
        new("jpeg", "image/jpeg", [".jpg", ".jpeg"]),
        new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".xlsx"]),
    ];

    public static EvidenceKind Of(string code) => All.First(k => k.Code == code);

    /// <summary>What the bytes are; null when none of the kinds taken. A workbook is opened: one with macros, a password or a bomb is none.</summary>
    public static EvidenceKind? Detect(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        var start = bytes.Span;
        if (start.StartsWith("%PDF-"u8)) return Of("pdf");
        if (start.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return Of("png");
        if (start.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return Of("jpeg");
        return start.StartsWith("PK"u8) && IsWorkbook(bytes, token) ? Of("xlsx") : null;
    }

    /// <summary>The name with an ending that fits: a strange one stays, and the right one follows it.</summary>
    public string Named(string name) =>
        Extensions.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ? name : FileNames.Clean(name + Extensions[0]);

    private static bool IsWorkbook(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        try
        {
            using var reader = new XlsxReader(bytes, XlsxLimits.Default, token);
            return reader.Sheets.Count > 0;
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            return false;
        }
    }
}
