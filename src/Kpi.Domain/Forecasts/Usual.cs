using System.Collections.Immutable;

namespace Kpi.Domain.Forecasts;

/// <summary>
/// What a figure usually is, told from its own past. Counts are compared as square roots (Anscombe), on which small ones and large ones
/// scatter alike.
/// </summary>
internal sealed class Usual
{
    /// <summary>Fewer months of the past tell nothing.</summary>
    public const int FewestMonths = 6;

    private const int MostMonths = 24, Year = 12;

    /// <summary>A figure may always be six of a hundred off: registers are tidied, months have more or fewer working days.</summary>
    private const double LeastSpread = 0.03;

    private readonly double _expected, _spread;

    private Usual(double expected, double spread, double secondFurthest, int months, bool mostlyZero, long most)
    {
        _expected = expected;
        _spread = spread;
        SecondFurthest = secondFurthest;
        Months = months;
        IsMostlyZero = mostlyZero;
        Most = most;
    }

    /// <summary>The second largest distance of the past, in usual distances: the largest may have been a slip itself.</summary>
    public double SecondFurthest { get; }

    /// <summary>How many months of the past it rests on.</summary>
    public int Months { get; }

    /// <summary>Whether half of the past or more was zero.</summary>
    public bool IsMostlyZero { get; }

    /// <summary>The largest figure of the past.</summary>
    public long Most { get; }

    /// <summary>The figure that was to be expected.</summary>
    public long Expected => (long)Math.Round(Math.Max(0, (_expected * _expected / 4) - 0.375), MidpointRounding.ToEven);

    /// <summary>How far a figure is off, in usual distances; below zero where it is less than expected.</summary>
    public double Off(double figure) => (Scatter(figure) - _expected) / _spread;

    /// <summary>The usual of a month from the months before it; null when these are too few.</summary>
    /// <param name="months">Oldest first; the last is the one that is judged and is not looked at.</param>
    public static Usual? Of(ImmutableArray<long?> months)
    {
        var last = months.Length - 1;
        var known = 0;
        var zeros = 0;
        var most = 0L;
        var places = new double?[months.Length];
        for (var i = 0; i < last; i++)
        {
            if (months[i] is not { } figure) continue;
            places[i] = Scatter(figure);
            known++;
            if (figure == 0) zeros++;
            most = Math.Max(most, figure);
        }

        if (known < FewestMonths) return null;
        (double Expected, double Spread, double SecondFurthest)? best = null;
        foreach (var expect in (Func<double?[], int, double?>[])[OfThree, OfSix, OfTheYearBefore])
        {
            if (Tried(places, last, expect) is { } tried && (best is not { } b || tried.Spread < b.Spread)) best = tried;
        }

        if (best is not { } found) return null;
        var spread = Math.Max(found.Spread, Math.Max(1, LeastSpread * found.Expected));
        return new Usual(found.Expected, spread, found.SecondFurthest / spread, known, zeros * 2 >= known, most);
    }

    /// <summary>One way of expecting, corrected by how it was off so far.</summary>
    private static (double Expected, double Spread, double SecondFurthest)? Tried(double?[] places, int last, Func<double?[], int, double?> expect)
    {
        if (expect(places, last) is not { } next) return null;
        var off = new List<double>(MostMonths);
        for (var i = last - 1; i >= 0 && off.Count < MostMonths; i--)
        {
            if (places[i] is { } came && expect(places, i) is { } expected) off.Add(came - expected);
        }

        if (off.Count < FewestMonths - 2) return null;
        var usually = Trend.Middle(off);
        var distances = off.ConvertAll(o => Math.Abs(o - usually));
        var middle = Trend.Middle(distances);
        // Few months rarely show how far a figure can be off.
        var unseen = (1 + (4.0 / off.Count)) / (1 + (4.0 / MostMonths));
        return (next + usually, 1.4826 * middle * unseen, distances[^2]);
    }

    private static double? OfThree(double?[] places, int at) => MiddleBefore(places, at, 3, 2);

    private static double? OfSix(double?[] places, int at) => MiddleBefore(places, at, 6, 4);

    /// <summary>The same month of the year before, moved by as much as the half year before has moved since.</summary>
    private static double? OfTheYearBefore(double?[] places, int at) =>
        at >= Year && places[at - Year] is { } then && MiddleBefore(places, at, 6, 4) is { } now && MiddleBefore(places, at - Year, 6, 3) is { } before
            ? then + now - before
            : null;

    private static double? MiddleBefore(double?[] places, int at, int months, int fewest)
    {
        var some = new List<double>(months);
        for (var i = Math.Max(0, at - months); i < at; i++)
        {
            if (places[i] is { } place) some.Add(place);
        }

        return some.Count < fewest ? null : Trend.Middle(some);
    }

    private static double Scatter(double figure) => 2 * Math.Sqrt(figure + 0.375);
}
