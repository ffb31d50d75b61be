namespace Kpi.Domain.Scoring.Composites;

/// <summary>
/// A sequence of numbers that look like chance (Steele, Lea, Flood 2014) and come out the same from the same seed anywhere and for ever; the platform's own
/// generator does not promise that.
/// </summary>
/// <param name="seed">Where it begins.</param>
public sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number below a limit, each as likely as another but for less than one part in 2³².</summary>
    /// <param name="limit">More than zero.</param>
    public uint Below(uint limit) => (uint)(((Next() >> 32) * limit) >> 32);
}
