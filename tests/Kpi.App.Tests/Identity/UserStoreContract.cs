using FluentAssertions;
using Kpi.App.Features.Identity;
using Kpi.App.Tests.Storage;
using NUnit.Framework;

namespace Kpi.App.Tests.Identity;

[TestFixtureSource(nameof(Dialects))]
public sealed class UserStoreContract(string dialect) : StorageContract(dialect)
{
    private static readonly DateTimeOffset Now = new(2026, 10, 5, 1, 2, 3, 456, TimeSpan.Zero);
    private readonly UserStore _store = new();

    [Test]
    public async Task An_account_comes_back_with_its_grants()
    {
        var user = await Add("an");

        var found = (await Find("an"))!.Value;

        found.User.Should().Be(user);
        found.Grants.Select(g => (g.Role, g.UnitCode)).Should().Equal(("reviewer", "01"), ("submitter", "H1"));
        (await Database.Read(session => _store.All(session, Token), Token)).Should().Contain(entry => entry.User.Login == "an" && entry.Grants.Count == 2);
        (await Database.Read(session => _store.IsEmpty(session, Token), Token)).Should().BeFalse();
        (await Find("nobody")).Should().BeNull();
    }

    [Test]
    public async Task A_try_is_counted_only_on_the_account_as_it_was_seen()
    {
        var user = await Add("binh");

        (await Count(user, 4)).Should().BeTrue();
        (await Count(user, 4)).Should().BeFalse("another try was counted meanwhile");
        (await Count(user with { FailedSignIns = 4, SecurityStamp = "other" }, 5)).Should().BeFalse("the password was changed meanwhile");
        (await Count(user with { FailedSignIns = 4 }, 5)).Should().BeTrue();

        var counted = (await Find("binh"))!.Value.User;
        (counted.FailedSignIns, counted.FailedSince, counted.LockedUntil).Should().Be((5, Now, Now.AddMinutes(15)));
        (await Database.Write(session => _store.ForgetTries(session, "binh", "other", Token), Token)).Should().BeFalse();
        (await Database.Write(session => _store.ForgetTries(session, "binh", user.SecurityStamp, Token), Token)).Should().BeTrue();
        (await Find("binh"))!.Value.User.Should().Be(user);

        Task<bool> Count(UserStore.UserRow seen, int tries) =>
            Database.Write(session => _store.CountTry(session, seen, tries, Now, tries >= 5 ? Now.AddMinutes(15) : null, Token), Token);
    }

    [Test]
    public async Task A_new_password_unlocks_and_enables()
    {
        var user = await Add("chi");
        await Database.Write(async session =>
        {
            await _store.CountTry(session, user, 5, Now, Now.AddMinutes(15), Token);
            await _store.Disable(session, "chi", "stamp-2", Token);
        }, Token);
        (await Find("chi"))!.Value.User.Disabled.Should().BeTrue();

        await Database.Write(session => _store.PutPassword(session, "chi", "hash-3", false, "stamp-3", Token), Token);

        (await Find("chi"))!.Value.User.Should().Be(user with { PasswordHash = "hash-3", SecurityStamp = "stamp-3", MustChangePassword = false });
    }

    [Test]
    public async Task Grants_are_replaced()
    {
        await Add("dung");

        await Database.Write(session => _store.PutGrants(session, "dung", [new UserStore.GrantRow { Role = "analyst", UnitCode = "VN" }], Token), Token);

        (await Find("dung"))!.Value.Grants.Select(g => (g.Role, g.UnitCode)).Should().Equal(("analyst", "VN"));
    }

    [Test]
    public async Task A_key_is_kept_and_revoked_once()
    {
        var key = new UserStore.KeyRow
        {
            KeyId = "k1",
            KeyHash = new string('a', 64),
            Name = "HIS bệnh viện",
            Role = "submitter",
            UnitCode = "H1",
            CreatedAt = Now,
            ExpiresAt = Now.AddDays(90),
        };
        await Database.Write(session => _store.AddKey(session, key, Token), Token);
        (await Key()).Should().Be(key);

        await Database.Write(session => _store.RevokeKey(session, "k1", Now.AddDays(1), Token), Token);
        await Database.Write(session => _store.RevokeKey(session, "k1", Now.AddDays(2), Token), Token);

        (await Key()).Should().Be(key with { RevokedAt = Now.AddDays(1) });
        (await Database.Read(session => _store.AllKeys(session, Token), Token)).Should().ContainSingle();

        Task<UserStore.KeyRow?> Key() => Database.Read(session => _store.FindKey(session, "k1", Token), Token);
    }

    private async Task<UserStore.UserRow> Add(string login)
    {
        var user = new UserStore.UserRow
        {
            Login = login,
            DisplayName = "Nguyễn Thị Ánh",
            PasswordHash = "hash",
            MustChangePassword = true,
            SecurityStamp = "stamp",
            CreatedAt = Now,
        };
        await Database.Write(session => _store.Add(session, user,
        [
            new UserStore.GrantRow { Role = "submitter", UnitCode = "H1" },
            new UserStore.GrantRow { Role = "reviewer", UnitCode = "01" },
        ], Token), Token);
        return user;
    }

    private Task<(UserStore.UserRow User, IReadOnlyList<UserStore.GrantRow> Grants)?> Find(string login) =>
        Database.Read(session => _store.Find(session, login, Token), Token);
}
