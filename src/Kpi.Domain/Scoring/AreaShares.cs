using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Units;

namespace Kpi.Domain.Scoring;

/// <summary>Whether a map has a place for a unit of another day.</summary>
public enum Placing
{
    /// <summary>It is counted everywhere it was.</summary>
    Full,

    /// <summary>It stood in a commune, and the map has none for it: counted in province and nation.</summary>
    NoCommune,

    /// <summary>It stood in a province, and nothing says in which it would stand on the map: counted in the nation only.</summary>
    NoProvince,
}

/// <summary>One of the areas that a unit's counts are shared among.</summary>
/// <param name="Province">Place of the province in the run's list.</param>
/// <param name="Commune">Place of the commune; -1 where only the province is known.</param>
public readonly record struct SharedArea(int Province, int Commune);

/// <summary>
/// How what one unit counts is shared among areas, on a map on which its own area was several. Amounts are divided in whole numbers by the
/// largest remainder, so that they add up to the whole; what is counted once (a unit, a yes) goes whole to the largest weight.
/// </summary>
/// <param name="Areas">The areas, in the order of their codes.</param>
/// <param name="Weights">One whole weight for each.</param>
/// <param name="ByElement">Weights of their own that data elements have.</param>
/// <param name="Source">Where the weights come from.</param>
public sealed record AreaShares(
    ImmutableArray<SharedArea> Areas, ImmutableArray<long> Weights, ImmutableSortedDictionary<string, ImmutableArray<long>> ByElement, string Source)
{
    /// <summary>Place in <see cref="Areas"/> of the one with the largest weight; of equals the first.</summary>
    public int Largest => Weights.IndexOf(Weights.Max());

    /// <summary>Whether what is counted once is counted in an area.</summary>
    public bool IsLargest(int area) => Areas[Largest] is var largest && (largest.Province == area || largest.Commune == area);

    /// <summary>Every province and commune that a part falls to, each once.</summary>
    public IEnumerable<int> Touched => Areas.Select(a => a.Province).Concat(Areas.Select(a => a.Commune).Where(c => c >= 0)).Distinct();

    /// <summary>Whether a part falls to an area.</summary>
    /// <param name="area">Place of a province or commune in the run's list.</param>
    public bool Reaches(int area) => Areas.Any(a => a.Province == area || a.Commune == area);

    /// <summary>The weight of one area: of a province, of all its communes.</summary>
    public long WeightOf(int area) => WeightOf(area, Weights);

    /// <summary>The weight of one area, by weights that there is one of for each of <see cref="Areas"/>.</summary>
    public long WeightOf(int area, ImmutableArray<long> weights) => Areas.Select((a, i) => a.Province == area || a.Commune == area ? weights[i] : 0).Sum();

    /// <summary>What falls to one area of one return's numerator and denominator.</summary>
    public (long Numerator, long Denominator) PartOf(int area, Indicator indicator, long numerator, long denominator) =>
        Split(indicator, numerator, denominator).Where((_, i) => Areas[i].Province == area || Areas[i].Commune == area)
            .Aggregate((0L, 0L), (sum, part) => (sum.Item1 + part.Numerator, sum.Item2 + part.Denominator));

    /// <summary>What falls to each area of one return's numerator and denominator. A numerator within its denominator stays so in every part.</summary>
    /// <param name="indicator">Says which elements are counted: they may have weights of their own.</param>
    /// <param name="numerator">The numerator, whole.</param>
    /// <param name="denominator">The denominator, whole.</param>
    public (long Numerator, long Denominator)[] Split(Indicator indicator, long numerator, long denominator)
    {
        var (above, below) = WeightsOf(indicator);
        var counted = Apportion.LargestRemainder(numerator, above.AsSpan());
        var rest = denominator < numerator ? Apportion.LargestRemainder(denominator, below.AsSpan())
            : Apportion.LargestRemainder(denominator - numerator, WeightsOfRest(above, below).AsSpan());
        var parts = new (long, long)[counted.Length];
        for (var i = 0; i < parts.Length; i++) parts[i] = (counted[i], denominator < numerator ? rest[i] : counted[i] + rest[i]);
        return parts;
    }

    /// <summary>The weights by which an indicator's two sums are shared.</summary>
    public (ImmutableArray<long> Numerator, ImmutableArray<long> Denominator) WeightsOf(Indicator indicator) =>
        ByElement.IsEmpty ? (Weights, Weights) : (WeightsOf(indicator.Numerator), indicator.Denominator is { } below ? WeightsOf(below) : Weights);

    /// <summary>What is in the denominator and not in the numerator: where both have weights that are counts themselves, the difference of the counts.</summary>
    internal static ImmutableArray<long> WeightsOfRest(ImmutableArray<long> above, ImmutableArray<long> below)
    {
        if (above.AsSpan().SequenceEqual(below.AsSpan())) return below;
        var rest = new long[below.Length];
        long sum = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = below[i] - above[i];
            if (rest[i] < 0) return below;
            sum += rest[i];
        }

        return sum > 0 ? [.. rest] : below;
    }

    /// <inheritdoc/>
    public bool Equals(AreaShares? other) =>
        other is not null && Source == other.Source && Areas.SequenceEqual(other.Areas) && Weights.SequenceEqual(other.Weights)
        && ByElement.Count == other.ByElement.Count
        && ByElement.Zip(other.ByElement).All(p => p.First.Key == p.Second.Key && p.First.Value.SequenceEqual(p.Second.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Areas.Length, Weights[0], Source);

    /// <summary>Writes it in the one fixed way; nothing takes one byte.</summary>
    internal static void Pack(PackedWriter writer, AreaShares? shares)
    {
        writer.Number(shares?.Areas.Length ?? 0);
        if (shares is null) return;
        foreach (var (province, commune) in shares.Areas)
        {
            writer.Number(province);
            writer.Number(commune);
        }

        foreach (var weight in shares.Weights) writer.Number(weight);
        writer.Number(shares.ByElement.Count);
        foreach (var (element, weights) in shares.ByElement)
        {
            writer.Text(element);
            foreach (var weight in weights) writer.Number(weight);
        }

        writer.Text(shares.Source);
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    internal static AreaShares? Unpack(ref PackedReader reader)
    {
        var count = (int)reader.Number();
        if (count == 0) return null;
        var areas = ImmutableArray.CreateBuilder<SharedArea>(count);
        for (var i = 0; i < count; i++) areas.Add(new SharedArea((int)reader.Number(), (int)reader.Number()));
        var weights = Numbers(ref reader, count);
        var byElement = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<long>>(StringComparer.Ordinal);
        for (var left = reader.Number(); left > 0; left--) byElement.Add(reader.Text(), Numbers(ref reader, count));
        return new AreaShares(areas.MoveToImmutable(), weights, byElement.ToImmutable(), reader.Text());
    }

    private static ImmutableArray<long> Numbers(ref PackedReader reader, int count)
    {
        var numbers = ImmutableArray.CreateBuilder<long>(count);
        for (var i = 0; i < count; i++) numbers.Add(reader.Number());
        return numbers.MoveToImmutable();
    }

    /// <summary>The weights that all elements of a formula agree on, else those of everything.</summary>
    private ImmutableArray<long> WeightsOf(Formula formula)
    {
        ImmutableArray<long>? agreed = null;
        foreach (var element in formula.Elements)
        {
            var own = ByElement.GetValueOrDefault(element, Weights);
            if (agreed is { } others && !others.AsSpan().SequenceEqual(own.AsSpan())) return Weights;
            agreed = own;
        }

        return agreed ?? Weights;
    }
}
