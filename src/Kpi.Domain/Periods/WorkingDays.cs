using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Kpi.Domain.Periods;

/// <summary>How well the holiday table knows a stretch of days. A due day that rests on less than <see cref="Official"/> says so.</summary>
public enum HolidayCover
{
    /// <summary>The Government's announcement for every year of it is in the table.</summary>
    Official,

    /// <summary>A year of it was put down before its announcement: Tết and exchange days can still move.</summary>
    Provisional,

    /// <summary>A year of it is not in the table: only weekends were left out.</summary>
    None,
}

/// <summary>A year of the holiday table.</summary>
/// <param name="Year">Calendar year.</param>
/// <param name="Official">Whether it follows the Government's announcement; false when it was put down before.</param>
/// <param name="Source">The announcement, or what the days were taken from.</param>
public sealed record HolidayYear(int Year, bool Official, string Source);

/// <summary>Working days of the public sector: Monday to Friday without the holidays, with the weekend days that were exchanged for one.</summary>
public sealed class WorkingDays
{
    private readonly FrozenSet<DateOnly> _holidays;
    private readonly FrozenSet<DateOnly> _weekends;
    private readonly FrozenDictionary<int, bool> _years;

    /// <summary>A table of holidays.</summary>
    /// <param name="holidays">Days off that are not weekends by themselves; the days given for an exchange are among them.</param>
    /// <param name="weekends">Saturdays and Sundays that are worked in exchange.</param>
    /// <param name="years">The years the table knows.</param>
    public WorkingDays(ImmutableArray<DateOnly> holidays, ImmutableArray<DateOnly> weekends, ImmutableArray<HolidayYear> years)
    {
        _holidays = holidays.ToFrozenSet();
        _weekends = weekends.ToFrozenSet();
        _years = years.ToFrozenDictionary(y => y.Year, y => y.Official);
    }

    /// <summary>Whether a day is worked.</summary>
    public bool IsWorked(DateOnly day) =>
        day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? _weekends.Contains(day) : !_holidays.Contains(day);

    /// <summary>The last of so many working days after a day; the day itself for none.</summary>
    public DateOnly After(DateOnly day, int count)
    {
        for (var left = count; left > 0;)
        {
            day = day.AddDays(1);
            if (IsWorked(day)) left--;
        }

        return day;
    }

    /// <summary>How well the table knows the days from the first to the last: as well as the worst of their years.</summary>
    public HolidayCover CoverOf(DateOnly first, DateOnly last)
    {
        var cover = HolidayCover.Official;
        for (var year = first.Year; year <= last.Year; year++)
        {
            if (!_years.TryGetValue(year, out var official)) return HolidayCover.None;
            if (!official) cover = HolidayCover.Provisional;
        }

        return cover;
    }
}
