using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Kpi.App.Features.Indicators;

/// <summary>Where JSON does not follow a schema, in words, with place and line.</summary>
internal static class SchemaFaults
{
    // More faults than this tell a person nothing that the first ones do not.
    private const int MostFaults = 50, MostDigits = 20;

    public static ImmutableArray<CatalogueFault> Of(JsonSchema schema, string json)
    {
        // The library cannot hold a whole number of more than 64 bits against a schema at all.
        var huge = Huge(Encoding.UTF8.GetBytes(json));
        return huge.IsEmpty ? [.. schema.Validate(json).SelectMany(Leaves).Take(MostFaults).Select(Say)] : huge;
    }

    private static ImmutableArray<CatalogueFault> Huge(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var faults = ImmutableArray.CreateBuilder<CatalogueFault>();
        while (faults.Count < MostFaults && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.Number || reader.TryGetInt64(out _) || reader.ValueSpan.ContainsAny(".eE"u8)) continue;
            var digits = Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, MostDigits)]);
            faults.Add(new CatalogueFault("", new Text($"số {digits}… quá lớn", $"the number {digits}… is too large"), json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1));
        }

        return faults.ToImmutable();
    }

    private static IEnumerable<ValidationError> Leaves(ValidationError error) =>
        error is ChildSchemaValidationError { Errors.Count: > 0 } parent ? parent.Errors.Values.SelectMany(e => e).SelectMany(Leaves) : [error];

    private static CatalogueFault Say(ValidationError error)
    {
        var path = error.Path?.TrimStart('#', '/') ?? "";
        var why = error.Kind switch
        {
            ValidationErrorKind.PropertyRequired => new Text($"thiếu mục “{error.Property}”", $"“{error.Property}” is missing"),
            ValidationErrorKind.NoAdditionalPropertiesAllowed => new Text("không có mục này", "there is no such property"),
            ValidationErrorKind.NotInEnumeration => new Text(
                $"chỉ nhận một trong: {Allowed(error)}", $"must be one of: {Allowed(error)}"),
            ValidationErrorKind.PatternMismatch => new Text(
                $"không đúng mẫu {error.Schema.Pattern}", $"does not match the pattern {error.Schema.Pattern}"),
            ValidationErrorKind.StringTooShort => new Text("không được để trống", "must not be empty"),
            ValidationErrorKind.StringTooLong => new Text(
                $"dài quá {error.Schema.MaxLength} ký tự", $"is longer than {error.Schema.MaxLength} characters"),
            ValidationErrorKind.StringExpected => new Text("phải là chuỗi ký tự", "must be a text"),
            ValidationErrorKind.IntegerExpected or ValidationErrorKind.NumberExpected => new Text("phải là số nguyên", "must be a whole number"),
            ValidationErrorKind.BooleanExpected => new Text("phải là true hoặc false", "must be true or false"),
            ValidationErrorKind.ArrayExpected => new Text("phải là danh sách", "must be a list"),
            ValidationErrorKind.ObjectExpected => new Text("phải là đối tượng {…}", "must be an object {…}"),
            ValidationErrorKind.ItemsNotUnique => new Text("có phần tử lặp lại", "holds an item twice"),
            ValidationErrorKind.TooFewItems => new Text("danh sách không được rỗng", "the list must not be empty"),
            ValidationErrorKind.NumberTooSmall => new Text(
                $"phải từ {error.Schema.Minimum} trở lên", $"must be at least {error.Schema.Minimum}"),
            ValidationErrorKind.NumberTooBig => new Text($"không được quá {error.Schema.Maximum}", $"must be at most {error.Schema.Maximum}"),
            _ => new Text($"không đúng lược đồ ({error.Kind})", $"does not follow the schema ({error.Kind})"),
        };
        return new CatalogueFault(path, why, error.HasLineInfo ? error.LineNumber : null);
    }

    private static string Allowed(ValidationError error) => string.Join(", ", error.Schema.Enumeration);
}
