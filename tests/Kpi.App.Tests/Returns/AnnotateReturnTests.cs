using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

/// <summary>What submitters get back, from the door to the corrected return.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AnnotateReturnTests
{
    [Test]
    public async Task A_refused_return_comes_back_with_its_findings_and_is_accepted_once_mended_in_place()
    {
        await using var world = await ReturnsWorld.New();
        var refused = await world.Judge(await world.Filled(
            "BV1", ReturnsWorld.September, ("systems_in_use", 3L), ("systems_dossier_before_use", 9L), ("cases_notifiable", null), ("emr_level", "nhiều")));
        refused.Summary.State.Should().Be(ReturnState.Refused);

        var annotated = (await world.World.Get<AnnotateReturn>().Run(refused.Summary.Id, null, CancellationToken.None)).Value;

        annotated.FileName.Should().Be("return_ket-qua.xlsx");
        var front = XlsxReader.ReadTable(annotated.Bytes, CancellationToken.None);
        front.Sheet.Should().Be(AnnotatedWorkbook.FrontName);
        var text = string.Join('\n', front.Rows.SelectMany(r => r.Cells).Select(c => c.Text));
        foreach (var finding in refused.Findings) text.Should().Contain(FindingTexts.Say(finding, (await world.World.Get<Kpi.App.Features.Indicators.CatalogueReader>().Current(CancellationToken.None))).Vi);
        text.Should().Contain("SỬA TRƯỚC TIÊN").And.Contain("MEND THIS FIRST").And.Contain(Kpi.App.Platform.Ids.Show(refused.Summary.Id));

        var mended = XlsxPatcher.Apply(annotated.Bytes, [.. refused.Findings.Where(f => f.Cell is not null).Select(f => new XlsxPatch(f.Sheet!, f.Cell!, f.Element == "cases_notifiable" ? 150L : 3L)).DistinctBy(p => p.Cell)]);
        var accepted = await world.Judge(mended);
        accepted.Summary.State.Should().Be(ReturnState.Accepted, ReturnsWorld.Show(accepted));

        var again = (await world.World.Get<AnnotateReturn>().Run(accepted.Summary.Id, Language.En, CancellationToken.None)).Value;
        using var reader = new XlsxReader(again.Bytes, XlsxLimits.Default, CancellationToken.None);
        reader.Sheets.Count(s => s.Name.StartsWith(AnnotatedWorkbook.FrontName, StringComparison.Ordinal)).Should().Be(1);
        string.Join('\n', XlsxReader.ReadTable(again.Bytes, CancellationToken.None).Rows.SelectMany(r => r.Cells).Select(c => c.Text))
            .Should().Contain("ACCEPTED").And.NotContain("SỬA");
    }

    [Test]
    public async Task Many_findings_alike_are_told_once_and_counted()
    {
        await using var world = await ReturnsWorld.New();
        var blank = (await world.World.Get<IssueForm>().Run(null, "BV1", ReturnsWorld.September, CancellationToken.None)).Value;
        var refused = await world.Judge(ReturnFormWorkbook.Fill(blank.Bytes, new Dictionary<string, object> { ["emr_level"] = 3L }));
        var required = refused.Findings.Count(f => f.Code == "required");
        required.Should().BeGreaterThan(4);

        var annotated = (await world.World.Get<AnnotateReturn>().Run(refused.Summary.Id, Language.Vi, CancellationToken.None)).Value;

        var texts = XlsxReader.ReadTable(annotated.Bytes, CancellationToken.None).Rows.Select(r => r[5]).Where(t => t.Length > 0).ToList();
        texts.Should().ContainSingle(t => t.StartsWith($"… và như vậy ở {required - 1} chỗ nữa", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_file_that_cannot_be_opened_comes_back_as_a_sheet_that_says_so()
    {
        await using var world = await ReturnsWorld.New();
        var whole = await world.Filled("BV1", ReturnsWorld.September);
        var refused = await world.Judge(whole[..(whole.Length / 2)]);

        var annotated = (await world.World.Get<AnnotateReturn>().Run(refused.Summary.Id, null, CancellationToken.None)).Value;

        var text = string.Join('\n', XlsxReader.ReadTable(annotated.Bytes, CancellationToken.None).Rows.SelectMany(r => r.Cells).Select(c => c.Text));
        text.Should().Contain("Không đánh dấu được trong tệp của bạn").And.Contain("could not be marked").And.Contain("BỊ TỪ CHỐI");
    }

    [Test]
    public async Task A_file_that_takes_too_long_to_mark_comes_back_as_a_sheet_that_says_so()
    {
        await using var world = await ReturnsWorld.New();
        var judged = await world.Judge(await world.Filled("BV1", ReturnsWorld.September));
        // Its time is up before it has begun.
        var options = Microsoft.Extensions.Options.Options.Create(new ReturnsOptions { ReadingTime = TimeSpan.Zero });
        var annotate = new AnnotateReturn(world.World.Get<ReturnReader>(), world.World.Get<Kpi.App.Features.Indicators.CatalogueReader>(), options, TimeProvider.System);

        var annotated = (await annotate.Run(judged.Summary.Id, null, CancellationToken.None)).Value;

        string.Join('\n', XlsxReader.ReadTable(annotated.Bytes, CancellationToken.None).Rows.SelectMany(r => r.Cells).Select(c => c.Text))
            .Should().Contain("could not be marked").And.Contain("took longer than");
    }

    [Test]
    public async Task What_is_not_there_or_not_judged_yet_is_said()
    {
        await using var world = await ReturnsWorld.New();
        var receipt = await world.Send(await world.Filled("BV1", ReturnsWorld.September));

        (await world.World.Get<AnnotateReturn>().Run(receipt.Id, null, CancellationToken.None)).Problem!.Code.Should().Be("return-not-judged");
        (await world.World.Get<AnnotateReturn>().Run(42, null, CancellationToken.None)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
    }
}
