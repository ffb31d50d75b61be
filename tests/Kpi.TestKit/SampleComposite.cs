using System.Text;
using System.Text.Json.Nodes;
using Kpi.App.Features.Indicators;

namespace Kpi.TestKit;

/// <summary>The composite that docs/catalogue.md shows, in the shipped catalogue, which has none.</summary>
public static class SampleComposite
{
    private const string Begin = "```json composite\n", End = "```";

    public const string Code = "digital-care";

    /// <summary>The shipped catalogue with it, as the next version.</summary>
    public static byte[] Catalogue(Action<JsonNode>? edit = null)
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["version"] = (int)json["version"]! + 1;
        json["composites"] = new JsonArray(JsonNode.Parse(Text()));
        edit?.Invoke(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static string Text()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "catalogue.md"));
        var from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return page[from..page.IndexOf(End, from, StringComparison.Ordinal)];
    }
}
