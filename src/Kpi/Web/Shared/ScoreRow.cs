using System.Collections.Immutable;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.Web.Shared;

/// <summary>A target with what is said of it and the number of its footnote, where there is a doubt to know of.</summary>
/// <param name="Said">The verdict; null of a target that is over.</param>
/// <param name="Beside">Name of the set it belongs to, where that is not the run's own.</param>
/// <param name="Laxer">Whether it is a province's own and asks for less than the national one.</param>
public sealed record TargetCell(Target Target, TargetVerdict? Said, int? Note, Text? Beside, bool Laxer)
{
    public Verdict Verdict => Said!.Value.Verdict;

    public bool Certain => Said!.Value.Certain;
}

/// <summary>One line of a results table: a score with its targets sorted into the two milestone years.</summary>
public sealed record ScoreRow(Indicator Indicator, Score Score, ImmutableArray<TargetCell> By2025, ImmutableArray<TargetCell> By2030)
{
    private static readonly DateOnly EndOf2025 = new(2025, 12, 31);

    /// <summary>The verdicts by the run's own set.</summary>
    public IEnumerable<TargetCell> Cells => By2025.Concat(By2030).Where(c => c is { Said: not null, Beside: null });

    /// <summary>The last day on which the indicator had a subject, where that is over; else null.</summary>
    public DateOnly? EndedOn { get; init; }

    /// <summary>Whether there is anybody to count.</summary>
    public bool Applies => Score.HasSubject;

    /// <summary>The target that the printed value must not seem to reach or miss.</summary>
    public Fraction? Nearest => Cells.Where(c => c.Target.Comparison != Comparison.Done).Select(c => (Fraction?)c.Target.Value).FirstOrDefault();

    public static ScoreRow Of(RunInfo run, Indicator indicator, Score score, Catalogue catalogue, Footnotes notes)
    {
        var end = run.EndOf(indicator);
        var closed = !score.HasSubject && end is null ? [] : catalogue.ClosedBefore(run.Period.LastDay, indicator.Code, run.Set);
        var cells = score.Verdicts.Select(v => (Target: catalogue.Targets[v.TargetIndex], Said: (TargetVerdict?)v))
            .Concat(closed.Select(t => (Target: t, Said: (TargetVerdict?)null)))
            .OrderBy(v => v.Target.Set != run.Set).ThenBy(v => v.Target.Due)
            .Select(v => new TargetCell(v.Target, v.Said, notes.Of(v.Target),
                v.Target.Set == run.Set ? null : catalogue.TargetSet(v.Target.Set)?.Name,
                catalogue.NationalOf(v.Target) is { } national && v.Target.IsLaxerThan(national)))
            .ToList();
        return new(indicator, score,
            [.. cells.Where(c => c.Target.Due <= EndOf2025)], [.. cells.Where(c => c.Target.Due > EndOf2025)])
        {
            EndedOn = end,
        };
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
