using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

/// <summary>
/// Programs × shapes: whatever a clerk's program is and whatever the clerk did with it, the same values come out of the same cells. Nine
/// programs are imitated part by part, three really run.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class ProgramsAndShapesTests
{
    private const string LibreOffice = "LibreOffice", Openpyxl = "openpyxl", XlsxWriter = "XlsxWriter";

    private static readonly Shape[] Shapes =
    [
        new("a careful clerk", _ => { }),
        new("numbers typed as text, the Vietnamese way", b =>
        {
            b.Fill("fees_total_vnd", new Words("12.345.678.900"));
            b.Fill("fees_cashless_vnd", new Words("9.876.543.210 đ"));
            b.Fill("fee_payments_total", new Words("1234,0"));
            b.Fill("fee_payments_cashless", new Words("1000 lượt"));
        }),
        new("numbers typed as text, the English way", b =>
        {
            b.Fill("fees_total_vnd", new Words("12,345,678,900"));
            b.Fill("fees_cashless_vnd", new Words("9,876,543,210 VND"));
            b.Fill("fee_payments_total", new Words("1,234.00"));
            b.Fill("fee_payments_cashless", new Words("1000 times"));
        }),
        new("spaces that look like others, digits of full width", b =>
        {
            b.Fill("fees_total_vnd", new Words("12\u00a0345\u00a0678\u00a0900"));
            b.Fill("fees_cashless_vnd", new Words("9\u202f876\u202f543\u202f210"));
            b.Fill("fee_payments_total", new Words("１２３４"));
            b.Fill("fee_payments_cashless", new Words("1\u2009000\u200b"));
        }),
        new("ticks and words", b =>
        {
            b.Fill("cashless_accepted", new Words("x"));
            b.Fill("paperless_exam", new Words("Kho\u0302ng"));
            b.Fill("plan_signed_on", new Words("30-6-2023"));
        }),
        new("logical values, a day in words", b =>
        {
            b.Fill("cashless_accepted", new Logical(true));
            b.Fill("paperless_exam", new Logical(false));
            b.Fill("plan_signed_on", new Words("Ngày 30 tháng 6 năm 2023"));
        }),
        new("ones and zeros, an ISO day", b =>
        {
            b.Fill("cashless_accepted", new Figure("1"));
            b.Fill("paperless_exam", new Figure("0"));
            b.Fill("plan_signed_on", new Words("2023-06-30"));
        }),
        new("formatted runs within a cell", b => b.Fill("fees_total_vnd", new RichWords("12345", "678900"))),
        new("days counted from 1904", b => b.Date1904 = true),
        new("the sheet renamed and moved behind another", b =>
        {
            var form = b.Form;
            form.Name = "Số 'mới' tháng 9";
            b.NameTheInputs();
            b.Sheets.Remove(form);
            b.Sheets.Insert(1, form);
        }),
        new("rows inserted above the lines", b =>
        {
            b.InsertRows(5, 7);
            b.NameTheInputs();
        }),
        new("rows inserted among the lines, names gone", b =>
        {
            b.InsertRows(13, 2);
            b.Names.Clear();
        }),
        new("names and codes gone", b =>
        {
            b.Names.Clear();
            foreach (var (row, _) in b.Places.Values) b.Form.Cells.Remove((row, FormLayout.Code));
        }),
        new("names of the sheet only", b =>
        {
            var names = b.Names.ToArray();
            b.Names.Clear();
            b.Names.AddRange(names.Select(n => n with { Of = b.Form }));
        }),
        new("names that point nowhere", b =>
        {
            var names = b.Names.ToArray();
            b.Names.Clear();
            b.Names.AddRange(names.Select(n => n with { RefersTo = "#REF!" }));
        }),
        new("the sheet copied and left blank", b =>
        {
            var copy = b.CopyForm("Biểu báo cáo (2)");
            foreach (var place in b.Places.Values) copy.Cells.Remove(place);
        }),
        new("the value cell merged with the one before it", b =>
        {
            foreach (var element in new[] { "fees_total_vnd", "emr_level" })
            {
                var (row, column) = b.Places[element];
                b.Form.Cells[(row, column - 1)] = b.Form.Cells[(row, column)];
                b.Form.Cells.Remove((row, column));
                b.Form.Merges.Add($"C{row}:D{row}");
                b.Places[element] = (row, column - 1);
            }
        }),
        new("hidden rows and a hidden column elsewhere", b =>
        {
            b.Form.HiddenRows.Add(b.Places["emr_level"].Row);
            b.Form.HiddenColumns.Add(6);
        }) { Findings = ["hidden-inputs"] },
        new("one stray character far below", b => b.Form.Cells[(5000, 26)] = new Words(".")),
        new("formulas that keep their values", b =>
        {
            b.Fill("fees_total_vnd", new Calculated("6172839450*2", "12345678900"));
            b.Fill("fee_payments_total", new Calculated("1200+34", "1234"));
        }) { Findings = ["formula-in-input", "formula-in-input"], Lost = [Openpyxl] },
    ];

    private static readonly Lazy<Dictionary<string, byte[]>> FromLibreOffice = new(RunLibreOffice), FromOpenpyxl = new(RunOpenpyxl), FromXlsxWriter = new(RunXlsxWriter);

    private static IEnumerable<TestCaseData> Cases =>
        from program in Dialect.All.Select(d => d.Name).Concat([LibreOffice, Openpyxl, XlsxWriter])
        from shape in Shapes
        select new TestCaseData(program, shape).SetName($"{program}: {shape.Name}");

    [TestCaseSource(nameof(Cases))]
    public void The_same_values_come_out_of_the_same_cells(string program, object shapeOf)
    {
        var shape = (Shape)shapeOf;
        var book = Book.Filled().With(shape.Change);

        var sheet = ReturnWorkbook.Read(Written(program, shape, book), SampleForms.Catalogue);

        var lost = shape.Lost.Contains(program);
        sheet.Findings.Select(f => f.Code).Should().Equal(lost ? [] : shape.Findings);
        sheet.Header.Should().BeEquivalentTo(new { Form = "hospital", Version = "1", Facility = "01234", Period = "2026-09", Issued = "2026-09-01", Seal = "ab12" });
        foreach (var input in sheet.Inputs)
        {
            var (row, column) = book.Places[input.Element];
            (input.Sheet, input.Cell).Should().Be((book.Form.Name, XlsxAddress.Of(row, column)), input.Element);
            if (lost && book.Form.Cells[(row, column)] is Calculated) input.Kind.Should().Be(CellKind.FormulaWithoutValue);
            else NumberText.Of(input, SampleForms.Catalogue.Element(input.Element)!).Should().Be(new Reading(ReadingKind.Value, Meant(input.Element)), $"{input.Element}: {input.Kind} {input.Text}");
        }

        sheet.Inputs.Should().HaveCount(SampleForms.Form.Fields.Count());
    }

    [Test]
    public void Addresses_come_from_the_file_whatever_is_blank_hidden_or_merged()
    {
        var random = new Random(459);
        for (var round = 0; round < 200; round++)
        {
            var book = Book.Filled();
            for (var i = random.Next(4); i > 0; i--) book.InsertRows(random.Next(3, 25), random.Next(1, 40));
            if (random.Next(3) > 0) book.NameTheInputs();
            else book.Names.Clear();
            foreach (var (row, _) in book.Places.Values.Where(_ => random.Next(3) == 0).ToArray()) book.Form.HiddenRows.Add(row);
            if (random.Next(2) == 0) book.Form.HiddenColumns.Add(random.Next(1, 8));
            if (random.Next(2) == 0) book.Form.Merges.Add("A2:G2");
            foreach (var element in book.Places.Keys.Where(_ => random.Next(3) == 0).ToArray()) book.Form.Cells.Remove(book.Places[element]);
            book.Fill("emr_level", new Figure("2"));

            var sheet = ReturnWorkbook.Read(Dialect.All[random.Next(Dialect.All.Length)].Write(book), SampleForms.Catalogue);

            sheet.Inputs.Select(i => (i.Element, i.Cell, Filled: i.Kind != CellKind.Empty)).Should().Equal(SampleForms.Form.Fields.Select(f =>
                (f.Element, XlsxAddress.Of(book.Places[f.Element].Row, book.Places[f.Element].Column), book.Form.Cells.ContainsKey(book.Places[f.Element]))));
        }
    }

    private static byte[] Written(string program, Shape shape, Book book) => program switch
    {
        LibreOffice => FromLibreOffice.Value[shape.Name],
        Openpyxl => FromOpenpyxl.Value[shape.Name],
        XlsxWriter => FromXlsxWriter.Value[shape.Name],
        _ => Dialect.All.Single(d => d.Name == program).Write(book),
    };

    private static long Meant(string element) =>
        SampleForms.Values()[element] switch { bool yes => yes ? 1 : 0, DateOnly day => DateNumber.From(day), var number => (long)number };

    /// <summary>One start of the program converts all.</summary>
    private static Dictionary<string, byte[]> RunLibreOffice() => InFolder((folder, files) => OfficeProgram.Run(
        folder, "soffice", ["-env:UserInstallation=file://" + Path.Combine(folder, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", "out", .. files]));

    private static Dictionary<string, byte[]> RunOpenpyxl() => InFolder((folder, files) => OfficeProgram.Run(
        folder,
        OfficeProgram.Python,
        ["-c", "import openpyxl, sys\nfor f in sys.argv[1:]: openpyxl.load_workbook(f).save('out/' + f)", .. files]));

    private static Dictionary<string, byte[]> RunXlsxWriter() => InFolder((folder, files) =>
    {
        for (var i = 0; i < Shapes.Length; i++) File.WriteAllText(Path.Combine(folder, files[i] + ".json"), Json(Book.Filled().With(Shapes[i].Change)));
        OfficeProgram.Run(folder, OfficeProgram.Python, ["-c", WriteWithXlsxWriter, .. files]);
    });

    private static Dictionary<string, byte[]> InFolder(Action<string, string[]> run)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-shapes-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "out"));
            string[] files = [.. Shapes.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"shape{i}.xlsx"))];
            for (var i = 0; i < Shapes.Length; i++) File.WriteAllBytes(Path.Combine(folder, files[i]), Dialect.Excel2007.Write(Book.Filled().With(Shapes[i].Change)));
            run(folder, files);
            return Shapes.Select((s, i) => (s.Name, Bytes: File.ReadAllBytes(Path.Combine(folder, "out", files[i])))).ToDictionary(p => p.Name, p => p.Bytes);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static string Json(Book book) => JsonSerializer.Serialize(new
    {
        book.Date1904,
        Sheets = book.Sheets.Select(s => new
        {
            s.Name,
            s.State,
            Cells = s.Cells.Select(c => new { c.Key.Row, c.Key.Column, Kind = c.Value.GetType().Name, Value = Text(c.Value) }),
            s.HiddenRows,
            s.HiddenColumns,
            s.Merges,
        }),
        Names = book.Names.Select(n => new { n.Name, n.RefersTo, Of = n.Of?.Name }),
    });

    private static string[] Text(BookValue value) => value switch
    {
        Figure number => [number.Text],
        Percent percent => [percent.Share],
        Words words => [words.Text],
        RichWords rich => [rich.First, rich.Second],
        Logical logical => [logical.Yes ? "1" : "0"],
        Day day => [day.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
        Calculated formula => [formula.Text, formula.Result],
        _ => throw new NotSupportedException(value.ToString()),
    };

    private const string WriteWithXlsxWriter = """
        import datetime, json, sys, xlsxwriter
        for f in sys.argv[1:]:
            m = json.load(open(f + '.json', encoding='utf-8'))
            b = xlsxwriter.Workbook('out/' + f, {'date_1904': m['Date1904']})
            day, percent, bold = b.add_format({'num_format': 'dd/mm/yyyy'}), b.add_format({'num_format': '0%'}), b.add_format({'bold': True})
            for s in m['Sheets']:
                w = b.add_worksheet(s['Name'])
                if s['State'] != 'visible': w.very_hidden() if hasattr(w, 'very_hidden') else w.hide()
                for c in s['HiddenColumns']: w.set_column(c - 1, c - 1, None, None, {'hidden': True})
                for r in s['HiddenRows']: w.set_row(r - 1, None, None, {'hidden': True})
                for r in s['Merges']: w.merge_range(r, '')
                for c in s['Cells']:
                    at, kind, v = (c['Row'] - 1, c['Column'] - 1), c['Kind'], c['Value']
                    if kind == 'Words': w.write_string(*at, v[0])
                    elif kind == 'RichWords': w.write_rich_string(*at, v[0], bold, v[1])
                    elif kind == 'Figure': w.write_number(*at, float(v[0]) if '.' in v[0] else int(v[0]))
                    elif kind == 'Percent': w.write_number(*at, float(v[0]), percent)
                    elif kind == 'Logical': w.write_boolean(*at, v[0] == '1')
                    elif kind == 'Day': w.write_datetime(*at, datetime.datetime.fromisoformat(v[0]), day)
                    elif kind == 'Calculated': w.write_formula(*at, '=' + v[0], None, int(v[1]))
            for n in m['Names']:
                of = "'" + n['Of'] + "'!" if n['Of'] else ''
                b.define_name(of + n['Name'], '=' + n['RefersTo'])
            b.close()
        """;

    private sealed record Shape(string Name, Action<Book> Change)
    {
        public string[] Findings { get; init; } = [];

        /// <summary>Programs that throw the values of formulas away.</summary>
        public string[] Lost { get; init; } = [];

        public override string ToString() => Name;
    }
}
