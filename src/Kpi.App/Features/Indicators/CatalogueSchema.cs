using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using NJsonSchema;

namespace Kpi.App.Features.Indicators;

/// <summary>Whether a catalogue has the shape that <c>catalogue.schema.json</c> describes. Meaning is checked later.</summary>
internal static class CatalogueSchema
{
    // The schema refers only to itself, so that reading it completes at once.
    private static readonly Lazy<JsonSchema> Schema = new(() =>
        JsonSchema.FromJsonAsync(ShippedCatalogue.Resource("catalogue.schema.json"), CancellationToken.None).GetAwaiter().GetResult());

    public static ImmutableArray<CatalogueFault> Faults(string json) =>
        SchemaFaults.Of(Schema.Value, json);
}
