using Kpi.Domain;
using Kpi.Domain.Returns;

namespace Kpi.Documents;

/// <summary>The words for states of returns, the same on pages and terminals.</summary>
public static class StateTexts
{
    public static Text Of(ReturnState state) => state switch
    {
        ReturnState.Received => new("Đã nhận", "Received"),
        ReturnState.Reading => new("Đang đọc", "Reading"),
        ReturnState.Refused => new("Bị từ chối", "Refused"),
        ReturnState.Accepted => new("Được chấp nhận", "Accepted"),
        ReturnState.Approved => new("Đã duyệt", "Approved"),
        _ => new("Trả lại", "Sent back"),
    };
}
