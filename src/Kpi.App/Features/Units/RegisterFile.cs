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

    internal readonly record struct Line(int Number, IReadOnlyList<string> Cells);

    /// <summary>The units of a file, and the weights by which some of them are shared; either may be empty, not both.</summary>
    public static Outcome<RegisterRows> Read(string fileName, ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (bytes.Length > MaxBytes)
            return Problem.Invalid("register-too-large", "Tệp danh mục lớn hơn 64 MB.", "The register file is larger than 64 MB.");
        var name = Path.GetFileName(fileName);
        if (!bytes.Span.StartsWith("PK"u8)) return Csv(bytes, token).Then(lines => OfOneTable(name, lines));
        return Xlsx(XlsxReader.ReadTable(bytes, token)).Then(lines =>
        {
            if (IsOfWeights(lines) || XlsxReader.ReadTable(bytes, SplitRow.Sheet, token) is not { } beside) return OfOneTable(name, lines);
            return Xlsx(beside).Then(weights => OfBoth(name, lines, weights));
        });
    }

    private static Outcome<RegisterRows> OfOneTable(string fileName, List<Line> lines)
    {
        var faults = new List<RegisterFault>();
        if (IsOfWeights(lines))
            return Weights(lines, faults).Then<RegisterRows>(splits => faults.Count > 0 ? Refused(faults) : splits.IsEmpty ? Empty : new RegisterRows([], splits));
        return Units(fileName, lines, faults).Then<RegisterRows>(rows => faults.Count > 0 ? Refused(faults) : rows.IsEmpty ? Empty : new RegisterRows(rows, []));
    }

    private static Outcome<RegisterRows> OfBoth(string fileName, List<Line> units, List<Line> weights)
    {
        var faults = new List<RegisterFault>();
        return Units(fileName, units, faults).Then(rows => Weights(weights, faults).Then<RegisterRows>(splits =>
            faults.Count > 0 ? Refused(faults) : rows.IsEmpty && splits.IsEmpty ? Empty : new RegisterRows(rows, splits)));
    }

    private static Problem Empty => Problem.Invalid(
        "register-empty", "Tệp danh mục không có đơn vị nào dưới dòng tiêu đề.", "The register file has no units below its header.");

    /// <summary>A table of weights is known by its header: units have a code, weights have a part.</summary>
    private static bool IsOfWeights(List<Line> lines) =>
        lines.Count > 0 && lines[0].Cells.Select(c => c.Trim().ToLowerInvariant()).ToHashSet() is var names && names.Contains("part") && names.Contains("weight");

    private static Outcome<ImmutableArray<RegisterRow>> Units(string fileName, List<Line> lines, List<RegisterFault> faults) =>
        Rows(lines, RegisterRow.Columns, RegisterRow.OptionalColumns, null, faults, (row, cell) => RegisterText.Read(row, cell, $"theo sổ đăng ký {fileName}", faults));

    private static Outcome<ImmutableArray<SplitRow>> Weights(List<Line> lines, List<RegisterFault> faults) =>
        lines.Count == 0 ? ImmutableArray<SplitRow>.Empty : Rows(lines, SplitRow.Columns, [], SplitRow.Sheet, faults, (row, cell) => SplitRow.Read(row, cell, faults));

    private static Outcome<ImmutableArray<T>> Rows<T>(
        List<Line> lines, ImmutableArray<string> needed, ImmutableArray<string> optional, string? sheet, List<RegisterFault> faults, Func<int, Func<string, string>, T?> read)
        where T : class
    {
        if (lines.Count == 0) return Header("tệp không có dòng nào", "the file has no rows");
        var names = lines[0].Cells.Select(cell => cell.Trim().ToLowerInvariant()).ToList();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0) continue;
            if (!needed.Contains(names[i]) && !optional.Contains(names[i]))
                return Header($"cột lạ “{names[i]}”", $"the column “{names[i]}” is not known");
            if (!columns.TryAdd(names[i], i)) return Header($"cột “{names[i]}” có hai lần", $"the column “{names[i]}” is there twice");
        }

        var missing = needed.Where(name => !columns.ContainsKey(name)).ToList();
        if (missing.Count > 0) return Header($"thiếu cột {string.Join(", ", missing)}", $"missing columns: {string.Join(", ", missing)}");

        var rows = ImmutableArray.CreateBuilder<T>(lines.Count);
        foreach (var (number, cells) in lines.Skip(1))
        {
            if (cells.All(string.IsNullOrWhiteSpace)) continue;
            if (cells.Skip(names.Count).Any(cell => !string.IsNullOrWhiteSpace(cell)))
            {
                faults.Add(new RegisterFault(number, null, new Text(
                    $"có {cells.Count} ô, nhiều hơn {names.Count} cột của dòng tiêu đề.", $"has {cells.Count} cells, more than the {names.Count} columns of the header."))
                {
                    Sheet = sheet,
                });
                continue;
            }

            if (read(number, column => columns.TryGetValue(column, out var at) && at < cells.Count ? cells[at] : "") is { } row) rows.Add(row);
        }

        return rows.ToImmutable();

        Problem Header(string vi, string en)
        {
            var (place, where) = sheet is null ? ("Dòng 1", "Row 1") : ($"Trang {sheet}, dòng 1", $"Sheet {sheet}, row 1");
            var (more, besides) = optional.IsEmpty ? ("", "") : ($"; có thể thêm: {string.Join(", ", optional)}", $"; it may also have {string.Join(", ", optional)}");
            return Problem.Invalid(
                "register-header",
                $"{place}: {vi}. Dòng tiêu đề phải có các cột: {string.Join(", ", needed)}{more}.",
                $"{where}: {en}. The header must have the columns {string.Join(", ", needed)}{besides}.");
        }
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

    private static Outcome<List<Line>> Xlsx(XlsxTable table)
    {
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

/// <summary>What a register file says.</summary>
/// <param name="Units">Its units.</param>
/// <param name="Splits">The weights by which units are shared among their parts.</param>
internal sealed record RegisterRows(ImmutableArray<RegisterRow> Units, ImmutableArray<SplitRow> Splits);
