using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Calendar;

/// <summary>Forms that close by themselves: what comes first after the day is refused, what corrects an accepted return is not.</summary>
public sealed class ClosingDayTests
{
    private static readonly DateTimeOffset AfterClosing = new(2026, 12, 15, 2, 0, 0, TimeSpan.Zero);

    private ReturnsWorld _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task Begin()
    {
        _world = await New();
        var json = JsonNode.Parse(ShippedCatalogue.Json())!;
        json["version"] = ShippedCatalogue.Load().Version + 1;
        foreach (var form in json["forms"]!.AsArray()) form!["closesWorkingDays"] = 10;
        _ = (await _world.World.Get<PublishCatalogue>().Run(Encoding.UTF8.GetBytes(json.ToJsonString()), "Khoá sau 10 ngày", null, _world.World.Actor, Token)).Value;
    }

    [TearDown]
    public async Task End() => await _world.DisposeAsync();

    [Test]
    public async Task A_correction_after_the_closing_day_is_taken_although_it_is_read_together_with_the_first_return()
    {
        var first = await Send("BV1", 150);
        _world.World.Clock.SetUtcNow(AfterClosing);
        var correction = await Send("BV1", 151);
        var again = await Send("BV1", 152);
        var alone = await Send("BV2", 150);

        await _world.Process();

        (await Shown(first)).Should().Match<ReturnSummary>(s => s.State == ReturnState.Accepted && s.Version == 1 && !s.IsCurrent);
        (await Shown(correction)).Should().Match<ReturnSummary>(s => s.State == ReturnState.Accepted && s.Version == 2 && !s.IsCurrent);
        (await Shown(again)).Should().Match<ReturnSummary>(s => s.State == ReturnState.Accepted && s.Version == 3 && s.IsCurrent);
        var refused = (await _world.Reader.Get(alone, Token))!;
        refused.Summary.State.Should().Be(ReturnState.Refused, "it corrects nothing");
        refused.Findings.Should().ContainSingle().Which.Arguments[0].Should().Be("#closing-day");
    }

    [Test]
    public async Task A_correction_after_the_closing_day_is_taken_although_it_is_read_while_the_first_return_is_stored()
    {
        var first = await Send("BV1", 150);
        _world.World.Clock.SetUtcNow(AfterClosing);
        var correction = await Send("BV1", 151);

        // A batch of one each: the second is looked up for before the first is in.
        await _world.Process(batch: 1);

        (await Shown(first)).Version.Should().Be(1);
        (await Shown(correction)).Should().Match<ReturnSummary>(s => s.State == ReturnState.Accepted && s.Version == 2 && s.IsCurrent);
    }

    [Test]
    public async Task What_was_refused_in_time_makes_no_correction_of_what_comes_after_the_closing_day()
    {
        var wrong = await _world.Send(await _world.Filled("BV1", September, ("systems_in_use", "nhiều")), "a.xlsx");
        _world.World.Clock.SetUtcNow(AfterClosing);
        var mended = await Send("BV1", 150);

        (await _world.Process()).Should().Be(2);

        (await Shown(wrong.Id)).State.Should().Be(ReturnState.Refused);
        (await Shown(mended)).State.Should().Be(ReturnState.Refused);
    }

    private async Task<long> Send(string unit, long systems) =>
        (await _world.Send(await _world.Filled(unit, September, ("systems_in_use", systems)), $"{unit}-{systems}.xlsx")).Id;

    private async Task<ReturnSummary> Shown(long id) => (await _world.Reader.Summaries([id], Token))[id];
}
