using Kpi.Domain;
using Kpi.Domain.Scoring;

namespace Kpi.Documents;

/// <summary>The words for verdicts, the same on pages and terminals.</summary>
public static class VerdictTexts
{
    /// <summary>Of a verdict that the missing returns could change.</summary>
    public static Text Undecided { get; } = new("chưa kết luận", "undecided");

    public static Text Of(Verdict verdict) => verdict switch
    {
        Verdict.Met => new("Đạt", "Met"),
        Verdict.Held => new("Duy trì", "Held"),
        Verdict.OnTrack => new("Đúng tiến độ", "On track"),
        Verdict.AtRisk => new("Có nguy cơ", "At risk"),
        Verdict.OffTrack => new("Chậm tiến độ", "Off track"),
        Verdict.Missed => new("Không đạt", "Missed"),
        Verdict.MissedProgressing => new("Không đạt, đang cải thiện", "Missed, still progressing"),
        Verdict.NotApplicable => new("Không áp dụng", "Not applicable"),
        _ => new("Chưa có số liệu", "No data"),
    };
}
