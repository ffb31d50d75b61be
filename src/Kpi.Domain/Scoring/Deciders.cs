using System.Collections.Immutable;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring;

/// <summary>A unit whose missing return could change a score.</summary>
/// <param name="Unit">Place of the unit in the run's list.</param>
/// <param name="Weight">By how much its return can move the numerator; null when nothing says.</param>
/// <param name="Moves">Whether its return can change anything; one that is known not to be in the numerator may still stay out of the denominator.</param>
/// <param name="Basis">What its own range rests on.</param>
public readonly record struct MissingUnit(int Unit, long? Weight, bool Moves, RangeBasis Basis);

/// <summary>How many missing returns decide a verdict, and which.</summary>
public static class Deciders
{
    /// <summary>
    /// The units of an area whose returns are missing, those first that can change most. The first of them, as many as
    /// <see cref="TargetVerdict.AtLeast"/> says, may decide; after those that move anything are in, the verdict is certain.
    /// </summary>
    /// <param name="indicator">The indicator.</param>
    /// <param name="facilities">The run's scores of it at the level of units that file.</param>
    /// <param name="units">The run's units.</param>
    /// <param name="area">Place of the area, or of a unit that files.</param>
    public static ImmutableArray<MissingUnit> Among(
        Indicator indicator, ImmutableArray<Score> facilities, ImmutableArray<ScoredUnit> units, int area) =>
    [
        .. facilities.Where(s => s.Reporting < s.Expected && units[s.Unit].IsWithin(s.Unit, area))
            .Select(s => new MissingUnit(s.Unit, WeightOf(s), WeightOf(s) is not 0 || MayStayOut(indicator, s), s.Basis))
            .OrderByDescending(m => m.Weight ?? long.MaxValue).ThenBy(m => units[m.Unit].Code, StringComparer.Ordinal),
    ];

    /// <summary>The fewest missing units that can decide a verdict by what they say, whatever the others then say.</summary>
    /// <remarks>
    /// The value must end up at one place: above the place's lower edge if all others are at their worst, below its upper edge if they are at their
    /// best. Both get easier with the sum of the weights that have answered, so the heaviest decide first. The weights of units
    /// that may stay out of the denominator are all one; each may answer so, and the rest is then the same question over one unit less.
    /// </remarks>
    /// <param name="target">The target.</param>
    /// <param name="tally">What is known of the area, and its gaps.</param>
    /// <param name="weights">How far each missing unit can move the numerator, the greatest first.</param>
    internal static int AtLeast(JudgedTarget target, in Tally tally, IReadOnlyList<Int128> weights)
    {
        // One that lacks something decides against all of all. Otherwise a unit of unknown size outweighs everything while it is silent.
        if (tally.Open > 0) return target is { IsDue: true, IsOfAll: true } && tally.StaysWithin ? 1 : tally.Open;
        if (tally.Loose > 0 || tally.NumeratorHigh > long.MaxValue / 2) return 1;

        var lowest = tally.Numerator + tally.NumeratorLow;
        var best = Math.Max(1, tally.Moving);
        for (var left = 0; left <= tally.Free && left < best; left++)
        {
            var whole = tally.Whole - left;
            if (whole <= 0) break;
            var needed = Needed(target, lowest, (long)tally.Width - left, whole);
            var count = 0;
            // Where some units leave the denominator, every weight is one.
            for (Int128 sum = 0; sum < needed && left + count < best; count++) sum += left > 0 ? 1 : weights[count];
            best = Math.Min(best, Math.Max(left + count, left + (tally.MayBeEmpty ? 1 : 0)));
        }

        return Math.Max(1, best);
    }

    /// <summary>The least weight that must have answered before the numerator can be sure to stay at one place.</summary>
    private static long Needed(JudgedTarget target, long lowest, long width, long whole)
    {
        var end = lowest + width + 1;
        var needed = width;
        var from = lowest;
        for (var place = 0; place < JudgedTarget.Places && from < end; place++)
        {
            var to = place == JudgedTarget.Places - 1 ? end : Edge(place + 1, from);
            if (to > from)
            {
                var below = from > lowest ? from - lowest : 0;
                var above = to < end ? end - to : 0;
                var both = below > 0 && above > 0 ? width + 1 - (to - from) : 0;
                needed = Math.Min(needed, Math.Max(both, Math.Max(below, above)));
            }

            from = to;
        }

        return needed;

        // The first numerator from which on the value stands at a place or higher.
        long Edge(int place, long first)
        {
            var (low, high) = (first, end);
            while (low < high)
            {
                var middle = low + ((high - low) / 2);
                if (target.PlaceOf(new Fraction(middle, whole)) >= place) high = middle;
                else low = middle + 1;
            }

            return low;
        }
    }

    private static bool MayStayOut(Indicator indicator, Score score) => indicator.Denominator is { IsCondition: true } && score.Low is { Numerator: 0 };

    private static long? WeightOf(Score score) => score switch
    {
        { Low: { } low, High: { } high } => high.Numerator - low.Numerator,
        { Basis: RangeBasis.Open or RangeBasis.OpenAbove } => null,
        // Milestones have no range: any one unit that fulfils it decides.
        { Denominator: null, Basis: RangeBasis.Proved } => 1,
        _ => 0,
    };
}
