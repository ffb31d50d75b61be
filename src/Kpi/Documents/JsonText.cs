using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kpi.Documents;

/// <summary>How JSON is written everywhere: camelCase, Vietnamese letters as they are, counts exact in every language that reads them.</summary>
public static class JsonText
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions { WriteIndented = true });

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new CountConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        return options;
    }

    public static string Of<T>(T document) => JsonSerializer.Serialize(document, Options);

    /// <summary>Whole numbers beyond 2^53 become decimal strings: JavaScript and jq would round them silently.</summary>
    private sealed class CountConverter : JsonConverter<long>
    {
        private const long Exact = 1L << 53;

        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? long.Parse(reader.GetString()!, CultureInfo.InvariantCulture)
                : reader.GetInt64();

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
        {
            if (value is > Exact or < -Exact) writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
            else writer.WriteNumberValue(value);
        }
    }
}
