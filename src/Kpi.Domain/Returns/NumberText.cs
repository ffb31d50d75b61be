using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Returns;

/// <summary>What a text says when it is read as a value.</summary>
public enum ReadingKind
{
    /// <summary>A value, and only this one.</summary>
    Value,

    /// <summary>A number, but not a whole one.</summary>
    NotWhole,

    /// <summary>Beyond what 63 bits hold: outside the bounds of every element.</summary>
    Beyond,

    /// <summary>Two readings are possible: one mark before three digits may part thousands or decimals, a plain number may be a day.</summary>
    Ambiguous,

    /// <summary>A percentage where a number is asked.</summary>
    Percentage,

    /// <summary>Not a value of this kind.</summary>
    Unreadable,
}

/// <summary>A text read as a value.</summary>
/// <param name="Kind">What came of it.</param>
/// <param name="Value">The value; 0 unless <paramref name="Kind"/> is <see cref="ReadingKind.Value"/>.</param>
/// <param name="Suggestion">For what is ambiguous: how to write it so that it is not.</param>
public readonly record struct Reading(ReadingKind Kind, long Value = 0, string Suggestion = "");

/// <summary>
/// Numbers, days, yes and no as Vietnamese offices write them, in either convention. Exact: digits are read as digits, never through
/// floating point. A wrong guess would be wrong by a factor of a thousand, so where two readings are possible none is made.
/// </summary>
public static class NumberText
{
    // A double holds 15 digits for sure; spreadsheets write 17. What stands behind the fifteenth is the machine's doing, not the clerk's.
    private const int SureDigits = 15;
    private const int MaxLength = 400;

    private static readonly SearchValues<char> Typed = SearchValues.Create("0123456789., ");

    private static readonly FrozenSet<string> YesWords =
        new[] { "co", "yes", "y", "x", "✓", "✔", "√", "☑", "✅", "dung", "true", "1" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> NoWords =
        new[] { "khong", "ko", "no", "n", "sai", "false", "0" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> NotApplicableWords =
        new[] { "kad", "khong ap dung", "n/a", "na", "not applicable" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Currencies = ["vnđ", "vnd", "đồng", "dong", "₫", "đ"];
    private static readonly string[] DayShapes =
        ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-M-d", "yyyy/M/d", "d MMMM yyyy", "d MMM yyyy", "d-MMM-yyyy", "MMMM d, yyyy"];

    private static readonly string[] PlainDayShapes = ["yyyyMMdd", "ddMMyyyy"];

    /// <summary>A number as a workbook stores it: invariant, perhaps with an exponent.</summary>
    /// <param name="text">The number.</param>
    /// <param name="factor">What it is multiplied by, a power of ten.</param>
    public static Reading StoredNumber(ReadOnlySpan<char> text, int factor = 1)
    {
        text = text.Trim();
        if (text.Length is 0 or > MaxLength) return new(ReadingKind.Unreadable);
        var negative = text[0] == '-';
        if (text[0] is '-' or '+') text = text[1..];
        var exponent = 0;
        var e = text.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return new(ReadingKind.Unreadable);
            text = text[..e];
        }

        Span<char> digits = stackalloc char[MaxLength];
        int count = 0, point = -1;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c)) digits[count++] = c;
            else if (c == '.' && point < 0) point = count;
            else return new(ReadingKind.Unreadable);
        }

        if (count == 0) return new(ReadingKind.Unreadable);
        return Exact(digits[..count], (point < 0 ? count : point) + (long)exponent, Zeros(factor), negative);
    }

    /// <summary>
    /// A number as somebody typed it. Currency words are taken off for amounts only, and of other words only the unit that is asked for; a
    /// percent sign is never taken off.
    /// </summary>
    /// <param name="text">As typed.</param>
    /// <param name="amount">Whether it is an amount of money.</param>
    /// <param name="unit">The unit that is asked for.</param>
    /// <param name="factor">What it is multiplied by, a power of ten.</param>
    public static Reading TypedNumber(string text, bool amount, Text? unit = null, int factor = 1)
    {
        if (text.Length > MaxLength) return new(ReadingKind.Unreadable);
        var plain = Plain(text).Replace('\u2212', '-');
        if (plain.EndsWith('%')) return TypedNumber(plain[..^1], false).Kind is ReadingKind.Unreadable or ReadingKind.Percentage ? new(ReadingKind.Unreadable) : new(ReadingKind.Percentage);
        if (amount) plain = WithoutCurrency(plain);
        if (unit is not null) plain = WithoutUnit(plain, unit);
        var stored = plain.AsSpan();
        if (stored.IndexOfAny('e', 'E') >= 0) return stored.Contains(',') ? new(ReadingKind.Unreadable) : StoredNumber(stored, factor);

        var sign = "";
        if (plain.StartsWith('-') || plain.StartsWith('+'))
        {
            sign = plain[0] == '-' ? "-" : "";
            plain = plain[1..].TrimStart();
        }

        if (plain.Length == 0 || plain.AsSpan().IndexOfAnyExcept(Typed) >= 0) return new(ReadingKind.Unreadable);
        int dots = plain.Count(c => c == '.'), commas = plain.Count(c => c == ','), spaces = plain.Count(c => c == ' ');
        if (spaces > 0 && (dots > 0 && commas > 0)) return new(ReadingKind.Unreadable);

        // Both marks: the later one, standing once, is the decimal sign.
        if (dots > 0 && commas > 0)
        {
            var point = plain.LastIndexOf('.') > plain.LastIndexOf(',') ? '.' : ',';
            var other = point == '.' ? ',' : '.';
            if (plain.Count(c => c == point) != 1) return new(ReadingKind.Unreadable);
            var at = plain.IndexOf(point, StringComparison.Ordinal);
            return plain.LastIndexOf(other) < at && Grouped(plain[..at], other) is { } whole && at + 1 < plain.Length
                ? StoredNumber($"{sign}{whole}.{plain[(at + 1)..]}", factor)
                : new(ReadingKind.Unreadable);
        }

        if (spaces > 0)
        {
            // A space never is a decimal sign; a mark beside it is one, unless it may part three more digits.
            var at = plain.AsSpan().IndexOfAny('.', ',');
            var whole = Grouped(at < 0 ? plain : plain[..at], ' ');
            return whole is null || dots + commas > 1 || (at >= 0 && at + 1 == plain.Length) ? new(ReadingKind.Unreadable)
                : at < 0 ? StoredNumber(sign + whole, factor)
                : Marked(sign, whole, plain[(at + 1)..], factor);
        }

        if (dots + commas == 0) return StoredNumber(sign + plain, factor);
        var mark = dots > 0 ? '.' : ',';
        if (dots + commas > 1) return Grouped(plain, mark) is { } joined ? StoredNumber(sign + joined, factor) : new(ReadingKind.Unreadable);

        var place = plain.IndexOf(mark, StringComparison.Ordinal);
        string before = plain[..place], after = plain[(place + 1)..];
        return before.Length == 0 || after.Length == 0 ? new(ReadingKind.Unreadable) : Marked(sign, before, after, factor);
    }

    /// <summary>A day as somebody typed it: 30/06/2023, 30-6-2023, 2023-06-30. Day before month always; a time of midnight is let pass.</summary>
    public static DateOnly? TypedDay(string text)
    {
        if (text.Length > 60) return null;
        var plain = Plain(text);
        if (DayInWords(plain) is { } said) return said;
        var time = plain.AsSpan().IndexOfAny('T', ' ');
        if (time > 0 && plain.AsSpan(time + 1).TrimEnd('Z').IndexOfAnyExcept("0:.") < 0) plain = plain[..time];
        return DateOnly.TryParseExact(plain, DayShapes, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var day) ? day : null;
    }

    /// <summary>A day as a workbook stores it in ISO form, with a time or without.</summary>
    public static DateOnly? IsoDay(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.Length >= 10 && (text.Length == 10 || text[10] is 'T' or ' ' or 'Z')
            && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }

    /// <summary>A stored number as its percent style shows it: 0.85 is 85%.</summary>
    public static string ShownPercent(ReadOnlySpan<char> number) =>
        decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && Math.Abs(share) < 1_000_000_000m
            ? (share * 100 / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) + "%"
            : $"{number} × 100%";

    /// <summary>Yes or no as somebody typed it: có, khong, yes, x, ✓, đúng, sai, 1, 0; null when it is neither.</summary>
    public static bool? TypedYesNo(string text)
    {
        if (text.Length > 40) return null;
        var word = VietnameseText.Fold(text).Trim('\'', '’', '.', ' ');
        return YesWords.Contains(word) ? true : NoWords.Contains(word) ? false : null;
    }

    /// <summary>Whether somebody typed that the line does not concern the unit: KAD, không áp dụng, N/A, not applicable.</summary>
    public static bool IsNotApplicable(string text) =>
        text.Length <= 40 && NotApplicableWords.Contains(VietnameseText.Fold(text).Trim('\'', '’', '.', '(', ')', ' '));

    /// <summary>Whether a text is a reason at all: three letters or digits are the least that can say anything.</summary>
    public static bool IsReason([NotNullWhen(true)] string? text) => text is not null && text.EnumerateRunes().Count(Rune.IsLetterOrDigit) >= 3;

    /// <summary>The value an input means for its element; null when the cell is empty.</summary>
    public static Reading? Of(SheetInput input, DataElement element) => Of(input, element.Kind, element.Unit);

    /// <summary>The value an input means for an element of a kind, counted in a unit; null when the cell is empty.</summary>
    public static Reading? Of(SheetInput input, ElementKind kind, Text? unit = null) => input.Kind switch
    {
        CellKind.Empty => null,
        CellKind.Error or CellKind.FormulaWithoutValue => new Reading(ReadingKind.Unreadable),
        _ => kind switch
        {
            ElementKind.YesNo => YesNo(input),
            ElementKind.Date => Day(input),
            _ => input.Kind switch
            {
                CellKind.Number => StoredNumber(input.Text, input.Factor),
                CellKind.Text => TypedNumber(input.Text, kind == ElementKind.Amount, unit, input.Factor),
                CellKind.Percent => new Reading(ReadingKind.Percentage),
                _ => new Reading(ReadingKind.Unreadable),
            },
        },
    };

    /// <summary>A number with one mark. Before three digits it may part thousands, however many stand before it: 1234.000 is written for both.</summary>
    private static Reading Marked(string sign, string before, string after, int factor) => after.Length == 3 && before[0] != '0'
        ? new(ReadingKind.Ambiguous, 0, sign + before + after)
        : StoredNumber($"{sign}{before}.{after}", factor);

    private static Reading YesNo(SheetInput input)
    {
        var answer = input.Kind switch
        {
            CellKind.Number => StoredNumber(input.Text) is { Kind: ReadingKind.Value, Value: 0 or 1 } number ? number.Value == 1 : null,
            CellKind.Boolean => input.Text == "1",
            CellKind.Text => TypedYesNo(input.Text),
            _ => (bool?)null,
        };
        return answer is { } known ? new(ReadingKind.Value, known ? 1 : 0) : new(ReadingKind.Unreadable);
    }

    private static Reading Day(SheetInput input)
    {
        if (input.Kind is CellKind.Day or CellKind.Text && TypedDay(input.Text) is { } day) return new(ReadingKind.Value, DateNumber.From(day));
        return input.Kind is CellKind.Number or CellKind.Text && (PlainDay(input.Text) ?? input.PerhapsDay) is { } perhaps
            ? new(ReadingKind.Ambiguous, 0, perhaps.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture))
            : new(ReadingKind.Unreadable);
    }

    /// <summary>The day that eight digits without marks may mean; null where it could be two.</summary>
    private static DateOnly? PlainDay(string text)
    {
        var digits = text.Trim();
        if (digits.Length != 8) return null;
        DateOnly[] days =
        [
            .. PlainDayShapes.Select(s => DateOnly.TryParseExact(digits, s, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default)
                .Where(d => d.Year is >= 1900 and < 2100),
        ];
        return days is [var only] ? only : null;
    }

    /// <summary>Ngày 30 tháng 6 năm 2023, or with fewer of the words.</summary>
    private static DateOnly? DayInWords(string text)
    {
        if (!text.Any(char.IsLetter)) return null;
        var said = VietnameseText.Fold(text).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["ngay", var d, "thang", var m, "nam", var y] => $"{d}/{m}/{y}",
            [var d, "thang", var m, "nam", var y] => $"{d}/{m}/{y}",
            [var d, "thang", var m, var y] => $"{d}/{m}/{y}",
            ["ngay", var whole] => whole,
            _ => "",
        };
        return DateOnly.TryParseExact(said, "d/M/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>
    /// Text without what cannot be seen: forms of width, marks of direction, the apostrophe of a number kept as text. Nothing where a sign is no
    /// plain digit and would become one, such as the mark of a footnote (125²), or no character at all.
    /// </summary>
    private static string Plain(string text)
    {
        if (PlainText.HasOddities(text)) return "";
        var plain = PlainText.Compatible(text, NormalizationForm.FormKC);
        if (plain.AsSpan().IndexOfAnyExceptInRange('\0', '~') >= 0)
            plain = string.Concat(plain.Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format));
        return plain.Trim().TrimStart('\'', '\u2019').Trim();
    }

    /// <summary>The number before the word, where the word is the unit asked for in either language.</summary>
    private static string WithoutUnit(string text, Text unit)
    {
        var at = 0;
        while (at < text.Length && !char.IsLetter(text[at])) at++;
        if (at == 0 || at == text.Length) return text;
        var word = VietnameseText.Fold(text[at..]).TrimEnd('.');
        return word == VietnameseText.Fold(unit.Vi) || word == VietnameseText.Fold(unit.En) ? text[..at].TrimEnd() : text;
    }

    private static string WithoutCurrency(string text)
    {
        var word = Array.Find(Currencies, c => text.EndsWith(c, StringComparison.OrdinalIgnoreCase));
        return word is null ? text : text[..^word.Length].TrimEnd(' ', '.');
    }

    /// <summary>The digits of a number grouped in threes, or null when the groups are not threes.</summary>
    private static string? Grouped(string text, char mark)
    {
        var groups = text.Split(mark);
        if (groups[0].Length is 0 or > 3 || (groups.Length > 1 && groups[0][0] == '0') || Array.Exists(groups[1..], g => g.Length != 3)) return null;
        var joined = string.Concat(groups);
        return joined.All(char.IsAsciiDigit) ? joined : null;
    }

    private static int Zeros(int factor)
    {
        var zeros = 0;
        for (; factor > 1; factor /= 10) zeros++;
        return zeros;
    }

    private static Reading Exact(Span<char> digits, long point, int zeros, bool negative)
    {
        var start = digits.IndexOfAnyExcept('0');
        if (start < 0) return new(ReadingKind.Value);
        digits = digits[start..];
        point -= start;
        digits = digits[..(digits.LastIndexOfAnyExcept('0') + 1)];
        if (point <= SureDigits && point < digits.Length && digits.Length > SureDigits)
        {
            var up = digits[SureDigits] >= '5';
            digits = digits[..SureDigits];
            for (var i = SureDigits - 1; up && i >= 0; i--)
            {
                up = digits[i] == '9';
                digits[i] = up ? '0' : (char)(digits[i] + 1);
            }

            if (up)
            {
                digits[0] = '1';
                point++;
            }

            digits = digits[..(digits.LastIndexOfAnyExcept('0') + 1)];
        }

        // Only now: what a machine's noise is shows in the number as the file holds it.
        point += zeros;
        if (point < digits.Length) return new(ReadingKind.NotWhole);
        if (point > 19) return new(ReadingKind.Beyond);
        Int128 value = 0;
        for (var i = 0; i < point; i++) value = (value * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        return value > long.MaxValue ? new(ReadingKind.Beyond) : new(ReadingKind.Value, (long)(negative ? -value : value));
    }
}
