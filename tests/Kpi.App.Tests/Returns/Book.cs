using System.Globalization;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;

namespace Kpi.App.Tests.Returns;

/// <summary>What a person put into a cell, before any program wrote it its own way.</summary>
internal abstract record BookValue;

internal sealed record Figure(string Text) : BookValue;

internal sealed record Percent(string Share) : BookValue;

internal sealed record Words(string Text) : BookValue;

/// <summary>Words in two looks, with a phonetic guide that is no part of them.</summary>
internal sealed record RichWords(string First, string Second) : BookValue;

internal sealed record Logical(bool Yes) : BookValue;

internal sealed record Day(DateOnly On) : BookValue;

internal sealed record Calculated(string Text, string Result) : BookValue;

internal sealed class BookSheet(string name)
{
    public string Name { get; set; } = name;

    public string State { get; set; } = "visible";

    public SortedDictionary<(int Row, int Column), BookValue> Cells { get; } = [];

    public SortedSet<int> HiddenRows { get; } = [];

    public SortedSet<int> HiddenColumns { get; } = [];

    public List<string> Merges { get; } = [];
}

/// <summary>A defined name: of the workbook, or of one sheet.</summary>
internal sealed record BookName(string Name, string RefersTo, BookSheet? Of = null);

/// <summary>A workbook as a person sees it. <see cref="Dialect"/> writes it as one program or another does.</summary>
internal sealed class Book
{
    public const int FirstLine = 10;

    public List<BookSheet> Sheets { get; } = [];

    public List<BookName> Names { get; } = [];

    public bool Date1904 { get; set; }

    public BookSheet Form => Sheets.Single(s => s.Cells.ContainsKey((2, 1)) && s.State == "visible");

    /// <summary>Where the value of each element stands.</summary>
    public Dictionary<string, (int Row, int Column)> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>The sample form, filled in as a careful clerk does.</summary>
    public static Book Filled()
    {
        var book = new Book();
        var form = new BookSheet("Biểu báo cáo");
        form.Cells[(2, 1)] = new Words("BÁO CÁO CHUYỂN ĐỔI SỐ CỦA BỆNH VIỆN");
        string[] titles = ["STT", "Chỉ tiêu\nData element", "Đơn vị tính", FormLayout.ValueTitle + "\nValue", "Kiểm tra", "Cách tính", "Mã\nCode"];
        for (var i = 0; i < titles.Length; i++) form.Cells[(8, i + 1)] = new Words(titles[i]);
        var row = FirstLine;
        foreach (var field in SampleForms.Form.Fields)
        {
            var element = SampleForms.Catalogue.Element(field.Element)!;
            form.Cells[(row, FormLayout.Number)] = new Figure((row - FirstLine + 1).ToString(CultureInfo.InvariantCulture));
            form.Cells[(row, FormLayout.Label)] = new Words($"{element.Name.Vi}{(field.Required ? " *" : "")}\n{element.Name.En}");
            form.Cells[(row, FormLayout.Unit)] = new Words(element.Unit.Vi);
            form.Cells[(row, FormLayout.Value)] = SampleForms.Values()[element.Code] switch
            {
                bool yes => new Words(yes ? "Có" : "Không"),
                DateOnly day => new Day(day),
                var number => new Figure(string.Create(CultureInfo.InvariantCulture, $"{number}")),
            };
            form.Cells[(row, FormLayout.Code)] = new Words(element.Code);
            book.Places.Add(element.Code, (row, FormLayout.Value));
            row++;
        }

        var guide = new BookSheet(FormLayout.GuideSheet);
        guide.Cells[(1, 1)] = new Words("Cách điền");
        var header = new BookSheet("_kpi") { State = "veryHidden" };
        (string, string)[] lines = [("form", "hospital"), ("version", "1"), ("facility", "01234"), ("period", "2026-09"), ("issued", "2026-09-01"), ("seal", "ab12")];
        for (var i = 0; i < lines.Length; i++)
        {
            header.Cells[(i + 1, 1)] = new Words(lines[i].Item1);
            header.Cells[(i + 1, 2)] = new Words(lines[i].Item2);
        }

        book.Sheets.AddRange([form, guide, header]);
        book.NameTheInputs();
        return book;
    }

    public Book With(Action<Book> change)
    {
        change(this);
        return this;
    }

    public void Fill(string element, BookValue value) => Form.Cells[Places[element]] = value;

    public void NameTheInputs()
    {
        Names.Clear();
        foreach (var (element, (row, column)) in Places.OrderBy(p => p.Key, StringComparer.Ordinal))
            Names.Add(new BookName(ReturnWorkbook.NamePrefix + element, Reference(Form, row, column)));
    }

    public static string Reference(BookSheet sheet, int row, int column) =>
        $"'{sheet.Name.Replace("'", "''", StringComparison.Ordinal)}'!${XlsxAddress.Of(1, column)[..^1]}${row.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Inserts rows: cells and places move down. Names stay where they were until they are made again.</summary>
    public void InsertRows(int before, int count)
    {
        var form = Form;
        var cells = form.Cells.ToArray();
        form.Cells.Clear();
        foreach (var ((row, column), value) in cells) form.Cells[(row >= before ? row + count : row, column)] = value;
        foreach (var (element, (row, column)) in Places.ToArray()) Places[element] = (row >= before ? row + count : row, column);
    }

    public BookSheet CopyForm(string name)
    {
        var copy = new BookSheet(name);
        foreach (var (place, value) in Form.Cells.Where(c => c.Key != (2, 1))) copy.Cells[place] = value;
        Sheets.Add(copy);
        foreach (var (element, (row, column)) in Places) Names.Add(new BookName(ReturnWorkbook.NamePrefix + element, Reference(copy, row, column), copy));
        return copy;
    }
}
