using System.Net;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>A unit's own workbook by API, page and verb: proposed by whoever sends for the unit, confirmed by its reviewer, then read.</summary>
[TestFixture]
public sealed class OwnDesignTests
{
    private Site _site = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01", "31");
    }

    [OneTimeTearDown]
    public async Task Stop() => await _site.DisposeAsync();

    [Test]
    public async Task The_submitter_proposes_the_reviewer_confirms_and_the_file_is_read()
    {
        using var submitter = await _site.WithKey("submitter", "01T1");
        using var reviewer = await _site.WithKey("reviewer", "01");
        using var stranger = await _site.WithKey("reviewer", "31");
        var bytes = StationSheet.Make(Sample.Period, 120);

        var proposed = await Propose(submitter, bytes, "01T1");
        proposed.StatusCode.Should().Be(HttpStatusCode.Created);
        var proposal = await proposed.Content.ReadAsStringAsync();
        var id = JsonDocument.Parse(proposal).RootElement.GetProperty("id").GetString();

        (await Confirm(submitter, proposal)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await Confirm(stranger, proposal)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await stranger.GetAsync("/api/v1/profiles/proposals/" + id)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await Propose(stranger, bytes, "01T1")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        var confirmed = await Confirm(reviewer, proposal);
        confirmed.StatusCode.Should().Be(HttpStatusCode.Created, await confirmed.Content.ReadAsStringAsync());
        var profile = JsonDocument.Parse(await confirmed.Content.ReadAsStringAsync()).RootElement;
        profile.GetProperty("percentages").EnumerateArray().Select(p => $"{p.GetProperty("indicator")} {p.GetProperty("value")}").Should().Equal("disease-cases-digital B11");

        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(StationSheet.Make(Sample.Period, 133)), "file", "thang-sau.xlsx" },
            { new StringContent("01T1"), "facility" },
            { new StringContent(Sample.Period.ToString()), "period" },
        };
        var sent = await submitter.PostAsync("/api/v1/returns", form);
        sent.StatusCode.Should().Be(HttpStatusCode.Accepted);
        JsonElement judged;
        do judged = JsonDocument.Parse(await submitter.GetStringAsync(sent.Headers.Location)).RootElement;
        while (judged.GetProperty("state").GetString() is "received" or "reading");
        judged.GetProperty("state").GetString().Should().Be("accepted", judged.ToString());
        judged.GetProperty("facility").GetString().Should().Be("01T1");
        judged.GetProperty("profile").GetInt32().Should().Be(1);
        judged.GetProperty("values").EnumerateArray().Single(v => v.GetProperty("element").GetString() == "cases_notifiable").GetProperty("value").GetInt64().Should().Be(133);

        var warning = judged.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("code").GetString() == "percentage-disagrees");
        (warning.GetProperty("cell").GetString(), warning.GetProperty("severity").GetString()).Should().Be(("B11", "warning"));
        warning.GetProperty("message").GetString().Should().Contain("95,8").And.Contain("96,24");

        var profileId = profile.GetProperty("id").GetString();
        (await reviewer.GetStringAsync("/api/v1/profiles")).Should().Contain(profileId);
        (await stranger.GetStringAsync("/api/v1/profiles")).Should().NotContain(profileId);
        using var why = new StringContent("""{"reason":"thử"}""", System.Text.Encoding.UTF8, "application/json");
        (await submitter.PostAsync($"/api/v1/profiles/{profileId}/retirement", why)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task The_pages_lead_from_the_file_to_the_profile()
    {
        using var reviewer = await _site.SignedIn("reviewer-31", "reviewer", "31");
        var token = Site.TokenOf(await reviewer.GetStringAsync("/profiles"));
        using var upload = new MultipartFormDataContent
        {
            { new ByteArrayContent(StationSheet.Make(Sample.Period, 140)), "file", "mẫu riêng.xlsx" },
            { new StringContent("31T1"), "facility" },
            { new StringContent(Sample.Period.ToString()), "period" },
            { new StringContent(token), "__RequestVerificationToken" },
        };
        var proposed = await reviewer.PostAsync("/profiles", upload);
        proposed.StatusCode.Should().Be(HttpStatusCode.Redirect, await proposed.Content.ReadAsStringAsync());
        var address = proposed.Headers.Location!.ToString();
        var page = await reviewer.GetStringAsync(address);
        page.Should().Contain("Số ca bệnh truyền nhiễm").And.Contain("900 ‰");

        var fields = System.Text.RegularExpressions.Regex.Matches(page, "name=\"place-([a-z0-9_-]+)\"").Select(m => m.Groups[1].Value)
            .ToDictionary(e => "place-" + e, e => page.Contains($"id=\"place-{e}\"", StringComparison.Ordinal) && Offers(page, e) ? "0" : "none", StringComparer.Ordinal);
        fields.Should().Contain("place-disease-cases-digital", "0");
        var lacking = new Dictionary<string, string>(fields, StringComparer.Ordinal) { ["place-cases_notifiable"] = "none" };
        var refused = await Site.Post(reviewer, address, lacking);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("cases_notifiable").And.Contain("role=\"alert\"");
        var confirmed = await Site.Post(reviewer, address, fields);
        confirmed.StatusCode.Should().Be(HttpStatusCode.Redirect, await confirmed.Content.ReadAsStringAsync());
        (await reviewer.GetStringAsync(confirmed.Headers.Location!.ToString())).Should().Contain("mẫu riêng.xlsx").And.Contain("disease-cases-digital");

        static bool Offers(string page, string element)
        {
            var at = page.IndexOf($"id=\"place-{element}\"", StringComparison.Ordinal);
            return page.AsSpan(at, Math.Min(400, page.Length - at)).Contains("value=\"0\"", StringComparison.Ordinal);
        }
    }

    private static async Task<HttpResponseMessage> Propose(HttpClient program, byte[] bytes, string facility)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(bytes), "file", "bao-cao.xlsx" },
            { new StringContent(facility), "facility" },
            { new StringContent(Sample.Period.ToString()), "period" },
        };
        return await program.PostAsync("/api/v1/profiles/proposals", form);
    }

    private static async Task<HttpResponseMessage> Confirm(HttpClient program, string proposal)
    {
        using var body = new StringContent(proposal, System.Text.Encoding.UTF8, "application/json");
        return await program.PostAsync("/api/v1/profiles", body);
    }
}
