using FluentAssertions;
using Microsoft.Playwright;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>A clerk's whole way, in a real browser. Pictures of each step go to KPI_SCREENSHOTS where that names a folder.</summary>
[TestFixture]
[Category("Browser")]
public sealed class BrowserTests
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

    private Site _site = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        if (!File.Exists(Chromium))
        {
            const string reason = "Chromium is not installed at " + Chromium + ": the pages are not looked at in a browser.";
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
            Assert.Ignore(reason);
        }

        _site = await Site.Start();
        await Sample.Import(_site.App.Services, "01", "31", "46", "48", "79", "92");
        await Sample.Send(_site.App.Services,
        [
            ("01H1", 96), ("01H2", 61), ("01S1", 91), ("01T1", 100), ("31H1", 72), ("31S1", 84), ("46H1", 55), ("46S1", 48), ("46T1", 70),
            ("48H1", 100), ("48H2", 100), ("48S1", 97), ("48T1", 100), ("79H1", 88), ("79S1", 79), ("92S1", 66),
        ]);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Headless = true, Args = Flags });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_site is not null) await _site.DisposeAsync();
    }

    [Test]
    public async Task From_the_one_time_password_to_findings_and_the_nation_table()
    {
        await using var context = await _browser.NewContextAsync(new() { BaseURL = _site.Address, ViewportSize = new() { Width = 1280, Height = 900 } });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") complaints.Add(message.Text);
        };

        await page.GotoAsync("/");
        await Picture(page, "sign-in");
        await page.GetByLabel("Tên đăng nhập").FillAsync("admin");
        await page.GetByLabel("Mật khẩu").FillAsync(_site.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập" }).ClickAsync();

        await page.GetByLabel("Mật khẩu hiện tại").FillAsync(_site.Password);
        await page.GetByLabel("Mật khẩu mới", new() { Exact = true }).FillAsync("một câu dài dễ nhớ 2026");
        await page.GetByLabel("Nhập lại mật khẩu mới").FillAsync("một câu dài dễ nhớ 2026");
        await Picture(page, "password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Đổi mật khẩu" }).ClickAsync();

        await page.GetByRole(AriaRole.Heading, new() { Name = "Cả nước" }).WaitForAsync();
        (await page.GetByRole(AriaRole.Row).CountAsync()).Should().BeGreaterThan(20);
        await Picture(page, "home-vi");
        await Picture(page, "home-top", whole: false);

        await page.GetByRole(AriaRole.Link, new() { Name = "Báo cáo đơn vị" }).ClickAsync();
        await Picture(page, "returns");
        await page.Locator("#files").SetInputFilesAsync(new FilePayload
        {
            Name = "chưa-điền.xlsx",
            MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Buffer = await Sample.Blank(_site.App.Services, "79H2"),
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Gửi", Exact = true }).ClickAsync();
        // The page loads itself again until the verdict is there, also while one waits for it to be loaded: what is waited for is what it shows in the end.
        await page.Locator("table.findings tbody tr").First.WaitForAsync();
        await page.Locator(".chip.bad").First.WaitForAsync();
        page.Url.Should().Contain("/returns/0");
        (await page.Locator("table.findings tbody tr").CountAsync()).Should().BeGreaterThan(0);
        await Picture(page, "return-refused");

        await page.GotoAsync("/returns?facility=01H1");
        await page.GetByRole(AriaRole.Link, new() { Name = "01H1.xlsx" }).ClickAsync();
        await Picture(page, "return-accepted");

        await page.GotoAsync("/returns?facility=48H1");
        await page.GetByRole(AriaRole.Link, new() { Name = "48H1.xlsx" }).ClickAsync();
        await page.GetByText("Giải trình: vì sao số liệu vẫn đúng").First.ClickAsync();
        await page.Locator("details[open] textarea").FillAsync("Bệnh viện thu hoàn toàn qua ngân hàng");
        await Picture(page, "return-answering");
        await page.Locator("details[open] button").ClickAsync();
        await page.GetByText("Bệnh viện thu hoàn toàn qua ngân hàng").WaitForAsync();
        await Picture(page, "return-answered");
        await page.GetByRole(AriaRole.Link, new() { Name = "Quy tắc kiểm tra" }).ClickAsync();
        await Picture(page, "rules", whole: false);
        await page.GotoAsync("/rules?code=cashless-complete");
        (await page.Locator("section[aria-labelledby=trial] tbody tr").CountAsync()).Should().BeGreaterThan(0);
        await Picture(page, "rules-tried");

        await page.GotoAsync("/indicators/cashless-urban-share");
        await Picture(page, "indicator");
        await page.GetByRole(AriaRole.Link, new() { Name = "Giải trình" }).First.ClickAsync();
        await Picture(page, "explain");
        await page.GotoAsync("/reports");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lập báo cáo" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Tải về" }).WaitForAsync();
        await Picture(page, "reports");
        foreach (var (path, name) in new[] { ("/missing", "missing"), ("/forms", "forms"), ("/system", "system"), ("/jobs", "jobs"), ("/nowhere", "not-found") })
        {
            await page.GotoAsync(path);
            await Picture(page, name);
        }

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "The nation" }).WaitForAsync();
        await Picture(page, "home-en");

        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync("/");
        await Picture(page, "home-phone", whole: false);
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.Should().Be(0, "nothing may stick out on a phone");
        foreach (var (path, name) in new[] { ("/returns", "returns-phone"), ("/indicators/cashless-urban-share", "indicator-phone"), ("/missing", "missing-phone"), ("/rules?code=cashless-complete", "rules-phone") })
        {
            await page.GotoAsync(path);
            await Picture(page, name, whole: false);
        }

        var outside = await page.EvaluateAsync<string>(
            "() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth)"
            + ".map(e => e.tagName + '.' + e.className).join(', ')");
        outside.Should().BeEmpty("nothing of the rules may stick out on a phone");

        // The one 404 above is meant; anything else is a broken script, style or policy.
        complaints.Where(c => !c.Contains("404", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Test]
    public async Task A_reviewer_confirms_how_a_units_own_workbook_is_read()
    {
        const string own = "một câu dài dễ nhớ 2026";
        using (await _site.SignedIn("duyet-46", "reviewer", "46"))
        {
            // Signing in once has set the password.
        }

        await using var context = await _browser.NewContextAsync(new() { BaseURL = _site.Address, ViewportSize = new() { Width = 1280, Height = 900 } });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") complaints.Add(message.Text);
        };
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Tên đăng nhập").FillAsync("duyet-46");
        await page.GetByLabel("Mật khẩu").FillAsync(own);
        await page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập" }).ClickAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Mẫu riêng" }).ClickAsync();
        await page.GetByLabel("Mã đơn vị").FillAsync("46T1");
        await page.GetByLabel("Kỳ báo cáo").FillAsync(Sample.Period.ToString());
        await page.Locator("#file").SetInputFilesAsync(new FilePayload
        {
            Name = "số liệu trạm.xlsx",
            MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Buffer = StationSheet.Make(Sample.Period, 41),
        });
        await Picture(page, "profiles");
        await page.GetByRole(AriaRole.Button, new() { Name = "Đề xuất" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Đề xuất cách đọc" }).WaitForAsync();
        await Picture(page, "proposal");
        await page.SetViewportSizeAsync(390, 844);
        await Picture(page, "proposal-phone", whole: false);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "nothing may stick out on a phone");
        await page.SetViewportSizeAsync(1280, 900);
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Picture(page, "proposal-en");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm the reading" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Reading profile" }).WaitForAsync();
        await Picture(page, "profile-en");
        await page.GotoAsync("/profiles");
        await Picture(page, "profiles-en");
        complaints.Should().BeEmpty();
    }

    private static async Task Picture(IPage page, string name, bool whole = true)
    {
        if (Environment.GetEnvironmentVariable("KPI_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = whole });
    }
}
