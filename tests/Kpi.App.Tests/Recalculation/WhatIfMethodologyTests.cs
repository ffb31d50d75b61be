using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.App.Tests.Scoring.CorridorTests;

namespace Kpi.App.Tests.Recalculation;

/// <summary>Executes the examples of docs/methodology.md on what-ifs.</summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class WhatIfMethodologyTests
{
    private const string Department = "82-SYT";
    private const string WithComposite = "with the composite of catalogue.md";
    private static readonly Period September = Period.Parse("2026-09");

    private static IEnumerable<string> Examples => Block().Matches(System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docs", "methodology.md"))).Select(m => m.Groups[1].Value);

    [Test]
    public void The_page_has_examples() => Examples.Should().HaveCountGreaterThan(2);

    [TestCaseSource(nameof(Examples))]
    public async Task What_if_comes_out_as_printed(string example)
    {
        await using var world = await Begin();
        if (example.StartsWith(WithComposite, StringComparison.Ordinal))
            (await world.Get<PublishCatalogue>().Run(SampleComposite.Catalogue(), "thử", null, world.Actor, default)).Problem.Should().BeNull();
        var json = example[example.IndexOf("{\n", StringComparison.Ordinal)..(example.LastIndexOf("\n}", StringComparison.Ordinal) + 2)];
        if (example.Contains(Department, StringComparison.Ordinal)) await Import(world);
        foreach (Match filed in Filed().Matches(example))
        {
            (string, object)[] given = [.. filed.Groups[2].Value.Split(", ").Select(v => v.Split(' ')).Select(v => (v[0], (object)int.Parse(v[1], null)))];
            await (filed.Groups[1].Value == Department
                ? FileForm(world, "province", September, Department, [("adults", 1), ("systems_in_use", 1), .. given])
                : File(world, filed.Groups[1].Value, given));
        }

        string[] said = [.. example[(example.LastIndexOf("\n}", StringComparison.Ordinal) + 3)..].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        said.Should().NotBeEmpty("an example without a result proves nothing");

        var kept = await world.Get<Scenarios>().Keep(Encoding.UTF8.GetBytes(json), "thử", [September], MissingPolicy.Strict, false, world.Actor, default);

        if (!kept.TryGet(out var scenario, out var problem))
        {
            problem.Details.Select(d => "refused " + d.En).Should().Equal(said);
            return;
        }

        await world.Get<ScorePeriod>().Run(ScoreRequest.Due(September), world.Actor, default);
        var trial = (await world.Get<ScorePeriod>().Run(scenario.Of(ScoreRequest.Due(September)), world.Actor, default)).Value;
        var beside = (await world.Get<BesideOfficial>().Run(trial, "82", stability: false, default)).Value;
        beside.Indicators.Where(i => i.Moved).Select(i => $"{i.Indicator.Code}: {Show(i.Official!)} -> {Show(i.Trial!)}")
            .Concat(beside.Composites.SelectMany(c => c.Rows.Where(r => r.Moved).Select(r => $"{c.Composite.Code} {r.Unit.Code}: {Show(r.Official!)} -> {Show(r.Trial!)}")))
            .Should().Equal(said);
    }

    private static async Task Import(World world) => (await world.Get<ImportUnits>().Run(
        "department.csv",
        Encoding.UTF8.GetBytes($"code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n{Department},Sở Y tế,department,,,public,province,,82,2025-07-01,\n"),
        false, world.Actor, default)).Problem.Should().BeNull();

    private static string Show(CompositeRow row) => $"{CompositeScoreText(row)}, rank {row.Rank}";

    /// <summary>The figure as a percentage, two digits, cut.</summary>
    private static string CompositeScoreText(CompositeRow row) =>
        ExactMean.Print(row.Score.Counted / BigInteger.Pow(10, CompositeScore.Digits - 4), 2) + " %";

    private static string Show(Score score) => score.Numerator is null
        ? $"not reported, from {score.Low}{(score.High is { } high ? $" to {high}" : "")}"
        : $"{score.Numerator}/{score.Denominator} {string.Join(' ', score.Verdicts.Select(v => v.Verdict.ToString().ToLowerInvariant()))}";

    [GeneratedRegex("```whatif\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^(82-[A-Z]+(?:-\d)?): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Filed();
}
