using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text DownloadAnnotated { get; } = new("Tải tệp đã đánh dấu lỗi", "Download with findings marked");
}
