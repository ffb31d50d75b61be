using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Indicators;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class CatalogueJsonTests
{
    // What an editor gets wrong, and what the answer must name.
    private static readonly object[] Wrongs =
    [
        Wrong("a misspelt property", c => c["forms"]![0]!["titel"] = "x", "forms[0]", "titel"),
        Wrong("a property left out", c => c["indicators"]![0]!.AsObject().Remove("numerator"), "indicators[0]", "numerator"),
        Wrong("an unknown kind", c => c["indicators"]![0]!["kind"] = "average", "indicators[0].kind", "ratio"),
        Wrong("a number as text", c => c["elements"]![0]!["max"] = "many", "elements[0].max", "whole number"),
        Wrong("a code with capitals", c => c["elements"]![0]!["code"] = "FeesTotal", "elements[0].code", "pattern"),
        Wrong("a value that is no fraction", c => c["targets"]![0]!["value"] = "0.9", "targets[0].value", "pattern"),
        Wrong("a denominator of zero", c => c["targets"]![0]!["value"] = "9/0", "targets[0].value", "pattern"),
        Wrong("a day that is none", c => c["targets"]![0]!["due"] = "2025-02-31", "targets[0].due", "cannot be read"),
        Wrong("a day written the other way", c => c["targets"]![0]!["due"] = "31/12/2025", "targets[0].due", "pattern"),
        Wrong("a formula over nothing known", c => c["indicators"]![0]!["numerator"] = "systems_approved", "indicators[0].numerator", "systems_approved"),
        Wrong("a formula cut short", c => c["forms"]![0]!["rules"]![0]!["check"] = "fees_cashless_vnd <=", "forms[0].rules[0].check", "position 21"),
        Wrong("a rule without stages", c => c["forms"]![0]!["rules"]![0]!.AsObject().Remove("stages"), "forms[0].rules[0]", "“stages”"),
        Wrong("a rule with both shapes", c => c["forms"]![0]!["rules"]![0]!["blocks"] = true, "forms[0].rules[0]", "not both"),
        Wrong("stages against their order", c => Stages(c, "2026-05-01", "2026-04-01"), "cashless-money-within-total", "rising days"),
        Wrong("a rule that ends before it begins", c => c["forms"]![0]!["rules"]![0]!["validTo"] = "2022-12-31", "cashless-money-within-total", "ends before"),
        Wrong("a rule that may overflow", c => c["forms"]![0]!["rules"]![0]!["check"] = "1000000 * fees_total_vnd > 0", "cashless-money-within-total", "63 bits"),
        Wrong("a message with a number too many", c => c["forms"]![0]!["rules"]![0]!["message"]!["en"] = "Wrong ({2}).", "cashless-money-within-total", "names {2}"),
        Wrong("a rule about nobody within", c => c["forms"]![0]!["rules"]![0]!["check"] = "kiosks_working > within(kiosks_working)", "cashless-money-within-total", "no other form"),
        Wrong("an indicator over last values", c => c["indicators"]![0]!["denominator"] = "last(systems_in_use)", "security-dossier", "for rules only"),
        Wrong("an element called like a word", AddMonth, "month", "formula language"),
        Wrong("a code twice", c => c["elements"]!.AsArray().Add(c["elements"]![0]!.DeepClone()), "elements[", "stands twice"),
        Wrong("an indicator twice", c => c["indicators"]!.AsArray().Add(c["indicators"]![0]!.DeepClone()), "indicators[", "stands twice"),
        Wrong("a target of nothing", c => c["targets"]![0]!["indicator"] = "no-such", "r157/no-such", "no such indicator"),
        Wrong("a target in no set", c => c["targets"]![0]!["set"] = "r158", "r158/", "no such set"),
        Wrong("stock mixed with flow", c => Indicator(c, "ehr-coverage")["numerator"] = "work_files_closed", "ehr-coverage", "mixes stocks and flows"),
        Wrong("a coverage that is a quantity", c => Indicator(c, "kiosks")["numerator"] = "kiosks_working", "kiosks", "condition"),
        Wrong("an element the form does not ask", c => Indicator(c, "kiosks")["numerator"] = "population >= 1", "kiosks", "asks for population"),
        Wrong("an umbrella over nothing", c => Indicator(c, "station-digital")["parts"]![0] = "station-magic", "station-digital", "station-magic"),
        Wrong("bounds the wrong way round", c => (c["elements"]![0]!["min"], c["elements"]![0]!["max"]) = (9, 1), "fees_total_vnd", "bounds"),
        Wrong("two forms for one unit", c => c["forms"]![1]!["filedBy"]!.AsArray().Add("clinic"), "hospital 1", "station 1"),
        Wrong("a rule on two forms", c => c["forms"]![1]!["rules"]![0]!["code"] = "cashless-money-within-total", "cashless-money-within-total", "two forms"),
        Wrong("a path of no kind", c => c["targets"]![0]!["path"] = Path("""{"kind": "curved"}"""), "targets[0].path.kind", "straight"),
        Wrong("a compound path from nothing", c => c["targets"]![0]!["path"] = Path("""{"kind": "compound"}"""), "r157/security-dossier", "baseline above zero"),
        Wrong("a baseline at the target", c => c["targets"]![0]!["path"] = Path("""{"kind": "straight", "from": {"value": "1/1", "day": "2022-12-31", "source": "x"}}"""), "r157/security-dossier", "below the target"),
        Wrong("a stepped path without steps", c => c["targets"]![0]!["path"] = Path("""{"kind": "stepped"}"""), "r157/security-dossier", "has steps"),
        Wrong("steps that fall", c => c["targets"]![0]!["path"] = Path("""{"kind": "stepped", "steps": ["2023-12-31 1/2", "2024-12-31 1/3"]}"""), "r157/security-dossier", "must rise"),
        Wrong("a step on a day that is none", c => c["targets"]![0]!["path"] = Path("""{"kind": "stepped", "steps": ["2023-02-31 1/2"]}"""), "targets[0].path.steps[0]", "not a day"),
        Wrong("a set beside nothing", c => c["targetSets"]![3]!["overrides"]!["set"] = "r158", "lao-cai-220", "no national set r158"),
    ];

    [TestCaseSource(nameof(Wrongs))]
    public void A_wrong_catalogue_is_refused_with_its_place_and_reason(Action<JsonNode> spoil, string place, string reason)
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        spoil(json);

        var problem = CatalogueJson.Read(json.ToJsonString()).Problem;

        problem.Should().NotBeNull();
        problem!.Kind.Should().Be(ProblemKind.Invalid);
        var said = problem.Details.Append(problem.Message).ToArray();
        said.Should().Contain(t => t.En.Contains(place, StringComparison.Ordinal) && t.En.Contains(reason, StringComparison.Ordinal));
        said.Should().OnlyContain(t => t.Vi != t.En);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"version\": 1, \"version\": 2}")]
    [TestCase("not json at all")]
    public void What_is_no_catalogue_is_refused_and_never_throws(string json) => CatalogueJson.Read(json).Problem!.Kind.Should().Be(ProblemKind.Invalid);

    [Test]
    public void Bytes_that_are_not_utf_8_are_refused() =>
        CatalogueJson.Read(new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' }).Problem!.Code.Should().Be("catalogue-not-json");

    [Test]
    public void Deep_nesting_is_refused() => CatalogueJson.Read(new string('[', 100_000)).Problem!.Code.Should().Be("catalogue-not-json");

    [Test]
    public void A_syntax_fault_is_told_by_line_and_column() =>
        CatalogueJson.Read("{\n  \"version\": 1,\n  oops\n}").Problem!.Message.En.Should().Contain("line 3, column 3");

    [Test]
    public void A_byte_order_mark_does_no_harm() =>
        CatalogueJson.Read((byte[])[.. Encoding.UTF8.Preamble, .. ShippedCatalogue.Json()]).Problem.Should().BeNull();

    private static TestCaseData Wrong(string name, Action<JsonNode> spoil, string place, string reason) =>
        new TestCaseData(spoil, place, reason).SetArgDisplayNames(name);

    private static JsonNode Path(string json) => JsonNode.Parse(json)!;

    private static JsonNode Indicator(JsonNode catalogue, string code) =>
        catalogue["indicators"]!.AsArray().Single(i => (string?)i!["code"] == code)!;

    [Test]
    public void A_catalogue_of_the_first_shape_is_still_read()
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        var rules = json["forms"]![0]!["rules"]!.AsArray();
        foreach (var (rule, blocks) in new[] { (rules[0]!, true), (rules[8]!, false) })
        {
            rule.AsObject().Remove("stages");
            rule.AsObject().Remove("owner");
            rule["blocks"] = blocks;
        }

        var form = CatalogueJson.Read(json.ToJsonString()).Value.Forms[0];

        form.Rules[0].Stages.Should().Equal(new StageStart(RuleStage.Block, form.ValidFrom));
        form.Rules[8].Stages.Should().Equal(new StageStart(RuleStage.Warn, form.ValidFrom));
        form.Rules[8].Owner.Should().BeNull();
    }

    private static void AddMonth(JsonNode catalogue)
    {
        var element = catalogue["elements"]![0]!.DeepClone();
        element["code"] = "month";
        catalogue["elements"]!.AsArray().Add(element);
    }

    [Test]
    public void The_shipped_catalogue_has_no_composite_because_no_document_has() => ShippedCatalogue.Load().Composites.Should().BeEmpty();

    [Test]
    public void The_sample_of_the_documentation_is_a_composite()
    {
        var composite = CatalogueJson.Read(SampleComposite.Catalogue()).Value.Composites.Should().ContainSingle().Subject;

        composite.WeightsOf([true, true, true, true, true]).Select(w => (int)w).Should().Equal(2, 1, 1, 1, 1);
        composite.WeightsOf([false, true, true, true, true]).Select(w => (int)w).Should().Equal(0, 3, 1, 1, 1);
    }

    [TestCase("leastReported", "11/10", "at most 1")]
    [TestCase("leastReported", "0/1", "above 0")]
    [TestCase("set", "lao-cai-220", "no national target set")]
    [TestCase("levels", "commune", "must be one of")]
    [TestCase("mean", "harmonic", "must be one of")]
    public void A_composite_that_cannot_be_counted_is_refused(string property, string value, string reason) =>
        CatalogueJson.Read(SampleComposite.Catalogue(json => json["composites"]![0]![property] = property == "levels" ? new JsonArray(value) : value))
            .Problem!.Details.Should().Contain(d => d.En.Contains(reason, StringComparison.Ordinal));

    [Test]
    public void Weights_whose_root_cannot_be_drawn_are_refused_of_a_geometric_mean_only()
    {
        byte[] With(string mean) => SampleComposite.Catalogue(json =>
        {
            json["composites"]![0]!["mean"] = mean;
            json["composites"]![0]!["groups"]![0]!["weight"] = 997;
        });

        CatalogueJson.Read(With("geometric")).Problem!.Details.Should().Contain(d => d.En.Contains("simpler weights", StringComparison.Ordinal));
        CatalogueJson.Read(With("arithmetic")).Problem.Should().BeNull();
    }

    private static void Stages(JsonNode catalogue, string warn, string block) =>
        catalogue["forms"]![0]!["rules"]![0]!["stages"] = new JsonObject { ["warn"] = warn, ["block"] = block };
}
