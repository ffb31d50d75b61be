using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using NUnit.Framework;

namespace Kpi.App.Tests.Scoring;

/// <summary>In worlds that chance made every score is the sum of its returns, every path ends in a cell as it was sent, and every cell leads back.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class TracePropertyTests
{
    [Test]
    public async Task Contributions_sum_to_the_score_at_every_level_and_end_in_the_cells_of_the_files([Range(1, 4)] int seed)
    {
        await using var made = await TraceWorld.New(seed);
        var kinds = new HashSet<IndicatorKind>();
        foreach (var run in made.Runs)
        {
            var catalogue = await made.World.Get<CatalogueReader>().Of(run, default);
            foreach (var indicator in catalogue.Indicators.Where(i => i.Active))
            {
                foreach (var code in made.Codes)
                {
                    var asked = await made.World.Get<ExplainScore>().Run(run, indicator.Code, code, true, default);
                    if (asked.Problem is { Code: "no-such-unit" }) continue;
                    var trail = asked.Value;
                    var where = $"{indicator.Code} of {code} in {run.Period}, seed {seed}";
                    if (trail.Score.Reporting > 0) kinds.Add(indicator.Kind);
                    Sum(trail.Facilities.Select(f => f.Numerator)).Should().Be(trail.Score.Numerator, where);
                    if (trail.Score.Numerator is not null)
                        Sum(trail.Facilities.Select(f => f.Denominator).Concat(trail.Missing.Select(m => m.Counted))).Should().Be(trail.Score.Denominator, where);
                    trail.Missing.Should().HaveCount(trail.Score.Expected - trail.Score.Reporting, where);
                    foreach (var entry in trail.Facilities.Concat(trail.Before).Concat(trail.Missing.SelectMany(m => m.Returns)))
                    {
                        foreach (var cell in entry.Cells)
                            made.TextAt(entry.Return!.Value, cell.Sheet, cell.Cell, catalogue.Element(cell.Element)!.Kind).Should().Be(cell.Text, $"{where}: {cell.Sheet}!{cell.Cell}");
                    }
                }
            }
        }

        kinds.Should().BeEquivalentTo([IndicatorKind.Ratio, IndicatorKind.Coverage, IndicatorKind.Milestone]);
    }

    [Test]
    public async Task Every_score_that_a_cell_leads_to_leads_back_to_the_cell([Range(1, 3)] int seed)
    {
        await using var made = await TraceWorld.New(seed);
        var (trace, explain) = (made.World.Get<TraceCell>(), made.World.Get<ExplainScore>());
        var roles = new HashSet<ReturnRole>();
        var trails = new Dictionary<(long, string, string), Explanation>();
        foreach (var id in made.Files.Keys)
        {
            var detail = (await made.World.Get<ReturnReader>().Get(id, default))!;
            foreach (var value in detail.Values)
            {
                var up = (await trace.Run(new TraceQuestion(id, $"{value.Sheet}!{value.Cell}", EveryRun: true), made.World.Actor, _ => true, default)).Value;
                if (up.Scores.Count == 0) up.Why!.Code.Should().BeOneOf("not-asked", "not-counted", "replaced");
                foreach (var score in up.Scores)
                {
                    roles.Add(score.Role);
                    foreach (var (unit, counted) in score.Units)
                    {
                        var key = (score.Run.Id, score.Indicator.Code, unit.Code);
                        if (!trails.TryGetValue(key, out var down))
                            trails.Add(key, down = (await explain.Run(score.Run, score.Indicator.Code, unit.Code, true, default)).Value);
                        var where = $"{value.Element} of {unit.Code} in {score.Indicator.Code} {score.Run.Period}, seed {seed}";
                        (down.Numerator, down.Denominator, down.Score.Reporting, down.Score.Low).Should().Be((counted.Numerator, counted.Denominator, counted.Reporting, counted.Low), where);
                        down.Facilities.Concat(down.Before).Concat(down.Missing.SelectMany(m => m.Returns)).Should().Contain(
                            f => f.Return == id && f.Role == score.Role && f.Numerator == score.Numerator && f.Denominator == score.Denominator
                                && f.Cells.Any(c => c.Sheet == value.Sheet && c.Cell == value.Cell && c.Text == value.Text), where);
                    }
                }
            }
        }

        roles.Should().Contain([ReturnRole.Value, ReturnRole.Incomplete]);
        roles.Contains(ReturnRole.Previous).Should().Be(made.Months > 1);
    }

    [Test]
    public async Task As_many_returns_are_named_as_the_verdict_says_can_change_it([Range(1, 4)] int seed)
    {
        await using var made = await TraceWorld.New(seed);
        foreach (var run in made.Runs)
        {
            foreach (var code in made.Codes)
            {
                var found = await made.World.Get<FindUndecided>().Run(run, code, null, 1000, default);
                if (found.Problem is { Code: "no-such-unit" }) continue;
                var scores = await made.World.Get<ScoreReader>().ScoresOfUnit(run.Id, code, default);
                found.Value.Indicators.Select(i => i.Indicator.Code).Should().Equal(scores.Where(s => s.Score.Verdicts.Any(v => !v.Certain)).Select(s => s.Indicator.Code));
                foreach (var open in found.Value.Indicators)
                {
                    var where = $"{open.Indicator.Code} of {code} in {run.Period}, seed {seed}";
                    open.Verdicts.Should().OnlyContain(v => !v.Certain && v.AtLeast <= v.AtMost, where);
                    // Where no return can move anything, as after a last known denominator of zero, the verdict wants one and any will do.
                    if (open.Verdicts[0].AtMost > 1) open.Returns.Should().HaveCount(open.Verdicts[0].AtMost, where);
                    open.Returns.Select(r => r.Weight ?? long.MaxValue).Should().BeInDescendingOrder();
                    open.Returns.Should().OnlyContain(r => r.Periods.Length > 0 && r.Form != null);
                }
            }
        }
    }

    private static long? Sum(IEnumerable<long?> parts) => parts.Aggregate((long?)null, (sum, part) => part is null ? sum : (sum ?? 0) + part);
}
