using System.Globalization;
using System.Text.Json;

namespace Kpi.App.Features.Recalculation;

/// <summary>On which line of a JSON text each property and item stands, by its path such as <c>targets[0].value</c>.</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <param name="json">Well-formed JSON.</param>
    public JsonLines(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var holders = new Stack<(string Path, bool List, int Count)>();
        var (line, seen, property) = (1, 0, "");
        while (reader.Read())
        {
            var at = (int)reader.TokenStartIndex;
            line += json[seen..at].Count((byte)'\n');
            seen = at;
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                property = reader.GetString()!;
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                holders.Pop();
                continue;
            }

            var path = property;
            if (holders.TryPop(out var holder))
            {
                path = holder.List ? $"{holder.Path}[{holder.Count.ToString(CultureInfo.InvariantCulture)}]" : holder.Path.Length == 0 ? property : $"{holder.Path}.{property}";
                holders.Push(holder with { Count = holder.Count + 1 });
            }

            _lines[path] = line;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) holders.Push((path, reader.TokenType is JsonTokenType.StartArray, 0));
        }
    }

    /// <summary>The line of a place, or of the nearest that holds it.</summary>
    public int Of(string path)
    {
        for (; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))])
        {
            if (_lines.TryGetValue(path, out var line)) return line;
        }

        return 1;
    }
}
