using System.Collections.Immutable;
using System.Globalization;

namespace Kpi.Domain.Periods;

/// <summary>Periods of one kind in a row, written <c>2025-10..2026-09</c>; what somebody may have meant who wrote no period.</summary>
public static class PeriodRange
{
    /// <summary>How many periods a range may have: ten years of months.</summary>
    public const int Most = 120;

    /// <summary>Reads one period or a range; false where it is neither, runs backwards, mixes kinds or is longer than <see cref="Most"/>.</summary>
    public static bool TryParse(string? text, out ImmutableArray<Period> periods)
    {
        periods = [];
        var parts = (text ?? "").Split("..");
        if (parts.Length > 2 || !Period.TryParse(parts[0], out var first) || !Period.TryParse(parts[^1], out var last) || first.Kind != last.Kind || first > last) return false;
        var found = ImmutableArray.CreateBuilder<Period>();
        for (var period = first; period <= last; period = period.Next)
        {
            found.Add(period);
            if (found.Count > Most) return false;
        }

        periods = found.ToImmutable();
        return true;
    }

    /// <summary>The period that a text such as <c>2026-9</c>, <c>09/2026</c>, <c>2026-Q3</c> or <c>Q3/2026</c> means; null where nothing can be guessed.</summary>
    public static Period? Guess(string text)
    {
        var parts = text.Trim().ToUpperInvariant().Split(['-', '/', '.', ' ', '_'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 1 && parts[0].Length > 4) parts = Year(parts[0][..4]) ? [parts[0][..4], parts[0][4..]] : [parts[0][..^4], parts[0][^4..]];
        if (parts.Length != 2) return null;
        var (year, part) = Year(parts[0]) ? (parts[0], parts[1]) : (parts[1], parts[0]);
        if (!Year(year)) return null;
        // Months are written by number, also with "T" (tháng) or "M"; quarters and halves with their letter before or behind.
        var letter = part.FirstOrDefault(char.IsLetter);
        var digits = part.Where(char.IsAsciiDigit).ToArray();
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || digits.Length + (letter == default ? 0 : 1) != part.Length) return null;
        var meant = letter switch
        {
            default(char) or 'T' or 'M' => $"{year}-{number.ToString("00", CultureInfo.InvariantCulture)}",
            'Q' or 'H' => $"{year}{letter}{number.ToString(CultureInfo.InvariantCulture)}",
            _ => "",
        };
        return Period.TryParse(meant, out var period) ? period : null;

        static bool Year(string word) => word.Length == 4 && word.All(char.IsAsciiDigit) && Period.TryParse(word, out _);
    }

    /// <summary>What helps who wrote no period, to append to a message: what was meant, or what a range lacks; empty where neither can be said.</summary>
    public static Text Hint(string text)
    {
        if (Guess(text) is { } period) return new($" Có phải ý bạn là {period}?", $" Did you mean {period}?");
        var parts = text.Split("..");
        if (parts.Length != 2 || !Period.TryParse(parts[0], out var first) || !Period.TryParse(parts[1], out var last)) return new("", "");
        if (first.Kind != last.Kind) return new(" Hai đầu phải là kỳ cùng loại.", " Both ends must be periods of the same kind.");
        if (first > last) return new($" Có phải ý bạn là {last}..{first}?", $" Did you mean {last}..{first}?");
        var most = Most.ToString(CultureInfo.InvariantCulture);
        return TryParse(text, out _)
            ? new(" Ở đây chỉ nhận một kỳ.", " Only one period is taken here.")
            : new($" Mỗi lần nhiều nhất {most} kỳ liền nhau.", $" At most {most} periods in a row are taken at once.");
    }
}
