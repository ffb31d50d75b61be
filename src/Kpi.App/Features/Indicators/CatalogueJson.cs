using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Indicators;

/// <summary>Reads a catalogue from JSON: well-formed, then the schema, then words and formulas, then whether its parts fit together.</summary>
public static class CatalogueJson
{
    // The shipped one is about 300 kB; whatever is much larger is something else.
    private const int MostBytes = 8 * 1024 * 1024;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Outcome<Catalogue> Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    public static Outcome<Catalogue> Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MostBytes)
        {
            return Problem.Invalid("catalogue-too-large",
                "Tệp danh mục lớn hơn 8 MB nên không được đọc. Hãy kiểm tra xem có chọn nhầm tệp không.",
                "The catalogue is larger than 8 MB and was not read. Check that this is the right file.");
        }

        var bytes = WithoutMark(json);
        string text;
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            text = Utf8.GetString(bytes.Span);
        }
        catch (JsonException fault)
        {
            return NotJson(fault);
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("catalogue-not-json",
                "Tệp danh mục không phải UTF-8. Hãy lưu lại dạng UTF-8.",
                "The catalogue is not UTF-8. Save it as UTF-8.");
        }

        var misshapen = CatalogueSchema.Faults(text);
        if (!misshapen.IsEmpty) return Refuse(misshapen);
        try
        {
            var built = Build(bytes.Span);
            if (!built.TryGet(out var catalogue, out var problem)) return problem;
            var faults = CatalogueCheck.Faults(catalogue);
            return faults.IsEmpty ? catalogue : Refuse(faults);
        }
        catch (JsonException fault)
        {
            // Of the right shape, and still not a value: 31 February.
            return Problem.Invalid("catalogue-refused",
                $"Danh mục: giá trị tại {fault.Path} không đọc được (ngày không có thật hoặc số quá lớn). Hãy sửa rồi thử lại.",
                $"The catalogue: the value at {fault.Path} cannot be read (no such day, or a number too large). Correct it and try again.");
        }
    }

    /// <summary>Reads one that was checked before it was kept; the schema is not asked again.</summary>
    internal static Catalogue ReadPublished(ReadOnlySpan<byte> json) => Build(json).Value;

    private static Outcome<Catalogue> Build(ReadOnlySpan<byte> json)
    {
        var shape = JsonSerializer.Deserialize(json, CatalogueShapes.Default.CatalogueShape)
            ?? throw new JsonException("The catalogue is null.");
        var builder = new CatalogueBuilder();
        var catalogue = builder.Build(shape);
        return builder.Faults.Count == 0 ? catalogue : Refuse([.. builder.Faults]);
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;

    private static Problem NotJson(JsonException fault)
    {
        var line = ((fault.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        var column = ((fault.BytePositionInLine ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        return Problem.Invalid("catalogue-not-json",
            $"Tệp danh mục không phải JSON hợp lệ: lỗi ở dòng {line}, cột {column}. Hãy sửa chỗ đó rồi thử lại.",
            $"The catalogue is not valid JSON: fault at line {line}, column {column}. Correct it and try again.");
    }

    private static Problem Refuse(ImmutableArray<Text> faults) => Problem.Invalid("catalogue-refused",
        $"Danh mục có {faults.Length.ToString(CultureInfo.InvariantCulture)} lỗi, không có gì được thay đổi. Lỗi đầu tiên: {faults[0].Vi}",
        $"The catalogue has {faults.Length.ToString(CultureInfo.InvariantCulture)} fault(s); nothing was changed. The first: {faults[0].En}")
        with
    { Details = faults };
}
