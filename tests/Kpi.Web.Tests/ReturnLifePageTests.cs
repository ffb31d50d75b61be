using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>The pages on which a return lives after it was read, as a clerk and a department use them, without JavaScript.</summary>
[TestFixture]
public sealed class ReturnLifePageTests
{
    private Site _site = null!;
    private HttpClient _clerk = null!;
    private HttpClient _department = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01", "48");
        _clerk = await _site.SignedIn("clerk", "submitter", "01H1");
        _department = await _site.SignedIn("department", "reviewer", "01");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _clerk.Dispose();
        _department.Dispose();
        await _site.DisposeAsync();
    }

    [Test]
    public async Task A_clerk_checks_a_file_and_nothing_is_sent()
    {
        await Sample.Send(_site.App.Services, [("01H1", 91)]);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(await Sample.Filled(_site.App.Services, "01H1", 81)), "files", "tháng này.xlsx" } };
        form.Add(new StringContent(Site.TokenOf(await _clerk.GetStringAsync("/returns"))), "__RequestVerificationToken");

        var page = await Html(await _clerk.PostAsync("/returns?handler=Check", form));

        page.Should().Contain("Nếu gửi sẽ được chấp nhận").And.Contain("Khác với bản đang được tính").And.Contain("tháng này.xlsx");
        (await Html(await _clerk.GetAsync("/returns"))).Should().NotContain("tháng này.xlsx");
    }

    [Test]
    public async Task Sides_ask_answer_attach_and_withdraw_on_the_page_of_the_return()
    {
        var id = await Accepted("01H1", 92);
        (await Site.Post(_department, $"/returns/{id}?handler=Question", Fields(("text", "Vì sao <b>giảm</b>?"), ("place", "systems_in_use")))).StatusCode
            .Should().Be(HttpStatusCode.Redirect);
        var asked = await Html(await _clerk.GetAsync($"/returns/{id}"));
        asked.Should().Contain("Vì sao &lt;b&gt;giảm&lt;/b&gt;?").And.Contain("chưa trả lời");
        var question = Regex.Match(asked, "name=\"question\" value=\"([^\"]+)\"").Groups[1].Value;
        (await Site.Post(_clerk, $"/returns/{id}?handler=Answer", Fields(("question", question), ("text", "Đã gộp hai hệ thống")))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await Html(await _department.GetAsync($"/returns/{id}"))).Should().Contain("Đã gộp hai hệ thống").And.Contain("đã trả lời");

        var file = new ByteArrayContent("%PDF-1.4 minh chứng"u8.ToArray());
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var form = new MultipartFormDataContent { { file, "file", "quyết định.pdf" }, { new StringContent("systems_in_use"), "element" } };
        form.Add(new StringContent(Site.TokenOf(await _clerk.GetStringAsync($"/returns/{id}"))), "__RequestVerificationToken");
        (await _clerk.PostAsync($"/returns/{id}?handler=Evidence", form)).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var seen = await Html(await _department.GetAsync($"/returns/{id}"));
        seen.Should().Contain("quyết định.pdf").And.NotContain("handler=Withdraw", "a department does not withdraw what a unit shows");
        var address = WebUtility.HtmlDecode(Regex.Match(seen, $"href=\"(/returns/{id}\\?handler=Evidence[^\"]+)\"").Groups[1].Value);
        (await _department.GetAsync(address)).Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        var piece = Regex.Match(await Html(await _clerk.GetAsync($"/returns/{id}")), "name=\"piece\" value=\"([^\"]+)\"").Groups[1].Value;
        (await Site.Post(_clerk, $"/returns/{id}?handler=Withdraw", Fields(("piece", piece), ("reason", "Nhầm tệp")))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await Html(await _department.GetAsync($"/returns/{id}"))).Should().Contain("đã rút").And.Contain("Nhầm tệp");
    }

    [Test]
    public async Task A_department_sends_back_at_a_cell_and_the_next_version_shows_its_difference()
    {
        var first = await Accepted("01H2", 93);
        (await Site.Post(_department, $"/returns/{first}", Fields(("decision", "approve")))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var second = await Accepted("01H2", 83);

        var page = await Html(await _department.GetAsync($"/returns/{second}"));
        page.Should().Contain("đã đổi sau khi duyệt").And.Contain($"/returns/{second}/difference");
        (await Html(await _department.GetAsync($"/returns/{second}/difference"))).Should().Contain("Khác biệt giữa hai bản").And.Contain($"/returns/{first}");
        (await Site.Post(_department, $"/returns/{second}", Fields(("decision", "send-back"), ("reason", ""), ("at.systems_in_use", "Thiếu PACS"), ("at.fees_total_vnd", " "))))
            .StatusCode.Should().Be(HttpStatusCode.Redirect);
        var back = await Html(await _department.GetAsync($"/returns/{second}"));
        back.Should().Contain("Thiếu PACS").And.Contain("Không tính: đã bị trả lại");
        (await Html(await _department.GetAsync($"/returns/{first}"))).Should().Contain("Đang được tính");
    }

    [Test]
    public async Task A_department_approves_a_page_of_returns_except_those_picked()
    {
        var approved = await Accepted("01T1", 94);
        var left = await Accepted("01H1", 95);
        await Accepted("48T1", 94);
        var queue = await Html(await _department.GetAsync("/review?unit=01"));
        queue.Should().Contain(approved).And.Contain(left).And.NotContain("48T1");
        var token = Site.TokenOf(queue);
        using var form = new FormUrlEncodedContent(
            [new("shown", approved), new("shown", left), new("picked", left), new("which", "others"), new("reason", "Đã đối chiếu"), new("__RequestVerificationToken", token)]);

        var page = await Html(await _department.PostAsync("/review", form));

        page.Should().Contain("1 báo cáo đã được duyệt").And.NotContain($"/returns/{approved}").And.Contain($"/returns/{left}");
        (await _clerk.GetAsync("/review")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await Html(await _clerk.GetAsync("/"))).Should().NotContain("href=\"/review\"");
    }

    private async Task<string> Accepted(string facility, int percent)
    {
        await Sample.Send(_site.App.Services, [(facility, percent)]);
        var current = await _site.App.Services.GetRequiredService<ReturnReader>()
            .List(new ReturnFilter { Facility = facility, CurrentOnly = true }, 0, 1, CancellationToken.None);
        return Ids.Show(current.Single().Id);
    }

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);

    private static async Task<string> Html(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().BeOneOf([HttpStatusCode.OK, HttpStatusCode.Forbidden], text);
        return text;
    }
}
