using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Indicators;

[TestFixture]
public sealed class PublishCatalogueTests
{
    private static readonly int Shipped = ShippedCatalogue.Load().Version;
    private World _world = null!;

    private static CancellationToken Token => CancellationToken.None;

    private PublishCatalogue Publish => _world.Get<PublishCatalogue>();

    private CatalogueReader Reader => _world.Get<CatalogueReader>();

    [SetUp]
    public async Task Make_a_world() => _world = await World.New();

    [TearDown]
    public async Task Dispose() => await _world.DisposeAsync();

    [Test]
    public async Task The_shipped_catalogue_is_published_once_and_comes_back_byte_for_byte()
    {
        await Publish.EnsureShipped(Token);
        await Publish.EnsureShipped(Token);

        (await Reader.Versions(Token)).Should().ContainSingle().Which.Version.Should().Be(Shipped);
        (await Reader.Export(null, Token)).Value.Should().Equal(ShippedCatalogue.Json());
        (await Reader.Current(Token)).Indicators.Should().HaveCount(ShippedCatalogue.Load().Indicators.Length);
    }

    [Test]
    public async Task Two_processes_that_start_at_once_publish_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Publish.EnsureShipped(Token))));

        (await Reader.Versions(Token)).Should().ContainSingle();
    }

    [Test]
    public async Task Every_element_has_a_number_that_outlives_a_new_version()
    {
        await Publish.EnsureShipped(Token);
        var first = await Reader.ElementNumbers(Token);
        first.Keys.Should().BeEquivalentTo(ShippedCatalogue.Load().Elements.Select(e => e.Code));
        first.Values.Should().OnlyHaveUniqueItems();

        (await Publish.Run(Next(Shipped + 1, AddElement), "một phần tử mới", null, _world.Actor, Token)).Value.Should().Be(Shipped + 1);

        var second = await Reader.ElementNumbers(Token);
        second.Should().HaveCount(first.Count + 1).And.Contain(first);
        second["robots_working"].Should().Be(first.Values.Max() + 1);
    }

    [Test]
    public async Task A_new_version_takes_over_and_the_old_one_stays()
    {
        await Publish.EnsureShipped(Token);
        var old = await Reader.Current(Token);

        await Publish.Run(Next(Shipped + 1, AddElement), "một phần tử mới", null, _world.Actor, Token);

        (await Reader.Current(Token)).Version.Should().Be(Shipped + 1);
        (await Reader.Version(Shipped, Token)).Should().BeSameAs(old);
        (await Reader.Export(Shipped, Token)).Value.Should().Equal(ShippedCatalogue.Json());
    }

    [Test]
    public async Task Publishing_is_audited_with_its_author_and_reason()
    {
        await Publish.EnsureShipped(Token);
        await Publish.Run(Next(Shipped + 1, AddElement), "đợt rà soát tháng 10", null, _world.Actor, Token);

        var entry = (await _world.Get<AuditReader>().List(0, 1, Token))[0];

        (entry.Action, entry.Subject, entry.Actor).Should().Be(("catalogue.published", (Shipped + 1).ToString(CultureInfo.InvariantCulture), "test"));
        entry.Detail.Should().Contain("đợt rà soát tháng 10");
        (await Reader.Versions(Token))[0].Reason.Should().Be("đợt rà soát tháng 10");
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task A_version_that_is_not_newer_is_refused(int older)
    {
        await Publish.EnsureShipped(Token);

        var outcome = await Publish.Run(Next(older == 0 ? Shipped : 0, _ => { }), "lại", null, _world.Actor, Token);

        outcome.Problem!.Kind.Should().Be(older > 0 ? ProblemKind.Invalid : ProblemKind.Conflict);
        (await Reader.Versions(Token)).Should().ContainSingle();
    }

    [Test]
    public async Task An_element_cannot_become_something_else_under_its_old_code()
    {
        await Publish.EnsureShipped(Token);

        // Consistent in itself: kiosks counted per month instead of standing there.
        var outcome = await Publish.Run(Next(Shipped + 1, c => Element(c, "kiosks_working")["time"] = "flow"), "đổi nghĩa", null, _world.Actor, Token);

        outcome.Problem!.Code.Should().Be("catalogue-element-redefined");
        outcome.Problem.Message.Vi.Should().Contain("kiosks_working");
    }

    [Test]
    public async Task An_element_that_was_dropped_does_not_come_back_as_something_else()
    {
        await Publish.EnsureShipped(Token);
        await Publish.Run(Next(Shipped + 1, AddElement), "thêm", null, _world.Actor, Token);
        (await Publish.Run(Next(Shipped + 2, _ => { }), "bỏ", null, _world.Actor, Token)).Problem.Should().BeNull();

        var outcome = await Publish.Run(
            Next(Shipped + 3, c => { AddElement(c); Element(c, "robots_working")["time"] = "flow"; }), "đem về", null, _world.Actor, Token);

        outcome.Problem!.Code.Should().Be("catalogue-element-redefined");
    }

    [TestCase("")]
    [TestCase("   ")]
    public async Task A_reason_is_owed(string reason) =>
        (await Publish.Run(Next(Shipped + 1, _ => { }), reason, null, _world.Actor, Token)).Problem!.Code.Should().Be("catalogue-reason");

    [Test]
    public async Task A_wrong_catalogue_changes_nothing()
    {
        await Publish.EnsureShipped(Token);

        var outcome = await Publish.Run(Next(Shipped + 1, c => Element(c, "kiosks_working")["kind"] = "robot"), "sai", null, _world.Actor, Token);

        outcome.Problem!.Details.Should().NotBeEmpty();
        (await Reader.Versions(Token)).Should().ContainSingle();
        (await _world.Get<AuditReader>().List(0, 10, Token)).Should().ContainSingle();
    }

    [Test]
    public async Task What_was_never_published_is_not_found()
    {
        (await Reader.Export(null, Token)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await Reader.Export(7, Token)).Problem!.Message.En.Should().Contain("7");
        await FluentActions.Awaiting(() => Reader.Current(Token)).Should().ThrowAsync<InvalidOperationException>();
    }

    [Test]
    public async Task A_proposed_catalogue_waits_for_a_second_person()
    {
        await Publish.EnsureShipped(Token);
        var draft = (await Publish.Propose(Next(Shipped + 1, AddElement), "thêm rô-bốt", null, new Actor("lan"), Token)).Value;

        (await Publish.Approve(draft.Id, new Actor("lan"), Token)).Problem!.Code.Should().Be("catalogue-own-draft");
        (await Reader.Current(Token)).Version.Should().Be(Shipped);
        (await Publish.Approve(draft.Id, new Actor("minh"), Token)).Value.Should().Be(Shipped + 1);

        (await Reader.Versions(Token))[0].Should().BeEquivalentTo(new { Version = Shipped + 1, PublishedBy = "minh", Reason = "thêm rô-bốt" });
        (await Reader.Drafts(Token)).Should().ContainSingle().Which.Should().BeEquivalentTo(new { State = DraftState.Published, ProposedBy = "lan", DecidedBy = "minh" });
        (await _world.Get<AuditReader>().List(0, 2, Token)).Select(e => (e.Action, e.Actor)).Should()
            .Equal(("catalogue.published", "minh"), ("catalogue.proposed", "lan"));
    }

    [Test]
    public async Task A_proposal_is_decided_once()
    {
        await Publish.EnsureShipped(Token);
        var draft = (await Publish.Propose(Next(Shipped + 1, AddElement), "thêm rô-bốt", null, new Actor("lan"), Token)).Value;
        (await Publish.Decline(draft.Id, "chưa có văn bản", new Actor("minh"), Token)).Value.Note.Should().Be("chưa có văn bản");

        (await Publish.Approve(draft.Id, new Actor("hoa"), Token)).Problem!.Kind.Should().Be(ProblemKind.Conflict);
        (await Publish.Decline(draft.Id, "lại", new Actor("hoa"), Token)).Problem!.Code.Should().Be("catalogue-draft-decided");
        (await Publish.Approve(42, new Actor("hoa"), Token)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
        (await Reader.Versions(Token)).Should().ContainSingle();
    }

    [Test]
    public async Task A_proposal_that_another_version_overtook_is_not_published_over_it()
    {
        await Publish.EnsureShipped(Token);
        var draft = (await Publish.Propose(Next(Shipped + 1, AddElement), "thêm rô-bốt", null, new Actor("lan"), Token)).Value;
        await Publish.Run(Next(Shipped + 1, _ => { }), "khẩn", null, _world.Actor, Token);

        (await Publish.Approve(draft.Id, new Actor("minh"), Token)).Problem!.Code.Should().Be("catalogue-not-newer");
        (await Reader.Drafts(Token))[0].State.Should().Be(DraftState.Proposed);
    }

    [Test]
    public async Task A_wrong_catalogue_cannot_even_be_proposed()
    {
        await Publish.EnsureShipped(Token);

        (await Publish.Propose(Next(Shipped + 1, c => Element(c, "kiosks_working")["kind"] = "robot"), "sai", null, _world.Actor, Token)).Problem!.Details.Should().NotBeEmpty();
        (await Publish.Propose(Next(Shipped, _ => { }), "cũ", null, _world.Actor, Token)).Problem!.Code.Should().Be("catalogue-not-newer");
        (await Reader.Drafts(Token)).Should().BeEmpty();
    }

    [Test]
    public async Task A_version_holds_for_the_periods_it_is_dated_for()
    {
        await Publish.EnsureShipped(Token);
        await Publish.Run(Next(Shipped + 1, AddElement), "từ quý IV", new DateOnly(2026, 10, 31), _world.Actor, Token);

        (await Reader.For(Period.Parse("2026-09"), Token)).Version.Should().Be(Shipped);
        (await Reader.For(Period.Parse("2026-10"), Token)).Version.Should().Be(Shipped + 1);
        (await Reader.For(Period.Parse("2026"), Token)).Version.Should().Be(Shipped + 1);
        (await Reader.Current(Token)).Version.Should().Be(Shipped + 1);
    }

    [Test]
    public async Task Correcting_this_years_version_does_not_undo_next_years()
    {
        await Publish.EnsureShipped(Token);
        await Publish.Run(Next(Shipped + 1, AddElement), "năm sau", new DateOnly(2027, 1, 1), _world.Actor, Token);
        await Publish.Run(Next(Shipped + 2, AddElement), "sửa lỗi năm nay", null, _world.Actor, Token);

        (await Reader.For(Period.Parse("2026-09"), Token)).Version.Should().Be(Shipped + 2);
        (await Reader.For(Period.Parse("2027-01"), Token)).Version.Should().Be(Shipped + 1);
    }

    private static byte[] Next(int version, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["version"] = version;
        change(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static void AddElement(JsonNode catalogue)
    {
        var element = Element(catalogue, "kiosks_working").DeepClone();
        element["code"] = "robots_working";
        catalogue["elements"]!.AsArray().Add(element);
    }

    private static JsonNode Element(JsonNode catalogue, string code) =>
        catalogue["elements"]!.AsArray().Single(e => (string?)e!["code"] == code)!;
}
