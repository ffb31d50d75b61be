using System.Globalization;
using System.Text;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.Domain.Indicators;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Indicators;

/// <summary>The tables of <c>docs/catalogue.md</c> are the shipped catalogue's. KPI_UPDATE_GOLDEN=1 writes them anew.</summary>
[TestFixture]
public sealed class CatalogueDocumentTests
{
    private static readonly Catalogue Shipped = ShippedCatalogue.Load();

    [Test]
    public void The_tables_of_the_document_are_those_of_the_catalogue()
    {
        var path = Path.Combine(Repository.Root, "docs", "catalogue.md");
        var written = File.ReadAllText(path);
        var due = Replace(Replace(Replace(Replace(written, "indicators", Indicators()), "targets", Targets()), "forms", Forms()), "not-counted", NotCounted());
        if (Environment.GetEnvironmentVariable("KPI_UPDATE_GOLDEN") == "1")
        {
            Environment.GetEnvironmentVariable("CI").Should().NotBe("true", "a build server must not rewrite what it checks");
            File.WriteAllText(path, due);
            return;
        }

        var first = written.Split('\n').Zip(due.Split('\n')).FirstOrDefault(p => p.First != p.Second);
        due.Should().Be(written, "the line “{0}” should read “{1}”; KPI_UPDATE_GOLDEN=1 writes the tables anew", first.First, first.Second);
    }

    private static string Indicators() => Table(
        "| code | row | name | kind | numerator | denominator | counted for |", Shipped.Indicators.Select(i =>
            $"| `{i.Code}` | {string.Join(", ", i.Rows)} | {i.Name.Vi}<br>{i.Name.En} | {Word(i.Kind)}{(i.Active ? "" : ", inactive")}"
            + $"{(i.EndsOn is { } end ? $", until {Day(end)}" : "")} | `{i.Numerator}` | {(i.Denominator is { } d ? $"`{d}`" : i.Kind == IndicatorKind.Coverage ? "the units" : "–")} | {Applies(i.Applies)} |"));

    private static string Targets() => Table(
        "| set | indicator | rows | target | due | year | document | status |", Shipped.Targets.Select(t =>
            $"| `{t.Set}` | `{t.Indicator}` | {string.Join(", ", t.Rows)} | {Demand(t)} | {Day(t.Due)} | {Word(t.YearEvidence)} | {t.Document} | {Word(t.Status)} |"));

    private static string Forms() => Table(
        "| form | filed by | asks for (**required**) | due, working days |", Shipped.Forms.Select(f =>
            $"| `{f.Code}` {f.Version} | {string.Join(", ", f.FiledBy.Select(Word))} | {string.Join(" ", f.Fields.Select(x => x.Required ? $"**`{x.Element}`**" : $"`{x.Element}`"))} | {f.DueWorkingDays} |"));

    private static string NotCounted() => Table(
        "| row | what | why not |", Shipped.NotCountable.Select(n => $"| {n.Row} | {n.Name.Vi}<br>{n.Name.En} | {n.Reason.En} |"));

    private static string Demand(Target t) => t.Comparison switch
    {
        Comparison.Done => "done",
        Comparison.All => "= all",
        Comparison.MoreThan => $"> {t.Value}",
        _ => $">= {t.Value}",
    };

    private static string Applies(Applicability a)
    {
        var text = new StringBuilder(string.Join(", ", a.Kinds.Select(Word)));
        if (a.MinClass is { } min) text.Append(CultureInfo.InvariantCulture, $"; class {min} and above");
        if (a.Ownership is { } owner) text.Append(CultureInfo.InvariantCulture, $"; {Word(owner)}");
        if (a.Urban is { } urban) text.Append(urban ? "; urban" : "; not urban");
        return text.ToString();
    }

    private static string Table(string head, IEnumerable<string> rows) =>
        $"{head}\n|{string.Concat(Enumerable.Repeat("---|", head.Count(c => c == '|') - 1))}\n{string.Join('\n', rows)}\n";

    private static string Replace(string text, string name, string table)
    {
        var begin = $"<!-- {name} -->\n";
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf("<!-- end -->", Math.Max(from, 0), StringComparison.Ordinal);
        from.Should().BePositive("the document marks where the table of {0} begins", name);
        return string.Concat(text.AsSpan(0, from + begin.Length), table, text.AsSpan(to));
    }

    private static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
