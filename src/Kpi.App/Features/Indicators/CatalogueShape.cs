using System.Text.Json.Serialization;

namespace Kpi.App.Features.Indicators;

/// <summary>The catalogue as its JSON writes it; words and fractions are still text. See <c>catalogue.schema.json</c>.</summary>
internal sealed record CatalogueShape(
    [property: JsonPropertyName("$schema")] string? Schema,
    int Version,
    string Title,
    IReadOnlyList<ElementShape> Elements,
    IReadOnlyList<FormShape> Forms,
    IReadOnlyList<IndicatorShape> Indicators,
    IReadOnlyList<TargetSetShape> TargetSets,
    IReadOnlyList<TargetShape> Targets,
    IReadOnlyList<NotCountableShape> NotCountable,
    IReadOnlyList<DateOnly> Holidays,
    IReadOnlyList<DateOnly>? WorkingWeekends = null,
    IReadOnlyList<HolidayYearShape>? HolidayYears = null,
    IReadOnlyList<CompositeShape>? Composites = null);

internal sealed record TextShape(string Vi, string En);

internal sealed record ElementShape(string Code, TextShape Name, string Kind, TextShape Unit, string Time, long Min, long Max, TextShape Definition);

internal sealed record FormShape(
    string Code, int Version, TextShape Name, IReadOnlyList<string> FiledBy, string Frequency, int DueWorkingDays, DateOnly ValidFrom,
    DateOnly? ValidTo, IReadOnlyList<SectionShape> Sections, IReadOnlyList<RuleShape> Rules, int GraceWorkingDays = 0,
    int? ClosesWorkingDays = null);

internal sealed record SectionShape(TextShape Title, IReadOnlyList<FieldShape> Fields);

internal sealed record FieldShape(string Element, bool Required);

// Either `blocks`, as in the first catalogues, or `stages`.
internal sealed record RuleShape(
    string Code, string Check, TextShape Message, bool? Blocks = null, TextShape? Owner = null, StagesShape? Stages = null, DateOnly? ValidTo = null);

internal sealed record StagesShape(DateOnly? Shadow = null, DateOnly? Warn = null, DateOnly? Block = null);

internal sealed record IndicatorShape(
    string Code, IReadOnlyList<string> Rows, TextShape Name, string Kind, string Numerator, string? Denominator, TextShape NumeratorText,
    TextShape? DenominatorText, TextShape UnitCounted, AppliesShape Applies, IReadOnlyList<string> Periods, string Source, TextShape Notes,
    bool Active, DateOnly? EndsOn, IReadOnlyList<string> Parts);

internal sealed record AppliesShape(
    IReadOnlyList<string> Kinds, string? MinClass = null, string? Ownership = null, bool? Urban = null, IReadOnlyList<string>? Managers = null);

internal sealed record TargetSetShape(string Code, TextShape Name, TextShape Notes, OverridesShape? Overrides = null);

internal sealed record OverridesShape(string Set, string Unit);

internal sealed record TargetShape(
    string Set, string Indicator, IReadOnlyList<string> Rows, IReadOnlyList<string> Scopes, string Comparison, string Value, DateOnly Due,
    string Document, string Article, string YearEvidence, TextShape? Doubt, DateOnly ValidFrom, DateOnly? ValidTo, string Status,
    PathShape? Path = null);

// A step is a day and a fraction: "2024-12-31 3/10".
internal sealed record PathShape(string Kind, BaselineShape? From = null, IReadOnlyList<string>? Steps = null);

internal sealed record BaselineShape(string Value, DateOnly Day, string Source);

internal sealed record CompositeShape(
    string Code, TextShape Name, TextShape Notes, string Set, string Due, string Mean, bool Capped, string LeastReported, IReadOnlyList<string> Levels,
    IReadOnlyList<CompositeGroupShape> Groups);

internal sealed record CompositeGroupShape(string Code, TextShape Name, int Weight, IReadOnlyList<CompositeIndicatorShape> Indicators);

internal sealed record CompositeIndicatorShape(string Indicator, int Weight);

internal sealed record HolidayYearShape(int Year, bool Official, string Source);

internal sealed record NotCountableShape(string Row, TextShape Name, TextShape Reason);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CatalogueShape))]
internal sealed partial class CatalogueShapes : JsonSerializerContext;
