using System.Collections.Immutable;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.Web.Shared;

/// <summary>A verdict with its target and the number of its footnote, where there is a doubt to know of.</summary>
public sealed record TargetCell(Target Target, Verdict Verdict, bool Certain, int? Note);

/// <summary>One line of a results table: a score with its targets sorted into the two milestone years.</summary>
public sealed record ScoreRow(Indicator Indicator, Score Score, ImmutableArray<TargetCell> By2025, ImmutableArray<TargetCell> By2030)
{
    private static readonly DateOnly EndOf2025 = new(2025, 12, 31);

    public IEnumerable<TargetCell> Cells => By2025.Concat(By2030);

    /// <summary>Whether there is anybody to count.</summary>
    public bool Applies => Score.Expected > 0;

    /// <summary>The target that the printed value must not seem to reach or miss.</summary>
    public Fraction? Nearest => Cells.Where(c => c.Target.Comparison != Comparison.Done).Select(c => (Fraction?)c.Target.Value).FirstOrDefault();

    public static ScoreRow Of(Indicator indicator, Score score, Catalogue catalogue, Footnotes notes)
    {
        var cells = score.Verdicts
            .Select(v => (Target: catalogue.Targets[v.TargetIndex], v.Verdict, v.Certain))
            .OrderBy(v => v.Target.Due)
            .Select(v => new TargetCell(v.Target, v.Verdict, v.Certain, notes.Of(v.Target)))
            .ToList();
        return new(indicator, score,
            [.. cells.Where(c => c.Target.Due <= EndOf2025)], [.. cells.Where(c => c.Target.Due > EndOf2025)]);
    }
}

/// <summary>What readers must know about targets, numbered in the order of first use; equal remarks share a number.</summary>
public sealed class Footnotes
{
    private readonly List<Text> _notes = [];

    public IReadOnlyList<Text> All => _notes;

    /// <summary>The number of a target's footnote; null when nothing is in doubt.</summary>
    public int? Of(Target target)
    {
        // A catalogue's own remark says more than the general one.
        var note = target.Doubt ?? target.YearEvidence switch
        {
            YearEvidence.Disputed => Texts.YearDisputed,
            YearEvidence.Unconfirmed => Texts.YearUnconfirmed,
            _ => null,
        };
        if (note is null) return null;
        var at = _notes.IndexOf(note);
        if (at >= 0) return at + 1;
        _notes.Add(note);
        return _notes.Count;
    }
}
