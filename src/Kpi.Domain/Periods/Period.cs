using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Kpi.Domain.Periods;

/// <summary>How long a period is.</summary>
public enum PeriodKind
{
    /// <summary>A calendar month, <c>2026-09</c> (tháng).</summary>
    Month,

    /// <summary>Three months from January, April, July or October, <c>2026Q3</c> (quý).</summary>
    Quarter,

    /// <summary>January to June or July to December, <c>2026H1</c> (nửa năm).</summary>
    Half,

    /// <summary>A calendar year, <c>2026</c> (năm).</summary>
    Year,
}

/// <summary>A reporting period by the calendar (Circular 37/2019/TT-BYT): month, quarter, half-year or year. It cannot hold a wrong value.</summary>
public readonly record struct Period : IComparable<Period>
{
    private Period(PeriodKind kind, int year, int number)
    {
        Kind = kind;
        Year = year;
        Number = number;
    }

    /// <summary>How long it is.</summary>
    public PeriodKind Kind { get; }

    /// <summary>The calendar year, 1990 to 2199.</summary>
    public int Year { get; }

    /// <summary>Which month, quarter or half of the year, from 1; 1 for a year.</summary>
    public int Number { get; }

    /// <summary>Its first day.</summary>
    public DateOnly FirstDay => new(Year, (Number - 1) * Length + 1, 1);

    /// <summary>Its last day, on which populations are counted.</summary>
    public DateOnly LastDay => FirstDay.AddMonths(Length).AddDays(-1);

    /// <summary>The period of the same kind before it.</summary>
    public Period Previous => Containing(FirstDay.AddDays(-1), Kind);

    /// <summary>The period of the same kind after it.</summary>
    public Period Next => Containing(LastDay.AddDays(1), Kind);

    /// <summary>Its months in order: itself for a month.</summary>
    public ImmutableArray<Period> Months
    {
        get
        {
            var first = FirstDay;
            var months = ImmutableArray.CreateBuilder<Period>(Length);
            for (var i = 0; i < Length; i++) months.Add(Containing(first.AddMonths(i), PeriodKind.Month));
            return months.MoveToImmutable();
        }
    }

    private int Length => Kind switch { PeriodKind.Month => 1, PeriodKind.Quarter => 3, PeriodKind.Half => 6, _ => 12 };

    /// <summary>The period of a kind that a day lies in.</summary>
    public static Period Containing(DateOnly day, PeriodKind kind) => kind switch
    {
        PeriodKind.Month => new(kind, day.Year, day.Month),
        PeriodKind.Quarter => new(kind, day.Year, (day.Month + 2) / 3),
        PeriodKind.Half => new(kind, day.Year, (day.Month + 5) / 6),
        _ => new(PeriodKind.Year, day.Year, 1),
    };

    /// <summary>A month of a year.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The month is not 1 to 12, or the year not 1990 to 2199.</exception>
    public static Period Month(int year, int month) => Checked(PeriodKind.Month, year, month, 12);

    /// <summary>Whether every day of the other lies in this one.</summary>
    public bool Contains(Period other) => other.FirstDay >= FirstDay && other.LastDay <= LastDay;

    /// <summary>Reads <c>2026-09</c>, <c>2026Q3</c>, <c>2026H1</c> or <c>2026</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Period period)
    {
        period = default;
        if (text is null || text.Length < 4
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1990 or > 2199)
        {
            return false;
        }

        var rest = text.AsSpan(4);
        if (rest.IsEmpty)
        {
            period = new(PeriodKind.Year, year, 1);
            return true;
        }

        if (!int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1) return false;
        (PeriodKind Kind, int Highest, int Digits)? found = rest[0] switch
        {
            '-' => (PeriodKind.Month, 12, 2),
            'Q' or 'q' => (PeriodKind.Quarter, 4, 1),
            'H' or 'h' => (PeriodKind.Half, 2, 1),
            _ => null,
        };
        if (found is not { } f || number > f.Highest || rest.Length - 1 != f.Digits) return false;
        period = new(f.Kind, year, number);
        return true;
    }

    /// <summary>Reads a period that is known to be well written.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Period Parse(string text) =>
        TryParse(text, out var period) ? period : throw new FormatException($"'{text}' is not a period such as 2026-09, 2026Q3, 2026H1 or 2026.");

    /// <inheritdoc/>
    public int CompareTo(Period other)
    {
        var byEnd = LastDay.CompareTo(other.LastDay);
        return byEnd != 0 ? byEnd : Kind.CompareTo(other.Kind);
    }

    /// <summary>Whether the left ends before the right (or is shorter, where both end on one day).</summary>
    public static bool operator <(Period left, Period right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left ends after the right (or is longer, where both end on one day).</summary>
    public static bool operator >(Period left, Period right) => left.CompareTo(right) > 0;

    /// <summary>Not after the right.</summary>
    public static bool operator <=(Period left, Period right) => left.CompareTo(right) <= 0;

    /// <summary>Not before the right.</summary>
    public static bool operator >=(Period left, Period right) => left.CompareTo(right) >= 0;

    /// <summary>As it is written everywhere: <c>2026-09</c>, <c>2026Q3</c>, <c>2026H1</c>, <c>2026</c>.</summary>
    public override string ToString() => Kind switch
    {
        PeriodKind.Month => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Number:00}"),
        PeriodKind.Quarter => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}Q{Number}"),
        PeriodKind.Half => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}H{Number}"),
        _ => Year.ToString("0000", CultureInfo.InvariantCulture),
    };

    private static Period Checked(PeriodKind kind, int year, int number, int highest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1990);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 2199);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, highest);
        return new(kind, year, number);
    }
}
