using System.Globalization;
using Kpi.Domain;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>The words for what stands beside a value, the same on pages, terminals and in reports.</summary>
public static class ScoreTexts
{
    /// <summary>What a range rests on.</summary>
    public static Text Of(RangeBasis basis) => basis switch
    {
        RangeBasis.Complete => new("đủ báo cáo", "complete"),
        RangeBasis.Proved => new("chắc chắn theo quy tắc", "proved"),
        RangeBasis.LastKnown => new("theo mẫu số gần nhất đã biết", "by the last known denominators"),
        RangeBasis.OpenAbove => new("không có cận trên", "no bound above"),
        _ => new("chưa xác định", "unknown"),
    };

    /// <summary>What part a return plays in a score.</summary>
    public static Text Of(ReturnRole role) => role switch
    {
        ReturnRole.Value => new("vào giá trị", "in the value"),
        ReturnRole.Incomplete => new("chưa đủ số, chỉ vào khoảng", "incomplete, in the range only"),
        ReturnRole.Previous => new("kỳ trước để so", "previous period, compared with"),
        _ => new("mẫu số gần nhất, chỉ vào khoảng", "last known denominator, in the range only"),
    };

    /// <summary>Where a figure comes from that stands in place of a cell.</summary>
    public static Text Of(Figure figure) => new(
        string.Create(CultureInfo.InvariantCulture, $"số của kịch bản, dòng {figure.Line}: {figure.Source}"),
        string.Create(CultureInfo.InvariantCulture, $"figure of the scenario, line {figure.Line}: {figure.Source}"));

    /// <summary>How many units still to report decide an undecided verdict: at least, and at most.</summary>
    public static Text Deciding(TargetVerdict verdict)
    {
        var count = verdict.AtLeast == verdict.AtMost ? Digits(verdict.AtMost) : $"{Digits(verdict.AtLeast)}–{Digits(verdict.AtMost)}";
        return new($"cần thêm {count} đơn vị", $"decided by {count} more {(verdict.AtMost == 1 ? "unit" : "units")}");
    }

    /// <summary>Of a target that is no longer judged.</summary>
    public static Text Closed(DateOnly day) => new(
        "đã kết thúc " + day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), "closed " + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>A province's own target that asks for less than the national one.</summary>
    public static Text Laxer { get; } = new("thấp hơn mục tiêu quốc gia", "laxer than the national target");

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
