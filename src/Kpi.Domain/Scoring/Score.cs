using System.Collections.Immutable;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring;

/// <summary>What is said of a score against a target.</summary>
public enum Verdict
{
    /// <summary>There is no value to judge: the population is empty or its denominator is zero (không áp dụng).</summary>
    NotApplicable,

    /// <summary>Nothing was reported, so nothing can be said yet (chưa đủ dữ liệu).</summary>
    NoData,

    /// <summary>The value satisfies the target (đạt).</summary>
    Met,

    /// <summary>Satisfied after the due date, now and in the period before (duy trì).</summary>
    Held,

    /// <summary>Not yet due; on or above the straight path (đúng tiến độ).</summary>
    OnTrack,

    /// <summary>Not yet due; below the path by less than a tenth of it (có nguy cơ).</summary>
    AtRisk,

    /// <summary>Not yet due; further below the path (chậm tiến độ).</summary>
    OffTrack,

    /// <summary>Due and not satisfied (không đạt).</summary>
    Missed,

    /// <summary>Due and not satisfied, but better than in the period before (không đạt, đang cải thiện).</summary>
    MissedProgressing,
}

/// <summary>A score against one target.</summary>
/// <param name="TargetIndex">Place of the target in the catalogue's list.</param>
/// <param name="Verdict">The verdict on the value as it stands.</param>
/// <param name="Certain">
/// True when the worst and the best the missing returns could bring give the same verdict. False is printed as "undecided".
/// </param>
public readonly record struct TargetVerdict(int TargetIndex, Verdict Verdict, bool Certain);

/// <summary>An indicator's result for one unit in one run. Counts are exact; a missing number is null, never zero.</summary>
public sealed record Score
{
    /// <summary>Place of the unit in the run's list of units.</summary>
    public required int Unit { get; init; }

    /// <summary>Units of the population: those that should have reported.</summary>
    public required int Expected { get; init; }

    /// <summary>Units of the population whose returns give everything the indicator needs for the whole period.</summary>
    public required int Reporting { get; init; }

    /// <summary>The exact numerator over what was reported; null when nothing was reported.</summary>
    public long? Numerator { get; init; }

    /// <summary>
    /// The exact denominator: for a ratio, over what was reported; for a coverage, the whole population. Null for a milestone, and for a
    /// ratio when nothing was reported.
    /// </summary>
    public long? Denominator { get; init; }

    /// <summary>The value if every missing unit were at its worst; null when not applicable, or when <see cref="RangeOpen"/>.</summary>
    public Fraction? Low { get; init; }

    /// <summary>The value if every missing unit were at its best; null when not applicable, or when <see cref="RangeOpen"/>.</summary>
    public Fraction? High { get; init; }

    /// <summary>True when a missing unit has no last known denominator, so that no bounds can be given.</summary>
    public bool RangeOpen { get; init; }

    /// <summary>Share of the last known denominators that reported, as two sums; null for coverage and milestone.</summary>
    public Fraction? DenominatorReported { get; init; }

    /// <summary>The verdicts, one for each target of the set in force that is judged at this level; empty means "not set".</summary>
    public ImmutableArray<TargetVerdict> Verdicts { get; init; } = [];

    /// <summary>The value; null when not applicable, nothing was reported, or the indicator is a milestone.</summary>
    public Fraction? Value => Numerator is { } n && Denominator is { } d ? Fraction.OrNull(n, d) : null;

    /// <summary>
    /// How near the value is to a target, at most 1: min(value ÷ target, 1), exactly, as a fraction of products. Null without a value or
    /// with a target of zero.
    /// </summary>
    public (Int128 Numerator, Int128 Denominator)? AttainmentOf(Target target)
    {
        if (Value is not { } value || target.Value.Numerator == 0) return null;
        var top = (Int128)value.Numerator * target.Value.Denominator;
        var bottom = (Int128)value.Denominator * target.Value.Numerator;
        return top >= bottom ? (1, 1) : (top, bottom);
    }
}

/// <summary>A unit as it stood in a run: what decided its place in the sums.</summary>
/// <param name="UnitId">Identity.</param>
/// <param name="Code">Code on the geography's day.</param>
/// <param name="Name">Name on that day.</param>
/// <param name="Level">At which level it is scored.</param>
/// <param name="Province">Place of its province in the run's list; -1 when it stands in none.</param>
/// <param name="Commune">Place of its commune in the run's list; -1 when none is registered.</param>
/// <param name="Outside">True for units of Defence and Public Security: in the nation, not in the province (policy Q28).</param>
public sealed record ScoredUnit(string UnitId, string Code, string Name, UnitLevel Level, int Province, int Commune, bool Outside);
