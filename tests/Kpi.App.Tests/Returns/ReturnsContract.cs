using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.App.Tests.Storage;
using Kpi.Domain.Returns;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Returns;

/// <summary>The corridor's statements, in both databases.</summary>
[TestFixtureSource(nameof(Dialects))]
public sealed class ReturnsContract(string dialect) : StorageContract(dialect)
{
    [Test]
    public async Task Received_judged_replaced_reviewed_and_loaded_alike()
    {
        await using var world = await New(new Dictionary<string, string?>(), services => services.AddSingleton(Database));
        var catalogue = await world.World.Get<CatalogueReader>().Current(Token);
        var systems = catalogue.IndexOf("systems_in_use");

        var first = await world.Judge(await world.Filled("BV1", September, ("systems_in_use", 120L)));
        world.World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var known = world.World.Clock.GetUtcNow();
        world.World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = await world.Judge(await world.Filled("BV1", September, ("systems_in_use", 130L)));
        var refused = await world.Judge("rubbish — rác"u8.ToArray());
        var station = await world.Judge(await world.Filled("TX1", September));

        (second.Summary.Version, second.Summary.IsCurrent).Should().Be((2, true), Show(second));
        refused.Findings.Should().ContainSingle().Which.Arguments.Should().BeEmpty();
        (await Loaded(null)).Should().Equal((second.Summary.Id, 130), (station.Summary.Id, null));
        (await Loaded(known)).Should().Equal((first.Summary.Id, 120));
        (await world.World.Get<ReviewReturn>().SendBack(second.Summary.Id, "Số liệu sai", world.World.Actor, Token)).Value.State
            .Should().Be(ReturnState.SentBack);
        (await Loaded(null)).Should().Equal((first.Summary.Id, 120), (station.Summary.Id, null));
        (await world.Reader.List(new ReturnFilter { Period = September, Form = "hospital" }, 0, 1, Token)).Select(r => r.Id).Should().Equal(second.Summary.Id);
        (await world.Reader.List(new ReturnFilter { UnitIds = ["TX1@2025-07-01"] }, 0, 5, Token)).Select(r => r.Id).Should().Equal(station.Summary.Id);
        (await world.Reader.LastBefore(["BV1@2025-07-01"], "hospital", September.Next, false, null, catalogue, Token)).Select(f => f.Id)
            .Should().Equal(first.Summary.Id);
        (await world.Reader.CellsOf([first.Summary.Id], ["systems_in_use"], Token)).Should().ContainSingle().Which.Text.Should().Be("120");
        (await world.Send("rubbish — rác"u8.ToArray())).Id.Should().Be(refused.Summary.Id);
        (await world.Process()).Should().Be(1, "a refused return is judged again");

        async Task<IEnumerable<(long, long?)>> Loaded(DateTimeOffset? asKnownAt) =>
            (await world.Reader.CurrentFor([September], false, asKnownAt, catalogue, Token)).Select(f => (f.Id, f.Form == "hospital" ? f.Values[systems] : null));
    }

    [Test]
    public async Task Ten_senders_of_the_same_bytes_get_the_same_receipt()
    {
        await using var world = await New(new Dictionary<string, string?>(), services => services.AddSingleton(Database));
        byte[] bytes = [.. "the same"u8];

        var receipts = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => world.Send(bytes), Token)));

        receipts.Select(r => r.Id).Distinct().Should().ContainSingle();
        receipts.Count(r => !r.AlreadyHeld).Should().Be(1);
    }

    [Test]
    public async Task Reviews_statements_evidence_and_questions_are_kept_alike()
    {
        await using var world = await New(new Dictionary<string, string?>(), services => services.AddSingleton(Database));
        var reviewer = new Actor("department");
        var review = world.World.Get<ReviewReturn>();
        var first = await world.Judge(await world.Filled("BV4", September, ("systems_in_use", 120L)));
        (await review.Approve(first.Summary.Id, "Đã đối chiếu", reviewer, Token)).Value.State.Should().Be(ReturnState.Approved);
        world.World.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await world.Judge(Stated.WithNotApplicable(await world.Filled("BV4", September), "kiosks_working", "KAD", "Không có ki-ốt"));

        second.Summary.ApprovedBefore.Should().Be(1, Show(second));
        second.Statements.Should().ContainSingle().Which.Reason.Should().Be("Không có ki-ốt");
        (await world.Reader.Chain(second.Summary, Token)).Select(v => (v.Summary.Version, v.Note)).Should().Equal((1, "Đã đối chiếu"), (2, null));
        var evidence = world.World.Get<ReturnEvidence>();
        var piece = (await evidence.Add(second.Summary.Id, new OfferedEvidence("kế hoạch.pdf", "%PDF-1.7"u8.ToArray(), "kiosks_working"), world.World.Actor, Token)).Value;
        _ = (await evidence.Withdraw(piece.Id, "Nhầm tệp", world.World.Actor, Token)).Value;
        (await evidence.Of([second.Summary.Id], Token)).Should().ContainSingle().Which.WithdrawnReason.Should().Be("Nhầm tệp");
        var questions = world.World.Get<ReturnQuestions>();
        var thread = (await questions.Ask(second.Summary.Id, "Vì sao?", "systems_in_use", reviewer, Token)).Value;
        _ = (await questions.Answer(thread.Question.Id, "Đã bỏ hai hệ thống", world.World.Actor, Token)).Value;
        (await questions.Of([second.Summary.Id], Token)).Should().ContainSingle().Which.IsAnswered.Should().BeTrue();
        _ = (await review.SendBack(second.Summary.Id, null, [new PlaceReason("systems_in_use", "Thiếu")], reviewer, Token)).Value;
        (await world.Reader.Get(second.Summary.Id, Token))!.Findings.Should().ContainSingle(f => f.Code == "sent-back");
        (await world.Reader.List(new ReturnFilter { CurrentOnly = true, Warned = false, State = ReturnState.Approved, Facility = "BV4" }, 0, 5, Token)).Select(r => r.Id)
            .Should().Equal(first.Summary.Id);
    }
}
