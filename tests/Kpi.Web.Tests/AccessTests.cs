using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FluentAssertions;
using Kpi.App.Features.Identity;
using Kpi.App.Platform;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>Who may see and do what, as somebody outside the walls would try it.</summary>
[TestFixture]
public sealed class AccessTests
{
    private Site _site = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01", "48");
        await Sample.Send(_site.App.Services, [("48T1", 95)]);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _site.DisposeAsync();

    [Test]
    public async Task A_province_cannot_send_for_a_hospital_of_another()
    {
        using var department = await _site.WithKey("submitter", "01");
        var judged = await Sent(department, await Sample.Filled(_site.App.Services, "48H1", 80));
        judged.GetProperty("state").GetString().Should().Be("refused");
        judged.GetProperty("findings")[0].GetProperty("code").GetString().Should().Be("wrong-facility");
    }

    [Test]
    public async Task A_province_sends_for_its_own_hospitals()
    {
        using var department = await _site.WithKey("submitter", "01");
        (await Sent(department, await Sample.Filled(_site.App.Services, "01H1", 80))).GetProperty("state").GetString().Should().Be("accepted");
    }

    [Test]
    public async Task Somebody_of_two_hospitals_sends_for_both_and_for_no_third()
    {
        var users = _site.App.Services.GetRequiredService<ManageUsers>();
        using var clerk = await _site.SignedIn("two.hospitals", "submitter", "01H2");
        _ = (await users.Grant("two.hospitals", [new("submitter", "01H2"), new("submitter", "48H2")], new Actor("test"), CancellationToken.None)).Value;
        using var again = _site.Visitor();
        await Site.SignIn(again, "two.hospitals", "một câu dài dễ nhớ 2026");
        (await Uploaded(again, await Sample.Filled(_site.App.Services, "01H2", 81))).Should().Be("accepted");
        (await Uploaded(again, await Sample.Filled(_site.App.Services, "48H2", 81))).Should().Be("accepted");
        (await Uploaded(again, await Sample.Filled(_site.App.Services, "01T1", 81))).Should().Be("refused");
    }

    [Test]
    public async Task Who_sent_a_file_that_is_no_return_finds_it_among_their_returns()
    {
        using var clerk = await _site.SignedIn("clerk.of.wrong.file", "submitter", "01T1");
        (await Uploaded(clerk, "not a workbook at all"u8.ToArray())).Should().Be("refused");
        (await clerk.GetStringAsync("/returns")).Should().Contain("upload.xlsx");
    }

    [Test]
    public async Task Nobody_finds_a_return_of_another_facility_by_its_id()
    {
        using var sender = await _site.WithKey("submitter", "48");
        var id = (await Sent(sender, await Sample.Filled(_site.App.Services, "48H1", 77))).GetProperty("id").GetString();
        using var stranger = await _site.SignedIn("stranger", "submitter", "01H1");
        using var reviewer = await _site.SignedIn("reviewer.of.another", "reviewer", "01");
        foreach (var visitor in (HttpClient[])[stranger, reviewer])
        {
            foreach (var address in (string[])[$"/returns/{id}", $"/returns/{id}?handler=File", $"/api/v1/returns/{id}", $"/api/v1/returns/{id}/file"])
                (await visitor.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.NotFound, address);
            (await visitor.GetStringAsync("/api/v1/returns")).Should().NotContain(id);
            foreach (var address in (string[])
                [
                    $"/api/v1/scores?period={Sample.Period}&unit=48H1", $"/api/v1/scores/explain?period={Sample.Period}&unit=48H1&indicator=cashless-accepting",
                    $"/api/v1/forms/hospital?facility=48H1&period={Sample.Period}", $"/?unit=48", $"/explain?period={Sample.Period}&unit=48H1&indicator=cashless-accepting",
                    $"/api/v1/scores/touched?return={id}", $"/explain?return={id}", $"/api/v1/scores/undecided?period={Sample.Period}&unit=48H1",
                    $"/forms?handler=File&facility=48H1&period={Sample.Period}", "/?unit=VN", $"/indicators/cashless-accepting?unit=VN",
                ])
            {
                (await visitor.GetAsync(address)).StatusCode.Should().BeOneOf([HttpStatusCode.Forbidden, HttpStatusCode.NotFound], address);
            }
        }
    }

    [Test]
    public async Task A_hospital_that_traces_its_return_upwards_learns_no_figure_but_its_own()
    {
        using var hospital = await _site.WithKey("submitter", "48T1");
        using var committee = await _site.WithKey("committee", "VN");
        using var department = await _site.WithKey("committee", "48");
        var id = (await Json(committee, $"/api/v1/scores/explain?period={Sample.Period}&unit=48T1&indicator=disease-cases-digital"))
            .GetProperty("facilities")[0].GetProperty("return").GetString();
        var address = $"/api/v1/scores/touched?return={id}";

        UnitsOf(await Json(hospital, address)).Should().Equal("48T1");
        UnitsOf(await Json(department, address)).Should().BeEquivalentTo("48T1", "48C1", "48");
        UnitsOf(await Json(committee, address)).Should().BeEquivalentTo("48T1", "48C1", "48", "VN");
        (await hospital.GetStringAsync($"/api/v1/scores/undecided?period={Sample.Period}")).Should().NotContain("48H1").And.NotContain("01H1");

        static IEnumerable<string?> UnitsOf(JsonElement trace) => trace.GetProperty("scores").EnumerateArray()
            .SelectMany(s => s.GetProperty("units").EnumerateArray()).Select(u => u.GetProperty("unit").GetString()).Distinct();
    }

    [Test]
    public async Task An_administrator_of_a_province_sees_neither_the_audit_log_nor_the_jobs_of_the_nation()
    {
        using var local = await _site.SignedIn("local.administrator", "administrator", "01");
        foreach (var address in (string[])["/api/v1/audit", "/system", "/jobs"])
            (await local.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.Forbidden, address);
        using var first = await _site.WithKey("administrator", "VN");
        (await first.GetAsync("/api/v1/audit")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_one_time_password_opens_no_door_but_its_own_change()
    {
        var users = _site.App.Services.GetRequiredService<ManageUsers>();
        var once = (await users.Add("newcomer", "newcomer", [new("administrator", "VN")], new Actor("test"), CancellationToken.None)).Value;
        using var visitor = _site.Visitor();
        (await Site.SignIn(visitor, "newcomer", once)).Headers.Location!.ToString().Should().Be("/password");
        foreach (var page in (string[])["/", "/returns", "/reports", "/forms", "/missing", "/system", "/jobs", "/jobs/recurring"])
            (await visitor.GetAsync(page)).Headers.Location?.ToString().Should().Be("/password", page);
        foreach (var address in (string[])["/api/v1/units", "/api/v1/returns", "/api/v1/audit", "/api/v1/catalogue"])
            (await visitor.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.Forbidden, address);
    }

    [Test]
    public async Task Who_is_disabled_is_out_at_the_next_click()
    {
        using var leaver = await _site.SignedIn("leaver", "committee", "VN");
        (await leaver.GetAsync("/api/v1/units")).StatusCode.Should().Be(HttpStatusCode.OK);
        _ = (await _site.App.Services.GetRequiredService<ManageUsers>().Disable("leaver", new Actor("test"), CancellationToken.None)).Value;
        (await leaver.GetAsync("/api/v1/units")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [TestCase("//evil.example")]
    [TestCase("/\\evil.example")]
    [TestCase("https://evil.example")]
    [TestCase("/\t/evil.example")]
    [TestCase("/bệnh-viện")]
    [TestCase("javascript:alert(1)")]
    public async Task The_way_back_after_signing_in_or_changing_the_language_never_leaves_the_service(string back)
    {
        var login = "back." + Ids.Show(_site.App.Services.GetRequiredService<Ids>().Next());
        using var known = await _site.SignedIn(login, "committee", "VN");
        using var visitor = _site.Visitor();
        var address = "/sign-in?return=" + Uri.EscapeDataString(back);
        var token = Site.TokenOf(await visitor.GetStringAsync(address));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Login"] = login,
            ["password"] = "một câu dài dễ nhớ 2026",
            ["__RequestVerificationToken"] = token,
        });
        var answer = await visitor.PostAsync(address, form);
        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().Should().Be("/");
        (await visitor.GetAsync("/language/en?return=" + Uri.EscapeDataString(back))).Headers.Location!.ToString().Should().Be("/");
    }

    [Test]
    public async Task The_way_to_the_sign_in_names_no_host_of_the_visitors_choice()
    {
        using var visitor = _site.Visitor();
        visitor.DefaultRequestHeaders.Host = "evil.example";
        (await visitor.GetAsync("/returns")).Headers.Location!.ToString().Should().StartWith("/sign-in?return=");
    }

    [Test]
    public async Task A_change_without_the_forms_token_is_refused()
    {
        using var clerk = await _site.SignedIn("no.token", "administrator", "VN");
        foreach (var page in (string[])["/", "/returns", "/reports", "/password", "/sign-out", "/sign-in"])
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["period"] = "2026-09" });
            (await clerk.PostAsync(page, form)).StatusCode.Should().Be(HttpStatusCode.BadRequest, page);
        }

        foreach (var address in (string[])["/api/v1/runs", "/api/v1/reports", "/api/v1/returns"])
        {
            using var json = new StringContent("{\"period\":\"2026-09\"}", null, "application/json");
            (await clerk.PostAsync(address, json)).StatusCode.Should().BeOneOf([HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity], address);
        }
    }

    [Test]
    public async Task A_file_beyond_the_limit_is_named_as_too_large_on_page_and_in_the_API()
    {
        var large = new byte[21 * 1024 * 1024];
        using var program = await _site.WithKey("submitter", "VN");
        program.DefaultRequestHeaders.ExpectContinue = true;
        using var multipart = Multipart(large, "file");
        var answer = await program.PostAsync("/api/v1/returns", multipart);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("file-too-large");

        using var clerk = await _site.SignedIn("large.file", "submitter", "01H1");
        clerk.DefaultRequestHeaders.ExpectContinue = true;
        using var form = Multipart(large, "files");
        form.Add(new StringContent(Site.TokenOf(await clerk.GetStringAsync("/returns"))), "__RequestVerificationToken");
        var page = await clerk.PostAsync("/returns", form);
        (await page.Content.ReadAsStringAsync()).Should().Contain("lớn hơn").And.NotContain("   at ");
    }

    [Test]
    public async Task Pages_run_no_script_of_others_and_are_not_kept_by_the_browser()
    {
        using var clerk = await _site.SignedIn("headers", "committee", "VN");
        var page = await clerk.GetAsync("/");
        page.Headers.CacheControl!.NoStore.Should().BeTrue();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().NotContain("unsafe").And.Contain("default-src 'none'");
        (await page.Content.ReadAsStringAsync()).Should().NotContain("style=\"").And.NotMatchRegex("<script(?![^>]* src=)");
    }

    private static MultipartFormDataContent Multipart(byte[] bytes, string field)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new MultipartFormDataContent { { file, field, "upload.xlsx" } };
    }

    private static async Task<JsonElement> Sent(HttpClient visitor, byte[] bytes)
    {
        using var body = Multipart(bytes, "file");
        var taken = await visitor.PostAsync("/api/v1/returns", body);
        return await Site.Judged(visitor, taken.Headers.Location!.ToString());
    }

    private static async Task<JsonElement> Json(HttpClient visitor, string address) =>
        JsonSerializer.Deserialize<JsonElement>(await visitor.GetStringAsync(address));

    private static async Task<string?> Uploaded(HttpClient visitor, byte[] bytes)
    {
        using var form = Multipart(bytes, "files");
        form.Add(new StringContent(Site.TokenOf(await visitor.GetStringAsync("/returns"))), "__RequestVerificationToken");
        var taken = await visitor.PostAsync("/returns", form);
        return (await Site.Judged(visitor, "/api/v1" + taken.Headers.Location)).GetProperty("state").GetString();
    }
}
