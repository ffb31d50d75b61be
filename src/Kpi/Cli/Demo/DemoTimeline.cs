using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Cli.Demo;

/// <summary>What becomes of a made-up return before it reaches the door.</summary>
internal enum DemoFault
{
    None,

    /// <summary>A part larger than its whole: refused.</summary>
    PartOverWhole,

    /// <summary>Words where a number belongs: refused.</summary>
    Words,

    /// <summary>A required cell left empty: refused.</summary>
    Empty,

    /// <summary>The file is cut short on its way: refused.</summary>
    Truncated,

    /// <summary>Money in thousands of dong: accepted, and warned about against the month before.</summary>
    Thousands,
}

/// <summary>One workbook of the demonstration, and when it reaches the door.</summary>
internal sealed record DemoFile(DemoUnit Unit, Form Form, Period Period, int Try, DateTimeOffset Arrives, DemoFault Fault, bool Corrected)
{
    public string Name => $"{Unit.Code}.v{Try}.xlsx";
}

/// <summary>Who sends what and when: most in time, some late, some never, some wrong first and mended, some corrected afterwards.</summary>
internal static class DemoTimeline
{
    private const int NeverPermille = 40, LatePermille = 70, WrongPermille = 35, NeverMendedPermille = 250, CorrectedPermille = 20, WarnedPermille = 500;

    public static ImmutableArray<DemoFile> Of(ImmutableArray<DemoUnit> units, Catalogue catalogue, Period period, DateTimeOffset now, int seed)
    {
        var files = ImmutableArray.CreateBuilder<DemoFile>(units.Length);
        foreach (var unit in units)
        {
            if (catalogue.FormFor(unit.Kind, period) is not { } form) continue;
            var random = new DemoRandom(seed, unit.Code, period.ToString(), "timeline");
            var agency = unit.Kind is UnitKind.Department or UnitKind.Ministry;
            if (!agency && random.Happens(NeverPermille)) continue;

            var due = catalogue.DueDay(form, period);
            // Departments and the ministry have until the end of the next month and file in its first half.
            var inTime = Math.Min(due.DayNumber - period.LastDay.DayNumber, agency ? 15 : int.MaxValue);
            var day = period.LastDay.AddDays((int)(!agency && random.Happens(LatePermille) ? random.Between(inTime + 1, inTime + 12) : random.Between(1, inTime)));
            var wrong = !agency && random.Happens(WrongPermille);
            var fault = wrong ? (DemoFault)random.Between(1, 4) : DemoFault.None;
            var first = At(day, ref random);
            var again = wrong ? !random.Happens(NeverMendedPermille) : !agency && random.Happens(CorrectedPermille);
            // What is corrected without having been refused was warned about, or noticed by the unit itself.
            if (again && !wrong && random.Happens(WarnedPermille)) fault = DemoFault.Thousands;
            files.Add(new DemoFile(unit, form, period, 1, first, fault, false));
            if (again)
                files.Add(new DemoFile(unit, form, period, 2, At(day.AddDays((int)random.Between(1, 4)), ref random), DemoFault.None, !wrong));
        }

        // What would arrive after now has not arrived.
        return [.. files.Where(f => f.Arrives <= now).OrderBy(f => f.Arrives).ThenBy(f => f.Unit.Code, StringComparer.Ordinal).ThenBy(f => f.Try)];
    }

    private static DateTimeOffset At(DateOnly day, ref DemoRandom random) =>
        new(day.ToDateTime(new TimeOnly((int)random.Between(7, 17), (int)random.Between(0, 59))), TimeSpan.FromHours(7));
}
