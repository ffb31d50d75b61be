using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Periods;

namespace Kpi.Cli;

/// <summary>Options and arguments that several verbs share. What cannot be read is bad usage, said before anything is opened.</summary>
internal static class Arguments
{
    public static Option<Period> Period(VerbHost host, bool required = true) => new("--period")
    {
        Description = host.Say("Kỳ: 2026-09, 2026Q3, 2026H1 hoặc 2026", "Period: 2026-09, 2026Q3, 2026H1 or 2026"),
        HelpName = "P",
        Required = required,
        CustomParser = result => Parsed<Period>(
            result, text => Domain.Periods.Period.TryParse(text, out var period) ? period : null, text => NoPeriod(host, text)).GetValueOrDefault(),
    };

    /// <summary>One period or several in a row.</summary>
    public static Option<ImmutableArray<Period>> Periods(VerbHost host) => new("--period")
    {
        Description = host.Say("Kỳ: 2026-09, 2026Q3, 2026H1, 2026; nhiều kỳ liền nhau: 2025-10..2026-09", "Period: 2026-09, 2026Q3, 2026H1, 2026; several in a row: 2025-10..2026-09"),
        HelpName = "P|P..P",
        Required = true,
        CustomParser = result => Parsed<ImmutableArray<Period>>(
            result, text => PeriodRange.TryParse(text, out var periods) ? periods : null, text => NoPeriod(host, text)) ?? [],
    };

    public static Option<DateOnly?> Day(VerbHost host, string name, string vi, string en) => new(name)
    {
        Description = host.Say(vi, en),
        HelpName = "yyyy-mm-dd",
        CustomParser = result => Parsed<DateOnly>(
            result,
            text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            text => host.Say($"“{text}” không phải là ngày. Viết dạng 2026-09-30.", $"“{text}” is not a day. Write it as 2026-09-30.")),
    };

    public static Option<DateTimeOffset?> Instant(VerbHost host, string name, string vi, string en) => new(name)
    {
        Description = host.Say(vi, en),
        HelpName = "T",
        CustomParser = result => Parsed<DateTimeOffset>(
            result,
            // Without its offset an instant is seven hours of doubt.
            text => NamesOffset(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant)
                ? instant
                : null,
            text => host.Say(
                $"“{text}” không phải là thời điểm có múi giờ. Viết dạng 2026-09-30T08:00:00+07:00 hoặc 2026-09-30T01:00:00Z.",
                $"“{text}” is not an instant with its offset. Write it as 2026-09-30T08:00:00+07:00 or 2026-09-30T01:00:00Z.")),
    };

    private static bool NamesOffset(string text) =>
        text.EndsWith('Z') || text.EndsWith('z') || (text.IndexOf('T', StringComparison.OrdinalIgnoreCase) is var time and > 0 && text.AsSpan(time).ContainsAny('+', '-'));

    public static Option<string?> Text(VerbHost host, string name, string help, string vi, string en) =>
        new(name) { Description = host.Say(vi, en), HelpName = help };

    public static Option<string> Needed(VerbHost host, string name, string help, string vi, string en) =>
        new(name) { Description = host.Say(vi, en), HelpName = help, Required = true };

    public static Argument<string> Word(VerbHost host, string name, string vi, string en) => new(name) { Description = host.Say(vi, en) };

    public static Option<string?> Run(VerbHost host) =>
        Text(host, "--run", "ID", "Lượt tính; để trống là lượt hiện hành của kỳ", "Run; without it, the current one of the period");

    /// <summary>An id as people write it; a text that is none names nothing.</summary>
    public static Outcome<long> Id(string text) => Ids.TryRead(text, out var id)
        ? id
        : Problem.NotFound("no-such-id", $"Không có gì mang mã “{text}”. Mã gồm 13 chữ số và chữ cái.", $"Nothing has the id “{text}”. An id has 13 digits and letters.");

    private static string NoPeriod(VerbHost host, string text)
    {
        var near = PeriodRange.Hint(text);
        return host.Say(
            $"“{text}” không phải là kỳ báo cáo. Viết 2026-09, 2026Q3, 2026H1 hoặc 2026.{near.Vi}",
            $"“{text}” is not a period. Write 2026-09, 2026Q3, 2026H1 or 2026.{near.En}");
    }

    private static T? Parsed<T>(ArgumentResult result, Func<string, T?> read, Func<string, string> fault) where T : struct
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (read(text) is { } value) return value;
        result.AddError(fault(text));
        return default;
    }
}
