using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;
using Kpi.Domain.Units;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

/// <summary>Executes the worked examples of docs/methodology.md.</summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class MethodologyTests
{
    [TestCaseSource(nameof(Examples))]
    public void Worked_example_comes_out_as_printed(string example)
    {
        var world = new ScoringWorld();
        var hospitals = new HashSet<string>(StringComparer.Ordinal);
        var checks = 0;
        foreach (var line in example.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("flow ", StringComparison.Ordinal)) world.Flow(List(line[5..]));
            else if (line.StartsWith("stock ", StringComparison.Ordinal)) world.Stock(List(line[6..]));
            else if (line.StartsWith("rule ", StringComparison.Ordinal)) world.Rule(line[5..]);
            else if (RatioLine().Match(line) is { Success: true } r) world.Ratio(r.Groups[1].Value, r.Groups[2].Value, r.Groups[3].Value);
            else if (CoverageLine().Match(line) is { Success: true } c) world.Coverage(c.Groups[1].Value, c.Groups[2].Value);
            else if (TargetLine().Match(line) is { Success: true } t)
                world.Target(t.Groups[1].Value, ComparisonOf(t.Groups[2].Value), new Fraction(Number(t.Groups[3].Value), Number(t.Groups[4].Value)),
                    Day(t.Groups[5].Value), path: PathOf(t.Groups[6].Value));
            else if (line.StartsWith("silent ", StringComparison.Ordinal)) Hospital(line[7..]);
            else if (CompositeLine().Match(line) is { Success: true } k)
                world.Composite(k.Groups[1].Value, Enum.Parse<CompositeMean>(k.Groups[2].Value, ignoreCase: true), [.. GroupWords().Matches(k.Groups[3].Value).Select((g, i) =>
                    ScoringWorld.Group($"group-{i}", (int)Number(g.Groups[1].Value), [.. List(g.Groups[2].Value).Select(p => p.Split(' ')).Select(p => (p[0], (int)Number(p[1])))]))]);
            else if (CompositeScoreLine().Match(line) is { Success: true } m)
            {
                CheckComposite(world, m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value, List(m.Groups[4].Value));
                checks++;
            }
            else if (JoinedLine().Match(line) is { Success: true } j)
            {
                var provinces = List(j.Groups[1].Value);
                foreach (var province in provinces) world.Unit(province, UnitKind.Province, "VN");
                world.Joined(j.Groups[2].Value, Day(j.Groups[3].Value), provinces);
            }
            else if (SharedLine().Match(line) is { Success: true } w)
                world.Shared(w.Groups[1].Value, Day(w.Groups[2].Value), [.. List(w.Groups[3].Value).Select(p => p.Split(' ')).Select(p => (p[0], Number(p[1])))]);
            else if (InLine().Match(line) is { Success: true } i)
            {
                hospitals.Add(i.Groups[1].Value);
                world.Hospital(i.Groups[1].Value, i.Groups[2].Value);
            }
            else if (ScoreLine().Match(line) is { Success: true } s)
            {
                DateOnly? map = s.Groups[4].Success ? Day(s.Groups[4].Value) : null;
                Check(world.Score(s.Groups[2].Value, s.Groups[3].Value, s.Groups[1].Value, map: map), List(s.Groups[5].Value));
                checks++;
            }
            else if (FiledLine().Match(line) is { Success: true } f)
            {
                foreach (var hospital in Names(f.Groups[1].Value))
                {
                    Hospital(hospital);
                    world.Filed(hospital, f.Groups[2].Value,
                        [.. List(f.Groups[3].Value).Select(v => v.Split(' ')).Select(v => (v[0], Number(v[1])))]);
                }
            }
            else Assert.Fail($"This line of the example is not understood: {line}");
        }

        checks.Should().BePositive("an example without a result proves nothing");

        void Hospital(string code)
        {
            if (hospitals.Add(code)) world.Hospital(code);
        }
    }

    [Test]
    public void The_page_has_examples() => Examples().Should().HaveCountGreaterThan(10);

    private static void Check(ScoreView shown, string[] expected)
    {
        var score = shown.Score!;
        if (expected[0].Contains(" of ", StringComparison.Ordinal)) $"{score.Numerator} of {score.Denominator}".Should().Be(expected[0]);
        else if (expected[0] == "none") score.Value.Should().BeNull();
        else score.Value!.Value.ToPercentText(Language.En, digits: expected[0].Split('.')[1].IndexOf(' ', StringComparison.Ordinal)).Should().Be(expected[0]);
        foreach (var word in expected.Skip(1))
        {
            if (word == "certain") shown.Certain.Should().BeTrue();
            else if (word == "undecided") shown.Certain.Should().BeFalse();
            else if (word == "range open") score.RangeOpen.Should().BeTrue();
            else if (word.StartsWith("decided by ", StringComparison.Ordinal)) $"decided by {shown.Only.AtLeast}–{shown.Only.AtMost}".Should().Be(word);
            else if (word.StartsWith("basis ", StringComparison.Ordinal)) $"basis {Kebab(score.Basis.ToString())}".Should().Be(word);
            else if (word.StartsWith("range from ", StringComparison.Ordinal))
            {
                score.High.Should().BeNull();
                score.Low!.Value.ToPercentText(Language.En).Should().Be(word[11..]);
            }
            else if (word.StartsWith("range ", StringComparison.Ordinal))
                $"{score.Low!.Value.ToPercentText(Language.En)} .. {score.High!.Value.ToPercentText(Language.En)}".Should().Be(word[6..]);
            else Kebab(shown.Verdict.ToString()).Should().Be(word);
        }
    }

    private static void CheckComposite(ScoringWorld world, string unit, string period, string composite, string[] expected)
    {
        var inputs = world.Inputs(period);
        var scores = CompositeEngine.Run(inputs.Catalogue, inputs.Period, ScoringEngine.Run(inputs, default), default).Single(b => b.Composite == composite && b.Level == UnitLevel.Facility).Scores;
        var (rank, score) = CompositeRanks.Of(scores, i => inputs.Units[i].Code).Single(r => inputs.Units[r.Score.Unit].Code == unit);
        var parts = inputs.Catalogue.Composite(composite)!.Indicators.Select(i => i.Indicator).ToArray();
        List<string> said = [Percent(score.Counted), rank is null ? "not ranked" : $"rank {rank}"];
        if (expected.Any(e => e.StartsWith("range ", StringComparison.Ordinal))) said.Add($"range {Percent(score.Low)} .. {Percent(score.High!.Value)}");
        said.AddRange(score.Failed.Select(i => $"failed {parts[i]}"));
        said.Should().Equal(expected, unit);

        static string Percent(System.Numerics.BigInteger figure) => ExactMean.Print(figure / System.Numerics.BigInteger.Pow(10, CompositeScore.Digits - 4), 2) + " %";
    }

    private static IEnumerable<TestCaseData> Examples()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "methodology.md"));
        return ExampleBlock().Matches(page).Select((m, i) => new TestCaseData(m.Groups[1].Value).SetArgDisplayNames($"example {i + 1}"));
    }

    private static string Kebab(string name) => UpperCase().Replace(name, m => "-" + m.Value.ToLowerInvariant()).TrimStart('-');

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Fraction FractionOf(string text) => text.Split('/') is [var n, var d] ? new Fraction(Number(n), Number(d)) : throw new FormatException(text);

    /// <summary><c>compound from 1/10 on 2022-12-31</c>; <c>stepped 1/5 on 2023-12-31, 3/10 on 2024-12-31</c>.</summary>
    private static TargetPath? PathOf(string text)
    {
        if (text.Length == 0) return null;
        var from = FromWords().Match(text) is { Success: true } f ? new Baseline(FractionOf(f.Groups[1].Value), Day(f.Groups[2].Value), "x") : null;
        return new TargetPath(
            Enum.Parse<PathKind>(text.Split(' ')[0], ignoreCase: true), from,
            [.. StepWords().Matches(FromWords().Replace(text, "")).Select(m => new PathStep(Day(m.Groups[2].Value), FractionOf(m.Groups[1].Value)))]);
    }

    private static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(string text) => text.Split("..") is [var first, var last]
        ? Enumerable.Range(int.Parse(first.AsSpan(1), CultureInfo.InvariantCulture), int.Parse(last.AsSpan(1), CultureInfo.InvariantCulture) - int.Parse(first.AsSpan(1), CultureInfo.InvariantCulture) + 1)
            .Select(i => $"H{i:00}")
        : [text];

    private static Comparison ComparisonOf(string sign) => sign switch { ">=" => Comparison.AtLeast, ">" => Comparison.MoreThan, _ => Comparison.All };

    [GeneratedRegex("```example\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();

    [GeneratedRegex("^ratio ([a-z0-9-]+) = (.+) / (.+)$")]
    private static partial Regex RatioLine();

    [GeneratedRegex("^coverage ([a-z0-9-]+) = (.+)$")]
    private static partial Regex CoverageLine();

    [GeneratedRegex("^target ([a-z0-9-]+) (>=|>|=) ([0-9]+)/([0-9]+) by ([0-9-]+)(?:, (.+))?$")]
    private static partial Regex TargetLine();

    [GeneratedRegex("^([A-Z0-9]+) (\\S+) ([a-z0-9-]+)(?: on the map of (\\S+))? -> (.+)$")]
    private static partial Regex ScoreLine();

    [GeneratedRegex("^composite ([a-z]+) (arithmetic|geometric): (.+)$")]
    private static partial Regex CompositeLine();

    [GeneratedRegex("([0-9]+) of \\(([^)]+)\\)")]
    private static partial Regex GroupWords();

    [GeneratedRegex("^([A-Z0-9]+) (\\S+) composite ([a-z]+) -> (.+)$")]
    private static partial Regex CompositeScoreLine();

    [GeneratedRegex("^provinces ([0-9, ]+) joined into ([0-9]+) on (\\S+)$")]
    private static partial Regex JoinedLine();

    [GeneratedRegex("^([0-9]+) of (\\S+) is shared (.+)$")]
    private static partial Regex SharedLine();

    [GeneratedRegex("^(H[0-9]+) in ([0-9]+)$")]
    private static partial Regex InLine();

    [GeneratedRegex("^(H[0-9.H]+) (\\S+): (.+)$")]
    private static partial Regex FiledLine();

    [GeneratedRegex("from (\\S+) on ([0-9-]+)")]
    private static partial Regex FromWords();

    [GeneratedRegex("([0-9]+/[0-9]+) on ([0-9-]+)")]
    private static partial Regex StepWords();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex UpperCase();
}
