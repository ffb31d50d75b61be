using System.Net;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Web.Tests;

[TestFixture]
public sealed class PageTests
{
    private static readonly string[] Pages = ["/", "/returns", "/forms", "/missing", "/warnings", "/reports"];
    private Site _site = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01", "48");
        await Sample.Send(_site.App.Services, [("01H1", 95), ("01H2", 60), ("01S1", 89), ("48H1", 100), ("48T1", 100)]);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _site.DisposeAsync();

    [Test]
    public async Task Nobody_sees_a_page_without_signing_in([ValueSource(nameof(Pages))] string page)
    {
        using var visitor = _site.Visitor();
        var answer = await visitor.GetAsync(page);
        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.Should().Contain("/sign-in");
    }

    [Test]
    public async Task A_reader_of_the_nation_sees_every_page_but_the_administrators()
    {
        using var visitor = await _site.SignedIn("reader", "committee", "VN");
        foreach (var page in Pages.Concat(["/indicators/ehr-coverage", $"/explain?indicator=ehr-coverage&unit=VN&period={Sample.Period}"]))
            (await visitor.GetAsync(page)).StatusCode.Should().Be(HttpStatusCode.OK, page);
        foreach (var page in (string[])["/system", "/jobs"]) (await visitor.GetAsync(page)).StatusCode.Should().Be(HttpStatusCode.Forbidden, page);
    }

    [Test]
    public async Task A_hospital_sees_its_own_results_and_nobody_elses()
    {
        using var visitor = await _site.SignedIn("bv01", "submitter", "01H1");
        (await visitor.GetStringAsync("/")).Should().Contain("Bệnh viện Đa khoa tỉnh 01");
        (await visitor.GetAsync("/?unit=48H1")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await visitor.GetAsync($"/explain?indicator=ehr-coverage&unit=VN&period={Sample.Period}")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        var list = await visitor.GetStringAsync("/returns");
        list.Should().Contain("01H1.xlsx").And.NotContain("48H1.xlsx").And.NotContain("01H2.xlsx");
    }

    [Test]
    public async Task The_nation_table_shows_value_target_and_verdict_in_both_languages()
    {
        using var visitor = await _site.SignedIn("reader2", "committee", "VN");
        var vi = await visitor.GetStringAsync("/");
        vi.Should().Contain("Cả nước").And.Contain("Mục tiêu 2025").And.Contain("Chưa kết luận").And.MatchRegex("≥\\s*90\\s%");
        (await visitor.GetAsync("/language/en?return=/")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var en = await visitor.GetStringAsync("/");
        en.Should().Contain("The nation").And.Contain("Target 2025").And.Contain("Undecided").And.Contain("<html lang=\"en\">");
    }

    [Test]
    public async Task Explain_leads_to_the_cell_as_typed()
    {
        using var visitor = await _site.SignedIn("reader3", "committee", "VN");
        var html = await visitor.GetStringAsync($"/explain?indicator=cashless-urban-share&unit=VN&period={Sample.Period}");
        html.Should().Contain("01H1.xlsx").And.MatchRegex("![A-Z]+[0-9]+</span> = <strong>");
    }

    [Test]
    public async Task A_value_of_a_return_leads_up_to_the_scores_and_down_again()
    {
        using var visitor = await _site.SignedIn("reader.up", "reviewer", "VN");
        var down = await visitor.GetStringAsync($"/explain?indicator=cashless-urban-share&unit=VN&period={Sample.Period}");
        var id = Regex.Match(down, "/explain\\?return=([0-9a-z]{13})").Groups[1].Value;
        var page = await visitor.GetStringAsync($"/returns/{id}");
        var link = WebUtility.HtmlDecode(Regex.Match(page, "href=\"(/explain\\?return=[^\"]+cell=[^\"]+)\"").Groups[1].Value);

        var up = await visitor.GetStringAsync(link);

        up.Should().Contain("Số này đã đi đâu").And.Contain("vào giá trị").And.MatchRegex("/explain\\?indicator=[a-z-]+&amp;unit=VN");
        (await visitor.GetStringAsync($"/explain?return={id}&all=true")).Should().Contain("Chỉ lượt tính hiện hành");
        (await visitor.GetAsync($"/explain?return={id}&cell=Z999")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        await visitor.GetAsync("/language/en?return=/");
        (await visitor.GetStringAsync(link)).Should().Contain("Where this number went").And.Contain("in the value");
    }

    [Test]
    public async Task Who_is_missing_and_whose_returns_would_decide_stands_beside_the_score()
    {
        using var visitor = await _site.SignedIn("reader.missing", "committee", "VN");
        (await visitor.GetStringAsync($"/explain?indicator=emr-hospitals&unit=VN&period={Sample.Period}"))
            .Should().Contain("Còn thiếu (1)").And.Contain("48H2").And.Contain("chưa bao giờ");
        (await visitor.GetStringAsync("/indicators/emr-hospitals?unit=48"))
            .Should().Contain("Báo cáo của ai sẽ quyết định? (1)").And.Contain("48H2");
        (await visitor.GetStringAsync("/indicators/emr-hospitals?unit=01")).Should().NotContain("Báo cáo của ai sẽ quyết định?");
    }

    [Test]
    public async Task Target_sets_are_chosen_side_by_side_on_the_page_of_an_indicator()
    {
        using var analyst = await _site.SignedIn("analyst.sets", "analyst", "VN");
        const string page = "/indicators/telehealth-adults";
        (await analyst.GetStringAsync(page)).Should().Contain("value=\"later-2030\"").And.Contain("value=\"seed-literal\"").And.NotContain("lao-cai-220");
        (await analyst.GetStringAsync(page + "?beside=later-2030")).Should().Contain("chưa được tính theo các bộ mục tiêu");

        var scored = await Site.Post(analyst, page + "?beside=later-2030", new Dictionary<string, string> { ["period"] = Sample.Period.ToString(), ["unit"] = "VN", ["beside"] = "later-2030" });

        var beside = await analyst.GetStringAsync(scored.Headers.Location!);
        beside.Should().NotContain("chưa được tính theo các bộ mục tiêu").And.Contain("<small>Giá trị 2030 theo văn bản sau</small>");
        using var reader = await _site.SignedIn("reader.sets", "committee", "VN");
        (await reader.GetStringAsync(page + "?beside=seed-literal")).Should().NotContain("Tính ngay");
    }

    [Test]
    public async Task An_indicator_that_is_over_has_a_row_that_says_since_when()
    {
        using var visitor = await _site.SignedIn("reader.closed", "committee", "VN");
        (await visitor.GetStringAsync("/")).Should().Contain("workfiles-online-district").And.Contain("đã kết thúc 30/06/2025");
        (await visitor.GetStringAsync("/indicators/workfiles-online-district")).Should().Contain("đã kết thúc 30/06/2025");
        (await visitor.GetStringAsync("/?unit=01H1")).Should().NotContain("workfiles-online-district");
    }

    [Test]
    public async Task Every_answer_carries_the_security_headers([Values("/sign-in", "/kpi.css", "/nowhere", "/healthz/live", "/api/v1/units")] string path)
    {
        using var visitor = _site.Visitor();
        var headers = (await visitor.GetAsync(path)).Headers;
        headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        headers.GetValues("X-Frame-Options").Should().Equal("DENY");
        headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'").And.NotContain("unsafe");
    }

    [Test]
    public async Task No_page_holds_inline_style_or_script()
    {
        using var visitor = await _site.SignedIn("reader4", "administrator", "VN");
        foreach (var page in Pages.Concat(["/system", "/rules", "/rules?code=cashless-complete", "/indicators/ehr-coverage", "/indicators/emr-hospitals?unit=48", $"/explain?indicator=emr-hospitals&unit=VN&period={Sample.Period}"]))
        {
            var html = await visitor.GetStringAsync(page);
            html.Should().NotContain(" style=\"", page).And.NotContain("<style", page).And.NotMatchRegex("<script(?![^>]* src=)", page)
                .And.NotMatchRegex(" on[a-z]+=\"", page);
        }
    }

    [Test]
    public async Task Something_that_is_not_there_is_said_so_without_a_stack_trace()
    {
        using var visitor = await _site.SignedIn("reader5", "committee", "VN");
        foreach (var path in (string[])["/nowhere", "/indicators/nope", "/returns/0000000000000", "/?period=2026-99"])
        {
            var answer = await visitor.GetAsync(path);
            ((int)answer.StatusCode).Should().BeInRange(400, 499, path);
            (await answer.Content.ReadAsStringAsync()).Should().Contain("<h1>").And.NotContain("   at ", path);
        }
    }

    [Test]
    public async Task The_administrator_reaches_jobs_and_system()
    {
        using var visitor = await _site.SignedIn("boss", "administrator", "VN");
        (await visitor.GetStringAsync("/jobs/recurring")).Should().Contain("sweep");
        (await visitor.GetStringAsync("/system")).Should().Contain("sqlite");
    }
}
