using System.Net;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>Forecasts and warnings by address and page, as somebody with a key or a browser meets them.</summary>
[TestFixture]
public sealed class ForecastsWebTests
{
    private Site _site = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01", "48");
        await Sample.Send(_site.App.Services, [("01H1", 95), ("48H1", 70)]);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _site.DisposeAsync();

    [Test]
    public async Task A_forecast_comes_with_its_reason_where_there_is_none()
    {
        using var reader = await _site.WithKey("committee", "VN");
        var document = await Json(await reader.GetAsync("/api/v1/forecasts?indicator=cashless-urban-share&unit=01H1"));
        document.EnumerateObject().Select(p => p.Name).Should().Equal(
            "indicator", "unit", "set", "run", "period", "abstained", "months", "since", "seasonal", "known", "ahead", "targets", "backTest", "breaks");
        document.GetProperty("abstained").GetProperty("reason").GetString().Should().Be("too-short");
        document.GetProperty("abstained").GetProperty("message").GetProperty("vi").GetString().Should().Contain("cần ít nhất 4");
        document.GetProperty("known").GetArrayLength().Should().Be(1);
    }

    [TestCase("/api/v1/forecasts?indicator=nope&unit=VN", "no-such-indicator")]
    [TestCase("/api/v1/forecasts?indicator=ehr-coverage&unit=99X", "no-such-unit")]
    [TestCase("/api/v1/forecasts?indicator=ehr-coverage&unit=VN&set=nope", "no-such-target-set")]
    [TestCase("/api/v1/warnings?period=2019-01", "nothing-filed")]
    public async Task What_is_not_there_is_404(string address, string type)
    {
        using var reader = await _site.WithKey("committee", "VN");
        var answer = await reader.GetAsync(address);
        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await Json(answer)).GetProperty("type").GetString().Should().Be($"urn:kpi:problem:{type}");
    }

    [Test]
    public async Task A_hospital_asks_for_its_own_and_for_nobody_elses()
    {
        using var own = await _site.WithKey("submitter", "01H1");
        (await own.GetAsync("/api/v1/forecasts?indicator=cashless-urban-share&unit=01H1")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await own.GetAsync("/api/v1/forecasts?indicator=cashless-urban-share&unit=48H1")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await Json(await own.GetAsync($"/api/v1/warnings?period={Sample.Period}"))).GetProperty("returns").GetInt32().Should().Be(1);
        (await own.GetAsync($"/api/v1/warnings?period={Sample.Period}&unit=48H1")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var all = await _site.WithKey("committee", "VN");
        (await Json(await all.GetAsync($"/api/v1/warnings?period={Sample.Period}"))).GetProperty("returns").GetInt32().Should().Be(2);
    }

    [Test]
    public async Task The_pages_speak_both_languages()
    {
        using var visitor = await _site.SignedIn("reader.of.forecasts", "committee", "VN");
        var address = $"/indicators/cashless-urban-share?period={Sample.Period}&unit=01H1";
        (await visitor.GetStringAsync(address)).Should().Contain("Dự báo").And.Contain("Không dự báo: mới có 1 tháng");
        (await visitor.GetStringAsync($"/warnings?period={Sample.Period}")).Should().Contain("Cảnh báo").And.Contain("Không có gì khác thường");
        (await visitor.GetStringAsync("/warnings?period=2019-01")).Should().Contain("Chưa có báo cáo nào");
        await visitor.GetAsync("/language/en?return=/");
        (await visitor.GetStringAsync(address)).Should().Contain("No forecast: 1 months");
        (await visitor.GetStringAsync($"/warnings?period={Sample.Period}")).Should().Contain("Nothing is out of the usual");
    }

    [Test]
    public async Task Both_stand_in_the_description_of_the_api()
    {
        using var reader = await _site.WithKey("administrator", "VN");
        (await Json(await reader.GetAsync("/openapi/v1.json"))).GetProperty("paths").EnumerateObject().Select(p => p.Name)
            .Should().Contain(["/api/v1/forecasts", "/api/v1/warnings"]);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
