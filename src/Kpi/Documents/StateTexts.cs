using Kpi.App.Features.Returns;
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

    /// <summary>Why a version counts, or does not.</summary>
    public static Text Of(Standing standing) => standing switch
    {
        Standing.Counts => new("Đang được tính", "Counts"),
        Standing.Pending => new("Chưa kiểm tra xong", "Not judged yet"),
        Standing.Refused => new("Không tính: có lỗi", "Does not count: it has errors"),
        Standing.SentBack => new("Không tính: đã bị trả lại", "Does not count: it was sent back"),
        _ => new("Không tính: đã có bản mới hơn", "Does not count: a newer version took its place"),
    };

    public static Text Of(StatementKind kind) => kind == StatementKind.Nil
        ? new("Không phát sinh trong kỳ", "Nothing to report")
        : new("Không áp dụng", "Not applicable");
}
