using Kpi.Domain.Indicators;

namespace Kpi.Domain.Scoring;

/// <summary>
/// What units gave towards one score, and between what their gaps can come out. Counts and sums only: tallies add up in any order, and what was
/// added can be taken away again.
/// </summary>
internal record struct Tally
{
    /// <summary>Units of the population; those of them that reported; those that gave anything.</summary>
    public int Expected, Reporting, Known;

    /// <summary>Missing units whose returns can change the value.</summary>
    public int Moving;

    /// <summary>
    /// Units with a gap without a denominator, and those of them whose numerator may go beyond it; with a denominator that was last known; with
    /// nothing that bounds the numerator from above.
    /// </summary>
    public int Open, OpenBeyond, LastKnown, Unbounded;

    /// <summary>
    /// Gaps of a unit that is itself what is counted, once in both sums, once below or not at all; and of one for which something else is open.
    /// </summary>
    public int Free, Loose;

    /// <summary>Units expected elsewhere of which a part is counted here; those of them that did not report.</summary>
    public int Shared, SharedMissing;

    /// <summary>What was reported.</summary>
    public long Numerator, Denominator;

    /// <summary>The gaps at their lowest and highest; those of <see cref="Free"/> and <see cref="Open"/> stand apart.</summary>
    public long NumeratorLow, DenominatorLow, DenominatorHigh;

    /// <summary>An unbounded numerator goes as far as its element does; many of them leave 63 bits.</summary>
    public Int128 NumeratorHigh;

    public readonly int Missing => Expected - Reporting + SharedMissing;

    /// <summary>Units that have to do with it, wholly or in part.</summary>
    public readonly int Touched => Expected + Shared;

    public readonly RangeBasis Basis =>
        Missing == 0 ? RangeBasis.Complete
        : Open > 0 ? RangeBasis.Open
        : Unbounded > 0 ? RangeBasis.OpenAbove
        : LastKnown > 0 ? RangeBasis.LastKnown : RangeBasis.Proved;

    /// <summary>The denominator when every unit is in it.</summary>
    public readonly long Whole => Denominator + DenominatorHigh + Free;

    /// <summary>How far the missing returns can move the numerator.</summary>
    public readonly Int128 Width => NumeratorHigh - NumeratorLow + Free;

    /// <summary>Whether the missing returns could leave nothing to count, so that the indicator does not apply.</summary>
    public readonly bool MayBeEmpty => Denominator + DenominatorLow == 0;

    /// <summary>Whether no gap can make up for what another unit lacks: numerators stay within their denominators.</summary>
    public readonly bool StaysWithin => OpenBeyond == 0 && Unbounded == 0 && Loose == 0;

    /// <summary>By how much the numerator must stay below the denominator, whatever is missing; only where it <see cref="StaysWithin"/>.</summary>
    public readonly Int128 Shortfall => Denominator + DenominatorLow - (Numerator + NumeratorHigh);

    /// <summary>The worst: every gap at its lowest above and its highest below.</summary>
    public readonly Fraction? Low => Open > 0 ? null : Fraction.OrNull(Numerator + NumeratorLow, Whole);

    /// <summary>The best: every gap at its highest above and its lowest below; a unit that may be in both sums is, where that raises the value.</summary>
    public readonly Fraction? High
    {
        get
        {
            if (Open > 0 || Unbounded > 0) return null;
            var above = Numerator + (long)NumeratorHigh;
            var below = Denominator + DenominatorLow;
            if (below > 0) return above < below ? new Fraction(above + Free, below + Free) : new Fraction(above, below);
            // Nothing is in the denominator for certain: the smallest that something can be is one unit.
            if (Free > 0) return above == 0 ? new Fraction(Free, Free) : new Fraction(above + 1, 1);
            return Loose > 0 ? new Fraction(above, 1) : null;
        }
    }

    public void Add(in Tally other)
    {
        Expected += other.Expected;
        Reporting += other.Reporting;
        Known += other.Known;
        Numerator += other.Numerator;
        Denominator += other.Denominator;
        Shared += other.Shared;
        // Most units report, and have no gaps to add.
        if (other.Missing == 0) return;
        Moving += other.Moving;
        SharedMissing += other.SharedMissing;
        Open += other.Open;
        OpenBeyond += other.OpenBeyond;
        LastKnown += other.LastKnown;
        Unbounded += other.Unbounded;
        Free += other.Free;
        Loose += other.Loose;
        NumeratorLow += other.NumeratorLow;
        DenominatorLow += other.DenominatorLow;
        DenominatorHigh += other.DenominatorHigh;
        NumeratorHigh += other.NumeratorHigh;
    }

    /// <summary>Takes away what was added, and adds another in its place.</summary>
    public void Exchange(in Tally old, in Tally other)
    {
        Expected -= old.Expected;
        Reporting -= old.Reporting;
        Known -= old.Known;
        Numerator -= old.Numerator;
        Denominator -= old.Denominator;
        Shared -= old.Shared;
        SharedMissing -= old.SharedMissing;
        Moving -= old.Moving;
        Open -= old.Open;
        OpenBeyond -= old.OpenBeyond;
        LastKnown -= old.LastKnown;
        Unbounded -= old.Unbounded;
        Free -= old.Free;
        Loose -= old.Loose;
        NumeratorLow -= old.NumeratorLow;
        DenominatorLow -= old.DenominatorLow;
        DenominatorHigh -= old.DenominatorHigh;
        NumeratorHigh -= old.NumeratorHigh;
        Add(other);
    }

    /// <summary>What a return gave in full.</summary>
    public void Give(long numerator, long denominator)
    {
        Known = 1;
        Numerator += numerator;
        Denominator += denominator;
    }

    /// <summary>A gap whose denominator is known, or taken to be.</summary>
    public void Lack(Interval numerator, long denominator)
    {
        NumeratorLow += (long)numerator.Low;
        NumeratorHigh += numerator.High;
        DenominatorLow += denominator;
        DenominatorHigh += denominator;
        if (!numerator.IsOne) Moving = 1;
    }

    /// <summary>A gap of a unit that may or may not be in the denominator.</summary>
    public void LackEither(Interval numerator, bool within)
    {
        Moving = 1;
        if (within && numerator == Interval.Either)
        {
            Free++;
            return;
        }

        Loose++;
        NumeratorLow += (long)numerator.Low;
        NumeratorHigh += numerator.High;
        DenominatorHigh++;
    }

    /// <summary>A gap without bounds.</summary>
    public void LackAll(bool within)
    {
        Moving = 1;
        Open = 1;
        if (!within) OpenBeyond = 1;
    }
}
