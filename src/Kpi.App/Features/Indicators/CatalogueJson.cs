using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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

    private static readonly JsonSerializerOptions Writing = new(CatalogueShapes.Default.Options)
    {
        TypeInfoResolver = CatalogueShapes.Default.WithAddedModifier(LeaveOutWhatIsNotSaid),
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static Outcome<Catalogue> Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    public static Outcome<Catalogue> Read(ReadOnlyMemory<byte> json) => Read(json, Say, []);

    /// <summary>A catalogue's JSON as this program writes it: what says the same has the same bytes.</summary>
    /// <param name="json">A catalogue that was read without a fault.</param>
    internal static byte[] Canonical(ReadOnlySpan<byte> json)
    {
        var shape = JsonSerializer.Deserialize(WithoutMark(json), CatalogueShapes.Default.CatalogueShape)!;
        // An empty list says what no list says.
        var composites = shape.Composites is { Count: > 0 } some ? some : null;
        return JsonSerializer.SerializeToUtf8Bytes(
            shape with { Schema = "catalogue.schema.json", Composites = composites }, Writing.GetTypeInfo(typeof(CatalogueShape)));
    }

    /// <param name="json">The bytes.</param>
    /// <param name="say">Tells a fault and its place: in a workbook that is a cell.</param>
    /// <param name="known">Faults that were found before it became JSON.</param>
    internal static Outcome<Catalogue> Read(ReadOnlyMemory<byte> json, Func<CatalogueFault, Text> say, IReadOnlyCollection<CatalogueFault> known)
    {
        if (json.Length > MostBytes)
        {
            return Problem.Invalid("catalogue-too-large",
                "Tệp danh mục lớn hơn 8 MB nên không được đọc. Hãy kiểm tra xem có chọn nhầm tệp không.",
                "The catalogue is larger than 8 MB and was not read. Check that this is the right file.");
        }

        var bytes = json[(json.Length - WithoutMark(json.Span).Length)..];
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
        if (!misshapen.IsEmpty || known.Count > 0) return Refuse([.. known, .. misshapen], say);
        try
        {
            var builder = new CatalogueBuilder();
            var catalogue = builder.Build(Shape(bytes.Span));
            if (builder.Faults.Count > 0) return Refuse([.. builder.Faults], say);
            var faults = CatalogueCheck.Faults(catalogue);
            return faults.IsEmpty ? catalogue : Refuse(faults, say);
        }
        catch (JsonException fault)
        {
            // Of the right shape, and still not a value: 31 February.
            return Refuse(
                [
                    new CatalogueFault(fault.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "", new Text(
                        "giá trị không đọc được (ngày không có thật hoặc số quá lớn)", "the value cannot be read (no such day, or a number too large)")),
                ],
                say);
        }
    }

    /// <summary>Reads one that was checked before it was kept; the schema is not asked again.</summary>
    internal static Catalogue ReadPublished(ReadOnlySpan<byte> json)
    {
        var builder = new CatalogueBuilder();
        var catalogue = builder.Build(Shape(WithoutMark(json)));
        return builder.Faults.Count == 0 ? catalogue : throw new InvalidOperationException($"A published catalogue cannot be read: {builder.Faults[0].Why.En}");
    }

    private static CatalogueShape Shape(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, CatalogueShapes.Default.CatalogueShape) ?? throw new JsonException("The catalogue is null.");

    private static void LeaveOutWhatIsNotSaid(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: null }) property.ShouldSerialize = static (_, value) => value is not null;
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) =>
        json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;

    private static Text Say(CatalogueFault fault)
    {
        if (fault.Place.Length == 0) return fault.Why;
        var line = fault.Line?.ToString(CultureInfo.InvariantCulture);
        return line is null
            ? new Text($"{fault.Place}: {fault.Why.Vi}", $"{fault.Place}: {fault.Why.En}")
            : new Text($"{fault.Place} (dòng {line}): {fault.Why.Vi}", $"{fault.Place} (line {line}): {fault.Why.En}");
    }

    private static Problem NotJson(JsonException fault)
    {
        var line = ((fault.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        var column = ((fault.BytePositionInLine ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        return Problem.Invalid("catalogue-not-json",
            $"Tệp danh mục không phải JSON hợp lệ: lỗi ở dòng {line}, cột {column}. Hãy sửa chỗ đó rồi thử lại.",
            $"The catalogue is not valid JSON: fault at line {line}, column {column}. Correct it and try again.");
    }

    private static Problem Refuse(ImmutableArray<CatalogueFault> faults, Func<CatalogueFault, Text> say)
    {
        var said = faults.Select(say).ToImmutableArray();
        var count = said.Length.ToString(CultureInfo.InvariantCulture);
        return Problem.Invalid("catalogue-refused",
            $"Danh mục có {count} lỗi, không có gì được thay đổi. Lỗi đầu tiên: {said[0].Vi}",
            $"The catalogue has {count} fault(s); nothing was changed. The first: {said[0].En}") with
        {
            Details = said,
        };
    }
}
