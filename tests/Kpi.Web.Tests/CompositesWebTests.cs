using System.Net;
using System.Text.Json;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.TestKit;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>Composites by address and page, with the sample of the documentation.</summary>
[TestFixture]
public sealed class CompositesWebTests
{
    private static readonly string Query = $"period={Sample.Period}&composite={SampleComposite.Code}";
    private Site _site = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01", "48", "79");
        (await _site.App.Services.GetRequiredService<PublishCatalogue>().Run(SampleComposite.Catalogue(), "thử", null, Sample.Actor, CancellationToken.None)).Problem.Should().BeNull();
        await Sample.Send(_site.App.Services,
            [("01S1", 90), ("01H1", 95), ("01H2", 60), ("01T1", 100), ("48S1", 50), ("48H1", 70), ("48H2", 70), ("48T1", 60), ("79H1", 100)]);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _site.DisposeAsync();

    [Test]
    public async Task Provinces_stand_by_rank_and_those_without_data_last_with_the_reason()
    {
        using var reader = await _site.WithKey("committee", "VN");
        var document = await Json(await reader.GetAsync($"/api/v1/scores/composites?{Query}"));
        document.EnumerateObject().Select(p => p.Name).Should().Equal(
            "run", "period", "composite", "set", "mean", "capped", "leastReported", "level", "unit", "class", "ranked", "draws", "units");
        var units = document.GetProperty("units").EnumerateArray().ToList();
        units.Select(u => (u.GetProperty("unit").GetString(), Number(u, "rank"))).Take(3).Should().Equal(("01", 1), ("48", 2), ("79", null));
        units[2].GetProperty("reason").GetString().Should().Be("too-little-data");
        units[2].GetProperty("notReported").EnumerateArray().Select(n => n.GetString()).Should().Contain("ehr-coverage");
        units[1].GetProperty("failed").EnumerateArray().Select(n => n.GetString()).Should().Contain("disease-cases-digital", "a failed target of 100 % is never hidden");
    }

    [Test]
    public async Task Parts_add_up_to_the_figure_to_the_last_digit()
    {
        using var reader = await _site.WithKey("committee", "VN");
        var document = await Json(await reader.GetAsync($"/api/v1/scores/composites/explain?{Query}&unit=01"));
        var parts = document.GetProperty("parts").EnumerateArray().ToList();
        parts.Sum(p => Decimal(p, "contribution")).Should().Be(Decimal(document, "figure"));
        parts.Should().HaveCount(5).And.AllSatisfy(p => p.GetProperty("state").GetString().Should().Be("reported"));
        document.GetProperty("rank").GetInt32().Should().Be(1);
    }

    [Test]
    public async Task Stability_says_how_firm_a_rank_is()
    {
        using var reader = await _site.WithKey("committee", "VN");
        var first = (await Json(await reader.GetAsync($"/api/v1/scores/composites?{Query}&stability=true"))).GetProperty("units")[0].GetProperty("stability");
        first.GetProperty("same").GetInt32().Should().Be(10_000, "it is better in everything");
        first.GetProperty("worst").GetInt32().Should().Be(1);
    }

    [Test]
    public async Task A_hospital_sees_its_own_rank_and_nobody_elses_figure()
    {
        using var own = await _site.WithKey("submitter", "01H2");
        var document = await Json(await own.GetAsync($"/api/v1/scores/composites?{Query}&level=facility"));
        document.GetProperty("units").EnumerateArray().Select(u => u.GetProperty("unit").GetString()).Should().Equal("01H2");
        document.GetProperty("ranked").GetInt32().Should().BeGreaterThan(1);
        var beside = await Json(await own.GetAsync($"/api/v1/scores/composites?{Query}&level=facility&unit=01"));
        beside.GetProperty("units").EnumerateArray().Select(u => (u.GetProperty("unit").GetString(), Number(u, "rank"))).Should().Equal(("01H2", 3));
        (await own.GetAsync($"/api/v1/scores/composites/explain?{Query}&unit=48H1")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await own.GetAsync($"/api/v1/scores/composites/explain?{Query}&unit=01H2")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [TestCase("composite=nope", HttpStatusCode.NotFound, "no-such-composite")]
    [TestCase("unit=99X", HttpStatusCode.NotFound, "no-such-unit")]
    [TestCase("level=nation", HttpStatusCode.NotFound, "no-such-level")]
    [TestCase("level=street", HttpStatusCode.UnprocessableEntity, "bad-composite-list")]
    public async Task What_is_not_there_is_said(string query, HttpStatusCode status, string type)
    {
        using var reader = await _site.WithKey("committee", "VN");
        var answer = await reader.GetAsync($"/api/v1/scores/composites?period={Sample.Period}&{query}");
        answer.StatusCode.Should().Be(status);
        (await Json(answer)).GetProperty("type").GetString().Should().Be($"urn:kpi:problem:{type}");
    }

    [Test]
    public async Task The_page_speaks_both_languages_and_names_who_is_not_ranked()
    {
        using var visitor = await _site.SignedIn("reader.of.composites", "committee", "VN");
        var vi = await visitor.GetStringAsync($"/composites?{Query}&of=01&firm=true");
        vi.Should().Contain("Chăm sóc sức khỏe số").And.Contain("Không xếp hạng: chưa đủ số liệu").And.Contain("Các phần làm nên điểm").And.Contain("Giữ hạng").And.Contain("Cộng lại");
        (await visitor.GetStringAsync("/")).Should().Contain("/composites?period=");
        await visitor.GetAsync("/language/en?return=/");
        (await visitor.GetStringAsync($"/composites?{Query}&level=facility&unit=01")).Should().Contain("Digital care").And.Contain("01H1");
        using var own = await _site.SignedIn("bv.of.composites", "submitter", "01H2");
        (await own.GetStringAsync($"/composites?{Query}")).Should().Contain("01H2").And.NotContain("48H1").And.NotContain("01H1");
        (await own.GetAsync($"/composites?{Query}&level=facility&of=48H1")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_what_if_of_weights_is_laid_beside_over_the_api_and_the_page_and_shows_nobody_elses_rows()
    {
        using var analyst = await _site.WithKey("administrator", "VN");
        using var body = new StringContent(
            $$$"""{"period": "{{{Sample.Period}}}", "name": "nặng về thanh toán", "whatIf": {"composites": [{"code": "digital-care", "groups": [{"code": "payment", "weight": 90}]}]}}""",
            null, "application/json");
        var run = await Json(await analyst.PostAsync("/api/v1/runs?wait=60", body));
        (await analyst.PostAsync($"/api/v1/scenarios/{run.GetProperty("scenario").GetString()}/share", null)).StatusCode.Should().Be(HttpStatusCode.OK);
        using var own = await _site.WithKey("submitter", "01H1");
        using var visitor = await _site.SignedIn("analyst.of.composites", "administrator", "VN");
        var address = $"/api/v1/runs/{run.GetProperty("run").GetString()}/beside";

        var nation = (await Json(await analyst.GetAsync(address + "?stability=true"))).GetProperty("composites").EnumerateArray().Single();
        var hospital = (await Json(await own.GetAsync(address))).GetProperty("composites").EnumerateArray().Single();
        var page = await visitor.GetStringAsync($"/recalculate?run={run.GetProperty("run").GetString()}&firm=true");

        nation.GetProperty("level").GetString().Should().Be("province");
        nation.GetProperty("units").EnumerateArray().Should().NotBeEmpty().And.AllSatisfy(u => u.GetProperty("trial").GetProperty("figure").GetString().Should().NotBe(u.GetProperty("official").GetProperty("figure").GetString()));
        hospital.GetProperty("units").EnumerateArray().Select(u => u.GetProperty("unit").GetString()).Should().Equal(["01H1"], "the other is not urban, and its figure stays");
        hospital.GetProperty("moved").GetInt32().Should().BePositive();
        using var other = await _site.WithKey("submitter", "01H2");
        (await Json(await other.GetAsync(address))).GetProperty("composites").EnumerateArray().Single().GetProperty("units").GetArrayLength().Should().Be(0);
        page.Should().Contain("Chăm sóc sức khỏe số").And.Contain("10.000");
    }

    private static int? Number(JsonElement of, string property) => of.GetProperty(property) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;

    private static decimal Decimal(JsonElement of, string property) => decimal.Parse(of.GetProperty(property).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
