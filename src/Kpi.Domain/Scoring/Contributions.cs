using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring;

/// <summary>What part a return plays in a score.</summary>
public enum ReturnRole
{
    /// <summary>Its counts are in the value (vào giá trị).</summary>
    Value,

    /// <summary>It counts in the period but leaves empty what the indicator needs, so that the unit is missing (chưa đủ số).</summary>
    Incomplete,

    /// <summary>It is of the period before, against which the verdict holds or progresses (kỳ trước).</summary>
    Previous,

    /// <summary>Its denominator stands for one that the unit has not reported since; only the range rests on it (mẫu số gần nhất).</summary>
    LastKnown,
}

/// <summary>What one return gives to an indicator of its own unit.</summary>
/// <param name="ReturnId">The return; <see cref="Filing.NoReturn"/> where figures of another source stand alone.</param>
/// <param name="Period">The filing period it is of.</param>
/// <param name="Role">What part it plays.</param>
/// <param name="Numerator">What it adds above; null where it gives nothing of its own, such as a month before the last of a condition asked of their sum.</param>
/// <param name="Denominator">What it adds below; null likewise.</param>
public readonly record struct Contribution(long ReturnId, Period Period, ReturnRole Role, long? Numerator, long? Denominator);

/// <summary>
/// Takes a unit's score apart into the returns it rests on. The engine adds up by the same rules, so the contributions of role
/// <see cref="ReturnRole.Value"/> sum to the score, exactly and at every level.
/// </summary>
public static class Contributions
{
    /// <summary>The contributions of one unit's returns to its score.</summary>
    /// <param name="catalogue">The run's catalogue.</param>
    /// <param name="indicator">The indicator.</param>
    /// <param name="unit">A unit that files.</param>
    /// <param name="period">The period that was scored.</param>
    /// <param name="score">The unit's own score in the run.</param>
    /// <param name="filings">All filings of the unit that went into the run, with at least the indicator's elements.</param>
    public static ImmutableArray<Contribution> Of(
        Catalogue catalogue, Indicator indicator, ScoredUnit unit, Period period, Score score, IEnumerable<Filing> filings)
    {
        ImmutableArray<Filing> filed = [.. filings.OrderBy(f => f.Period)];
        var owed = Owed(catalogue, indicator, unit, period);
        var counted = filed.Where(f => owed.Contains(f.Period)).ToList();
        var contributions = ImmutableArray.CreateBuilder<Contribution>();
        var ofSums = Counting.IsAskedOfSums(indicator);
        foreach (var filing in counted)
        {
            contributions.Add(ofSums
                ? OfSums(indicator, score, filing, isLast: filing == counted[^1])
                : OfItsOwn(indicator, filing));
        }

        if (indicator.Kind != IndicatorKind.Milestone)
        {
            var before = Owed(catalogue, indicator, unit, period.Previous);
            foreach (var filing in filed.Where(f => before.Contains(f.Period)))
            {
                var (numerator, denominator) = before.Length > 1 && ofSums ? (null, null) : Given(indicator, filing);
                contributions.Add(new(filing.ReturnId, filing.Period, ReturnRole.Previous, numerator, denominator));
            }
        }

        foreach (var (filing, denominator) in LastKnown(indicator, owed, score, filed))
            contributions.Add(new(filing.ReturnId, filing.Period, ReturnRole.LastKnown, null, denominator));
        return contributions.DrainToImmutable();
    }

    /// <summary>The filing periods whose values count for a unit in a period.</summary>
    /// <param name="catalogue">The run's catalogue.</param>
    /// <param name="indicator">The indicator.</param>
    /// <param name="unit">A unit that files.</param>
    /// <param name="period">The period that was scored.</param>
    public static ImmutableArray<Period> Owed(Catalogue catalogue, Indicator indicator, ScoredUnit unit, Period period) =>
        Counting.OwedBy(Counting.Periods(catalogue, indicator, unit.Kind, period), unit);

    /// <summary>A return that is asked by itself gives its numerator and its denominator, or nothing.</summary>
    private static Contribution OfItsOwn(Indicator indicator, Filing filing)
    {
        var (numerator, denominator) = Given(indicator, filing);
        return new(filing.ReturnId, filing.Period, numerator is null ? ReturnRole.Incomplete : ReturnRole.Value, numerator, denominator);
    }

    /// <summary>Months asked together are one answer: it stands at the last return of them.</summary>
    private static Contribution OfSums(Indicator indicator, Score score, Filing filing, bool isLast)
    {
        if (score.Numerator is null) return new(filing.ReturnId, filing.Period, ReturnRole.Incomplete, null, null);
        return isLast
            ? new(filing.ReturnId, filing.Period, ReturnRole.Value, score.Numerator, indicator.Kind == IndicatorKind.Milestone ? null : score.Denominator)
            : new(filing.ReturnId, filing.Period, ReturnRole.Value, null, null);
    }

    private static (long? Numerator, long? Denominator) Given(Indicator indicator, Filing filing)
    {
        var numerator = filing.Evaluate(indicator.Numerator);
        var denominator = (indicator.Denominator is { } of ? filing.Evaluate(of) : null) ?? (indicator.Kind == IndicatorKind.Coverage ? 1 : null);
        return numerator is null || (indicator.Kind == IndicatorKind.Ratio && denominator is null) ? (null, null) : (numerator, denominator);
    }

    /// <summary>For each denominator that a ratio lacks, the latest earlier return that told one.</summary>
    private static IEnumerable<(Filing Filing, long Denominator)> LastKnown(
        Indicator indicator, ImmutableArray<Period> owed, Score score, ImmutableArray<Filing> filed)
    {
        if (indicator.Kind != IndicatorKind.Ratio || indicator.Denominator is not { IsCondition: false } formula || owed.IsEmpty) return [];
        IEnumerable<Period> lacking = Counting.IsAskedOfSums(indicator)
            ? score.Numerator is null ? [owed[^1].Next] : []
            : owed.Where(p => filed.FirstOrDefault(f => f.Period == p) is not { } given || given.Evaluate(formula) is null);
        return lacking
            .Select(p => filed.Where(f => f.Period < p).Reverse()
                .Select(f => (Filing: f, Denominator: f.Evaluate(formula))).FirstOrDefault(k => k.Denominator is not null))
            .Where(k => k.Filing is not null).Select(k => (k.Filing, k.Denominator!.Value)).DistinctBy(k => (k.Filing.ReturnId, k.Filing.Period));
    }
}
