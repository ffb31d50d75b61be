using System.Collections.Immutable;

namespace Kpi.Domain.Scoring.Composites;

/// <summary>A unit in a list of ranks.</summary>
/// <param name="Rank">From 1; equal figures share a rank and the next one is left out (1, 2, 2, 4). Null: not ranked, too little is reported.</param>
/// <param name="Score">Its composite.</param>
public sealed record RankedScore(int? Rank, CompositeScore Score);

/// <summary>Ranks of lists of units.</summary>
public static class CompositeRanks
{
    /// <summary>The units of a list by rank, equal ones by code; then those without a rank, by code.</summary>
    /// <param name="scores">The units of the list, from one block.</param>
    /// <param name="codes">The code of a unit by its place.</param>
    public static ImmutableArray<RankedScore> Of(IEnumerable<CompositeScore> scores, Func<int, string> codes)
    {
        var ranked = ImmutableArray.CreateBuilder<RankedScore>();
        foreach (var score in scores.OrderByDescending(s => s.Ranked).ThenBy(s => s.Ranked ? s.Order : 0).ThenBy(s => codes(s.Unit), StringComparer.Ordinal))
        {
            var tied = ranked.Count > 0 && ranked[^1].Score.Order == score.Order;
            ranked.Add(new RankedScore(!score.Ranked ? null : tied ? ranked[^1].Rank : ranked.Count + 1, score));
        }

        return ranked.ToImmutable();
    }
}
