using System.Globalization;
using CsvHelper;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Completeness;

/// <summary>A completeness file, ready for download.</summary>
public sealed record CompletenessFile(string FileName, byte[] Bytes, bool IsWorkbook);

/// <summary>Who has not filed, with whom to call, as a list: csv or xlsx. No cell of it can be taken for a formula.</summary>
public sealed class ExportCompleteness(FindContacts contacts, ReturnReader returns, CatalogueReader catalogues)
{
    private const int MostFindings = 5;

    /// <param name="format"><c>csv</c> or <c>xlsx</c>.</param>
    /// <param name="all">Also those that were filed; else only the others.</param>
    /// <param name="mayCall">Of which units the asker may know whom to call; null for all.</param>
    public async Task<Outcome<CompletenessFile>> Run(
        CompletenessOf completeness, string format, bool all, Func<Filing, bool>? mayCall, Language language, CancellationToken token)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Problem.Invalid("bad-format",
                $"Không ghi được dạng “{format}”. Hãy chọn csv hoặc xlsx.", $"“{format}” cannot be written. Choose csv or xlsx.");
        }

        var rows = await Rows(completeness, all, mayCall, language, token);
        var summary = Summary(completeness, language);
        var scope = completeness.Unit is { } unit ? $"_{unit.Code}" : "";
        var name = FileNames.Clean($"completeness_{completeness.Period}{scope}.{format}");
        return new CompletenessFile(name, format == "csv" ? Csv(rows) : CompletenessWorkbook.Write(rows, summary, language), format == "xlsx");
    }

    private async Task<List<string[]>> Rows(CompletenessOf completeness, bool all, Func<Filing, bool>? mayCall, Language language, CancellationToken token)
    {
        var listed = completeness.Filings.Where(f => all || !f.IsFiled).ToList();
        var called = await contacts.Run([.. listed.Where(f => mayCall?.Invoke(f) ?? true).Select(f => f.Unit)], token);
        var findings = await returns.Findings([.. listed.Where(f => f.Status == FilingStatus.Refused).Select(f => f.ReturnId!.Value)], token);
        var catalogue = await catalogues.Current(token);
        var rows = new List<string[]>(listed.Count + 1) { Heading(language) };
        foreach (var f in listed)
        {
            var contact = called.GetValueOrDefault(f.Unit.UnitId) ?? FilingContact.None;
            var said = f.ReturnId is { } id
                ? findings[id].Where(x => x.Severity == Severity.Error).Take(MostFindings).Select(x => FindingTexts.Say(x, catalogue).In(language))
                : [];
            rows.Add(
            [
                f.Province?.Code ?? "", f.Province?.Name ?? "", f.Unit.Code, f.Unit.Name, f.Form.Code, f.Period.ToString(), Iso(f.Window.DueDay),
                FilingTexts.Of(f.Status).In(language), f.Overdue ? FilingTexts.Overdue.In(language) : "", f.ReturnId is { } shown ? Ids.Show(shown) : "",
                f.ReceivedAt is { } at ? Iso(BusinessDay.Of(at)) : "", string.Join(" ", said), contact.Own?.Name ?? "", contact.Own?.Phone ?? "",
                contact.Own?.Email ?? "", string.Join(", ", contact.Senders.Select(s => $"{s.Name} ({s.Login})")),
            ]);
        }

        return rows;
    }

    private static string[] Heading(Language language) => language == Language.Vi
        ?
        [
            "Mã tỉnh", "Tỉnh", "Mã đơn vị", "Đơn vị", "Biểu", "Kỳ", "Hạn nộp", "Tình trạng", "Quá hạn", "Mã báo cáo", "Ngày nhận", "Lỗi", "Người liên hệ",
            "Điện thoại", "Thư điện tử", "Người nộp trên hệ thống",
        ]
        :
        [
            "Province code", "Province", "Unit code", "Unit", "Form", "Period", "Due", "State", "Overdue", "Return", "Received", "Findings", "Contact",
            "Phone", "E-mail", "Senders",
        ];

    private static List<object[]> Summary(CompletenessOf completeness, Language language)
    {
        var rows = new List<object[]>
        {
            language == Language.Vi
                ? ["Mã tỉnh", "Tỉnh", "Biểu", "Phải nộp", "Đã nộp", "Đúng hạn", "Nộp trễ", "Không phát sinh", "Bị từ chối", "Bị trả lại", "Quá hạn", "Được gia hạn", "Chưa đến hạn"]
                : ["Province code", "Province", "Form", "Expected", "Filed", "In time", "Late", "Nil", "Refused", "Sent back", "Missing", "Extended", "Not yet due"],
        };
        rows.AddRange(completeness.Groups.Select(g => Row(g.Province?.Code ?? "", g.Province?.Name ?? "", g.Form.Code, g.Counts)));
        rows.Add(Row("", language == Language.Vi ? "Tổng" : "Total", "", completeness.Counts));
        return rows;

        static object[] Row(string code, string name, string form, FilingCounts c) =>
            [code, name, form, c.Expected, c.Filed, c.InTime, c.Late, c.Nil, c.Refused, c.SentBack, c.Missing, c.Extended, c.NotYetDue];
    }

    private static byte[] Csv(List<string[]> rows)
    {
        using var bytes = new MemoryStream();
        // The mark at the front tells Excel that this is UTF-8.
        using (var csv = CsvWriter.Create(bytes, CsvWriterOptions.Default with { WriteByteOrderMark = true, Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            foreach (var row in rows) csv.WriteRecord(row);
        }

        return bytes.ToArray();
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
