using System.Collections.Immutable;
using System.Text;
using CsvHelper;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Units;

/// <summary>A register file as rows of text: csv (UTF-8 or UTF-16; comma, semicolon or tab) or xlsx, told apart by the bytes.</summary>
internal static class RegisterFile
{
    private const int MaxBytes = 64 * 1024 * 1024, MaxRows = 500_000;
    private static readonly string Expected = string.Join(", ", RegisterRow.Columns);

    internal readonly record struct Line(int Number, IReadOnlyList<string> Cells);

    public static Outcome<ImmutableArray<RegisterRow>> Read(string fileName, ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (bytes.Length > MaxBytes)
            return Problem.Invalid("register-too-large", "Tệp danh mục lớn hơn 64 MB.", "The register file is larger than 64 MB.");
        var table = bytes.Span.StartsWith("PK"u8) ? Xlsx(bytes, token) : Csv(bytes, token);
        return table.Then(lines => Understand(Path.GetFileName(fileName), lines));
    }

    private static Outcome<ImmutableArray<RegisterRow>> Understand(string fileName, List<Line> lines)
    {
        if (lines.Count == 0) return Header("tệp không có dòng nào", "the file has no rows");
        var names = lines[0].Cells.Select(cell => cell.Trim().ToLowerInvariant()).ToList();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0) continue;
            if (!RegisterRow.Columns.Contains(names[i]) && !RegisterRow.OptionalColumns.Contains(names[i]))
                return Header($"cột lạ “{names[i]}”", $"the column “{names[i]}” is not known");
            if (!columns.TryAdd(names[i], i)) return Header($"cột “{names[i]}” có hai lần", $"the column “{names[i]}” is there twice");
        }

        var missing = RegisterRow.Columns.Where(name => !columns.ContainsKey(name)).ToList();
        if (missing.Count > 0) return Header($"thiếu cột {string.Join(", ", missing)}", $"missing columns: {string.Join(", ", missing)}");

        var faults = new List<RegisterFault>();
        var rows = ImmutableArray.CreateBuilder<RegisterRow>(lines.Count);
        foreach (var (number, cells) in lines.Skip(1))
        {
            if (cells.All(string.IsNullOrWhiteSpace)) continue;
            if (cells.Skip(names.Count).Any(cell => !string.IsNullOrWhiteSpace(cell)))
            {
                faults.Add(new RegisterFault(number, null, new Text(
                    $"có {cells.Count} ô, nhiều hơn {names.Count} cột của dòng tiêu đề.", $"has {cells.Count} cells, more than the {names.Count} columns of the header.")));
                continue;
            }

            var row = RegisterText.Read(
                number, column => columns.TryGetValue(column, out var at) && at < cells.Count ? cells[at] : "", $"theo sổ đăng ký {fileName}", faults);
            if (row is not null) rows.Add(row);
        }

        if (faults.Count > 0) return Refused(faults);
        return rows.Count > 0
            ? rows.ToImmutable()
            : Problem.Invalid("register-empty", "Tệp danh mục không có đơn vị nào dưới dòng tiêu đề.", "The register file has no units below its header.");
    }

    /// <summary>The faults as one problem; the first 200 are told, all are counted.</summary>
    public static Problem Refused(IReadOnlyList<RegisterFault> faults)
    {
        const int Told = 200;
        var details = faults.Take(Told).Select(fault => fault.Text);
        if (faults.Count > Told) details = details.Append(new Text($"… và {faults.Count - Told} lỗi khác.", $"… and {faults.Count - Told} more faults."));
        return Problem.Invalid(
            "register-refused",
            $"Danh mục có {faults.Count} lỗi; không có gì được nhập. Hãy sửa các dòng dưới đây rồi nhập lại. {faults[0].Text.Vi}",
            $"The register has {faults.Count} faults; nothing was imported. Mend the rows below and import again. {faults[0].Text.En}") with
        {
            Details = [.. details],
        };
    }

    private static Problem Header(string vi, string en) => Problem.Invalid(
        "register-header",
        $"Dòng 1: {vi}. Dòng tiêu đề phải có các cột: {Expected}; có thể thêm: {string.Join(", ", RegisterRow.OptionalColumns)}.",
        $"Row 1: {en}. The header must have the columns {Expected}; it may also have {string.Join(", ", RegisterRow.OptionalColumns)}.");

    private static Outcome<List<Line>> Xlsx(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        var table = XlsxReader.ReadTable(bytes, token);
        if (table.Fault is { } fault)
        {
            return new Problem(ProblemKind.Invalid, "register-unreadable", FindingTexts.Say(fault, table.Arguments));
        }

        var lines = new List<Line>(table.Rows.Length);
        foreach (var row in table.Rows)
        {
            if (row.Cells.IsEmpty) continue;
            var cells = new string[row.Cells.Max(cell => cell.Column)];
            Array.Fill(cells, "");
            foreach (var cell in row.Cells) cells[cell.Column - 1] = cell.Text;
            lines.Add(new Line(row.Number, cells));
        }

        return lines;
    }

    private static Outcome<List<Line>> Csv(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            return Problem.Invalid("register-unreadable",
                "Tệp là Excel kiểu cũ (.xls) hoặc có mật khẩu. Hãy lưu lại dạng .xlsx không mật khẩu.",
                "The file is an old Excel workbook (.xls) or has a password. Save it as .xlsx without a password.");
        }

        string text;
        try
        {
            text = Decode(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("register-encoding",
                "Tệp csv không phải là UTF-8 nên chữ có dấu sẽ hỏng. Trong Excel hãy chọn “CSV UTF-8” khi lưu.",
                "The csv file is not UTF-8, so letters with diacritics would be lost. Save it as “CSV UTF-8” in Excel.");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
            return Problem.Invalid("register-unreadable", "Tệp không phải là văn bản csv hay sổ Excel .xlsx.", "The file is neither csv text nor an .xlsx workbook.");
        var options = CsvReaderOptions.Default with { HasHeader = false, TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw };
        using var csv = CsvReader.FromText(text, options);
        var lines = new List<Line>();
        try
        {
            while (csv.Read())
            {
                token.ThrowIfCancellationRequested();
                if (lines.Count > MaxRows)
                    return Problem.Invalid("register-too-large", "Tệp danh mục có quá 500.000 dòng.", "The register file has more than 500,000 rows.");
                var cells = csv.Current.ToArray();
                for (var i = 0; i < cells.Length; i++) cells[i] = Unguard(cells[i]);
                lines.Add(new Line(checked((int)csv.LineNumber), cells));
            }
        }
        catch (CsvFormatException fault)
        {
            var row = checked((int)fault.LineNumber);
            return Refused([new RegisterFault(row, null, new Text(
                "dấu ngoặc kép đặt sai chỗ hoặc không đóng.", "a quotation mark stands where it must not, or is never closed."))]);
        }

        return lines;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return new UnicodeEncoding(false, true, true).GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return new UnicodeEncoding(true, true, true).GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        return new UTF8Encoding(false, true).GetString(bytes);
    }

    /// <summary>Takes away the apostrophe that the export puts before a text that a spreadsheet would run as a formula.</summary>
    private static string Unguard(string cell) => cell.Length > 1 && cell[0] == '\'' && IsFormulaSign(cell[1]) ? cell[1..] : cell;

    private static bool IsFormulaSign(char letter) => letter is '=' or '+' or '-' or '@' or '\t' or '\r';
}
