using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Forecasts;

/// <summary>Why there is no forecast.</summary>
public enum AbstainReason
{
    /// <summary>It has no value that could be carried on: a milestone.</summary>
    Milestone,

    /// <summary>What it counts has ended.</summary>
    Ended,

    /// <summary>Fewer than four months that say something.</summary>
    TooShort,

    /// <summary>Fewer than four such months since the series last broke.</summary>
    TooShortSinceBreak,

    /// <summary>More than a third of the months say nothing: not reported, or by fewer than three of four units.</summary>
    Gaps,

    /// <summary>The last month that says something is more than three months before the last one scored.</summary>
    Stale,

    /// <summary>A value above 100 %: numerator and denominator do not belong together, so no end bounds it.</summary>
    AboveWhole,

    /// <summary>It has stood at none, or at all, in every month: nothing tells how it would move.</summary>
    Unmoved,
}

/// <summary>A forecast, or the reason why there is none.</summary>
public abstract record ForecastOutcome
{
    private protected ForecastOutcome()
    {
    }
}

/// <summary>There is no forecast.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Points">How many months said something.</param>
/// <param name="Since">The break after which they were counted; null when there was none.</param>
public sealed record Abstained(AbstainReason Reason, int Points, SeriesBreak? Since) : ForecastOutcome;

/// <summary>What is expected of one month. Shares in millionths.</summary>
/// <param name="Period">The month.</param>
/// <param name="Value">The middle: as likely above as below.</param>
/// <param name="Low">Lower end of the interval in which four of five months fall.</param>
/// <param name="High">Upper end of it.</param>
public readonly record struct ForecastPoint(Period Period, Fraction Value, Fraction Low, Fraction High);

/// <summary>How the same method would have done on this very series, standing at each earlier month and looking up to a year ahead.</summary>
/// <param name="Forecasts">How many such looks could be compared with what came.</param>
/// <param name="Error">Mean distance from what came; null when none could be compared.</param>
/// <param name="NaiveError">The same for "last value plus last slope".</param>
/// <param name="Covered">How many of what came fell inside the interval.</param>
public readonly record struct BackTest(int Forecasts, Fraction? Error, Fraction? NaiveError, int Covered);

/// <summary>When a target is likely to be met.</summary>
/// <param name="Target">The target.</param>
/// <param name="MetNow">Whether the last month meets it.</param>
/// <param name="Earliest">First month in which the upper end of the interval meets it; null when none of the next sixty does.</param>
/// <param name="Likely">First month in which the middle meets it; null when none does.</param>
/// <param name="Latest">First month in which the lower end meets it; null when none does: perhaps never.</param>
/// <param name="Chance">
/// The chance in percent, in steps of five from 5 to 95, that the month of the due day meets it; null when that month is over or further
/// away than sixty months.
/// </param>
public sealed record TargetForecast(Target Target, bool MetNow, Period? Earliest, Period? Likely, Period? Latest, int? Chance);

/// <summary>How a series is expected to go on.</summary>
public sealed record Forecast : ForecastOutcome
{
    /// <summary>How many months it rests on.</summary>
    public required int Months { get; init; }

    /// <summary>The break after which these were counted; null when there was none.</summary>
    public SeriesBreak? Since { get; init; }

    /// <summary>Whether a pattern of the calendar year was found and carried on.</summary>
    public required bool Seasonal { get; init; }

    /// <summary>The months to come, the first right after the last one scored; sixty of them.</summary>
    public required ImmutableArray<ForecastPoint> Points { get; init; }

    /// <summary>The targets, in the order asked.</summary>
    public required ImmutableArray<TargetForecast> Targets { get; init; }

    /// <summary>How the method would have done.</summary>
    public required BackTest BackTest { get; init; }
}
