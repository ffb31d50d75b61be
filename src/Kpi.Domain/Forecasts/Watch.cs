using System.Collections.Immutable;
using System.Globalization;

namespace Kpi.Domain.Forecasts;

/// <summary>
/// Looks at a month's figures beside what the same unit filed before. The rules of a form bite at the door and know one return; this knows the
/// past, and only asks.
/// </summary>
public static class Watch
{
    /// <summary>Months of the past that are looked at: three years, so that a pattern of the year can be told.</summary>
    public const int MonthsBack = 36;

    // Chosen on other seeds than those the tests assert; what they catch and what they cost stands in docs/methodology.md.
    private const double Far = 4.5, FarTogether = 3.5, Near = 2, LeastDistance = 5;

    private const int LeastPasted = 4, ManyPasted = 8, PlainFigure = 9;
    private const int LeastWhole = 20, LeastLeftBefore = 5, MonthsOfShares = 12, FewestShares = 4;
    private const int StoodStill = 3, FewestSteps = 6, FewestRises = 3;

    /// <summary>What was mostly zero has no usual distance; that something begins is a plain alarm.</summary>
    private const int StrengthOfStart = 5;

    private static readonly double[] Factors = [10, 100, 1000, 0.1, 0.01, 0.001];

    /// <summary>The warnings of a month, those to look at first first.</summary>
    public static ImmutableArray<Warning> Of(UnitHistory history)
    {
        var elements = history.Elements;
        var usual = new Usual?[elements.Length];
        for (var i = 0; i < elements.Length; i++) usual[i] = elements[i].Months[^1] is null ? null : Usual.Of(elements[i].Months);

        var warnings = new List<Warning>();
        var spoken = new bool[elements.Length];
        if (Pasted(elements) is { } pasted) warnings.Add(pasted);
        AddSwapped(elements, usual, spoken, warnings);
        AddComplete(history, spoken, warnings);
        for (var i = 0; i < elements.Length; i++)
        {
            if (spoken[i] || elements[i].Months[^1] is not { } value) continue;
            if (WholeMoved(history, i, value) is { } moved) warnings.Add(moved);
            else if (usual[i] is { } known && FarOff(history, i, value, known) is { } off) warnings.Add(off);
            else if (!elements[i].IsFlow && (Fall(elements[i], value) ?? Stall(history, i, value)) is { } still) warnings.Add(still);
        }

        return [.. warnings.OrderBy(w => w.Kind == WarningKind.Stall).ThenByDescending(w => w.Strength).ThenBy(w => w.Kind)];
    }

    /// <summary>Figures of flows that are large enough not to be alike by chance, all those of the month before.</summary>
    private static Warning? Pasted(ImmutableArray<ElementHistory> elements)
    {
        int looked = 0, same = 0;
        foreach (var element in elements)
        {
            if (!element.IsFlow || element.Months is not [.., { } before, { } now] || Math.Max(before, now) <= PlainFigure) continue;
            looked++;
            if (before == now) same++;
        }

        return (looked >= LeastPasted && same == looked) || (looked >= ManyPasted && same * 5 >= looked * 4)
            ? new Warning(WarningKind.Pasted, null, null, same, looked, null, 1, 50)
            : null;
    }

    private static void AddSwapped(ImmutableArray<ElementHistory> elements, Usual?[] usual, bool[] spoken, List<Warning> warnings)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            if (spoken[i] || !IsOff(i, FarTogether)) continue;
            for (var j = i + 1; j < elements.Length; j++)
            {
                if (spoken[j] || !IsOff(j, FarTogether)) continue;
                var (one, other) = (elements[i].Months[^1]!.Value, elements[j].Months[^1]!.Value);
                if (Math.Abs(usual[i]!.Off(other)) >= Near || Math.Abs(usual[j]!.Off(one)) >= Near) continue;
                spoken[i] = spoken[j] = true;
                warnings.Add(new Warning(
                    WarningKind.Swapped, elements[i].Code, elements[j].Code, one, usual[i]!.Expected, other, usual[i]!.Months,
                    Strength(Math.Max(Math.Abs(usual[i]!.Off(one)), Math.Abs(usual[j]!.Off(other))))));
                break;
            }
        }

        bool IsOff(int at, double limit) =>
            elements[at].Months[^1] is { } value && usual[at] is { IsMostlyZero: false } known && Math.Abs(known.Off(value)) >= limit;
    }

    /// <summary>All of a whole of which, at the best share of the year before, five or more would have been left.</summary>
    private static void AddComplete(UnitHistory history, bool[] spoken, List<Warning> warnings)
    {
        foreach (var (part, whole) in history.Pairs)
        {
            var (parts, wholes) = (history.Elements[part].Months, history.Elements[whole].Months);
            if (spoken[part] || parts[^1] is not { } all || all != wholes[^1] || all < LeastWhole) continue;
            var best = Fraction.Zero;
            var months = 0;
            for (var i = Math.Max(0, parts.Length - 1 - MonthsOfShares); i < parts.Length - 1; i++)
            {
                if (parts[i] is not { } one || wholes[i] is not ({ } of and > 0)) continue;
                months++;
                var share = new Fraction(one, of);
                if (share > best) best = share;
            }

            if (months < FewestShares || best >= Fraction.One) continue;
            var left = all - (long)((Int128)all * best.Numerator / best.Denominator);
            if (left < LeastLeftBefore) continue;
            spoken[part] = true;
            warnings.Add(new Warning(
                WarningKind.Complete, history.Elements[part].Code, history.Elements[whole].Code, all, all - left, null, months,
                Strength(Math.Sqrt(left) * 2)));
        }
    }

    private static Warning? FarOff(UnitHistory history, int at, long value, Usual usual)
    {
        var element = history.Elements[at];
        if (usual.IsMostlyZero)
        {
            return value >= 10 && value > 3 * usual.Most
                ? new Warning(WarningKind.Jump, element.Code, null, value, usual.Expected, null, usual.Months, StrengthOfStart)
                : null;
        }

        var off = Math.Abs(usual.Off(value));
        if (off <= 1.1 * usual.SecondFurthest || Math.Abs(value - usual.Expected) < LeastDistance) return null;
        if (off >= FarTogether && Meant(value, usual, off >= Far) is { } meant)
            return new Warning(WarningKind.DigitSlip, element.Code, null, value, usual.Expected, meant, usual.Months, Strength(off));
        return off < Far ? null : new Warning(WarningKind.Jump, element.Code, null, value, usual.Expected, null, usual.Months, Strength(off));
    }

    /// <summary>More than a fifth, and more than twice as much as it ever moved in one step before: a state that hardly moves needs no scatter.</summary>
    private static Warning? WholeMoved(UnitHistory history, int at, long value)
    {
        if (history.Elements[at].IsFlow || !history.Pairs.Any(p => p.Whole == at)) return null;
        var months = history.Elements[at].Months;
        var (steps, _, _, last) = Steps(months[..^1]);
        var moved = Math.Abs(value - last);
        if (steps < FewestSteps - 1 || last == 0 || moved * 5 <= last || moved < LeastDistance) return null;
        var most = 0L;
        long? before = null;
        foreach (var month in months.AsSpan()[Math.Max(0, months.Length - 1 - 24)..^1])
        {
            if (month is not { } figure) continue;
            if (before is { } b) most = Math.Max(most, Math.Abs(figure - b));
            before = figure;
        }

        if (moved <= 2 * most) return null;
        var usual = Usual.Of(months);
        return usual is not null && Meant(value, usual, true) is { } meant
            ? new Warning(WarningKind.DigitSlip, history.Elements[at].Code, null, value, last, meant, steps + 1, Strength(Math.Abs(usual.Off(value))))
            : new Warning(WarningKind.WholeMoved, history.Elements[at].Code, null, value, last, null, steps + 1, Strength(Far + (10.0 * moved / Math.Max(last, value))));
    }

    /// <summary>The figure that would be usual if a nought were too many or too few or two digits had changed places; null when none is.</summary>
    private static long? Meant(long value, Usual usual, bool far)
    {
        foreach (var factor in Factors)
        {
            if (Math.Abs(usual.Off(value * factor)) < (far ? Near : 1)) return (long)Math.Round(value * factor, MidpointRounding.ToEven);
        }

        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        for (var i = 0; far && i + 1 < length; i++)
        {
            (digits[i], digits[i + 1]) = (digits[i + 1], digits[i]);
            if (long.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var turned) && Math.Abs(usual.Off(turned)) < 1) return turned;
            (digits[i], digits[i + 1]) = (digits[i + 1], digits[i]);
        }

        return null;
    }

    private static Warning? Fall(ElementHistory element, long value)
    {
        var (steps, rises, falls, last) = Steps(element.Months[..^1]);
        return steps >= FewestSteps - 1 && rises >= FewestRises && falls == 0 && value < last && (last - value) * 100 > last
            ? new Warning(WarningKind.Fall, element.Code, null, value, last, null, steps + 1, Strength(Far + (10.0 * (last - value) / last)))
            : null;
    }

    private static Warning? Stall(UnitHistory history, int at, long value)
    {
        var whole = history.Pairs.Where(p => p.Part == at).Select(p => (int?)p.Whole).FirstOrDefault();
        if (whole is not { } of || history.Elements[of].Months[^1] is not { } all || value >= all || value == 0) return null;
        var months = history.Elements[at].Months;
        var still = 0;
        var since = months.Length - 1;
        while (since > 0 && months[since - 1] is { } before && before == value)
        {
            since--;
            still++;
        }

        if (still < StoodStill) return null;
        var (steps, rises, _, _) = Steps(months[..(since + 1)]);
        return steps >= FewestSteps && rises * 2 > steps
            ? new Warning(WarningKind.Stall, history.Elements[at].Code, history.Elements[of].Code, value, all, null, still, Strength(still))
            : null;
    }

    /// <summary>How often the figure moved from one filed month to the next in the last two years, and the last figure.</summary>
    private static (int Steps, int Rises, int Falls, long Last) Steps(ImmutableArray<long?> months)
    {
        int steps = 0, rises = 0, falls = 0;
        long? last = null;
        foreach (var month in months.AsSpan()[Math.Max(0, months.Length - 24)..])
        {
            if (month is not { } figure) continue;
            if (last is { } before)
            {
                steps++;
                if (figure > before) rises++;
                if (figure < before) falls++;
            }

            last = figure;
        }

        return (steps, rises, falls, last ?? 0);
    }

    private static int Strength(double off) => (int)Math.Clamp(Math.Round(off, MidpointRounding.ToEven), 1, 99);
}
