namespace Kpi.Domain.Scoring;

/// <summary>
/// Things packed one after the other in the order of their keys, whose bytes can be exchanged without packing the others again.
/// </summary>
internal sealed class PackedList<TKey>
    where TKey : IComparable<TKey>
{
    private readonly TKey[] _keys;
    private readonly int[] _ends;

    private PackedList(TKey[] keys, int[] ends, byte[] bytes) => (_keys, _ends, Bytes) = (keys, ends, bytes);

    /// <summary>Everything, one after the other.</summary>
    public byte[] Bytes { get; }

    /// <param name="things">In the order of their keys.</param>
    /// <param name="key">The key of one.</param>
    /// <param name="pack">Writes one; the place in the list is given.</param>
    public static PackedList<TKey> Of<T>(IReadOnlyList<T> things, Func<T, TKey> key, Action<PackedWriter, int> pack)
    {
        var writer = new PackedWriter();
        var (keys, ends) = (new TKey[things.Count], new int[things.Count]);
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = key(things[i]);
            pack(writer, i);
            ends[i] = writer.Written.Length;
        }

        return new(keys, ends, writer.Written.ToArray());
    }

    /// <summary>The key that stands before another one; false where that is the first.</summary>
    public bool TryBefore(TKey key, out TKey? before)
    {
        var at = Array.BinarySearch(_keys, key);
        if (at < 0) at = ~at;
        before = at > 0 ? _keys[at - 1] : default;
        return at > 0;
    }

    /// <summary>The list with other bytes for some keys; null takes a key out, and one that was not there comes in.</summary>
    public PackedList<TKey> With(IReadOnlyDictionary<TKey, byte[]?> changes)
    {
        var (keys, ends) = (new List<TKey>(_keys.Length + changes.Count), new List<int>(_keys.Length + changes.Count));
        var bytes = new PackedWriter(Bytes.Length + changes.Values.Sum(c => c?.Length ?? 0));
        var from = 0;
        foreach (var key in changes.Keys.Order())
        {
            var found = Array.BinarySearch(_keys, from, _keys.Length - from, key);
            var to = found < 0 ? ~found : found;
            Keep(to);
            if (changes[key] is { } put)
            {
                bytes.Raw(put);
                keys.Add(key);
                ends.Add(bytes.Written.Length);
            }

            from = found < 0 ? to : to + 1;
        }

        Keep(_keys.Length);
        return new([.. keys], [.. ends], bytes.Written.ToArray());

        void Keep(int to)
        {
            if (from == to) return;
            var start = from == 0 ? 0 : _ends[from - 1];
            var moved = bytes.Written.Length - start;
            bytes.Raw(Bytes.AsSpan(start, _ends[to - 1] - start));
            keys.AddRange(_keys.AsSpan(from, to - from));
            for (var i = from; i < to; i++) ends.Add(_ends[i] + moved);
        }
    }
}
