using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text ReceiptNumber { get; } = new("Số biên nhận", "Receipt number");
    public static Text CellsFilled { get; } = new("Ô đã điền trong tệp", "Cells filled in the file");
    public static Text ValuesRead { get; } = new("Giá trị đọc được", "Values read");
    public static Text ValuesStored { get; } = new("Giá trị đang lưu", "Values stored");
    public static Text ValuesSum { get; } = new("Tổng kiểm soát", "Control sum");
    public static Text SignatureOf { get; } = new("Chữ ký, khoá", "Signature, key");
    public static Text DownloadReceipt { get; } = new("Tải biên nhận", "Download the receipt");
}
