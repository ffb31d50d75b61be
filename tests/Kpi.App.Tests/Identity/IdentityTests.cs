using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Identity;
using Kpi.App.Features.Units;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.TestKit;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.App.Tests.Identity;

public sealed class IdentityTests
{
    private const string Good = "mùa thu Hà Nội 2026";
    private World _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task New()
    {
        _world = await World.New(new Dictionary<string, string?>(), services => services.AddSingleton(new Passwords(iterations: 100)));
        await _world.Get<ShippedUnits>().Ensure(Token);
    }

    [TearDown]
    public async Task Remove() => await _world.DisposeAsync();

    [Test]
    public async Task The_first_administrator_is_made_once_and_the_password_is_told_once()
    {
        var password = await _world.Get<FirstAdministrator>().Ensure(Token);

        password.Should().HaveLength(20).And.MatchRegex("^[a-zA-Z2-9]+$");
        (await _world.Get<FirstAdministrator>().Ensure(Token)).Should().BeNull();
        var account = (await SignIn("Admin ", password!)).Value;
        (account.Login, account.MustChangePassword).Should().Be(("admin", true));
        account.Grants.Should().ContainSingle().Which.Should().Match<Grant>(g => g.UnitCode == "VN" && g.Permissions.HasFlag(Permission.Administer));
        (await Actions()).Should().Contain(["user.added", "sign-in.succeeded"]);
    }

    [Test]
    public async Task Two_that_start_at_once_make_one_administrator()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _world.Get<FirstAdministrator>().Ensure(Token)));

        made.Should().ContainSingle(password => password != null);
    }

    [Test]
    public async Task Nobody_is_made_administrator_when_there_are_users()
    {
        await Add("an");

        (await _world.Get<FirstAdministrator>().Ensure(Token)).Should().BeNull();
    }

    [Test]
    public async Task A_wrong_password_an_unknown_login_and_a_disabled_account_sound_the_same()
    {
        await Add("an");
        var disabled = await Add("binh");
        await _world.Get<ManageUsers>().Disable("binh", _world.Actor, Token);

        var wrong = (await SignIn("an", "not this one")).Problem!;
        wrong.Kind.Should().Be(ProblemKind.Forbidden);
        (await SignIn("nobody", "not this one")).Problem.Should().Be(wrong);
        (await SignIn("binh", disabled)).Problem.Should().Be(wrong);
        (await SignIn("", "")).Problem.Should().Be(wrong);
        (await SignIn("an", new string('x', 100_000))).Problem.Should().Be(wrong);
    }

    [Test]
    public async Task Five_wrong_tries_lock_for_fifteen_minutes_even_for_the_right_password()
    {
        var password = await Add("an");
        for (var i = 0; i < 5; i++) (await SignIn("an", "wrong")).Problem.Should().NotBeNull();

        (await SignIn("an", password)).Problem!.Code.Should().Be("sign-in-refused");
        _world.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        (await SignIn("an", password)).Problem.Should().NotBeNull();
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await SignIn("an", password)).Value.LockedUntil.Should().BeNull();
        (await Actions()).Count(action => action == "sign-in.locked").Should().Be(1);
    }

    [Test]
    public async Task Four_wrong_tries_and_a_right_one_begin_the_count_again()
    {
        var password = await Add("an");
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4; i++) await SignIn("an", "wrong");
            (await SignIn("an", password)).Problem.Should().BeNull();
        }
    }

    [Test]
    public async Task Wrong_tries_are_forgotten_after_fifteen_minutes()
    {
        var password = await Add("an");
        for (var i = 0; i < 4; i++) await SignIn("an", "wrong");
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        for (var i = 0; i < 4; i++) await SignIn("an", "wrong");

        (await SignIn("an", password)).Problem.Should().BeNull();
    }

    [Test]
    public async Task Guesses_sent_at_the_same_time_are_all_counted()
    {
        var password = await Add("an");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => SignIn("an", $"guess {i}")));

        (await SignIn("an", password)).Problem.Should().NotBeNull();
        (await Actions()).Count(action => action is "sign-in.failed" or "sign-in.locked").Should().Be(5);
    }

    [Test]
    public async Task A_one_time_password_is_changed_for_ones_own_and_other_sessions_end()
    {
        var first = await Add("an");
        var before = (await SignIn("an", first)).Value;

        var after = (await _world.Get<ChangePassword>().Run("an", first, Good, Token)).Value;

        after.MustChangePassword.Should().BeFalse();
        after.SecurityStamp.Should().NotBe(before.SecurityStamp);
        (await _world.Get<SignIn>().Current("an", before.SecurityStamp, Token)).Should().BeNull();
        (await _world.Get<SignIn>().Current("an", after.SecurityStamp, Token))!.Login.Should().Be("an");
        (await SignIn("an", first)).Problem.Should().NotBeNull();
        (await SignIn("an", Good.Normalize(System.Text.NormalizationForm.FormD))).Problem.Should().BeNull("keyboards compose differently");
    }

    [TestCase("ngắn quá", "at least 12")]
    [TestCase("aaaaaaaaaaaaaaaa", "guess")]
    [TestCase("1234567890123456", "guess")]
    [TestCase("một câu dễ nhớ", null)]
    [TestCase("abcdefghijklmnop", "guess")]
    [TestCase("nguyen.an là tôi đây", "login")]
    public async Task A_weak_password_is_refused_with_the_reason(string password, string? reason)
    {
        var first = await Add("nguyen.an");

        var outcome = await _world.Get<ChangePassword>().Run("nguyen.an", first, password, Token);

        if (reason is null) outcome.Problem.Should().BeNull();
        else outcome.Problem!.Message.En.Should().Contain(reason);
    }

    [Test]
    public async Task The_old_password_cannot_be_guessed_by_changing_it()
    {
        var first = await Add("an");
        for (var i = 0; i < 5; i++) (await _world.Get<ChangePassword>().Run("an", "wrong", Good, Token)).Problem.Should().NotBeNull();

        (await SignIn("an", first)).Problem.Should().NotBeNull();
    }

    [Test]
    public async Task A_reset_gives_a_new_one_time_password_unlocks_and_ends_sessions()
    {
        var first = await Add("an");
        var session = (await SignIn("an", first)).Value;
        for (var i = 0; i < 5; i++) await SignIn("an", "wrong");

        var second = (await _world.Get<ManageUsers>().Reset("an", _world.Actor, Token)).Value;

        (await SignIn("an", first)).Problem.Should().NotBeNull();
        var account = (await SignIn("an", second)).Value;
        account.MustChangePassword.Should().BeTrue();
        account.SecurityStamp.Should().NotBe(session.SecurityStamp);
        (await _world.Get<ManageUsers>().Reset("nobody", _world.Actor, Token)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
    }

    [Test]
    public async Task The_last_administrator_can_neither_be_disabled_nor_lose_the_role()
    {
        await _world.Get<FirstAdministrator>().Ensure(Token);
        var users = _world.Get<ManageUsers>();

        (await users.Disable("admin", _world.Actor, Token)).Problem!.Code.Should().Be("last-administrator");
        (await users.Grant("admin", [new GrantRequest("analyst", "VN")], _world.Actor, Token)).Problem!.Code.Should().Be("last-administrator");

        await users.Add("chi", "Chị Chi", [new GrantRequest("administrator", "VN")], _world.Actor, Token);
        (await users.Disable("admin", _world.Actor, Token)).Value.Disabled.Should().BeTrue();
        (await users.Disable("chi", _world.Actor, Token)).Problem!.Code.Should().Be("last-administrator");
    }

    [Test]
    public async Task New_grants_replace_the_old_ones_and_end_sessions()
    {
        var session = (await SignIn("an", await Add("an"))).Value;

        var account = (await _world.Get<ManageUsers>().Grant("an", [new GrantRequest("reviewer", "01")], _world.Actor, Token)).Value;

        account.Grants.Should().Equal(new Grant("reviewer", Permission.Read | Permission.Review, "01"));
        (await _world.Get<SignIn>().Current("an", session.SecurityStamp, Token)).Should().BeNull();
    }

    [TestCase("x", "Tên", "submitter", "01", "login-refused")]
    [TestCase("tên có dấu", "Tên", "submitter", "01", "login-refused")]
    [TestCase("an", " ", "submitter", "01", "display-name-refused")]
    [TestCase("an", "Tên", "boss", "01", "role-unknown")]
    [TestCase("an", "Tên", "submitter", "NOPE", "unit-unknown")]
    public async Task A_wrong_account_is_refused(string login, string name, string role, string unit, string code)
    {
        var problem = (await _world.Get<ManageUsers>().Add(login, name, [new GrantRequest(role, unit)], _world.Actor, Token)).Problem!;

        (problem.Kind, problem.Code).Should().Be((ProblemKind.Invalid, code));
    }

    [Test]
    public async Task A_login_exists_once()
    {
        await Add("an");

        (await _world.Get<ManageUsers>().Add("AN", "An", [new GrantRequest("submitter", "01")], _world.Actor, Token)).Problem!.Kind.Should().Be(ProblemKind.Conflict);
        (await _world.Get<ManageUsers>().List(Token)).Should().ContainSingle();
    }

    [Test]
    public async Task A_key_works_until_it_expires_or_is_revoked()
    {
        var keys = _world.Get<ApiKeys>();
        var key = (await keys.Add("HIS", "submitter", "01", TimeSpan.FromDays(30), _world.Actor, Token)).Value;
        var other = (await keys.Add("LIS", "analyst", "vn", TimeSpan.FromDays(60), _world.Actor, Token)).Value;

        key.Key.Should().StartWith($"kpi_{key.KeyId}_");
        (await keys.Check(key.Key, Token))!.Grants.Should().Equal(new Grant("submitter", Permission.Read | Permission.Submit, "01"));
        _world.Clock.Advance(TimeSpan.FromDays(30));
        (await keys.Check(key.Key, Token)).Should().BeNull("it has expired");
        (await keys.Check(other.Key, Token))!.Grants.Single().UnitCode.Should().Be("VN");
        (await keys.Revoke(other.KeyId, _world.Actor, Token)).Value.RevokedAt.Should().Be(_world.Clock.GetUtcNow());
        (await keys.Check(other.Key, Token)).Should().BeNull("it was revoked");
        (await keys.Revoke("nope", _world.Actor, Token)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await Actions()).Should().Contain(["key.added", "key.revoked"]);
    }

    [Test]
    public async Task A_key_is_never_kept_and_no_other_text_passes_for_it()
    {
        var keys = _world.Get<ApiKeys>();
        var key = (await keys.Add("HIS", "submitter", "01", TimeSpan.FromDays(30), _world.Actor, Token)).Value;

        Kept(key.KeyId).Should().BeTrue("the search must be able to find something");
        Kept(key.Key[(key.Key.LastIndexOf('_') + 1)..]).Should().BeFalse();
        foreach (var wrong in new[] { "", "kpi", key.Key[..^1], key.Key[..^1] + (key.Key[^1] == 'a' ? 'b' : 'a'), key.Key.ToUpperInvariant(), key.Key + "_", "kpi_" + key.KeyId + "_" })
            (await keys.Check(wrong, Token)).Should().BeNull(wrong);

        bool Kept(string text) => Directory.GetFiles(_world.Folder, "kpi.db*").Any(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray().AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(text)) >= 0;
        });
    }

    [TestCase("", "submitter", 1, "key-name-refused")]
    [TestCase("HIS", "submitter", 0, "key-lifetime-refused")]
    [TestCase("HIS", "submitter", 4000, "key-lifetime-refused")]
    [TestCase("HIS", "boss", 1, "role-unknown")]
    public async Task A_wrong_key_is_refused(string name, string role, int days, string code) =>
        (await _world.Get<ApiKeys>().Add(name, role, "01", TimeSpan.FromDays(days), _world.Actor, Token)).Problem!.Code.Should().Be(code);

    [Test]
    public void The_shipped_roles_are_those_of_the_design() => Roles.Shipped.All.Select(r => (r.Code, r.Permissions)).Should().Equal(
        ("submitter", Permission.Read | Permission.Submit),
        ("reviewer", Permission.Read | Permission.Review),
        ("committee", Permission.Read),
        ("analyst", Permission.Read | Permission.Calculate),
        ("administrator", Permission.Read | Permission.Submit | Permission.Review | Permission.Calculate | Permission.Administer));

    [TestCase("{")]
    [TestCase("{}")]
    [TestCase("""{"roles": []}""")]
    [TestCase("""{"roles": [{"code": "a", "name": {"vi": "a", "en": "a"}, "permissions": ["everything"]}]}""")]
    [TestCase("""{"roles": [{"code": "a", "name": {"vi": "a", "en": "a"}, "permissions": ["read"], "extra": 1}]}""")]
    [TestCase("""{"roles": [{"code": "a", "name": {"vi": "a", "en": "a"}, "permissions": ["read"]}, {"code": "a", "name": {"vi": "b", "en": "b"}, "permissions": ["read"]}]}""")]
    public void Roles_that_do_not_follow_the_schema_are_refused(string json) => Roles.Read(json).Problem!.Code.Should().Be("roles-refused");

    [Test]
    public async Task The_audit_chain_is_whole_after_all_this()
    {
        var first = await Add("an");
        await SignIn("an", "wrong");
        await _world.Get<ChangePassword>().Run("an", first, Good, Token);
        await _world.Get<ManageUsers>().Reset("an", _world.Actor, Token);

        (await _world.Get<AuditReader>().Verify(Token)).IsWhole.Should().BeTrue();
        (await Actions()).Should().Contain(["user.added", "sign-in.failed", "user.password-changed", "user.password-reset"]);
    }

    private async Task<string> Add(string login) =>
        (await _world.Get<ManageUsers>().Add(login, "Nguyễn Văn An", [new GrantRequest("submitter", "01")], _world.Actor, Token)).Value;

    private Task<Outcome<Account>> SignIn(string login, string password) => _world.Get<SignIn>().Run(login, password, Token);

    private async Task<IReadOnlyList<string>> Actions() => [.. (await _world.Get<AuditReader>().List(0, 1000, Token)).Select(e => e.Action)];
}
