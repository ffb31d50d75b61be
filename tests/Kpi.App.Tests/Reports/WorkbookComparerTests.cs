using System.Xml.Linq;
using FluentAssertions;
using Kpi.App.Features.Reports;
using Kpi.App.Platform.Workbooks;
using Kpi.TestKit.Reports;
using NUnit.Framework;

namespace Kpi.App.Tests.Reports;

[Parallelizable(ParallelScope.All)]
public sealed class WorkbookComparerTests
{
    private static readonly byte[] Book = TemplateLibrary.BuiltIn("committee.xlsx");

    [Test]
    public void A_workbook_equals_itself_written_anew() => WorkbookComparer.Differences(Book, WorkbookParts.Open(Book).ToArray()).Should().BeEmpty();

    [Test]
    public void A_changed_text_is_named_with_its_cell() =>
        Changed("xl/sharedStrings.xml", xml => First(xml, "t", "Tổng số mục tiêu || All targets").Value = "x")
            .Should().ContainSingle().Which.Should().Contain("Tóm tắt || Summary!A19");

    [Test]
    public void A_changed_number_format_is_seen() =>
        Changed("xl/styles.xml", xml => xml.Descendants().First(e => (string?)e.Attribute("formatCode") == "0.000000").SetAttributeValue("formatCode", "0.0"))
            .Should().NotBeEmpty();

    [Test]
    public void A_lost_name_is_seen() =>
        Changed("xl/workbook.xml", xml => xml.Descendants().First(e => (string?)e.Attribute("name") == "targets.row").Remove())
            .Should().ContainSingle().Which.Should().Contain("targets.row");

    [Test]
    public void A_changed_column_width_and_footer_are_seen()
    {
        Changed("xl/worksheets/sheet2.xml", xml => xml.Descendants().First(e => e.Name.LocalName == "col").SetAttributeValue("width", "99")).Should().NotBeEmpty();
        Changed("xl/worksheets/sheet2.xml", xml => xml.Descendants().First(e => e.Name.LocalName == "oddFooter").Value = "x").Should().NotBeEmpty();
    }

    [Test]
    public void A_changed_chart_is_seen() =>
        Changed("xl/charts/chart1.xml", xml => First(xml, "f", "'Tóm tắt || Summary'!$B$22:$B$33").Value = "x").Should().NotBeEmpty();

    private static IReadOnlyList<string> Changed(string part, Action<XDocument> change)
    {
        var parts = WorkbookParts.Open(Book);
        var xml = parts.Xml(part);
        change(xml);
        parts.Put(part, xml);
        return WorkbookComparer.Differences(Book, parts.ToArray());
    }

    private static XElement First(XDocument xml, string name, string value) => xml.Descendants().First(e => e.Name.LocalName == name && e.Value == value);
}
