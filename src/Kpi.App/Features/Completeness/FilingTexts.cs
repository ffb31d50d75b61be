using Kpi.Domain;

namespace Kpi.App.Features.Completeness;

/// <summary>The words of completeness, the same on pages, terminals and in files.</summary>
public static class FilingTexts
{
    public static Text Overdue { get; } = new("Quá hạn", "Overdue");

    public static Text Of(FilingStatus status) => status switch
    {
        FilingStatus.InTime => new("Đúng hạn", "In time"),
        FilingStatus.Late => new("Nộp trễ", "Late"),
        FilingStatus.Nil => new("Không phát sinh", "Nothing to report"),
        FilingStatus.Refused => new("Bị từ chối", "Refused"),
        FilingStatus.SentBack => new("Bị trả lại", "Sent back"),
        FilingStatus.Missing => new("Chưa nộp, quá hạn", "Missing"),
        FilingStatus.Extended => new("Được gia hạn", "Given more time"),
        _ => new("Chưa đến hạn", "Not yet due"),
    };
}
