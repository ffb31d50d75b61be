using System.Security.Cryptography;

namespace Kpi.App.Platform;

/// <summary>
/// Makes row ids: 41 bits of milliseconds since 2024 and 22 bits that begin at random in each millisecond and count up. They sort by time,
/// fit a BIGINT, and need no generated key; should two processes ever meet, the primary key refuses and the transaction is tried again.
/// </summary>
public sealed class Ids(TimeProvider clock)
{
    private const int CounterBits = 22;
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly DateTimeOffset Epoch = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Lock _gate = new();
    private long _last;

    public long Next()
    {
        var milliseconds = (long)(clock.GetUtcNow() - Epoch).TotalMilliseconds;
        lock (_gate)
        {
            var fresh = (milliseconds << CounterBits) | (uint)RandomNumberGenerator.GetInt32(1 << (CounterBits - 2));
            _last = fresh > _last ? fresh : _last + 1;
            return _last;
        }
    }

    /// <summary>The id as people and addresses write it: 13 characters without I, L, O, U.</summary>
    public static string Show(long id) => string.Create(13, id, static (text, id) =>
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = Digits[(int)(id & 31)];
            id >>= 5;
        }
    });

    public static bool TryRead(string? text, out long id)
    {
        id = 0;
        if (text is not { Length: 13 }) return false;
        foreach (var letter in text)
        {
            var digit = Digits.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
            if (digit < 0 || id >> 58 != 0) return false;
            id = (id << 5) | (uint)digit;
        }

        return true;
    }
}
