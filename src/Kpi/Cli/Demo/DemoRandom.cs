using System.Text;

namespace Kpi.Cli.Demo;

/// <summary>
/// SplitMix64: the same numbers for the same seed on every machine and in every version of the runtime, which <see cref="Random"/> does not
/// promise. Each unit and month has a stream of its own, so that work in parallel changes nothing.
/// </summary>
internal struct DemoRandom
{
    private ulong _state;

    public DemoRandom(int seed, params ReadOnlySpan<string> stream)
    {
        _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);
        foreach (var part in stream)
        {
            foreach (var letter in Encoding.UTF8.GetBytes(part)) _state = unchecked((_state ^ letter) * 0x100000001B3UL);
            _ = Next();
        }
    }

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public long Between(long low, long high) => high <= low ? low : low + (long)(Next() % unchecked((ulong)(high - low + 1)));

    /// <summary>Whether something happens that happens so many times in a thousand.</summary>
    public bool Happens(long permille) => Between(1, 1000) <= permille;

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
