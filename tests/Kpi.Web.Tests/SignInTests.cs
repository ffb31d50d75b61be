using System.Net;
using System.Net.Http.Headers;
using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Web.Tests;

[TestFixture]
public sealed class SignInTests
{
    private Site _site = null!;

    [OneTimeSetUp]
    public async Task Start() => _site = await Site.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _site.DisposeAsync();

    [Test]
    public async Task The_one_time_password_opens_nothing_but_the_change_of_password()
    {
        using var visitor = _site.Visitor();
        var signedIn = await Site.SignIn(visitor, "admin", _site.Password);
        signedIn.Headers.Location!.OriginalString.Should().Be("/password");

        (await visitor.GetAsync("/")).Headers.Location!.OriginalString.Should().Be("/password");
        (await visitor.GetAsync("/api/v1/units")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await visitor.GetAsync("/password")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task Five_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        using var owner = await _site.SignedIn("locked", "committee", "VN");
        using var visitor = _site.Visitor();
        for (var i = 0; i < 5; i++) (await Site.SignIn(visitor, "locked", $"wrong {i}")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await Site.SignIn(visitor, "locked", "một câu dài dễ nhớ 2026")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_form_without_its_token_is_refused()
    {
        using var visitor = _site.Visitor();
        using var form = new FormUrlEncodedContent([new("Login", "admin"), new("password", _site.Password)]);
        (await visitor.PostAsync("/sign-in", form)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A_call_by_cookie_needs_the_token_and_a_call_by_key_does_not()
    {
        using var person = await _site.SignedIn("sender", "submitter", "VN");
        using var program = await _site.WithKey("submitter", "VN");
        using var one = Workbook();
        using var two = Workbook();
        (await person.PostAsync("/api/v1/returns", one)).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await program.PostAsync("/api/v1/returns", two)).StatusCode.Should().Be(HttpStatusCode.Accepted);

        static ByteArrayContent Workbook()
        {
            var body = new ByteArrayContent([1, 2, 3]);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            return body;
        }
    }

    [Test]
    public async Task Signing_out_ends_the_session()
    {
        using var visitor = await _site.SignedIn("leaver", "committee", "VN");
        var token = Site.TokenOf(await visitor.GetStringAsync("/"));
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        (await visitor.PostAsync("/sign-out", form)).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await visitor.GetAsync("/")).Headers.Location!.OriginalString.Should().Contain("/sign-in");
    }

    [TestCase("//evil.example/", ExpectedResult = "/")]
    [TestCase("/\\evil.example", ExpectedResult = "/")]
    [TestCase("https://evil.example/", ExpectedResult = "/")]
    [TestCase("/reports", ExpectedResult = "/reports")]
    public async Task<string> Changing_the_language_never_leads_to_another_site(string back)
    {
        using var visitor = _site.Visitor();
        var answer = await visitor.GetAsync($"/language/en?return={Uri.EscapeDataString(back)}");
        return answer.Headers.Location!.OriginalString;
    }
}
