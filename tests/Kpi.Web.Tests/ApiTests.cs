using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

[TestFixture]
public sealed class ApiTests
{
    private Site _site = null!;
    private HttpClient _program = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01");
        await Sample.Send(_site.App.Services, [("01H1", 95)]);
        _program = await _site.WithKey("administrator", "VN");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _program.Dispose();
        await _site.DisposeAsync();
    }

    [Test]
    public async Task A_return_is_taken_judged_and_taken_once()
    {
        var bytes = await Sample.Filled(_site.App.Services, "01H2", 80);
        using var first = Multipart(bytes);
        var accepted = await _program.PostAsync("/api/v1/returns", first);
        accepted.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var receipt = await Json(accepted);
        var judged = await Judged(_program, accepted.Headers.Location!);
        judged.GetProperty("state").GetString().Should().Be("accepted");
        judged.GetProperty("facility").GetString().Should().Be("01H2");

        using var second = new ByteArrayContent(bytes);
        second.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        var again = await _program.PostAsync("/api/v1/returns", second);
        again.StatusCode.Should().Be(HttpStatusCode.OK);
        var same = await Json(again);
        foreach (var part in (string[])["id", "sha256", "received"])
            same.GetProperty(part).GetString().Should().Be(receipt.GetProperty(part).GetString());

        var file = await _program.GetAsync(accepted.Headers.Location + "/file");
        (await file.Content.ReadAsByteArrayAsync()).Should().Equal(bytes);
    }

    [Test]
    public async Task What_is_no_return_is_refused_with_a_finding_that_says_what_to_do()
    {
        using var body = Multipart("not a workbook"u8.ToArray());
        var accepted = await _program.PostAsync("/api/v1/returns", body);
        var judged = await Judged(_program, accepted.Headers.Location!);
        judged.GetProperty("state").GetString().Should().Be("refused");
        judged.GetProperty("findings")[0].GetProperty("code").GetString().Should().Be("not-a-workbook");
        judged.GetProperty("findings")[0].GetProperty("message").GetString().Should().Contain(".xlsx");
    }

    [Test]
    public async Task A_refused_return_comes_back_as_a_workbook_with_its_findings()
    {
        var bytes = await Sample.Filled(_site.App.Services, "01H2", 71);
        using var body = Multipart(bytes[..(bytes.Length / 2)]);
        var accepted = await _program.PostAsync("/api/v1/returns", body);
        (await Judged(_program, accepted.Headers.Location!)).GetProperty("state").GetString().Should().Be("refused");

        var annotated = await _program.GetAsync(accepted.Headers.Location + "/annotated?lang=en");

        annotated.StatusCode.Should().Be(HttpStatusCode.OK);
        annotated.Content.Headers.ContentDisposition!.FileNameStar.Should().EndWith("_ket-qua.xlsx");
        var rows = App.Platform.Workbooks.XlsxReader.ReadTable(await annotated.Content.ReadAsByteArrayAsync(), CancellationToken.None).Rows;
        rows.SelectMany(r => r.Cells).Select(c => c.Text).Should().Contain(t => t.StartsWith("REFUSED", StringComparison.Ordinal));
    }

    [Test]
    public async Task Scores_and_runs_come_as_the_contract_says()
    {
        var scores = await Json(await _program.GetAsync($"/api/v1/scores?period={Sample.Period}&unit=01H1"));
        scores.EnumerateObject().Select(p => p.Name).Should().Equal("run", "period", "unit", "geography", "scores");
        var ehr = scores.GetProperty("scores").EnumerateArray().First(s => s.GetProperty("indicator").GetString() == "cashless-accepting");
        ehr.EnumerateObject().Select(p => p.Name).Should().Equal(
            "indicator", "kind", "numerator", "denominator", "value", "low", "high", "basis", "reporting", "expected", "targets", "closed", "endedOn");
        ehr.GetProperty("value").GetString().Should().MatchRegex("^[01]\\.[0-9]{6}$");

        using var asked = new StringContent(JsonSerializer.Serialize(new { period = Sample.Period.ToString(), set = "seed-literal" }), null, "application/json");
        var started = await _program.PostAsync("/api/v1/runs", asked);
        started.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await Json(await _program.GetAsync(started.Headers.Location))).GetProperty("official").GetBoolean().Should().BeFalse();
    }

    [Test]
    public async Task Problems_are_problem_details_with_a_stable_type_in_both_languages()
    {
        var answer = await _program.GetAsync("/api/v1/scores?period=2026-99");
        answer.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = await Json(answer);
        problem.GetProperty("type").GetString().Should().Be("urn:kpi:problem:bad-period");
        problem.GetProperty("message").GetProperty("vi").GetString().Should().Contain("kỳ báo cáo");
        problem.GetProperty("message").GetProperty("en").GetString().Should().Contain("not a period");
    }

    [Test]
    public async Task Without_a_key_or_with_a_wrong_one_nothing_is_told()
    {
        using var nobody = _site.Visitor();
        (await nobody.GetAsync("/api/v1/units")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        nobody.DefaultRequestHeaders.Authorization = new("Bearer", "kpi_nope_nope");
        (await nobody.GetAsync("/api/v1/units")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_key_bound_to_a_facility_cannot_file_for_another()
    {
        using var bound = await _site.WithKey("submitter", "01H1");
        using var body = Multipart(await Sample.Filled(_site.App.Services, "01T1", 70));
        var accepted = await bound.PostAsync("/api/v1/returns", body);
        var judged = await Judged(bound, accepted.Headers.Location!);
        judged.GetProperty("findings")[0].GetProperty("code").GetString().Should().Be("wrong-facility");
    }

    [Test]
    public async Task Who_files_answers_a_warning_and_only_who_calculates_sees_the_rules()
    {
        using var clerk = await _site.WithKey("submitter", "01T1");
        using var body = Multipart(await Sample.Filled(_site.App.Services, "01T1", 100));
        var location = (await clerk.PostAsync("/api/v1/returns", body)).Headers.Location!;
        var judged = await Judged(clerk, location);
        var warning = judged.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("code").GetString() == "station-cashless-complete");
        var answer = new { finding = warning.GetProperty("number").GetInt32(), reason = "Trạm chỉ thu qua mã QR" };

        using var reviewer = await _site.WithKey("reviewer", "01");
        (await Post(reviewer, location + "/answers", answer)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var stranger = await _site.WithKey("submitter", "01H1");
        (await Post(stranger, location + "/answers", answer)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        var answered = await Post(clerk, location + "/answers", answer);
        answered.StatusCode.Should().Be(HttpStatusCode.OK);
        (await Json(await reviewer.GetAsync(location))).GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("answer")).Should()
            .Contain(a => a.ValueKind == JsonValueKind.Object && a.GetProperty("text").GetString() == "Trạm chỉ thu qua mã QR");

        (await clerk.GetAsync("/api/v1/rules")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await Post(clerk, "/api/v1/rules/trial", new { code = "station-cashless-complete" })).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var analyst = await _site.WithKey("analyst", "VN");
        (await Json(await analyst.GetAsync("/api/v1/rules"))).GetProperty("rules").EnumerateArray()
            .Single(r => r.GetProperty("code").GetString() == "station-cashless-complete").GetProperty("answered").GetInt32().Should().Be(1);
        var trial = await Json(await Post(analyst, "/api/v1/rules/trial", new { code = "station-cashless-complete" }));
        trial.GetProperty("rules")[0].GetProperty("provinces")[0].GetProperty("facilities")[0].GetProperty("facility").GetString().Should().Be("01T1");
        using var elsewhere = await _site.WithKey("analyst", "48");
        (await Json(await Post(elsewhere, "/api/v1/rules/trial", new { code = "station-cashless-complete" }))).GetProperty("rules")[0].GetProperty("tested").GetInt32().Should().Be(0);
        (await Post(analyst, "/api/v1/rules/trial", new { period = "2026-09" })).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Test]
    public async Task Forms_catalogue_audit_health_and_the_description_of_the_api_are_served()
    {
        (await _program.GetAsync($"/api/v1/forms/hospital?facility=01H1&period={Sample.Period}")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await Json(await _program.GetAsync("/api/v1/catalogue"))).GetProperty("indicators").GetArrayLength().Should().BeGreaterThan(30);
        (await Json(await _program.GetAsync("/api/v1/audit"))).GetProperty("entries").GetArrayLength().Should().BeGreaterThan(0);
        (await _program.GetStringAsync("/healthz/ready")).Should().Be("ok");
        (await Json(await _program.GetAsync("/openapi/v1.json"))).GetProperty("paths").EnumerateObject().Should().Contain(p => p.Name == "/api/v1/returns");
    }

    /// <summary>Judges what nobody holds; what the service's own job holds is looked at again until it is done.</summary>
    private async Task<JsonElement> Judged(HttpClient client, Uri location)
    {
        while (true)
        {
            await _site.App.Services.GetRequiredService<ProcessReturns>().Run(100, Sample.Actor, CancellationToken.None);
            var item = await Json(await client.GetAsync(location));
            if (item.GetProperty("state").GetString() is not ("received" or "reading")) return item;
        }
    }

    private static async Task<HttpResponseMessage> Post(HttpClient client, string address, object body)
    {
        using var json = new StringContent(JsonSerializer.Serialize(body), null, "application/json");
        return await client.PostAsync(address, json);
    }

    private static MultipartFormDataContent Multipart(byte[] bytes) => new() { { new ByteArrayContent(bytes), "file", "báo cáo.xlsx" } };

    private static async Task<JsonElement> Json(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
