using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Platform;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>
/// The submitter's own workbook with what was found: cells marked, notes on them, and a first sheet that says what to mend first. A file that
/// cannot be opened gets a workbook of that sheet alone.
/// </summary>
public static class AnnotatedWorkbook
{
    /// <summary>The first sheet. Who reads returns passes over it.</summary>
    public const string FrontName = "Kết quả kiểm tra";

    /// <summary>Whether a sheet is one that we put in front. It holds labels of lines, and must not be taken for a form.</summary>
    public static bool IsFront(string sheet) => WorkbookAnnotator.IsNamed(sheet, FrontName);

    private static readonly Text Title = new("KẾT QUẢ KIỂM TRA BÁO CÁO", "FINDINGS ON THE RETURN");

    // From so many alike on, the first is told and the rest are counted: a list nobody reads to its end helps nobody.
    private const int Alike = 4;
    private const int MostPlaces = 12;
    private const string TitleSign = " · ";
    private const int MostMarks = 2000;

    private static readonly ImmutableArray<int> Widths = [6, 15, 30, 44, 92];

    /// <param name="detail">The return, judged.</param>
    /// <param name="bytes">The file as it was sent.</param>
    /// <param name="catalogue">The catalogue it was judged by.</param>
    /// <param name="language">One language, or null for both.</param>
    public static byte[] Build(ReturnDetail detail, byte[] bytes, Catalogue catalogue, Language? language, CancellationToken token)
    {
        var findings = Told(detail);
        var front = Front(detail, findings, catalogue, language, null);
        var marks = findings.Where(f => f is { Sheet: not null, Cell: not null }).Take(MostMarks)
            .GroupBy(f => (f.Sheet, f.Cell))
            .Select(g => new CellMark(
                g.Key.Sheet!, g.Key.Cell!, g.Any(f => f.Severity == Severity.Error) ? MarkTone.Error : MarkTone.Warning,
                string.Join("\n\n", g.OrderBy(f => f.Severity).Select(f => $"{In(SeverityOf(f.Severity), language, " / ")}\n{In(FindingTexts.Say(f, catalogue), language, "\n")}"))))
            .ToList();
        var annotated = WorkbookAnnotator.Annotate(bytes, front, marks, token);
        if (annotated.Bytes is { } marked) return marked;
        return Alone(detail, Finding.OfFile(annotated.Fault!, Severity.Error, [.. annotated.Arguments]), catalogue, language);
    }

    /// <summary>A workbook of the first sheet alone, which says why the file could not be marked.</summary>
    public static byte[] Alone(ReturnDetail detail, Finding fault, Catalogue catalogue, Language? language) =>
        WorkbookAnnotator.Alone(Front(detail, Told(detail), catalogue, language, FindingTexts.Say(fault, catalogue)));

    private static List<Finding> Told(ReturnDetail detail) => [.. detail.Findings.Where(f => f.Severity is Severity.Error or Severity.Warning)];

    private static FrontSheet Front(ReturnDetail detail, List<Finding> findings, Catalogue catalogue, Language? language, Text? unopened)
    {
        var summary = detail.Summary;
        int errors = findings.Count(f => f.Severity == Severity.Error), warnings = findings.Count - errors;
        var rows = ImmutableArray.CreateBuilder<FrontRow>();
        Wide(Title, FrontLook.Title);
        rows.Add(WideRow($"{summary.FileName} · {In(new("biên nhận", "receipt"), language, "/")} {Ids.Show(summary.Id)} · {summary.Facility ?? "–"} · {summary.Form ?? "–"} · {summary.Period?.ToString() ?? "–"}"
            + (summary.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $" · {In(new("bản", "version"), language, "/")} {version}") : ""), FrontLook.Faint));
        rows.Add(WideRow(
            $"{In(new("Nhận lúc", "Received"), language, " / ")} {Moment(summary.ReceivedAt)} · {In(new("kiểm tra lúc", "judged"), language, " / ")} {(summary.JudgedAt is { } judged ? Moment(judged) : "–")} · SHA-256 {summary.Sha256}",
            FrontLook.Faint));
        Wide(Verdict(detail, errors, warnings), errors > 0 || summary.State == ReturnState.SentBack ? FrontLook.Error : warnings > 0 ? FrontLook.Warning : FrontLook.Good);
        if (detail.Note is { Length: > 0 } note) Wide(new($"Ý kiến của người duyệt: {note}", $"The reviewer says: {note}"), FrontLook.Strong);
        if (unopened is { } why)
        {
            Wide(new(
                $"Không đánh dấu được trong tệp của bạn ({why.Vi}). Tệp này chỉ có kết quả; hãy sửa tệp gốc.",
                $"Your file could not be marked ({why.En}). This workbook holds the findings only; mend the original."), FrontLook.Warning);
        }

        if (findings.Count > 0)
        {
            var first = findings.Find(f => f.Severity == Severity.Error) ?? findings[0];
            rows.Add(new FrontRow([]));
            Wide(new("SỬA TRƯỚC TIÊN", "MEND THIS FIRST"), FrontLook.Strong);
            rows.Add(new FrontRow([new(""), Tone(first), Place(first), new(LineOf(first)), new(Say(first), FrontLook.Strong)]));
            rows.Add(new FrontRow([]));
            rows.Add(new FrontRow([.. new Text[] { new("STT", "No."), new("Mức", "Severity"), new("Ô", "Cell"), new("Chỉ tiêu", "Line"), new("Có gì và sửa thế nào", "What it is and how to mend it") }
                .Select(t => new FrontCell(In(t, language, "\n"), FrontLook.Heading))]));
            AddFindings();
        }

        if (unopened is not null) return new FrontSheet(FrontName, Widths, rows.ToImmutable());
        rows.Add(new FrontRow([]));
        Wide(new(
            "Hãy sửa ngay trong tệp này rồi gửi lại: trang này, màu và ghi chú “Kpi ▸” không được đọc và tự mất ở lần sau (ô đã sửa vẫn giữ màu cho đến lúc đó).",
            "Mend the cells in this very file and send it again: this sheet, the colours and the notes “Kpi ▸” are not read, and are gone next time (until then a mended cell keeps its colour)."), FrontLook.Faint);
        return new FrontSheet(FrontName, Widths, rows.ToImmutable()) { Titles = [Title.Vi, Title.En, In(Title, null, TitleSign)] };

        void AddFindings()
        {
            var number = 0;
            foreach (var severity in (Severity[])[Severity.Error, Severity.Warning])
            {
                // In the order in which they were found: the file, the lines from the top, the rules.
                foreach (var alike in findings.Where(f => f.Severity == severity).GroupBy(f => f.Cell is null ? (f.Code, Where: f.Sheet ?? "") : (f.Code, Where: "#")))
                {
                    var all = alike.ToList();
                    var told = all.Count >= Alike ? 1 : all.Count;
                    foreach (var finding in all.Take(told))
                        rows.Add(new FrontRow([new((++number).ToString(CultureInfo.InvariantCulture)), Tone(finding), Place(finding), new(LineOf(finding)), new(Say(finding))]));
                    if (told == all.Count) continue;
                    var more = all.Count - told;
                    var places = string.Join(", ", all.Skip(told).Take(MostPlaces).Select(f => f.Cell ?? f.Sheet ?? f.Element ?? "")) + (more > MostPlaces ? ", …" : "");
                    rows.Add(new FrontRow(
                    [
                        new(""), new(""), all[told] is { Sheet: { } sheet, Cell: { } cell } ? new FrontCell($"→ {cell}", FrontLook.Link, new FrontLink(sheet, cell)) : new(""), new(""),
                        new(In(new($"… và như vậy ở {more} chỗ nữa: {places}", $"… and the same in {more} more: {places}"), language, "\n"), FrontLook.Faint),
                    ]));
                }
            }
        }

        void Wide(Text text, FrontLook look) => rows.Add(WideRow(In(text, language, look == FrontLook.Title ? TitleSign : "\n"), look));

        string Say(Finding finding) => In(FindingTexts.Say(finding, catalogue), language, "\n");

        string LineOf(Finding finding) => finding.Element is { } code && catalogue.Element(code) is { } element ? In(element.Name, language, "\n") : "";

        FrontCell Tone(Finding finding) =>
            new(In(SeverityOf(finding.Severity), language, " / "), finding.Severity == Severity.Error ? FrontLook.Error : FrontLook.Warning);

        FrontCell Place(Finding finding) => finding switch
        {
            { Sheet: { } sheet, Cell: { } cell } => new FrontCell($"{sheet}!{cell}", FrontLook.Link, new FrontLink(sheet, cell)),
            { Sheet: { } sheet } => new FrontCell(sheet, FrontLook.Link, new FrontLink(sheet, "A1")),
            _ => new FrontCell(In(new("Cả tệp", "Whole file"), language, " / ")),
        };
    }

    private static Text Verdict(ReturnDetail detail, int errors, int warnings) => detail.Summary.State switch
    {
        ReturnState.Refused => new(
            $"BỊ TỪ CHỐI: {errors} lỗi phải sửa, {warnings} cảnh báo. Sửa các ô đỏ rồi gửi lại.",
            $"REFUSED: {Many(errors, "error")} to mend, {Many(warnings, "warning")}. Mend the red cells and send the file again."),
        ReturnState.SentBack => new(
            $"BỊ TRẢ LẠI để sửa. {errors} lỗi, {warnings} cảnh báo.",
            $"SENT BACK to be mended. {Many(errors, "error")}, {Many(warnings, "warning")}."),
        _ when warnings > 0 => new(
            $"ĐƯỢC CHẤP NHẬN, có {warnings} cảnh báo nên xem lại hoặc giải trình ở cột ghi chú.",
            $"ACCEPTED, with {Many(warnings, "warning")} to look at again or to answer in the column of remarks."),
        _ => new("ĐƯỢC CHẤP NHẬN. Không có lỗi, không có cảnh báo.", "ACCEPTED. No errors, no warnings."),
    };

    private static string Many(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static Text SeverityOf(Severity severity) => severity == Severity.Error ? new("LỖI", "ERROR") : new("CẢNH BÁO", "WARNING");

    private static FrontRow WideRow(string text, FrontLook look) => new([new FrontCell(text, look)]) { Wide = true };

    private static string In(Text text, Language? language, string between) =>
        language is { } one ? text.In(one) : text.Vi == text.En ? text.Vi : text.Vi + between + text.En;

    private static string Moment(DateTimeOffset moment) =>
        moment.ToOffset(TimeSpan.FromHours(7)).ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture) + " (UTC+7)";
}
