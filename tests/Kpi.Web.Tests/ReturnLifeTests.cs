using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>What happens to returns after they were read, through the API: who may, and what comes of it.</summary>
[TestFixture]
public sealed class ReturnLifeTests
{
    private static readonly string[] Visitors =
        ["submitter of the unit", "submitter of another", "reviewer of the province", "reviewer of another", "committee", "analyst", "administrator", "nobody"];

    private Site _site = null!;
    private HttpClient[] _visitors = null!;
    private string _id = null!;
    private string _evidence = null!;
    private string _question = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01", "48");
        await Sample.Send(_site.App.Services, [("01H1", 90)]);
        await Sample.Send(_site.App.Services, [("01H1", 95)]);
        _visitors =
        [
            await _site.WithKey("submitter", "01H1"), await _site.WithKey("submitter", "48H1"), await _site.WithKey("reviewer", "01"),
            await _site.WithKey("reviewer", "48"), await _site.WithKey("committee", "VN"), await _site.WithKey("analyst", "VN"),
            await _site.WithKey("administrator", "VN"), _site.Visitor(),
        ];
        var all = await Json(await _visitors[6].GetAsync("/api/v1/returns?facility=01H1"));
        _id = all.GetProperty("returns").EnumerateArray().Single(r => r.GetProperty("current").GetBoolean()).GetProperty("id").GetString()!;
        _evidence = (await Json(await Attach(_visitors[0], _id, "%PDF-1.7 first"u8.ToArray()))).GetProperty("id").GetString()!;
        _question = (await Json(await _visitors[2].PostAsJsonAsync($"/api/v1/returns/{_id}/questions", new { text = "Vì sao tăng?", place = "systems_in_use" })))
            .GetProperty("id").GetString()!;
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var visitor in _visitors) visitor.Dispose();
        await _site.DisposeAsync();
    }

    // 422 means: allowed, and the request itself lacks its reason or text, so that the table can be walked without changing anything.
    private static IEnumerable<TestCaseData> Matrix()
    {
        yield return Row("GET", "", null, 200, 404, 200, 404, 404, 404, 200, 401);
        yield return Row("GET", "/history", null, 200, 404, 200, 404, 404, 404, 200, 401);
        yield return Row("GET", "/difference", null, 200, 404, 200, 404, 404, 404, 200, 401);
        yield return Row("GET", "/evidence", null, 200, 404, 200, 404, 404, 404, 200, 401);
        yield return Row("POST", "/evidence", "not evidence", 422, 404, 403, 403, 403, 403, 422, 401);
        yield return Row("GET", "/evidence/EVIDENCE/file", null, 200, 404, 200, 404, 404, 404, 200, 401);
        yield return Row("POST", "/evidence/EVIDENCE/withdrawal", "{}", 422, 404, 403, 403, 403, 403, 422, 401);
        yield return Row("GET", "/questions", null, 200, 404, 200, 404, 404, 404, 200, 401);
        yield return Row("POST", "/questions", "{}", 422, 404, 422, 404, 404, 404, 422, 401);
        yield return Row("POST", "/questions/QUESTION/answers", "{}", 422, 404, 422, 404, 404, 404, 422, 401);
        yield return Row("POST", "/approval", "{\"approve\":false}", 403, 403, 422, 404, 403, 403, 422, 401);

        static TestCaseData Row(string method, string path, string? body, params int[] expected) =>
            new TestCaseData(method, path, body, expected).SetArgDisplayNames(method, path.Length == 0 ? "/" : path);
    }

    [TestCaseSource(nameof(Matrix))]
    public async Task Every_way_is_open_to_those_it_is_meant_for_and_to_nobody_else(string method, string path, string? body, int[] expected)
    {
        var address = $"/api/v1/returns/{_id}" + path.Replace("EVIDENCE", _evidence, StringComparison.Ordinal).Replace("QUESTION", _question, StringComparison.Ordinal);
        var met = new List<int>();
        foreach (var visitor in _visitors)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), address);
            if (body is not null) request.Content = new StringContent(body, null, "application/json");
            met.Add((int)(await visitor.SendAsync(request)).StatusCode);
        }

        Visitors.Zip(met).Should().Equal(Visitors.Zip(expected));
    }

    [Test]
    public async Task Evidence_is_downloaded_as_a_file_that_no_browser_opens_by_itself()
    {
        var answer = await _visitors[2].GetAsync($"/api/v1/returns/{_id}/evidence/{_evidence}/file");

        answer.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/pdf");
        (await answer.Content.ReadAsByteArrayAsync()).Should().Equal("%PDF-1.7 first"u8.ToArray());
    }

    [Test]
    public async Task Evidence_and_questions_of_one_return_are_not_found_under_another()
    {
        using var both = await _site.WithKey("administrator", "VN");
        await Sample.Send(_site.App.Services, [("48H2", 80)]);
        var other = (await Json(await both.GetAsync("/api/v1/returns?facility=48H2"))).GetProperty("returns")[0].GetProperty("id").GetString();

        (await both.GetAsync($"/api/v1/returns/{other}/evidence/{_evidence}/file")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await both.PostAsJsonAsync($"/api/v1/returns/{other}/evidence/{_evidence}/withdrawal", new { reason = "nhầm" })).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await both.PostAsJsonAsync($"/api/v1/returns/{other}/questions/{_question}/answers", new { text = "?" })).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Who_moved_to_another_unit_learns_no_later_figures_by_comparing_with_them()
    {
        using var moved = await _site.SignedIn("moved.away", "submitter", "48H1");
        var services = _site.App.Services;
        var file = await Sample.Filled(services, "01T1", 61);
        var first = (await services.GetRequiredService<ReceiveReturn>().Run([new IncomingFile("01T1.xlsx", file, "page", "moved.away", null)], new Actor("moved.away"), CancellationToken.None))[0].Value.Id;
        await Sample.Send(services, [("01T1", 62)]);
        var chain = await Json(await _visitors[6].GetAsync($"/api/v1/returns/{Ids.Show(first)}/history"));
        var later = chain.GetProperty("versions").EnumerateArray().Last();

        foreach (var with in new[] { later.GetProperty("id").GetString(), later.GetProperty("version").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture) })
        {
            foreach (var address in new[] { $"/api/v1/returns/{Ids.Show(first)}/difference?with={with}", $"/returns/{Ids.Show(first)}/difference?with={with}" })
                (await moved.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.NotFound, address);
            (await _visitors[2].GetAsync($"/api/v1/returns/{Ids.Show(first)}/difference?with={with}")).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        (await moved.GetAsync($"/api/v1/returns/{Ids.Show(first)}")).StatusCode.Should().Be(HttpStatusCode.OK, "what one sent oneself one still sees");
    }

    [Test]
    public async Task A_dry_run_keeps_nothing_and_shows_the_difference_to_what_is_filed()
    {
        var bytes = await Sample.Filled(_site.App.Services, "01H1", 80);
        using var body = new ByteArrayContent(bytes);
        var verdict = await Json(await _visitors[0].PostAsync("/api/v1/returns?dryRun=true&name=t.xlsx", body));

        verdict.GetProperty("state").GetString().Should().Be("accepted");
        verdict.GetProperty("filed").GetString().Should().Be(_id);
        verdict.GetProperty("changes").GetArrayLength().Should().BePositive();
        (await _visitors[6].GetStringAsync("/api/v1/returns?facility=01H1")).Should().NotContain(verdict.GetProperty("sha256").GetString());
        using var strange = new ByteArrayContent(bytes);
        var refused = await Json(await _visitors[1].PostAsync("/api/v1/returns?dryRun=true", strange));
        refused.GetProperty("findings")[0].GetProperty("code").GetString().Should().Be("wrong-facility");
        refused.GetProperty("changes").GetArrayLength().Should().Be(0);
        using var third = new ByteArrayContent(bytes);
        (await _visitors[2].PostAsync("/api/v1/returns?dryRun=true", third)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_reviewer_approves_many_except_some_and_nothing_of_another_province()
    {
        await Sample.Send(_site.App.Services, [("01T1", 90), ("01H2", 90), ("48T1", 90)]);
        var ids = new Dictionary<string, string>();
        foreach (var unit in (string[])["01T1", "01H2", "48T1"])
            ids[unit] = (await Json(await _visitors[6].GetAsync($"/api/v1/returns?facility={unit}&current=true"))).GetProperty("returns")[0].GetProperty("id").GetString()!;

        var named = await Json(await _visitors[3].PostAsJsonAsync("/api/v1/approvals", new { ids = new[] { ids["01T1"] } }));
        named.GetProperty("approved").GetArrayLength().Should().Be(0);
        named.GetProperty("left")[0].GetProperty("code").GetString().Should().Be("return-not-found");
        var all = await Json(await _visitors[2].PostAsJsonAsync(
            "/api/v1/approvals", new { period = Sample.Period.ToString(), except = new[] { ids["01H2"], _id }, reason = "Đã đối chiếu" }));

        all.GetProperty("approved").EnumerateArray().Select(a => a.GetString()).Should().Equal(ids["01T1"]);
        (await State(ids["01H2"])).Should().Be("accepted");
        (await State(ids["48T1"])).Should().Be("accepted");
        (await _visitors[0].PostAsJsonAsync("/api/v1/approvals", new { period = Sample.Period.ToString() })).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await _visitors[2].PostAsJsonAsync("/api/v1/approvals", new { })).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Test]
    public async Task Who_sent_a_return_may_read_why_they_cannot_approve_it()
    {
        using var both = await _site.SignedIn("both.hats", "administrator", "VN");
        var file = await Sample.Filled(_site.App.Services, "48H1", 66);
        var services = _site.App.Services;
        await services.GetRequiredService<ReceiveReturn>().Run([new IncomingFile("48H1.xlsx", file, "page", "both.hats", null)], new Actor("both.hats"), CancellationToken.None);
        await services.GetRequiredService<ProcessReturns>().Run(10, Sample.Actor, CancellationToken.None);
        var own = (await Json(await both.GetAsync("/api/v1/returns?facility=48H1"))).GetProperty("returns")[0].GetProperty("id").GetString();

        var outcome = await Site.Post(both, $"/returns/{own}", new Dictionary<string, string> { ["decision"] = "approve" });

        outcome.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await outcome.Content.ReadAsStringAsync()).Should().Contain("không được tự duyệt");
        (await State(own!)).Should().Be("accepted");
    }

    [Test]
    public async Task Sent_back_at_a_cell_is_a_finding_the_submitter_sees()
    {
        await Sample.Send(_site.App.Services, [("01H2", 70)]);
        var id = (await Json(await _visitors[6].GetAsync("/api/v1/returns?facility=01H2&current=true"))).GetProperty("returns")[0].GetProperty("id").GetString();

        var outcome = await _visitors[2].PostAsJsonAsync(
            $"/api/v1/returns/{id}/approval", new { approve = false, places = new[] { new { place = "systems_in_use", reason = "Thiếu PACS" } } });

        outcome.StatusCode.Should().Be(HttpStatusCode.OK);
        var seen = await Json(await _visitors[6].GetAsync($"/api/v1/returns/{id}"));
        var finding = seen.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("code").GetString() == "sent-back");
        finding.GetProperty("element").GetString().Should().Be("systems_in_use");
        finding.GetProperty("message").GetString().Should().Contain("Thiếu PACS");
    }

    private async Task<string?> State(string id) => (await Json(await _visitors[6].GetAsync($"/api/v1/returns/{id}"))).GetProperty("state").GetString();

    private static async Task<HttpResponseMessage> Attach(HttpClient visitor, string id, byte[] bytes)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var body = new MultipartFormDataContent { { file, "file", "kế hoạch.pdf" } };
        return await visitor.PostAsync($"/api/v1/returns/{id}/evidence", body);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
