namespace Kpi.Domain;

/// <summary>What somebody may have meant who named a code that is not there.</summary>
public static class NearMatch
{
    private const int Most = 3;

    /// <summary>The codes nearest to one, nearest first, at most three; none where nothing is near.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="known">The codes that whoever asks may know of.</param>
    public static IReadOnlyList<string> Of(string asked, IEnumerable<string> known)
    {
        var sought = asked.Trim().ToLowerInvariant();
        if (sought.Length is 0 or > 100) return [];
        // A third of the letters wrong is another word; of a short code one letter is much already.
        var far = Math.Max(1, sought.Length / 3);
        return
        [
            .. known.Distinct(StringComparer.Ordinal)
                .Select(code => (Code: code, Distance: Distance(sought, code.ToLowerInvariant(), far)))
                .Where(c => c.Distance <= far)
                .OrderBy(c => c.Distance).ThenBy(c => c.Code, StringComparer.Ordinal)
                .Take(Most)
                .Select(c => c.Code),
        ];
    }

    /// <summary>The same as a question to append to a message; empty where nothing is near.</summary>
    public static Text Question(string asked, IEnumerable<string> known)
    {
        var near = string.Join(", ", Of(asked, known));
        return near.Length == 0 ? new Text("", "") : new Text($" Có phải ý bạn là: {near}?", $" Did you mean: {near}?");
    }

    /// <summary>How many letters were added, left out, changed or turned with their neighbour; whoever only begins a word alike is near as well.</summary>
    private static int Distance(string asked, string code, int far)
    {
        if (code.StartsWith(asked, StringComparison.Ordinal) || (code.Length > 2 && asked.StartsWith(code, StringComparison.Ordinal))) return 1;
        if (Math.Abs(asked.Length - code.Length) > far) return far + 1;
        var (before, last, row) = (new int[code.Length + 1], new int[code.Length + 1], new int[code.Length + 1]);
        for (var j = 0; j <= code.Length; j++) last[j] = j;
        for (var i = 1; i <= asked.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= code.Length; j++)
            {
                var changed = last[j - 1] + (asked[i - 1] == code[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, changed);
                if (i > 1 && j > 1 && asked[i - 1] == code[j - 2] && asked[i - 2] == code[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[code.Length];
    }
}
