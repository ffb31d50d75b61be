using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClosedXML.Excel;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Tests.Reports;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Indicators;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class CatalogueWorkbookTests
{
    private static readonly byte[] Canonical = CatalogueJson.Canonical(ShippedCatalogue.Json());
    private static readonly byte[] Workbook = CatalogueWorkbook.Write(ShippedCatalogue.Json(), Language.Vi);

    private static readonly object[] Wrongs =
    [
        Wrong("a target of no indicator", "Mục tiêu", 3, "indicator", "no-such", "no such indicator"),
        Wrong("a target in no set", "Mục tiêu", 5, "set", "r158", "no such set"),
        Wrong("a value that Excel took for a day", "Mục tiêu", 7, "value", new DateTime(2026, 10, 9), "pattern"),
        Wrong("a day that is none", "Mục tiêu", 4, "due", "30/02/2025", "pattern"),
        Wrong("a misspelt kind", "Chỉ số", 3, "kind", "ratoi", "must be one of"),
        Wrong("a formula over nothing known", "Chỉ số", 3, "numerator", "no_such_thing", "no_such_thing"),
        Wrong("a name without English", "Chỉ số", 6, "name.en", "", "missing"),
        Wrong("an umbrella over nothing", "Chỉ số", 3, "parts", "station-magic", "station-magic"),
        Wrong("bounds the wrong way round", "Phần tử", 3, "min", 9_000_000_000_000_000, "bounds"),
        Wrong("words for a number", "Phần tử", 9, "max", "nhiều", "whole number"),
        Wrong("a field of no form", "Ô nhập", 4, "form", "hospitl", "no form “hospitl”"),
        Wrong("a field over no element", "Ô nhập", 6, "element", "no_such_thing", "no data element"),
        Wrong("neither yes nor no", "Ô nhập", 6, "required", "có thể", "true or false"),
        Wrong("a rule of no version of the form", "Quy tắc", 5, "formVersion", 9, "no form"),
        Wrong("a working day that is called neither", "Ngày nghỉ", 4, "kind", "làm bù", "is neither “holiday”"),
        Wrong("a rule cut short", "Quy tắc", 3, "check", "fees_cashless_vnd <=", "position"),
        Wrong("a rule whose stages run backwards", "Quy tắc", 3, "stages.shadow", new DateTime(2099, 1, 1), "rising days"),
    ];

    [Test]
    public void A_catalogue_comes_back_from_its_workbook_as_it_was() =>
        CatalogueFile.Read(Workbook, CancellationToken.None).Value.Json.Should().Equal(Canonical);

    [Test]
    public void Paths_and_a_provinces_own_targets_come_back_as_they_were()
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["targetSets"]!.AsArray().Add(JsonNode.Parse("""
            {"code": "own", "name": {"vi": "Riêng", "en": "Own"}, "notes": {"vi": "Riêng", "en": "Own"}, "overrides": {"set": "r157", "unit": "82@2025-07-01"}}
            """));
        json["targets"]![0]!["path"] = JsonNode.Parse("""{"kind": "compound", "from": {"value": "1/10", "day": "2023-04-05", "source": "Khảo sát"}}""");
        json["targets"]![1]!["path"] = JsonNode.Parse("""{"kind": "stepped", "steps": ["2024-12-31 1/2", "2025-06-30 3/4"]}""");
        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());

        CatalogueFile.Read(CatalogueWorkbook.Write(bytes, Language.Vi), CancellationToken.None).Value.Json.Should().Equal(CatalogueJson.Canonical(bytes));
    }

    [Test]
    public void Composites_come_back_from_their_two_sheets_as_they_were()
    {
        var bytes = SampleComposite.Catalogue();

        CatalogueFile.Read(CatalogueWorkbook.Write(bytes, Language.En), CancellationToken.None).Value.Json.Should().Equal(CatalogueJson.Canonical(bytes));
    }

    [Test]
    public void An_empty_list_of_composites_says_what_no_list_says()
    {
        var bytes = SampleComposite.Catalogue(json =>
        {
            json["version"] = ShippedCatalogue.Load().Version;
            json["composites"] = new JsonArray();
        });

        CatalogueFile.Read(CatalogueWorkbook.Write(bytes, Language.Vi), CancellationToken.None).Value.Json.Should().Equal(CatalogueJson.Canonical(bytes)).And.Equal(Canonical);
    }

    [Test]
    public void Rows_of_one_group_that_give_it_different_weights_are_told()
    {
        var (workbook, _) = With("Thành phần", 4, "group.weight", 7, CatalogueWorkbook.Write(SampleComposite.Catalogue(), Language.Vi));

        CatalogueFile.Read(workbook, CancellationToken.None).Problem!.Details.Should().Contain(
            t => t.En.StartsWith("Thành phần!B4: ", StringComparison.Ordinal) && t.En.Contains("different names or weights", StringComparison.Ordinal));
    }

    [TestCase(5, "indicator", "digital-technologies", "is a milestone")]
    [TestCase(5, "indicator", "no-such", "no indicator no-such")]
    [TestCase(5, "indicator", "drug-code", "no target in the set r157 at these levels")]
    [TestCase(6, "indicator", "ehr-coverage", "stands twice")]
    [TestCase(4, "group.weight", 0, "at least 1")]
    [TestCase(4, "weight", "nhiều", "whole number")]
    [TestCase(4, "composite", "digital-cure", "no composite “digital-cure”")]
    public void A_wrong_part_of_a_composite_is_told_by_its_cell(int row, string property, object value, string reason)
    {
        var (workbook, address) = With("Thành phần", row, property, value, CatalogueWorkbook.Write(SampleComposite.Catalogue(), Language.Vi));

        CatalogueFile.Read(workbook, CancellationToken.None).Problem!.Details.Should().Contain(
            t => t.En.StartsWith($"Thành phần!{address}: ", StringComparison.Ordinal) && t.En.Contains(reason, StringComparison.Ordinal));
    }

    [Test]
    public void Every_property_that_the_schema_knows_has_a_column()
    {
        using var schema = JsonDocument.Parse(ShippedCatalogue.Resource("catalogue.schema.json"));
        var definitions = schema.RootElement.GetProperty("definitions");
        (string Definition, CatalogueSheet Sheet, string[] Elsewhere)[] lists =
        [
            ("element", CatalogueSheets.Elements, []), ("form", CatalogueSheets.Forms, ["sections", "rules"]), ("field", CatalogueSheets.Fields, []),
            ("rule", CatalogueSheets.Rules, []), ("indicator", CatalogueSheets.Indicators, []), ("targetSet", CatalogueSheets.TargetSets, []),
            ("target", CatalogueSheets.Targets, []), ("notCountable", CatalogueSheets.NotCountable, []), ("holidayYear", CatalogueSheets.Years, []),
            ("composite", CatalogueSheets.Composites, ["groups"]), ("compositeIndicator", CatalogueSheets.CompositeParts, []),
        ];

        CatalogueSheets.All.Should().AllSatisfy(sheet => sheet.Columns.Select(c => c.Key).Should().OnlyHaveUniqueItems());
        foreach (var (definition, sheet, elsewhere) in lists)
            sheet.Columns.Select(c => c.Key).Should().Contain(Leaves(definitions.GetProperty(definition), definitions, "").Except(elsewhere), "{0} stands on “{1}”", definition, sheet.Name);
    }

    private static IEnumerable<string> Leaves(JsonElement schema, JsonElement definitions, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference)) schema = definitions.GetProperty(reference.GetString()!.Split('/')[^1]);
        if (schema.TryGetProperty("oneOf", out var either)) return either.EnumerateArray().SelectMany(one => Leaves(one, definitions, path)).Distinct();
        if (schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "null") return [];
        return schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(p => Leaves(p.Value, definitions, path.Length == 0 ? p.Name : $"{path}.{p.Name}"))
            : [path];
    }

    [Test]
    public void The_paths_of_targets_come_back_with_their_baselines_and_steps()
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["targets"]![8]!["path"] = JsonNode.Parse("""{"kind": "stepped", "from": {"value": "1/10", "day": "2022-12-31", "source": "x"}, "steps": ["2023-12-31 1/5", "2024-12-31 1/2"]}""");
        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());

        var read = CatalogueFile.Read(CatalogueWorkbook.Write(bytes, Language.Vi), CancellationToken.None).Value;

        read.Json.Should().Equal(CatalogueJson.Canonical(bytes));
        read.Catalogue.Targets[8].Path.Should().BeEquivalentTo(new TargetPath(
            PathKind.Stepped, new Baseline(new Fraction(1, 10), new DateOnly(2022, 12, 31), "x"),
            [new PathStep(new DateOnly(2023, 12, 31), new Fraction(1, 5)), new PathStep(new DateOnly(2024, 12, 31), new Fraction(1, 2))]));
    }

    [Test]
    public void English_headings_change_nothing() =>
        CatalogueFile.Read(CatalogueWorkbook.Write(ShippedCatalogue.Json(), Language.En), CancellationToken.None).Value.Json.Should().Equal(Canonical);

    [Test]
    public void A_catalogue_saved_by_LibreOffice_comes_back_as_it_was()
    {
        if (LibreOffice.WhyNot() is { } why) Assert.Ignore(why);

        CatalogueFile.Read(LibreOffice.Convert(Workbook, "xlsx"), CancellationToken.None).Value.Json.Should().Equal(Canonical);
    }

    [TestCaseSource(nameof(Wrongs))]
    public void A_wrong_cell_is_told_by_its_address(string sheet, int row, string property, object value, string reason)
    {
        var (workbook, address) = With(sheet, row, property, value);

        var problem = CatalogueFile.Read(workbook, CancellationToken.None).Problem!;

        problem.Code.Should().Be("catalogue-refused");
        problem.Details.Should().Contain(t => t.En.StartsWith($"{sheet}!{address}: ", StringComparison.Ordinal) && t.En.Contains(reason, StringComparison.Ordinal));
        problem.Details.Should().OnlyContain(t => t.Vi != t.En && t.En.Contains('!', StringComparison.Ordinal));
    }

    [Test]
    public void All_wrong_cells_are_told_at_once()
    {
        var (workbook, _) = With("Ô nhập", 4, "form", "hospitl");
        (workbook, _) = With("Mục tiêu", 4, "due", "hôm qua", workbook);

        var problem = CatalogueFile.Read(workbook, CancellationToken.None).Problem!;

        problem.Details.Select(d => d.En.Split('!')[0]).Should().Contain(["Ô nhập", "Mục tiêu"]);
    }

    [Test]
    public void Columns_may_stand_in_any_order_and_rows_between_may_be_empty()
    {
        using var book = Open(Workbook);
        var sheet = book.Worksheet("Bộ mục tiêu");
        sheet.Column(1).InsertColumnsBefore(1);
        sheet.Row(4).InsertRowsAbove(2);
        sheet.Cell(1, 1).SetValue("Ghi chú riêng");

        CatalogueFile.Read(Save(book), CancellationToken.None).Value.Json.Should().Equal(Canonical);
    }

    [Test]
    public void A_workbook_that_is_no_catalogue_names_the_sheets_it_lacks()
    {
        using var book = new XLWorkbook();
        book.AddWorksheet("Sheet1").Cell(1, 1).SetValue("xin chào");

        var problem = CatalogueFile.Read(Save(book), CancellationToken.None).Problem!;

        problem.Code.Should().Be("catalogue-sheets");
        problem.Message.En.Should().Contain("“Chỉ số”").And.Contain("Export the catalogue");
    }

    [Test]
    public void A_lost_column_refuses_the_workbook_instead_of_losing_what_stood_in_it()
    {
        using var book = Open(Workbook);
        var sheet = book.Worksheet("Chỉ số");
        sheet.Column(sheet.Row(2).CellsUsed().Single(c => c.GetString() == "applies.urban").Address.ColumnNumber).Delete();

        CatalogueFile.Read(Save(book), CancellationToken.None).Problem!.Message.En.Should().Contain("“Chỉ số” (applies.urban)");
    }

    [Test]
    public void A_day_typed_the_Vietnamese_way_is_that_day()
    {
        var (workbook, _) = With("Mục tiêu", 3, "due", "5/3/2027");

        CatalogueFile.Read(workbook, CancellationToken.None).Value.Catalogue.Targets[0].Due.Should().Be(new DateOnly(2027, 3, 5));
    }

    [Test]
    public void Bytes_that_are_no_workbook_are_refused_and_never_throw() =>
        CatalogueFile.Read(Workbook.AsMemory(0, Workbook.Length / 2), CancellationToken.None).Problem!.Code.Should().Be("catalogue-unreadable");

    private static (byte[] Workbook, string Address) With(string sheet, int row, string property, object value, byte[]? workbook = null)
    {
        using var book = Open(workbook ?? Workbook);
        var cells = book.Worksheet(sheet);
        var column = cells.Row(2).CellsUsed().Single(c => c.GetString() == property).Address.ColumnNumber;
        var cell = cells.Cell(row, column);
        if (value is string text) cell.SetValue(text);
        else if (value is DateTime day) cell.SetValue(day).Style.NumberFormat.Format = "yyyy-mm-dd";
        else cell.SetValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
        return (Save(book), cell.Address.ToString()!);
    }

    private static XLWorkbook Open(byte[] workbook) => new(new MemoryStream(workbook));

    private static byte[] Save(XLWorkbook book)
    {
        using var bytes = new MemoryStream();
        book.SaveAs(bytes);
        return bytes.ToArray();
    }

    private static TestCaseData Wrong(string name, string sheet, int row, string property, object value, string reason) =>
        new TestCaseData(sheet, row, property, value, reason).SetArgDisplayNames(name);
}
