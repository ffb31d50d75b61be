using System.Text;
using ClosedXML.Excel;
using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Units;
using Kpi.Domain;
using Kpi.Domain.Units;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Units;

/// <summary>Weights by which what a merged or divided unit counts is shared, from a register file.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ImportSplitsTests
{
    private const string Header = "unit,part,since,element,weight,source\n";

    /// <summary>The new Lào Cai (15) was put together of Lào Cai (10) and Yên Bái (15).</summary>
    private const string LaoCai = "15,10,2025-07-01,,781,Niên giám 2024\n15,15,01/07/2025,,874,Niên giám 2024\n";

    private static readonly DateOnly Merger = new(2025, 7, 1);

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Weights_of_a_merger_are_kept_with_their_source_and_each_is_written_down()
    {
        await using var world = await World.New();

        var import = (await Import(world, Header + LaoCai)).Value;

        (import.Splits, import.Added, import.Same).Should().Be((2, 0, 0));
        (await Tree(world)).Splits.Should().BeEquivalentTo(
        [
            new UnitSplit("15@2025-07-01", "10@2008-08-01", Merger, null, 781, "Niên giám 2024"),
            new UnitSplit("15@2025-07-01", "15@2008-08-01", Merger, null, 874, "Niên giám 2024"),
        ]);
        (await world.Get<AuditReader>().List(0, 100, Token)).Where(e => e.Action == "unit.shared").Should().HaveCount(2);
        (await Import(world, Header + LaoCai)).Value.Should().Match<UnitImport>(i => i.Splits == 0 && i.Same == 2);
    }

    [Test]
    public async Task Corrected_weight_takes_the_place_of_the_old_one_and_a_dry_run_only_tells()
    {
        await using var world = await World.New();
        await Import(world, Header + LaoCai);
        var corrected = Header + "15,10,2025-07-01,,790,Niên giám 2025\n";

        var told = (await Import(world, corrected, dryRun: true)).Value;

        told.Changes.Single().What.En.Should().Be("weight of 10: 781 → 790 (Niên giám 2025)");
        (await Tree(world)).Splits.Select(s => s.Weight).Should().BeEquivalentTo([781L, 874L]);
        (await Import(world, corrected)).Value.Splits.Should().Be(1);
        (await Tree(world)).Splits.Select(s => s.Weight).Should().BeEquivalentTo([790L, 874L]);
    }

    [Test]
    public async Task Every_faulty_row_is_told_and_nothing_is_kept()
    {
        await using var world = await World.New();

        var problem = (await Import(world, Header
            + "15,10,2025-07-01,,781,\n"
            + "15,15,2025-07-01,,8.7,Niên giám\n"
            + "15,01,2025-07-01,,5,Niên giám\n"
            + "24,27,thứ ba,,5,Niên giám\n")).Problem!;

        problem.Details.Select(d => d.En).Should().SatisfyRespectively(
            d => d.Should().Be("Sheet splits, row 2, column source: the source of the weight is missing: document, table, year. Weights without one are not taken."),
            d => d.Should().StartWith("Sheet splits, row 3, column weight: “8.7” is not a whole number"),
            d => d.Should().StartWith("Sheet splits, row 5, column since: “thứ ba” is not the day"));
        problem.Details[0].Vi.Should().StartWith("Trang splits, dòng 2, cột source: thiếu nguồn");
        (await Tree(world)).Splits.Should().BeEmpty();
    }

    [Test]
    public async Task Part_that_is_none_of_the_unit_is_refused()
    {
        await using var world = await World.New();
        (await Import(world, Header + LaoCai + "15,01,2025-07-01,,5,Niên giám\n")).Problem!.Details.Single().En
            .Should().StartWith("Sheet splits, row 4, column part: on 2025-07-01 01 neither became part of 15");
    }

    [Test]
    public async Task Weights_of_some_parts_only_are_refused_and_the_missing_one_is_named()
    {
        await using var world = await World.New();
        (await Import(world, Header + "15,10,2025-07-01,,781,Niên giám\n")).Problem!.Details.Single().En
            .Should().Contain("of all elements (column element empty) the weight of 15 is missing");
    }

    [Test]
    public async Task Weights_stand_in_a_second_sheet_of_the_register()
    {
        await using var world = await World.New();
        using var workbook = new XLWorkbook();
        Fill(workbook.AddWorksheet("Danh mục"),
        [
            ["code", "name", "kind", "class", "level", "ownership", "manager", "urban", "parent", "valid_from", "valid_to"],
            ["SYT15", "Sở Y tế Lào Cai", "department", "", "", "public", "province", "", "15", "2025-07-01", ""],
        ]);
        Fill(workbook.AddWorksheet("splits"),
        [
            ["unit", "part", "since", "element", "weight", "source"],
            ["15", "10", "2025-07-01", "", "781", "Niên giám 2024"],
            ["15", "15", "2025-07-01", "", "874", "Niên giám 2024"],
        ]);
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);

        var import = (await world.Get<ImportUnits>().Run("register.xlsx", stream.ToArray(), false, world.Actor, Token)).Value;

        (import.Added, import.Splits).Should().Be((1, 2));
        (await Tree(world)).Splits.Should().HaveCount(2);

        static void Fill(IXLWorksheet sheet, string[][] rows)
        {
            for (var r = 0; r < rows.Length; r++)
            {
                for (var c = 0; c < rows[r].Length; c++) sheet.Cell(r + 1, c + 1).SetValue(rows[r][c]);
            }
        }
    }

    private static Task<Outcome<UnitImport>> Import(World world, string text, bool dryRun = false) =>
        world.Get<ImportUnits>().Run("splits.csv", Encoding.UTF8.GetBytes(text), dryRun, world.Actor, Token);

    private static Task<UnitTree> Tree(World world) => world.Get<UnitReader>().Tree(Token);
}
