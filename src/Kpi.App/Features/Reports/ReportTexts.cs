using System.Globalization;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Reports;

/// <summary>How a verdict is shown: never by colour alone.</summary>
/// <param name="Style">The template's name for its look.</param>
/// <param name="Symbol">A sign that every font has and that survives a black-and-white print.</param>
/// <param name="Words">In words.</param>
public sealed record VerdictLook(string Style, string Symbol, Text Words);

/// <summary>The words reports share.</summary>
public static class ReportTexts
{
    public static readonly VerdictLook Undecided = new("style.undecided", "?", new("Chưa kết luận", "Undecided"));
    public static readonly VerdictLook NotSet = new("style.not_set", "·", new("Chưa quy định", "Not set"));
    public static readonly Text NoData = new("chưa có số liệu", "no data");
    public static readonly Text NotApplicable = new("không áp dụng", "not applicable");
    public static readonly Text Open = new("mở", "open");
    public static readonly Text Done = new("hoàn thành", "done");
    public static readonly Text Synthetic = new("DỮ LIỆU MÔ PHỎNG", "SYNTHETIC DATA");
    public static readonly Text NotOfficial = new("KHÔNG CHÍNH THỨC", "NOT OFFICIAL");

    /// <summary>Before the ends of a range that rests on the last known denominators; the template says what it means.</summary>
    public const string About = "≈";

    /// <summary>Facilities that stand in no province of the run.</summary>
    public static readonly (string Code, string Name) Central = ("–", "Trung ương");

    /// <summary>The clock that people in Vietnam read; it has had no summer time since 1975.</summary>
    public static readonly TimeSpan Zone = TimeSpan.FromHours(7);

    public static VerdictLook Look(Verdict verdict) => verdict switch
    {
        Verdict.NotApplicable => new("style.not_applicable", "–", new("Không áp dụng", "Not applicable")),
        Verdict.NoData => new("style.no_data", "…", new("Chưa có số liệu", "No data")),
        Verdict.Met => new("style.met", "●", new("Đạt", "Met")),
        Verdict.Held => new("style.held", "■", new("Duy trì", "Held")),
        Verdict.OnTrack => new("style.on_track", "↑", new("Đúng tiến độ", "On track")),
        Verdict.AtRisk => new("style.at_risk", "→", new("Có nguy cơ", "At risk")),
        Verdict.OffTrack => new("style.off_track", "↓", new("Chậm tiến độ", "Off track")),
        Verdict.Missed => new("style.missed", "×", new("Không đạt", "Missed")),
        Verdict.MissedProgressing => new("style.missed_progressing", "×↑", new("Không đạt, đang cải thiện", "Missed, progressing")),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    /// <summary>The look of a verdict as it must be read: undecided where missing returns could change it.</summary>
    public static VerdictLook Look(TargetVerdict verdict) =>
        verdict.Certain || verdict.Verdict is Verdict.NoData or Verdict.NotApplicable ? Look(verdict.Verdict) : Undecided;

    public static string Sentence(TargetVerdict verdict, Language language)
    {
        var look = Look(verdict);
        var words = $"{look.Symbol} {look.Words.In(language)}";
        if (verdict.Verdict is Verdict.NoData or Verdict.NotApplicable) return words;
        if (verdict.Certain) return words + new Text(", chắc chắn", ", certain").In(language);
        var soFar = Look(verdict.Verdict).Words.In(language).ToLowerInvariant();
        return words + new Text($" (đến nay: {soFar}; ", $" (so far: {soFar}; ").In(language) + ScoreTexts.Deciding(verdict).In(language) + ")";
    }

    /// <summary>What is said by a province's own target: whose it is, what it asks, and whether that is less than the national target.</summary>
    public static string OwnTarget(Catalogue catalogue, TargetSet own, TargetVerdict verdict, Language language)
    {
        var target = catalogue.Targets[verdict.TargetIndex];
        var laxer = catalogue.NationalOf(target) is { } national && target.IsLaxerThan(national) ? $" [{ScoreTexts.Laxer.In(language)}]" : "";
        return $"{own.Name.In(language)} {Level(target, language)}: {Sentence(verdict, language)}{laxer}";
    }

    /// <summary>Why there is no value. A missing number is never printed as a number.</summary>
    public static Text NoValue(Score? score) => score switch
    {
        null or { Expected: 0 } => NotApplicable,
        { Numerator: null } => NoData,
        _ => NotApplicable,
    };

    public static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.AtLeast => "≥ ",
        Comparison.MoreThan => "> ",
        // "All of them" reads best as 100 %.
        _ => "",
    };

    /// <summary>The level a target demands, as <c>≥ 90 %</c>.</summary>
    public static string Level(Target target, Language language)
    {
        if (target.Comparison == Comparison.Done) return Done.In(language);
        var digits = LevelDigits(target.Value);
        return Sign(target.Comparison) + target.Value.ToPercentText(language, null, digits);
    }

    /// <summary>As many digits as a target needs to be printed exactly; targets are written in few.</summary>
    public static int LevelDigits(Fraction level)
    {
        var digits = 0;
        for (Int128 scaled = (Int128)level.Numerator * 100; digits < 4 && scaled % level.Denominator != 0; scaled *= 10) digits++;
        return digits;
    }

    public static Text Evidence(YearEvidence evidence) => evidence switch
    {
        YearEvidence.Confirmed => new("● có nguồn xác nhận", "● confirmed"),
        YearEvidence.Disputed => new("◊ các nguồn khác nhau", "◊ sources disagree"),
        _ => new("○ chưa có nguồn", "○ no source"),
    };

    public static string EvidenceMark(YearEvidence evidence) => Evidence(evidence).Vi[..1];

    public static Text Name(Period period) => period.Kind switch
    {
        PeriodKind.Month => new(
            $"Tháng {Digits(period.Number)} năm {Digits(period.Year)}",
            $"{CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(period.Number)} {Digits(period.Year)}"),
        PeriodKind.Quarter => new($"Quý {Roman(period.Number)} năm {Digits(period.Year)}", $"Quarter {Digits(period.Number)} of {Digits(period.Year)}"),
        PeriodKind.Half => period.Number == 1
            ? new($"6 tháng đầu năm {Digits(period.Year)}", $"First half of {Digits(period.Year)}")
            : new($"6 tháng cuối năm {Digits(period.Year)}", $"Second half of {Digits(period.Year)}"),
        _ => new($"Năm {Digits(period.Year)}", $"Year {Digits(period.Year)}"),
    };

    public static string Day(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>An instant as people in Vietnam read their clocks, with the zone said.</summary>
    public static string Instant(DateTimeOffset instant) =>
        instant.ToOffset(Zone).ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture) + " (UTC+7)";

    public static string Count(long count, Language language)
    {
        var text = count.ToString("#,0", CultureInfo.InvariantCulture);
        return language == Language.Vi ? text.Replace(',', '.') : text;
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Roman(int quarter) => quarter switch { 1 => "I", 2 => "II", 3 => "III", _ => "IV" };
}
