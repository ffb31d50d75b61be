using Kpi.Domain;

namespace Kpi.Web.Shared;

public static partial class Texts
{
    public static Text NavCatalogue { get; } = new("Danh mục", "Catalogue");
    public static Text CatalogueLead { get; } = new(
        "Chỉ số, mục tiêu, phần tử và biểu mẫu là dữ liệu. Tải về Excel, sửa, gửi lại thành đề xuất; người thứ hai công bố. Phiên bản đã công bố không bao giờ thay đổi.",
        "Indicators, targets, elements and forms are data. Download them to Excel, edit, send them back as a proposal; a second person publishes. A published version never changes.");
    public static Text CatalogueVersions { get; } = new("Các phiên bản đã công bố", "Published versions");
    public static Text CatalogueVersionLabel { get; } = new("Phiên bản", "Version");
    public static Text CatalogueValidFrom { get; } = new("Dùng để tính điểm các kỳ kết thúc từ ngày", "Scores periods that end on or after");
    public static Text AllPeriods { get; } = new("mọi kỳ", "all periods");
    public static Text PublishedBy { get; } = new("Công bố", "Published");
    public static Text AsWorkbook { get; } = new("Tải Excel", "As Excel");
    public static Text AsJson { get; } = new("Tải JSON", "As JSON");
    public static Text DifferenceToBefore { get; } = new("Khác bản trước", "What it changed");
    public static Text CatalogueDrafts { get; } = new("Đề xuất", "Proposals");
    public static Text NoDrafts { get; } = new("Chưa có đề xuất nào.", "Nothing has been proposed.");
    public static Text ProposedByLabel { get; } = new("Đề xuất bởi", "Proposed by");
    public static Text SeeCatalogueDifference { get; } = new("Xem thay đổi", "See what changes");
    public static Text PublishIt { get; } = new("Công bố", "Publish");
    public static Text PutAside { get; } = new("Gác lại", "Put aside");
    public static Text OwnDraftHint { get; } = new("Bạn là người đề xuất nên cần người khác công bố.", "You proposed it; another person publishes it.");
    public static Text ProposeCatalogue { get; } = new("Đề xuất một phiên bản", "Propose a version");
    public static Text CatalogueFileLabel { get; } = new("Tệp danh mục (.xlsx hoặc .json)", "Catalogue file (.xlsx or .json)");
    public static Text CatalogueFileHelp { get; } = new(
        "Mọi lỗi được chỉ ra cùng một lúc, từng ô một; có lỗi thì không có gì được lưu.", "Every fault is told at once, cell by cell; with any fault nothing is kept.");
    public static Text ProposeReason { get; } = new("Lý do", "Reason");
    public static Text CatalogueSheetLabel { get; } = new("Trang", "Sheet");
    public static Text CatalogueRowLabel { get; } = new("Dòng", "Row");
    public static Text CatalogueColumnLabel { get; } = new("Cột", "Column");
    public static Text NothingDiffers { get; } = new("Không có gì khác.", "Nothing is different.");
    public static Text OnlyOrderDiffers { get; } = new("Chỉ khác thứ tự.", "Only the order is different.");
    public static Text DifferenceOf { get; } = new("Thay đổi so với", "Changes against");
    public static Text MoreChanges { get; } = new("Danh sách đầy đủ có ở API và dòng lệnh; còn", "The whole list is in the API and on the command line; more:");
}
