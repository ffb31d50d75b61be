using System.Collections.Immutable;

namespace Kpi.Domain.Indicators;

/// <summary>How the way to a target runs from where it begins to its due day.</summary>
public enum PathKind
{
    /// <summary>By the same amount each day.</summary>
    Straight,

    /// <summary>By the same factor each month; it needs a baseline above zero.</summary>
    Compound,

    /// <summary>By stated steps: it stays at the last one until the next.</summary>
    Stepped,
}

/// <summary>Where a way began, as a document gives it.</summary>
/// <param name="Value">The value then, exactly.</param>
/// <param name="Day">The day of that value.</param>
/// <param name="Source">Document and article that give it.</param>
public sealed record Baseline(Fraction Value, DateOnly Day, string Source);

/// <summary>A step of a stepped way.</summary>
/// <param name="Day">The day from which it is asked for.</param>
/// <param name="Value">What is asked for, exactly.</param>
public readonly record struct PathStep(DateOnly Day, Fraction Value);

/// <summary>The way to a target before its due day.</summary>
/// <param name="Kind">How it runs.</param>
/// <param name="From">Where it began; null: from nothing on the day the target came into force.</param>
/// <param name="Steps">The steps of a stepped one, the days rising; empty otherwise.</param>
public sealed record TargetPath(PathKind Kind, Baseline? From, ImmutableArray<PathStep> Steps)
{
    /// <summary>The longest compound way, in months.</summary>
    public const int MostMonths = 600;

    /// <summary>Straight from nothing: the way of a target of which no document gives a baseline.</summary>
    public static TargetPath FromNothing { get; } = new(PathKind.Straight, null, []);

    /// <summary>Months of the calendar from one day to another; the days within their months do not count.</summary>
    public static int Months(DateOnly from, DateOnly to) => ((to.Year - from.Year) * 12) + to.Month - from.Month;
}
