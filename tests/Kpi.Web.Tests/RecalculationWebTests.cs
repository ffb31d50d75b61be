using System.Net;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>Calculations asked for and what-ifs, over the API and the page.</summary>
[TestFixture]
public sealed class RecalculationWebTests
{
    private const string Halved = """{"targets": [{"set": "r157", "indicator": "cashless-accepting", "value": "1/2", "comparison": ">="}]}""";
    private Site _site = null!;
    private HttpClient _lan = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01");
        await Sample.Send(_site.App.Services, [("01H1", 95)]);
        _lan = await _site.WithKey("administrator", "VN");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _lan.Dispose();
        await _site.DisposeAsync();
    }

    [Test]
    public async Task A_calculation_is_answered_before_it_is_made_and_found_under_the_id_of_its_run()
    {
        var asked = await Post("/api/v1/runs?wait=0", new { period = Sample.Period.ToString() });
        asked.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var waiting = await Json(asked);
        waiting.GetProperty("state").GetString().Should().BeOneOf("waiting", "running", "done");

        var run = await Ended(asked.Headers.Location!);

        run.GetProperty("run").GetString().Should().Be(waiting.GetProperty("run").GetString());
        run.GetProperty("hash").GetString().Should().HaveLength(64);
        (await _lan.PostAsync(asked.Headers.Location + "/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    [Test]
    public async Task Periods_in_a_row_are_one_calculation_with_a_run_each()
    {
        var last = Sample.Period;
        var asked = await Post("/api/v1/runs?wait=60", new { period = $"{last.Previous}..{last}" });

        var document = await Json(asked);
        document.GetProperty("state").GetString().Should().Be("done");
        document.GetProperty("done").GetInt32().Should().Be(document.GetProperty("total").GetInt32()).And.BePositive();
        document.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("period").GetString()).Should().Equal(last.Previous.ToString(), last.ToString());
    }

    [Test]
    public async Task A_what_if_is_its_owners_alone_until_shared()
    {
        var asked = await Post("/api/v1/runs?wait=60", new { period = Sample.Period.ToString(), name = "hạ mục tiêu", whatIf = JsonSerializer.Deserialize<JsonElement>(Halved) });
        asked.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var run = await Json(asked);
        var (id, scenario) = (run.GetProperty("run").GetString()!, run.GetProperty("scenario").GetString()!);
        using var hoa = await _site.WithKey("administrator", "VN");
        string[] seen = [$"/api/v1/runs/{id}", $"/api/v1/runs/{id}/beside", $"/api/v1/scores?period={Sample.Period}&run={id}", $"/api/v1/runs/{id}/compare/{id}", $"/api/v1/scenarios/{scenario}"];

        foreach (var address in seen)
        {
            (await hoa.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.NotFound, address);
            (await _lan.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.OK, address);
        }

        (await Json(await hoa.GetAsync("/api/v1/runs/" + id[..^1] + (id[^1] == '0' ? '1' : '0')))).GetProperty("detail").GetString().Should().NotContain(id, "what is not theirs to see is not suggested");
        (await _lan.PostAsync($"/api/v1/scenarios/{scenario}/share", null)).StatusCode.Should().Be(HttpStatusCode.OK);
        foreach (var address in seen) (await hoa.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.OK, address);
        (await hoa.PostAsync($"/api/v1/scenarios/{scenario}/discard", null)).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        var beside = (await Json(await _lan.GetAsync($"/api/v1/runs/{id}/beside?unit=01"))).GetProperty("indicators").EnumerateArray().Single(i => i.GetProperty("moved").GetBoolean());
        beside.GetProperty("indicator").GetString().Should().Be("cashless-accepting");
        Targets(beside, "official").Should().NotBe(Targets(beside, "trial"));

        static string Targets(JsonElement beside, string which) => beside.GetProperty(which).GetProperty("targets").GetRawText();
    }

    [Test]
    public async Task A_report_of_a_what_if_that_is_not_shared_is_not_in_others_lists()
    {
        var run = await Json(await Post("/api/v1/runs?wait=60", new { period = Sample.Period.ToString(), name = "chưa ai biết", whatIf = JsonSerializer.Deserialize<JsonElement>(Halved) }));
        var made = await Post("/api/v1/reports", new { period = Sample.Period.ToString(), run = run.GetProperty("run").GetString() });
        made.StatusCode.Should().Be(HttpStatusCode.Created);
        using var hoa = await _site.WithKey("administrator", "VN");
        using var reader = await _site.SignedIn("hoa.doc.bao.cao", "administrator", "VN");
        var id = (await Json(made)).GetProperty("id").GetString()!;

        (await hoa.GetAsync(made.Headers.Location)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await reader.GetStringAsync("/reports")).Should().NotContain(id);
        (await _lan.GetAsync(made.Headers.Location)).StatusCode.Should().Be(HttpStatusCode.OK);

        (await _lan.PostAsync($"/api/v1/scenarios/{run.GetProperty("scenario").GetString()}/share", null)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await reader.GetStringAsync("/reports")).Should().Contain(id);
    }

    [Test]
    public async Task What_cannot_be_calculated_is_said_at_once_with_what_is_near()
    {
        var faulty = await Post("/api/v1/runs", new { period = Sample.Period.ToString(), name = "sai", whatIf = new { indicators = new[] { new { code = "cashless-acceptin", active = false } } } });
        faulty.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await faulty.Content.ReadAsStringAsync()).Should().Contain("cashless-accepting").And.Contain("line 1");

        var noPolicy = await Post("/api/v1/runs", new { period = Sample.Period.ToString(), missing = "reporting" });
        noPolicy.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity, "a word that is none must not quietly mean the official way");
        (await noPolicy.Content.ReadAsStringAsync()).Should().Contain("strict, reported");

        (await (await Post("/api/v1/runs", new { period = "9/2026" })).Content.ReadAsStringAsync()).Should().Contain("Did you mean 2026-09?");
        var unknown = await _lan.GetAsync($"/api/v1/scores?period={Sample.Period}&run=0000000000000");
        unknown.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).Should().Contain("The latest runs of " + Sample.Period);
        (await (await _lan.GetAsync("/api/v1/scores?period=2024-01")).Content.ReadAsStringAsync()).Should().Contain("Periods near it that are scored");
    }

    [Test]
    public async Task A_proposed_catalogue_is_tried_on_the_last_official_results_over_the_api_and_on_its_page()
    {
        using var file = new StringContent(Proposed(), null, "application/json");
        var tried = await Json(await _lan.PostAsync("/api/v1/catalogue/trial", file));
        using var same = new StringContent(Proposed(), null, "application/json");
        var draft = (await Json(await _lan.PostAsync("/api/v1/catalogue/drafts?reason=h%E1%BA%A1+m%E1%BB%A5c+ti%C3%AAu", same))).GetProperty("id").GetString();
        using var analyst = await _site.SignedIn("mai.xem.de.xuat", "administrator", "VN");
        using var ofProvince = await _site.WithKey("administrator", "01");

        var page = await analyst.GetStringAsync("/catalogue?draft=" + draft);

        tried.GetProperty("period").GetString().Should().Be(Sample.Period.ToString());
        var one = tried.GetProperty("indicators").EnumerateArray().Single();
        one.GetProperty("indicator").GetString().Should().Be("cashless-accepting");
        one.GetProperty("now").GetProperty("numerator").GetRawText().Should().Be(one.GetProperty("then").GetProperty("numerator").GetRawText());
        one.GetProperty("facilities").GetProperty("scored").GetInt32().Should().BePositive();
        (await Json(await _lan.GetAsync($"/api/v1/catalogue/drafts/{draft}/trial"))).GetProperty("hash").GetString().Should().Be(tried.GetProperty("hash").GetString());
        page.Should().Contain("Nếu công bố, kết quả kỳ gần nhất sẽ thay đổi").And.Contain(tried.GetProperty("hash").GetString()).And.Contain("cashless-accepting");
        (await ofProvince.GetAsync($"/api/v1/catalogue/drafts/{draft}/trial")).StatusCode.Should().Be(HttpStatusCode.Forbidden, "the catalogue is the nation's");

        static string Proposed()
        {
            var json = System.Text.Json.Nodes.JsonNode.Parse(Kpi.App.Features.Indicators.ShippedCatalogue.Json())!;
            json["version"] = (int)json["version"]! + 1;
            var target = json["targets"]!.AsArray().First(t => (string?)t!["set"] == "r157" && (string?)t["indicator"] == "cashless-accepting")!;
            (target["value"], target["comparison"]) = ("1/2", ">=");
            return json.ToJsonString();
        }
    }

    [Test]
    public async Task The_page_takes_a_what_if_shows_how_far_it_is_and_lays_it_beside_the_official_results()
    {
        using var analyst = await _site.SignedIn("mai.tinh.thu", "administrator", "VN");
        var wrong = await Site.Post(analyst, "/recalculate?handler=Start", new Dictionary<string, string> { ["period"] = Sample.Period.ToString(), ["name"] = "thử", ["whatIf"] = "{\n\"target\": []}" });
        (await wrong.Content.ReadAsStringAsync()).Should().Contain("dòng 2").And.Contain("&quot;target&quot;", "what was typed is not lost");

        var started = await Site.Post(analyst, "/recalculate?handler=Start", new Dictionary<string, string> { ["period"] = Sample.Period.ToString(), ["name"] = "hạ mục tiêu", ["whatIf"] = Halved });
        started.StatusCode.Should().Be(HttpStatusCode.Redirect);
        var page = started.Headers.Location!.ToString();
        await Ended(new Uri("/api/v1/runs/" + page[(page.IndexOf('=', StringComparison.Ordinal) + 1)..], UriKind.Relative), analyst);

        var html = await analyst.GetStringAsync(page);

        html.Should().Contain("Kết luận thử").And.Contain("hạ mục tiêu").And.NotContain("http-equiv=\"refresh\"");
    }

    /// <summary>Asks until it has ended; the server waits a moment each time, not the test.</summary>
    private async Task<JsonElement> Ended(Uri address, HttpClient? by = null)
    {
        for (var i = 0; i < 600; i++)
        {
            var document = await Json(await (by ?? _lan).GetAsync(address + "?wait=1"));
            if (!document.TryGetProperty("state", out var state) || state.GetString() is not ("waiting" or "running")) return document;
        }

        throw new TimeoutException(address.ToString());
    }

    private async Task<HttpResponseMessage> Post(string address, object body)
    {
        using var json = new StringContent(JsonSerializer.Serialize(body), null, "application/json");
        return await _lan.PostAsync(address, json);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
}
