using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Indicators;

/// <summary>What a column of the catalogue's workbook holds.</summary>
internal enum CatalogueCell
{
    Text,
    Whole,
    Day,
    YesNo,

    /// <summary>Words with <see cref="CatalogueSheets.Between"/> between them.</summary>
    Words,
}

/// <summary>What an empty cell says in JSON.</summary>
internal enum EmptyCell
{
    /// <summary>The property is left out; where the schema needs it, that is the fault.</summary>
    Absent,
    Null,
    NoWords,
}

/// <summary>A column: a property of each row's object.</summary>
/// <param name="Key">Its path in the object, such as <c>name.vi</c>; stands in the sheet's second row.</param>
/// <param name="Heading">For people; stands in the first row.</param>
internal sealed record CatalogueColumn(string Key, Text Heading, int Width, CatalogueCell Holds = CatalogueCell.Text, EmptyCell Empty = EmptyCell.Absent)
{
    /// <summary>The words a cell may hold; empty when it is free.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    public string Top => Key.Split('.')[0];
}

/// <summary>A sheet of the catalogue's workbook: a list, a row for each of its objects.</summary>
/// <param name="List">The property of the catalogue that holds the list.</param>
/// <param name="Name">Name of the sheet.</param>
/// <param name="Keys">The columns by which a row is the same row in another version.</param>
internal sealed record CatalogueSheet(string List, string Name, ImmutableArray<string> Keys, ImmutableArray<CatalogueColumn> Columns);

/// <summary>
/// How the lists of a catalogue stand as sheets of a workbook: said once, for writing and for reading. What hangs below a form (its fields and
/// rules) or a composite (its groups and their indicators) stands on sheets of its own, each row with what it belongs to.
/// </summary>
internal static class CatalogueSheets
{
    public const string Between = " | ", OfForm = "form", OfVersion = "formVersion", Section = "section", Day = "day", DayKind = "kind", OfComposite = "composite", Group = "group";
    public const string Holiday = "holiday", WorkingWeekend = "working-weekend";

    public static readonly CatalogueSheet Head = new("", "Danh mục", [],
    [
        new("version", new("Phiên bản", "Version"), 12, CatalogueCell.Whole),
        new("title", new("Tên danh mục", "Title"), 80),
    ]);

    public static readonly CatalogueSheet Elements = new("elements", "Phần tử", ["code"],
    [
        Code("code", "Mã phần tử", "Data element"),
        .. Both("name", "Tên", "Name", 50),
        Choice<ElementKind>("kind", "Loại", "Kind"),
        .. Both("unit", "Đơn vị tính", "Unit", 16),
        Choice<TimeAggregation>("time", "Cộng dồn", "Time"),
        new("min", new("Nhỏ nhất", "Least"), 10, CatalogueCell.Whole),
        new("max", new("Lớn nhất", "Most"), 18, CatalogueCell.Whole),
        .. Both("definition", "Định nghĩa", "Definition", 80),
    ]);

    public static readonly CatalogueSheet Forms = new("forms", "Biểu mẫu", ["code", "version"],
    [
        Code("code", "Mã biểu", "Form"),
        new("version", new("Phiên bản biểu", "Form version"), 12, CatalogueCell.Whole),
        .. Both("name", "Tên", "Name", 50),
        Many("filedBy", "Đơn vị nộp", "Filed by"),
        Choice<PeriodKind>("frequency", "Kỳ báo cáo", "Frequency"),
        new("dueWorkingDays", new("Hạn (ngày làm việc)", "Due (working days)"), 12, CatalogueCell.Whole),
        new("graceWorkingDays", new("Ân hạn", "Grace"), 10, CatalogueCell.Whole),
        new("closesWorkingDays", new("Khóa sau", "Closes after"), 10, CatalogueCell.Whole),
        .. InForce(),
    ]);

    public static readonly CatalogueSheet Fields = new("fields", "Ô nhập", [OfForm, OfVersion, "element"],
    [
        Code(OfForm, "Mã biểu", "Form"),
        new(OfVersion, new("Phiên bản biểu", "Form version"), 12, CatalogueCell.Whole),
        .. Both(Section, "Mục", "Section", 40),
        Code("element", "Mã phần tử", "Data element"),
        new("required", new("Bắt buộc", "Required"), 10, CatalogueCell.YesNo),
    ]);

    public static readonly CatalogueSheet Rules = new("rules", "Quy tắc", [OfForm, OfVersion, "code"],
    [
        Code(OfForm, "Mã biểu", "Form"),
        new(OfVersion, new("Phiên bản biểu", "Form version"), 12, CatalogueCell.Whole),
        Code("code", "Mã quy tắc", "Rule"),
        new("check", new("Điều kiện phải đúng", "What must hold"), 60),
        .. Both("message", "Thông báo", "Message", 70),
        .. Both("owner", "Người phụ trách", "Owner", 30),
        Date("stages.shadow", "Theo dõi từ", "Shadow from"),
        Date("stages.warn", "Cảnh báo từ", "Warns from"),
        Date("stages.block", "Chặn từ", "Blocks from"),
        new("blocks", new("Chặn (kiểu cũ)", "Blocks (first shape)"), 10, CatalogueCell.YesNo),
        Date("validTo", "Đến ngày", "Until"),
    ]);

    public static readonly CatalogueSheet Indicators = new("indicators", "Chỉ số", ["code"],
    [
        Code("code", "Mã chỉ số", "Indicator"),
        Many("rows", "Dòng chính sách", "Policy rows", EmptyCell.NoWords),
        .. Both("name", "Tên", "Name", 60),
        Choice<IndicatorKind>("kind", "Loại", "Kind"),
        new("numerator", new("Công thức tử số", "Numerator"), 50),
        new("denominator", new("Công thức mẫu số", "Denominator"), 40, Empty: EmptyCell.Null),
        .. Both("numeratorText", "Tử số bằng lời", "Numerator in words", 60),
        .. Both("denominatorText", "Mẫu số bằng lời", "Denominator in words", 60, EmptyCell.Null),
        .. Both("unitCounted", "Đơn vị đếm", "What is counted", 18),
        Many("applies.kinds", "Áp dụng cho", "Applies to"),
        new("applies.minClass", new("Hạng từ", "Class from"), 10) { Choices = ["special", "I", "II", "III", "IV"] },
        Choice<Ownership>("applies.ownership", "Sở hữu", "Ownership"),
        new("applies.urban", new("Đô thị", "Urban"), 10, CatalogueCell.YesNo),
        Many("applies.managers", "Chủ quản", "Managers"),
        Many("periods", "Kỳ tính", "Periods", EmptyCell.NoWords),
        new("source", new("Nguồn", "Source"), 60),
        .. Both("notes", "Ghi chú", "Notes", 60),
        new("active", new("Đang tính", "Active"), 10, CatalogueCell.YesNo),
        Date("endsOn", "Kết thúc", "Ends on", EmptyCell.Null),
        Many("parts", "Gồm các chỉ số", "Parts", EmptyCell.NoWords),
    ]);

    public static readonly CatalogueSheet TargetSets = new("targetSets", "Bộ mục tiêu", ["code"],
    [
        Code("code", "Mã bộ", "Set"),
        .. Both("name", "Tên", "Name", 40),
        .. Both("notes", "Ghi chú", "Notes", 80),
        new("overrides.set", new("Đặt bên cạnh bộ", "Stands beside set"), 26),
        new("overrides.unit", new("Của tỉnh", "Of the province"), 18),
    ]);

    public static readonly CatalogueSheet Targets = new("targets", "Mục tiêu", ["set", "indicator", "scopes", "due"],
    [
        Code("set", "Mã bộ", "Set"),
        Code("indicator", "Mã chỉ số", "Indicator"),
        Many("rows", "Dòng chính sách", "Policy rows", EmptyCell.NoWords),
        Many("scopes", "Cấp", "Scopes"),
        new("comparison", new("So sánh", "Comparison"), 10) { Choices = [">=", ">", "=", "done"] },
        new("value", new("Giá trị (phân số)", "Value (a fraction)"), 14),
        Date("due", "Hạn", "Due"),
        new("document", new("Văn bản", "Document"), 50),
        new("article", new("Điều khoản", "Article"), 50),
        Choice<YearEvidence>("yearEvidence", "Căn cứ về năm", "Evidence of the year"),
        .. Both("doubt", "Nghi vấn", "Doubt", 60, EmptyCell.Null),
        .. InForce(),
        Choice<TargetStatus>("status", "Tình trạng", "Status"),
        Choice<PathKind>("path.kind", "Lộ trình", "Path"),
        new("path.from.value", new("Xuất phát (phân số)", "Baseline (a fraction)"), 14),
        Date("path.from.day", "Ngày xuất phát", "Baseline day"),
        new("path.from.source", new("Nguồn của xuất phát", "Source of the baseline"), 50),
        Many("path.steps", "Các bậc (ngày phân số)", "Steps (day fraction)"),
    ]);

    public static readonly CatalogueSheet Composites = new("composites", "Điểm tổng hợp", ["code"],
    [
        Code("code", "Mã điểm tổng hợp", "Composite"),
        .. Both("name", "Tên", "Name", 50),
        .. Both("notes", "Ai chọn trọng số, vì sao", "Who chose the weights, and why", 80),
        Code("set", "Mã bộ mục tiêu", "Target set"),
        Choice<CompositeDue>("due", "Mục tiêu đến hạn", "Target due"),
        Choice<CompositeMean>("mean", "Cách lấy trung bình", "Mean"),
        new("capped", new("Giới hạn ở 100 %", "Capped at 100 %"), 12, CatalogueCell.YesNo),
        new("leastReported", new("Báo cáo ít nhất (phân số)", "Least reported (a fraction)"), 14),
        Many("levels", "Cấp", "Levels"),
    ]);

    public static readonly CatalogueSheet CompositeParts = new("composites.groups", "Thành phần", [OfComposite, Group + ".code", "indicator"],
    [
        Code(OfComposite, "Mã điểm tổng hợp", "Composite"),
        Code(Group + ".code", "Mã nhóm", "Group"),
        .. Both(Group + ".name", "Tên nhóm", "Name of the group", 40),
        new(Group + ".weight", new("Trọng số nhóm", "Weight of the group"), 12, CatalogueCell.Whole),
        Code("indicator", "Mã chỉ số", "Indicator"),
        new("weight", new("Trọng số trong nhóm", "Weight in the group"), 12, CatalogueCell.Whole),
    ]);

    public static readonly CatalogueSheet NotCountable = new("notCountable", "Không tính được", ["row"],
    [
        Code("row", "Dòng chính sách", "Policy row"),
        .. Both("name", "Tên", "Name", 60),
        .. Both("reason", "Lý do", "Reason", 80),
    ]);

    public static readonly CatalogueSheet Days = new("holidays", "Ngày nghỉ", [Day, DayKind],
    [
        Date(Day, "Ngày", "Day"),
        new(DayKind, new("Loại", "Kind"), 18) { Choices = [Holiday, WorkingWeekend] },
    ]);

    public static readonly CatalogueSheet Years = new("holidayYears", "Năm lịch", ["year"],
    [
        new("year", new("Năm", "Year"), 10, CatalogueCell.Whole),
        new("official", new("Đã công bố", "Announced"), 12, CatalogueCell.YesNo),
        new("source", new("Văn bản", "Document"), 80),
    ]);

    /// <summary>In the order in which they stand in the workbook.</summary>
    public static readonly ImmutableArray<CatalogueSheet> All =
        [Head, Indicators, Targets, TargetSets, Composites, CompositeParts, Elements, Forms, Fields, Rules, NotCountable, Days, Years];

    /// <summary>The rows of a sheet as objects, in the catalogue's order.</summary>
    public static IEnumerable<JsonObject> Rows(JsonObject catalogue, CatalogueSheet sheet)
    {
        if (sheet == Head) return [catalogue];
        if (sheet == Days) return [.. OfKind("holidays", Holiday), .. OfKind("workingWeekends", WorkingWeekend)];
        if (sheet == CompositeParts) return Parts();
        if (sheet != Fields && sheet != Rules) return (catalogue[sheet.List]?.AsArray() ?? []).Select(row => row!.AsObject());
        return catalogue["forms"]!.AsArray().SelectMany(form => sheet == Rules
            ? form!["rules"]!.AsArray().Select(rule => Below(form, rule!.AsObject()))
            : form!["sections"]!.AsArray().SelectMany(section => section!["fields"]!.AsArray().Select(field =>
            {
                var row = Below(form, field!.AsObject());
                row[Section] = section["title"]!.DeepClone();
                return row;
            })));

        IEnumerable<JsonObject> OfKind(string list, string kind) => (catalogue[list]?.AsArray() ?? []).Select(day =>
            new JsonObject { [Day] = day!.DeepClone(), [DayKind] = kind });

        IEnumerable<JsonObject> Parts() =>
            from composite in catalogue["composites"]?.AsArray() ?? []
            from @group in composite!["groups"]!.AsArray()
            from indicator in @group!["indicators"]!.AsArray()
            let shared = @group.DeepClone().AsObject()
            where shared.Remove("indicators")
            select new JsonObject(indicator!.DeepClone().AsObject().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())))
            {
                [OfComposite] = composite["code"]!.DeepClone(),
                [Group] = shared,
            };

        static JsonObject Below(JsonNode form, JsonObject row)
        {
            var own = row.DeepClone().AsObject();
            own[OfForm] = form["code"]!.DeepClone();
            own[OfVersion] = form["version"]!.DeepClone();
            return own;
        }
    }

    /// <summary>What a column says of a row; null when it says nothing.</summary>
    public static JsonNode? At(JsonObject row, string key)
    {
        JsonNode? found = row;
        foreach (var part in key.Split('.')) found = (found as JsonObject)?[part];
        return found;
    }

    /// <summary>The same as text, as a cell shows it; empty when it says nothing.</summary>
    public static string TextAt(JsonObject row, string key) => At(row, key) switch
    {
        null => "",
        JsonArray words => string.Join(Between, words.Select(word => (string)word!)),
        var one => one.ToString(),
    };

    private static CatalogueColumn Code(string key, string vi, string en) => new(key, new Text(vi, en), 26);

    private static CatalogueColumn Date(string key, string vi, string en, EmptyCell empty = EmptyCell.Absent) =>
        new(key, new Text(vi, en), 12, CatalogueCell.Day, empty);

    private static CatalogueColumn Many(string key, string vi, string en, EmptyCell empty = EmptyCell.Absent) =>
        new(key, new Text(vi, en), 26, CatalogueCell.Words, empty);

    private static CatalogueColumn Choice<T>(string key, string vi, string en)
        where T : struct, Enum =>
        new(key, new Text(vi, en), 14) { Choices = [.. Words<T>.All] };

    private static CatalogueColumn[] Both(string key, string vi, string en, int width, EmptyCell empty = EmptyCell.Absent) =>
    [
        new(key + ".vi", new Text(vi + " (tiếng Việt)", en + " (Vietnamese)"), width, Empty: empty),
        new(key + ".en", new Text(vi + " (tiếng Anh)", en + " (English)"), width, Empty: empty),
    ];

    private static CatalogueColumn[] InForce() => [Date("validFrom", "Từ ngày", "From"), Date("validTo", "Đến ngày", "Until", EmptyCell.Null)];
}
