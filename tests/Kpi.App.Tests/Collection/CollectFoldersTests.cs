using FluentAssertions;
using Kpi.App.Features.Collection;
using Kpi.App.Features.Returns;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Collection;

/// <summary>Drop folders: what lies still is received, judged, and laid in done or refused.</summary>
public sealed class CollectFoldersTests
{
    private string _shared = null!;
    private string _own = null!;
    private ReturnsWorld _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task Begin()
    {
        _shared = Directory.CreateTempSubdirectory("kpi-drop-").FullName;
        _own = Directory.CreateTempSubdirectory("kpi-drop-").FullName;
        _world = await New(
            new Dictionary<string, string?>
            {
                ["Collection:Folders:0:Path"] = _shared,
                ["Collection:Folders:1:Path"] = _own,
                ["Collection:Folders:1:Facility"] = "BV2",
                ["Returns:MaxBytes"] = "200000",
            },
            _ => { });
    }

    [TearDown]
    public async Task End()
    {
        await _world.DisposeAsync();
        Directory.Delete(_shared, recursive: true);
        Directory.Delete(_own, recursive: true);
    }

    [Test]
    public async Task A_file_that_lies_still_is_received_judged_and_laid_in_done()
    {
        var bytes = await _world.Filled("BV1", September);
        Drop(_shared, "tháng 9.xlsx", bytes);

        (await Look()).Received.Should().Be(0, "one look cannot tell whether it is whole");
        var second = await Look();

        (second.Received, second.Done, second.Refused).Should().Be((1, 1, 0));
        Names(_shared).Should().Equal("done/tháng 9.xlsx");
        (await File.ReadAllBytesAsync(Path.Combine(_shared, "done", "tháng 9.xlsx"), Token)).Should().Equal(bytes);
        var summary = (await _world.Reader.List(new ReturnFilter(), 0, 10, Token)).Should().ContainSingle().Subject;
        (summary.Source, summary.FileName, summary.State).Should().Be(("folder", "tháng 9.xlsx", ReturnState.Accepted));
    }

    [Test]
    public async Task A_file_that_still_grows_is_left_alone()
    {
        var bytes = await _world.Filled("BV1", September);
        Drop(_shared, "a.xlsx", bytes[..1000]);
        await Look();
        Drop(_shared, "a.xlsx", bytes[..2000]);
        (await Look()).Received.Should().Be(0);
        Drop(_shared, "a.xlsx", bytes);
        (await Look()).Received.Should().Be(0);

        (await Look()).Done.Should().Be(1);
    }

    [Test]
    public async Task Two_looks_in_a_breath_do_not_count_as_lying_still()
    {
        Drop(_shared, "a.xlsx", await _world.Filled("BV1", September));

        await Collector.Run(_world.World.Actor, Token);
        (await Collector.Run(_world.World.Actor, Token)).Received.Should().Be(0);
    }

    [Test]
    public async Task A_refused_file_lies_in_refused_with_its_findings_in_both_languages_and_their_cells()
    {
        Drop(_shared, "sai.xlsx", await _world.Filled("BV1", September, ("fees_cashless_vnd", 9_000_000_000L), ("emr_level", null)));
        Drop(_shared, "rác.xlsx", "rubbish"u8.ToArray());
        await Look();

        var look = await Look();

        (look.Received, look.Done, look.Refused).Should().Be((2, 0, 2));
        Names(_shared).Should().Equal("refused/rác.xlsx", "refused/rác.xlsx.findings.txt", "refused/sai.xlsx", "refused/sai.xlsx.findings.txt");
        var text = await File.ReadAllTextAsync(Path.Combine(_shared, "refused", "sai.xlsx.findings.txt"), Token);
        text.Should().Contain("sai.xlsx").And.Contain("SHA-256").And.MatchRegex(@"LỖI / ERROR  .+![A-Z]+[0-9]+");
        text.Should().Contain("chưa được điền").And.Contain("is not filled in");
    }

    [Test]
    public async Task A_folder_of_one_facility_takes_no_other_facilitys_return()
    {
        Drop(_own, "của mình.xlsx", await _world.Filled("BV2", September));
        Drop(_own, "của người khác.xlsx", await _world.Filled("BV1", September));
        await Look();

        await Look();

        Names(_own).Should().Equal("done/của mình.xlsx", "refused/của người khác.xlsx", "refused/của người khác.xlsx.findings.txt");
        (await File.ReadAllTextAsync(Path.Combine(_own, "refused", "của người khác.xlsx.findings.txt"), Token)).Should().Contain("BV1").And.Contain("BV2");
    }

    [Test]
    public async Task After_a_kill_between_receiving_and_moving_the_file_is_moved_and_counted_once()
    {
        var bytes = await _world.Filled("BV1", September);
        Drop(_shared, "a.xlsx", bytes);
        // What the killed process had done: the bytes are kept and judged, the file is where it was.
        await _world.Judge(bytes);
        using var fresh = Another();

        await fresh.Run(_world.World.Actor, Token);
        _world.World.Clock.Advance(TimeSpan.FromMinutes(1));
        (await fresh.Run(_world.World.Actor, Token)).Done.Should().Be(1);

        Names(_shared).Should().Equal("done/a.xlsx");
        (await _world.Reader.List(new ReturnFilter(), 0, 10, Token)).Should().ContainSingle();
    }

    [Test]
    public async Task A_name_that_lies_in_done_already_is_not_pushed_out()
    {
        Drop(_shared, "a.xlsx", await _world.Filled("BV1", September));
        await Look();
        await Look();
        Drop(_shared, "a.xlsx", await _world.Filled("BV1", September, ("systems_in_use", 140L)));
        await Look();
        await Look();

        Names(_shared).Should().Equal("done/a (2).xlsx", "done/a.xlsx");
        (await _world.Reader.List(new ReturnFilter(), 0, 10, Token)).Select(r => r.Version).Should().Equal(2, 1);
    }

    [Test]
    public async Task A_file_over_the_limit_is_refused_unread()
    {
        Drop(_shared, "to.xlsx", new byte[200_001]);
        await Look();

        (await Look()).Refused.Should().Be(1);

        Names(_shared).Should().Equal("refused/to.xlsx", "refused/to.xlsx.findings.txt");
        (await _world.Reader.List(new ReturnFilter(), 0, 10, Token)).Should().BeEmpty();
    }

    [Test]
    public async Task A_file_that_cannot_be_moved_is_reported_and_not_tried_for_ever()
    {
        // A link that leads nowhere stands where the folder should be.
        File.CreateSymbolicLink(Path.Combine(_shared, "done"), Path.Combine(_shared, "nowhere"));
        Drop(_shared, "a.xlsx", await _world.Filled("BV1", September));
        for (var look = 0; look < 6; look++) await Look();

        var troubles = (await Look()).Troubles;

        troubles.Should().ContainSingle(t => t.Vi.Contains("a.xlsx", StringComparison.Ordinal)).Which.En.Should().Contain("cannot be moved");
        File.Exists(Path.Combine(_shared, "a.xlsx")).Should().BeTrue();
        (await _world.Reader.List(new ReturnFilter { Facility = "BV1" }, 0, 10, Token)).Should().ContainSingle().Which.State.Should().Be(ReturnState.Accepted);
    }

    [Test]
    public async Task A_folder_that_is_not_there_is_reported_and_the_others_are_served()
    {
        Directory.Delete(_own, recursive: true);
        Drop(_shared, "a.xlsx", await _world.Filled("BV1", September));
        await Look();

        var look = await Look();

        look.Troubles.Should().ContainSingle().Which.Vi.Should().Contain(_own);
        look.Done.Should().Be(1);
        Directory.CreateDirectory(_own);
    }

    [Test]
    public async Task Half_written_and_hidden_files_are_not_offered()
    {
        foreach (var name in new[] { "~$a.xlsx", ".a.xlsx", "a.xlsx.part", "a.xlsx.crdownload", "a.tmp" }) Drop(_shared, name, [1]);
        await Look();

        (await Look()).Received.Should().Be(0);
    }

    private CollectFolders Collector => _world.World.Get<CollectFolders>();

    private async Task<CollectResult> Look()
    {
        var result = await Collector.Run(_world.World.Actor, Token);
        _world.World.Clock.Advance(TimeSpan.FromMinutes(1));
        return result;
    }

    private CollectFolders Another() =>
        ActivatorUtilities.CreateInstance<CollectFolders>(_world.World.Services);

    private static void Drop(string folder, string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, name), bytes);

    private static IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
