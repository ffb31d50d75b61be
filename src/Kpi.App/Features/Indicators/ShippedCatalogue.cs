using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Indicators;

/// <summary>The catalogue that the program brings along: <c>Seed/catalogue.json</c>.</summary>
public static class ShippedCatalogue
{
    private static readonly Lazy<byte[]> Bytes = new(() => ReadResource("catalogue.json"));
    private static readonly Lazy<Catalogue> Loaded = new(() => CatalogueJson.ReadPublished(Bytes.Value));

    public static Catalogue Load() => Loaded.Value;

    /// <summary>The JSON itself.</summary>
    public static byte[] Json() => [.. Bytes.Value];

    internal static string Resource(string name) => System.Text.Encoding.UTF8.GetString(ReadResource(name));

    private static byte[] ReadResource(string name)
    {
        using var stream = typeof(ShippedCatalogue).Assembly.GetManifestResourceStream("seed/" + name)
            ?? throw new InvalidOperationException($"The program was built without seed/{name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
