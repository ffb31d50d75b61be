using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>Every route of calendar, receipts and completeness, by every role over its own unit, over another, and by nobody.</summary>
[TestFixture]
public sealed class CalendarAccessTests
{
    private Site _site = null!;
    private string _own = "", _other = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01", "48");
        await Sample.Send(_site.App.Services, [("01H1", 95), ("48H1", 90)]);
        var returns = await _site.App.Services.GetRequiredService<ReturnReader>().List(new ReturnFilter(), 0, 10, CancellationToken.None);
        _own = App.Platform.Ids.Show(returns.Single(r => r.Facility == "01H1").Id);
        _other = App.Platform.Ids.Show(returns.Single(r => r.Facility == "48H1").Id);
        _ = (await _site.App.Services.GetRequiredService<ImportUnits>().Run("contacts.csv", Encoding.UTF8.GetBytes(
            "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to,contact,phone,email\n"
            + "01H2,Bệnh viện Đa khoa khu vực 01,hospital,II,basic,public,province,,01C1,2025-07-01,,Chị Lan,024 000 0002,lan@h2.example\n"),
            false, Sample.Actor, CancellationToken.None)).Value;
    }

    [OneTimeTearDown]
    public async Task Stop() => await _site.DisposeAsync();

    // role, unit: reads own receipt, other's receipt, deadlines of own, of other; sees the telephone of 01H2.
    [TestCase("submitter", "01H1", 200, 404, 200, 403, false)]
    [TestCase("submitter", "01", 200, 404, 200, 403, false)]
    [TestCase("reviewer", "01", 200, 404, 200, 403, true)]
    [TestCase("reviewer", "48", 404, 200, 403, 200, false)]
    [TestCase("committee", "VN", 404, 404, 200, 200, false)]
    [TestCase("committee", "01", 404, 404, 200, 403, false)]
    [TestCase("analyst", "VN", 404, 404, 200, 200, false)]
    [TestCase("administrator", "VN", 200, 200, 200, 200, true)]
    public async Task What_a_role_may_read(string role, string unit, int own, int other, int ownDays, int otherDays, bool phone)
    {
        using var visitor = await _site.WithKey(role, unit);
        (await Status(visitor, $"/api/v1/returns/{_own}/receipt")).Should().Be(own);
        (await Status(visitor, $"/api/v1/returns/{_own}/receipt?format=text")).Should().Be(own);
        (await Status(visitor, $"/api/v1/returns/{_other}/receipt")).Should().Be(other);
        (await Status(visitor, $"/api/v1/deadlines?period={Sample.Period}")).Should().Be(200);
        (await Status(visitor, $"/api/v1/deadlines?period={Sample.Period}&unit=01H1")).Should().Be(ownDays);
        (await Status(visitor, $"/api/v1/deadlines?period={Sample.Period}&unit=48H1")).Should().Be(otherDays);
        (await Status(visitor, "/api/v1/periods")).Should().Be(200);
        (await Status(visitor, "/api/v1/extensions")).Should().Be(200);

        var units = (await Json(visitor, $"/api/v1/completeness?period={Sample.Period}&all=true")).GetProperty("returns").EnumerateArray()
            .Select(r => r.GetProperty("unit").GetString()!).ToList();
        if (unit != "VN") units.Should().NotBeEmpty().And.OnlyContain(code => code.StartsWith(unit, StringComparison.Ordinal));
        else units.Should().Contain(["01H1", "48H1"]);
        foreach (var address in new[] { $"/api/v1/completeness?period={Sample.Period}", $"/api/v1/completeness/file?period={Sample.Period}&format=csv" })
            (await visitor.GetStringAsync(address)).Contains("024 000 0002", StringComparison.Ordinal).Should().Be(phone, address);
    }

    [TestCase("submitter", "01H1")]
    [TestCase("submitter", "01")]
    [TestCase("committee", "VN")]
    [TestCase("analyst", "VN")]
    [TestCase("reviewer", "48")]
    public async Task Who_may_not_close_or_open_a_period_of_another(string role, string unit)
    {
        using var visitor = await _site.WithKey(role, unit);
        foreach (var closed in new[] { true, false })
            (await Post(visitor, "/api/v1/periods", new { period = "2025-07", unit = "01", closed, reason = "thử" })).Status.Should().Be(403);
        (await Post(visitor, "/api/v1/periods", new { period = "2025-07", closed = true, reason = "thử" })).Status.Should().Be(403, "nobody here has the nation");
    }

    [TestCase("reviewer", "01", "2025-08")]
    [TestCase("administrator", "VN", "2025-09")]
    public async Task Who_reviews_closes_and_opens_what_they_review(string role, string unit, string period)
    {
        using var visitor = await _site.WithKey(role, unit);
        (await Post(visitor, "/api/v1/periods", new { period, unit = "01", closed = true, reason = "đã tổng hợp" })).Status.Should().Be(200);
        (await Post(visitor, "/api/v1/periods", new { period, unit = "01", closed = true, reason = "đã tổng hợp" })).Status.Should().Be(409);
        (await Post(visitor, "/api/v1/periods", new { period, unit = "01", closed = false })).Status.Should().Be(422, "a reason is needed");
        (await Post(visitor, "/api/v1/periods", new { period, unit = "01H1", closed = false, reason = "sửa số" })).Status.Should().Be(200);
        using var clerk = await _site.WithKey("submitter", "01H1");
        (await clerk.GetStringAsync($"/api/v1/periods?period={period}")).Should().Contain("sửa số").And.Contain("đã tổng hợp");
        using var stranger = await _site.WithKey("submitter", "48H1");
        (await stranger.GetStringAsync($"/api/v1/periods?period={period}")).Should().NotContain("sửa số");
    }

    // role, unit of who asks for 01H1 and of who answers.
    [TestCase("submitter", "01H1", 200)]
    [TestCase("submitter", "01", 200)]
    [TestCase("submitter", "01H2", 403)]
    [TestCase("reviewer", "01", 403)]
    [TestCase("committee", "VN", 403)]
    public async Task Who_may_ask_for_more_time(string role, string unit, int status)
    {
        using var visitor = await _site.WithKey(role, unit);
        var month = status == 200 && unit == "01" ? "2025-11" : "2025-10";
        (await Post(visitor, "/api/v1/extensions", new { unit = "01H1", period = month, until = "2026-03-20", reason = "mất điện" })).Status.Should().Be(status);
    }

    [Test]
    public async Task Who_may_answer()
    {
        using var clerk = await _site.WithKey("submitter", "01H1");
        var id = (await Post(clerk, "/api/v1/extensions", new { unit = "01H1", period = "2025-12", until = "2026-03-20", reason = "bão" })).Body.GetProperty("id").GetString();
        foreach (var (role, unit, status) in new[] { ("submitter", "01H1", 403), ("committee", "VN", 403), ("reviewer", "48", 404), ("reviewer", "01", 200), ("administrator", "VN", 409) })
        {
            using var visitor = await _site.WithKey(role, unit);
            (await Post(visitor, $"/api/v1/extensions/{id}/answer", new { grant = true })).Status.Should().Be(status, $"{role} of {unit}");
        }

        (await clerk.GetStringAsync("/api/v1/extensions?state=granted")).Should().Contain(id);
        using var neighbour = await _site.WithKey("submitter", "48H1");
        (await neighbour.GetStringAsync("/api/v1/extensions")).Should().NotContain(id);
    }

    [Test]
    public async Task Nobody_reads_anything_but_the_public_key()
    {
        using var visitor = _site.Visitor();
        foreach (var address in new[] { "/api/v1/deadlines?period=2025-07", "/api/v1/periods", "/api/v1/extensions", "/api/v1/completeness?period=2025-07", "/api/v1/completeness/file?period=2025-07", $"/api/v1/returns/{_own}/receipt" })
            (await Status(visitor, address)).Should().Be(401, address);
        var key = await visitor.GetStringAsync("/api/v1/receipts/key?format=pem");
        key.Should().StartWith("-----BEGIN PUBLIC KEY-----").And.NotContain("PRIVATE");
    }

    [Test]
    public async Task A_return_for_a_closed_period_is_refused_with_who_can_open_it()
    {
        using var reviewer = await _site.WithKey("reviewer", "48");
        using var clerk = await _site.WithKey("submitter", "48T1");
        (await Post(reviewer, "/api/v1/periods", new { period = Sample.Period.ToString(), unit = "48T1", closed = true, reason = "đã chốt" })).Status.Should().Be(200);
        using var body = new ByteArrayContent(await Sample.Filled(_site.App.Services, "48T1", 85));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var taken = await clerk.PostAsync("/api/v1/returns", body);
        taken.StatusCode.Should().Be(HttpStatusCode.Accepted);
        JsonSerializer.Deserialize<JsonElement>(await taken.Content.ReadAsStringAsync()).GetProperty("signed").GetProperty("text").GetString().Should().StartWith("kpi-receipt: 1\nkind: received\n");
        var judged = await Site.Judged(clerk, taken.Headers.Location!.ToString());
        judged.GetProperty("findings")[0].GetProperty("code").GetString().Should().Be("wrong-period");
        judged.GetProperty("findings")[0].GetProperty("message").GetString().Should().Contain("đã chốt").And.Contain("48T1");
    }

    [Test]
    public async Task Pages_of_the_calendar_and_of_completeness_work_without_script_in_both_languages()
    {
        using var reviewer = await _site.SignedIn("calendar.reviewer", "reviewer", "01");
        using var clerk = await _site.SignedIn("calendar.clerk", "submitter", "01H1");
        (await clerk.GetStringAsync("/calendar?period=2026-01")).Should().Contain("Lịch nộp").And.Contain("Đề nghị gia hạn").And.NotContain("name=\"decision\" value=\"close\"");
        (await Site.Post(clerk, "/calendar?period=2026-01&handler=Ask", new Dictionary<string, string>
        {
            ["period"] = "2026-01",
            ["unit"] = "01H1",
            ["until"] = "2026-03-20",
            ["reason"] = "Lũ lụt ở xã",
        })).Headers.Location!.ToString().Should().Be("/calendar?period=2026-01");
        var page = await reviewer.GetStringAsync("/calendar?period=2026-01");
        page.Should().Contain("Lũ lụt ở xã").And.Contain("value=\"grant\"");
        var id = page[(page.IndexOf("name=\"id\" value=\"", StringComparison.Ordinal) + 17)..][..13];
        (await Site.Post(reviewer, "/calendar?period=2026-01&handler=Answer", new Dictionary<string, string> { ["id"] = id, ["decision"] = "grant", ["until"] = "2026-03-18" }))
            .StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await clerk.GetStringAsync("/calendar?period=2026-01&unit=01H1")).Should().Contain("18/03/2026").And.Contain("Được gia hạn");
        (await reviewer.GetStringAsync($"/missing?period={Sample.Period}")).Should().Contain("tel:0240000002").And.Contain("Theo tỉnh và biểu");
        (await clerk.GetStringAsync($"/missing?period={Sample.Period}")).Should().NotContain("tel:").And.NotContain("01H2");
        (await reviewer.GetAsync("/calendar?unit=48H1")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        await reviewer.GetAsync("/language/en?return=/");
        (await reviewer.GetStringAsync($"/missing?period={Sample.Period}")).Should().Contain("Whom to call").And.NotContain("Liên hệ");
        (await reviewer.GetStringAsync($"/returns/{_own}")).Should().Contain("Values stored").And.Contain("Download the receipt");
    }

    private static async Task<int> Status(HttpClient visitor, string address) => (int)(await visitor.GetAsync(address)).StatusCode;

    private static async Task<JsonElement> Json(HttpClient visitor, string address) =>
        JsonSerializer.Deserialize<JsonElement>(await visitor.GetStringAsync(address));

    private static async Task<(int Status, JsonElement Body)> Post(HttpClient visitor, string address, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        var answer = await visitor.PostAsync(address, content);
        return ((int)answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }
}
